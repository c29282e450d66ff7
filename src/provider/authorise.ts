import type { GuardedInputs } from '../config/resource-table.js';
import { counted } from '../domain/counted.js';
import { UserError } from '../domain/errors.js';
import { type Clearance, type GuardedOperation, mintClearance } from '../gate/clearance.js';
import type { EnvironmentAssessment, EnvironmentRequest } from '../pipeline/assess/assess-environment.js';
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
  const reading = await readingAfter(readAfter, inputs, context);
  const result = await ports.assess({ ...inputs.assessment, stack, phase, ...reading });
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
 * How the tenant is read. No page of Microsoft says how late Graph shows a change (GRAPH-24): the second gate reads it as a whole, unless
 * the stack declares that time. Then changes count that were asked for after it, of a reading that began so long after its changes did.
 */
async function readingAfter(
  moment: string | undefined,
  { assessment }: GuardedInputs,
  context: OperationContext,
): Promise<Pick<EnvironmentRequest, 'reading' | 'settle'>> {
  const { entra, changesLagSeconds } = assessment.evidence;
  const isBound = entra === 'live' && changesLagSeconds !== undefined;
  const hasWaited = (from: number): Promise<boolean> => waitUntil(from + (changesLagSeconds ?? 0) * 1000, context);
  if (moment === undefined) return isBound ? { settle: () => hasWaited(context.ports.now().getTime()) } : {};
  return { reading: isBound && (await hasWaited(Date.parse(moment))) ? 'identifiers' : 'whole' };
}

/** Waits until Graph has shown every change. A clock that was set back must not shorten the wait: false when it is not that late then. */
async function waitUntil(time: number, { ports, signal, diagnostics, urn }: OperationContext): Promise<boolean> {
  const wait = time - ports.now().getTime();
  if (wait > 0) {
    const seconds = counted(Math.ceil(wait / 1000), 'second');
    diagnostics.info(
      urn,
      `Waiting ${seconds} until Microsoft Graph has shown every change (cutover:evidence.changesLagSeconds).`,
    );
    // A timer may end a moment early.
    await ports.pause(wait + 100, signal);
  }
  return ports.now().getTime() >= time;
}
