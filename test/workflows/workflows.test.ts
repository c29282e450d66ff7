import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngine } from '../../engine/acquire.js';
import { repositoryDirectory } from '../../engine/launchers.js';
import { collectOnPremises } from '../../engine/product.js';
import { createProject, type Project, scenarioFolder } from '../../engine/project.js';
import { FakeGithub } from './harness/fake-github.js';
import { createRepository, git, type Repository } from './harness/repository.js';
import { type JobResult, runWorkflow } from './harness/runner.js';

// The workflow files as they are, on a real git repository, the real engine and the simulators: a pull request is reviewed,
// merged and deployed. Each test goes on where the one before ended.
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-workflows-'));
const stackFile = 'Pulumi.staging.yaml';
const evidence = 'evidence/on-prem.ndjson';
const victim = 'ada.lindqvist@corp.example';
const github = new FakeGithub();
let project: Project;
let repository: Repository;
let whole = '';
let merged = '';
let mismatching = '';

/** The directory's evidence, with one line of its export changed. */
async function evidenceWith(change: (csv: string) => string): Promise<string> {
  const [scenario, output] = [join(folder, 'scenario'), join(folder, 'on-prem.ndjson')];
  cpSync(scenarioFolder('repaired-organisation'), scenario, { recursive: true });
  const csv = join(scenario, 'OnPremIDs.csv');
  writeFileSync(csv, change(readFileSync(csv, 'utf8')));
  await collectOnPremises(scenario, output);
  return readFileSync(output, 'utf8');
}

async function previewOf(branch: string, edits: Record<string, string | undefined>, number = 1): Promise<JobResult> {
  const { head, merge } = await repository.propose(branch, edits);
  const [job] = await runWorkflow({
    origin: repository.origin,
    workflow: 'preview.yml',
    commit: merge,
    event: 'pull_request',
    ref: `refs/pull/${branch}/merge`,
    pullRequest: { number, head, base: 'main' },
    vars: { CUTOVER_STACKS: '["staging"]' },
    secrets: {},
    github,
    env: project.env,
  });
  if (job === undefined) throw new Error('the workflow has no job');
  return job;
}

async function deploy(commit: string): Promise<JobResult> {
  const [job] = await runWorkflow({
    origin: repository.origin,
    workflow: 'deploy.yml',
    commit,
    event: 'push',
    ref: 'refs/heads/main',
    vars: { CUTOVER_STACKS: '["staging"]' },
    secrets: {},
    github,
    env: project.env,
  });
  if (job === undefined) throw new Error('the workflow has no job');
  return job;
}

const log = ({ steps }: JobResult): string =>
  steps.map(({ name, outcome, output }) => `${outcome} ${name}\n${output}`).join('\n');
const outcomes = ({ steps }: JobResult) => Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]));
const comment = (): string => github.comments.at(-1)?.body ?? '';

beforeAll(async () => {
  const engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  await github.start();
  project = await createProject({ directory: join(folder, 'project'), engine, scenario: 'repaired-organisation' });
  whole = await evidenceWith((csv) => csv);
  mismatching = await evidenceWith((csv) => csv.replace(new RegExp(`^(.*${victim}.*)$`, 'm'), swapFirstBytes));
  const settings = readFileSync(join(repositoryDirectory, stackFile), 'utf8')
    .replace('.entra-cutover/embedded/on-prem.evidence.ndjson', evidence)
    .replace('.entra-cutover/embedded/audit.jsonl', 'audit/staging.jsonl');
  repository = await createRepository(folder, { [stackFile]: settings, [evidence]: whole });
});

afterAll(async () => {
  github.stop();
  await project?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Another anchor for one person: the first GUID of the line gets other bytes. */
function swapFirstBytes(line: string): string {
  return line.replace(/[0-9a-f]{8}(?=-[0-9a-f]{4}-)/gi, (bytes) => [...bytes].reverse().join(''));
}

describe('a pull request', () => {
  it('that brings a mismatch gets the blocking comment and a failing check', async () => {
    const job = await previewOf('mismatch', { [evidence]: mismatching });
    expect(job.conclusion, log(job)).toBe('failure');
    expect(outcomes(job)).toMatchObject({ Review: 'failure', Comment: 'success', 'Keep the report': 'success' });
    expect(github.comments).toHaveLength(1);
    expect(comment()).toMatch(/^<!-- entra-cutover review: staging -->\n## BLOCKED/);
    expect(comment()).toContain(victim);
    expect(comment()).toContain('Newly mismatching');
    expect(comment()).toContain('assess(assess: now)');
    expect(comment()).toContain('What Pulumi would change');
    expect(github.checkRuns.at(-1)).toMatchObject({ name: 'entra-cutover: staging', conclusion: 'failure' });
    expect(github.sarif).toHaveLength(1);
    expect(job.summary).toContain(victim);
  });

  it('turns green with its fix, in the same comment', async () => {
    const job = await previewOf('mismatch', { [evidence]: whole });
    expect(job.conclusion, log(job)).toBe('success');
    expect(github.comments).toHaveLength(1);
    expect(comment()).not.toContain('BLOCKED');
    expect(comment()).not.toContain('The preview was refused');
    expect(github.checkRuns.at(-1)).toMatchObject({ conclusion: 'success' });
  });

  it('that raises its own threshold, waives its own finding and edits the gate is judged by the base branch', async () => {
    const raised = repository
      .read(stackFile)
      .replace('creations:\n      default: 0', 'creations:\n      default: 1000')
      .replace('  cutover:thresholds:', '  cutover:waivers: waivers/staging.yaml\n  cutover:thresholds:');
    const waivers = `waivers:\n  - rule: anchor-mismatch\n    subjects: [${victim}]\n    reason: trust me\n    owner: me\n    expires: 2099-01-01\n`;
    const cleared = "export function decide(): Decision {\n  return 'cleared';\n}\n";
    const gate = repository.read('src/gate/decide.ts').replace(/export function decide\([\s\S]*?\n}\n/, cleared);
    expect(gate).toContain(cleared);
    const edits = {
      [stackFile]: raised,
      'waivers/staging.yaml': waivers,
      'src/gate/decide.ts': gate,
      [evidence]: mismatching,
    };
    const job = await previewOf('loosened', edits, 2);
    expect(job.conclusion, log(job)).toBe('failure');
    expect(github.comments).toHaveLength(2);
    expect(comment()).toMatch(/## BLOCKED/);
    expect(comment()).toContain('This proposal changes how it is judged');
    for (const changed of ['cutover:thresholds', 'cutover:waivers', 'src/gate/decide.ts', 'trust me'])
      expect(comment()).toContain(changed);
    expect(github.checkRuns.at(-1)).toMatchObject({ conclusion: 'failure' });
  });

  it('from a fork gets no preview: there would be secrets', async () => {
    const requests = github.requests.length;
    const { head, merge } = await repository.propose('forked', { [evidence]: whole });
    const [job] = await runWorkflow({
      origin: repository.origin,
      workflow: 'preview.yml',
      commit: merge,
      event: 'pull_request',
      ref: 'refs/pull/forked/merge',
      pullRequest: { number: 3, head, base: 'main', fork: true },
      vars: { CUTOVER_STACKS: '["staging"]' },
      secrets: {},
      github,
      env: project.env,
    });
    expect(job?.conclusion).toBe('skipped');
    expect(github.requests).toHaveLength(requests);
  });
});

describe('a deployment', () => {
  it('of a tree that nobody reviewed is refused before anything is touched', async () => {
    const commit = await repository.commitToMain({ 'notes.md': 'straight to main' });
    const job = await deploy(commit);
    expect(job.conclusion).toBe('failure');
    expect(log(job)).toContain('was not reviewed');
    expect(outcomes(job)).toMatchObject({
      'Find the review of this tree': 'failure',
      Preview: 'skipped',
      Deploy: 'skipped',
    });
  });

  it('of the reviewed tree goes ahead after a squash merge', async () => {
    const review = await previewOf('reviewed', { 'notes.md': 'reviewed' }, 4);
    expect(review.conclusion, log(review)).toBe('success');
    merged = await repository.squash('reviewed');
    const job = await deploy(merged);
    expect(job.conclusion, log(job)).toBe('success');
    expect(outcomes(job)).toMatchObject({ 'Compare with what was reviewed': 'success', Deploy: 'success' });
  });

  it('is refused when the evidence became worse since the review', async () => {
    // Somebody's account lost its anchor in the tenant between review and deployment.
    await project.organisation.replacePeople(scenarioFolder('mismatching-organisation'));
    const job = await deploy(merged);
    await project.organisation.replacePeople(scenarioFolder('repaired-organisation'));
    expect(job.conclusion).toBe('failure');
    expect(log(job)).toContain('new errors');
    expect(outcomes(job)).toMatchObject({ 'Compare with what was reviewed': 'failure', Deploy: 'skipped' });
  });
});

describe('the audit branch', () => {
  it('is not there before anything was changed', async () => {
    expect(await git(repository.origin, 'branch', '--list', 'entra-cutover-audit')).toBe('');
  });
});
