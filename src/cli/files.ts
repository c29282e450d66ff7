import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { UserError } from '../domain/errors.js';

/** True for a word that is the name of an export, a report or another file of data. */
export function looksLikeFile(word: string): boolean {
  return /\.(csv|tsv|txt|xlsx?|json|ndjson|jsonl|xml|ldif?|ldf|ya?ml)(\.gz)?$/i.test(word);
}

/**
 * Refuses one file given twice, under whatever name: the same file as both sides would always agree with itself, and
 * twice on one side would make everybody a duplicate. A path that does not exist is the reader's to report.
 */
export async function distinctFiles(paths: readonly string[]): Promise<void> {
  const seen = new Map<string, string>();
  for (const path of paths) {
    const real = await realpath(path).catch(() => path);
    const before = seen.get(real);
    if (before !== undefined) {
      const same = before === path ? `${path} is given twice` : `${before} and ${path} are the same file`;
      throw new UserError(
        `${same}; give each export once, the on-premises one as --on-prem and the Entra one as --entra.`,
      );
    }
    seen.set(real, path);
  }
}

/**
 * Refuses to write over a file that the same run reads, and to write one file twice, under whatever name: evidence that is
 * overwritten can't be judged again.
 *
 * @throws UserError before anything is written.
 */
export async function requireOtherFiles(outputs: readonly string[], inputs: readonly string[]): Promise<void> {
  const read = new Set(await Promise.all(inputs.map(identityOf)));
  const written = new Set<string>();
  for (const output of outputs) {
    const identity = await identityOf(output);
    const why = read.has(identity)
      ? 'this run reads that file, and would write over it'
      : written.has(identity)
        ? 'this run would write that file twice'
        : undefined;
    if (why !== undefined) throw new UserError(`${output}: ${why}. Nothing was written; name another file.`);
    written.add(identity);
  }
}

/** What a file is by, whatever it is called: links and letter case lead to the same one. Only plain files count. */
async function identityOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (found === undefined) return resolve(path);
  return found.isFile() ? `${found.dev}:${found.ino}` : `not a file: ${path}`;
}
