import { ftruncateSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Assessment } from '../../../domain/assessment.js';
import { assessCompact, type CompactRequest } from './assess.js';

/** Below this size of an export, in bytes, a second thread costs more than it saves. */
const compactFromBytes = 4 * 1024 * 1024;

/** The two files of evidence that has one large file for each side and nothing else. */
export async function largePair(
  sides: readonly (readonly string[])[],
): Promise<Pick<CompactRequest, 'onPrem' | 'entra'> | undefined> {
  const [[onPrem, ...more] = [], [entra, ...others] = []] = sides;
  if (onPrem === undefined || entra === undefined || more.length + others.length > 0) return undefined;
  const { size } = await stat(onPrem).catch(() => ({ size: 0 }));
  return size < compactFromBytes ? undefined : { onPrem, entra };
}

/** As `assessCompact`; where it leaves the files to the object path, nothing is left of what it had begun to write. */
export async function assessInColumns(request: CompactRequest): Promise<Assessment | undefined> {
  const assessment = await assessCompact(request);
  if (assessment === undefined && request.identities !== undefined) ftruncateSync(request.identities);
  return assessment;
}
