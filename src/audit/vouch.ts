import { type JsonValue, memberOf } from './canonical-json.js';
import type { AuditEntry } from './entry.js';

/**
 * What a journal that is whole in itself can’t vouch for, one sentence each: entries that were lost and acknowledged, targets
 * that were found otherwise than an entry left them, and writes of which nobody recorded how they ended.
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
  return [...lost, ...changedBetween(entries), ...begun];
}

/** What was switched between two entries, and by none of them: apps of Okta, and jobs of Entra. */
function changedBetween(entries: readonly AuditEntry[]): string[] {
  const left = new Map<string, { readonly sequence: number; readonly state: string }>();
  const changed: string[] = [];
  for (const { sequence, operation, target, outcome, before, after } of entries) {
    const found = outcome === 'started' ? switchIn(before) : operation === 'audit.found' ? switchIn(after) : undefined;
    const known = left.get(target);
    if (known !== undefined && found !== undefined && found !== known.state)
      changed.push(
        `Entry ${sequence}: ${target} was found as ${found}, and entry ${known.sequence} had left it as ${known.state}: what changed it in between is not recorded here. It was somebody else, or a run whose record was lost.`,
      );
    const now = switchIn(outcome === 'done' ? after : undefined);
    if (now !== undefined) left.set(target, { sequence, state: now });
    else if (outcome !== 'done') left.delete(target);
  }
  return changed;
}

function switchIn(state: JsonValue | undefined): string | undefined {
  const value = memberOf(state, 'connection') ?? memberOf(state, 'scheduleState');
  return typeof value === 'string' ? value : undefined;
}
