import type { AuditEntry } from '../audit/index.js';
import { readEntries, verifyJournal } from '../audit/index.js';
import { exitCodes } from './exit-codes.js';
import { writeStandardOutput } from './output.js';

export interface AuditOptions {
  readonly journal: string;
  readonly quiet?: boolean;
}

/** Checks the chain of the journal; exit code 2 when it was tampered with. */
export async function auditVerifyCommand({ journal, quiet }: AuditOptions): Promise<number> {
  const { entries, lastHash, problems, cutOff } = await verifyJournal(journal);
  const lines = [
    ...problems,
    ...cutOff.map((line) => `${line} (a write that was cut off; the chain around it is whole)`),
  ];
  for (const line of lines) process.stderr.write(`entra-cutover: ${journal}: ${line}\n`);
  if (problems.length > 0) return exitCodes.blocked;
  if (!quiet)
    await writeStandardOutput([`${journal}: ${entries} entries, the chain is whole. Last hash ${lastHash}\n`]);
  return exitCodes.cleared;
}

/** Prints the journal, oldest first. */
export async function auditShowCommand({ journal }: AuditOptions): Promise<number> {
  const entries = await readEntries(journal);
  await writeStandardOutput(entries.length === 0 ? [`${journal}: no entries yet\n`] : entries.map(asText));
  return exitCodes.cleared;
}

function asText(entry: AuditEntry): string {
  const { sequence, at, stack, phase, operation, target, outcome, authorisedBy, actor } = entry;
  const head = `${String(sequence).padStart(4)}  ${at}  ${stack}/${phase}  ${operation} ${target}: ${outcome}`;
  const details = [
    authorisedBy && `authorised by ${authorisedBy.decision} ${authorisedBy.digest}`,
    actor && `by ${actor}`,
    entry.before !== undefined && `before ${JSON.stringify(entry.before)}`,
    entry.after !== undefined && `after ${JSON.stringify(entry.after)}`,
  ].filter((detail) => typeof detail === 'string' && detail !== '');
  return `${[head, ...details.map((detail) => `        ${detail}`)].join('\n').replace(/[^\P{Cc}\n]/gu, '?')}\n`;
}
