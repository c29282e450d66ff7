import { afterEach, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { readEntraTenant } from '../../../src/connectors/graph/read.js';
import type { EntraObject } from '../../../src/domain/objects.js';
import { type EntraRecord, isEntraObject, isServiceFact, type ServiceFact } from '../../../src/domain/service.js';
import { type Organisation, type OrganisationOptions, startOrganisation } from '../../../workshop/simulators/index.js';
import { trustingSession } from './trusting.js';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

const principal = '77777777-0000-4000-8000-000000000001';

async function start(options: Partial<OrganisationOptions> = {}) {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', ...options });
  const session = await trustingSession(organisation, { wait: async () => {} });
  return { organisation, session, client: createGraphClient(session) };
}

function facts<Name extends ServiceFact['fact']>(records: readonly EntraRecord[], name: Name) {
  return records
    .filter(isServiceFact)
    .filter((fact): fact is Extract<ServiceFact, { fact: Name }> => fact.fact === name);
}

function user(records: readonly EntraRecord[], name: string): EntraObject | undefined {
  return records.filter(isEntraObject).find(({ userPrincipalName }) => userPrincipalName === name);
}

describe('what a tenant says about itself', { timeout: 60_000 }, () => {
  it('is read with its objects, and the evidence says so', async () => {
    const { client, session } = await start();
    await session.send({
      method: 'POST',
      path: `/servicePrincipals/${principal}/synchronization/jobs`,
      body: { templateId: 'AD2AADProvisioning' },
    });
    const { source, records } = await readEntraTenant(client);
    expect(source.issues).toEqual([]);
    expect([...source.fields]).toEqual(
      expect.arrayContaining(['service', 'domains', 'roles', 'eligibleRoles', 'agents']),
    );
    expect(facts(records, 'domain').map(({ name, verified, federated }) => [name, verified, federated])).toEqual([
      ['corp.example', true, false],
      ['corp.onmicrosoft.com', true, false],
    ]);
    expect(facts(records, 'features')).toMatchObject([
      {
        softMatchBlocked: false,
        hardMatchBlocked: false,
        objectIdentifierUpdateAllowed: false,
        passwordSyncEnabled: false,
      },
    ]);
    expect(facts(records, 'deletionPrevention')).toMatchObject([{ prevention: 'count', threshold: 500 }]);
    expect(facts(records, 'agent').map(({ machineName, status }) => [machineName, status])).toEqual([
      ['sync01.corp.example', 'active'],
      ['sync02.corp.example', 'active'],
    ]);
    expect(facts(records, 'job')).toMatchObject([
      {
        servicePrincipalId: principal,
        templateId: 'AD2AADProvisioning',
        scheduleState: 'Disabled',
        anchorExpression: expect.stringContaining('objectGUID'),
        secretKeys: [],
        templates: expect.arrayContaining(['AD2AADProvisioning']),
      },
    ]);
    const holders = facts(records, 'roleHolder').map(({ role, assignment }) => [role, assignment]);
    expect(holders).toEqual([
      ['Global Administrator', 'active'],
      ['User Administrator', 'eligible'],
    ]);
    const types = new Set(records.filter(isEntraObject).map(({ objectType }) => objectType));
    expect(types).toEqual(new Set(['user', 'group', 'contact', 'device']));
    const [group] = records.filter(isEntraObject).filter(({ objectType }) => objectType === 'group');
    expect(group?.members).toHaveLength(3);
    expect(group).toMatchObject({ mailEnabled: true, securityEnabled: false });
    expect(user(records, 'ada.lindqvist@corp.example')?.properties?.get('mailnickname')).toBe('ada.lindqvist');
  });

  it.each([
    ['/domains', /The domains could not be read: .*Domain\.Read\.All/],
    ['/onPremisesSynchronization', /features could not be read: .*OnPremDirectorySynchronization/],
    ['/roleAssignments', /directory roles could not be read: .*RoleManagement\.Read\.Directory/],
    ['/roleEligibilityScheduleInstances', /PIM\) could not be read: .*RoleEligibilitySchedule\.Read\.Directory/],
    ['/servicePrincipals\\?', /service principals could not be read: .*Application\.Read\.All/],
    ['/v1.0/groups', /groups and their members could not be read: .*Group\.Read\.All/],
    ['/contacts', /contacts could not be read: .*OrgContact\.Read\.All/],
    ['/devices', /devices could not be read: .*Device\.Read\.All/],
    ['/beta/users', /object identifiers of users \(beta\) could not be read: .*User\.Read\.All/],
  ])('refused at %s it is incomplete and names the grant', async (path, message) => {
    const { client, organisation } = await start();
    organisation.faults.add({ service: 'graph', path: new RegExp(path), status: 403 });
    const { source, records } = await readEntraTenant(client);
    expect(source.issues.map(({ problem }) => problem)).toEqual(['incomplete']);
    expect(source.issues[0]?.message).toMatch(message);
    expect(source.issues[0]?.message).toContain('admin consent');
    expect(user(records, 'ada.lindqvist@corp.example')).toBeDefined();
  });

  it('does without the agents, which no application may read, and without the fact that they were', async () => {
    const { client, organisation } = await start();
    organisation.faults.add({ service: 'graph', path: /agents$/, status: 403 });
    const { source } = await readEntraTenant(client);
    expect(source.issues).toEqual([]);
    expect(source.fields.has('agents')).toBe(false);
    expect(source.fields.has('service')).toBe(true);
  });

  it('without the users is not evidence at all', async () => {
    const { client, organisation } = await start();
    organisation.faults.add({ service: 'graph', path: /v1\.0\/users/, status: 403 });
    await expect(readEntraTenant(client)).rejects.toThrow(/403 to GET \/users: .*docs\/permissions\.md/);
  });

  it('asks again for the parts of a batch that were throttled, and renews a token that ended on the way', async () => {
    let now = Date.now();
    const { organisation } = await start({
      clock: () => now,
      tokenLifetimeSeconds: 300,
      rateLimit: { graph: { limit: 12, windowSeconds: 10 } },
    });
    const session = await trustingSession(organisation, {
      wait: async (milliseconds) => {
        now += milliseconds;
      },
    });
    const patient = createGraphClient(session);
    await patient.get('/organization?$select=id');
    now += 400_000;
    const { source } = await readEntraTenant(patient);
    expect(source.issues).toEqual([]);
  });
});
