import type { GuardedInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';
import { type Clearance, type GuardedOperation, mintClearance } from '../gate/clearance.js';
import type { EnvironmentAssessment } from '../pipeline/assess/assess-environment.js';
import { refuseEvidenceBeforeRepairs } from './evidence-after-repairs.js';
import { decisionText } from './findings-text.js';
import type { OperationContext } from './ports.js';

/** A clearance, and the assessment that it was minted from. */
export interface Authorisation<Operation extends GuardedOperation> extends EnvironmentAssessment {
  readonly clearance: Clearance<Operation>;
}

/**
 * The gate's authority within a guarded operation: assesses again, here and now, from the evidence that the program named
 * by path and SHA-256, and mints the clearance for this one operation (architecture, invariant 2).
 *
 * @param entraReadAfter for the second gate: Entra must have been read after this moment (ISO 8601, UTC).
 * @throws UserError that names the people, when it is not cleared or the evidence is another than was reviewed.
 */
export async function authorise<Operation extends GuardedOperation>(
  operation: Operation,
  inputs: GuardedInputs,
  context: OperationContext,
  entraReadAfter?: string,
): Promise<Authorisation<Operation>> {
  const { stack, phase } = inputs;
  const { people, ports } = context;
  // How late Graph tells of changes is not documented: after that moment only a whole reading counts.
  const readWholly = entraReadAfter !== undefined;
  const result = await ports.assess({ ...inputs.assessment, stack, phase, readWholly });
  await refuseEvidenceBeforeRepairs(inputs, result);
  const { entraReadAt } = result;
  const minted = mintClearance(result.assessment, {
    operation,
    stack,
    entraReadAt,
    ...(entraReadAfter !== undefined && { entraReadAfter }),
  });
  if ('clearance' in minted) return { ...result, clearance: minted.clearance };
  throw new UserError(
    `Refused to ${operation}: ${minted.refusal}. ${decisionText(people.assessment(result.assessment))}`,
  );
}
