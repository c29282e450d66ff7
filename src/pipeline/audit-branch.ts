import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../domain/errors.js';
import { baselinePath } from './baseline.js';
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
}

/** One job each of a matrix of many tenants may end at the same moment. */
const attempts = 30;
const longestPauseMilliseconds = 500;
/** How long is waited before a push that failed for another reason is tried again: some 30 seconds in all. */
export const outagePauses: readonly number[] = [1000, 2000, 4000, 8000, 15_000];

/**
 * Brings the journal from the branch. What is here already must be a beginning of it, or go on from it: journals are
 * never merged and never overwritten by another one.
 *
 * @returns `fetched`, `none` where the branch or the journal does not exist yet, or `ahead` when there is more here.
 */
export async function fetchJournal(where: AuditBranch): Promise<'fetched' | 'none' | 'ahead'> {
  const tip = await fetchTip(where.directory, where);
  const kept = await keptJournal(where, tip);
  if (kept === undefined) return 'none';
  const here = await journalHere(where);
  if (here !== kept && here.startsWith(kept)) return 'ahead';
  await fetchBaseline(where, tip);
  if (here === kept) return 'fetched';
  if (!kept.startsWith(here)) throw diverged(where);
  const path = resolve(where.directory, where.journal);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, kept, { mode: 0o600 });
  return 'fetched';
}

/**
 * Puts the journal on the branch as a commit on top of it, by git's plumbing: the checkout is left alone. Another
 * environment may publish at the same moment; then its commit comes first.
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
    const [here, kept = ''] = [await journalHere(where), await keptJournal(where, tip)];
    if (here === kept) return undefined;
    if (!here.startsWith(kept)) throw diverged(where);
    const commit = await commitJournal(where, tip, here, message);
    const push = ['push', '--quiet', where.remote, `${commit}:refs/heads/${where.branch}`];
    const refused = await remoteGit(where.directory, where.token, push).then(() => undefined, asUserError);
    if (refused === undefined) return commit;
    const moved = (await fetchTip(where.directory, where)) !== tip;
    const wait = moved ? Math.random() * longestPauseMilliseconds : pauses[outages];
    if (wait === undefined || count >= attempts) throw refused;
    if (!moved) outages += 1;
    await pause(wait);
  }
}

/** A write waits for its entry to be stored, so this is shorter than at the end of a run. */
const pausesBeforeWrite: readonly number[] = [1000, 3000];

/**
 * What a provider needs to publish its journal before each write, in a pipeline that names the branch (CUTOVER_AUDIT_BRANCH):
 * it answers why the journal could not be published, or nothing.
 */
export function storingJournals(
  directory: string,
  { CUTOVER_AUDIT_BRANCH: branch, GITHUB_TOKEN: token }: NodeJS.ProcessEnv,
  pauses: readonly number[] = pausesBeforeWrite,
): { readonly storeJournal?: (journal: string) => Promise<string | undefined> } {
  if (!branch) return {};
  return {
    async storeJournal(journal) {
      const where = { directory, remote: 'origin', branch, journal, ...(token && { token }) };
      const stored = await publishJournal(where, 'Before a write', pauses).catch(asUserError);
      return stored instanceof UserError ? stored.message : undefined;
    },
  };
}

function asUserError(error: unknown): UserError {
  if (error instanceof UserError) return error;
  throw error;
}

async function keptJournal(
  { directory, journal }: Pick<AuditBranch, 'directory' | 'journal'>,
  tip: string | undefined,
): Promise<string | undefined> {
  if (tip === undefined) return undefined;
  const listed = await git(directory, ['ls-tree', tip, '--', journal]);
  return listed === '' ? undefined : git(directory, ['cat-file', 'blob', `${tip}:${journal}`]);
}

/** Brings the people of the cutover that the journal tells of, as digests: a verification needs them. */
async function fetchBaseline({ directory, journal }: AuditBranch, tip: string | undefined): Promise<void> {
  const path = baselinePath(journal);
  const kept = await keptJournal({ directory, journal: path }, tip);
  if (kept === undefined) return;
  await mkdir(dirname(resolve(directory, path)), { recursive: true });
  await writeFile(resolve(directory, path), kept, { mode: 0o600 });
}

async function commitJournal(
  { directory, journal }: AuditBranch,
  tip: string | undefined,
  text: string,
  message: string,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover-audit-'));
  try {
    const env = { GIT_INDEX_FILE: join(folder, 'index'), ...identity };
    if (tip !== undefined) await git(directory, ['read-tree', tip], { env });
    const baseline = await readFile(resolve(directory, baselinePath(journal)), 'utf8').catch(() => undefined);
    const files = [[journal, text] as const, [baselinePath(journal), baseline] as const];
    for (const [path, content] of files) {
      if (content === undefined) continue;
      const blob = (await git(directory, ['hash-object', '-w', '--stdin'], { input: content })).trim();
      await git(directory, ['update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { env });
    }
    const tree = (await git(directory, ['write-tree'], { env })).trim();
    const parent = tip === undefined ? [] : ['-p', tip];
    return (await git(directory, ['commit-tree', tree, ...parent, '-m', message], { env })).trim();
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

async function journalHere({ directory, journal }: AuditBranch): Promise<string> {
  return readFile(resolve(directory, journal), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new UserError(`${journal}: the audit journal can't be read (${error.code}).`);
  });
}

function diverged({ journal, branch }: AuditBranch): UserError {
  return new UserError(
    `${journal} here and on the branch ${branch} are two different journals: neither continues the other. Compare them (entra-cutover audit verify) before anything is changed.`,
  );
}
