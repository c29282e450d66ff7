import { counted } from '../domain/counted.js';
import type { EvidenceSource } from '../domain/evidence.js';
import { isComplete } from '../evidence/read-log.js';
import { exitCodes } from './exit-codes.js';
import { writeRemark, writeStandardOutput } from './output.js';

/**
 * Says what was collected: what could not be read on standard error, the file with its counts and hash on standard output.
 * Returns the exit code: 3 for evidence that is not complete.
 */
export async function reportCollected(
  { output, quiet }: { readonly output: string; readonly quiet?: boolean },
  source: EvidenceSource,
  sha256: string,
  notes: readonly string[] = [],
): Promise<number> {
  for (const { at, message } of source.issues) writeRemark(`${at.origin}:${at.line}: ${message}`);
  for (const note of notes) writeRemark(note);
  if (!quiet) {
    const rejected = source.rejected === 0 ? '' : `, ${source.rejected} rejected`;
    await writeStandardOutput([
      `${output}: ${counted(source.records, 'record')}${rejected}, read at ${source.readAt ?? 'an unknown time'}, sha256 ${sha256}\n`,
    ]);
  }
  return isComplete(source) ? exitCodes.cleared : exitCodes.indeterminate;
}
