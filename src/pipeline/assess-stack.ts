import { readStackSettings } from '../config/read.js';
import { assessEnvironment, type EnvironmentResult } from './assess-environment.js';
import { environmentOf } from './environment-of.js';
import { readLiveEntra } from './read-live-entra.js';

/**
 * Assesses a stack by its file in the directory.
 *
 * @param at the time of the assessment, ISO 8601 in UTC.
 * @throws UserError with every problem of the stack file.
 */
export async function assessStack(stack: string, directory: string, at: string): Promise<EnvironmentResult> {
  const settings = await readStackSettings(stack, directory);
  return assessEnvironment(environmentOf(settings, stack), { directory, at, readLiveEntra });
}
