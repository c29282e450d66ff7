import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parse } from 'yaml';
import { run } from '../engine/processes.js';
import { useAction } from './actions.js';
import { condition, interpolate, looseText, type Scope, type Value } from './expressions.js';
import type { FakeGithub } from './fake-github.js';
import { npmOfTheRunner } from './npm.js';
import { git } from './repository.js';
import { temporaryFolder } from './temporary.js';

interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly 'working-directory'?: string;
  readonly 'continue-on-error'?: boolean | string;
}

interface Job {
  readonly name: string;
  readonly if?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly strategy?: { readonly matrix: Readonly<Record<string, string | readonly string[]>> };
  readonly steps: readonly Step[];
}

export interface StepResult {
  readonly name: string;
  readonly outcome: 'success' | 'failure' | 'skipped';
  readonly output: string;
}

export interface JobResult {
  readonly matrix: Readonly<Record<string, Value>>;
  readonly conclusion: 'success' | 'failure' | 'skipped';
  readonly steps: readonly StepResult[];
  readonly summary: string;
  readonly workspace: string;
}

/** Everything that the job printed, for a test that fails. */
export function logOf({ steps }: JobResult): string {
  return steps.map(({ name, outcome, output }) => `${outcome} ${name}\n${output}`).join('\n');
}

export function outcomesOf({ steps }: JobResult): Readonly<Record<string, StepResult['outcome']>> {
  return Object.fromEntries(steps.map(({ name, outcome }) => [name, outcome]));
}

export interface WorkflowRequest {
  /** The bare repository; the workflow file is taken from the commit, as GitHub does. */
  readonly origin: string;
  readonly workflow: string;
  readonly commit: string;
  readonly event: 'pull_request' | 'push' | 'schedule' | 'workflow_dispatch';
  readonly ref: string;
  readonly pullRequest?: {
    readonly number: number;
    readonly head: string;
    readonly base: string;
    readonly fork?: boolean;
  };
  readonly vars: Readonly<Record<string, string>>;
  /** By GitHub environment. */
  readonly secrets: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly github: FakeGithub;
  /** The machine: the engine, the stand-ins. */
  readonly env: NodeJS.ProcessEnv;
  /** What `npm ci` installs; what this repository has, when left out. */
  readonly modules?: string;
  /** A folder of programs that stand before those of the machine. */
  readonly programs?: string;
}

/**
 * Runs a workflow as a runner would: the file parsed from the commit, its `run:` strings as bash processes, its `uses:` by
 * stand-ins for the few actions that we use. Jobs of a matrix run one after the other.
 */
export async function runWorkflow(request: WorkflowRequest): Promise<readonly JobResult[]> {
  const path = `.github/workflows/${request.workflow}`;
  const text = await git(request.origin, 'show', `${request.commit}:${path}`);
  const { jobs } = parse(text) as { jobs: Readonly<Record<string, Job>> };
  const { github } = request;
  const branch = request.ref.replace('refs/heads/', '');
  const head_sha = request.pullRequest?.head ?? request.commit;
  github.blobs.set(`${head_sha}:${path}`, await git(request.origin, 'rev-parse', `${head_sha}:${path}`));
  const id = github.runs.length + 1;
  const record = { id, path, event: request.event, conclusion: null, jobs: [], head_branch: branch, head_sha };
  github.runs.push(record);
  const results: JobResult[] = [];
  const needs: Record<string, Value> = {};
  for (const [name, job] of Object.entries(jobs)) {
    const ended = await runJob(job, request, record.id, needs);
    results.push(...ended);
    const conclusions = ended.map(({ conclusion }) => conclusion);
    needs[name] = { result: conclusions.find((conclusion) => conclusion !== 'success') ?? 'success' };
  }
  const failed = results.some(({ conclusion }) => conclusion === 'failure');
  Object.assign(record, { conclusion: failed ? 'failure' : 'success' });
  return results;
}

async function runJob(
  job: Job,
  request: WorkflowRequest,
  runId: number,
  needs: Readonly<Record<string, Value>>,
): Promise<JobResult[]> {
  const contexts = { ...contextsOf(request), needs };
  if (job.if !== undefined && !condition(job.if, { contexts, status: 'success' }))
    return [{ matrix: {}, conclusion: 'skipped', steps: [], summary: '', workspace: '' }];
  const results: JobResult[] = [];
  for (const matrix of combinations(job, contexts))
    results.push(await runCombination(job, request, runId, { matrix, needs }));
  return results;
}

function combinations({ strategy }: Job, contexts: Scope['contexts']): Readonly<Record<string, Value>>[] {
  return Object.entries(strategy?.matrix ?? {}).reduce<Readonly<Record<string, Value>>[]>(
    (all, [name, given]) => {
      const values = typeof given === 'string' ? interpolate(given, { contexts, status: 'success' }) : given;
      return (values as readonly Value[]).flatMap((value) => all.map((matrix) => ({ ...matrix, [name]: value })));
    },
    [{}],
  );
}

function contextsOf({ commit, event, ref, pullRequest, vars, github }: WorkflowRequest): Record<string, Value> {
  const head = {
    sha: pullRequest?.head ?? '',
    repo: { full_name: pullRequest?.fork ? 'somebody/identity' : github.repository },
  };
  return {
    github: {
      sha: commit,
      ref,
      repository: github.repository,
      token: github.token,
      event_name: event,
      event:
        pullRequest === undefined
          ? {}
          : { pull_request: { number: pullRequest.number, head, base: { ref: pullRequest.base } } },
    },
    vars: { ...vars },
  };
}

async function runCombination(
  job: Job,
  request: WorkflowRequest,
  runId: number,
  {
    matrix,
    needs,
  }: { readonly matrix: Readonly<Record<string, Value>>; readonly needs: Readonly<Record<string, Value>> },
): Promise<JobResult> {
  const workspace = temporaryFolder('runner');
  const files = { output: join(workspace, '.output'), summary: join(workspace, '.summary') };
  const base = { ...contextsOf(request), matrix, needs };
  const environment =
    job.environment === undefined ? '' : looseText(interpolate(job.environment, { contexts: base, status: 'success' }));
  const steps: Record<string, Value> = {};
  const results: StepResult[] = [];
  let status: Scope['status'] = 'success';
  for (const step of job.steps) {
    const contexts = { ...base, steps, secrets: request.secrets[environment] ?? {} };
    const scope: Scope = { contexts, status };
    const name = step.name ?? step.uses ?? step.run ?? '';
    writeFileSync(files.output, '');
    if (!condition(step.if, scope)) {
      if (step.id) steps[step.id] = { outcome: 'skipped', outputs: {} };
      results.push({ name, outcome: 'skipped', output: '' });
      continue;
    }
    const { code, output } = await (step.run === undefined
      ? useAction(step.uses ?? '', givenTo(step, scope), { ...request, runId, workspace, stepEnv: step.env ?? {} })
      : runScript(step, { job, request, runId, workspace, files, scope }));
    const outcome = code === 0 ? 'success' : 'failure';
    if (step.id) steps[step.id] = { outcome, outputs: outputsIn(readFileSync(files.output, 'utf8')) };
    results.push({ name, outcome, output });
    if (outcome === 'failure' && !goesOn(step, scope)) status = 'failure';
  }
  const name = looseText(interpolate(job.name, { contexts: base, status: 'success' }));
  request.github.runs.find(({ id }) => id === runId)?.jobs.push({ name, conclusion: status });
  const summary = existsSync(files.summary) ? readFileSync(files.summary, 'utf8') : '';
  return { matrix, conclusion: status, steps: results, summary, workspace };
}

function goesOn({ 'continue-on-error': given }: Step, scope: Scope): boolean {
  return typeof given === 'string' ? looseText(interpolate(given, scope)) === 'true' : given === true;
}

interface ScriptPlace {
  readonly job: Job;
  readonly request: WorkflowRequest;
  readonly runId: number;
  readonly workspace: string;
  readonly files: { readonly output: string; readonly summary: string };
  readonly scope: Scope;
}

async function runScript(step: Step, { job, request, runId, workspace, files, scope }: ScriptPlace) {
  const declared = Object.entries({ ...job.env, ...step.env }).map(([name, value]): [string, string] => [
    name,
    looseText(interpolate(String(value), scope)),
  ]);
  const script = looseText(interpolate(step.run ?? '', scope));
  const env: NodeJS.ProcessEnv = {
    ...request.env,
    PATH: [request.programs ?? [], npmOfTheRunner(request.modules), request.env.PATH ?? ''].flat().join(delimiter),
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_API_URL: request.github.url,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: request.github.repository,
    GITHUB_EVENT_NAME: request.event,
    GITHUB_REF: request.ref,
    GITHUB_REF_NAME: request.ref.replace(/^refs\/(heads|tags|pull)\//, ''),
    GITHUB_SHA: request.commit,
    GITHUB_RUN_ID: String(runId),
    GITHUB_ACTOR: 'octo-engineer',
    GITHUB_OUTPUT: files.output,
    GITHUB_STEP_SUMMARY: files.summary,
    // An empty variable of the workflow means: not set here; the machine has its own.
    ...Object.fromEntries(declared.filter(([, value]) => value !== '')),
  };
  const cwd = join(workspace, step['working-directory'] ?? '.');
  const { code, stdout, stderr } = await run('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
    cwd,
    env,
  });
  return { code, output: stdout + stderr };
}

function givenTo(step: Step, scope: Scope): Readonly<Record<string, string>> {
  const given = Object.entries(step.with ?? {});
  return Object.fromEntries(given.map(([name, value]) => [name, looseText(interpolate(String(value), scope))]));
}

function outputsIn(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text
      .split('\n')
      .filter((line) => line.includes('='))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}
