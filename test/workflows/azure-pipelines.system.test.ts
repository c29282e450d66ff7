import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageDirectory } from '../../workshop/engine/launchers.js';
import { run } from '../../workshop/engine/processes.js';

// The scripts of the template for Azure DevOps, run by bash with stand-ins for npx and pulumi: which of them are called, what is kept,
// and how the step ends.
const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-azure-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Task {
  readonly displayName?: string;
  readonly inputs?: { readonly inlineScript?: string };
  readonly env?: Readonly<Record<string, string>>;
}
const tasks = (value: unknown): readonly Task[] =>
  typeof value !== 'object' || value === null ? [] : [value as Task, ...Object.values(value).flatMap(tasks)];
const template = parse(readFileSync(join(packageDirectory, 'templates', 'azure-pipelines.yml'), 'utf8'));
const scriptOf = (name: string): string =>
  tasks(template).find(({ displayName }) => displayName === name)?.inputs?.inlineScript ?? '';

/** Runs scripts of tasks one after the other, each while the one before ended well, with the programs that are given. */
async function runTasks(
  names: readonly string[],
  programs: (place: string) => Readonly<Record<string, string>>,
  more: NodeJS.ProcessEnv = {},
): Promise<{ readonly code: number | null; readonly stdout: string; readonly calls: readonly string[] }> {
  const place = mkdtempSync(join(folder, 'run '));
  const [bin, base] = [join(place, 'bin'), join(place, 'base')];
  for (const each of [bin, base]) mkdirSync(each);
  for (const [name, text] of Object.entries(programs(place))) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    STACK: 'prod',
    PIPELINE_WORKSPACE: place,
    servicePrincipalId: 'x',
    idToken: 'y',
    ...more,
  };
  let [code, stdout]: [number | null, string] = [0, ''];
  for (const name of names) {
    const script = scriptOf(name);
    expect(script, name).not.toBe('');
    const { code: ended, stdout: said } = await run('bash', ['-c', script], { cwd: base, env });
    [code, stdout] = [ended, stdout + said];
    if (code !== 0) break;
  }
  const calls = existsSync(join(place, 'calls')) ? readFileSync(join(place, 'calls'), 'utf8') : '';
  return { code, stdout, calls: calls.split('\n').map((line) => line.split(' --')[0] ?? '') };
}

/** Runs the review's tasks; the review and the comment end with these codes, and the preview as pulumi is told to. */
function review({ reviewed = 0, shown = 0, previewed = 0, phase = 'stage', makesReport = true }) {
  const report =
    'mkdir -p ../work/report ../work/tree; echo {} > ../work/report/review.json; echo "phase=$PHASE" > "$GITHUB_OUTPUT";';
  const programs = (place: string) => ({
    npx: `echo "npx $*" >> "${place}/calls"; if [ "$2" = review ]; then ${makesReport ? report : ''} exit ${reviewed}; fi
echo the comment > ../work/report/comment.md; exit ${shown}`,
    pulumi: `echo "pulumi $*" >> "${place}/calls"; echo '{}'; exit ${previewed}`,
  });
  return runTasks(['Review', 'Preview, and show the review'], programs, { PHASE: phase });
}

it.each([
  ['cleared', {}, 0],
  ['blocked', { reviewed: 2 }, 2],
  ['undecided', { reviewed: 3 }, 3],
  ['blocked, and its preview fails', { reviewed: 2, previewed: 255 }, 2],
  ['cleared, and its preview is missing', { shown: 3, previewed: 255 }, 3],
  ['cleared, and its preview fails', { previewed: 255 }, 255],
  ['a rollback whose preview fails', { previewed: 255, phase: 'rollback' }, 0],
])('a review is previewed, shown and kept when it is %s', async (_, given, expected) => {
  const { code, stdout, calls } = await review(given);
  expect(code).toBe(expected);
  expect(calls).toEqual(['npx entra-cutover review', 'pulumi preview', 'npx entra-cutover comment', '']);
  expect(stdout).toContain('##vso[task.setvariable variable=reviewWasMade]true');
  expect(stdout).toMatch(/##vso\[task\.uploadsummary\]\/.*\/work\/report\/comment\.md/);
});

it('what was not reviewed at all is neither previewed nor shown', async () => {
  const { code, stdout, calls } = await review({ reviewed: 1, makesReport: false });
  expect([code, calls]).toEqual([1, ['npx entra-cutover review', '']]);
  expect(stdout).not.toContain('##vso');
});

/** Runs the deployment's tasks; what the comparison says, and whether main moved on after it. */
function deploy({ compared = 0, binds = true, tip = 0, previewed = 0 }) {
  const programs = (place: string) => ({
    npx: `echo "npx $2 $3" >> "${place}/calls"
if [ "$3" = check ]; then echo "binds=${binds}" >> "$GITHUB_OUTPUT"; exit ${compared}; fi
exit ${tip}`,
    pulumi: `echo "pulumi $*" | sed 's/ --stack prod//; s/ --/ /g' >> "${place}/calls"; if [ "$1" = preview ]; then exit ${previewed}; fi`,
  });
  return runTasks(['Preview, and compare with what was reviewed', 'Deploy'], programs);
}

it('a deployment is compared, looks whether main moved on, and does what was compared right after that', async () => {
  const { code, calls, stdout } = await deploy({});
  expect(code).toBe(0);
  expect(calls.map((call) => call.split(' ').slice(0, 3).join(' '))).toEqual([
    'pulumi preview policy-pack',
    'npx deploy check',
    'npx deploy tip',
    'pulumi up policy-pack',
    '',
  ]);
  expect(calls.at(-2)).toMatch(/policy-pack policy-pack plan \.entra-cutover\/plan\.json yes/);
  expect(stdout).toContain('##vso[task.setvariable variable=updateBegan]true');
});

it.each([
  ['the comparison refuses', { compared: 2 }, 2, 'npx deploy check'],
  ['main moved on', { tip: 1 }, 1, 'npx deploy tip'],
])('nothing is deployed where %s', async (_, given, expected, last) => {
  const { code, calls, stdout } = await deploy(given);
  expect([code, calls.at(-2)]).toEqual([expected, last]);
  expect(stdout).not.toContain('updateBegan');
});

it('a rollback is deployed without a plan, also where its preview fails', async () => {
  const { code, calls } = await deploy({ binds: false, previewed: 255 });
  expect([code, calls.at(-2)]).toEqual([0, 'pulumi up yes skip-preview non-interactive']);
});

it('nothing is deployed without an answer of the comparison', async () => {
  const programs = (place: string) => ({
    npx: `echo "npx $3" >> "${place}/calls"`,
    pulumi: `echo up >> "${place}/calls"`,
  });
  const { code, calls } = await runTasks(['Deploy'], programs);
  expect([code !== 0, calls]).toEqual([true, ['']]);
});

it('each task that signs in begins with a token of its own, and can get a new one', () => {
  const signingIn = tasks(template).filter(({ inputs }) => /ARM_OIDC_TOKEN/.test(inputs?.inlineScript ?? ''));
  expect(signingIn.map(({ displayName }) => displayName)).toEqual([
    'Review',
    'Preview, and show the review',
    'Preview, and compare with what was reviewed',
    'Deploy',
    'Verify the journal and the tenant',
    'Look for drift',
  ]);
  for (const { displayName, inputs, env } of signingIn) {
    expect(env, displayName).toMatchObject({ SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' });
    const script = inputs?.inlineScript ?? '';
    // The azuread plugin signs in when pulumi starts: nothing that takes long comes before it.
    const before = script.slice(0, Math.max(0, script.search(/pulumi (preview|up|refresh)/)));
    expect(before, displayName).not.toMatch(/entra-cutover (?!deploy tip)/);
    expect(script.match(/pulumi (preview|up|refresh)/g)?.length ?? 0, displayName).toBeLessThan(2);
  }
});
