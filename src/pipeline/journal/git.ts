import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { UserError } from '../../domain/errors.js';

const execute = promisify(execFile);

/** Only what hangs takes longer: a remote that does not answer, a disk that is gone. */
const longestMilliseconds = 300_000;

export interface GitOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Ends git at once, whatever it waits for; after five minutes when left out. */
  readonly signal?: AbortSignal;
}

/**
 * Runs git in the folder and returns what it printed. Hooks and a pager never run: a proposed tree is data. Nor does it ask
 * anybody for a password: nobody would answer.
 *
 * @throws UserError with git's own last line, or that it was ended.
 */
export async function git(directory: string, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { signal = AbortSignal.timeout(longestMilliseconds) } = options;
  try {
    const running = execute('git', ['-c', 'core.hooksPath=/dev/null', '--no-pager', ...args], {
      cwd: directory,
      maxBuffer: 256 * 1024 * 1024,
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0', ...options.env },
      signal,
    });
    if (options.input !== undefined) running.child.stdin?.end(options.input);
    return (await running).stdout;
  } catch (error) {
    const { stderr = '', code } = error as { stderr?: string; code?: string | number };
    const ended = signal.aborted ? 'it did not end within its time limit and was stopped' : undefined;
    const reason = code === 'ENOENT' ? absent(directory) : ended || whyOf(stderr) || String(code);
    const advice = advices.find(([words]) => words.test(reason))?.[1];
    const told = `git ${args.slice(0, 2).join(' ')} failed in ${directory}: ${reason}`;
    throw new UserError([`${told.replace(/[.]$/, '')}.`, ...(advice === undefined ? [] : [advice])].join(' '));
  }
}

/** Node.js names neither the program nor the folder where one of them is missing. */
function absent(directory: string): string {
  return existsSync(directory) ? 'git is not installed' : 'there is no such folder';
}

/** What to do about the usual causes. What git says for its own remedies comes in several lines, and for other commands. */
const advices: readonly (readonly [words: RegExp, advice: string])[] = [
  [/^there is no such folder$/, 'Give the path of a checkout.'],
  [/^git is not installed$/, 'Install git, and see that it is on the PATH.'],
  [
    /does not appear to be a git repository|No such remote/,
    'The checkout has no such remote: add it (git remote add NAME URL), or name another one with --remote.',
  ],
  [/not a git repository/, 'Run the command in a checkout of the repository.'],
  [
    /HEAD.*(unknown revision|Needed a single revision)|Not a valid object name HEAD|(ambiguous argument|bad revision) '?HEAD/,
    'Nothing is checked out here: commit, or check out a branch that has a commit.',
  ],
  [
    /Could not resolve host|Connection (refused|timed out)|unable to access|Authentication failed|could not read (Username|Password|from remote)/i,
    'See that this machine reaches the remote, and that GITHUB_TOKEN, or the checkout’s own sign-in, may use it.',
  ],
];

/** What git says is wrong: behind it there is advice, in several lines. */
function whyOf(stderr: string): string | undefined {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^(fatal|error|! \[|ERROR)/.test(line.trim())) ?? lines.at(-1);
}

/**
 * The same with a remote, signed in by the token where one is given: it goes by git's environment, never into arguments,
 * files or the remote's address.
 */
export function remoteGit(
  directory: string,
  { token, signal }: { readonly token?: string; readonly signal?: AbortSignal },
  args: readonly string[],
): Promise<string> {
  const limit = signal === undefined ? {} : { signal };
  if (token === undefined) return git(directory, args, limit);
  const header = `AUTHORIZATION: basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`;
  const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'http.extraHeader', GIT_CONFIG_VALUE_0: header };
  return git(directory, args, { env, ...limit });
}

/** A branch's newest commit, fetched without its history; undefined when the remote has no such branch. */
export async function fetchTip(
  directory: string,
  source: { readonly remote: string; readonly branch: string; readonly token?: string; readonly signal?: AbortSignal },
): Promise<string | undefined> {
  const { remote, branch } = source;
  const listed = await remoteGit(directory, source, ['ls-remote', remote, `refs/heads/${branch}`]);
  const tip = listed.split('\t')[0]?.trim();
  if (!tip) return undefined;
  // Fetching what is here already would cut its history off at that commit.
  const here = await git(directory, ['cat-file', '-e', `${tip}^{commit}`]).then(
    () => true,
    () => false,
  );
  if (here) return tip;
  await remoteGit(directory, source, ['fetch', '--quiet', '--no-tags', '--depth=1', remote, tip]);
  return tip;
}

/** The hash of the tree that is checked out in the folder: what was reviewed, whatever commit holds it. */
export async function treeOf(directory: string): Promise<string> {
  return (await git(directory, ['rev-parse', 'HEAD^{tree}'])).trim();
}

/**
 * The blob hash of a file that is the same in the checked-out commit and in its parent: on a protected branch, the file
 * from before the pull request.
 *
 * @throws UserError where they differ, or the parent is not there.
 */
export async function blobBeforeMerge(directory: string, path: string): Promise<string> {
  const blobIn = async (commit: string): Promise<string | undefined> =>
    (await git(directory, ['rev-parse', '--verify', '--quiet', `${commit}:${path}`]).catch(() => '')).trim() ||
    undefined;
  const [now, before] = [await blobIn('HEAD'), await blobIn('HEAD^1')];
  if (now === undefined) throw new UserError(`The commit that is checked out has no ${path}.`);
  if (now === before) return now;
  throw new UserError(
    `${path} is not the file from before the merge${before === undefined ? ', or the commit before is not checked out (fetch-depth: 2)' : ''}: a pull request that changes the workflow which reviews it is reviewed by its own version of it. Merge the workflow alone; the next pull request is reviewed by it.`,
  );
}

/** Paths whose content or mode differs between the two checkouts; they need not share a history. */
export async function changedFiles(base: string, head: string): Promise<readonly string[]> {
  return different(await entriesOf(base, 'HEAD'), await entriesOf(head, 'HEAD'));
}

/** Paths whose content or mode differs between the commit that is checked out and another one that was fetched. */
export async function changedUpTo(directory: string, commit: string): Promise<readonly string[]> {
  return different(await entriesOf(directory, 'HEAD'), await entriesOf(directory, commit));
}

function different(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

async function entriesOf(directory: string, commit: string): Promise<ReadonlyMap<string, string>> {
  const listed = await git(directory, ['ls-tree', '-r', '-z', commit]);
  return new Map(
    listed
      .split('\0')
      .filter((line) => line !== '')
      .map((line): [string, string] => {
        // A path may hold tabs itself.
        const tab = line.indexOf('\t');
        return [line.slice(tab + 1), line.slice(0, tab)];
      }),
  );
}
