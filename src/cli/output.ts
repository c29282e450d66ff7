import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, type FileHandle, mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { trackTemporaryFile } from '../evidence/temporary-files.js';
import { escapeTerminalLines } from '../reports/escape.js';
import { clearProgress } from './progress.js';

/**
 * Writes a file piece by piece under a temporary name and renames it at the end: a reader sees the old file or the
 * whole new one. Reports name people, so only the owner may read them.
 *
 * @throws UserError when the file can't be written.
 */
export function writeFileAtomically(path: string, parts: Iterable<string>): Promise<void> {
  return replaceFile(path, async (file) => {
    let pending = '';
    for (const part of parts) {
      pending += part;
      if (pending.length < gatheredLength) continue;
      await file.writeFile(pending);
      pending = '';
    }
    await file.writeFile(pending);
  });
}

/**
 * Makes the folder and those above it, where they are not there yet. Node's own `recursive` never ends below /proc, where a folder that
 * exists takes no other.
 *
 * @param mode of each folder that is made.
 * @returns the folders that were made, from the top.
 * @throws UserError when something else is in its place, or nobody may make it.
 */
export async function makeFolder(path: string, mode = 0o777): Promise<readonly string[]> {
  try {
    return await madeFolders(resolve(path), mode);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isFile = code === 'EEXIST' || code === 'ENOTDIR';
    const takesNone = code === 'ENOENT' ? 'the folder above it takes no new ones' : failureReason(error);
    const why = isFile ? 'it, or a part of its path, is a file' : takesNone;
    throw new UserError(`${path}: can't be made a folder: ${why}. Name another one.`);
  }
}

async function madeFolders(path: string, mode: number): Promise<readonly string[]> {
  const isFolder = () =>
    stat(path).then(
      (found) => found.isDirectory(),
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return false;
        throw error;
      },
    );
  if (await isFolder()) return [];
  const above = dirname(path) === path ? [] : await madeFolders(dirname(path), mode);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Another process may have made it in between.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST' && (await isFolder())) return above;
    await removeFolders(above);
    throw error;
  }
  return [...above, path];
}

/** Removes folders that `makeFolder` made, as far as nothing is in them. */
export async function removeFolders(made: readonly string[]): Promise<void> {
  for (const folder of made.toReversed()) await rmdir(folder).catch(() => {});
}

/** Letters gathered before they are written. */
const gatheredLength = 1 << 16;

/** The same for a writer that is given the descriptor of the open file. */
export function replaceFileAtomically<Result>(
  path: string,
  write: (descriptor: number) => Promise<Result>,
): Promise<Result> {
  return replaceFile(path, ({ fd }) => write(fd));
}

async function replaceFile<Result>(path: string, write: (file: FileHandle) => Promise<Result>): Promise<Result> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.partial`);
  const release = trackTemporaryFile(temporary);
  try {
    await makeFolder(dirname(path));
    // Never through what somebody else has put there: `wx` opens no file and follows no link that exists.
    const file = await open(temporary, 'wx', 0o600);
    let result: Result;
    try {
      result = await write(file);
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    return result;
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    // The folder is there: it was made before.
    const why = code === 'ENOENT' ? 'this folder takes no new files' : failureReason(error);
    throw new UserError(`${path}: can't be written: ${why}. Name another file. Nothing was left behind.`);
  } finally {
    release();
  }
}

/** How a text report is laid out for standard output: in color for a terminal, at most 120 columns wide. */
export function textLayout({ color }: { readonly color: boolean }): { colour: boolean; width: number } {
  return {
    colour: color && process.stdout.isTTY === true && !process.env.NO_COLOR,
    width: Math.max(60, Math.min(process.stdout.columns ?? 80, 120)),
  };
}

/** Writes the parts to standard output, waiting for a slow reader, until nobody reads on. */
export async function writeStandardOutput(parts: Iterable<string>): Promise<void> {
  clearProgress();
  for (const part of parts) {
    if (process.stdout.write(part)) continue;
    try {
      await once(process.stdout, 'drain');
    } catch {
      // What it means for the command is decided where the stream tells of it.
      return;
    }
  }
}

/** Says which files are there now. */
export function sayWritten(paths: readonly string[]): void {
  if (paths.length > 0) writeRemark(`wrote ${paths.join(', ')}`);
}

/** Says something about the run, not its result, on standard error. It may quote what a directory or a service says. */
export function writeRemark(text: string): void {
  clearProgress();
  process.stderr.write(`entra-cutover: ${escapeTerminalLines(text)}\n`);
}

/**
 * Adds to a file that the runner of a workflow names in a variable; nothing where it names none.
 *
 * @throws UserError that names the variable, where the file can't be written.
 */
export async function appendForRunner(
  variable: 'GITHUB_OUTPUT' | 'GITHUB_STEP_SUMMARY',
  text: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const path = environment[variable];
  if (!path) return;
  await appendFile(path, text).catch((error: unknown) => {
    throw new UserError(
      `${variable} names ${path}, which can't be written: ${failureReason(error)}. A runner sets it for each step: outside a workflow leave it unset.`,
    );
  });
}
