import { realpath } from 'node:fs/promises';
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
