import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { statusPath } from '../../audit/index.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { backupPath, earlierBackups, isEarlierBackup } from '../backup/backup.js';
import { sealedJournalPath } from '../repairs/sealed-path.js';
import { baselinePath } from '../verify/baseline.js';
import { waveRecordPath } from '../verify/wave-record.js';
import { fetchTip, git, remoteGit } from './git.js';

/** Where a journal is kept: a branch of its own, whose history never meets the program's. */
export interface AuditBranch {
  /** The checkout whose remote has the branch. */
  readonly directory: string;
  readonly remote: string;
  readonly branch: string;
  /** The journal's path in the checkout and on the branch. */
  readonly journal: string;
  /** Signs in to an https remote; a workflow's token. */
  readonly token?: string;
  /** Gives up at once, whatever git waits for. */
  readonly signal?: AbortSignal;
}

/** One job each of a matrix of many tenants may end at the same moment. */
const attempts = 30;
const longestPauseMilliseconds = 500;
/** How long is waited before a push that failed for another reason is tried again: some 30 seconds in all. */
export const outagePauses: readonly number[] = [1000, 2000, 4000, 8000, 15_000];

/**
 * Brings the journal from the branch, and what lies next to it: the digests of the people, and the sealed values that repairs
 * replaced. What is here already must be a beginning of it, or go on from it: journals are never merged and never
 * overwritten by another one.
 *
 * @returns `fetched`, `none` where the branch or the journal does not exist yet, or `ahead` when there is more here.
 */
export async function fetchJournal(where: AuditBranch): Promise<'fetched' | 'none' | 'ahead'> {
  const tip = await fetchTip(where.directory, where);
  const kept = await keptFile(where, tip, where.journal);
  if (kept === undefined) return 'none';
  const [sealed, ...replaced] = besideJournal(where.journal);
  await bring(where, sealed, tip);
  const brought = await bring(where, where.journal, tip);
  if (brought === 'ahead') return 'ahead';
  const here = new Set(await earlierBackups(where.directory, where.journal));
  const earlier = (await keptBackups(where, tip)).filter((path) => !here.has(path));
  for (const path of [...replaced, ...earlier]) {
    const text = await keptFile(where, tip, path);
    if (text !== undefined) await putHere(where, path, text);
  }
  return 'fetched';
}

/** Brings a file that only ever grows. */
async function bring(where: AuditBranch, path: string, tip: string | undefined): Promise<'same' | 'ahead'> {
  const [here, kept = ''] = [await fileHere(where, path), await keptFile(where, tip, path)];
  if (here === kept) return 'same';
  if (here.startsWith(kept)) return 'ahead';
  if (!kept.startsWith(here)) throw diverged(where, path);
  await putHere(where, path, kept);
  return 'same';
}

/**
 * Puts the journal, and what lies next to it, on the branch as a commit on top of it, by git's plumbing: the checkout is left
 * alone. Another environment may publish at the same moment; then its commit comes first.
 *
 * @returns the commit, or undefined when the branch has everything already.
 * @param pauses milliseconds to wait before a push that failed is tried again.
 * @throws UserError when the branch holds entries that are not here, or the push is still refused.
 */
export async function publishJournal(
  where: AuditBranch,
  message: string,
  pauses: readonly number[] = outagePauses,
): Promise<string | undefined> {
  let outages = 0;
  for (let count = 1; ; count += 1) {
    const tip = await fetchTip(where.directory, where);
    const grown = await grownFiles(where, tip);
    if (grown.size === 0) return undefined;
    const commit = await commitFiles(where, tip, grown, message);
    const push = ['push', '--quiet', where.remote, `${commit}:refs/heads/${where.branch}`];
    const refused = await remoteGit(where.directory, where, push).then(() => undefined, asUserError);
    if (refused === undefined) return commit;
    const moved = (await fetchTip(where.directory, where)) !== tip;
    const wait = moved ? Math.random() * longestPauseMilliseconds : pauses[outages];
    if (wait === undefined || count >= attempts) throw refused;
    if (!moved) outages += 1;
    await pause(wait, undefined, limitOf(where)).catch(() => {
      throw refused;
    });
  }
}

/** A write waits for its entry to be stored, so all of this is shorter than at the end of a run. */
const beforeWrite = { pauses: [1000, 3000], milliseconds: 60_000 } as const;
/** What is made all the same hardly waits. */
const beforeWayBack = { pauses: [], milliseconds: 10_000 } as const;

/**
 * Saves the journal outside this machine; returns what prevented that, if anything.
 *
 * @param goesOn true for a pause and a rollback, which are made anyway.
 */
export type StoreJournal = (journal: string, goesOn: boolean) => Promise<string | undefined>;

/**
 * What a provider needs to publish its journal before each write, in a pipeline that names the branch (CUTOVER_AUDIT_BRANCH).
 * What may continue without a remote that did not answer in time does not wait for it a second time.
 */
export function storingJournals(
  directory: string,
  { CUTOVER_AUDIT_BRANCH: branch, GITHUB_TOKEN: token }: NodeJS.ProcessEnv,
  limits = { beforeWrite, beforeWayBack } as {
    readonly [When in 'beforeWrite' | 'beforeWayBack']: {
      readonly pauses: readonly number[];
      readonly milliseconds: number;
    };
  },
): { readonly storeJournal?: StoreJournal } {
  if (!branch) return {};
  let hung: string | undefined;
  return {
    async storeJournal(journal, goesOn) {
      if (goesOn && hung !== undefined) return hung;
      const { pauses, milliseconds } = goesOn ? limits.beforeWayBack : limits.beforeWrite;
      const signal = AbortSignal.timeout(milliseconds);
      const where = { directory, remote: 'origin', branch, journal, signal, ...(token && { token }) };
      const stored = await publishJournal(where, 'Before a write', pauses).catch(asUserError);
      const problem = stored instanceof UserError ? stored.message : undefined;
      hung = signal.aborted ? problem : undefined;
      return problem;
    },
  };
}

function limitOf({ signal }: AuditBranch): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/**
 * What the branch keeps next to a journal: the sealed values that repairs replaced, the sealed backup, the digests of the people and of a
 * wave, and where the environment is.
 */
export function besideJournal(journal: string): readonly [sealed: string, ...replaced: string[]] {
  return [
    sealedJournalPath(journal),
    backupPath(journal),
    baselinePath(journal),
    waveRecordPath(journal),
    statusPath(journal),
  ];
}

function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

/** Earlier backups on the branch: each is written once. */
async function keptBackups(where: AuditBranch, tip: string | undefined): Promise<readonly string[]> {
  if (tip === undefined) return [];
  const folder = dirname(where.journal).replaceAll('\\', '/');
  const within = folder === '.' ? [] : ['--', `${folder}/`];
  const listed = await git(where.directory, ['ls-tree', '-z', '--name-only', tip, ...within], limitOf(where));
  return listed.split('\0').filter((path) => isEarlierBackup(path, where.journal));
}

async function keptFile(where: AuditBranch, tip: string | undefined, path: string): Promise<string | undefined> {
  if (tip === undefined) return undefined;
  const listed = await git(where.directory, ['ls-tree', tip, '--', path], limitOf(where));
  return listed === '' ? undefined : git(where.directory, ['cat-file', 'blob', `${tip}:${path}`], limitOf(where));
}

/** What the branch does not have yet, by its path. The journals only grow; what lies next to them is replaced. */
async function grownFiles(where: AuditBranch, tip: string | undefined): Promise<ReadonlyMap<string, string>> {
  const { journal } = where;
  const [sealed, ...replaced] = besideJournal(journal);
  const grown = new Map<string, string>();
  for (const path of [journal, sealed, ...replaced]) {
    const [here, kept = ''] = [await fileHere(where, path), await keptFile(where, tip, path)];
    if (here === kept || (here === '' && path !== journal)) continue;
    if (!replaced.includes(path) && !here.startsWith(kept)) throw diverged(where, path);
    grown.set(path, here);
  }
  const earlier = await earlierBackups(where.directory, journal);
  const published = new Set(earlier.length === 0 ? [] : await keptBackups(where, tip));
  for (const path of earlier) if (!published.has(path)) grown.set(path, await fileHere(where, path));
  return grown;
}

async function commitFiles(
  where: AuditBranch,
  tip: string | undefined,
  files: ReadonlyMap<string, string>,
  message: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover-audit-'));
  const run = (args: readonly string[], input?: string): Promise<string> => {
    const env = { GIT_INDEX_FILE: join(folder, 'index'), ...identity };
    return git(where.directory, args, { env, ...limitOf(where), ...(input !== undefined && { input }) });
  };
  try {
    if (tip !== undefined) await run(['read-tree', tip]);
    for (const [path, content] of files) {
      const blob = (await run(['hash-object', '-w', '--stdin'], content)).trim();
      await run(['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`]);
    }
    const tree = (await run(['write-tree'])).trim();
    const parent = tip === undefined ? [] : ['-p', tip];
    return (await run(['commit-tree', tree, ...parent, '-m', message])).trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const identity = {
  GIT_AUTHOR_NAME: 'entra-cutover',
  GIT_AUTHOR_EMAIL: 'entra-cutover@users.noreply.github.com',
  GIT_COMMITTER_NAME: 'entra-cutover',
  GIT_COMMITTER_EMAIL: 'entra-cutover@users.noreply.github.com',
};

/** The file as it is here; of the sealed journal its whole lines, since a line that was cut off is taken out again. */
async function fileHere({ directory, journal }: AuditBranch, path: string): Promise<string> {
  const text = await readFile(resolve(directory, path), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UserError(`${path}: the audit journal can't be read: ${failureReason(error)}.`);
  });
  return path === sealedJournalPath(journal) ? text.slice(0, text.lastIndexOf('\n') + 1) : text;
}

async function putHere({ directory }: AuditBranch, path: string, text: string): Promise<void> {
  await mkdir(dirname(resolve(directory, path)), { recursive: true });
  await writeFile(resolve(directory, path), text, { mode: 0o600 });
}

function diverged({ branch }: AuditBranch, path: string): UserError {
  return new UserError(
    `${path} here and on the branch ${branch} are two different journals: neither continues the other. Compare them (entra-cutover audit verify) before anything is changed.`,
  );
}
