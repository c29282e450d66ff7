import type { IdentityLine } from '../../domain/assessment.js';
import { UserError } from '../../domain/errors.js';
import { jobPath } from '../../sources/graph/synchronization.js';
import { readSchema, userMappingOf } from '../../sources/graph/synchronization-schema.js';
import type { Authorisation } from '../authorise.js';
import { guardedWrite } from '../guarded-write.js';
import type { JobOperation } from './operation.js';
import { isUnchanged, type PilotAnswer, parseAnswer } from './pilot-answer.js';
import { unitsOf } from './scope.js';

export interface PilotPerson {
  readonly distinguishedName: string;
  readonly name: string;
  /** The account that is there already: a creation would be the duplicate. Left out for a newcomer. */
  readonly entraObjectId?: string;
}

/**
 * Provisions the people of the pilot one by one (it writes for real and does not ask for the scope), and
 * compares what Entra did with what the cleared evidence expects.
 *
 * @throws UserError for somebody out of scope before anything is sent, and as soon as one goes wrong.
 */
export async function runPilot(
  operation: JobOperation,
  authorisation: Authorisation,
  interlock: () => Promise<void>,
): Promise<void> {
  const { inputs, context, client, job, writes } = operation;
  if (inputs.pilot === undefined) return;
  const people = inputs.pilot.map((entry) => personOf(entry, authorisation, unitsOf(inputs)));
  const { ruleId } = userMappingOf(await readSchema(client, job));
  for (const person of people) {
    let answer: unknown;
    await guardedWrite(
      {
        operation: 'entra.synchronization.provisionOnDemand',
        target: `${jobPath(job)}: ${person.distinguishedName}`,
        before: null,
        clearance: authorisation.clearance,
        interlock,
        send: async () => {
          answer = await writes.provisionOnDemand(job, ruleId, person.distinguishedName);
        },
        readBack: async () => parseAnswer(answer),
        describe: ({ result, action }) => ({ result, action }),
      },
      inputs,
      context,
    );
    const problem = judgeAnswer(person, parseAnswer(answer));
    if (problem !== undefined) throw new UserError(problem);
    context.diagnostics.info(context.urn, `Pilot: ${person.name} was provisioned as expected.`);
  }
}

/** The person of the cleared evidence that an entry names by distinguished name or objectGUID. */
function personOf(
  entry: string,
  { identities, onPremNames }: Authorisation,
  units: readonly string[] | undefined,
): PilotPerson {
  const named = onPremNames?.(entry);
  const line = named && identities.find(({ objectGuid }) => objectGuid === named.objectGuid);
  if (named === undefined || line === undefined) {
    throw new UserError(
      `cutover:pilot names ${entry}, who is not in the on-premises evidence. Nobody was provisioned.`,
    );
  }
  const { outcome } = line;
  if (outcome !== 'hardMatch' && outcome !== 'softMatch' && outcome !== 'onPremOnly') {
    throw new UserError(
      `cutover:pilot names ${nameOf(line, entry)}, whose outcome is ${outcome}: provisioning on demand does not ask for the scope, so it would be written all the same. Nobody was provisioned.`,
    );
  }
  const distinguishedName = named.distinguishedName.toLowerCase();
  if (units?.some((unit) => distinguishedName.endsWith(`,${unit}`)) === false) {
    throw new UserError(
      `cutover:pilot names ${nameOf(line, entry)}, who is in no unit of the first wave: the job would delete whom it provisioned and then finds out of scope. Nobody was provisioned.`,
    );
  }
  return {
    distinguishedName: named.distinguishedName,
    name: nameOf(line, entry),
    ...(outcome !== 'onPremOnly' && line.entraObjectId !== undefined && { entraObjectId: line.entraObjectId }),
  };
}

function nameOf({ userPrincipalName }: IdentityLine, entry: string): string {
  return userPrincipalName ?? entry;
}

/** What is wrong with an answer, in one sentence; undefined where it is what was to be expected. */
export function judgeAnswer({ name, entraObjectId }: PilotPerson, answer: PilotAnswer): string | undefined {
  const { result, action, reason, targetId } = answer;
  const did = `Entra answered ${result}, ${action}${reason === '' ? '' : ` (${reason.slice(0, 300)})`}`;
  if (/^create$/i.test(action) && entraObjectId !== undefined) {
    return `Pilot: Entra created a second account for ${name}, whose own was to be taken over. ${did}.`;
  }
  if (/delete|disable/i.test(action)) return `Pilot: Entra would lock or delete ${name}. ${did}.`;
  if (!/^success$/i.test(result) && !isUnchanged(answer)) return `Pilot: ${name} was not provisioned. ${did}.`;
  return entraObjectId === undefined || targetId === undefined || targetId === entraObjectId.toLowerCase()
    ? undefined
    : `Pilot: Entra took the account ${targetId} for ${name}, whose own is ${entraObjectId}. ${did}.`;
}
