import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { FakeGithub } from '../../workshop/github/fake-github.js';
import { git } from '../../workshop/github/repository.js';
import { logOf, runWorkflow } from '../../workshop/github/runner.js';
import { temporaryFolder } from '../../workshop/github/temporary.js';

// The workflow as it is, but for what its preview does: how the required check follows from how the preview ended.
const origin = temporaryFolder('required-check');
const commits: Record<string, string> = {};
const failsFor = (stacks: string): string => `case " ${stacks} " in *" $STACK "*) exit 1;; esac`;

beforeAll(async () => {
  await git(origin, 'init', '--quiet', '--initial-branch', 'main');
  const path = join(origin, '.github/workflows');
  mkdirSync(path, { recursive: true });
  for (const failing of ['', 'prod', 'staging prod']) {
    const workflow = parse(readFileSync('.github/workflows/preview.yml', 'utf8'));
    workflow.jobs.preview.steps = [{ name: 'Preview', run: failsFor(failing) }];
    writeFileSync(join(path, 'preview.yml'), stringify(workflow));
    await git(origin, 'add', '--all');
    await git(
      origin,
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@x.example',
      'commit',
      '--quiet',
      '--message',
      failing || 'none',
    );
    commits[failing] = (await git(origin, 'rev-parse', 'HEAD')).trim();
  }
});

/** How each job of a pull request ends, `preview` once for each stack. */
async function conclusions(failing: string, stacks: string, fork: boolean) {
  const commit = commits[failing] ?? '';
  const jobs = await runWorkflow({
    origin,
    workflow: 'preview.yml',
    commit,
    event: 'pull_request',
    ref: 'refs/pull/1/merge',
    pullRequest: { number: 1, head: commit, base: 'main', fork },
    vars: { CUTOVER_STACKS: stacks },
    secrets: {},
    github: new FakeGithub(),
    env: process.env,
  });
  return { ended: jobs.map(({ conclusion }) => conclusion), log: jobs.map(logOf).join('\n') };
}

describe('the required check', () => {
  const both = '["staging","prod"]';

  it.each([
    ['every stack was reviewed', '', both, false, ['success', 'success', 'success']],
    ['one stack was refused', 'prod', both, false, ['success', 'failure', 'failure']],
    ['every stack was refused', 'staging prod', both, false, ['failure', 'failure', 'failure']],
    ['a fork gets no preview, which GitHub would count as passed', '', both, true, ['skipped', 'failure']],
    ['no stack is set up', '', '', false, ['skipped', 'success']],
    ['no stack is set up, and a fork proposes', '', '', true, ['skipped', 'success']],
  ])('where %s', async (_what, failing, stacks, fork, ended) => {
    const found = await conclusions(failing, stacks, fork);
    expect(found.ended, found.log).toEqual(ended);
    expect(/push the branch to this repository/.test(found.log)).toBe(fork && stacks !== '');
  });

  it('fails for a preview that was canceled, and is one job with one name that docs/gitops.md tells to require', () => {
    const { reviewed } = parse(readFileSync('.github/workflows/preview.yml', 'utf8')).jobs;
    expect(reviewed).toMatchObject({
      name: 'reviewed',
      needs: 'preview',
      if: 'always()',
      permissions: { contents: 'read' },
    });
    expect(reviewed.strategy).toBeUndefined();
    expect(readFileSync('docs/gitops.md', 'utf8')).toMatch(/`reviewed`/);
    const [{ run }] = reviewed.steps;
    // Whatever result is not success ends with 1: the script names none of them as passed.
    expect(run.match(/exit 0/g)).toHaveLength(2);
    expect(run).toMatch(/\[ "\$RESULT" = success \]; then exit 0/);
    expect(run.trimEnd().endsWith('exit 1')).toBe(true);
  });
});
