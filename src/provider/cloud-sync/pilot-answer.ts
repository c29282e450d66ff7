import { z } from 'zod';
import { contradictsAction, type Deed, deedNamed, deedsShown } from '../../connectors/graph/deeds.js';
import { type FlagChange, modifiedProperties, signInChange } from '../../connectors/graph/modified-properties.js';
import { UserError } from '../../domain/errors.js';
import { normalizeGuid } from '../../domain/guid.js';

/** What Entra says it did for one person. */
export interface PilotAnswer {
  /** Success, Skipped or Failure. */
  readonly result: string;
  /** Create, Update, Delete, Disable or Other. */
  readonly action: string;
  /** What was done: what the action says, and what its steps show. */
  readonly deeds: ReadonlySet<Deed>;
  /** The codes and sentences that it gives for it, or ''. */
  readonly reason: string;
  readonly errorCodes: readonly string[];
  /**
   * False where another member says otherwise than the result or the action: a step or status that failed or was skipped, or an
   * error, together with a success; a step that did something else.
   */
  readonly consistent: boolean;
  /** Whether it lets the person sign in or locks them; left out where the answer says nothing of it. */
  readonly signIn?: FlagChange;
  /** The object in Active Directory, in lower case; left out where the answer names none. */
  readonly sourceId?: string;
  /** The account that it was done to, in lower case; left out where the answer names none. */
  readonly targetId?: string;
}

/** The reason of a skip for somebody who is equal on both sides (CLOUDSYNC-6). */
const redundant = 'RedundantExport';

const outer = z.object({ key: z.string(), value: z.string() });
const members = z.record(z.string(), z.unknown());
const keySchema = z.object({ result: z.string(), details: members.nullish() });
const valueSchema = z.object({
  action: z.string(),
  statusInfo: members.nullish(),
  sourceIdentity: members.nullish(),
  targetIdentity: members.nullish(),
  provisioningSteps: z.array(z.looseObject({ status: z.unknown().optional(), details: members.nullish() })).nullish(),
  modifiedProperties: z.unknown().optional(),
});

/**
 * The answer of provisionOnDemand, whose two members are JSON in strings. Reasons stand in the details of the key, flat in
 * `statusInfo` (elsewhere in its `errorInformation`), and for a skip in the details of the last step
 * (Graph reference, synchronizationJob: provisionOnDemand, both examples).
 *
 * @throws UserError when it is not what is documented: an answer that nobody understands is not a success.
 */
export function parseAnswer(answer: unknown): PilotAnswer {
  try {
    const { key, value } = outer.parse(answer);
    const { result, details } = keySchema.parse(JSON.parse(key));
    const {
      action,
      statusInfo,
      sourceIdentity,
      targetIdentity,
      provisioningSteps,
      modifiedProperties: changed,
    } = valueSchema.parse(JSON.parse(value));
    const skips = (provisioningSteps ?? []).map((step) => step.details?.SkipReason);
    const statuses = (provisioningSteps ?? []).map((step) => step.status);
    const reasons = [details, statusInfo, members.safeParse(statusInfo?.errorInformation).data];
    const errors = reasons.map((reason) => reason?.errorCode);
    const errorCodes = texts([...errors, ...skips]);
    const properties = modifiedProperties(changed);
    const shown = deedsShown(provisioningSteps, properties);
    const failed = statuses.some((status) => sameWord(status, 'failure') || sameWord(status, 'skipped'));
    const consistent =
      sameWord(statusInfo?.status ?? result, result) &&
      !contradictsAction(action, shown) &&
      (!sameWord(result, 'success') || (texts(errors).length === 0 && !failed));
    const signIn = signInChange(properties);
    const sentences = texts(reasons.flatMap((reason) => [reason?.errorMessage, reason?.reason]));
    const [sourceId, targetId] = [sourceIdentity?.id, targetIdentity?.id].map((id) => normalizeGuid(String(id)));
    const reason = [...errorCodes, ...sentences].join(': ');
    return {
      result,
      action,
      reason,
      errorCodes,
      consistent,
      deeds: new Set([deedNamed(action), ...shown]),
      ...(signIn && { signIn }),
      ...(sourceId !== undefined && { sourceId }),
      ...(targetId !== undefined && { targetId }),
    };
  } catch {
    throw new UserError(
      'Entra answered the provisioning on demand in a form that is not documented, so nobody knows what it did. Look at the provisioning log of the job before anything else.',
    );
  }
}

/** True for somebody who is equal on both sides, so that nothing was to be written: what a second run finds. */
export function isUnchanged({ result, errorCodes }: PilotAnswer): boolean {
  return /^skipped$/i.test(result) && errorCodes.length > 0 && errorCodes.every((code) => code === redundant);
}

function sameWord(found: unknown, word: string): boolean {
  return typeof found === 'string' && found.toLowerCase() === word.toLowerCase();
}

function texts(values: readonly unknown[]): string[] {
  return [...new Set(values.filter((value): value is string => typeof value === 'string' && value !== ''))];
}
