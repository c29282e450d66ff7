import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writePendingExports } from './connector-space.js';
import { type Contender, machine, type Result, race } from './contender.js';
import { writeOrganisation } from './organisation.js';
import { closingLine, type Figures, goalsOf, reportOf } from './report.js';

// npm run bench [-- --rows N --turns N --output FILE]: measures `assess` against what else one could use, on the same
// files, in turns, each in a process of its own; writes the table and exits with 1 when a goal is missed.

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    turns: { type: 'string', default: '5' },
    growth: { type: 'string', default: '4' },
    output: { type: 'string' },
  },
});
const repository = fileURLToPath(new URL('../..', import.meta.url));
const rows = Number(values.rows);
const turns = Number(values.turns);
const growth = Number(values.growth);
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-bench-'));
/** The tutorial compares everybody with everybody: that many rows of each side are enough to know how long a pair takes. */
const nestedRows = Math.min(rows, 4000);
/** One staged change for ten people: 243 MB for a million. */
const stagedObjects = Math.max(1, Math.ceil(rows / 10));

const ours = (name: string, onPrem: string, entra: string, identities: string): Contender => ({
  name,
  // 2: the planted defects block.
  exitCodes: [2],
  output: identities,
  args: ['dist/cli/main.js', 'assess', '--on-prem', onPrem, '--entra', entra, '--identities', identities, '--quiet'],
});

async function main(): Promise<void> {
  execFileSync(process.execPath, ['workshop/build/build.mjs'], { cwd: repository });
  say(`writing two exports of ${rows.toLocaleString('en')} people`);
  const files = writeOrganisation(folder, rows);
  const ourLines = join(folder, 'identities.jsonl');
  const theirLines = join(folder, 'duckdb.jsonl');
  const main = await race(
    [
      ours('entra-cutover', files.onPrem, files.entra, ourLines),
      {
        name: 'duckdb-table',
        args: ['workshop/bench/contenders/duckdb.mjs', 'table', files.onPrem, files.entra, theirLines],
        output: theirLines,
      },
      { name: 'duckdb-join', args: ['workshop/bench/contenders/duckdb.mjs', 'join', files.onPrem, files.entra] },
    ],
    turns,
    folder,
  );
  const sameOutcomes =
    JSON.stringify(await countOutcomes(ourLines)) === JSON.stringify(await countOutcomes(theirLines));
  const slow = await race(
    [
      {
        name: 'csv-parse',
        args: [
          '--max-old-space-size=8192',
          'workshop/bench/contenders/csv-parse-maps.mjs',
          files.onPrem,
          files.entra,
          theirLines,
        ],
      },
      { name: 'nested', args: ['workshop/bench/contenders/nested.mjs', files.onPrem, files.entra, String(nestedRows)] },
    ],
    1,
    folder,
  );
  say(`writing a csexport of ${stagedObjects.toLocaleString('en')} staged updates`);
  const xml = writePendingExports(join(folder, 'pending.xml'), stagedObjects);
  const connectorSpace = await race(
    [
      { name: 'pending-exports', args: ['workshop/bench/contenders/pending-exports.mjs', xml] },
      { name: 'saxes', args: ['workshop/bench/contenders/saxes.mjs', xml] },
    ],
    Math.min(turns, 3),
    folder,
  );
  const bytes = { onPrem: statSync(files.onPrem).size, entra: statSync(files.entra).size, xml: statSync(xml).size };
  rmSync(xml);
  say(`writing two exports of ${(rows * growth).toLocaleString('en')} people`);
  const large = writeOrganisation(folder, rows * growth);
  const grown = await race([ours('grown', large.onPrem, large.entra, ourLines)], Math.min(turns, 3), folder);

  const all = new Map<string, Result>([...main, ...slow, ...connectorSpace, ...grown]);
  const figures: Figures = {
    rows,
    turns,
    growth,
    defective: files.defective,
    bytes,
    sameOutcomes,
    machine: machine(),
    nestedRows,
    result: (name) => {
      const result = all.get(name);
      if (result === undefined) throw new Error(`${name} was not measured`);
      return result;
    },
  };
  const goals = goalsOf(figures);
  const output = values.output ?? join(repository, 'docs/benchmarks.md');
  writeFileSync(output, reportOf(figures, goals));
  process.stdout.write(`${closingLine(figures, goals)}\n`);
  process.exitCode = goals.every(({ reached }) => reached) ? 0 : 1;
}

/** How many lines each outcome has. */
async function countOutcomes(path: string): Promise<[string, number][]> {
  const counts = new Map<string, number>();
  for await (const line of createInterface({ input: createReadStream(path) })) {
    const outcome = /"outcome":"(\w+)"/.exec(line)?.[1] ?? 'none';
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts].sort();
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
