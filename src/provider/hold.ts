import { UserError } from '../domain/errors.js';
import { holdsOf } from '../pipeline/verify/hold.js';

/**
 * Refuses a write while somebody holds the environment.
 *
 * @throws UserError while there is a hold.
 */
export async function refuseWhileHeld(hold: boolean, environment: NodeJS.ProcessEnv): Promise<void> {
  const [first] = await holdsOf(hold, environment);
  if (first === undefined) return;
  if (hold) throw new UserError(`${first}: nothing was written. Set it to false in a pull request to go on.`);
  throw new UserError(`${first.replace(/^t/, 'T')}: nothing was written. Remove it to go on.`);
}
