import { ftruncateSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Assessment } from '../../../domain/assessment.js';
import { isGzip } from '../../../evidence/gzip.js';
import { assessCompact, type CompactRequest } from './assess.js';

/** Below this size of an export, in bytes, a second thread costs more than it saves. */
const compactFromBytes = 4 * 1024 * 1024;
/** How many times as long an export is, about, when it is unpacked. */
const gzipRatio = 8;

/** The two files of evidence that has one large file for each side and nothing else. */
export async function largePair(
  sides: readonly (readonly string[])[],
): Promise<Pick<CompactRequest, 'onPrem' | 'entra'> | undefined> {
  const [[onPrem, ...more] = [], [entra, ...others] = []] = sides;
  if (onPrem === undefined || entra === undefined || more.length + others.length > 0) return undefined;
  return (await isLarge(onPrem)) ? { onPrem, entra } : undefined;
}

/** False for a path that can’t be read: to report that is the object path’s. */
async function isLarge(path: string): Promise<boolean> {
  try {
    const found = await stat(path);
    // Opening a pipe that nobody writes into would wait without end.
    if (!found.isFile() || found.size < compactFromBytes / gzipRatio) return false;
    return found.size >= compactFromBytes || (await startsAsGzip(path));
  } catch {
    return false;
  }
}

async function startsAsGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    return isGzip((await file.read(Buffer.alloc(2), 0, 2, 0)).buffer);
  } finally {
    await file.close();
  }
}

/** As `assessCompact`; where it leaves the files to the object path, nothing is left of what it had begun to write. */
export async function assessInColumns(request: CompactRequest): Promise<Assessment | undefined> {
  const assessment = await assessCompact(request);
  if (assessment === undefined && request.identities !== undefined) ftruncateSync(request.identities);
  return assessment;
}
