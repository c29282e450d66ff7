import { afterEach, describe, expect, it } from 'vitest';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { rowsOf, type VendorAnswer, vendorAnswer, vendorAnswerNames } from '../../vendor-answers.js';
import {
  type Answer,
  at,
  createJob,
  type Graph,
  jobs,
  logOf,
  mismatching,
  okta,
  repaired,
  setDeletionThreshold,
  signIn,
} from './clients.js';

let organisation: Organisation;
afterEach(() => organisation?.stop());

async function tenant(scenario: string): Promise<Graph> {
  organisation = await startOrganisation({ scenario });
  return signIn(organisation);
}

type Members = Readonly<Record<string, unknown>>;

/** Members that hold whatever an attribute is called. */
const open = new Set(['details', 'capabilities']);

/**
 * Where the shape of what we answer differs from the vendor's: members that one side has and the other has not, and other
 * types. Null fits everything; of a list, each item must be like one of the vendor's.
 */
function differences(ours: unknown, theirs: unknown, path = ''): string[] {
  if (ours === null || theirs === null) return [];
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    if (theirs.length === 0) return [];
    return ours.flatMap((item, index) => {
      const ways = theirs.map((their) => differences(item, their, `${path}[${index}]`));
      return ways.sort((a, b) => a.length - b.length)[0] ?? [];
    });
  }
  if (typeof ours !== typeof theirs || Array.isArray(ours) !== Array.isArray(theirs)) {
    return [`${path}: ${typeof ours}, the vendor has ${typeof theirs}`];
  }
  if (typeof ours !== 'object' || open.has(path.split('.').at(-1) ?? '')) return [];
  const [mine, yours] = [ours as Members, theirs as Members];
  return [...new Set([...Object.keys(mine), ...Object.keys(yours)])].flatMap((name) => {
    const here = path === '' ? name : `${path}.${name}`;
    if (!(name in yours)) return [`${here}: the vendor has none`];
    if (!(name in mine)) return [`${here}: missing`];
    return differences(mine[name], yours[name], here);
  });
}

const json = (text: unknown): Members => JSON.parse(String(text)) as Members;
const doubly = (body: unknown): { key: Members; value: Members } => {
  const { key, value } = body as { key: string; value: string };
  return { key: json(key), value: json(value) };
};

/** Asks for what the vendor was asked for, and compares. */
async function compare(name: string, send: (answer: VendorAnswer) => Promise<Answer>): Promise<void> {
  const vendor = vendorAnswer(name);
  const ours = await send(vendor);
  expect(ours.status).toBe(vendor.answer.status);
  const body: unknown = ours.text === '' ? undefined : JSON.parse(ours.text);
  expect(differences(body ?? null, vendor.answer.body ?? null)).toEqual([]);
}

describe('Okta answers as it was recorded', () => {
  const ask = ({ request: { method, path, body } }: VendorAnswer): Promise<Answer> =>
    okta(organisation, method, path, body === undefined ? {} : { body });
  const connection = '/api/v1/apps/0oa1office365staging01/connections/default';

  it.each(vendorAnswerNames().filter((name) => name.startsWith('okta/')))('%s', async (name) => {
    organisation = await startOrganisation({ scenario: repaired });
    if (name === 'okta/features-off') await okta(organisation, 'POST', `${connection}/lifecycle/deactivate`);
    await compare(name, ask);
    const { answer } = vendorAnswer(name);
    if (answer.status >= 400) {
      const { errorCode, errorSummary, errorCauses } = json((await ask(vendorAnswer(name))).text);
      expect(answer.body).toMatchObject({ errorCode, errorSummary, errorCauses });
    }
  });

  it('takes no null back where it shows one, because nobody has seen it taken', async () => {
    organisation = await startOrganisation({ scenario: repaired });
    const { capabilities } = vendorAnswer('okta/feature-inbound').answer.body as { capabilities: unknown };
    const path = '/api/v1/apps/0oa1office365staging01/features/INBOUND_PROVISIONING';
    expect((await okta(organisation, 'PUT', path, { body: capabilities })).status).toBe(400);
  });

  it('is off after credentials were set, until it is activated', async () => {
    organisation = await startOrganisation({ scenario: repaired });
    const posted = await ask(vendorAnswer('okta/connection-posted'));
    expect(at(posted, 'status')).toBe('DISABLED');
  });
});

describe('provisioning on demand answers as it is documented', () => {
  async function demand(graph: Graph, job: string, objectId: string): Promise<unknown> {
    const ruleId = at(await graph('GET', `${job}/schema`), 'synchronizationRules', 0, 'id');
    const body = { parameters: [{ ruleId, subjects: [{ objectId, objectTypeName: 'user' }] }] };
    return JSON.parse((await graph('POST', `${job}/provisionOnDemand`, { body })).text);
  }
  const like = (ours: unknown, name: string): void => {
    const theirs = vendorAnswer(name).answer.body;
    expect(differences(ours, theirs)).toEqual([]);
    const [mine, yours] = [doubly(ours), doubly(theirs)];
    expect(differences(mine, yours)).toEqual([]);
    expect(mine.key.result).toBe(yours.key.result);
    expect(mine.value.action).toBe(yours.value.action);
    expect(mine.key.details).toEqual(yours.key.details);
  };

  it('for somebody who is written, and for the same person once both sides are equal', async () => {
    const graph = await tenant(repaired);
    const job = await createJob(graph);
    const ada = 'CN=Ada Lindqvist,OU=Staff,DC=corp,DC=example';
    const first = await demand(graph, job, ada);
    like(first, 'graph/provision-on-demand-updated');
    like(await demand(graph, job, ada), 'graph/provision-on-demand-redundant-cloud-sync');
    const { value } = doubly(first);
    expect(value.sourceIdentity).toEqual({ id: 'ab7c4b17-1654-4d5f-855d-4485f95ad2f9', type: 'user' });
    expect(value.targetIdentity).toEqual({ id: '14458d48-7540-4a4d-87e7-f646cf8c279f', type: 'User' });
  });

  it('for somebody who gets a second account', async () => {
    const graph = await tenant(mismatching);
    const job = await createJob(graph);
    like(
      await demand(graph, job, 'CN=Tomas Eriksson,OU=Staff,DC=corp,DC=example'),
      'graph/provision-on-demand-created-cloud-sync',
    );
  });
});

describe('the provisioning log is as it is documented', () => {
  it('names nobody in the identities, and the source by the objectGUID', async () => {
    const graph = await tenant(mismatching);
    const job = await createJob(graph);
    await setDeletionThreshold(graph, 100);
    await graph('POST', `${job}/start`);
    const rows = await logOf(graph);
    const like = (action: string, name: string): void => {
      const found = rows.filter(({ provisioningAction }) => provisioningAction === action);
      expect(found).not.toEqual([]);
      // The target system is our own application, whose details are not made up.
      for (const row of found) expect(differences(row, rowsOf(name)[0])).toEqual([]);
    };
    like('create', 'graph/provisioning-log-cloud-sync-created');
    like('delete', 'graph/provisioning-log-cloud-sync-deleted');
    for (const { sourceIdentity, targetIdentity } of rows) {
      expect([sourceIdentity, targetIdentity]).toEqual([
        { identityType: 'user', id: expect.stringMatching(/^([0-9a-f-]{36})?$/), displayName: '', details: {} },
        { identityType: 'User', id: expect.stringMatching(/^[0-9a-f-]{36}$/), displayName: '', details: {} },
      ]);
    }
  });
});

it('a new job of cloud sync is as it is documented, but for the settings that its list has', async () => {
  const graph = await tenant(repaired);
  const vendor = vendorAnswer('graph/synchronization-job-created');
  const ours = await graph('POST', jobs, { body: vendor.request.body });
  expect(ours.status).toBe(vendor.answer.status);
  expect(differences(JSON.parse(ours.text), vendor.answer.body)).toEqual([
    'synchronizationJobSettings: the vendor has none',
  ]);
});
