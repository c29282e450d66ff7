import { z } from 'zod';
import type { IdentityLine } from '../../domain/assessment.js';
import { UserError } from '../../domain/errors.js';
import { jobPath } from '../../sources/graph/synchronization.js';
import { readSchema, userMappingOf } from '../../sources/graph/synchronization-schema.js';
import type { Authorisation } from '../authorise.js';
import { guardedWrite } from '../guarded-write.js';
import type { JobOperation } from './operation.js';
import { unitsOf } from './scope.js';

interface PilotPerson {
  readonly distinguishedName: string;
  readonly name: string;
  /** True for somebody whose account is there already: a creation would be the duplicate. */
  readonly hasAccount: boolean;
}

/**
 * Provisions the people of the pilot one by one (facts 3.4: it writes for real and does not ask for the scope), and
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
    hasAccount: outcome !== 'onPremOnly',
  };
}

function nameOf({ userPrincipalName }: IdentityLine, entry: string): string {
  return userPrincipalName ?? entry;
}

interface PilotAnswer {
  readonly result: string;
  readonly action: string;
  readonly reason: string;
}

const outer = z.object({ key: z.string(), value: z.string() });
const keySchema = z.object({ result: z.string(), details: z.record(z.string(), z.unknown()).nullish() });
const valueSchema = z.object({ action: z.string() });

/**
 * The answer of provisionOnDemand, whose two members are JSON in strings.
 *
 * @throws UserError when it is not what is documented: an answer that nobody understands is no success.
 */
export function parseAnswer(answer: unknown): PilotAnswer {
  try {
    const { key, value } = outer.parse(answer);
    const { result, details } = keySchema.parse(JSON.parse(key));
    const { action } = valueSchema.parse(JSON.parse(value));
    const { errorCode, errorMessage } = details ?? {};
    const reason = [errorCode, errorMessage].filter((part) => typeof part === 'string' && part !== '').join(': ');
    return { result, action, reason };
  } catch {
    throw new UserError(
      'Entra answered the provisioning on demand in a form that is not documented, so nobody knows what it did. Look at the provisioning log of the job before anything else.',
    );
  }
}

function judgeAnswer({ name, hasAccount }: PilotPerson, { result, action, reason }: PilotAnswer): string | undefined {
  const did = `Entra answered ${result}, ${action}${reason === '' ? '' : ` (${reason.slice(0, 300)})`}`;
  if (/^create$/i.test(action) && hasAccount) {
    return `Pilot: Entra created a second account for ${name}, whose own was to be taken over. ${did}.`;
  }
  if (/delete|disable/i.test(action)) return `Pilot: Entra would lock or delete ${name}. ${did}.`;
  // Somebody who is the same on both sides is skipped without a reason.
  const unchanged = /^skipped$/i.test(result) && reason === '';
  return /^success$/i.test(result) || unchanged ? undefined : `Pilot: ${name} was not provisioned. ${did}.`;
}
