import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { type AuditRecord, appendEntry, type Waiting } from '../audit/index.js';
import { failureReason } from '../domain/failure-reason.js';
import type { OperationContext } from './ports.js';

/** Where a pause is recorded while the journal can't be written, below the folder of the stack file. */
export function unrecordedPath(stack: string): string {
  return join('.entra-cutover', `${stack}.unrecorded.jsonl`);
}

/**
 * Keeps a record that the journal could not take, and shows it in the update's output, which is kept elsewhere: an unwritable
 * journal must not prevent a pause. Never throws.
 */
export async function keepUnrecorded(record: AuditRecord, reason: string, context: OperationContext): Promise<void> {
  const path = unrecordedPath(record.stack);
  const line = JSON.stringify(record);
  const kept = await mkdir(dirname(path), { recursive: true })
    .then(() => writeFile(path, `${line}\n`, { flag: 'a', mode: 0o600 }))
    .then(
      () => `It is kept in ${path}, and the next run that can write the journal puts it there.`,
      (error: unknown) => `Nor can ${path} be written (${failureReason(error)}): this output is the only record.`,
    );
  context.diagnostics.warning(context.urn, `${reason} The record: ${line} ${kept}`);
}

/** Puts what earlier runs could not record into the journal. Throws UserError when it still can't be written. */
export async function recordKept(stack: string, journal: string, waiting?: Waiting): Promise<void> {
  const path = unrecordedPath(stack);
  const text = await readFile(path, 'utf8').catch(() => '');
  if (text === '') return;
  for (const line of text.split('\n').filter(Boolean)) {
    const record = recordOf(line);
    // What no run of this stack wrote is not a record: anyone who reads the journal relies on these.
    if (record?.stack === stack) await appendEntry(journal, record, waiting);
  }
  await rm(path, { force: true });
}

const told = z.looseObject({
  stack: z.string(),
  phase: z.string(),
  operation: z.string(),
  target: z.string(),
  outcome: z.enum(['started', 'done', 'failed']),
  at: z.string(),
});

function recordOf(line: string): AuditRecord | undefined {
  try {
    return told.safeParse(JSON.parse(line)).data as AuditRecord | undefined;
  } catch {
    return undefined;
  }
}
