import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../src/audit/index.js';
import type { Review } from '../../src/domain/review.js';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import { createProject, type Project, scenarioFolder } from '../../workshop/engine/project.js';
import { FakeGithub } from '../../workshop/github/fake-github.js';
import {
  disabled,
  evidenceWith,
  lineOf,
  newJoiners,
  otherAnchor,
  scenarioWith,
  seasonal,
  steady,
  victim,
  waiverOf,
  withoutFindings,
} from '../../workshop/github/proposals.js';
import { createRepository, type Edits, git, type Repository } from '../../workshop/github/repository.js';
import { type JobResult, logOf, outcomesOf, runWorkflow } from '../../workshop/github/runner.js';
import { removeTemporaryFolders } from '../../workshop/github/temporary.js';

// The workflow files as they are, on a real git repository, the real engine and the stand-ins: a pull request is reviewed,
// merged and deployed. Each test goes on where the one before ended.
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-workflows-'));
const stackFile = 'Pulumi.staging.yaml';
const evidence = 'evidence/on-prem.ndjson';
const waiverFile = 'waivers/staging.yaml';
const github = new FakeGithub();
let project: Project;
let repository: Repository;
let whole = '';
let merged = '';

async function run(
  workflow: string,
  more: Pick<Parameters<typeof runWorkflow>[0], 'commit' | 'event' | 'ref' | 'pullRequest'>,
) {
  const vars = { CUTOVER_STACKS: '["staging"]' };
  const machine = { origin: repository.origin, github, env: project.env };
  const [job] = await runWorkflow({ ...machine, workflow, vars, secrets: {}, ...more });
  if (job === undefined) throw new Error('the workflow has no job');
  return job;
}

async function previewOf(branch: string, edits: Edits, number: number, fork = false): Promise<JobResult> {
  const { head, merge } = await repository.propose(branch, edits);
  const pullRequest = { number, head, base: 'main', fork };
  return run('preview.yml', { commit: merge, event: 'pull_request', ref: `refs/pull/${number}/merge`, pullRequest });
}

const deploy = (commit: string): Promise<JobResult> =>
  run('deploy.yml', { commit, event: 'push', ref: 'refs/heads/main' });

const commentOf = (number: number): string => {
  const [first, ...others] = github.comments.filter(({ issue }) => issue === number);
  expect(others).toEqual([]);
  return first?.body ?? '';
};

beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  await github.start();
  project = await createProject({ directory: join(folder, 'project'), engine, scenario: 'repaired-organisation' });
  // The environment is there already, and has come as far as stage.
  for (const phase of ['assess', 'stage']) {
    project.setPhase(phase);
    const { code, stdout, stderr } = await project.pulumi(['up', '--yes', '--skip-preview']);
    expect(code, stdout + stderr).toBe(0);
  }
  whole = await evidenceWith(folder, (csv) => csv);
  const settings = readFileSync(join(packageDirectory, stackFile), 'utf8')
    .replace('.entra-cutover/embedded/on-prem.evidence.ndjson', evidence)
    .replace('.entra-cutover/embedded/audit.jsonl', 'audit/staging.jsonl')
    .replace('cutover:phase: assess', 'cutover:phase: stage')
    .replace('      default: 0', '      default: 1')
    .replace('  cutover:thresholds:', `  cutover:waivers: ${waiverFile}\n  cutover:thresholds:`);
  const waivers = waiverOf('account-state-change', 'ou: "OU=Frontline,DC=corp,DC=example"', 'season ends');
  repository = await createRepository(folder, {
    [stackFile]: settings,
    [evidence]: whole,
    [waiverFile]: `waivers:\n${waivers}`,
  });
});

afterAll(async () => {
  github.stop();
  await project?.stop();
  rmSync(folder, { recursive: true, force: true });
  removeTemporaryFolders();
});

describe('a pull request', () => {
  it('that brings a mismatch gets the blocking comment and a failing check', async () => {
    const mismatching = await evidenceWith(folder, otherAnchor);
    const job = await previewOf('nightly', { [evidence]: mismatching, 'notes.md': 'the nightly export' }, 1);
    expect(job.conclusion, logOf(job)).toBe('failure');
    expect(outcomesOf(job)).toMatchObject({
      Review: 'failure',
      Preview: 'success',
      Comment: 'success',
      'Keep the report': 'success',
    });
    expect(commentOf(1)).toContain('`use0cVQWX02FXUSF+VrS+Q==`');
    expect(commentOf(1)).toMatch(/^<!-- entra-cutover review: staging -->\n## ⛔ BLOCKED/);
    expect(steady(withoutFindings(commentOf(1)))).toMatchSnapshot();
    // There is room for everything in both.
    expect(job.summary).toBe(`${commentOf(1)}\n`);
    expect(github.checkRuns.at(-1)).toMatchObject({ name: 'entra-cutover: staging', conclusion: 'failure' });
    expect(github.sarif).toHaveLength(1);
  });

  it('turns green with its fix, in the same comment', async () => {
    const job = await previewOf('nightly', { [evidence]: whole }, 1);
    expect(job.conclusion, logOf(job)).toBe('success');
    expect(steady(withoutFindings(commentOf(1)))).toMatchSnapshot();
    expect(github.checkRuns.at(-1)).toMatchObject({ conclusion: 'success' });
  });

  it('that raises its threshold, waives its own finding and edits the gate is judged by the base branch', async () => {
    const evil = 'of the proposal itself';
    const raised = repository.read(stackFile).replace('      default: 1', '      default: 1000');
    const cleared = "export function decide(): Decision {\n  return 'cleared';\n}\n";
    const gate = repository.read('src/gate/decide.ts').replace(/export function decide\([\s\S]*?\n}\n/, cleared);
    expect(gate).toContain(cleared);
    const scripts = { build: `mkdir -p dist/cli && echo 'console.log("the tool ${evil}")' > dist/cli/main.js` };
    const job = await previewOf(
      'loosened',
      {
        [stackFile]: raised,
        [waiverFile]: repository.read(waiverFile) + waiverOf('anchor-mismatch', `subjects: [${victim}]`, 'trust me'),
        'src/gate/decide.ts': gate,
        'package.json': JSON.stringify({ ...JSON.parse(repository.read('package.json')), scripts }),
        'index.ts': `throw new Error('the program ${evil}');\n`,
        'policy-pack/index.js': `throw new Error('the policy pack ${evil}');\n`,
        '.github/workflows/deploy.yml': repository
          .read('.github/workflows/deploy.yml')
          .replaceAll(/ --policy-pack \S+/g, ''),
        [evidence]: await evidenceWith(folder, (csv) => newJoiners(otherAnchor(csv))),
      },
      2,
    );
    expect(job.conclusion, logOf(job)).toBe('failure');
    expect(outcomesOf(job)).toMatchObject({ Review: 'failure', Preview: 'success', Comment: 'success' });
    expect(logOf(job)).not.toContain(evil);
    expect(commentOf(2)).toContain('1 new error: ada.lindqvist&#64;corp.example (anchor-mismatch).');
    expect(commentOf(2)).toContain('`at most 1 creation`');
    expect(steady(commentOf(2).slice(commentOf(2).lastIndexOf('**This proposal')))).toMatchSnapshot();
    expect(github.checkRuns.at(-1)).toMatchObject({ conclusion: 'failure' });
  });

  it('from a fork gets no preview: there would be secrets', async () => {
    const requests = github.requests.length;
    const job = await previewOf('forked', { [evidence]: whole }, 3, true);
    expect(job.conclusion).toBe('skipped');
    expect(github.requests).toHaveLength(requests);
  });
});

describe('a deployment', () => {
  it('of another tree than the reviewed one is refused: something was merged in between', async () => {
    await repository.commitToMain({ 'elsewhere.md': 'merged in between' });
    const job = await deploy(await repository.squash('nightly'));
    expect(job.conclusion).toBe('failure');
    expect(logOf(job)).toContain('was not reviewed');
    expect(outcomesOf(job)).toMatchObject({
      'Find the review of this tree': 'failure',
      Preview: 'skipped',
      Deploy: 'skipped',
    });
  });

  it('of a pull request that edited the workflow which reviewed it is refused', async () => {
    const forged = `name: preview
on: pull_request
permissions: {}
jobs:
  preview:
    name: preview staging
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - id: forge
        run: |
          echo "artifact=review-staging-$(git rev-parse 'HEAD^{tree}')" >> "$GITHUB_OUTPUT"
          mkdir report && echo '{"verdict":"passed"}' > report/review.json
      - uses: actions/upload-artifact@v7
        with:
          name: $\{{ steps.forge.outputs.artifact }}
          path: report
`;
    const path = '.github/workflows/preview.yml';
    const reviewed = repository.read(path);
    const review = await previewOf('forged', { [path]: forged, 'notes.md': 'trust me' }, 5);
    expect(review.conclusion, logOf(review)).toBe('success');
    const job = await deploy(await repository.squash('forged'));
    expect(outcomesOf(job)).toMatchObject({ 'Find the review of this tree': 'failure', Deploy: 'skipped' });
    expect(logOf(job)).toContain('preview.yml is not the file from before the merge');
    await repository.commitToMain({ [path]: reviewed });
  });

  const worse = [
    ['a new error', lineOf(victim, disabled), `1 new error: ${victim} (account-state-change)`, 'failure'],
    ['a lost hard match', lineOf(victim, () => ''), `1 hard match lost: ${victim}`, 'success'],
    [
      'a new waived finding',
      lineOf(seasonal, disabled),
      `Waived now and not when it was reviewed: ${seasonal} (account-state-change).`,
      'success',
    ],
  ] as const;

  it('begins with the review of its tree', async () => {
    const proposed = repository.read(stackFile).replace('cutover:phase: stage', 'cutover:phase: cutover');
    const review = await previewOf('cutover', { [stackFile]: proposed }, 4);
    expect(review.conclusion, logOf(review)).toBe('success');
    expect(commentOf(4)).toContain('stage → cutover: **passed**');
    merged = await repository.squash('cutover');
  });

  it.each(worse)('is refused when the tenant became worse since: %s', async (_, change, reason, preview) => {
    await project.organisation.replacePeople(scenarioWith(folder, 'AzureADSyncedIDS.csv', change));
    const job = await deploy(merged);
    await project.organisation.replacePeople(scenarioFolder('repaired-organisation'));
    expect(job.conclusion).toBe('failure');
    expect(logOf(job)).toContain(reason);
    const outcomes = { Preview: preview, 'Compare with what was reviewed': 'failure', Deploy: 'skipped' };
    expect(outcomesOf(job), logOf(job)).toMatchObject(outcomes);
  });

  it('of the reviewed tree goes ahead after a squash merge, and its journal is kept on the audit branch', async () => {
    const job = await deploy(merged);
    expect(job.conclusion, logOf(job)).toBe('success');
    expect(outcomesOf(job)).toMatchObject({ 'Compare with what was reviewed': 'success', Deploy: 'success' });
    const tree = await git(repository.origin, 'rev-parse', `${merged}^{tree}`);
    const kept = github.artifacts.find(({ name }) => name === `review-staging-${tree}`)?.folder ?? '';
    const { standing } = JSON.parse(readFileSync(join(kept, 'review.json'), 'utf8')) as Review;
    const footer = JSON.parse(whole.trimEnd().split('\n').at(-1) ?? '') as { sha256: string };
    const journal = await git(repository.origin, 'show', 'entra-cutover-audit:audit/staging.jsonl');
    const entries = journal.split('\n').map((line) => JSON.parse(line) as AuditEntry);
    expect(entries.map(({ operation }) => operation)).toContain('entra.synchronization.start');
    // The stack was brought to this phase by hand, with a journal of its own: that it lacks those entries is not a write.
    for (const entry of entries.filter(({ operation }) => operation !== 'audit.journal.lost'))
      expect(entry).toMatchObject({
        actor: 'octo-engineer',
        commit: merged,
        run: `https://github.example/corp/identity/actions/runs/${github.runs.length}`,
        reviewed: { tree, assessment: standing?.digest, plan: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
        evidence: { [evidence]: footer.sha256, entra: 'live' },
      });
  });
});

describe('the nightly drift', () => {
  const nightly = (): Promise<JobResult> =>
    run('drift.yml', { commit: merged, event: 'schedule', ref: 'refs/heads/main' });

  it('finds nothing where everything is as it was deployed', async () => {
    const job = await nightly();
    expect(job.conclusion, logOf(job)).toBe('success');
    expect(outcomesOf(job)).toMatchObject({ 'Verify the audit journal': 'success', 'Look for drift': 'success' });
    expect(job.summary).toContain('CLEARED');
  });

  it('finds what somebody switched by hand, and a journal whose last entry is missing', async () => {
    const { url, apiToken } = project.organisation.endpoints.okta;
    const byHand = `${url}/api/v1/apps/0oa1office365staging01/connections/default/lifecycle/activate`;
    const { status } = await fetch(byHand, { method: 'POST', headers: { authorization: `SSWS ${apiToken}` } });
    expect(status).toBeLessThan(300);
    const path = 'audit/staging.jsonl';
    const journal = await git(repository.origin, 'show', `entra-cutover-audit:${path}`);
    await git(repository.work, 'checkout', '--quiet', '--orphan', 'tampered');
    await git(repository.work, 'rm', '--quiet', '-r', '--cached', '.');
    mkdirSync(join(repository.work, 'audit'), { recursive: true });
    writeFileSync(join(repository.work, path), `${journal.split('\n').slice(0, -1).join('\n')}\n`);
    await git(repository.work, 'add', '--force', path);
    await git(repository.work, 'commit', '--quiet', '-m', 'tidied up');
    await git(repository.work, 'push', '--quiet', '--force', 'origin', 'HEAD:entra-cutover-audit');
    const job = await nightly();
    expect(job.conclusion).toBe('failure');
    expect(outcomesOf(job)).toMatchObject({ 'Verify the audit journal': 'failure', 'Look for drift': 'failure' });
    expect(logOf(job)).toContain('the end was cut off');
  });
});
