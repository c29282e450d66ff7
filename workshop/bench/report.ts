import type { Result } from './contender.js';

export interface Figures {
  readonly rows: number;
  readonly turns: number;
  readonly growth: number;
  readonly defective: number;
  readonly bytes: { readonly onPrem: number; readonly entra: number; readonly xml: number };
  /** Whether DuckDB’s table has as many people of each outcome as ours. */
  readonly sameOutcomes: boolean;
  readonly machine: string;
  readonly nestedRows: number;
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
  const table = result('duckdb-table');
  const ratio = (what: string, value: number, limit: number): Goal => ({
    what,
    limit: `at most ${limit.toFixed(2)}`,
    found: value.toFixed(2),
    reached: rows < judgedFromRows || value <= limit,
  });
  return [
    ratio('wall time against DuckDB’s same table', ours.seconds / table.seconds, 0.5),
    ratio('peak memory against DuckDB’s same table', ours.megabytes / table.megabytes, 0.25),
    ratio('wall time against DuckDB’s bare join', ours.seconds / result('duckdb-join').seconds, 1),
    ratio('csexport against a bare saxes parse', result('pending-exports').seconds / result('saxes').seconds, 1.5),
    ratio(
      `wall time at ${growth} times the people, for each person`,
      result('grown').seconds / ours.seconds / growth,
      1.15,
    ),
    {
      what: 'people of each outcome, compared with DuckDB’s table',
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
  return `bench: ${rows.toLocaleString('en')} people in ${ours.seconds.toFixed(2)} s and ${ours.megabytes.toFixed(0)} MB; ${goals
    .map(({ what, found }) => `${what} ${found}`)
    .join(', ')}; ${verdict}`;
}

/** docs/benchmarks.md. */
export function reportOf(figures: Figures, goals: readonly Goal[]): string {
  const { rows, turns, growth, bytes, result, nestedRows } = figures;
  const ours = result('entra-cutover');
  const megabytes = (count: number): string => (count / 1e6).toFixed(0);
  const row = (name: string, what: string): string => {
    const { seconds, megabytes: peak } = result(name);
    return `| ${what} | ${seconds.toFixed(2)} s | ${(seconds / ours.seconds).toFixed(2)} | ${peak.toFixed(0)} MB |`;
  };
  const [nestedMilliseconds = 0] = result('nested').output.split(' ').map(Number);
  const nestedSeconds = (nestedMilliseconds / 1000) * (rows / nestedRows) ** 2;
  const grown = result('grown');
  return `# Benchmarks

Written by \`npm run bench\`; the numbers change with the machine, the ratios little. ${figures.machine}.

${rows.toLocaleString('en')} on-premises users and as many in Entra, in the two quoted CSV files of the tutorial (${megabytes(bytes.onPrem)} and ${megabytes(bytes.entra)} MB),
${figures.defective.toLocaleString('en')} of them with a defect of every kind. Anchors are computed again from objectGUID, everybody gets an outcome and, where the
anchor is wrong, a diagnosis, and one sorted line for each identity is written. Every contender is a process of its own,
measured from its start to its end; ${turns} turns one after the other, medians. Peak memory is the resident memory of the process.

| contender | wall time | against ours | peak memory |
| --- | ---: | ---: | ---: |
${row('entra-cutover', '`entra-cutover assess --identities`, findings included')}
${row('duckdb-table', 'DuckDB, 2 threads: the same table, sorted, as JSON lines')}
${row('duckdb-join', 'DuckDB, 2 threads: a bare join on the claimed ImmutableID, counted')}
${row('csv-parse', 'csv-parse with Maps: hard and soft matches only (one turn)')}
| the tutorial’s nested comparison: measured with ${nestedRows.toLocaleString('en')} rows, the rest calculated | ${nestedSeconds.toFixed(0)} s | ${(nestedSeconds / ours.seconds).toFixed(0)} | |
${row('grown', `\`entra-cutover assess --identities\`, ${(rows * growth).toLocaleString('en')} people`)}

| a csexport of ${megabytes(bytes.xml)} MB | wall time | peak memory |
| --- | ---: | ---: |
${['pending-exports', 'saxes']
  .map((name) => {
    const { seconds, megabytes: peak } = result(name);
    const what =
      name === 'saxes'
        ? 'saxes alone, with handlers that do nothing'
        : 'our reading: every staged change as a record, hashed';
    return `| ${what} | ${seconds.toFixed(2)} s | ${peak.toFixed(0)} MB |`;
  })
  .join('\n')}

| goal | wanted | found | |
| --- | --- | ---: | --- |
${goals.map(({ what, limit, found, reached }) => `| ${what} | ${limit} | ${found} | ${reached ? 'reached' : '**missed**'} |`).join('\n')}

At ${growth} times the people the peak memory is ${(grown.megabytes / ours.megabytes).toFixed(1)} times as high.

## What the fast path is for

It reads one CSV file for each side, of 4 MiB and more, with the columns that [Evidence formats](evidence-formats.md) tells you to
export and any further attribute of Active Directory. Whoever is healthy by every rule stays bytes; everybody else becomes an object
and goes through the one correlation that also serves small files (docs/decisions/0043-columns.md).
\`test/pipeline/assess/compact\` holds both paths and the contract’s words against each other.

Other evidence takes the object path: LDIF, Graph JSON, what \`collect\` wrote, several files for a side, pending exports and
everything else of Entra Connect and Okta, and \`--stack\`. It gives the same answer and needs more: about 5 GB for a million people
on each side (\`NODE_OPTIONS=--max-old-space-size=8192\`), and minutes instead of seconds.
`;
}
