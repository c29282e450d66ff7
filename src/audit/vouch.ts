import type { AuditEntry } from './entry.js';

/**
 * What a journal that is whole in itself can’t vouch for, one sentence each: writes of which nobody recorded how they
 * ended, and entries that were lost and acknowledged.
 */
export function notVouchedFor(entries: readonly AuditEntry[]): string[] {
  const open = new Map<string, AuditEntry>();
  const lost: string[] = [];
  for (const entry of entries) {
    const key = JSON.stringify([entry.operation, entry.target]);
    if (entry.outcome === 'started') open.set(key, entry);
    else open.delete(key);
    if (entry.operation === 'audit.journal.lost')
      lost.push(
        `Entry ${entry.sequence}: entries were lost before it (${JSON.stringify(entry.before ?? {})}); what they said is not known here.`,
      );
  }
  const begun = [...open.values()].map(
    ({ sequence, operation, target, at }) =>
      `Entry ${sequence}: ${operation} of ${target} began at ${at}, and its end is not recorded: the run ended in between, and the request may have been applied, also later.`,
  );
  return [...lost, ...begun];
}
