import { table, writeFigures } from '../reliability-page.js';
import { type ConnectTrial, tryTrouble } from './trial.js';
import { begins, connectTrials } from './troubles.js';

/**
 * Cutover and way back over Entra Connect, each step with every trouble (`npm run faults -- --tool connect`). A sample leaves
 * docs/reliability.md alone.
 *
 * @param every takes one trial in so many.
 * @param only those whose trouble has one of these words in its name; words with commas between them.
 * @returns the exit code.
 */
export async function runConnectFaults(every: number, only: string): Promise<number> {
  const began = Date.now();
  const chosen = connectTrials.filter(
    ({ trouble }, index) => index % every === 0 && only.split(',').some((word) => trouble.name.includes(word)),
  );
  const trials: ConnectTrial[] = [];
  for (const { begin, trouble } of chosen) {
    const trial = await tryTrouble(begin, trouble);
    trials.push(trial);
    for (const wrong of trial.wrongs) process.stderr.write(`${begin}, ${trouble.name}: ${wrong}\n`);
  }
  const wrong = trials.filter(({ wrongs }) => wrongs.length > 0);
  if (wrong.length === 0 && trials.length === connectTrials.length) {
    const kind = (name: string): string => name.split(':')[0] ?? name;
    const rows = begins.flatMap((begin) =>
      [...new Set(trials.filter((one) => one.begin === begin).map(({ trouble }) => kind(trouble)))].map((name) => {
        const runs = trials.filter((one) => one.begin === begin && kind(one.trouble) === name);
        return [begin, name, runs.length, Math.max(...runs.map(({ updates }) => updates)), 0];
      }),
    );
    writeFigures(
      'connect',
      `${trials.length} runs, 0 wrong.\n\n${table(['step', 'trouble', 'runs', 'most updates until it arrived', 'wrong'], rows)}`,
    );
  }
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(`faults over Entra Connect: ${trials.length} runs, ${wrong.length} wrong; ${seconds} s\n`);
  return wrong.length === 0 ? 0 : 1;
}
