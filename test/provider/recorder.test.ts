import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notVouchedFor, readEntries } from '../../src/audit/index.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { type Harness, type State, startHarness } from './harness.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-recorder-'));
const reviewedFile = join(folder, 'reviewed.json');
const reviewed = { tree: 'f'.repeat(40), assessment: `sha256:${'a'.repeat(64)}`, plan: `sha256:${'b'.repeat(64)}` };
let harness: Harness;
let staged: State;

beforeEach(async () => {
  harness = await startHarness('repaired-organisation');
  const born = await harness.create('OktaProvisioning', harness.inputs('OktaProvisioning', 'assess'));
  staged = await harness.update('OktaProvisioning', born, harness.inputs('OktaProvisioning', 'stage'));
  writeFileSync(reviewedFile, JSON.stringify(reviewed));
});
afterEach(() => harness.stop());
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const cutover = (): Promise<State> =>
  harness.update('OktaProvisioning', staged, harness.inputs('OktaProvisioning', 'cutover'));

it('is stored before each request leaves, so that it outlives the machine', async () => {
  const seen: { begun: number; sent: number }[] = [];
  const stored = await startHarness('repaired-organisation', {}, () => ({
    async storeJournal(journal) {
      const begun = (await readEntries(journal)).filter(({ outcome }) => outcome === 'started').length;
      seen.push({ begun, sent: stored.writes().length });
      return undefined;
    },
  }));
  try {
    let state = await stored.create('OktaProvisioning', stored.inputs('OktaProvisioning', 'assess'));
    for (const phase of ['stage', 'cutover'] as const)
      state = await stored.update('OktaProvisioning', state, stored.inputs('OktaProvisioning', phase));
    expect(seen.length).toBeGreaterThan(1);
    expect(seen).toEqual(seen.map((_, index) => ({ begun: index + 1, sent: index })));
    expect(stored.writes()).toHaveLength(seen.length);
  } finally {
    await stored.stop();
  }
});

describe('a journal that can’t be put where it outlives the machine', () => {
  const sync = 'CloudSyncActivation';
  const kept: Harness[] = [];
  afterEach(async () => {
    for (const one of kept.splice(0)) await one.stop();
  });
  const asked: boolean[] = [];
  const unstored = async (reachable: () => boolean): Promise<Harness> => {
    asked.splice(0);
    const started = await startHarness('repaired-organisation', {}, () => ({
      async storeJournal(_journal, goesOn) {
        asked.push(goesOn);
        return reachable() ? undefined : 'git push failed';
      },
    }));
    kept.push(started);
    return started;
  };
  const tell = async (one: Harness) =>
    (await one.journal()).map(({ operation, outcome }) => `${operation.split('.').at(-1)} ${outcome}`);

  it('keeps a write from being made, and the journal says that it was not', async () => {
    let reachable = false;
    const one = await unstored(() => reachable);
    const inputs = one.inputs('OktaProvisioning', 'cutover');
    let state = await one.create('OktaProvisioning', one.inputs('OktaProvisioning', 'assess'));
    state = await one.update('OktaProvisioning', state, one.inputs('OktaProvisioning', 'stage'));
    await expect(one.update('OktaProvisioning', state, inputs)).rejects.toThrow(
      /outside this machine: git push failed Nothing was written/,
    );
    expect(one.writes()).toEqual([]);
    expect(await tell(one)).toEqual(['disable started', 'disable failed']);
    expect(asked).toEqual([false]);
    reachable = true;
    await one.update('OktaProvisioning', state, inputs);
    expect(one.writes().at(-1)).toMatch(/deactivate$/);
  });

  it('keeps nobody from a pause, nor from a rollback', async () => {
    let reachable = true;
    const one = await unstored(() => reachable);
    let app = await one.create('OktaProvisioning', one.inputs('OktaProvisioning', 'assess'));
    for (const phase of ['stage', 'cutover'] as const)
      app = await one.update('OktaProvisioning', app, one.inputs('OktaProvisioning', phase));
    reachable = false;
    asked.splice(0);
    await one.update('OktaProvisioning', app, one.inputs('OktaProvisioning', 'rollback'));
    expect(one.writes().join(' ')).toMatch(/activate .*features/);
    expect(one.logs.join('\n')).toMatch(/WARNING.*git push failed The write is made anyway/);
    const graph = await trustingSession(one.organisation);
    const inputs = one.inputs(sync, 'stage');
    const path = String(inputs.jobId);
    await graph.send({
      method: 'POST',
      path: path.replace(/\/[^/]+$/, ''),
      body: { templateId: 'AD2AADProvisioning' },
    });
    await graph.send({ method: 'POST', path: `${path}/start` });
    await one.update(sync, await one.create(sync, inputs), inputs);
    expect(one.writes().at(-1)).toMatch(/pause$/);
    expect((await tell(one)).slice(-2)).toEqual(['pause started', 'pause done']);
    // Neither waits for it as long as others do.
    expect(asked.length).toBeGreaterThan(2);
    expect(new Set(asked)).toEqual(new Set([true]));
  });

  it('is followed by what the next run found, where the record of a rollback was lost with its machine', async () => {
    let app = await cutover();
    const before = readFileSync(harness.journalPath, 'utf8');
    app = await harness.update('OktaProvisioning', app, harness.inputs('OktaProvisioning', 'rollback'));
    const told = await harness.journal();
    // The next runner has what was stored: nothing of the rollback.
    writeFileSync(harness.journalPath, before);
    const inputs = harness.inputs('OktaProvisioning', 'rollback');
    expect((await harness.diff('OktaProvisioning', app, inputs)).changed).toEqual(['provisioning']);
    const writes = harness.writes().length;
    await harness.update('OktaProvisioning', app, inputs);
    expect(harness.writes()).toHaveLength(writes);
    const found = (await harness.journal()).at(-1);
    expect(found).toMatchObject({
      operation: 'audit.found',
      before: { connection: 'DISABLED' },
      after: told.at(-1)?.after,
    });
    expect(notVouchedFor(await harness.journal())).toEqual([expect.stringMatching(/found as ENABLED.*left it as DIS/)]);
    expect((await harness.diff('OktaProvisioning', app, inputs)).changed).toEqual([]);
  });
});

describe('what a lost run of a rollback did', () => {
  /** Runs the rollback, loses what it recorded after the given entry, and runs it again as the next runner would. */
  const lostAfter = async (
    kind: 'OktaProvisioning' | 'TenantSwitches',
    state: State,
    changes: Parameters<Harness['inputs']>[2],
    isLastKept: (operation: string) => boolean,
  ) => {
    await harness.update(kind, state, harness.inputs(kind, 'rollback'));
    const lines = readFileSync(harness.journalPath, 'utf8').trimEnd().split('\n');
    const kept = lines.findLastIndex((line) => {
      const { operation, outcome } = JSON.parse(line);
      return outcome === 'done' && isLastKept(operation);
    });
    expect(kept).toBeLessThan(lines.length - 1);
    writeFileSync(harness.journalPath, `${lines.slice(0, kept + 1).join('\n')}\n`);
    const writes = harness.writes().length;
    await harness.update(kind, state, harness.inputs(kind, 'rollback', changes));
    expect(harness.writes()).toHaveLength(writes);
    expect(await harness.journal()).toHaveLength(kept + 2);
    return (await harness.journal()).at(-1);
  };

  it('to the capabilities of an app alone is found, under whatever label it has by now', async () => {
    const found = await lostAfter(
      'OktaProvisioning',
      await cutover(),
      { label: 'Another label' },
      (operation) => operation === 'okta.connection.activate',
    );
    expect(found).toMatchObject({ operation: 'audit.found', target: 'Another label (0oa1office365staging01)' });
    expect(notVouchedFor(await harness.journal())).toEqual([
      expect.stringMatching(/^Entry \d+: Another label .* was found as \{.*"ENABLED".*had left it as \{.*"DISABLED"/),
    ]);
  });

  it('to the tenant’s matching switches is found', async () => {
    const born = await harness.create('TenantSwitches', harness.inputs('TenantSwitches', 'assess'));
    const graph = await trustingSession(harness.organisation);
    const path = '/directory/onPremisesSynchronization';
    const { value } = (await graph.send({ method: 'GET', path })) as { value: { id: string }[] };
    const features = { blockSoftMatchEnabled: true, blockCloudObjectTakeoverThroughHardMatchEnabled: true };
    await graph.send({ method: 'PATCH', path: `${path}/${value[0]?.id}`, body: { features } });
    const open = await harness.update('TenantSwitches', born, harness.inputs('TenantSwitches', 'stage'));
    const found = await lostAfter('TenantSwitches', open, {}, (operation) => operation === 'entra.matching.open');
    expect(found).toMatchObject({ operation: 'audit.found', after: { hardMatchBlocked: true } });
    expect(notVouchedFor(await harness.journal())).toEqual([expect.stringContaining('had left it as')]);
  });
});

describe('what the journal says of a write', () => {
  it('in a GitHub workflow: who, the commit, the run, and what was reviewed', async () => {
    const github = { GITHUB_ACTOR: 'octo-engineer', GITHUB_SHA: 'c'.repeat(40), GITHUB_RUN_ID: '7' };
    Object.assign(harness.environment, github, {
      GITHUB_REPOSITORY: 'corp/identity',
      GITHUB_SERVER_URL: 'https://git.corp.example',
      CUTOVER_REVIEWED: reviewedFile,
    });
    await cutover();
    const entries = await harness.journal();
    expect(entries.length).toBeGreaterThan(1);
    for (const entry of entries)
      expect(entry).toMatchObject({
        actor: 'octo-engineer',
        commit: 'c'.repeat(40),
        run: 'https://git.corp.example/corp/identity/actions/runs/7',
        reviewed,
        authorisedBy: { decision: 'cleared' },
        evidence: { 'on-prem.ndjson': 'a'.repeat(64), entra: 'live' },
      });
  });

  it('in a GitLab pipeline the same from its own variables, without a review', async () => {
    const gitlab = {
      GITLAB_USER_LOGIN: 'tanuki',
      CI_COMMIT_SHA: 'd'.repeat(40),
      CI_JOB_URL: 'https://gitlab.example/1',
    };
    Object.assign(harness.environment, gitlab);
    await cutover();
    const [entry] = await harness.journal();
    expect(entry).toMatchObject({ actor: 'tanuki', commit: 'd'.repeat(40), run: 'https://gitlab.example/1' });
    expect(entry).not.toHaveProperty('reviewed');
  });

  it.each([
    ['missing', undefined],
    ['cut off', '{"tree":"ffff'],
    ['of another kind', '{"tree":"ffff","approvedBy":"me"}'],
  ])('a record of the review that is %s stops the write before it is made', async (_, text) => {
    if (text === undefined) rmSync(reviewedFile);
    else writeFileSync(reviewedFile, text);
    harness.environment.CUTOVER_REVIEWED = reviewedFile;
    await expect(cutover()).rejects.toThrow(`CUTOVER_REVIEWED names ${reviewedFile}`);
    expect(harness.writes()).toEqual([]);
    expect(await harness.journal()).toEqual([]);
  });
});
