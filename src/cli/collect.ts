import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Evidence, RecordPosition } from '../domain/evidence.js';
import { toolVersion } from '../pipeline/assess.js';
import { collectFromFile } from '../sources/evidence-file/collect.js';
import { writeEvidenceFile } from '../sources/evidence-file/write.js';
import { isComplete } from '../validation/population.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

interface CollectOptions {
  readonly output: string;
  readonly quiet?: boolean;
}

/** Dates an on-premises export. An incomplete export is written too, says so itself, and gives exit code 3. */
export async function collectOnPremCommand(
  options: CollectOptions & { from: string; exportedAt: string },
): Promise<number> {
  const evidence = await collectFromFile('onPrem', options.from, options.exportedAt);
  return write(evidence, options);
}

async function write<Item extends { readonly at: RecordPosition }>(
  evidence: Evidence<Item>,
  { output, quiet }: CollectOptions,
): Promise<number> {
  await mkdir(dirname(output), { recursive: true });
  const sha256 = await writeEvidenceFile(
    output,
    evidence,
    { tool: `entra-cutover ${toolVersion}` },
    { now: new Date() },
  );
  const { source } = evidence;
  for (const { at, message } of source.issues)
    process.stderr.write(`entra-cutover: ${at.origin}:${at.line}: ${message}\n`);
  if (!quiet) {
    const rejected = source.rejected === 0 ? '' : `, ${source.rejected} rejected`;
    await writeStandardOutput([
      `${output}: ${source.records} records${rejected}, read at ${source.readAt ?? 'an unknown time'}, sha256 ${sha256}\n`,
    ]);
  }
  return isComplete(source) ? exitCodes.cleared : exitCodes.indeterminate;
}
