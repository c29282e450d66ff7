import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { appIds, assessScenario, type Harness, type State, startHarness, switchOkta } from './harness.js';

let harness: Harness | undefined;
afterEach(() => harness?.stop());

const app = `/api/v1/apps/${appIds[0]}`;
const deactivate = `POST ${app}/connections/default/lifecycle/deactivate`;
const activate = `POST ${app}/connections/default/lifecycle/activate`;
const disable = `PUT ${app}/features/USER_PROVISIONING`;
const disableImports = `PUT ${app}/features/INBOUND_PROVISIONING`;
const bothFeatures = [disable, disableImports];

async function start(story = 'repaired-organisation', options = {}): Promise<{ harness: Harness; staged: State }> {
  harness = await startHarness(story, options);
  const born = await harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'assess'));
  const staged = await harness.update('OktaProvisioning', born, harness.inputs('OktaProvisioning', 'stage'));
  return { harness, staged };
}

async function startOff(options = {}): Promise<{ harness: Harness; off: State }> {
  const { harness, staged } = await start('repaired-organisation', options);
  const off = await harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover'));
  return { harness, off };
}

it('is not switched off where no agent of cloud sync is up to take over', async () => {
  const scenario = mkdtempSync(join(tmpdir(), 'entra-cutover-no-agent-'));
  cpSync('scenarios/repaired-organisation', scenario, { recursive: true });
  const path = join(scenario, 'organisation.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), agents: [] }));
  try {
    const { harness, staged } = await start('repaired-organisation', { scenario });
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    await expect(harness.update('OktaProvisioning', staged, cutover)).rejects.toThrow(
      /is not switched off, because cloud sync is not ready to take over: No provisioning agent is registered/,
    );
    expect(harness.writes()).toEqual([]);
    // On the road of Entra Connect no agent takes over.
    const { servicePrincipalId: _, ...connect } = cutover;
    const off = await harness.update('OktaProvisioning', staged, connect);
    expect(off.properties.connectionStatus).not.toBe('ENABLED');
  } finally {
    rmSync(scenario, { recursive: true });
  }
});

describe('Okta provisioning before the cutover', () => {
  it('is looked at and never touched; what it does is remembered for a rollback', async () => {
    const { harness, staged } = await start();
    expect(staged.properties).toMatchObject({
      connectionStatus: 'ENABLED',
      integrationOff: false,
      capabilities: { 'USER_PROVISIONING.create.lifecycleCreate': 'ENABLED' },
      found: { connectionStatus: 'ENABLED', features: { USER_PROVISIONING: expect.any(Object) } },
    });
    expect(harness.writes()).toEqual([]);
    expect(await harness.journal()).toEqual([]);
  });

  it('is created in phase assess only, in the preview too, as long as nobody knows of a cutover', async () => {
    const { harness } = await start();
    for (const phase of ['stage', 'cutover', 'complete'] as const) {
      const inputs = harness.inputs('OktaProvisioning', phase);
      expect(await harness.check('OktaProvisioning', {}, inputs)).toEqual([
        expect.stringContaining('is created in phase assess'),
      ]);
      await expect(harness.create('OktaProvisioning', inputs)).rejects.toThrow(/is created in phase assess/);
      await expect(harness.create('OktaProvisioning', inputs, true)).rejects.toThrow(/is created in phase assess/);
    }
  });

  it('refuses a move that skips a phase, whatever way it comes', async () => {
    const { harness } = await start();
    const born = await harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'assess'));
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    expect(await harness.check('OktaProvisioning', born.inputs, cutover)).toEqual([
      expect.stringContaining("can't move to cutover"),
    ]);
    await expect(harness.update('OktaProvisioning', born, cutover)).rejects.toThrow(/can't move to cutover/);
    await expect(harness.update('OktaProvisioning', born, cutover, true)).rejects.toThrow(/can't move to cutover/);
    expect(harness.writes()).toEqual([]);
  });

  it('refuses a target that the phase does not want, and inputs of another shape', async () => {
    const { harness } = await start();
    const on = harness.inputs('OktaProvisioning', 'assess', { provisioning: 'on' });
    expect(await harness.check('OktaProvisioning', {}, on)).toEqual([
      expect.stringContaining('must be unmanaged in phase assess'),
    ]);
    const odd = harness.inputs('OktaProvisioning', 'assess', { appId: 7, surprise: true });
    const problems = await harness.check('OktaProvisioning', {}, odd);
    expect(problems.join('\n')).toMatch(/appId: .*\n.*surprise/);
  });
});

describe('switching Okta off', () => {
  it('disables capabilities, drains, deactivates, reads back, and journals each write', async () => {
    const { harness, off } = await startOff();
    expect(harness.writes()).toEqual([...bothFeatures, deactivate]);
    expect(off.properties).toMatchObject({
      connectionStatus: 'DISABLED',
      integrationOff: true,
      capabilities: {},
      found: { connectionStatus: 'ENABLED' },
    });
    const put = harness.organisation.requests().find(({ method }) => method === 'PUT');
    expect(JSON.stringify(put?.body)).not.toContain('ENABLED');
    const requests = harness.organisation.requests().map(({ method, path }) => `${method} ${path}`);
    const between = requests.slice(requests.indexOf(disable), requests.indexOf(deactivate));
    // Two people are being pushed when the capabilities change; both are waited for.
    expect(between.filter((line) => line.includes('/users?')).length).toBeGreaterThan(2);
    expect(harness.logs.join('\n')).toMatch(/INFO: Waiting for Okta: 2 users/);

    const journal = await harness.journal();
    expect(journal.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
      'okta.features.USER_PROVISIONING.disable started',
      'okta.features.USER_PROVISIONING.disable done',
      'okta.features.INBOUND_PROVISIONING.disable started',
      'okta.features.INBOUND_PROVISIONING.disable done',
      'okta.connection.deactivate started',
      'okta.connection.deactivate done',
    ]);
    const { assessment } = await assessScenario('scenarios/repaired-organisation');
    for (const entry of journal) expect(entry.authorisedBy).toEqual({ decision: 'cleared', digest: assessment.digest });
    expect(journal[5]).toMatchObject({
      before: { connection: 'ENABLED' },
      after: { connection: 'DISABLED', integrationOff: true },
    });
  });

  it('sends all that Okta showed where it refuses a part of a feature, each attempt in the journal, and back again', async () => {
    const { harness, off } = await startOff({ wantsWholeFeatures: true });
    expect(off.properties).toMatchObject({ connectionStatus: 'DISABLED', found: { connectionStatus: 'ENABLED' } });
    const told = async (): Promise<string[]> =>
      (await harness.journal()).map(({ operation, outcome }) => `${operation} ${outcome}`);
    const twice = (operation: string) =>
      ['started', 'failed', 'started', 'done'].map((outcome) => `okta.features.${operation} ${outcome}`);
    expect(await told()).toEqual([
      ...twice('USER_PROVISIONING.disable'),
      ...twice('INBOUND_PROVISIONING.disable'),
      'okta.connection.deactivate started',
      'okta.connection.deactivate done',
    ]);
    const back = await harness.update('OktaProvisioning', off, harness.inputs('OktaProvisioning', 'rollback'));
    expect(back.properties).toMatchObject({ connectionStatus: 'ENABLED' });
    expect((await told()).slice(12)).toEqual([
      ...twice('USER_PROVISIONING.restore'),
      ...twice('INBOUND_PROVISIONING.restore'),
    ]);
  });

  it('tries no second form of a feature where Okta refuses for another reason', async () => {
    const { harness, staged } = await start();
    harness.organisation.faults.add({ service: 'okta', method: 'PUT', path: /features/, status: 403 });
    await expect(
      harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover')),
    ).rejects.toThrow(/Okta answered 403/);
    expect(harness.writes()).toEqual([disable]);
  });

  it('changes nothing a second time, and sees no difference when only the evidence is new', async () => {
    const { harness, off } = await startOff();
    const [writes, entries] = [harness.writes().length, (await harness.journal()).length];
    const inputs = harness.inputs('OktaProvisioning', 'cutover');
    const newer = { ...inputs, assessment: { ...(inputs.assessment as object), evidence: {} }, hold: true };
    expect(await harness.diff('OktaProvisioning', off, newer)).toEqual({ changed: [], replaces: [] });
    const again = await harness.update('OktaProvisioning', off, inputs);
    expect(again.properties).toEqual(off.properties);
    const complete = await harness.update('OktaProvisioning', off, harness.inputs('OktaProvisioning', 'complete'));
    expect(complete.properties.found).toEqual(off.properties.found);
    expect(harness.writes()).toHaveLength(writes);
    expect(await harness.journal()).toHaveLength(entries);
  });

  it('is refused inside the operation while the gate blocks, naming the people', async () => {
    const { harness, staged } = await start('mismatching-organisation');
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    const refusal = await harness.update('OktaProvisioning', staged, cutover).catch(String);
    expect(refusal).toMatch(/Refused to deactivate-okta-provisioning: the assessment is blocked/);
    expect(refusal).toMatch(/tomas\.eriksson@corp\.example: anchor-mismatch \(byte-order-swapped\)/);
    expect(refusal).not.toMatch(/ at .*\.ts:\d+/);
    expect(harness.writes()).toEqual([]);
    expect(await harness.journal()).toEqual([]);
  });

  it('is refused for an assessment of another stack', async () => {
    const { harness, staged } = await start();
    harness.assessWith(async () => {
      const result = await assessScenario('scenarios/repaired-organisation');
      return { ...result, assessment: { ...result.assessment, meta: { ...result.assessment.meta, stack: 'prod' } } };
    });
    await expect(
      harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover')),
    ).rejects.toThrow(/the assessment is of stack prod, not of staging/);
    expect(harness.writes()).toEqual([]);
  });

  it('is held by the setting, by a file, and by a file that appears between two writes', async () => {
    const { harness, staged } = await start();
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    await expect(harness.update('OktaProvisioning', staged, { ...cutover, hold: true })).rejects.toThrow(
      /cutover:hold is set/,
    );
    harness.environment.CUTOVER_HOLD_FILE = 'package.json';
    await expect(harness.update('OktaProvisioning', staged, cutover)).rejects.toThrow(
      /hold file package\.json is there/,
    );
    expect(harness.writes()).toEqual([]);

    // A link that leads nowhere is there; a share that is not mounted says nothing of a hold.
    const link = `${harness.journalPath}.hold`;
    await symlink('nowhere', link);
    for (const [file, said] of [
      [link, /hold file .*\.hold is there/],
      [`${harness.journalPath}.unmounted/hold`, /can't be checked \(there is no .*unmounted\)/],
      ['package.json/hold', /can't be checked: a part of the path is not a folder/],
    ] as const) {
      harness.environment.CUTOVER_HOLD_FILE = file;
      await expect(harness.update('OktaProvisioning', staged, cutover)).rejects.toThrow(said);
    }
    expect(harness.writes()).toEqual([]);

    harness.environment.CUTOVER_HOLD_FILE = `${harness.journalPath}.gone`;
    harness.onPause(async () => {
      harness.environment.CUTOVER_HOLD_FILE = 'package.json';
    });
    await expect(harness.update('OktaProvisioning', staged, cutover)).rejects.toThrow(/hold file/);
    expect(harness.writes()).toEqual(bothFeatures);

    delete harness.environment.CUTOVER_HOLD_FILE;
    harness.onPause(async () => {});
    const off = await harness.update('OktaProvisioning', staged, cutover);
    expect(off.properties.integrationOff).toBe(true);
    expect(off.properties.found).toEqual(staged.properties.found);
    expect(harness.writes()).toEqual([...bothFeatures, deactivate]);
  });

  it('gives up draining after the time limit with capabilities off, and goes on when run again', async () => {
    const { harness, staged } = await start('repaired-organisation', { readsUntilSettled: 30 });
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    await expect(harness.update('OktaProvisioning', staged, cutover)).rejects.toThrow(
      /still pushing 2 users .* after 60 seconds/,
    );
    expect(harness.writes()).toEqual(bothFeatures);
    const patient = { ...cutover, drain: { timeoutSeconds: 600, pollSeconds: 5 } };
    const off = await harness.update('OktaProvisioning', staged, patient);
    expect(off.properties).toMatchObject({ integrationOff: true, found: staged.properties.found });
    expect(harness.writes()).toEqual([...bothFeatures, deactivate]);
  });

  it('waits out a rate limit before a write, and looks at the hold again after it', async () => {
    const { harness, staged } = await start();
    harness.organisation.faults.add({
      service: 'okta',
      method: 'PUT',
      path: /features/,
      times: 1,
      status: 429,
      retryAfterSeconds: 7,
    });
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    await harness.update('OktaProvisioning', staged, cutover);
    expect(harness.pauses.some((milliseconds) => milliseconds >= 6000 && milliseconds <= 8000)).toBe(true);
    expect(harness.writes()).toEqual([disable, ...bothFeatures, deactivate]);
  });

  it('converges after an answer that was lost once the change was made', async () => {
    const { harness, staged } = await start();
    harness.organisation.faults.add({
      service: 'okta',
      method: 'POST',
      path: /deactivate/,
      times: 1,
      reset: true,
      afterApplying: true,
    });
    const cutover = harness.inputs('OktaProvisioning', 'cutover');
    await expect(harness.update('OktaProvisioning', staged, cutover)).rejects.toThrow(/can't be reached/);
    expect((await harness.journal()).at(-1)).toMatchObject({
      operation: 'okta.connection.deactivate',
      outcome: 'failed',
    });
    const off = await harness.update('OktaProvisioning', staged, cutover);
    expect(off.properties).toMatchObject({ integrationOff: true, found: staged.properties.found });
    expect(harness.writes()).toEqual([...bothFeatures, deactivate]);
  });

  it('begins no further write once the engine has canceled', async () => {
    const { harness, staged } = await start();
    harness.onPause(() => harness.cancel());
    await expect(
      harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover')),
    ).rejects.toThrow(/The update was canceled/);
    expect(harness.writes()).toEqual(bothFeatures);
  });

  it('shows by refresh that somebody turned Okta back on, and repairs it through the gate', async () => {
    const { harness, off } = await startOff();
    expect(await harness.read('OktaProvisioning', off)).toEqual(off);
    await switchOkta(harness, appIds[0], 'activate');
    const drifted = await harness.read('OktaProvisioning', off);
    expect(drifted.inputs.provisioning).toBe('on');
    expect(drifted.properties).toMatchObject({
      provisioning: 'on',
      connectionStatus: 'ENABLED',
      found: off.properties.found,
    });
    const inputs = harness.inputs('OktaProvisioning', 'cutover');
    expect((await harness.diff('OktaProvisioning', drifted, inputs)).changed).toEqual(['provisioning']);
    const repaired = await harness.update('OktaProvisioning', drifted, inputs);
    expect(repaired.properties).toEqual(off.properties);
    expect(harness.writes().at(-1)).toBe(deactivate);
  });

  it('deletes and switches nothing when it is destroyed, and can’t be imported', async () => {
    const { harness, staged } = await start();
    const writes = harness.writes().length;
    await harness.remove('OktaProvisioning', staged);
    expect(harness.writes()).toHaveLength(writes);
    await expect(harness.read('OktaProvisioning', { id: appIds[0], inputs: {}, properties: {} })).rejects.toThrow(
      /can't be imported/,
    );
    await expect.poll(() => harness.logs.join('\n')).toMatch(/nothing was deleted or switched/);
  });
});

describe('switching Okta on again', () => {
  it('activates the connection and puts the capabilities back that were found', async () => {
    const { harness, off } = await startOff();
    const on = await harness.update('OktaProvisioning', off, harness.inputs('OktaProvisioning', 'rollback'));
    expect(harness.writes().slice(3)).toEqual([activate, ...bothFeatures]);
    expect(on.properties).toMatchObject({
      connectionStatus: 'ENABLED',
      capabilities: { 'USER_PROVISIONING.create.lifecycleCreate': 'ENABLED' },
      found: off.properties.found,
    });
    const requests = harness.organisation.requests();
    // The last request before each of the three writes looks at the Entra jobs.
    for (const [index, { method, path }] of requests.entries()) {
      const since = requests.findIndex((entry) => entry.path.endsWith('lifecycle/activate'));
      if (index < since || method === 'GET' || path.includes('oauth2')) continue;
      expect(requests[index - 1]).toMatchObject({
        method: 'GET',
        path: expect.stringMatching(/synchronization\/jobs$/),
      });
    }
    await harness.update('OktaProvisioning', on, harness.inputs('OktaProvisioning', 'rollback'));
    expect(harness.writes()).toHaveLength(6);
    expect((await harness.journal()).slice(6).every(({ authorisedBy }) => authorisedBy === undefined)).toBe(true);
  });

  it('looks again where a replica that lags shows no capabilities after the activation', async () => {
    // Somebody watches, so that the past is kept.
    const { harness, off } = await startOff({ watcher: {} });
    const { faults } = harness.organisation;
    const lag = { service: 'okta', method: 'GET', path: /\/features$/, stale: true } as const;
    const rollback = harness.inputs('OktaProvisioning', 'rollback');
    faults.add({ ...lag, skip: 1, times: 2 });
    const on = await harness.update('OktaProvisioning', off, rollback);
    expect(harness.writes().slice(3)).toEqual([activate, ...bothFeatures]);
    expect(on.properties).toMatchObject({ capabilities: { 'USER_PROVISIONING.create.lifecycleCreate': 'ENABLED' } });
  });

  it('names the capabilities that Okta does not show, and leaves nothing called restored', async () => {
    const { harness, off } = await startOff({ watcher: {} });
    const lag = { service: 'okta', method: 'GET', path: /\/features$/, stale: true } as const;
    harness.organisation.faults.add({ ...lag, skip: 1 });
    await expect(
      harness.update('OktaProvisioning', off, harness.inputs('OktaProvisioning', 'rollback')),
    ).rejects.toThrow(/does not show USER_PROVISIONING.* can’t be put back/);
    expect(harness.writes().slice(3)).toEqual([activate]);
  });

  it('is refused while any inbound Entra job runs, even one that nobody declared', async () => {
    const { harness, off } = await startOff();
    const session = await import('../connectors/graph/trusting.js').then(({ trustingSession }) =>
      trustingSession(harness.organisation),
    );
    const jobs = '/servicePrincipals/77777777-0000-4000-8000-000000000001/synchronization/jobs';
    const { id } = (await session.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } })) as {
      id: string;
    };
    await session.send({ method: 'POST', path: `${jobs}/${id}/start` });
    const rollback = harness.inputs('OktaProvisioning', 'rollback', {
      servicePrincipalId: '77777777-0000-4000-8000-000000000001',
    });
    await expect(harness.update('OktaProvisioning', off, rollback)).rejects.toThrow(
      /not switched on while Entra synchronizes: .*Active/,
    );
    expect(harness.writes().filter((line) => line === activate)).toEqual([]);
  });

  it('names the consent link where the grant did not survive, and that nothing is on', async () => {
    const { harness, off } = await startOff({ grantSurvivesDeactivation: false });
    const rollback = harness.inputs('OktaProvisioning', 'rollback');
    const problem = await harness.update('OktaProvisioning', off, rollback).catch(String);
    expect(problem).toMatch(/needs an administrator's consent .*Open http.*authorize.* Nothing is on now/);
    const state = new URL(/Open (http\S+)/.exec(problem as string)?.[1] ?? '').searchParams.get('state');
    const { url, apiToken } = harness.organisation.endpoints.okta;
    const consent = await fetch(`${url}/api/v1/apps/office365/${appIds[0]}/oauth2/callback?code=x&state=${state}`, {
      method: 'POST',
      headers: { Authorization: `SSWS ${apiToken}` },
    });
    expect(consent.status).toBe(204);
    const on = await harness.update('OktaProvisioning', off, rollback);
    expect(on.properties).toMatchObject({
      connectionStatus: 'ENABLED',
      capabilities: { 'USER_PROVISIONING.update.profile': 'ENABLED' },
    });
  });

  it('writes nothing from phase stage, where nobody has switched anything off', async () => {
    const { harness, staged } = await start();
    await harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'rollback'));
    expect(harness.writes()).toEqual([]);
  });

  it('restores what an interrupted cutover had switched off before its state was saved', async () => {
    const { harness, staged } = await start('repaired-organisation', { readsUntilSettled: 30 });
    await expect(
      harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover')),
    ).rejects.toThrow(/still pushing/);
    const on = await harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'rollback'));
    expect(on.properties.capabilities).toEqual(staged.properties.capabilities);
  });
});
