import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { acquireEngine } from '../../engine/acquire.js';
import { buildProduct } from '../../engine/product.js';
import { runChanges } from './changed-people.js';
import { runConnectFaults } from './connect/main.js';
import { runOnEngine } from './engine-runs.js';
import { moves, troubles } from './matrix.js';
import { table, writeFigures } from './reliability-page.js';
import { doShare, type ShareFigures } from './share.js';

// `npm run faults`: every request of a cutover and of a rollback, each with every trouble, and random sequences. `--every N`
// takes a sample of the requests and leaves docs/reliability.md alone; `--sequences N --seed S` are those of the model.
// `--keep FILE` keeps each trial there, and a run that was interrupted goes on with the same one.
// `--tool connect` takes the road of Entra Connect, whose troubles come from its server and its operator.
// `--engine N` does neither: N kills of the real engine's whole tree of processes, and N sequences, with the real engine.
const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '1' },
    /** Only troubles whose name has one of these words in it: words with commas between them. */
    only: { type: 'string', default: '' },
    sequences: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    engine: { type: 'string' },
    /** `connect`: the troubles of the road with Entra Connect instead, `deltas`: changes that Graph tells wrongly; by `--every` and `--only`. */
    tool: { type: 'string', default: 'cloudSync' },
    keep: { type: 'string' },
    workers: { type: 'string', default: '2' },
    /** Only this share of the work, its figures as JSON on standard output: what the run starts itself with. */
    worker: { type: 'string' },
  },
});
const [every, sequences, seed, workers] = [values.every, values.sequences, values.seed, values.workers].map(Number) as [
  number,
  number,
  number,
  number,
];
const say = (line: string): void => {
  process.stderr.write(`${values.worker === undefined ? '' : `${values.worker}: `}${line}\n`);
};

if (values.tool === 'connect') process.exitCode = await runConnectFaults(every, values.only);
else if (values.tool === 'deltas') process.exitCode = await runChanges(every, values.only);
else if (values.engine !== undefined) process.exitCode = await runEngine(Number(values.engine));
else if (values.worker === undefined) process.exitCode = await runAll();
else {
  const { keep, worker } = values;
  const share = {
    every,
    only: values.only,
    sequences,
    seed,
    workers,
    worker: Number(worker),
    ...(keep !== undefined && { keep }),
  };
  const figures = await doShare(share, say);
  process.stdout.write(JSON.stringify(figures));
}

async function runEngine(runs: number): Promise<number> {
  const began = Date.now();
  const { kills, updates, sequences, steps, requests, wrong } = await runOnEngine(runs, seed, say);
  if (wrong === 0) {
    const head = ['kills', 'updates until arrived', 'sequences', 'steps', 'requests asserted on', 'wrong'];
    const command = `\`npm run faults -- --engine ${runs} --seed ${seed}\``;
    writeFigures('engine', `${command}:\n\n${table(head, [[kills, updates, sequences, steps, requests, wrong]])}`);
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(
    `faults on the real engine: ${kills} kills, ${updates} updates; ${sequences} sequences, ${steps} steps; ${requests} requests, ${wrong} wrong; ${seconds} s\n`,
  );
  return wrong === 0 ? 0 : 1;
}

async function runAll(): Promise<number> {
  const began = Date.now();
  // Once, before the workers need both at the same time.
  await acquireEngine({ say });
  await buildProduct();
  const shares = await Promise.all(Array.from({ length: workers }, (_, worker) => startWorker(worker)));
  const trials = shares.flatMap((share) => share.trials);
  const found = shares[0]?.found.join(', ') ?? '';
  const wrong = trials.filter(({ wrongs }) => wrongs.length > 0);
  const again = trials.filter(({ updates }) => updates > 1);
  const most = Math.max(...trials.map(({ updates }) => updates));
  const sum = (name: keyof ShareFigures['walked']): number =>
    shares.reduce((total, { walked }) => total + walked[name], 0);
  const walked = { steps: sum('steps'), requests: sum('requests'), wrong: sum('wrong') };
  const races = shares.reduce((total, share) => total + share.races, 0);
  if (every === 1 && values.only === '' && wrong.length === 0 && walked.wrong === 0) {
    const summary = `Requests discovered: ${found}. ${trials.length} runs, ${wrong.length} wrong.`;
    writeFigures('faults', `${summary}\n\n${matrixTable(trials)}`);
    const model = [[sequences, walked.steps, walked.requests, races, walked.wrong]];
    writeFigures(
      'model',
      table(['sequences', 'steps', 'requests asserted on', 'races with a console', 'wrong'], model),
    );
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(
    `faults: requests: ${found}; ${trials.length} runs, ${again.length} run again (at most ${most} updates), ${wrong.length} wrong; ${sequences} sequences, ${walked.requests} requests, ${walked.wrong} wrong; ${seconds} s\n`,
  );
  return wrong.length + walked.wrong === 0 ? 0 : 1;
}

function matrixTable(trials: ShareFigures['trials']): string {
  const rows = moves.flatMap((move) =>
    troubles.flatMap(({ name }) => {
      const runs = trials.filter((trial) => trial.move.to === move.to && trial.trouble === name);
      if (runs.length === 0) return [];
      const count = (fits: (trial: (typeof runs)[number]) => boolean): number => runs.filter(fits).length;
      return [
        [
          `${move.from} → ${move.to}`,
          name,
          runs.length,
          count(({ updates }) => updates === 1),
          count(({ updates }) => updates > 1),
          count(({ wrongs }) => wrongs.length > 0),
        ],
      ];
    }),
  );
  return table(['move', 'trouble', 'runs', 'arrived at once', 'arrived when run again', 'wrong'], rows);
}

async function startWorker(worker: number): Promise<ShareFigures> {
  const args = ['--import', 'tsx', fileURLToPath(import.meta.url), ...process.argv.slice(2), '--worker', `${worker}`];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  if (code !== 0) throw new Error(`worker ${worker} ended with ${code}`);
  return JSON.parse(output);
}
