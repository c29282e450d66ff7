import { grouped } from '../../src/domain/counted.js';
import type { Result } from './contender.js';
import type { Everyday } from './everyday.js';

/** What files may look like besides the plain case; each may take so many times as long. */
export const cliffs: readonly { readonly name: string; readonly how: Everyday; readonly limit: number }[] = [
  { name: 'a quotation mark in each display name', how: { names: 'quoted' }, limit: 1.5 },
  { name: 'letters beyond ASCII in each display name', how: { names: 'nonAscii' }, limit: 1.5 },
  { name: 'semicolons, and quotes only where needed', how: { delimiter: ';', quotes: 'needed' }, limit: 1.5 },
  { name: 'shuffled rows on-premises', how: { order: 'shuffled' }, limit: 1.5 },
  { name: 'both files in one order', how: { order: 'sorted' }, limit: 1.5 },
  { name: 'compressed with gzip', how: { packing: 'gzip' }, limit: 1.5 },
  { name: 'UTF-16', how: { packing: 'utf16' }, limit: 1.5 },
  { name: 'one person in ten with a defect', how: { peoplePerDefect: 10 }, limit: 2 },
];
export const smallSizes: readonly number[] = [100_000, 1000];

export interface Figures {
  readonly rows: number;
  readonly turns: number;
  readonly growth: number;
  readonly defective: number;
  readonly bytes: { readonly onPrem: number; readonly entra: number; readonly xml: number };
  /** Whether DuckDB’s table has as many people of each outcome as ours. */
  readonly sameOutcomes: boolean;
  readonly machine: string;
  result(name: string): Result;
}

export interface Goal {
  readonly what: string;
  readonly limit: string;
  readonly found: string;
  /** True also where there is too little to measure. */
  readonly reached: boolean;
}

/** Below it the start of a process is all there is to measure. */
const judgedFromRows = 100_000;

export function goalsOf(figures: Figures): Goal[] {
  const { rows, growth, result } = figures;
  const ours = result('entra-cutover');
  const duckdb = result('duckdb');
  const at = (what: string, value: number, limit: number, isJudged = rows >= judgedFromRows): Goal => ({
    what,
    limit: `at most ${limit.toFixed(2)}`,
    found: value.toFixed(2),
    reached: !isJudged || value <= limit,
  });
  return [
    at('wall time against DuckDB’s same questions', ours.seconds / duckdb.seconds, 0.75),
    at('peak memory against DuckDB’s', ours.megabytes / duckdb.megabytes, 0.3),
    at(
      'what `collect` writes: wall time against DuckDB’s same questions',
      result('collected').seconds / duckdb.seconds,
      1,
    ),
    at(
      'the same, compressed: wall time against DuckDB’s same questions',
      result('collected.gz').seconds / duckdb.seconds,
      1,
    ),
    at(
      'the tutorial’s columns: wall time against DuckDB’s same table',
      result('tutorial').seconds / result('duckdb-tutorial').seconds,
      0.7,
    ),
    at(
      `wall time at ${growth} times the people, for each person`,
      result('grown').seconds / ours.seconds / growth,
      1.3,
    ),
    ...cliffs.map(({ name, limit }) =>
      at(`${name}, against the first row`, result(name).seconds / ours.seconds, limit),
    ),
    at('seconds for 100,000 people', result('100000').seconds, 1.2),
    at('megabytes for 100,000 people', result('100000').megabytes, 200),
    at('seconds for 1,000 people', result('1000').seconds, 0.3),
    at('csexport against a bare saxes parse', result('pending-exports').seconds / result('saxes').seconds, 1.5),
    {
      what: 'people of each outcome, compared with DuckDB’s lines',
      limit: 'equal',
      found: figures.sameOutcomes ? 'equal' : 'different',
      reached: figures.sameOutcomes,
    },
  ];
}

/** The one line of figures at the end. */
export function closingLine({ rows, result }: Figures, goals: readonly Goal[]): string {
  const ours = result('entra-cutover');
  const missed = goals.filter(({ reached }) => !reached).map(({ what }) => what);
  const verdict =
    rows < judgedFromRows
      ? 'too few people to judge'
      : missed.length === 0
        ? 'every goal reached'
        : `missed: ${missed.join('; ')}`;
  return `bench: ${grouped(rows)} people in ${ours.seconds.toFixed(2)} s and ${ours.megabytes.toFixed(0)} MB; ${goals
    .map(({ what, found }) => `${what} ${found}`)
    .join(', ')}; ${verdict}`;
}

/** docs/benchmarks.md. */
export function reportOf(figures: Figures, goals: readonly Goal[]): string {
  const { rows, turns, growth, bytes, result } = figures;
  const ours = result('entra-cutover');
  const megabytes = (count: number): string => (count / 1e6).toFixed(0);
  const row = (name: string, what: string): string => {
    const { seconds, megabytes: peak } = result(name);
    return `| ${what} | ${seconds.toFixed(2)} s | ${(seconds / ours.seconds).toFixed(2)} | ${peak.toFixed(0)} MB |`;
  };
  const grown = result('grown');
  return `# Benchmarks of an assessment

Written by \`npm run bench\`; the numbers change with the machine, the ratios less. ${figures.machine}.

${grouped(rows)} on-premises users and as many in Entra, in two CSV files with the columns that [Evidence formats](evidence-formats.md)
tells you to export (${megabytes(bytes.onPrem)} and ${megabytes(bytes.entra)} MB), ${grouped(figures.defective)} of them with a defect of every kind. Both programs give everybody an outcome by anchor,
SID, UPN, primary address and account name, look for shared anchors and addresses, changed account states and lost addresses, and write
one sorted line for each identity; ours also explains what it finds. Each run is a process of its own, measured from start to
end; the figures are medians of ${turns} runs. Peak memory is the resident memory of the process.

| program | wall time | times ours | peak memory |
| --- | ---: | ---: | ---: |
${row('entra-cutover', '`entra-cutover assess --identities`, findings included')}
${row('duckdb', 'DuckDB, 2 threads: the same questions, sorted, as JSON lines')}
${cliffs.map(({ name }) => row(name, `ours: ${name}`)).join('\n')}
${smallSizes.map((people) => row(String(people), `ours: ${grouped(people)} people`)).join('\n')}
${row('grown', `ours: ${grouped(rows * growth)} people`)}
${row('collected', 'ours: the same people as `collect` writes them, with further attributes')}
${row('collected.gz', 'ours: the same files, compressed with gzip')}
${row('tutorial', 'ours: the four columns of the tutorial')}
${row('duckdb-tutorial', 'DuckDB: the four columns of the tutorial')}

| a csexport of ${megabytes(bytes.xml)} MB | wall time | peak memory |
| --- | ---: | ---: |
${['pending-exports', 'saxes']
  .map((name) => {
    const { seconds, megabytes: peak } = result(name);
    const what =
      name === 'saxes'
        ? 'the XML parser saxes alone, with handlers that do nothing'
        : 'ours: every staged change as a record, hashed';
    return `| ${what} | ${seconds.toFixed(2)} s | ${peak.toFixed(0)} MB |`;
  })
  .join('\n')}

| what | goal | found | |
| --- | --- | ---: | --- |
${goals.map(({ what, limit, found, reached }) => `| ${what} | ${limit} | ${found} | ${reached ? 'reached' : '**missed**'} |`).join('\n')}

At ${growth} times the people the peak memory is ${(grown.megabytes / ours.megabytes).toFixed(1)} times as high.

## What the fast path is for

It reads one file for each side, of 4 MiB and more: a CSV with the columns that [Evidence formats](evidence-formats.md) tells you to
export and any further attribute of Active Directory, or a file of \`collect\`, with groups, their members and the facts of the tenant.
Compressed files, and text in UTF-16, are unpacked into files without a name in the folder for temporary files, which are gone when the command ends.
The files may be those of a stack without Entra Connect (\`--stack\`). Anyone who is healthy by every rule stays a row of columns; everybody
else becomes an object and goes through the same code as small files ([decision 0016](decisions/0016-columns.md)).
\`test/pipeline/assess/compact\` compares both paths, and the faster one also with a simple comparison of everybody with everybody.

Other evidence takes the path of objects: LDIF, Graph JSON, pipes, several files for a side, pending exports and everything
else of Entra Connect and Okta, and a tenant that is read live. It gives the same answer and needs more memory and time: about 5 GB for a
million people on each side (\`NODE_OPTIONS=--max-old-space-size=8192\`), and minutes instead of seconds. Each license of somebody is an
object on either path.
`;
}
