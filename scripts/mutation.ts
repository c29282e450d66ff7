// Mutation testing of validation and gate (`npm run mutation`): a mutant that no test notices is a rule nobody checks.
// `npm run mutation -- src/gate/decide.ts …` looks at single files and writes no table.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

const goal = 90;
const repository = fileURLToPath(new URL('..', import.meta.url));
const single = process.argv.slice(2);

// Stryker's own processes must be able to load TypeScript.
const tsx = ['--import', import.meta.resolve('tsx')];

const results = await new Stryker({
  testRunner: 'in-process',
  plugins: [fileURLToPath(new URL('mutation-runner.ts', import.meta.url))],
  testRunnerNodeArgs: tsx,
  checkerNodeArgs: tsx,
  coverageAnalysis: 'perTest',
  // The words of a rule are made once, when its module is loaded: a mutant there would run every test.
  ignoreStatic: true,
  concurrency: 2,
  // A loop without end meets the runner’s limit of hits; what only a slow machine makes late must not count as killed.
  timeoutMS: 60_000,
  reporters: ['progress'],
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['biome.json', 'bench', 'docs', 'dist', 'engine', 'schemas', 'simulators', '.git'],
  mutate: single.length > 0 ? single : ['src/validation/**/*.ts', 'src/gate/**/*.ts'],
}).runMutationTest();

interface Tally {
  killed: number;
  survived: number;
}
const files = new Map<string, Tally>();
for (const { fileName, status, location, replacement } of results) {
  if (!['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status)) continue;
  const file = relative(repository, fileName);
  const tally = files.get(file) ?? { killed: 0, survived: 0 };
  if (status === 'Killed' || status === 'Timeout') tally.killed += 1;
  else {
    tally.survived += 1;
    if (single.length > 0)
      console.log(`${file}:${location.start.line}:${location.start.column} ${status}: ${replacement ?? ''}`);
  }
  files.set(file, tally);
}
const sum = [...files.values()].reduce(
  (total, { killed, survived }) => ({ killed: total.killed + killed, survived: total.survived + survived }),
  { killed: 0, survived: 0 },
);
const score = (tally: Tally): string => ((100 * tally.killed) / (tally.killed + tally.survived || 1)).toFixed(1);
const line = `mutation: ${sum.killed} of ${sum.killed + sum.survived} mutants killed, ${score(sum)} % (goal ${goal} %)`;

if (single.length === 0) {
  const rows = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, tally]) => `| ${file} | ${tally.killed} | ${tally.survived} | ${score(tally)} |`);
  writeFileSync(
    new URL('../docs/mutation.md', import.meta.url),
    `# Mutation testing\n\nWritten by \`npm run mutation\`. ${line}.\n\n| file | killed | survived | % |\n| --- | ---: | ---: | ---: |\n${rows.join('\n')}\n`,
  );
}
console.log(line);
process.exitCode = Number(score(sum)) >= goal ? 0 : 1;
