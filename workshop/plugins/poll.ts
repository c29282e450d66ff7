import { setTimeout as sleep } from 'node:timers/promises';

/** Between two looks of the real plugin: three of them make its 20 seconds. */
const pollMilliseconds = 6000;
/** Ten attempts of a refused write make its four and a half minutes. */
const refusedMilliseconds = 30_000;
const polls = 100;
const attemptsOfRefused = 10;

/** The part of the real plugin's time that the stand-in takes: 1 is as slow as it. */
const pace = Number(process.env.ENTRA_CUTOVER_STAND_IN_PACE || 0.01);

const stop = new AbortController();

/** The engine cancels the update: the one who waits gives up, as the real plugin does. */
export function stopWaiting(): void {
  stop.abort();
}

async function pause(milliseconds: number, what: string): Promise<void> {
  try {
    await sleep(milliseconds * pace, undefined, { signal: stop.signal });
  } catch {
    throw new Error(`canceled while waiting for ${what}`);
  }
}

/**
 * Asks until it was seen `inARow` times in a row, as the real plugin does against a service that is only eventually
 * consistent.
 * @throws Error with what was waited for, when it does not come or the update is canceled
 */
export async function waitUntil(what: string, inARow: number, seen: () => Promise<boolean>): Promise<void> {
  let row = 0;
  for (let attempt = 0; attempt < polls; attempt++) {
    row = (await seen()) ? row + 1 : 0;
    if (row === inARow) return;
    await pause(pollMilliseconds, what);
  }
  throw new Error(`waited in vain for ${what}`);
}

/** Writes, and again while it is refused, as the real plugin does with the secrets: a grant may only just have been made. */
export async function writeThoughRefused(
  what: string,
  write: () => Promise<unknown>,
  isRefusal: (problem: unknown) => boolean,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (problem) {
      if (!isRefusal(problem) || attempt === attemptsOfRefused) throw problem;
      await pause(refusedMilliseconds, what);
    }
  }
}
