import { parseArgs } from 'node:util';
import { table, writeFigures } from '../faults/reliability-page.js';
import { pairsOf } from './metamorphic/campaign.js';
import { judgeEstate, mostEntries } from './metamorphic/estate.js';
import { keep, runCampaign } from './metamorphic/run.js';
import { type Fuzzed, fuzzAssessment, fuzzParsers } from './run.js';
import { fuzzTargets } from './targets.js';

// `npm run fuzz [-- --runs N --pairs N --seed S --only TEXT]`: N damaged inputs in all, a million by default, shared among the
// parsers and the assessment; then N pairs of an organization and the same with less known of it, for each relation and format.
// --only tries the relations whose name contains the text, and no damaged inputs.
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '1000000' },
    pairs: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const [runs, seed, pairsEach] = [Number(values.runs), Number(values.seed), Number(values.pairs)];
const failures = '.entra-cutover/fuzz';
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
if (values.only === undefined) {
  for await (const result of fuzzParsers(Math.ceil((runs - assessments) / shares), seed)) note(result);
  note(await fuzzAssessment(assessments, seed));
}
const campaign = await runCampaign(pairsEach, seed, values.only, (result) => {
  if (result.wrongPairs === 0 && result.pairs >= pairsOf(result, pairsEach)) return;
  process.stderr.write(`${result.relation} (${result.format}): ${result.pairs} pairs, ${result.wrongPairs} wrong\n`);
  for (const wrong of result.wrong) {
    process.stderr.write(`  seed ${wrong.seed}: ${wrong.problem.slice(0, 400)}\n`);
    keep(failures, result, wrong);
  }
});
for (const name of campaign.seenAfterAll)
  process.stderr.write(`${name}: leaves no trace, it says, but no pair was cleared\n`);
const estate = values.only === undefined ? await judgeEstate(10_000, seed) : undefined;
const estateGood = estate === undefined || (estate.verdict.decision === 'cleared' && estate.entries <= mostEntries);
if (!estateGood) {
  const errors = estate?.verdict.findings.filter(({ severity, waived }) => severity === 'error' && !waived) ?? [];
  const rules = [...new Set(errors.map(({ rule }) => rule))];
  process.stderr.write(
    `the healthy estate is ${estate?.verdict.decision}: ${errors.length} errors (${rules.join(', ')})\n`,
  );
}
const few = campaign.results.filter((result) => result.pairs < pairsOf(result, pairsEach)).length;

const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
const inputs = results.reduce((sum, result) => sum + result.inputs, 0);
const breaches = results.reduce((sum, result) => sum + result.breaches.length, 0);
const hung = results.filter(({ slowestMilliseconds }) => slowestMilliseconds > hangMilliseconds).length;
const campaignGood =
  campaign.wrong === 0 && few === 0 && estateGood && (pairsEach < 100 || campaign.seenAfterAll.length === 0);
const good = breaches === 0 && hung === 0 && megabytes <= mostMegabytes && campaignGood;
if (good && values.only === undefined) {
  const rows = results.map(({ name, inputs: count, slowestMilliseconds, breaches: broken }) => [
    name,
    count,
    `${Math.ceil(slowestMilliseconds)} ms`,
    broken.length,
  ]);
  const tried = `${campaign.pairs} pairs of ${campaign.results.length} relations and formats`;
  const summary = `${inputs} inputs and ${tried}, seed ${seed}; at most ${megabytes} MB of memory; Node ${process.versions.node}.`;
  writeFigures('fuzz', `${summary}\n\n${table(['parser', 'inputs', 'slowest input', 'broken'], rows)}`);
}
process.stdout.write(
  `fuzz: ${inputs} inputs, ${breaches} broken, ${hung} hung, at most ${megabytes} MB; ${campaign.pairs} pairs, ${campaign.wrong} wrong, ${few} too few; an estate of 10000 ${estate?.verdict.decision ?? 'left out'}; ${Math.round((Date.now() - began) / 1000)} s\n`,
);
process.exitCode = good ? 0 : 1;
