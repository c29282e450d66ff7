import { stat } from 'node:fs/promises';
import { UserError } from '../domain/errors.js';

/**
 * Refuses a write while somebody holds the environment: by `cutover:hold`, or by the file that `CUTOVER_HOLD_FILE` names
 * being there, whatever it holds. A file that can't be looked at counts as being there.
 *
 * @throws UserError while there is a hold.
 */
export async function refuseWhileHeld(hold: boolean, environment: NodeJS.ProcessEnv): Promise<void> {
  if (hold) {
    throw new UserError('cutover:hold is set: nothing was written. Set it to false in a pull request to go on.');
  }
  const { CUTOVER_HOLD_FILE: file } = environment;
  if (!file) return;
  const problem = await stat(file).then(
    () => 'is there',
    (error: unknown) => (isAbsent(error) ? undefined : `can't be looked at (${String(error)})`),
  );
  if (problem !== undefined) {
    throw new UserError(`The hold file ${file} ${problem}: nothing was written. Remove it to go on.`);
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
