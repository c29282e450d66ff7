import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../domain/errors.js';

/** After this long a lock whose holder can't be asked (another machine, an unreadable file) counts as abandoned. */
const abandonedAfterMilliseconds = 60_000;
const waitMilliseconds = 20;
/** An append takes milliseconds. */
const patienceMilliseconds = 30_000;

/** How long to wait for a lock, and who is told once that somebody else has it. */
export interface Waiting {
  readonly milliseconds: number;
  readonly tell: () => void;
}

/**
 * Runs the work while holding the lock file. Anyone who waits longer than half a minute, or the time that is given, gets a
 * UserError; the lock of a process that has died is taken over.
 */
export async function withLock<Result>(path: string, work: () => Promise<Result>, waiting?: Waiting): Promise<Result> {
  const token = `${process.pid} ${hostname()} ${randomUUID()}`;
  const deadline = Date.now() + (waiting?.milliseconds ?? patienceMilliseconds);
  let told = false;
  while (!(await acquire(path, token))) {
    const abandoned = await abandonedHolder(path);
    if (abandoned !== undefined) await removeAbandoned(path, abandoned);
    else if (Date.now() > deadline) {
      throw new UserError(
        `${path}: it is locked by another run (${await holderOf(path)}). Wait for it to end; if there is none, delete the file.`,
      );
    } else {
      if (!told) waiting?.tell();
      told = true;
      await pause(waitMilliseconds);
    }
  }
  try {
    return await work();
  } finally {
    // Somebody may have taken the lock over in the meantime: only our own is removed.
    if ((await holderOf(path)) === token) await rm(path, { force: true });
  }
}

/** The lock appears with its content: an empty lock file would have no holder to ask. */
async function acquire(path: string, token: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, token, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function holderOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

/** The content of a lock that nobody holds any more, or undefined. */
async function abandonedHolder(path: string): Promise<string | undefined> {
  const holder = await holderOf(path);
  const [processId = '', host] = holder.split(' ');
  if (host === hostname() && /^\d+$/.test(processId)) return isRunning(Number(processId)) ? undefined : holder;
  const age = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  return age > abandonedAfterMilliseconds ? holder : undefined;
}

/** Two who wait may find the same dead lock: it is moved aside first, so that none of them removes the other's new one. */
async function removeAbandoned(path: string, holder: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  if ((await holderOf(aside)) !== holder) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
