import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type CellResult, cellsOf, pairsOf, type Wrong } from './campaign.js';
import { mutations } from './mutations/index.js';

/** What came of every relation with every format. */
export interface Campaign {
  readonly results: readonly CellResult[];
  readonly pairs: number;
  readonly wrong: number;
  /** Relations that leave no trace, as they say, and of which no pair was cleared: then somebody did see it. */
  readonly seenAfterAll: readonly string[];
}

/** Runs every cell in processes of their own. `part` chooses the relations that contain it. */
export async function runCampaign(
  pairsEach: number,
  seed: number,
  part: string | undefined,
  note: (result: CellResult) => void,
): Promise<Campaign> {
  const waiting = [...cellsOf(part)];
  const results: CellResult[] = [];
  await Promise.all(
    Array.from({ length: Math.min(4, availableParallelism()) }, () =>
      work(waiting, pairsEach, seed, (result) => {
        results.push(result);
        note(result);
      }),
    ),
  );
  const traceless = mutations.filter(({ trace }) => trace === undefined).map(({ name }) => name);
  const cleared = (name: string): number =>
    results.filter(({ relation }) => relation === name).reduce((sum, { cleared: count }) => sum + count, 0);
  return {
    results: results.sort((one, two) => (`${one.relation}${one.format}` < `${two.relation}${two.format}` ? -1 : 1)),
    pairs: results.reduce((sum, { pairs }) => sum + pairs, 0),
    wrong: results.reduce((sum, { wrongPairs }) => sum + wrongPairs, 0),
    seenAfterAll: traceless.filter((name) => results.some(({ relation }) => relation === name) && cleared(name) === 0),
  };
}

/** One process that takes cells until none is left. */
function work(
  waiting: ReturnType<typeof cellsOf>[number][],
  pairs: number,
  seed: number,
  done: (result: CellResult) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)));
    const next = (): void => {
      const cell = waiting.shift();
      if (cell === undefined) child.disconnect();
      else child.send({ cell, pairs: pairsOf(cell, pairs), seed });
    };
    child.on('message', (result: CellResult) => {
      done(result);
      next();
    });
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`a worker of the fuzzer ended with ${code}`)),
    );
    next();
  });
}

/** Writes the files of a wrong pair, and how it is made again, below the folder. */
export function keep(folder: string, { relation, format }: CellResult, { seed, without, problem, files }: Wrong): void {
  const name = `${relation} ${format} ${seed}`.replaceAll(/[^A-Za-z0-9]+/g, '-');
  const place = join(folder, name);
  mkdirSync(place, { recursive: true });
  const flags = {
    onPrem: '--on-prem',
    entra: '--entra',
    pendingExports: '--pending-exports',
    syncStatus: '--sync-status',
    disconnectors: '--disconnectors',
    connectConfig: '--connect-config',
    okta: '--okta',
  };
  const given: string[] = [];
  for (const [kind, contents] of Object.entries(files)) {
    for (const [index, content] of contents.entries()) {
      writeFileSync(join(place, `${kind}-${index}`), Buffer.from(content, 'base64'));
      given.push(`${flags[kind as keyof typeof flags]} ${kind}-${index}`);
    }
  }
  const again = JSON.stringify({ relation, format, seed, without });
  writeFileSync(join(place, 'about.txt'), `${problem}\n\nentra-cutover assess ${given.join(' ')}\n${again}\n`);
}
