import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { FakeGithub } from '../../workshop/github/fake-github.js';
import { git } from '../../workshop/github/repository.js';
import { logOf, outcomesOf, runWorkflow, type StepResult } from '../../workshop/github/runner.js';
import { removeTemporaryFolders, temporaryFolder } from '../../workshop/github/temporary.js';

// The workflow files as they are, with programs in the place of ours that end as they are told: how each step follows from
// how the others ended. What is missing must stop a cutover at the comparison, and a rollback nowhere.
const [origin, programs, report] = ['origin', 'programs', 'report'].map((name) => temporaryFolder(`way-back-${name}`));
const github = new FakeGithub();
let commit = '';

beforeAll(async () => {
  const place = origin ?? '';
  for (const name of ['.github', '.pulumi.version']) cpSync(name, join(place, name), { recursive: true });
  await git(place, 'init', '--quiet', '--initial-branch', 'main');
  await git(place, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  await git(place, 'add', '--all');
  await git(place, 'commit', '--quiet', '--message', 'workflows');
  commit = await git(place, 'rev-parse', 'HEAD');
  for (const name of ['npm', 'npx', 'pulumi']) {
    const script = `#!/bin/sh
line="${name} $*"
case "$line" in
  *"deploy find-review"*) printf 'run-id=1\\nartifact=review\\n' >> "$GITHUB_OUTPUT";;
  *" review "*) mkdir -p ../work/report ../work/tree && printf 'artifact=review\\nphase=%s\\n' "$PHASE" >> "$GITHUB_OUTPUT";;
  *"deploy check"*) echo binds=$BOUND >> "$GITHUB_OUTPUT"; mkdir -p .entra-cutover;;
  *"stack export"*|*preview*|*up*) mkdir -p .entra-cutover ../work 2>/dev/null;;
esac
IFS=,; for one in $FAILING; do case "$line" in *"$one"*) exit 1;; esac; done
exit 0
`;
    writeFileSync(join(programs ?? '', name), script, { mode: 0o755 });
  }
  mkdirSync(join(report ?? '', 'x'), { recursive: true });
  await github.start();
});
afterAll(() => {
  github.stop();
  removeTemporaryFolders();
});

async function ended(
  workflow: string,
  {
    failing,
    phase = 'cutover',
    bound = false,
  }: { readonly failing: string; readonly phase?: string; readonly bound?: boolean },
): Promise<Readonly<Record<string, StepResult['outcome'] | string>>> {
  github.artifacts.splice(0, 9, { name: 'review', run: 1, folder: report ?? '', fork: false });
  const pullRequest = { number: 1, head: commit, base: 'main' };
  const asked =
    workflow === 'preview.yml'
      ? ({ event: 'pull_request', ref: 'refs/pull/1/merge', pullRequest } as const)
      : ({ event: 'push', ref: 'refs/heads/main' } as const);
  const [job] = await runWorkflow({
    ...{ origin: origin ?? '', programs: programs ?? '', workflow, commit, github, secrets: {}, ...asked },
    vars: { CUTOVER_STACKS: '["prod"]', CUTOVER_EVIDENCE: 'collected' },
    env: { ...process.env, FAILING: failing, PHASE: phase, BOUND: String(bound) },
  });
  if (job === undefined) throw new Error('the workflow has no job');
  return { ...outcomesOf(job), job: job.conclusion, log: logOf(job) };
}

describe('a deployment', () => {
  it('without evidence comes as far as the comparison, which decides', async () => {
    const none = 'evidence find';
    expect(await ended('deploy.yml', { failing: none })).toMatchObject({
      'Find the last collection': 'failure',
      'Download the evidence': 'skipped',
      'Compare with what was reviewed': 'success',
      Deploy: 'success',
      job: 'success',
    });
    expect(await ended('deploy.yml', { failing: `${none},deploy check` })).toMatchObject({
      'Compare with what was reviewed': 'failure',
      Deploy: 'skipped',
      job: 'failure',
    });
  });

  it('without the artifact of the evidence, and with a preview that fails or hangs, comes as far as well', async () => {
    // Nothing but the review is kept of that run.
    expect(await ended('deploy.yml', { failing: 'pulumi preview' })).toMatchObject({
      'Download the evidence': 'failure',
      Preview: 'failure',
      Deploy: 'success',
    });
    const { jobs } = parse(readFileSync('.github/workflows/deploy.yml', 'utf8'));
    const preview = jobs.deploy.steps.find(({ id }: { id?: string }) => id === 'preview');
    expect(preview['timeout-minutes']).toBeLessThan(jobs.deploy['timeout-minutes'] / 2);
  });

  it.each(['deploy tip', 'deploy find-review', 'deploy check', 'audit fetch', 'audit verify'])(
    'is not made where %s refuses',
    async (failing) => {
      expect(await ended('deploy.yml', { failing })).toMatchObject({ Deploy: 'skipped', job: 'failure' });
    },
  );

  it('that a plan binds says what to do where it was refused', async () => {
    const refused = { failing: 'pulumi up', bound: true };
    expect(await ended('deploy.yml', refused)).toMatchObject({
      Deploy: 'failure',
      'Publish the audit journal': 'success',
      log: expect.stringContaining('Run this deployment again'),
    });
    const { log } = await ended('deploy.yml', { ...refused, bound: false });
    expect(log).not.toContain('Run this deployment again');
    expect(await ended('deploy.yml', { failing: 'nothing', bound: true })).toMatchObject({ Deploy: 'success' });
  });

  it('asks nothing of the journal in a rollback but to be told', () => {
    const text = readFileSync('.github/workflows/deploy.yml', 'utf8');
    const asked = [...text.matchAll(/entra-cutover (audit (?:fetch|verify)) .*/g)].map(([line]) => line);
    expect(asked).toHaveLength(2);
    for (const line of asked) expect(line).toContain('--unless-rollback');
  });
});

describe('a preview', () => {
  it('without evidence reviews all the same, and the review decides', async () => {
    const none = 'evidence find';
    expect(await ended('preview.yml', { failing: none, phase: 'rollback' })).toMatchObject({
      'Find the last collection': 'failure',
      Review: 'success',
      'Keep the report': 'success',
      job: 'success',
    });
    expect(await ended('preview.yml', { failing: `${none},entra-cutover review` })).toMatchObject({
      Review: 'failure',
      job: 'failure',
    });
  });
});
