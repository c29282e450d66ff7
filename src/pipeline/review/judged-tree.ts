import { copyFile, lstat, mkdir, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import type { Settings } from '../../config/settings.js';
import { UserError } from '../../domain/errors.js';

export interface TreeParts {
  readonly stack: string;
  /** The checkout whose program, tool and policy count. */
  readonly tool: string;
  /** The checkout that only gives data. */
  readonly data: string;
  /** The stack file as it is judged. */
  readonly stackFile: string;
  readonly settings: Settings;
  /** The checkout that the waiver file is taken from. */
  readonly waiversFrom: string;
}

/**
 * Lays out a folder in which a proposal can be assessed and previewed: everything is the tool's own (as links), but for the
 * stack file, the proposal's evidence and list of repairs, and the waiver file. Evidence that is not there stays missing.
 */
export async function layOutTree(into: string, parts: TreeParts): Promise<void> {
  const { stack, tool, data, settings } = parts;
  const { evidence, waivers, remediations } = settings;
  const files = [
    ...evidence.onPrem,
    ...(evidence.entra === 'live' ? [] : evidence.entra),
    ...(remediations ? [remediations.path] : []),
  ];
  const own = new Set(
    [...files, ...(waivers === undefined ? [] : [waivers]), `Pulumi.${stack}.yaml`].map(firstSegment),
  );
  await rm(into, { recursive: true, force: true });
  await mkdir(into, { recursive: true });
  for (const name of await readdir(tool)) {
    if (!own.has(name) && name !== '.git' && name !== '.entra-cutover')
      await symlink(resolve(tool, name), join(into, name));
  }
  await writeFile(join(into, `Pulumi.${stack}.yaml`), parts.stackFile);
  for (const path of files) await copyInside(data, into, path);
  if (waivers !== undefined) await copyInside(parts.waiversFrom, into, waivers);
}

function firstSegment(path: string): string {
  return path.replace(/^\.[/\\]/, '').split(/[/\\]/)[0] ?? path;
}

/** A path of a proposed tree must not lead out of it: a link to a file of the runner would be read and reported. */
async function copyInside(from: string, into: string, path: string): Promise<void> {
  const refusal = `${path} leads out of the repository, so it is not read: name a file inside it.`;
  if (isAbsolute(path) || path.split(/[/\\]/).includes('..')) throw new UserError(refusal);
  const source = join(from, path);
  if ((await lstat(source).catch(() => undefined)) === undefined) return;
  const [root, real] = [await realpath(from), await realpath(source).catch(() => '')];
  if (!real.startsWith(root + sep)) throw new UserError(refusal);
  await mkdir(dirname(join(into, path)), { recursive: true });
  await copyFile(real, join(into, path));
}
