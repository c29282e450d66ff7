import { jobPath } from '../../connectors/graph/synchronization.js';
import { readSchema, userMappingOf } from '../../connectors/graph/synchronization-schema.js';
import type { IdentityLine } from '../../domain/assessment.js';
import { isInContainer } from '../../domain/distinguished-name.js';
import { UserError } from '../../domain/errors.js';
import { unitsOf } from '../../domain/waves.js';
import type { EnvironmentAssessment } from '../../pipeline/assess/assess-environment.js';
import type { KnownPeople } from '../../pipeline/assess/known-people.js';
import type { Authorisation } from '../authorise.js';
import { guardedWrite } from '../guarded-write.js';
import type { JobOperation } from './operation.js';
import { parseAnswer } from './pilot-answer.js';
import { judgeAnswer, type PilotPerson } from './pilot-verdict.js';

/**
 * Provisions the people of the pilot one by one (it writes for real and does not ask for the scope), and
 * compares what Entra did with what the cleared evidence expects.
 *
 * @param known those who were matched, with what their accounts were before.
 * @throws UserError for somebody out of scope before anything is sent, and as soon as one goes wrong.
 */
export async function runPilot(
  operation: JobOperation,
  authorisation: Authorisation<'activate-entra-sync'>,
  known: KnownPeople,
  interlock: () => Promise<void>,
): Promise<void> {
  const { inputs, context, client, job, writes } = operation;
  const { clearance } = authorisation;
  if (inputs.pilot === undefined) return;
  const people = inputs.pilot.map((entry) => personOf(entry, authorisation, unitsOf(inputs)));
  const accounts = accountsOf(authorisation);
  const { ruleId } = userMappingOf(await readSchema(client, job));
  for (const person of people) {
    let answer: unknown;
    await guardedWrite(
      {
        operation: 'entra.synchronization.provisionOnDemand',
        target: `${jobPath(job)}: ${person.distinguishedName}`,
        before: null,
        clearance,
        interlock,
        send: async () => {
          answer = await writes.provisionOnDemand(clearance, job, ruleId, person.distinguishedName);
        },
        readBack: async () => parseAnswer(answer),
        describe: ({ result, action }) => ({ result, action }),
      },
      inputs,
      context,
    );
    const problem = judgeAnswer(person, parseAnswer(answer), accounts, known);
    if (problem !== undefined) throw new UserError(problem);
    context.diagnostics.info(context.urn, `Pilot: ${person.name} was provisioned as expected.`);
  }
}

/** The person of the cleared evidence that an entry names by distinguished name or objectGUID. */
function personOf(
  entry: string,
  { identities, onPremNames }: EnvironmentAssessment,
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
      `cutover:pilot names ${nameOf(line, entry)}, whose outcome is ${outcome}: provisioning on demand ignores the scope, so the person would be written all the same. Nobody was provisioned. Take the person out of cutover:pilot.`,
    );
  }
  if (units?.some((unit) => isInContainer(named.distinguishedName, unit)) === false) {
    throw new UserError(
      `cutover:pilot names ${nameOf(line, entry)}, who is in no unit of the first wave: the first cycle of the job would delete the account again. Nobody was provisioned. Correct cutover:pilot or cutover:waves.`,
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

/** Every account of the cleared evidence by its object id in lower case, with the name that it has. */
function accountsOf({ identities }: EnvironmentAssessment): ReadonlyMap<string, string> {
  return new Map(
    identities.flatMap(({ entraObjectId, entraUserPrincipalName, userPrincipalName }) => {
      if (entraObjectId === undefined) return [];
      return [[entraObjectId.toLowerCase(), entraUserPrincipalName ?? userPrincipalName ?? entraObjectId] as const];
    }),
  );
}
