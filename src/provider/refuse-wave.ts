import { UserError } from '../domain/errors.js';
import type { Wave } from '../domain/waves.js';

/**
 * Refuses a wave that does not follow the verified one: scope only ever widens, one verified wave at a time, because the
 * sync deletes whom its scope leaves.
 *
 * @param reached the last verified wave, 0 before the first.
 */
export function refuseWave(
  { waves, wave = 1 }: { readonly waves?: readonly Wave[]; readonly wave?: number },
  reached: number,
): void {
  if (waves === undefined) return;
  if (wave > waves.length) throw new UserError(`cutover:wave is ${wave}, and cutover:waves has ${waves.length}.`);
  if (wave < reached) {
    throw new UserError(
      `cutover:wave is ${wave}, and wave ${reached} is synchronized already: narrowing the scope would delete people. Leave it at ${reached}, or go back: cutover:phase: rollback.`,
    );
  }
  if (wave > reached + 1) {
    throw new UserError(
      `cutover:wave is ${wave}, and ${reached === 0 ? 'no wave' : `wave ${reached}`} is verified yet: set it to ${reached + 1} first.`,
    );
  }
}
