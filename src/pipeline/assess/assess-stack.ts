import { readStackSettings } from '../../config/read.js';
import type { Settings } from '../../config/settings.js';
import { readWritersOf } from '../verify/writers.js';
import type { AssessmentRequest } from './assess.js';
import type { EnvironmentAssessment, EnvironmentRequest } from './assess-environment.js';
import { assessEnvironment, requestFromEnvironment } from './assess-environment.js';
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
  const request = await requestOf(stack, directory, settings);
  const writers = await readWritersOf(settings, directory);
  return assessEnvironment(request, { directory, at, readLiveEntra, writers });
}

/** Reads the evidence of a stack into what an assessment is made from. Throws as `assessStack` does. */
export async function requestFromStack(stack: string, directory: string, at: string): Promise<AssessmentRequest> {
  const settings = await readStackSettings(stack, directory);
  return requestFromEnvironment(await requestOf(stack, directory, settings), { directory, at, readLiveEntra });
}

async function requestOf(stack: string, directory: string, settings: Settings): Promise<EnvironmentRequest> {
  return { ...(await assessmentInputsOf(settings, directory)), stack, phase: settings.phase };
}
