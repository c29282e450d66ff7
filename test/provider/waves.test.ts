import { afterEach, describe, expect, it, vi } from 'vitest';
import type { GraphSession } from '../../src/connectors/graph/session.js';
import { parseAnswer } from '../../src/provider/cloud-sync/pilot-answer.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import {
  appIds,
  assessScenario,
  type Harness,
  jobId,
  principal,
  type State,
  startHarness,
  switchOkta,
} from './harness.js';

// A loaded machine takes seconds to start two servers and a provider.
vi.setConfig({ testTimeout: 30_000 });

let harness: Harness;
let graph: GraphSession;
afterEach(() => harness?.stop());

const kind = 'CloudSyncActivation';
const jobs = `/servicePrincipals/${principal}/synchronization/jobs`;
const waves = [
  { name: 'Frontline', organizationalUnits: ['ou=frontline,dc=corp,dc=example'] },
  { name: 'Staff', organizationalUnits: ['ou=staff,dc=corp,dc=example'] },
];

async function staged(story = 'repaired-organisation'): Promise<State> {
  harness = await startHarness(story);
  graph = await trustingSession(harness.organisation);
  await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } });
  const value = ['Domain', 'AppKey', 'SyncNotificationSettings'].map((key) => ({ key, value: '{}' }));
  await graph.send({ method: 'PUT', path: `/servicePrincipals/${principal}/synchronization/secrets`, body: { value } });
  const state = await harness.create(kind, harness.inputs(kind, 'stage'));
  for (const id of appIds) await switchOkta(harness, id, 'deactivate');
  return state;
}

/** The last steps of the paths that were written to, of the job only. */
const jobWrites = (): string[] => harness.writes().flatMap((line) => /\/jobs\/[^/]+\/(\w+)$/.exec(line)?.[1] ?? []);
const cutover = (changes: object): State['inputs'] => harness.inputs(kind, 'cutover', { ...changes });

describe('waves', () => {
  it('set the scope before the start, widen it one verified wave at a time, and are not difference afterwards', async () => {
    const state = await staged();
    const first = await harness.update(kind, state, cutover({ waves, wave: 1 }));
    expect(first.properties).toMatchObject({ verification: 'passed', reachedWave: 1 });
    expect(jobWrites()).toEqual(['schema', 'start']);
    expect(await synchronised()).toBe(5);
    expect((await harness.diff(kind, first, cutover({ waves, wave: 1 }))).changed).toEqual([]);
    await expect(harness.update(kind, first, harness.inputs(kind, 'complete', { waves, wave: 1 }))).rejects.toThrow(
      /set cutover:wave to 2/,
    );

    const second = await harness.update(kind, first, cutover({ waves, wave: 2 }));
    expect(second.properties.reachedWave).toBe(2);
    // Each wave finds the tenant as it is then.
    expect(harness.logs.filter((line) => line.includes('Kept before the first write'))).toHaveLength(2);
    expect(jobWrites()).toEqual(['schema', 'start', 'schema', 'restart']);
    expect(await synchronised()).toBe(23);
    expect(harness.organisation.violations()).toEqual([]);
  });

  it('never skip one, never go back, and never narrow what somebody had wider', async () => {
    const state = await staged();
    for (const preview of [true, false])
      await expect(harness.update(kind, state, cutover({ waves, wave: 2 }), preview)).rejects.toThrow(
        /set it to 1 first/,
      );
    const first = await harness.update(kind, state, cutover({ waves, wave: 1 }));
    const second = await harness.update(kind, first, cutover({ waves, wave: 2 }));
    const before = jobWrites();
    await expect(harness.update(kind, second, cutover({ waves, wave: 1 }))).rejects.toThrow(
      /narrowing the scope would delete people/,
    );
    const other = [{ name: 'Other', organizationalUnits: ['ou=other,dc=corp,dc=example'] }];
    await expect(harness.update(kind, state, cutover({ waves: other, wave: 1 }))).rejects.toThrow(
      /ou=frontline,dc=corp,dc=example; ou=staff,dc=corp,dc=example, which cutover:waves does not name/,
    );
    expect(jobWrites()).toEqual(before);
  });

  it('limit no job that has run with everybody in scope', async () => {
    const state = await staged();
    const active = await harness.update(kind, state, cutover({}));
    await expect(harness.update(kind, active, cutover({ waves, wave: 1 }))).rejects.toThrow(/synchronizes everybody/);
  });

  it('are paused by a rollback, with the scope as it is', async () => {
    const state = await staged();
    const first = await harness.update(kind, state, cutover({ waves, wave: 1 }));
    const off = await harness.update(kind, first, harness.inputs(kind, 'rollback', { waves, wave: 1 }));
    expect(off.properties).toMatchObject({ scheduleState: 'Paused', reachedWave: 1 });
    expect(jobWrites()).toEqual(['schema', 'start', 'pause']);
  });

  async function synchronised(): Promise<number> {
    const job = (await graph.send({ method: 'GET', path: `${jobs}/${jobId}` })) as {
      status: { lastExecution: { countEntitled: number } };
    };
    return job.status.lastExecution.countEntitled;
  }
});

describe('the pilot', () => {
  const ada = 'CN=Ada Lindqvist,OU=Staff,DC=corp,DC=example';

  it('provisions by name or GUID after the second gate and before the start', async () => {
    const state = await staged();
    const pilot = [ada, 'B80BEEA0-12e3-40a3-8c22-ae9fb6cdd9c9'];
    const active = await harness.update(kind, state, cutover({ pilot }));
    expect(active.properties.verification).toBe('passed');
    expect(jobWrites()).toEqual(['provisionOnDemand', 'provisionOnDemand', 'start']);
    expect((await harness.journal()).filter(({ outcome }) => outcome === 'done').map(({ after }) => after)).toEqual([
      expect.objectContaining({ action: expect.stringMatching(/Update|Other/) }),
      expect.objectContaining({ action: expect.stringMatching(/Update|Other/) }),
      expect.objectContaining({ scheduleState: 'Active' }),
    ]);
  });

  it('refuses anyone who is not in the evidence or out of scope before anything is sent', async () => {
    const state = await staged();
    await expect(
      harness.update(kind, state, cutover({ pilot: [ada, 'CN=Nobody,DC=corp,DC=example'] })),
    ).rejects.toThrow(/names CN=Nobody.*not in the on-premises evidence/);
    harness.assessWith(async () => {
      const assessed = await assessScenario('scenarios/repaired-organisation');
      const identities = assessed.identities.map((line) => ({ ...line, outcome: 'excluded' as const }));
      return { ...assessed, identities };
    });
    await expect(harness.update(kind, state, cutover({ pilot: [ada] }))).rejects.toThrow(
      /ada\.lindqvist@corp\.example, whose outcome is excluded/,
    );
    expect(jobWrites()).toEqual([]);
  });

  it('refuses anyone who is in no unit of the first wave, because the job would delete them when it starts', async () => {
    const state = await staged();
    const frontline = 'CN=Aisha Mohammed,OU=Frontline,DC=corp,DC=example';
    await expect(
      harness.update(kind, state, cutover({ waves, wave: 1, pilot: [frontline.toLowerCase(), ada] })),
    ).rejects.toThrow(/ada\.lindqvist@corp\.example, who is in no unit of the first wave/);
    expect(jobWrites()).toEqual(['schema']);
    const spelled = 'CN="Aisha Mohammed" ; OU=\\46rontline , DC=corp,DC=example';
    const active = await harness.update(kind, state, cutover({ waves, wave: 1, pilot: [spelled] }));
    expect(active.properties.verification).toBe('passed');
    expect(jobWrites()).toEqual(['schema', 'provisionOnDemand', 'start']);
  });

  it('stops when Entra creates an account for somebody who has one', async () => {
    const state = await staged('mismatching-organisation');
    harness.assessWith(async () => {
      const assessed = await assessScenario('scenarios/mismatching-organisation');
      const identities = assessed.identities.map((line) => ({ ...line, outcome: 'hardMatch' as const }));
      return { ...assessed, identities, assessment: { ...assessed.assessment, decision: 'cleared', findings: [] } };
    });
    const tomas = assessedName('tomas.eriksson');
    await expect(harness.update(kind, state, cutover({ pilot: [await tomas] }))).rejects.toThrow(
      /Pilot: Entra created a second account for tomas\.eriksson@corp\.example/,
    );
    expect(jobWrites()).toEqual(['provisionOnDemand']);
  });

  it.each([
    [undefined],
    [{ key: '{}', value: '{}' }],
    [{ key: '{"result":"Success"}', value: 'not JSON' }],
    [{ key: { result: 'Success' }, value: { action: 'Update' } }],
  ])('takes no undocumented answer for a success: %j', (answer) => {
    expect(() => parseAnswer(answer)).toThrow(/not documented/);
  });

  async function assessedName(name: string): Promise<string> {
    const { identities } = await assessScenario('scenarios/mismatching-organisation');
    return identities.find(({ userPrincipalName }) => userPrincipalName === `${name}@corp.example`)?.objectGuid ?? '';
  }
});

describe('the password hash job', () => {
  it('starts after the verification and is paused together with the other', async () => {
    const state = await staged();
    await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADPasswordHash' } });
    const hashes = jobId.replace('Provisioning', 'PasswordHash');
    const active = await harness.update(kind, state, cutover({ passwordHashJobId: hashes }));
    const starts = harness.writes().filter((line) => line.endsWith('/start'));
    expect(starts.map((line) => /AD2AAD\w+/.exec(line)?.[0])).toEqual(['AD2AADProvisioning', 'AD2AADPasswordHash']);
    await graph.send({ method: 'POST', path: `${jobs}/${hashes}/pause` });
    const drifted = await harness.read(kind, active);
    expect(drifted.inputs.active).toBe(false);
    await harness.update(kind, active, harness.inputs(kind, 'rollback', { passwordHashJobId: hashes }));
    const all = (await graph.send({ method: 'GET', path: jobs })) as { value: { schedule: { state: string } }[] };
    expect(all.value.map(({ schedule }) => schedule.state)).toEqual(['Paused', 'Paused']);
  });
});
