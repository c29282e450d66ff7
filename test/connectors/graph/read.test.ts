import { afterEach, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { GraphApiError } from '../../../src/connectors/graph/errors.js';
import { domainsOf, readEntraTenant } from '../../../src/connectors/graph/read.js';
import { listInboundJobs } from '../../../src/connectors/graph/synchronization.js';
import { isEntraObject } from '../../../src/domain/service.js';
import {
  type Organisation,
  type OrganisationOptions,
  onlyReads,
  startOrganisation,
} from '../../../workshop/simulators/index.js';
import { trustingSession } from './trusting.js';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

async function start(options: Partial<OrganisationOptions> = {}, waits: number[] = []) {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', ...options });
  const wait = async (milliseconds: number): Promise<void> => void waits.push(milliseconds);
  const session = await trustingSession(organisation, { wait });
  return { organisation, session, client: createGraphClient(session) };
}

describe('reading Entra from Microsoft Graph', () => {
  it('reads every page of the users and says which tenant they are from, and when', async () => {
    const { client, organisation } = await start({ pageLimit: 7 });
    const at = new Date('2026-11-24T05:00:00Z');
    const { source, records: everything } = await readEntraTenant(client, () => at);
    const records = everything.filter(isEntraObject);
    expect(source).toMatchObject({
      kind: 'entra',
      tenant: organisation.endpoints.graph.tenantId,
      readAt: at.toISOString(),
      rejected: 0,
      issues: [],
    });
    expect(records.length).toBeGreaterThan(30);
    expect(new Set(records.map(({ entraObjectId }) => entraObjectId)).size).toBe(records.length);
    expect([...source.fields]).toEqual(expect.arrayContaining(['immutableId', 'synced', 'entraObjectId']));
    expect(records.filter(({ immutableId }) => immutableId !== undefined).length).toBeGreaterThan(20);
    const writes = organisation.requests().filter((request) => !onlyReads(request));
    expect(writes).toEqual([]);
    const again = await readEntraTenant(client);
    expect(again.source.sha256).toBe(source.sha256);
  });

  it('repeats a read that fails, and waits as long as Graph asks for', async () => {
    const waits: number[] = [];
    const { client, organisation } = await start({}, waits);
    organisation.faults.add({ service: 'graph', path: /\/users\?/, times: 1, status: 429, retryAfterSeconds: 7 });
    organisation.faults.add({ service: 'graph', path: /deletedItems/, times: 2, status: 503 });
    organisation.faults.add({ service: 'graph', path: /skiptoken/, times: 1, reset: true });
    const { records } = await readEntraTenant(client);
    expect(records.length).toBeGreaterThan(30);
    expect(waits).toContain(7000);
    expect(waits).toHaveLength(4);
  });

  it('gives up on a lasting 500 with one sentence: half a tenant is not evidence', async () => {
    const { client, organisation } = await start();
    organisation.faults.add({ service: 'graph', path: /skiptoken/, status: 500 });
    const problem = await readEntraTenant(client).catch((error: unknown) => error);
    expect(problem).toBeInstanceOf(GraphApiError);
    expect(String(problem)).toMatch(/answered 500 to GET \/users: .*Run again later\./);
    expect(String(problem)).not.toMatch(/Bearer|\n/);
  });

  it('never repeats a write', async () => {
    const { session, organisation } = await start();
    organisation.faults.add({ service: 'graph', method: 'POST', path: /\/jobs\//, status: 503 });
    const before = organisation.requests().length;
    await expect(
      session.send({ method: 'POST', path: '/servicePrincipals/x/synchronization/jobs/y/start' }),
    ).rejects.toThrow(/answered 503/);
    const sent = organisation
      .requests()
      .slice(before)
      .filter(({ path }) => path.includes('/start'));
    expect(sent).toHaveLength(1);
  });

  it('follows no link that leaves Graph', async () => {
    const { session } = await start();
    await expect(session.send({ method: 'GET', path: 'https://localhost:1/v1.0/users?$skiptoken=x' })).rejects.toThrow(
      /it was not followed/,
    );
  });

  it('tells verified and federated domains', async () => {
    const { client } = await start();
    const domains = domainsOf(await readEntraTenant(client));
    expect(domains).toEqual({ verified: ['corp.example', 'corp.onmicrosoft.com'], federated: [] });
  });

  it('finds the inbound jobs of every cloud sync configuration', async () => {
    const { client, session } = await start();
    const principal = '77777777-0000-4000-8000-000000000001';
    const before = await listInboundJobs(client, principal);
    await session.send({
      method: 'POST',
      path: `/servicePrincipals/${principal}/synchronization/jobs`,
      body: { templateId: 'AD2AADProvisioning' },
    });
    const [job, ...others] = (await listInboundJobs(client, principal)).slice(before.length);
    expect(others).toEqual([]);
    expect(job).toMatchObject({
      templateId: 'AD2AADProvisioning',
      scheduleState: 'Disabled',
      statusCode: 'NotConfigured',
    });
    await expect(listInboundJobs(client, '77777777-0000-4000-8000-00000000ffff')).rejects.toThrow(/404/);
  });
});
