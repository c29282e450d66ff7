import { readStackSettings } from '../config/read.js';
import type { EnvironmentAssessment } from '../domain/environment.js';
import { assessEnvironment } from './assess-environment.js';
import { assessmentInputsOf } from './fingerprints.js';
import { readLiveEntra } from './read-live-entra.js';

/**
 * Assesses a stack by its file in the directory.
 *
 * @param at the time of the assessment, ISO 8601 in UTC.
 * @throws UserError with every problem of the stack file.
 */
export async function assessStack(stack: string, directory: string, at: string): Promise<EnvironmentAssessment> {
  const settings = await readStackSettings(stack, directory);
  const inputs = await assessmentInputsOf(settings, directory);
  return assessEnvironment({ ...inputs, stack, phase: settings.phase }, { directory, at, readLiveEntra });
}
