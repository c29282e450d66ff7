import { readStackFile } from '../../config/read.js';
import { missingEncryption, uncommittedEncryption } from '../stack-encryption.js';
import { type Check, fine, missing } from './check.js';

/** Whether a deployment finds in the commit with what the state's secrets are encrypted. */
export async function checkStateEncryption(
  stack: string,
  directory: string,
  environment: NodeJS.ProcessEnv,
): Promise<Check> {
  const name = 'encryption of the state';
  const text = (await readStackFile(stack, directory))?.text ?? '';
  const gap =
    (await missingEncryption(stack, text, directory, environment)) ?? (await uncommittedEncryption(stack, directory));
  return gap === undefined ? fine(name, 'nothing is left to commit') : missing(name, gap.found, gap.fix);
}
