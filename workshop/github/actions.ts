import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FakeGithub } from './fake-github.js';
import { git, gitWith } from './repository.js';
import { temporaryFolder } from './temporary.js';

export interface ActionPlace {
  readonly origin: string;
  readonly commit: string;
  readonly github: FakeGithub;
  readonly runId: number;
  readonly workspace: string;
  /** Of the step. */
  readonly stepEnv: Readonly<Record<string, string>>;
}

/** The stand-in for an action, by its name before the `@`; any other is an error. */
export async function useAction(
  uses: string,
  given: Readonly<Record<string, string>>,
  { origin, commit: pushed, github, runId, workspace, stepEnv }: ActionPlace,
): Promise<{ readonly code: number; readonly output: string }> {
  const action = uses.split('@')[0] ?? '';
  const folder = join(workspace, given.path ?? '.');
  if (action === 'actions/checkout') {
    const commit = given.ref || pushed;
    mkdirSync(folder, { recursive: true });
    await git(folder, 'init', '--quiet');
    await git(folder, 'remote', 'add', 'origin', origin);
    const depth = given['fetch-depth'] ?? '1';
    await git(folder, 'fetch', '--quiet', `--depth=${depth}`, 'origin', commit);
    await gitWith(stepEnv, folder, 'checkout', '--quiet', '--detach', 'FETCH_HEAD');
    return { code: 0, output: '' };
  }
  if (action === 'actions/upload-artifact') {
    const kept = temporaryFolder('artifact');
    if (!existsSync(folder)) return { code: 1, output: `nothing at ${folder}` };
    cpSync(folder, kept, { recursive: true });
    github.artifacts.push({ name: given.name ?? '', run: runId, folder: kept, fork: false });
    return { code: 0, output: '' };
  }
  if (action === 'actions/download-artifact') {
    const found = github.artifacts.find(({ name, run: id }) => name === given.name && id === Number(given['run-id']));
    if (found === undefined) return { code: 1, output: `Artifact not found for name: ${given.name}` };
    cpSync(found.folder, folder, { recursive: true });
    return { code: 0, output: '' };
  }
  if (action === 'pulumi/actions') {
    const file = given['pulumi-version-file'] ?? '';
    const isPinned = existsSync(join(workspace, file)) && file !== '';
    return isPinned ? { code: 0, output: '' } : { code: 1, output: `pulumi-version-file '${file}' does not exist` };
  }
  if (['actions/setup-node', 'actions/cache'].includes(action)) return { code: 0, output: '' };
  throw new Error(`the runner has no stand-in for ${action}`);
}
