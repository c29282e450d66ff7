import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readEntries } from '../../src/audit/index.js';
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
