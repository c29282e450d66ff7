import { constants } from 'node:fs';
import { copyFile, lstat, mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Settings } from '../../config/settings.js';
import { UserError } from '../../domain/errors.js';
import { type DataPlaces, dataFilesOf, dataPath, holdsData, isData, normalise, plainFile } from './data-files.js';

export interface TreeParts {
  readonly stack: string;
  /** The checkout whose program, tool and policy count. */
  readonly tool: string;
  /** The checkout that only gives data. */
  readonly data: string;
  /** The stack file as it is judged. */
  readonly stackFile: string;
  readonly settings: Settings;
  /** Where the base branch says that data lies. */
  readonly places: DataPlaces;
  /** Whose waiver file counts. */
  readonly waiversFrom: 'tool' | 'data';
}

/**
 * Lays out a folder in which a proposal can be assessed and previewed: everything is the tool's own (as links), but for the
 * stack file and the data that the stack names. Data that is not there stays missing.
 *
 * @throws UserError for data that is a link, lies elsewhere than data may, or would stand in the place of a file of the judge.
 */
export async function layOutTree(into: string, parts: TreeParts): Promise<void> {
  const { tool, data, settings, waiversFrom } = parts;
  const waivers = settings.waivers === undefined ? [] : [settings.waivers];
  const { places: named } = parts;
  const places =
    waiversFrom === 'data' ? named : { ...named, judges: new Set([...named.judges, ...waivers.map(normalise)]) };
  const stackFile = `Pulumi.${parts.stack}.yaml`;
  const files = [...dataFilesOf(settings), ...(waiversFrom === 'data' ? waivers : [])];
  await rm(into, { recursive: true, force: true });
  const paths = new Set(files.map((path) => dataPath(path, places)));
  await mkdir(into, { recursive: true });
  await linkJudge(tool, into, '', places, new Set(['.git', '.entra-cutover', stackFile]));
  await writeFile(join(into, stackFile), parts.stackFile, { flag: 'wx' });
  for (const path of paths) {
    const source = await plainFile(data, path);
    if (source !== undefined) await copyInto(into, path, source);
  }
}

/** Links every file of the judge; folders in which data lies are made again, so that nothing is ever written through a link. */
async function linkJudge(
  tool: string,
  into: string,
  folder: string,
  places: DataPlaces,
  leftOut: ReadonlySet<string>,
): Promise<void> {
  for (const entry of await readdir(join(tool, folder), { withFileTypes: true })) {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (leftOut.has(path) || isData(path, places)) continue;
    if (entry.isDirectory() && holdsData(path, places)) {
      await mkdir(join(into, path));
      await linkJudge(tool, into, path, places, leftOut);
    } else await symlink(resolve(tool, path), join(into, path));
  }
}

async function copyInto(into: string, path: string, source: string): Promise<void> {
  const refusal = `${path} is not taken from the proposal: the base branch has something of its own there.`;
  const folders = dirname(path).split('/');
  for (const [index] of folders.entries()) {
    const folder = join(into, ...folders.slice(0, index + 1));
    const kind = await lstat(folder).catch(() => undefined);
    if (kind === undefined) await mkdir(folder);
    else if (!kind.isDirectory()) throw new UserError(refusal);
  }
  await copyFile(source, join(into, path), constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EEXIST' ? new UserError(refusal) : error;
  });
}
