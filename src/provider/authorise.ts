import type { GuardedInputs } from '../config/resource-table.js';
import { counted } from '../domain/counted.js';
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
  // What has happened did so by now, whatever the clock of a server says.
  const readAfter = entraReadAfter && earlier(entraReadAfter, ports.now().toISOString());
  const reading = readAfter === undefined ? undefined : await readingAfter(readAfter, inputs, context);
  const result = await ports.assess({ ...inputs.assessment, stack, phase, ...(reading && { reading }) });
  await refuseEvidenceBeforeRepairs(inputs, result);
  const { entraReadAt } = result;
  const minted = mintClearance(result.assessment, {
    operation,
    stack,
    entraReadAt,
    ...(readAfter !== undefined && { entraReadAfter: readAfter }),
  });
  if ('clearance' in minted) return { ...result, clearance: minted.clearance };
  throw new UserError(
    `Refused to ${operation}: ${minted.refusal}. ${decisionText(people.assessment(result.assessment))}`,
  );
}

function earlier(one: string, other: string): string {
  return Date.parse(one) < Date.parse(other) ? one : other;
}

/**
 * How the tenant is read by the second gate. No page of Microsoft says how late Graph tells of a change (GRAPH-24): it is read as a whole,
 * unless the stack declares that time. Then changes count that were asked for after it.
 */
async function readingAfter(
  moment: string,
  { assessment }: GuardedInputs,
  { ports, signal, diagnostics, urn }: OperationContext,
): Promise<'whole' | 'identifiers'> {
  const { entra, changesLagSeconds } = assessment.evidence;
  if (entra !== 'live' || changesLagSeconds === undefined) return 'whole';
  const told = Date.parse(moment) + changesLagSeconds * 1000;
  const wait = told - ports.now().getTime();
  if (wait > 0) {
    const seconds = counted(Math.ceil(wait / 1000), 'second');
    diagnostics.info(
      urn,
      `Waiting ${seconds} until Microsoft Graph has shown every change (cutover:evidence.changesLagSeconds).`,
    );
    // A timer may end a moment early.
    await ports.pause(wait + 100, signal);
  }
  // A clock that was set back must not shorten the wait.
  return ports.now().getTime() >= told ? 'identifiers' : 'whole';
}
