import { tryCell } from './campaign.js';
import { cells } from './pairs.js';

// `tsx workshop/campaigns/fuzz/metamorphic/relations-main.ts PAIRS RELATION…`: how many pairs of each relation are wrong, as JSON.
const [pairs = '20', ...relations] = process.argv.slice(2);
const wrong: Record<string, number> = {};
for (const relation of relations) {
  wrong[relation] = 0;
  for (const cell of cells().filter((one) => one.relation === relation)) {
    const result = await tryCell(cell, Number(pairs), 3);
    wrong[relation] += result.wrongPairs;
    if (result.wrongPairs > 0) break;
  }
}
process.stdout.write(`${JSON.stringify(wrong)}\n`);
