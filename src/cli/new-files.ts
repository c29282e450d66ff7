import { lstat, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { makeFolder, removeFolders, writeFileAtomically } from './output.js';

/** Files by their path in a folder. */
export type Contents = Readonly<Record<string, string | Uint8Array>>;

/** Text with the ends of lines that it has where it was written: Git for Windows changes them in a checkout. */
export function sameLines(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

/** The file as text; undefined where there is none, or where it can't be read. */
export async function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/**
 * Writes files into a folder, all or none: what stands in the way is known before the first one, and what was written is removed again
 * where a later one fails. A file that is there with the same content stays.
 *
 * @param files in the order in which they are written: the last one shows that all are there.
 * @param edits new text of files that are there.
 * @returns the files that were written or changed.
 * @throws UserError that names every file in the way, or the one that can't be written.
 */
export async function writeAllOrNone(
  directory: string,
  files: Contents,
  edits: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const made = [...(await makeFolder(directory))];
  const written: string[] = [];
  const before = new Map<string, string>();
  try {
    const missing = await notThere(directory, files);
    for (const [name, content] of missing) {
      const path = join(directory, name);
      made.push(...(await makeFolder(dirname(path))));
      written.push(path);
      await writeFile(path, content, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
        // What `wx` refuses is somebody else's; anything else may have left a part.
        if (error.code === 'EEXIST') written.pop();
        throw new UserError(`${path}: can't be written: ${failureReason(error)}.`);
      });
    }
    for (const [name, text] of Object.entries(edits)) {
      const path = join(directory, name);
      before.set(path, await readFile(path, 'utf8'));
      await writeFileAtomically(path, [text]);
    }
    return [...missing.map(([name]) => name), ...Object.keys(edits)];
  } catch (error) {
    for (const [path, text] of before) await writeFileAtomically(path, [text]).catch(() => {});
    for (const path of written) await rm(path, { force: true });
    await removeFolders(made);
    if (error instanceof UserError) throw new UserError(`${error.message} Nothing was left behind.`);
    throw error;
  }
}

/** Those that are not there yet. */
async function notThere(directory: string, files: Contents): Promise<(readonly [string, string | Uint8Array])[]> {
  const inTheWay = new Set<string>();
  const missing: (readonly [string, string | Uint8Array])[] = [];
  for (const [name, content] of Object.entries(files)) {
    const found = await lookAt(directory, name);
    if (found === undefined) missing.push([name, content]);
    else if (typeof found === 'string') inTheWay.add(found);
    else if (!isSame(found, content)) inTheWay.add(name);
  }
  if (inTheWay.size === 0) return missing;
  throw new UserError(
    `${directory}: these exist already and are not what init writes, which overwrites nothing: ${[...inTheWay].join(', ')}. Move them away, or choose another --directory.`,
  );
}

/** What is there: its bytes, nothing, or what is in the way, with the reason. */
async function lookAt(directory: string, name: string): Promise<Buffer | string | undefined> {
  const path = join(directory, name);
  try {
    return await readFile(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') return `${await fileAbove(directory, name)} (a file, where a folder is expected)`;
    if (code !== 'ENOENT') return `${name} (${failureReason(error)})`;
    const isLink = await lstat(path).then(
      () => true,
      () => false,
    );
    return isLink ? `${name} (a link that leads nowhere)` : undefined;
  }
}

/** The part of the path that is a file. */
async function fileAbove(directory: string, name: string): Promise<string> {
  const above = posix.dirname(name);
  if (above === '.') return name;
  const found = await stat(join(directory, above)).catch(() => undefined);
  return found === undefined ? fileAbove(directory, above) : above;
}

function isSame(found: Buffer, content: string | Uint8Array): boolean {
  return typeof content === 'string' ? sameLines(found.toString('utf8')) === content : found.equals(content);
}
