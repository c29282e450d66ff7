import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { withLock } from '../../src/audit/lock.js';

/** The engine that is built or downloaded where none is installed (facts: engine.md, "Getting the CLI"). */
export const engineVersion = 'v3.259.0';

/**
 * The per-user cache folder: `ENTRA_CUTOVER_CACHE`, else the XDG cache, else `~/.cache`, else (a service account without
 * a home) the system's temporary folder.
 */
export function cacheDirectory(environment: NodeJS.ProcessEnv): string {
  if (environment.ENTRA_CUTOVER_CACHE) return environment.ENTRA_CUTOVER_CACHE;
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, 'entra-cutover');
  const home = homeDirectory(environment);
  return home === undefined ? join(tmpdir(), 'entra-cutover') : join(home, '.cache', 'entra-cutover');
}

/** The user's own PULUMI_HOME, where their CLI keeps plugins and versions; undefined without a home folder. */
export function usersPulumiHome(environment: NodeJS.ProcessEnv): string | undefined {
  const home = homeDirectory(environment);
  return environment.PULUMI_HOME || (home === undefined ? undefined : join(home, '.pulumi'));
}

function homeDirectory(environment: NodeJS.ProcessEnv): string | undefined {
  return environment.HOME || environment.USERPROFILE || undefined;
}

/** Where in the cache the engine lies: one folder for each version and platform, with `bin/pulumi` in it. */
export function engineDirectory(cache: string): string {
  return join(cache, 'engine', `${engineVersion}-${process.platform}-${process.arch}`);
}

/** Two that build at once take three times as long as one, so the other waits: longer than any build takes. */
const patienceMilliseconds = 45 * 60_000;

/**
 * Fills a folder all or nothing: the work happens in a folder next to it, which takes the final name when complete. Of
 * several processes that want the same one does it, and the others wait for its result; one that died is not waited for.
 *
 * @param waits told when somebody else is at it.
 */
export async function fillDirectory(
  directory: string,
  fill: (staging: string) => Promise<void>,
  waits: () => void = () => {},
): Promise<void> {
  mkdirSync(dirname(directory), { recursive: true });
  const work = async (): Promise<void> => {
    if (existsSync(directory)) return;
    const staging = await mkdtemp(`${directory}.incomplete-`);
    try {
      await fill(staging);
      renameUnlessThere(staging, directory);
    } finally {
      rmSync(staging, { recursive: true, force: true });
    }
  };
  await withLock(`${directory}.lock`, work, { milliseconds: patienceMilliseconds, tell: waits });
}

function renameUnlessThere(staging: string, directory: string): void {
  try {
    renameSync(staging, directory);
  } catch (problem) {
    if (!existsSync(directory)) throw problem;
  }
}
