import { readFile } from 'node:fs/promises';

/** Undefined for a file that is empty or blank, and for one that can't be read. */
export async function contentOf(path: string): Promise<Buffer | undefined> {
  const content = await readFile(path).catch(() => undefined);
  return content?.toString('latin1').trim() === '' ? undefined : content;
}
