import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import type { Settings } from '../../config/settings.js';
import { connectEvidenceKinds } from '../../domain/connect.js';
import { UserError } from '../../domain/errors.js';

/** What a proposal may bring: files below these folders, and those that the base branch itself names as data. */
export interface DataPlaces {
  /** Normalized, without a slash at the end. */
  readonly folders: readonly string[];
  readonly files: ReadonlySet<string>;
  /** Files of the judge that lie among them: keys, and the waivers that count. */
  readonly judges: ReadonlySet<string>;
}

export const defaultDataFolders = ['evidence', 'waivers', 'remediations'] as const;

const endings = ['.csv', '.json', '.ndjson', '.xml', '.yaml', '.ldif'] as const;
const dataEnding = /\.(csv|json|ndjson|xml|yaml|ldif)(\.gz)?$/i;

/**
 * Where the base branch says that data lies.
 *
 * @param base undefined where it has no such stack, or one that is not filled in: then the usual folders.
 */
export function dataPlacesOf(base: Settings | undefined): DataPlaces {
  const { evidence, waivers, directory } = base ?? {};
  const named = base === undefined ? [] : [...dataFilesOf(base), ...(waivers === undefined ? [] : [waivers])];
  const judges = [...(evidence?.signers ?? []), ...(directory?.caFile === undefined ? [] : [directory.caFile])];
  return {
    folders: (base?.review.dataFolders ?? defaultDataFolders).map((folder) => normalise(folder).replace(/\/$/, '')),
    files: new Set(named.map(normalise)),
    judges: new Set(judges.map(normalise)),
  };
}

/** The data files that a stack names, as it writes them, the waiver file left out. */
export function dataFilesOf({ evidence, connect, remediations }: Settings): string[] {
  return [
    ...evidence.onPrem,
    ...(evidence.entra === 'live' ? [] : evidence.entra),
    ...(connect === undefined ? [] : connectEvidenceKinds.flatMap((kind) => connect.evidence[kind])),
    ...(connect?.evidence.manifest === undefined ? [] : [connect.evidence.manifest]),
    ...(remediations === undefined ? [] : [remediations.path]),
  ];
}

/** Whether a proposal may bring the file with this normalized path. */
export function isData(path: string, { folders, files, judges }: DataPlaces): boolean {
  if (!dataEnding.test(path) || judges.has(path)) return false;
  return files.has(path) || folders.some((folder) => path.startsWith(`${folder}/`));
}

/** Whether a folder holds, or lies in, a place of data: it is laid out file by file. */
export function holdsData(folder: string, { folders, files }: DataPlaces): boolean {
  const within = (one: string, other: string): boolean => one === other || one.startsWith(`${other}/`);
  return (
    folders.some((data) => within(folder, data) || within(data, folder)) ||
    [...files].some((file) => file.startsWith(`${folder}/`))
  );
}

/**
 * The normalized path of a data file that a proposal names.
 *
 * @throws UserError for anything that is not data, or leads out.
 */
export function dataPath(path: string, places: DataPlaces): string {
  const refuse = (why: string): never => {
    throw new UserError(`${path} is not taken from the proposal: ${why}`);
  };
  const normalised = normalise(path);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused.
  if (/[\u0000-\u001f]/.test(path)) refuse('its name has control characters.');
  if (/^([/\\]|[A-Za-z]:)/.test(path) || /^\.\.(\/|$)/.test(normalised))
    refuse('it leads out of the repository. Name a file inside it.');
  if (!dataEnding.test(normalised)) refuse(`data ends in ${endings.join(', ')}, or one of them with .gz.`);
  if (places.judges.has(normalised)) refuse('it is a key of the base branch.');
  if (!isData(normalised, places))
    refuse(
      `data belongs below ${places.folders.join(', ')}. Put it there, or have the base branch name another folder (cutover:review.dataFolders).`,
    );
  return normalised;
}

/**
 * The file of a checkout with this normalized path, or undefined when there is none.
 *
 * @throws UserError when it, or a folder on the way to it, is a link, or it is not a file.
 */
export async function plainFile(checkout: string, path: string): Promise<string | undefined> {
  let found = checkout;
  const parts = path.split('/');
  for (const [index, part] of parts.entries()) {
    found = join(found, part);
    const kind = await lstat(found).catch(() => undefined);
    if (kind === undefined) return undefined;
    if (kind.isSymbolicLink())
      throw new UserError(
        `${path} is not taken from the proposal: it is a link, or behind one. Commit the file itself.`,
      );
    if (index === parts.length - 1 && !kind.isFile())
      throw new UserError(`${path} is not taken from the proposal: it is not a file.`);
  }
  return found;
}

/** A path as it is compared: slashes only, no steps on the spot. */
export function normalise(path: string): string {
  return posix.normalize(path.replaceAll('\\', '/'));
}
