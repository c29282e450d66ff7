import { readStackSettings } from '../../config/read.js';
import type { Settings } from '../../config/settings.js';
import type { Assessment } from '../../domain/assessment.js';
import { readWritersOf } from '../verify/writers.js';
import type { AssessmentRequest } from './assess.js';
import type { EnvironmentAssessment, EnvironmentRequest } from './assess-environment.js';
import { assessEnvironment, judgedBy, requestFromEnvironment } from './assess-environment.js';
import { assessInColumns, largePair } from './compact/large-files.js';
import { assessmentInputsOf, pathFromHere } from './fingerprints.js';
import { writeIdentityLines } from './identity-lines.js';
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
  return assessEnvironment(request, {
    directory,
    at,
    readLiveEntra,
    writers: await readWritersOf(settings, directory),
  });
}

/**
 * The same where the assessment alone is wanted: of large files nobody is made an object of whom no rule has anything to say.
 *
 * @param identities an empty file that is open for writing: gets one line per identity, sorted.
 * @throws UserError with every problem of the stack file.
 */
export async function assessStackToFile(
  stack: string,
  directory: string,
  at: string,
  identities?: number,
): Promise<Assessment> {
  const settings = await readStackSettings(stack, directory);
  const writers = await readWritersOf(settings, directory);
  const pair = settings.connect === undefined ? await pairOf(settings.evidence, directory) : undefined;
  if (pair !== undefined) {
    // The files are read once, so nothing has to show that they are still the same.
    const evidence = { ...settings.evidence, onPrem: [], entra: [] };
    const request = await requestOf(stack, directory, { ...settings, evidence });
    const signers = request.evidence.signers && new Set(request.evidence.signers);
    const judged = await judgedBy(request, { directory, at, writers }, [...writers.unknown]);
    const compact = await assessInColumns({ ...judged, ...pair, signers, identities });
    if (compact !== undefined) return compact;
  }
  const request = await requestOf(stack, directory, settings);
  const result = await assessEnvironment(request, { directory, at, readLiveEntra, writers });
  if (identities !== undefined) writeIdentityLines(identities, result.identities);
  return result.assessment;
}

/** The two large files of a stack that has no other evidence. */
function pairOf({ onPrem, entra }: Settings['evidence'], directory: string) {
  const files = entra === 'live' ? [] : entra;
  return largePair([onPrem, files].map((paths) => paths.map((path) => pathFromHere(path, directory))));
}

/** Reads the evidence of a stack into what an assessment is made from. Throws as `assessStack` does. */
export async function requestFromStack(stack: string, directory: string, at: string): Promise<AssessmentRequest> {
  const settings = await readStackSettings(stack, directory);
  return requestFromEnvironment(await requestOf(stack, directory, settings), { directory, at, readLiveEntra });
}

async function requestOf(stack: string, directory: string, settings: Settings): Promise<EnvironmentRequest> {
  return { ...(await assessmentInputsOf(settings, directory)), stack, phase: settings.phase };
}
