import { recordPart } from '../audit/index.js';
import type { EnvironmentInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import type { OperationContext } from './ports.js';
import type { Properties } from './properties.js';
import type { ResourceType } from './resource-type.js';

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
  const { journal } = inputs as { readonly journal?: string };
  if (status === undefined || journal === undefined) return work();
  const name = context.urn.split('::').at(-1) ?? type.token;
  const record = async (part: Parameters<typeof recordPart>[3]): Promise<void> => {
    const known = { ...(label && { label: label(inputs) }), ...part };
    await recordPart(journal, inputs.stack, name, known, context.ports.now().toISOString()).catch((error: unknown) => {
      context.diagnostics.warning(context.urn, `The status file could not be written: ${failureReason(error)}`);
    });
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
        waitingFor: summaries.map((summary) => summary.slice(0, longestReason)),
        ...(next !== undefined && { next }),
      });
    }
    throw error;
  }
}
