import { UserError } from '../../domain/errors.js';
import { type AssessmentRequest, type AssessmentResult, assess } from './assess.js';
import type { LiveEntra } from './live-entra.js';

/** Beyond so many people in dispute it is not a matter of minutes between two readings. */
const mostDisputes = 2000;

/**
 * Assesses, and reads the people whom an error is about once more before it is reported: the minutes between the reading of the
 * directory and the reading of Entra must not make findings.
 */
export async function assessWithDisputes(
  assembled: AssessmentRequest,
  live: LiveEntra | undefined,
): Promise<AssessmentResult> {
  const result = assess(assembled);
  const errors = result.assessment.findings.filter(({ severity, waived }) => severity === 'error' && !waived);
  const people = errors.flatMap(({ subject, related = [] }) => [...(subject ? [subject] : []), ...related]);
  const users = people.filter(({ objectType = 'user' }) => objectType === 'user');
  const disputed = [...new Set(users.flatMap(({ entraObjectId }) => entraObjectId ?? []))].sort();
  if (live === undefined || disputed.length === 0 || disputed.length > mostDisputes) return result;
  try {
    const entra = await live.readAgain(disputed);
    return entra === undefined ? result : assess({ ...assembled, evidence: { ...assembled.evidence, entra } });
  } catch (error) {
    // What was read first stands: it is no less true for the second reading having failed.
    if (error instanceof UserError) return result;
    throw error;
  }
}
