import type { FileFingerprint } from '../../config/resource-table.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import { pathFromHere } from '../assess/fingerprints.js';
import { readParsed } from '../assess/parsed-evidence.js';

/** Reads the files that were reviewed; what is another file by now, or can't be read, becomes a sentence in `missing`. */
export async function readReviewed<Item>(
  files: readonly FileFingerprint[],
  read: (paths: readonly string[]) => Promise<Evidence<Item>[]>,
  directory: string,
  missing: string[],
): Promise<Evidence<Item>[]> {
  const evidence: Evidence<Item>[] = [];
  for (const { path, sha256 } of files) {
    try {
      for (const found of await readParsed(pathFromHere(path, directory), read)) {
        if (found.source.sha256 === sha256) evidence.push(found);
        else missing.push(changedSinceReview(path));
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      missing.push(error.message);
    }
  }
  return evidence;
}

/** Why a file that was reviewed does not count. */
export function changedSinceReview(path: string): string {
  return `${path} is not the file that the preview saw; run the preview again and review it`;
}
