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
}
const tasks = (value: unknown): readonly Task[] =>
  typeof value !== 'object' || value === null ? [] : [value as Task, ...Object.values(value).flatMap(tasks)];
const template = parse(readFileSync(join(packageDirectory, 'templates', 'azure-pipelines.yml'), 'utf8'));
const scriptOf = (name: string): string =>
  tasks(template).find(({ displayName }) => displayName === name)?.inputs?.inlineScript ?? '';

/** Runs the review's script; the review and the comment end with these codes, and the preview as pulumi is told to. */
async function review({ reviewed = 0, shown = 0, previewed = 0, phase = 'stage', makesReport = true }) {
  const place = mkdtempSync(join(folder, 'run '));
  const [bin, base] = [join(place, 'bin'), join(place, 'base')];
  for (const each of [bin, base]) mkdirSync(each);
  const program = (name: string, text: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  const report =
    'mkdir -p ../work/report ../work/tree; echo {} > ../work/report/review.json; echo "phase=$PHASE" > "$GITHUB_OUTPUT";';
  program(
    'npx',
    `echo "npx $*" >> ../calls; if [ "$2" = review ]; then ${makesReport ? report : ''} exit ${reviewed}; fi
echo the comment > ../work/report/comment.md; exit ${shown}`,
  );
  program('pulumi', `echo "pulumi $*" >> ../../calls; echo '{}'; exit ${previewed}`);
  const env = {
    PATH: `${bin}:${process.env.PATH}`,
    STACK: 'prod',
    PHASE: phase,
    servicePrincipalId: 'x',
    idToken: 'y',
  };
  const { code, stdout } = await run('bash', ['-c', scriptOf('Review and preview')], { cwd: base, env });
  const calls = existsSync(join(place, 'calls')) ? readFileSync(join(place, 'calls'), 'utf8') : '';
  return { code, stdout, calls: calls.split('\n').map((line) => line.split(' --')[0]) };
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
