import { afterEach, describe, expect, it } from 'vitest';
import { appendEntry } from '../../src/audit/index.js';
import type { GraphSession } from '../../src/connectors/graph/session.js';
import type { Watcher } from '../../workshop/simulators/index.js';
import { record } from '../audit/record.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import {
  appIds,
  assessScenario,
  type Harness,
  jobId,
  principal,
  type State,
  setSecrets,
  startHarness,
  switchOkta,
} from './harness.js';

let harness: Harness | undefined;
afterEach(() => harness?.stop());

const jobs = `/servicePrincipals/${principal}/synchronization/jobs`;
const start = `POST /v1.0${jobs}/${jobId}/start`;
const pause = `POST /v1.0${jobs}/${jobId}/pause`;

interface Staged {
  readonly harness: Harness;
  readonly staged: State;
  readonly graph: GraphSession;
}

/** The job as azuread makes it, and our resource over it; Okta switched off by hand unless told otherwise. */
async function stage(
  story: string,
  { oktaOff = true, ...options }: { readonly oktaOff?: boolean; readonly watcher?: Watcher } = {},
): Promise<Staged> {
  harness = await startHarness(story, options);
  const graph = await trustingSession(harness.organisation);
  await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } });
  await setSecrets(graph, 10);
  const staged = await harness.create('CloudSyncActivation', harness.inputs('CloudSyncActivation', 'stage'));
  if (oktaOff) for (const id of appIds) await switchOkta(harness, id, 'deactivate');
  return { harness, staged, graph };
}

function entraWrites(harness: Harness): string[] {
  return harness.writes().filter((line) => line === start || line === pause);
}

function cutover(harness: Harness): Record<string, unknown> {
  return harness.inputs('CloudSyncActivation', 'cutover');
}

describe('everybody after the first cycle', () => {
  it('is told where something is not as before, and was not announced', async () => {
    let change: (() => Promise<unknown>) | undefined;
    const { harness, staged, graph } = await stage('repaired-organisation', {
      watcher: {
        before: async ({ request }) => {
          // Somebody changes a manager as the cycle begins.
          if (request.target.endsWith('/start')) await change?.();
          return undefined;
        },
      },
    });
    const ada = '14458d48-7540-4a4d-87e7-f646cf8c279f';
    const body = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${ada}` };
    change = () => graph.send({ method: 'PUT', path: `/users/${ada}/manager/$ref`, body });
    await harness.update('CloudSyncActivation', staged, cutover(harness));
    expect(harness.logs.join('\n')).toContain(
      'WARNING: Not as before the cutover, and not announced:\n- another manager than before the cutover: ada.lindqvist@corp.example',
    );
  });

  it('is not told of where everything is as before', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    await harness.update('CloudSyncActivation', staged, cutover(harness));
    expect(harness.logs.join('\n')).not.toContain('Not as before the cutover');
    // Okta was off already: the activation writes first, so it keeps what is there.
    expect(harness.logs.join('\n')).toContain('Kept before the first write, sealed: 40 people');
  });
});

describe('an Entra synchronization job before the cutover', () => {
  it('is created in phase stage, switched off, by reading only', async () => {
    const { harness, staged } = await stage('repaired-organisation', { oktaOff: false });
    expect(staged.id).toBe(`${jobs}/${jobId}`);
    expect(staged.properties).toMatchObject({ active: false, scheduleState: 'Disabled', verification: null });
    expect(entraWrites(harness)).toEqual([]);
    await expect(harness.create('CloudSyncActivation', cutover(harness))).rejects.toThrow(/is created in phase stage/);
    const inputs = harness.inputs('CloudSyncActivation', 'stage', { active: true });
    expect(await harness.check('CloudSyncActivation', {}, inputs)).toEqual([
      expect.stringContaining('must be false in phase stage'),
    ]);
  });

  it('takes the job’s id or azuread’s path, and no path of another principal', async () => {
    const { harness, staged } = await stage('repaired-organisation', { oktaOff: false });
    const plain = await harness.create(
      'CloudSyncActivation',
      harness.inputs('CloudSyncActivation', 'stage', { jobId }),
    );
    expect(plain.id).toBe(staged.id);
    const other = `/servicePrincipals/77777777-0000-4000-8000-00000000ffff/synchronization/jobs/${jobId}`;
    await expect(
      harness.create('CloudSyncActivation', harness.inputs('CloudSyncActivation', 'stage', { jobId: other })),
    ).rejects.toThrow(/expected the id of a job of the service principal/);
  });

  it('is found by its principal, so that it is adopted instead of made twice', async () => {
    const { harness, staged, graph } = await stage('repaired-organisation', { oktaOff: false });
    const args = {
      tenantId: harness.organisation.endpoints.graph.tenantId,
      graphEndpoint: 'embedded',
      servicePrincipalId: principal,
    };
    expect(await harness.invoke('findSynchronizationJob', args)).toEqual({ jobPath: staged.id });
    await graph.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } });
    await expect(harness.invoke('findSynchronizationJob', args)).rejects.toThrow(
      /has 2 provisioning jobs, expected one/,
    );
  });
});

describe('switching Entra on', () => {
  it('is refused while another configuration that this stack switched on may still run', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    const other = `/servicePrincipals/77777777-0000-4000-8000-00000000ffff/synchronization/jobs/${jobId}`;
    await appendEntry(harness.journalPath, {
      ...record(other),
      operation: 'entra.synchronization.start',
      after: { scheduleState: 'Active' },
    });
    await expect(harness.update('CloudSyncActivation', staged, cutover(harness))).rejects.toThrow(
      /ffff.* on before, and the journal does not say that it was switched off/,
    );
    expect(entraWrites(harness)).toEqual([]);
  });

  it('reads Okta as off before the second gate and right before the start, then verifies the first cycle', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    const clearedWhen: number[] = [];
    harness.assessWith(() => {
      clearedWhen.push(harness.organisation.requests().length);
      return assessScenario('scenarios/repaired-organisation');
    });
    const active = await harness.update('CloudSyncActivation', staged, cutover(harness));
    expect(active.properties).toMatchObject({
      active: true,
      scheduleState: 'Active',
      statusCode: 'Active',
      quarantine: null,
      verification: 'passed',
    });
    expect(entraWrites(harness)).toEqual([start]);
    expect(harness.organisation.violations()).toEqual([]);

    const requests = harness.organisation.requests();
    const started = requests.findIndex(({ path }) => path.endsWith('/start'));
    const proofs = requests.flatMap(({ path, status }, index) =>
      /\/features$/.test(path) && status === 400 ? [index] : [],
    );
    expect(clearedWhen).toHaveLength(1);
    for (const id of appIds) {
      const ofApp = proofs.filter((index) => requests[index]?.path.includes(id) && index < started);
      expect(ofApp.some((index) => index < Number(clearedWhen[0]))).toBe(true);
      expect(ofApp.some((index) => index > Number(clearedWhen[0]))).toBe(true);
    }
    // Nothing lies between the last proof and the start.
    expect(requests[started - 1]).toMatchObject({ service: 'okta', status: 400 });
    const journal = await harness.journal();
    expect(journal.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'entra.synchronization.start started',
      'entra.synchronization.start done',
    ]);
    expect(journal[0]?.authorisedBy?.decision).toBe('cleared');
  });

  it('changes nothing a second time, and not in the move to complete either', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    const active = await harness.update('CloudSyncActivation', staged, cutover(harness));
    expect((await harness.diff('CloudSyncActivation', active, cutover(harness))).changed).toEqual([]);
    expect(await harness.read('CloudSyncActivation', active)).toEqual(active);
    harness.assessWith(() => Promise.reject(new Error('nothing is to be assessed')));
    await harness.update('CloudSyncActivation', active, harness.inputs('CloudSyncActivation', 'complete'));
    expect(entraWrites(harness)).toEqual([start]);
    expect(await harness.journal()).toHaveLength(2);
  });

  it('is refused while any app provisions', async () => {
    const { harness, staged } = await stage('repaired-organisation', { oktaOff: false });
    await switchOkta(harness, appIds[0], 'deactivate');
    await expect(harness.update('CloudSyncActivation', staged, cutover(harness))).rejects.toThrow(
      /not switched on while Okta provisions: Microsoft Office 365 Frontline \(0oa1office365staging02\)/,
    );
    expect(entraWrites(harness)).toEqual([]);
  });

  it('is refused next to an app that nobody declared, even when it is off', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    const inputs = cutover(harness);
    const assessment = { ...(inputs.assessment as object), oktaAppIds: [appIds[0]] };
    await expect(harness.update('CloudSyncActivation', staged, { ...inputs, assessment })).rejects.toThrow(
      /okta-app-undeclared: .*0oa1office365staging02/,
    );
    const missing = { ...(inputs.assessment as object), oktaAppIds: [...appIds, '0oagone'] };
    await expect(harness.update('CloudSyncActivation', staged, { ...inputs, assessment: missing })).rejects.toThrow(
      /does not list the declared apps 0oagone/,
    );
    const both = { ...(inputs.assessment as object), oktaAppIds: [appIds[0], '0oagone'] };
    await expect(harness.update('CloudSyncActivation', staged, { ...inputs, assessment: both })).rejects.toThrow(
      /okta-app-undeclared: .*0oa1office365staging02[\s\S]*does not list the declared apps 0oagone/,
    );
    expect(entraWrites(harness)).toEqual([]);
  });

  it('is refused when somebody turns Okta on between the second gate and the start', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    harness.assessWith(async () => {
      await switchOkta(harness, appIds[1], 'activate');
      return assessScenario('scenarios/repaired-organisation');
    });
    await expect(harness.update('CloudSyncActivation', staged, cutover(harness))).rejects.toThrow(
      /while Okta provisions/,
    );
    expect(entraWrites(harness)).toEqual([]);
    expect(harness.organisation.violations()).toEqual([]);
  });

  it('is paused at once when somebody turns Okta on while the start is under way', async () => {
    let raced = false;
    const watcher: Watcher = {
      before: async ({ request }) => {
        if (harness === undefined || raced || request.method !== 'POST' || !request.target.endsWith(`${jobId}/start`))
          return undefined;
        raced = true;
        await switchOkta(harness, appIds[1], 'activate');
        return undefined;
      },
    };
    const { harness: running, staged } = await stage('repaired-organisation', { watcher });
    await expect(running.update('CloudSyncActivation', staged, cutover(running))).rejects.toThrow(
      /while Okta provisions.*It is paused now/s,
    );
    expect(entraWrites(running)).toEqual([start, pause]);
  });

  it('is refused by the second gate, and by evidence that was read before Okta was off', async () => {
    const { harness, staged } = await stage('mismatching-organisation');
    await expect(harness.update('CloudSyncActivation', staged, cutover(harness))).rejects.toThrow(
      /Refused to activate-entra-sync: the assessment is blocked[\s\S]*dario\.conti@corp\.example: anchor-malformed/,
    );
    for (const entraReadAt of [['2026-01-01T00:00:00Z'], [], ['']]) {
      harness.assessWith(async () => ({ ...(await assessScenario('scenarios/repaired-organisation')), entraReadAt }));
      await expect(harness.update('CloudSyncActivation', staged, cutover(harness))).rejects.toThrow(
        /not read again after Okta/,
      );
    }
    expect(entraWrites(harness)).toEqual([]);
  });

  it('is held', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    await expect(harness.update('CloudSyncActivation', staged, { ...cutover(harness), hold: true })).rejects.toThrow(
      /cutover:hold/,
    );
    expect(entraWrites(harness)).toEqual([]);
  });

  it('is paused at once, naming the people, when the first cycle creates or deletes whom it should not', async () => {
    const { harness, staged } = await stage('mismatching-organisation');
    harness.assessWith(() => wronglyCleared('scenarios/mismatching-organisation'));
    const problem = await harness.update('CloudSyncActivation', staged, cutover(harness)).catch(String);
    expect(problem).toMatch(/first verification failed for \d+ accounts/);
    expect(problem).toMatch(/tomas\.eriksson@corp\.example: Entra created an account/);
    expect(problem).toMatch(/viktor\.sandahl@corp\.example: Entra would delete/);
    expect(problem).toMatch(/It is paused now, and Okta is off/);
    expect(problem).not.toMatch(/leila\.haddad/);
    expect(entraWrites(harness)).toEqual([start, pause]);
    expect((await harness.read('CloudSyncActivation', staged)).properties.scheduleState).toBe('Paused');
  });

  it('is paused at once in quarantine, also while there is a hold, and says why', async () => {
    const { harness, staged, graph } = await stage('mismatching-organisation');
    await setSecrets(graph, 2);
    harness.assessWith(() => wronglyCleared('scenarios/mismatching-organisation'));
    const problem = await harness.update('CloudSyncActivation', staged, cutover(harness)).catch(String);
    expect(problem).toMatch(/quarantine \(TooManyDeletes\).*It is paused now/);
    expect(entraWrites(harness)).toEqual([start, pause]);
    expect((await harness.journal()).map(({ operation }) => operation)).toContain('entra.synchronization.pause');
  });

  it('takes a start whose answer was lost as a start, and verifies it', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    harness.organisation.faults.add({
      service: 'graph',
      method: 'POST',
      path: /start$/,
      times: 1,
      reset: true,
      afterApplying: true,
    });
    const active = await harness.update('CloudSyncActivation', staged, cutover(harness));
    expect(active.properties).toMatchObject({ scheduleState: 'Active', verification: 'passed' });
    expect(entraWrites(harness)).toEqual([start]);
  });

  it('is paused when its start got no answer and nobody can read it, with the pause in the journal', async () => {
    let lost = false;
    const watcher: Watcher = {
      async before({ request: { method, path } }) {
        if (path.endsWith('/pause')) lost = false;
        if (path.endsWith('/start')) {
          lost = true;
          return { reset: true, afterApplying: true };
        }
        return lost && method === 'GET' && path.endsWith(jobId) ? { status: 500 } : undefined;
      },
    };
    const { harness, staged, graph } = await stage('repaired-organisation', { watcher });
    await expect(harness.update('CloudSyncActivation', staged, cutover(harness))).rejects.toThrow();
    expect(entraWrites(harness)).toEqual([start, pause]);
    const job = (await graph.send({ method: 'GET', path: `${jobs}/${jobId}` })) as { schedule: { state: string } };
    expect(job.schedule.state).toBe('Paused');
    const told = (await harness.journal()).map(({ operation, outcome }) => `${operation.split('.').at(-1)} ${outcome}`);
    expect(told).toEqual(['start started', 'pause started', 'pause done', 'start failed']);
  });

  it('verifies what an interrupted run had started, and pauses it when people were deleted', async () => {
    const { harness, staged, graph } = await stage('repaired-organisation');
    await graph.send({ method: 'POST', path: `${jobs}/${jobId}/start` });
    const active = await harness.update('CloudSyncActivation', staged, cutover(harness));
    expect(active.properties).toMatchObject({ verification: 'passed' });
    expect(entraWrites(harness)).toEqual([start]);
    await harness.stop();

    const wrong = await stage('mismatching-organisation');
    await wrong.graph.send({ method: 'POST', path: `${jobs}/${jobId}/start` });
    wrong.harness.assessWith(() => wronglyCleared('scenarios/mismatching-organisation'));
    await expect(wrong.harness.update('CloudSyncActivation', wrong.staged, cutover(wrong.harness))).rejects.toThrow(
      /viktor\.sandahl@corp\.example: Entra would delete[\s\S]*paused now/,
    );
    expect(entraWrites(wrong.harness)).toEqual([start, pause]);
  });

  it('waits visibly while the first cycle has not ended, and shows a difference until it is verified', async () => {
    const { harness, staged } = await stage('repaired-organisation');
    const remove = harness.organisation.faults.add({
      service: 'graph',
      method: 'POST',
      path: /start$/,
      times: 1,
      delayMilliseconds: 1,
    });
    remove();
    const pending: State = {
      ...(await harness.update('CloudSyncActivation', staged, cutover(harness))),
    };
    const waiting = { ...pending, properties: { ...pending.properties, verification: 'pending' } };
    expect((await harness.diff('CloudSyncActivation', waiting, cutover(harness))).changed).toEqual(['verification']);
    const verified = await harness.update('CloudSyncActivation', waiting, cutover(harness));
    expect(verified.properties.verification).toBe('passed');
    expect(entraWrites(harness)).toEqual([start]);
  });
});

describe('switching Entra off', () => {
  async function startActive(): Promise<{ harness: Harness; active: State; graph: GraphSession }> {
    const { harness, staged, graph } = await stage('repaired-organisation');
    return { harness, graph, active: await harness.update('CloudSyncActivation', staged, cutover(harness)) };
  }

  it('pauses even while there is a hold, and with Okta and the gate unreachable', async () => {
    const { harness, active } = await startActive();
    harness.assessWith(() => Promise.reject(new Error('nothing is to be assessed')));
    harness.organisation.faults.add({ service: 'okta', path: /./, status: 500 });
    const rollback = harness.inputs('CloudSyncActivation', 'rollback', { hold: true });
    const off = await harness.update('CloudSyncActivation', active, rollback);
    expect(off.properties).toMatchObject({ active: false, scheduleState: 'Paused', verification: null });
    expect(entraWrites(harness)).toEqual([start, pause]);
    await harness.update('CloudSyncActivation', off, rollback);
    expect(entraWrites(harness)).toEqual([start, pause]);
  });

  it('shows a pause by hand and a quarantine as drift', async () => {
    const { harness, active, graph } = await startActive();
    await graph.send({ method: 'POST', path: `${jobs}/${jobId}/pause` });
    const paused = await harness.read('CloudSyncActivation', active);
    expect(paused.inputs.active).toBe(false);
    expect((await harness.diff('CloudSyncActivation', paused, cutover(harness))).changed).toEqual(['active']);
    const repaired = await harness.update('CloudSyncActivation', paused, cutover(harness));
    expect(repaired.properties).toMatchObject({ scheduleState: 'Active', verification: 'passed' });
  });

  it('deletes and switches nothing when it is destroyed', async () => {
    const { harness, active } = await startActive();
    const before = harness.organisation.requests().length;
    await harness.remove('CloudSyncActivation', active);
    expect(harness.organisation.requests()).toHaveLength(before);
  });
});

/** An assessment that should never have been cleared: what the verification after the start is for. */
async function wronglyCleared(scenario: string): ReturnType<typeof assessScenario> {
  const { assessment, identities } = await assessScenario(scenario);
  const matched = identities.map((line) =>
    line.outcome === 'onPremOnly' ? line : { ...line, outcome: 'hardMatch' as const },
  );
  return {
    assessment: { ...assessment, decision: 'cleared', findings: [] },
    identities: matched,
    entraReadAt: [new Date().toISOString()],
  };
}

/** The secrets as azuread declares them, all together. */
