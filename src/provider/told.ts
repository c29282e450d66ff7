import { recordPart, recordRefusal } from '../audit/index.js';
import type { EnvironmentInputs } from '../config/resource-table.js';
import { firstSentence, UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import type { OperationContext } from './ports.js';
import type { Properties } from './properties.js';
import type { Refused, ResourceType } from './resource-type.js';

const longestReason = 400;

/**
 * Does the work and notes in the status file what it came to, a refusal included, so that `status` can say what to do.
 * Only the first line of a refusal: those after it name people.
 */
export async function told<Inputs extends EnvironmentInputs, Result extends { readonly told: Properties }>(
  type: ResourceType<Inputs>,
  inputs: Inputs,
  context: OperationContext,
  work: () => Promise<Result>,
): Promise<Result> {
  const { status, label } = type;
  const journal = journalOf(inputs);
  if (status === undefined || journal === undefined) return work();
  const record = (part: Parameters<typeof recordPart>[3]): Promise<void> => {
    const known = { ...(label && { label: label(inputs) }), ...part };
    const at = context.ports.now().toISOString();
    return noted(context, () => recordPart(journal, inputs.stack, nameOf(type, context), known, at));
  };
  try {
    const result = await work();
    await record(status(inputs, result.told));
    return result;
  } catch (error) {
    if (error instanceof UserError) {
      const { next, summaries } = error;
      await record({
        state: 'refused',
        phase: inputs.phase,
        waitingFor: summaries.map(shortened),
        ...(next !== undefined && { next }),
      });
    }
    throw error;
  }
}

/**
 * Looks at what is declared before anything is done, and notes in the status file what is refused there; an earlier refusal is
 * gone where nothing is. Of each reason the first line only. What to do next is said in the log too, where a preview shows it.
 *
 * @returns what `look` did.
 * @throws UserError as `look` does.
 */
export async function toldBefore<Inputs extends EnvironmentInputs>(
  type: ResourceType<Inputs>,
  inputs: Inputs,
  context: OperationContext,
  look: () => Promise<readonly Refused[]>,
): Promise<readonly Refused[]> {
  const { urn, diagnostics, ports } = context;
  const { stack, phase } = inputs;
  const record = async (reasons: readonly string[], next: string | undefined): Promise<void> => {
    if (next !== undefined) diagnostics.warning(urn, `Next: ${next}`);
    const journal = journalOf(inputs);
    if (journal === undefined) return;
    const refusal = {
      ...(type.label && { label: type.label(inputs) }),
      phase,
      reasons: reasons.map(shortened),
      ...(next !== undefined && { next }),
      at: ports.now().toISOString(),
    };
    const now = reasons.length === 0 ? undefined : refusal;
    await noted(context, () => recordRefusal(journal, stack, nameOf(type, context), now));
  };
  try {
    const refused = await look();
    await record(
      refused.map(({ lines }) => firstSentence(lines[0])),
      refused.find(({ next }) => next !== undefined)?.next,
    );
    return refused;
  } catch (error) {
    if (error instanceof UserError) await record(error.summaries, error.next);
    throw error;
  }
}

function journalOf(inputs: EnvironmentInputs): string | undefined {
  return (inputs as { readonly journal?: string }).journal;
}

/** The resource's name in the program. */
function nameOf({ token }: { readonly token: string }, { urn }: OperationContext): string {
  return urn.split('::').at(-1) ?? token;
}

function shortened(reason: string): string {
  return reason.slice(0, longestReason);
}

/** A status that can't be written stops nothing. */
async function noted({ urn, diagnostics }: OperationContext, write: () => Promise<void>): Promise<void> {
  await write().catch((error: unknown) => {
    diagnostics.warning(urn, `The status file could not be written: ${failureReason(error)}`);
  });
}
