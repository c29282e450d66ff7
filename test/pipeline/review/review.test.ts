import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { judgedStackFile } from '../../../src/config/judged-stack.js';
import { parseStackFile } from '../../../src/config/parse.js';
import { createGithubClient, type GithubClient } from '../../../src/pipeline/github/client.js';
import { findReviewRun } from '../../../src/pipeline/github/find-review.js';
import { putComment, uploadSarif } from '../../../src/pipeline/github/publish.js';
import { dataPlacesOf } from '../../../src/pipeline/review/data-files.js';
import { layOutTree } from '../../../src/pipeline/review/judged-tree.js';
import { FakeGithub } from '../../../workshop/github/fake-github.js';
import { repository } from '../../cli/run-cli.js';

const staging = readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8');

describe('the judged stack file', () => {
  it('has the base branch’s thresholds, waivers, ages and masking, and the proposal’s everything else', () => {
    const loosened = staging
      .replace('cutover:phase: assess', 'cutover:phase: stage')
      .replace('softMatches: 0', 'softMatches: 500')
      .replace('    entra: live', '    entra: live\n    maximumAgeHours: { onPrem: 700, entra: 700 }')
      .replace('cutover:hold: false', 'cutover:hold: true\n  cutover:waivers: mine.yaml');
    const judged = judgedStackFile(loosened, staging);
    expect(judged.changed).toEqual(['cutover:thresholds', 'cutover:waivers', 'cutover:evidence.maximumAgeHours']);
    const { settings } = parseStackFile(judged.text, 'judged');
    expect(settings).toMatchObject({ phase: 'stage', hold: true, thresholds: { softMatches: 0 } });
    expect(settings?.evidence.maximumAgeHours).toEqual({ onPrem: 24, entra: 4 });
    expect(settings).not.toHaveProperty('waivers');
  });

  it('leaves an unchanged file byte for byte, and a broken one for the reader to explain', () => {
    expect(judgedStackFile(staging, staging)).toEqual({ text: staging, changed: [] });
    expect(judgedStackFile('config: [', staging)).toEqual({ text: 'config: [', changed: [] });
  });

  it('of a new stack is judged by the defaults', () => {
    const { settings } = parseStackFile(
      judgedStackFile(staging.replace('softMatches: 0', 'softMatches: 9'), undefined).text,
      'x',
    );
    expect(settings?.thresholds.softMatches).toBe(0);
  });
});

describe('the judged tree', () => {
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-tree-'));
  const [tool, data] = [join(folder, 'tool'), join(folder, 'data')];
  const { settings } = parseStackFile(
    staging.replace('.entra-cutover/embedded/on-prem.evidence.ndjson', 'evidence/a.ndjson'),
    'x',
  );
  const places = dataPlacesOf(undefined);
  const parts = { stack: 'staging', tool, data, stackFile: staging, places, waiversFrom: 'tool' } as const;
  beforeAll(() => {
    for (const path of [tool, data, join(tool, 'evidence'), join(data, 'evidence')])
      mkdirSync(path, { recursive: true });
    writeFileSync(join(tool, 'index.ts'), 'the base branch’s program');
    writeFileSync(join(data, 'index.ts'), 'the proposal’s program');
    writeFileSync(join(tool, 'evidence', 'a.ndjson'), 'old');
    writeFileSync(join(data, 'evidence', 'a.ndjson'), 'new');
  });
  afterEach(() => rmSync(join(data, 'evidence', 'a.ndjson'), { force: true }));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('has the tool’s program and the proposal’s evidence', async () => {
    if (settings === undefined) throw new Error('settings');
    await layOutTree(join(folder, 'tree'), { ...parts, settings });
    expect(readFileSync(join(folder, 'tree', 'index.ts'), 'utf8')).toBe('the base branch’s program');
    expect(readFileSync(join(folder, 'tree', 'evidence', 'a.ndjson'), 'utf8')).toBe('new');
  });

  it('refuses evidence that leads out of the proposal: a link, dots, an absolute path', async () => {
    if (settings === undefined) throw new Error('settings');
    writeFileSync(join(folder, 'secret'), 'of the runner');
    symlinkSync(join(folder, 'secret'), join(data, 'evidence', 'a.ndjson'));
    await expect(layOutTree(join(folder, 'tree'), { ...parts, settings })).rejects.toThrow('a link');
    for (const onPrem of [['../secret'], [join(folder, 'secret')]]) {
      const elsewhere = { ...settings, evidence: { ...settings.evidence, onPrem } };
      await expect(layOutTree(join(folder, 'tree'), { ...parts, settings: elsewhere })).rejects.toThrow('leads out');
    }
  });
});

describe('GitHub', () => {
  const github = new FakeGithub();
  const clientOf = () => createGithubClient({ repository: github.repository, apiUrl: github.url, token: github.token });
  beforeAll(() => github.start());
  afterAll(() => github.stop());

  it('edits its own comment also on the second page, and never a person’s', async () => {
    const comment = (id: number, body: string, type: string) => ({
      id,
      issue: 7,
      body,
      user: { type },
      html_url: `#${id}`,
    });
    github.comments.push(comment(1, '<!-- marker --> copied by somebody', 'User'));
    for (let id = 2; id < 130; id += 1) github.comments.push(comment(id, 'talk', 'User'));
    github.comments.push(comment(130, '<!-- marker --> old', 'Bot'));
    expect(await putComment(clientOf(), 7, '<!-- marker -->', '<!-- marker --> new')).toBe('#130');
    expect(github.comments).toHaveLength(130);
    expect(github.comments[129]?.body).toBe('<!-- marker --> new');
    expect(github.comments[0]?.body).toContain('copied');
  });

  it('without code scanning the review goes on, and says so', async () => {
    github.codeScanning = false;
    expect(await uploadSarif(clientOf(), { commit: 'c', ref: 'refs/pull/1/merge', text: '{}' })).toContain(
      'not enabled',
    );
  });

  it('believes a review only from the review workflow, on a pull request of this repository, that succeeded', async () => {
    const path = '.github/workflows/preview.yml';
    const jobs = [
      { name: 'preview staging', conclusion: 'failure' },
      { name: 'preview prod', conclusion: 'success' },
    ];
    // Another tenant's job failed, and with it the run.
    const good = { path, event: 'pull_request', conclusion: 'failure', jobs, head_branch: 'x', head_sha: 'good' };
    github.blobs.set(`good:${path}`, 'blob of the base branch').set(`own:${path}`, 'blob of the proposal');
    const runs = [
      good,
      { ...good, path: '.github/workflows/evil.yml' },
      { ...good, event: 'push' },
      {
        ...good,
        jobs: jobs.map(({ name }) => ({ name, conclusion: name === 'preview prod' ? 'failure' : 'success' })),
      },
      { ...good, head_sha: 'own' },
      { ...good, head_sha: 'gone' },
    ];
    github.runs.push(...runs.map((run, index) => ({ id: index + 1, ...run })));
    const artifact = (run: number, fork = false) => ({ name: 'review-prod-tree', run, folder: '', fork });
    github.artifacts.push(artifact(1, true), artifact(2), artifact(3), artifact(4), artifact(5), artifact(6));
    const find = () => findReviewRun(clientOf(), 'prod', 'tree', 'blob of the base branch');
    await expect(find()).rejects.toThrow('was not reviewed');
    github.artifacts.push(artifact(1));
    expect(await find()).toBe(1);
    // GitHub puts the name of a job that calls the workflow of another repository before the name of its own.
    const called = good.jobs.map(({ name, conclusion }) => ({ name: `review / ${name}`, conclusion }));
    github.runs.push({ id: 7, ...good, jobs: called });
    github.artifacts.push(artifact(7));
    expect(await find()).toBe(7);
  });

  it('believes no artifact of which GitHub does not say whose it is', async () => {
    const found = { expired: false, created_at: '2026-11-24T05:00:00Z', workflow_run: { id: 1 } };
    const { request, list } = clientOf();
    const client: GithubClient = {
      request,
      list: async (path) => (path.startsWith('/actions/artifacts?') ? ([found] as never) : list(path)),
    };
    await expect(findReviewRun(client, 'prod', 'tree', 'blob of the base branch')).rejects.toThrow('was not reviewed');
  });
});
