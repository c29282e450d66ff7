import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { failureReason } from '../../domain/failure-reason.js';

/**
 * What holds the environment, one sentence each: `cutover:hold`, or the file that `CUTOVER_HOLD_FILE` names being there, whatever
 * it holds; a link that leads nowhere is there too. A file that can't be checked counts as being there, and so does one
 * whose folder is gone: a share that is not mounted says nothing of a hold.
 */
export async function holdsOf(hold: boolean, { CUTOVER_HOLD_FILE: file }: NodeJS.ProcessEnv): Promise<string[]> {
  const declared = hold ? ['cutover:hold is set'] : [];
  const problem = file ? await fileProblem(file) : undefined;
  return problem === undefined ? declared : [...declared, `the hold file ${file} ${problem}`];
}

async function fileProblem(file: string): Promise<string | undefined> {
  const seen = await look(file);
  if (seen !== 'absent') return seen;
  const folder = dirname(file);
  return (await look(folder)) === 'is there' ? undefined : `can't be checked (there is no ${folder})`;
}

async function look(path: string): Promise<string> {
  return lstat(path).then(
    () => 'is there',
    (error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? 'absent' : `can't be checked: ${failureReason(error)}`,
  );
}
