import { parseArgs } from 'node:util';
import { discoverRequests, type Move, moves, type Trial, troubles, tryMove } from './matrix.js';
import { table, writeFigures } from './reliability-page.js';
import { setStage } from './stage.js';

// `npm run faults`: every request of a cutover and of a rollback, each with every trouble. `--every N` takes a sample and
// leaves docs/reliability.md alone.
const { values } = parseArgs({ options: { every: { type: 'string', default: '1' } } });
const every = Number(values.every);
const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

interface Row {
  readonly move: Move;
  readonly trouble: string;
  readonly trials: readonly Trial[];
}

const began = Date.now();
const stage = await setStage(say);
const rows: Row[] = [];
const found: string[] = [];
try {
  for (const move of moves) {
    const requests = await discoverRequests(stage, move);
    found.push(`${move.to} ${requests.length}`);
    say(`${move.from} → ${move.to}: ${requests.length} requests`);
    for (const [position, trouble] of troubles.entries()) {
      const trials: Trial[] = [];
      for (const [index, request] of requests.entries()) {
        if (!trouble.fits(request) || (index + position) % every !== 0) continue;
        const trial = await tryMove(stage, move, trouble, index);
        trials.push(trial);
        for (const wrong of trial.wrongs) say(`${trouble.name} at request ${index} (${trial.request}): ${wrong}`);
      }
      rows.push({ move, trouble: trouble.name, trials });
      say(`  ${trouble.name}: ${trials.length} runs, ${Math.round((Date.now() - began) / 1000)} s`);
    }
  }
} finally {
  await stage.stop();
}

const trials = rows.flatMap((row) => row.trials);
const wrong = trials.filter(({ wrongs }) => wrongs.length > 0);
const again = trials.filter(({ updates }) => updates > 1);
const most = Math.max(...trials.map(({ updates }) => updates));
if (every === 1 && wrong.length === 0) {
  const body = rows.map(({ move, trouble, trials }) => [
    `${move.from} → ${move.to}`,
    trouble,
    trials.length,
    trials.filter(({ updates }) => updates === 1).length,
    trials.filter(({ updates }) => updates > 1).length,
    trials.filter(({ wrongs }) => wrongs.length > 0).length,
  ]);
  const head = ['move', 'trouble', 'runs', 'arrived at once', 'arrived when run again', 'wrong'];
  const summary = `Requests discovered: ${found.join(', ')}. ${trials.length} runs, ${wrong.length} wrong.`;
  writeFigures('faults', `${summary}\n\n${table(head, body)}`);
}
const seconds = Math.round((Date.now() - began) / 1000);
process.stdout.write(
  `faults: ${found.join(', ')} requests; ${trials.length} runs, ${again.length} run again (at most ${most} updates), ${wrong.length} wrong; ${seconds} s\n`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;
