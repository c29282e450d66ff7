import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageDirectory } from '../engine/launchers.js';
import { run } from '../engine/processes.js';

/** What the organization's repository holds of this one: everything that a workflow uses. */
const product = [
  '.github',
  '.pulumi.version',
  'index.ts',
  'package.json',
  'policy-pack',
  'provider',
  'Pulumi.yaml',
  'src',
  'tsconfig.json',
  'tsconfig.types.json',
  'workshop',
];

/** Runs git and returns its output, trimmed. Nothing of the machine's own configuration takes part. */
export function git(directory: string, ...args: readonly string[]): Promise<string> {
  return gitWith({}, directory, ...args);
}

/** The same with more in the environment. */
export async function gitWith(more: NodeJS.ProcessEnv, directory: string, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, ...more, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', ...author };
  const { code, stdout, stderr } = await run('git', args, { cwd: directory, env });
  if (code !== 0) throw new Error(`git ${args.join(' ')} failed in ${directory}: ${stderr}`);
  return stdout.trim();
}

const author = {
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@corp.example',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@corp.example',
};

/** Files by path; undefined deletes. */
export type Edits = Readonly<Record<string, string | undefined>>;

/** The repository of an organization on a git host: pull requests are branches and their merge commits. */
export interface Repository {
  readonly origin: string;
  readonly work: string;
  readonly read: (path: string) => string;
  /** Commits the edits on a branch that begins at main, or goes on from what it has. */
  readonly propose: (branch: string, edits: Edits) => Promise<{ readonly head: string; readonly merge: string }>;
  /** What the host's "Squash and merge" does: one new commit on main. */
  readonly squash: (branch: string) => Promise<string>;
  readonly commitToMain: (edits: Edits) => Promise<string>;
}

/**
 * Makes the repository in the folder, with the product, or what lies in another folder, and the edits as its first commit.
 */
export async function createRepository(
  folder: string,
  edits: Edits,
  from: { readonly directory: string; readonly names: readonly string[] } = {
    directory: packageDirectory,
    names: product,
  },
): Promise<Repository> {
  const [origin, work] = [join(folder, 'origin.git'), join(folder, 'work')];
  mkdirSync(origin, { recursive: true });
  mkdirSync(work, { recursive: true });
  await git(origin, 'init', '--quiet', '--bare', '--initial-branch=main');
  await git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  await git(work, 'init', '--quiet', '--initial-branch=main');
  await git(work, 'remote', 'add', 'origin', origin);
  for (const name of from.names)
    cpSync(join(from.directory, name), join(work, name), {
      recursive: true,
      filter: (path) => !path.includes('node_modules'),
    });
  writeFileSync(join(work, '.gitignore'), 'node_modules/\nnode_modules\ndist/\n.entra-cutover/\n/audit/\n');
  const commit = async (message: string, changed: Edits): Promise<string> => {
    for (const [path, text] of Object.entries(changed)) {
      if (text === undefined) await git(work, 'rm', '--quiet', path);
      else {
        mkdirSync(dirname(join(work, path)), { recursive: true });
        writeFileSync(join(work, path), text);
      }
    }
    await git(work, 'add', '--all');
    await git(work, 'commit', '--quiet', '--allow-empty', '-m', message);
    return git(work, 'rev-parse', 'HEAD');
  };
  await commit('The reference deployment', edits);
  await git(work, 'push', '--quiet', 'origin', 'main');
  return {
    origin,
    work,
    read: (path) => readFileSync(join(work, path), 'utf8'),
    async propose(branch, changed) {
      const exists = (await git(work, 'branch', '--list', branch)) !== '';
      await git(work, 'checkout', '--quiet', ...(exists ? [branch] : ['-b', branch, 'main']));
      const head = await commit(branch, changed);
      await git(work, 'push', '--quiet', '--force', 'origin', branch);
      await git(work, 'checkout', '--quiet', '--detach', 'main');
      await git(work, 'merge', '--quiet', '--no-ff', '-m', `Merge ${branch}`, branch);
      const merge = await git(work, 'rev-parse', 'HEAD');
      await git(work, 'push', '--quiet', '--force', 'origin', `HEAD:refs/pull/${branch}/merge`);
      await git(work, 'checkout', '--quiet', 'main');
      return { head, merge };
    },
    async squash(branch) {
      await git(work, 'checkout', '--quiet', 'main');
      await git(work, 'merge', '--quiet', '--squash', branch);
      const merged = await commit(`${branch} (#1)`, {});
      await git(work, 'push', '--quiet', 'origin', 'main');
      return merged;
    },
    async commitToMain(changed) {
      await git(work, 'checkout', '--quiet', 'main');
      const commitId = await commit('Straight to main', changed);
      await git(work, 'push', '--quiet', 'origin', 'main');
      return commitId;
    },
  };
}
