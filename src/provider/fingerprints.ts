import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { FileFingerprint } from '../domain/environment.js';
import { UserError } from '../domain/errors.js';
import type { EvidenceSource } from '../domain/evidence.js';
import { readEntraFiles, readOnPremFiles } from '../sources/files.js';

const unreadable = 'unreadable';

/** The fingerprint of a file's bytes. */
export async function fingerprintBytes(path: string): Promise<FileFingerprint> {
  const sha256 = await readFile(path).then(
    (bytes) => createHash('sha256').update(bytes).digest('hex'),
    () => unreadable,
  );
  return { path, sha256 };
}

/**
 * The fingerprint of what evidence files say, as the assessment will report it. A file that can't be read is fingerprinted
 * as such instead of failing: what that means is the gate's to say, and a rollback must not stop over it.
 */
export async function fingerprintEvidence(
  side: 'onPrem' | 'entra',
  paths: readonly string[],
): Promise<FileFingerprint[]> {
  const read = side === 'onPrem' ? readOnPremFiles : readEntraFiles;
  return Promise.all(paths.map(async (path) => ({ path, sha256: await hashOf(() => read([path])) })));
}

async function hashOf(read: () => Promise<{ readonly source: EvidenceSource }[]>): Promise<string> {
  try {
    return (await read())[0]?.source.sha256 ?? unreadable;
  } catch (error) {
    if (error instanceof UserError) return unreadable;
    throw error;
  }
}
