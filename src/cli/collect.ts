import { dirname } from 'node:path';
import { toolVersion } from '../config/tool-version.js';
import type { Evidence, RecordPosition } from '../domain/evidence.js';
import { readSigningKey } from '../evidence/evidence-file/signature.js';
import { type EvidenceFileContext, writeEvidenceFile } from '../evidence/evidence-file/write.js';
import { reportCollected } from './collected.js';
import { requireOtherFiles } from './files.js';
import { makeFolder } from './output.js';

export interface CollectOptions {
  readonly output: string;
  /** PEM file of an Ed25519 private key. */
  readonly signKey?: string;
  /** Other files that are read for it: an export, a CA file, the description of several forests. */
  readonly from?: string;
  readonly caFile?: string;
  readonly directory?: string;
  readonly quiet?: boolean;
}

/**
 * Makes the folder of the evidence file and tries the key, before anything is read for it.
 *
 * @throws UserError when the one can't be made or the other can't be used, and when the file is one that is read for it.
 */
export async function preparedOutput({ output, signKey, from, caFile, directory }: CollectOptions): Promise<void> {
  await requireOtherFiles(
    [output],
    [from, signKey, caFile, directory].filter((file) => file !== undefined),
  );
  if (signKey !== undefined) await readSigningKey(signKey);
  await makeFolder(dirname(output));
}

/** Writes the evidence file and says what is in it. Incomplete evidence is written too, and gives exit code 3. */
export async function writeCollected<Item extends { readonly at: RecordPosition }>(
  evidence: Evidence<Item>,
  options: CollectOptions,
  from: Partial<Pick<EvidenceFileContext, 'tenant' | 'server'>> = {},
): Promise<number> {
  const { output, signKey } = options;
  await preparedOutput(options);
  const sha256 = await writeEvidenceFile(
    output,
    evidence,
    {
      ...from,
      tool: `entra-cutover ${toolVersion}`,
      ...(signKey !== undefined && { signingKey: await readSigningKey(signKey) }),
    },
    { now: new Date() },
  );
  return reportCollected(options, evidence.source, sha256);
}
