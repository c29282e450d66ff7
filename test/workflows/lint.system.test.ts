import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { parse } from 'yaml';
import { repositoryFiles } from '../../src/cli/project-files.js';
import { deploysNothing } from '../../src/pipeline/github/tip.js';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import { run } from '../../workshop/engine/processes.js';
import { pathOf, type Tool } from '../../workshop/engine/tools.js';
import { actionlint, zizmor } from '../../workshop/github/linters.js';

const folder = join(packageDirectory, '.github', 'workflows');
const files = readdirSync(folder).map((name) => join(folder, name));
const action = join(packageDirectory, 'action.yml');
const texts = files.map((path) => [path, readFileSync(path, 'utf8')] as const);

/** The commits that well-kept repositories used in mid-2026; they can't be looked up offline. */
const knownActions = [
  'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1',
  'actions/setup-node@820762786026740c76f36085b0efc47a31fe5020',
  'actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a',
  'actions/download-artifact@3e5f45b2cfb9172054b4087a40e8e0b5a5461e7c',
  'actions/cache@55cc8345863c7cc4c66a329aec7e433d2d1c52a9',
  'pulumi/actions@8e5e406f4007fca908480587cb9893c07090f58d',
];

interface OwnJob {
  readonly 'runs-on'?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly run?: string; readonly shell?: string }[];
}

/** An expression, not a template of ours. */
const matrixStack = `$\{{ matrix.stack }}`;

interface Workflow {
  readonly permissions: unknown;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly environment?: string;
        readonly permissions: Readonly<Record<string, string>>;
        readonly concurrency?: { readonly group: string };
        readonly steps: readonly { readonly uses?: string; readonly run?: string }[];
      }
    >
  >;
}

const workflow = (text: string): Workflow => parse(text) as Workflow;

/** Runs the linter. Where it is missing, CI fails, and elsewhere the test counts as skipped, not as passed. */
async function lint({ skip }: Pick<TestContext, 'skip'>, tool: Tool, args: readonly string[]): Promise<void> {
  const path = pathOf(tool);
  if (path === undefined) return skip();
  const { code, stdout, stderr } = await run(path, args, { cwd: packageDirectory });
  expect(code, stdout + stderr).toBe(0);
}

describe('the workflow files', () => {
  let linters: { actionlint: Tool; zizmor: Tool };
  beforeAll(async () => {
    linters = { actionlint: await actionlint(), zizmor: await zizmor() };
  });

  it('pass actionlint', async (context) => {
    await lint(context, linters.actionlint, ['-no-color', ...files]);
  });

  it('pass zizmor, its pedantic rules included', async (context) => {
    await lint(context, linters.zizmor, [
      '--offline',
      '--no-progress',
      '--color=never',
      '--persona=pedantic',
      ...files,
      action,
    ]);
  });

  it.for(['azblob://state?storage_account=corp', 's3://state?region=eu-central-1'])(
    'pass both as init writes them for %s',
    async (backend, context) => {
      const written = await repositoryFiles({ stack: 'prod', tool: 'connect', host: 'github', backend }, '0.1.0');
      const folderOf = mkdtempSync(join(tmpdir(), 'entra-cutover-backend-'));
      const named = Object.entries(written).filter(([path]) => path.startsWith('.github/workflows/'));
      const paths = named.map(([path, text]) => {
        const place = join(folderOf, path);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, text);
        return place;
      });
      expect(paths).toHaveLength(5);
      const configuration = join(packageDirectory, '.github', 'actionlint.yaml');
      await lint(context, linters.actionlint, ['-no-color', '-config-file', configuration, ...paths]);
      await lint(context, linters.zizmor, [
        '--offline',
        '--no-progress',
        '--color=never',
        '--persona=pedantic',
        ...paths,
      ]);
      rmSync(folderOf, { recursive: true });
    },
  );

  it.each(texts)(
    'suppress nothing, pin every action by a known commit, and give each job its own permissions: %s',
    (_, text) => {
      expect(text).not.toMatch(/zizmor:\s*ignore|shellcheck\s+disable/);
      const { permissions, jobs } = workflow(text);
      expect(permissions).toEqual({});
      for (const { permissions: granted, steps } of Object.values(jobs)) {
        expect(granted.contents).toMatch(/^(read|write)$/);
        for (const { uses } of steps) if (uses !== undefined) expect(knownActions).toContain(uses);
      }
    },
  );

  it.each(texts)('put no expression into a script: values arrive by the environment: %s', (_, text) => {
    for (const { steps } of Object.values(workflow(text).jobs))
      for (const { run: script } of steps) expect(script ?? '').not.toContain(matrixStack.slice(0, 3));
  });

  it('name only scripts that the package has', () => {
    const { scripts } = JSON.parse(readFileSync(join(packageDirectory, 'package.json'), 'utf8')) as {
      scripts: object;
    };
    const named = texts.flatMap(([, text]) =>
      [...text.matchAll(/npm run (?:--silent )?([\w:]+)/g)].map(([, name]) => name),
    );
    expect(named).toContain('release:notes');
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });

  it('say of each runner of one’s own which shell there is: Linux, or PowerShell in each step', () => {
    const jobs = texts.flatMap(([path, text]) =>
      Object.values((parse(text) as { jobs: Record<string, OwnJob> }).jobs).map((job) => ({ path, job })),
    );
    const own = jobs.filter(({ job }) => [job['runs-on']].flat().includes('self-hosted'));
    expect(own.length).toBe(2);
    for (const { path, job } of own) {
      const shells = job.steps.filter(({ run }) => run !== undefined).map(({ shell }) => shell);
      const isKnown = [job['runs-on']].flat().includes('linux') || shells.every((shell) => shell === 'powershell');
      expect(isKnown, path).toBe(true);
    }
  });

  it('may be called with the permissions that the page gives the caller', () => {
    const page = readFileSync(join(packageDirectory, 'docs', 'gitops.md'), 'utf8');
    const [, caller = ''] = /```yaml\n(name: preview\n[\s\S]*?)```/.exec(page) ?? [];
    const permissionsIn = (text: string) =>
      Object.assign(
        {},
        ...Object.values((parse(text) as { jobs: Record<string, OwnJob> }).jobs).map((job) => job.permissions),
      );
    expect(permissionsIn(caller)).toEqual(permissionsIn(readFileSync(join(folder, 'preview.yml'), 'utf8')));
    const deploy = Object.entries(permissionsIn(readFileSync(join(folder, 'deploy.yml'), 'utf8')));
    const [, said = ''] = /For `deploy\.yml` these are (.*)\./.exec(page) ?? [];
    expect(said.match(/`[^`]+`/g)).toEqual(deploy.map(([name, level]) => `\`${name}: ${level}\``));
  });

  it('review only what is proposed to main: another base branch would be another judge', () => {
    const { on } = parse(readFileSync(join(folder, 'preview.yml'), 'utf8')) as { on: unknown };
    expect(on).toEqual({ pull_request: { branches: ['main'] }, workflow_call: null });
  });

  it('deploy what main says: asked first, and again right before the update', () => {
    const text = readFileSync(join(folder, 'deploy.yml'), 'utf8');
    const { on } = parse(text) as { on: unknown };
    const push = { branches: ['main'], 'paths-ignore': deploysNothing };
    expect(on).toEqual({ push, workflow_dispatch: null, workflow_call: null });
    const runs = (workflow(text).jobs.deploy?.steps ?? []).map(({ run: script }) => script ?? '');
    const asks = 'npx entra-cutover deploy tip --stack "$STACK"';
    const update = runs.findIndex((script) => script.includes('pulumi up'));
    expect(runs[update - 1]).toBe(asks);
    expect(runs.indexOf(asks)).toBeLessThan(runs.findIndex((script) => script.includes('find-review')));
  });

  it('only deployments write, one at a time for each environment', () => {
    const writing = texts.filter(([, text]) =>
      Object.values(workflow(text).jobs).some(({ permissions }) => permissions.contents === 'write'),
    );
    expect(writing.map(([path]) => path.split('/').at(-1)).sort()).toEqual(['deploy.yml', 'release.yml']);
    const { deploy } = workflow(readFileSync(join(folder, 'deploy.yml'), 'utf8')).jobs;
    expect(deploy?.environment).toBe(matrixStack);
    expect(deploy?.concurrency?.group).toBe(`deploy-${matrixStack}`);
  });

  it('have the steps that the composite action makes one of', () => {
    interface Action {
      readonly runs: { readonly steps: readonly { readonly uses?: string; readonly run?: string }[] };
    }
    const { runs } = parse(readFileSync(action, 'utf8')) as Action;
    const theirs = ['preview.yml', 'deploy.yml'].flatMap((name) =>
      Object.values(workflow(readFileSync(join(folder, name), 'utf8')).jobs).flatMap(({ steps }) => steps),
    );
    const scripts = runs.steps.flatMap(({ run: script }) => script ?? []);
    expect(scripts.length).toBeGreaterThan(12);
    // A step of an action has no time limit of its own.
    for (const script of scripts) expect(theirs.map((step) => step.run)).toContain(script.replace('timeout 20m ', ''));
    const job = theirs.flatMap((step) => step.run ?? []).filter((script) => script.includes('entra-cutover'));
    const inAction = scripts.map((script) => script.replace('timeout 20m ', ''));
    // Of an Entra Connect server, the workflows' steps alone.
    for (const script of job.filter((text) => !text.includes('--from connect'))) expect(inAction).toContain(script);
    for (const { uses } of runs.steps) if (uses !== undefined) expect(knownActions).toContain(uses);
  });
});
