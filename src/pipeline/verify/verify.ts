import { resolve } from 'node:path';
import { readStackSettings } from '../../config/read.js';
import { journalOf } from '../../config/settings.js';
import { createGraphClient, type GraphClient, openGraphSession } from '../../connectors/graph/client.js';
import type { PersonState } from '../../connectors/graph/people-state.js';
import {
  jobIsHealthy,
  jobPath,
  listSynchronizationJobs,
  readProvisioningLog,
} from '../../connectors/graph/synchronization.js';
import { UserError } from '../../domain/errors.js';
import type { Phase } from '../../domain/phase.js';
import { entraIsActive } from '../../domain/target-state.js';
import {
  differencesSince,
  matchedPeople,
  type PersonDifference,
  personKinds,
  tellDifferences,
  verifiedKinds,
  verifyPeople,
} from '../../validation/verify-people.js';
import { type KnownPeople, knownPeople, namesIn } from '../assess/known-people.js';
import { baselinePath, readAll, readBaseline, readGroupsOf } from './baseline.js';
import { misdeedsIn } from './provisioning-misdeeds.js';
import { readWritersOf, twoWritersIn } from './writers.js';

/** What a verification found. `unknown` makes it indeterminate: what could not be read is not fine. */
export interface StackVerification {
  readonly stack: string;
  readonly phase: Phase;
  readonly people: number;
  /** What is not as the cutover left it, one sentence each, sorted. */
  readonly wrongs: readonly string[];
  readonly unknown: readonly string[];
  /** What is not as before and may well be meant, by kind: account state, addresses, manager, licenses, groups. */
  readonly differences: readonly PersonDifference[];
  /** The same in a sentence each, what was expected last. */
  readonly changes: readonly string[];
}

const dayMilliseconds = 24 * 3_600_000;

/**
 * Compares the tenant with the people of the cleared evidence: the check after an activation, as often as one likes. Only
 * reads.
 *
 * @param now the time of the verification; the provisioning log of the day before it is read.
 * @throws UserError with every problem of the stack file, or when the tenant can't be signed in to.
 */
export async function verifyStack(stack: string, directory: string, now: Date): Promise<StackVerification> {
  const settings = await readStackSettings(stack, directory);
  const { phase, tenant, cloudSync } = settings;
  const journal = resolve(directory, journalOf(settings, stack));
  const writers = await readWritersOf(settings, directory);
  const wrongs = twoWritersIn(writers).map((text) => `two-writers: ${text}.`);
  const unknown = [...writers.unknown, ...writers.open];
  const baseline = await readBaseline(journal);
  if (baseline === undefined) {
    // Before a cutover there is nobody to verify, and after a rollback nobody need be.
    if (entraIsActive(phase)) {
      unknown.push(
        `${baselinePath(journal)} is not there: Entra was not switched on from here, so there is nobody to verify.`,
      );
    }
    return { stack, phase, people: 0, wrongs, unknown, differences: [], changes: [] };
  }
  const client = createGraphClient(
    await openGraphSession({ graphEndpoint: tenant.graphEndpoint, tenantId: tenant.id }),
  );
  const look = async (what: string, work: () => Promise<string[]>): Promise<void> => {
    try {
      wrongs.push(...(await work()));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      unknown.push(`${what} could not be read: ${error.message}`);
    }
  };
  let accounts: readonly PersonState[] = [];
  await look('the people', async () => {
    accounts = await readAll(client);
    return verifyPeople(baseline, accounts);
  });
  if (cloudSync !== undefined && (phase === 'cutover' || phase === 'complete')) {
    const { servicePrincipalId } = cloudSync;
    const since = new Date(now.getTime() - dayMilliseconds).toISOString();
    const known = knownPeople(baseline, namesIn(baseline, accounts));
    await look('the synchronization jobs', () => jobProblems(client, servicePrincipalId, since, known));
  }
  if (baseline.people.some(({ groups }) => groups !== undefined)) {
    await look('the memberships in groups', async () => {
      accounts = await readGroupsOf(client, accounts);
      return [];
    });
  }
  // After a rollback Okta comes back to what a synchronization has stamped and added; whose account is gone is wrong anyhow.
  const kinds = phase === 'rollback' ? (['added', 'lost', ...personKinds] as const) : verifiedKinds;
  const differences = differencesSince(baseline, accounts, kinds);
  const people = matchedPeople(baseline).length;
  return { stack, phase, people, wrongs: wrongs.sort(), unknown, differences, changes: tellDifferences(differences) };
}

async function jobProblems(
  client: GraphClient,
  servicePrincipalId: string,
  since: string,
  known: KnownPeople,
): Promise<string[]> {
  const jobs = (await listSynchronizationJobs(client, servicePrincipalId)).filter(({ templateId }) =>
    templateId.startsWith('AD2AAD'),
  );
  if (jobs.length === 0) return [`The service principal ${servicePrincipalId} has no synchronization job any more.`];
  const wrongs: string[] = [];
  for (const job of jobs) {
    if (!jobIsHealthy(job)) {
      wrongs.push(
        `${jobPath(job)} does not run (${job.scheduleState}, ${job.statusCode}${job.quarantine ? `, ${job.quarantine}` : ''}).`,
      );
    }
    wrongs.push(...misdeedsIn(await readProvisioningLog(client, job.id, since), known));
  }
  return wrongs;
}
