// Mutation testing of validation and gate (`npm run mutation`): a mutant that no test notices is a rule nobody checks.
// `-- --scenarios` asks the scenarios of the rules alone; names of files look at those and write no table.
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';
import { writeFigures } from '../faults/reliability-page.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const words = process.argv.slice(2);
const scenariosOnly = words.includes('--scenarios');
const single = words.filter((word) => word !== '--scenarios');

// The scenarios show what a rule says of an organization; what no file can hold stays with the other tests.
const goal = scenariosOnly ? 80 : 95;
const everything = scenariosOnly ? ['src/validation/rules/**/*.ts'] : ['src/validation/**/*.ts', 'src/gate/**/*.ts'];

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
  reporters: ['progress', 'survivors'],
  tempDirName: '.stryker-tmp',
  ignorePatterns: ['biome.json', 'docs', 'dist', 'schemas', '.git'],
  ...(scenariosOnly && { testFiles: ['test/validation/scenarios.test.ts'] }),
  mutate: single.length > 0 ? single : everything,
}).runMutationTest();

interface Tally {
  killed: number;
  timedOut: number;
  survived: number;
}
const files = new Map<string, Tally>();
for (const { fileName, status } of results) {
  if (!['Killed', 'Timeout', 'Survived', 'NoCoverage'].includes(status)) continue;
  const file = relative(repository, fileName);
  const tally = files.get(file) ?? { killed: 0, timedOut: 0, survived: 0 };
  if (status === 'Killed') tally.killed += 1;
  else if (status === 'Timeout') tally.timedOut += 1;
  else tally.survived += 1;
  files.set(file, tally);
}
const errors = results.filter(({ status }) => status === 'RuntimeError' || status === 'Pending').length;
const ignored = results.filter(({ status }) => status === 'Ignored').length;

function sumOf(tallies: Iterable<Tally>): Tally {
  const sum = { killed: 0, timedOut: 0, survived: 0 };
  for (const { killed, timedOut, survived } of tallies) {
    sum.killed += killed;
    sum.timedOut += timedOut;
    sum.survived += survived;
  }
  return sum;
}
const caught = ({ killed, timedOut }: Tally): number => killed + timedOut;
const score = (tally: Tally): string => ((100 * caught(tally)) / (caught(tally) + tally.survived || 1)).toFixed(1);
const rowOf = ([name, tally]: readonly [string, Tally]): string =>
  `| ${name} | ${tally.killed} | ${tally.timedOut} | ${tally.survived} | ${score(tally)} |`;
const byName = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
const folders = [...new Set(byName.map(([file]) => dirname(file)))].map(
  (folder) => [folder, sumOf(byName.filter(([file]) => dirname(file) === folder).map(([, tally]) => tally))] as const,
);
const sum = sumOf(files.values());
const line = `mutation: ${caught(sum)} of ${caught(sum) + sum.survived} mutants killed, ${score(sum)} % (goal ${goal} %)`;
const dated = `${line} on ${new Date().toISOString().slice(0, 10)}.`;

const head = '| killed | timed out | survived | % |\n| --- | ---: | ---: | ---: | ---: |';
const byFile = `| file ${head}\n${byName.map(rowOf).join('\n')}`;
if (single.length === 0 && scenariosOnly) writeFigures('scenarios', `${dated}\n\n${byFile}`, 'mutation.md');
else if (single.length === 0) {
  writeFigures(
    'tests',
    `${dated} ${ignored} mutants of code that runs once, when its module is loaded (the words and tables of rules), were not
tried, and ${errors} ended in an error of the run.

| folder ${head}
${folders.map(rowOf).join('\n')}

${byFile}`,
    'mutation.md',
  );
}

if (single.length > 0) console.log(byFile);
for (const [folder, tally] of folders)
  console.log(`${folder}: ${caught(tally)} of ${caught(tally) + tally.survived}, ${score(tally)} %`);
console.log(line);
process.exitCode = Number(score(sum)) >= goal ? 0 : 1;
