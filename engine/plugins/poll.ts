import { setTimeout as pause } from 'node:timers/promises';

/** Shorter than the real plugin's seconds: the simulators answer at once, and only the kind of request matters. */
const pauseMilliseconds = 100;
const attempts = 100;

/**
 * Asks until it was seen `inARow` times in a row, as the real plugin does against a service that is only eventually
 * consistent.
 * @throws Error with what was waited for, when it does not come
 */
export async function waitUntil(what: string, inARow: number, seen: () => Promise<boolean>): Promise<void> {
  let row = 0;
  for (let attempt = 0; attempt < attempts; attempt++) {
    row = (await seen()) ? row + 1 : 0;
    if (row === inARow) return;
    await pause(pauseMilliseconds);
  }
  throw new Error(`waited in vain for ${what}`);
}
