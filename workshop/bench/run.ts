import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { grouped } from '../../src/domain/counted.js';
import { writePendingExports } from './connector-space.js';
import { type Contender, machine, type Result, race } from './contender.js';
import { type Everyday, writeEveryday } from './everyday.js';
import { type GeneratedOrganisation, writeOrganisation } from './organisation.js';
import { cliffs, closingLine, type Figures, goalsOf, reportOf, smallSizes } from './report.js';

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
const ourLines = join(folder, 'identities.jsonl');
const theirLines = join(folder, 'duckdb.jsonl');
/** One staged change for ten people: 243 MB for a million. */
const stagedObjects = Math.max(1, Math.ceil(rows / 10));

const ours = (name: string, { onPrem, entra }: GeneratedOrganisation, identities = ourLines): Contender => ({
  name,
  // 2: the planted defects block.
  exitCodes: [2],
  output: identities,
  args: ['dist/cli/main.js', 'assess', '--on-prem', onPrem, '--entra', entra, '--identities', identities, '--quiet'],
});

async function main(): Promise<void> {
  execFileSync(process.execPath, ['workshop/build/build.mjs'], { cwd: repository });
  const all = new Map<string, Result>();
  const measure = async (contenders: readonly Contender[], times: number): Promise<void> => {
    for (const [name, result] of await race(contenders, times, folder)) all.set(name, result);
  };
  const everyday = (people: number, how?: Everyday): GeneratedOrganisation => {
    say(`writing two exports of ${grouped(people)} people`);
    return writeEveryday(folder, people, how);
  };
  const duckdb = (name: string, script: string, files: GeneratedOrganisation): Contender => ({
    name,
    args: [`workshop/bench/contenders/${script}`, files.onPrem, files.entra, theirLines],
    output: theirLines,
  });

  const files = everyday(rows);
  const bytes = { onPrem: statSync(files.onPrem).size, entra: statSync(files.entra).size };
  await measure([ours('entra-cutover', files), duckdb('duckdb', 'duckdb-everyday.mjs', files)], turns);
  const sameOutcomes =
    JSON.stringify(await countOutcomes(ourLines)) === JSON.stringify(await countOutcomes(theirLines));
  for (const { name, how } of cliffs) await measure([ours(name, everyday(rows, how))], Math.min(turns, 3));
  for (const people of smallSizes) await measure([ours(String(people), everyday(people))], turns);
  await measure([ours('grown', everyday(rows * growth))], Math.min(turns, 3));
  await measure([ours('collected', everyday(rows, { format: 'collected' }))], Math.min(turns, 3));
  const compressed = everyday(rows, { format: 'collected', packing: 'gzip' });
  await measure([ours('collected.gz', compressed)], Math.min(turns, 3));
  const tutorial = writeOrganisation(folder, rows);
  await measure([ours('tutorial', tutorial), duckdb('duckdb-tutorial', 'duckdb.mjs', tutorial)], Math.min(turns, 3));
  say(`writing a csexport of ${grouped(stagedObjects)} staged updates`);
  const xml = writePendingExports(join(folder, 'pending.xml'), stagedObjects);
  await measure(
    [
      { name: 'pending-exports', args: ['workshop/bench/contenders/pending-exports.mjs', xml] },
      { name: 'saxes', args: ['workshop/bench/contenders/saxes.mjs', xml] },
    ],
    Math.min(turns, 3),
  );
  const figures: Figures = {
    rows,
    turns,
    growth,
    defective: files.defective,
    bytes: { ...bytes, xml: statSync(xml).size },
    sameOutcomes,
    machine: machine(),
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
