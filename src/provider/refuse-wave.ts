import type { GuardedInputs } from '../config/resource-table.js';
import { nextWave, setPhase } from '../domain/connect-next.js';
import { UserError } from '../domain/errors.js';
import type { Wave } from '../domain/waves.js';
import { hasCompleted } from './phase-reached.js';

/**
 * Refuses a wave that does not follow the verified one: scope only ever widens, one verified wave at a time, because the
 * sync deletes whom its scope leaves.
 *
 * @param reached the last verified wave, 0 before the first.
 */
export function refuseWave(
  { stack, waves, wave = 1 }: { readonly stack: string; readonly waves?: readonly Wave[]; readonly wave?: number },
  reached: number,
): void {
  if (waves === undefined) return;
  if (wave > waves.length) throw new UserError(`cutover:wave is ${wave}, and cutover:waves has ${waves.length}.`);
  if (wave < reached) {
    throw new UserError(
      `cutover:wave is ${wave}, and wave ${reached} is synchronized already: narrowing the scope would delete people. Leave it at ${reached}, or go back: cutover:phase: rollback.`,
    );
  }
  if (wave > reached + 1) throw unverifiedWave(stack, wave, reached);
}

/** What is said of a wave that is declared before the one before it is verified. */
export function unverifiedWave(stack: string, wave: number, reached: number): UserError {
  return new UserError(
    `cutover:wave is ${wave}, and ${reached === 0 ? 'no wave' : `wave ${reached}`} is verified yet: set it to ${reached + 1} first.`,
    nextWave(stack, reached + 1),
  );
}

/**
 * What is said where phase complete is declared before the last wave: stay in cutover; or, where the environment was complete
 * before more waves were declared, take those back.
 *
 * @param reached which wave is reached, as the beginning of a sentence.
 */
export async function notLastWave(
  inputs: Pick<GuardedInputs, 'journal' | 'stack'> & { readonly wave?: number },
  reached: string,
): Promise<UserError> {
  const { stack, wave = 1 } = inputs;
  if (await hasCompleted(inputs))
    return new UserError(
      `${reached}, and the environment was complete before: cutover:waves names more than were reached. Put it back as it was, or go back: cutover:phase: rollback.`,
      `In Pulumi.${stack}.yaml, by a pull request: put cutover:waves back as it was`,
    );
  return new UserError(
    `${reached}, so the cutover is not complete: stay in phase cutover and set cutover:wave to ${wave + 1}.`,
    setPhase(stack, 'cutover'),
  );
}
