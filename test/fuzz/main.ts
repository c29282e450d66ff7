import { parseArgs } from 'node:util';
import { table, writeFigures } from '../faults/reliability-page.js';
import { type Fuzzed, fuzzAssessment, fuzzParsers } from './run.js';
import { fuzzTargets } from './targets.js';

// `npm run fuzz [-- --runs N --seed S]`: N inputs in all, a million by default, shared among the parsers and the assessment.
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];
/** An input of at most some tens of kilobytes that takes the processor longer than this hangs. */
const hangMilliseconds = 5_000;
const mostMegabytes = 1_024;
const shares = fuzzTargets().reduce((sum, { share }) => sum + share, 0);
const assessments = Math.max(1, Math.round(runs / 50));

const began = Date.now();
const results: Fuzzed[] = [];
const note = (result: Fuzzed): void => {
  results.push(result);
  process.stderr.write(
    `${result.name}: ${result.inputs} inputs, slowest ${result.slowestMilliseconds.toFixed(0)} ms\n`,
  );
  for (const { seed: own, input, problem } of result.breaches) {
    process.stderr.write(`  seed ${own}: ${JSON.stringify(input).slice(0, 2_000)}\n  ${problem}\n`);
  }
};
for await (const result of fuzzParsers(Math.ceil((runs - assessments) / shares), seed)) note(result);
note(await fuzzAssessment(assessments, seed));

const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
const inputs = results.reduce((sum, result) => sum + result.inputs, 0);
const breaches = results.reduce((sum, result) => sum + result.breaches.length, 0);
const hung = results.filter(({ slowestMilliseconds }) => slowestMilliseconds > hangMilliseconds).length;
const good = breaches === 0 && hung === 0 && megabytes <= mostMegabytes;
if (good) {
  const rows = results.map(({ name, inputs: count, slowestMilliseconds, breaches: broken }) => [
    name,
    count,
    `${Math.ceil(slowestMilliseconds)} ms`,
    broken.length,
  ]);
  const summary = `${inputs} inputs, seed ${seed}; at most ${megabytes} MB of memory; Node ${process.versions.node}.`;
  writeFigures('fuzz', `${summary}\n\n${table(['parser', 'inputs', 'slowest input', 'broken'], rows)}`);
}
process.stdout.write(
  `fuzz: ${inputs} inputs, ${breaches} broken, ${hung} hung, at most ${megabytes} MB; ${Math.round((Date.now() - began) / 1000)} s\n`,
);
process.exitCode = good ? 0 : 1;
