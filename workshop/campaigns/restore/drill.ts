import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { backupPath, keepBackup } from '../../../src/pipeline/backup/backup.js';
import { restorePlan } from '../../../src/pipeline/backup/plan.js';
import type { RestoreStep } from '../../../src/remediation/restore-plan.js';
import { trustingSession } from '../../../test/connectors/graph/trusting.js';
import { writeCsv } from '../../simulators/csv.js';
import { organisationFile } from '../../simulators/generate/organisation.js';
import { type Organisation, startOrganisation } from '../../simulators/index.js';
import { stableGuid } from '../../simulators/random.js';

/** What a drill came to. */
export interface Drill {
  readonly people: number;
  /** Whom something was taken from. */
  readonly harmed: number;
  /** Requests that the plans asked for, and the plans that it took until nothing was left. */
  readonly requests: number;
  readonly plans: number;
  readonly backupBytes: number;
  readonly keepSeconds: number;
  readonly restoreSeconds: number;
  /** What is not as before; empty when everything is. */
  readonly wrongs: readonly string[];
}

type Hands = (method: 'DELETE' | 'PATCH' | 'POST' | 'PUT', path: string, body?: object) => Promise<void>;

const sku = '06ebc4ee-1bb5-47dd-8120-11324bc54e06';
const plan = '33c4f319-9bdd-48d6-9c4d-410b750a4a5a';
const staff = stableGuid('drill/staff');
const environment = { ENTRA_CUTOVER_JOURNAL_KEY: Buffer.alloc(32, 3).toString('base64') };
const mostPlans = 4;

/**
 * Takes accounts, licenses, memberships, states and managers from a tenant on the stand-ins, and does what the plans of the
 * backup say until they say nothing: everything has to be as it was, mailboxes included.
 */
export async function drill(people: number): Promise<Drill> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover-drill-'));
  await writeTenant(folder, people);
  const organisation = await startOrganisation({ scenario: folder, pageLimit: 999 });
  try {
    const session = await trustingSession(organisation, { wait: async () => {} });
    const by = await hands(organisation);
    await equip(by, people);
    const before = stateOf(organisation);
    const journal = join(folder, 'drill.jsonl');
    const where = { journal, stack: 'drill', environment };
    const keepBegan = performance.now();
    await keepBackup(createGraphClient(session), where, { round: 0, at: new Date().toISOString() });
    const keepSeconds = (performance.now() - keepBegan) / 1000;
    const harmed = await harm(by, people);

    const restoreBegan = performance.now();
    const planNow = (): Promise<{ readonly steps: readonly RestoreStep[] }> =>
      restorePlan({ path: backupPath(journal), stack: 'drill', environment }, async () => createGraphClient(session));
    let [requests, plans] = [0, 1];
    let { steps } = await planNow();
    while (steps.length > 0 && plans < mostPlans) {
      for (const { request } of steps) {
        if (request === undefined) continue;
        await session.send({ ...request, ...(request.body !== undefined && { body: request.body as object }) });
        requests += 1;
      }
      ({ steps } = await planNow());
      plans += 1;
    }
    const restoreSeconds = (performance.now() - restoreBegan) / 1000;
    const after = stateOf(organisation);
    const wrongs = [
      ...steps.map(({ subject, text }) => `${subject}: ${text}`),
      ...[...before].flatMap(([id, state]) =>
        after.get(id) === state ? [] : [`${id}: ${after.get(id)}, was ${state}`],
      ),
    ];
    const backupBytes = (await stat(backupPath(journal))).size;
    return { people, harmed, requests, plans, backupBytes, keepSeconds, restoreSeconds, wrongs };
  } finally {
    await organisation.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

const idOf = (index: number): string => stableGuid(`drill/${index}`);

/** People of the cloud, as Okta keeps them with profile sync: Graph writes what is theirs. */
async function writeTenant(folder: string, people: number): Promise<void> {
  const columns = [
    'UserPrincipalName',
    'Id',
    'DisplayName',
    'OnPremisesSyncEnabled',
    'AccountEnabled',
    'UserType',
    'Mail',
  ];
  const rows = Array.from({ length: people }, (_, index) => {
    const name = `person${index}@corp.example`;
    return [name, idOf(index), `Person ${index}`, '', 'True', 'Member', name];
  });
  await writeFile(join(folder, 'OnPremIDs.csv'), writeCsv(columns, rows));
  await writeFile(join(folder, 'AzureADSyncedIDS.csv'), writeCsv(columns, rows));
  const members = rows.map((_, index) => idOf(index));
  const group = { id: staff, displayName: 'Staff', mailEnabled: false, securityEnabled: true, groupTypes: [], members };
  const { roleAssignments: _roles, roleEligibility: _eligible, ...organisation } = organisationFile('A drill.');
  const userProperties = Object.fromEntries(rows.map(([name]) => [name, { usageLocation: 'SE' }]));
  const told = { ...organisation, groups: [group], userProperties, okta: { apps: [] } };
  await writeFile(join(folder, 'organisation.json'), JSON.stringify(told));
}

/** Everybody has a license with one service plan off, so a mailbox, and reports to the first person. */
async function equip(by: Hands, people: number): Promise<void> {
  for (let index = 0; index < people; index += 1) {
    const addLicenses = [{ skuId: sku, disabledPlans: [plan] }];
    await by('POST', `/users/${idOf(index)}/assignLicense`, { addLicenses, removeLicenses: [] });
    if (index > 0) await by('PUT', `/users/${idOf(index)}/manager/$ref`, reference(idOf(0)));
  }
}

/** Of each seven people, what a cutover that goes wrong takes from five of them. */
async function harm(by: Hands, people: number): Promise<number> {
  let harmed = 0;
  for (let index = 1; index < people; index += 1) {
    const user = `/users/${idOf(index)}`;
    const harms = [
      () => by('DELETE', user),
      () => by('POST', `${user}/assignLicense`, { addLicenses: [], removeLicenses: [sku] }),
      () => by('DELETE', `/groups/${staff}/members/${idOf(index)}/$ref`),
      () => by('PATCH', user, { accountEnabled: false, displayName: 'Somebody else' }),
      () => by('PUT', `${user}/manager/$ref`, reference(idOf(index))),
    ];
    const work = harms[index % 7];
    if (work === undefined) continue;
    await work();
    harmed += 1;
  }
  return harmed;
}

/** Of everybody what Graph and Exchange have; a version or a time is not a matter. */
function stateOf(organisation: Organisation): ReadonlyMap<string, string> {
  const { graph } = JSON.parse(organisation.snapshot());
  const members: readonly string[] = graph.groups[0].members;
  const states = [...graph.users, ...graph.deletedUsers].map((user): [string, string] => {
    const { accountEnabled, deletedDateTime, displayName, licenseAssignmentStates, mailbox, manager } = user;
    const held = { accountEnabled, deletedDateTime, displayName, licenseAssignmentStates, mailbox, manager };
    return [user.id, JSON.stringify({ ...held, isMember: members.includes(user.id) })];
  });
  return new Map(states);
}

function reference(id: string): object {
  return { '@odata.id': `https://graph.microsoft.com/v1.0/users/${id}` };
}

/** Sends as anyone who does the harm: nothing of the product can delete. */
async function hands({ endpoints: { graph } }: Organisation): Promise<Hands> {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    client_id: graph.clientId,
    client_secret: graph.clientSecret,
    scope: `${graph.url}/.default`,
  });
  const signedIn = await fetch(`${graph.url}/${graph.tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
  const { access_token: token } = (await signedIn.json()) as { access_token: string };
  return async (method, path, content) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const sent = { method, headers, ...(content && { body: JSON.stringify(content) }) };
    const answer = await fetch(`${graph.url}/v1.0${path}`, sent);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  };
}
