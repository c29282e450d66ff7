import type { Assessment } from '../domain/assessment.js';
import type { AssessmentInputs, EnvironmentAssessment, FileFingerprint, GuardedInputs } from '../domain/environment.js';
import { UserError } from '../domain/errors.js';
import { type Clearance, type GuardedOperation, mintClearance } from '../gate/clearance.js';
import { fingerprintBytes } from './fingerprints.js';
import { decisionText } from './findings-text.js';
import type { OperationContext } from './ports.js';

/** A clearance, and the assessment that it was minted from. */
export interface Authorisation extends EnvironmentAssessment {
  readonly clearance: Clearance;
}

/**
 * The gate's authority within a guarded operation: assesses again, here and now, from the evidence that the program named,
 * and mints the clearance for this one operation (architecture, invariant 2).
 *
 * @param entraReadAfter for the second gate: Entra must have been read after this moment (ISO 8601, UTC).
 * @throws UserError that names the people, when it is not cleared or the evidence is another than was reviewed.
 */
export async function authorise(
  operation: GuardedOperation,
  inputs: GuardedInputs,
  context: OperationContext,
  entraReadAfter?: string,
): Promise<Authorisation> {
  const { stack, phase } = inputs;
  const result = await context.ports.assess({ ...inputs.assessment, stack, phase });
  const changed = await changedEvidence(inputs.assessment, result.assessment);
  if (changed !== undefined) {
    throw new UserError(`Refused to ${operation}: ${changed} Run the update again, so that it is assessed as it is now.`);
  }
  const { entraReadAt } = result;
  const minted = mintClearance(result.assessment, {
    operation,
    stack,
    entraReadAt,
    ...(entraReadAfter !== undefined && { entraReadAfter }),
  });
  if ('clearance' in minted) return { ...result, clearance: minted.clearance };
  throw new UserError(`Refused to ${operation}: ${minted.refusal}. ${decisionText(result.assessment)}`);
}

/** What was read just now must be what the program saw and the preview showed: one sentence when it is not. */
async function changedEvidence(inputs: AssessmentInputs, { evidence }: Assessment): Promise<string | undefined> {
  const sides = { onPrem: inputs.evidence.onPrem, entra: inputs.evidence.entra } as const;
  for (const kind of ['onPrem', 'entra'] as const) {
    const declared = sides[kind];
    if (declared === 'live') continue;
    const read = evidence.filter((source) => source.kind === kind).map(({ sha256 }) => sha256);
    const wanted = declared.map(({ sha256 }) => sha256);
    if (read.sort().join() !== wanted.sort().join()) {
      return `the evidence ${declared.map(({ path }) => path).join(', ')} is not what this update was given (SHA-256 ${read.join(', ') || 'none'}, expected ${wanted.join(', ')}).`;
    }
  }
  const waivers = await Promise.all(inputs.waivers.map(changedFile));
  return waivers.find((problem) => problem !== undefined);
}

async function changedFile({ path, sha256 }: FileFingerprint): Promise<string | undefined> {
  const now = await fingerprintBytes(path);
  return now.sha256 === sha256 ? undefined : `the waiver file ${path} has changed since this update began.`;
}
