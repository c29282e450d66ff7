import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../domain/errors.js';
import { shareFiles } from '../pipeline/masking/share/share-files.js';
import { exitCodes } from './exit-codes.js';
import { makeFolder, writeStandardOutput } from './output.js';

export interface EvidenceShareOptions {
  readonly out: string;
  readonly quiet?: boolean;
}

/** Writes copies of the files in which every name is invented, into an empty folder. */
export async function evidenceShareCommand(
  files: readonly string[],
  { out, quiet }: EvidenceShareOptions,
): Promise<number> {
  const there = await readdir(out).catch(() => []);
  if (there.length > 0) throw new UserError(`${out} is not empty: name a new folder, so that nothing real is in it.`);
  const shared = await shareFiles(files);
  await makeFolder(out, 0o700);
  for (const { name, content } of shared) await writeFile(join(out, name), content, { mode: 0o600, flag: 'wx' });
  if (!quiet) {
    const lines = shared.map(({ source, name }) => `${source} → ${join(out, name)}\n`);
    await writeStandardOutput([...lines, 'Every name in them is invented. Still, read them before you share them.\n']);
  }
  return exitCodes.cleared;
}
