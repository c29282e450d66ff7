import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AssessmentInputs } from '../../../src/config/resource-table.js';
import { oktaCredentials } from '../../../src/connectors/okta/credentials.js';
import { createOktaSession } from '../../../src/connectors/okta/session.js';
import type { SyncStatus } from '../../../src/domain/connect.js';
import { UserError } from '../../../src/domain/errors.js';
import type { Phase } from '../../../src/domain/phase.js';
import { readWriters, type WritersPorts } from '../../../src/pipeline/verify/writers.js';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { trustingSession } from '../../connectors/graph/trusting.js';

vi.setConfig({ testTimeout: 30_000 });

const apps = ['0oa1office365staging01', '0oa1office365staging02'];
const principal = '77777777-0000-4000-8000-000000000001';
const jobs = `/servicePrincipals/${principal}/synchronization/jobs`;

let organisation: Organisation;
afterEach(() => organisation?.stop());

async function start(entra: 'runs' | 'is paused'): Promise<void> {
  organisation = await startOrganisation({ scenario: 'scenarios/repaired-organisation' });
  const graph = await trustingSession(organisation);
  const job = await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } });
  if (entra === 'runs') await graph.send({ method: 'POST', path: `${jobs}/${(job as { id: string }).id}/start` });
}

async function switchOff(...ids: string[]): Promise<void> {
  const { url, apiToken } = organisation.endpoints.okta;
  for (const id of ids) {
    const path = `${url}/api/v1/apps/${id}/connections/default/lifecycle/deactivate`;
    await fetch(path, { method: 'POST', headers: { authorization: `SSWS ${apiToken}` } });
  }
}

async function look(phase: Phase, oktaAppIds = apps, changes: Partial<WritersPorts> = {}) {
  const { endpoints } = organisation;
  const target = { tenantId: endpoints.graph.tenantId, graphEndpoint: 'embedded', oktaOrgUrl: 'embedded' };
  return readWriters(
    { ...target, oktaAppIds, phase, servicePrincipalId: principal, ...(changes.readConnect && { connect }) },
    {
      openOkta: async () =>
        createOktaSession({
          orgUrl: endpoints.okta.url,
          credentials: await oktaCredentials('read', { OKTA_API_TOKEN: endpoints.okta.apiToken }),
        }),
      openGraph: () => trustingSession(organisation, { wait: async () => {} }),
      readConnect: () => Promise.reject(new Error('no server is declared')),
      ...changes,
    },
  );
}

const file = [{ path: 's', sha256: '0' }];
/** A declared server of Entra Connect, whose files the port reads. */
const connect: NonNullable<AssessmentInputs['connect']> = {
  pendingExports: file,
  disconnectors: file,
  exportErrors: file,
  syncStatus: file,
  connectConfig: file,
  maximumAgeHours: 1,
};
const nobody = { declared: [], undeclared: [], unknown: [], open: [], byServer: false };
const refuses = (): Promise<never> => Promise.reject(new UserError('no credential'));

describe('who writes', () => {
  it('one at most: Okta before the cutover, Entra after it; Okta is not asked while Entra is off', async () => {
    await start('is paused');
    for (const phase of ['assess', 'stage', 'cutover', 'rollback'] as const)
      expect(await look(phase, apps, { openOkta: refuses })).toEqual(nobody);
    await organisation.stop();
    await start('runs');
    await switchOff(...apps);
    for (const phase of ['cutover', 'complete'] as const) expect(await look(phase)).toEqual(nobody);
  });

  it('two, anyone who switched the second on and in whatever phase: each app by name, declared or not', async () => {
    await start('runs');
    for (const phase of ['assess', 'stage', 'cutover', 'complete', 'rollback'] as const) {
      const { declared, undeclared, unknown } = await look(phase);
      expect([declared.length, undeclared, unknown]).toEqual([2, [], []]);
      expect(declared[0]).toMatch(
        /^Entra synchronizes \(.*jobs\/.* is Active\) while Okta still provisions through .*ENABLED$/,
      );
    }
    await switchOff('0oa1office365staging01');
    const stranger = await look('complete', ['0oa1office365staging01']);
    expect(stranger).toMatchObject({ declared: [], unknown: [] });
    expect(stranger.undeclared).toEqual([
      expect.stringMatching(/0oa1office365staging02, which the stack does not declare\): its connection is ENABLED/),
    ]);
  });

  it('is open where no file shows whether the server of Entra Connect exports', async () => {
    await start('is paused');
    const source = {
      kind: 'syncStatus',
      origin: 's',
      sha256: '',
      records: 0,
      rejected: 0,
      skipped: 0,
      fields: new Set<string>(),
      issues: [],
    } as const;
    const lists = { pendingExports: [], disconnectors: [], exportErrors: [], connectConfig: [] };
    const of = (stagingModeEnabled?: boolean, more: Partial<SyncStatus['scheduler']> = {}) =>
      look('assess', apps, {
        readConnect: async () => ({
          problems: [],
          evidence: {
            ...lists,
            syncStatus: [
              {
                source,
                records:
                  stagingModeEnabled === undefined
                    ? []
                    : [{ at: { origin: 's', line: 1 }, scheduler: { stagingModeEnabled, ...more } } as SyncStatus],
              },
            ],
          },
        }),
      });
    expect(await of()).toEqual({ ...nobody, open: [expect.stringContaining('no sync status of it was read')] });
    expect(await of(true)).toEqual(nobody);
    expect(await of(false)).toMatchObject({ declared: [expect.anything(), expect.anything()], byServer: true });
    expect(await of(false, { syncCycleEnabled: false })).toEqual(nobody);
    expect((await of(false, { syncCycleEnabled: false, syncCycleInProgress: true })).declared).toHaveLength(2);
  });

  it('is unknown where a side can’t be read, as far as it matters', async () => {
    await start('runs');
    for (const phase of ['assess', 'stage', 'rollback'] as const)
      expect(await look(phase, apps, { openGraph: refuses })).toEqual({
        ...nobody,
        open: [expect.stringContaining('Entra synchronizes while Okta provisions could not be read: no credential')],
      });
    for (const phase of ['cutover', 'complete'] as const)
      expect((await look(phase, apps, { openGraph: refuses })).unknown).toEqual([
        expect.stringContaining('Entra synchronizes while Okta provisions could not be read: no credential'),
      ]);
    expect((await look('assess', apps, { openOkta: refuses })).unknown).toHaveLength(1);
    await switchOff(...apps);
    expect(await look('complete', [...apps, '0oa1deleted'])).toEqual(nobody);
    organisation.faults.add({ service: 'okta', method: 'GET', path: /\/connections\/default$/, status: 403, times: 1 });
    expect((await look('complete')).unknown).toEqual([
      expect.stringMatching(/Okta provisions while Entra synchronizes .*403/),
    ]);
  });
});
