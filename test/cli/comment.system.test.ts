import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, runCli } from './run-cli.js';

const review = {
  schemaVersion: 1,
  meta: { tool: 'entra-cutover', version: '1.0.0', at: '2026-11-24T03:00:00.000Z' },
  stack: 'prod',
  trees: { head: 'b'.repeat(40) },
  phase: { base: 'stage', head: 'cutover' },
  verdict: 'passed',
  reasons: [],
  judge: { settings: [], files: [], waivers: [] },
};

describe('entra-cutover comment', () => {
  const comment = (change: object, ...more: readonly string[]) => {
    const work = folderWith({});
    mkdirSync(join(work, 'report'));
    writeFileSync(join(work, 'report', 'review.json'), JSON.stringify({ ...review, ...change }));
    const env = { GITHUB_SERVER_URL: 'https://git.example', GITHUB_REPOSITORY: 'corp/id', GITHUB_RUN_ID: '7' };
    return runCli(['comment', '--stack', 'prod', '--work', work, '--print', ...more], { env });
  };

  it('is not a success where the preview that it names is missing', async () => {
    const { code, stdout } = await comment({}, '--preview', 'nowhere/preview.json');
    expect(code).toBe(3);
    expect(stdout).toContain('**undecided: something is missing**');
    expect(stdout).toContain('The preview is missing: nowhere/preview.json was not written');
  });

  it('stays what the review was without one that is asked for, and in a rollback', async () => {
    expect(await comment({})).toMatchObject({ code: 0, stdout: expect.stringContaining('**passed**') });
    const rollback = await comment({ phase: { base: 'cutover', head: 'rollback' } }, '--preview', 'nowhere');
    expect(rollback.stdout).toContain('**passed**');
    expect(rollback.stdout).toContain('The preview is missing');
    expect((await comment({ verdict: 'failed' }, '--preview', 'nowhere')).stdout).toContain('**failed**');
  });

  it('says that nobody was compared where there is nothing to compare with', async () => {
    expect((await comment({})).stdout).toContain('nobody was compared, since the base branch has no such environment.');
  });

  it('keeps the comment and the preview with the report when it only prints: a deployment compares with them', async () => {
    const work = folderWith({});
    mkdirSync(join(work, 'report'));
    writeFileSync(join(work, 'report', 'review.json'), JSON.stringify(review));
    writeFileSync(join(work, 'preview.json'), '{"steps":[]}');
    const files = ['--work', work, '--preview', join(work, 'preview.json')];
    const { code, stdout, stderr } = await runCli(['comment', '--stack', 'prod', '--print', ...files]);
    expect(code, stderr).toBe(0);
    expect(readFileSync(join(work, 'report', 'comment.md'), 'utf8')).toBe(stdout);
    expect(JSON.parse(readFileSync(join(work, 'report', 'preview.json'), 'utf8'))).toEqual({ changes: [], errors: [] });
  });

  it('links the run with the artifact', async () => {
    const { stdout } = await comment({}, '--artifact', 'review-prod');
    expect(stdout).toContain('[`review-prod`](https://git.example/corp/id/actions/runs/7#artifacts)');
  });
});
