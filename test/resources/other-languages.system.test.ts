import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acquireEngine } from '../../workshop/engine/acquire.js';
import type { Engine } from '../../workshop/engine/engine.js';
import { pythonSdkGenerator, yamlLanguageHost } from '../../workshop/engine/languages/get.js';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import { findOnPath, run } from '../../workshop/engine/processes.js';
import { createProject, type Project, scenarioFolder } from '../../workshop/engine/project.js';
import { pathOf } from '../../workshop/engine/tools.js';

// What the schema is for: programs in other languages than TypeScript.
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-languages-'));
const directory = join(folder, 'project');
let engine: Engine;
let project: Project;
let host: string | undefined;

beforeAll(async () => {
  host = pathOf(await yamlLanguageHost());
  engine = await acquireEngine({ say: (line) => process.stderr.write(`${line}\n`) });
  project = await createProject({ directory, engine, scenario: 'repaired-organisation' });
});

afterAll(async () => {
  await project?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Exported {
  readonly deployment: {
    readonly resources: readonly { readonly type: string; readonly inputs?: object; readonly outputs?: object }[];
  };
}

describe('a YAML program', () => {
  const pulumi = (...args: readonly string[]) => {
    const PATH = [dirname(host ?? ''), project.env.PATH].join(delimiter);
    return run('pulumi', [...args, '--non-interactive'], { cwd: directory, env: { ...project.env, PATH } });
  };
  /** What the program declared of ours, without its names. */
  const update = async () => {
    const { code, stdout, stderr } = await pulumi('up', '--yes', '--skip-preview', '--stack', 'staging');
    expect(code, stdout + stderr).toBe(0);
    const exported = await pulumi('stack', 'export', '--stack', 'staging');
    const { resources } = (JSON.parse(exported.stdout) as Exported).deployment;
    return resources
      .filter(({ type }) => type.startsWith('entra-cutover:index:') && !type.endsWith(':EnvironmentCutover'))
      .map(({ type, inputs, outputs }) => JSON.stringify({ type, inputs, outputs }))
      .sort();
  };

  it('declares the environment that the TypeScript program declares, and is refused as that is', async ({ skip }) => {
    if (host === undefined) return skip();
    const declared = await update();
    expect(declared.length).toBe(6);
    cpSync(join(packageDirectory, 'docs', 'examples', 'yaml', 'Pulumi.yaml'), join(directory, 'Pulumi.yaml'));
    await pulumi('stack', 'select', '--create', 'staging');
    expect(await update()).toEqual(declared);
    const outputs = await pulumi('stack', 'output', '--json', '--stack', 'staging');
    expect(JSON.parse(outputs.stdout)).toMatchObject({ decision: 'cleared', phase: 'assess' });

    project.setPhase('stage');
    await update();
    await project.organisation.replacePeople(scenarioFolder('mismatching-organisation'));
    await project.collect('mismatching-organisation');
    project.setPhase('cutover');
    const refused = await pulumi('preview', '--stack', 'staging');
    expect(refused.code).not.toBe(0);
    expect(refused.stdout + refused.stderr).toMatch(/anchor-mismatch[\s\S]*tomas\.eriksson/);
  });
});

describe('a Python program', () => {
  it('imports the SDK that Pulumi makes of the schema', async ({ skip }) => {
    const left = (what: string): void => {
      if (process.env.CI) throw new Error(what);
      process.stderr.write(`left out: the Python SDK (${what})\n`);
      skip();
    };
    const python = findOnPath('python3', process.env);
    if (host === undefined) return skip();
    if (python === undefined) return left('no python3; install Python 3.10 or newer');
    const plugin = join(packageDirectory, 'provider', 'pulumi-resource-entra-cutover');
    const printed = await run(engine.pulumi, ['package', 'get-schema', plugin], { cwd: folder, env: project.env });
    expect(printed.code, printed.stderr).toBe(0);
    writeFileSync(join(folder, 'schema.json'), printed.stdout);
    const sdk = join(folder, 'sdk');
    const made = await run(pythonSdkGenerator(host), [join(folder, 'schema.json'), sdk]);
    expect(made.code, made.stderr).toBe(0);
    const environment = join(folder, 'venv');
    const interpreter = join(environment, 'bin', 'python');
    const venv = await run(python, ['-m', 'venv', environment]);
    if (venv.code !== 0) return left(`no venv; install python3-venv: ${venv.stderr.trim()}`);
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', sdk];
    const installed = await run(interpreter, pip, { timeoutSeconds: 300 });
    if (installed.code !== 0) return left(`pip: ${installed.stderr.trim().split('\n').at(-1)}`);
    const program = `
import inspect
import pulumi_entra_cutover as cutover
assert set(inspect.signature(cutover.get_stack_settings).parameters) >= {"stack"}
assert cutover.CutoverPhase.ROLLBACK.value == "rollback"
assert issubclass(cutover.AnchorGate, __import__("pulumi").CustomResource)
print(cutover.AnchorGate.__name__, len([name for name in dir(cutover) if name.endswith("Args")]) > 10)
`;
    const { code, stdout, stderr } = await run(interpreter, ['-c', program], { cwd: folder });
    expect([code, stdout, stderr]).toEqual([0, 'AnchorGate True\n', '']);
  });
});
