import type { JsonValue } from './canonical-json.js';
import type { AuditEntry } from './entry.js';
import { switchedBetween, targetId, tellsSwitches } from './switched.js';

/**
 * What a journal that is whole in itself can’t vouch for, one sentence each: entries that were lost and acknowledged, targets
 * that were found in another state than an entry left them in, and writes whose end nobody recorded.
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
        `Entry ${entry.sequence}: entries were lost before it (${JSON.stringify(entry.before ?? {})}); what they said is unknown.`,
      );
  }
  const begun = [...open.values()].map(
    ({ sequence, operation, target, at }) =>
      `Entry ${sequence}: ${operation} of ${target} began at ${at}, and its end is not recorded: the run ended in between, and the request may have been applied, even later.`,
  );
  return [...lost, ...changedBetween(entries), ...begun];
}

/** What was switched between two entries, and by none of them: apps of Okta, jobs of Entra, the tenant's matching. */
function changedBetween(entries: readonly AuditEntry[]): string[] {
  const left = new Map<string, { readonly sequence: number; readonly state: JsonValue | undefined }>();
  const changed: string[] = [];
  for (const { sequence, operation, target, outcome, before, after } of entries) {
    const id = targetId(target);
    const found = outcome === 'started' ? before : operation === 'audit.found' ? after : undefined;
    const known = left.get(id);
    const others = known === undefined ? [] : switchedBetween(known.state, found);
    if (known !== undefined && others.length > 0)
      changed.push(
        `Entry ${sequence}: ${target} was found as ${others.map((one) => one.found).join(', ')}, and entry ${known.sequence} had left it as ${others.map((one) => one.left).join(', ')}: what changed it in between is not recorded here. It was somebody else, or a run whose record was lost.`,
      );
    if (outcome === 'done' && tellsSwitches(after)) left.set(id, { sequence, state: after });
    else if (outcome !== 'done') left.delete(id);
  }
  return changed;
}
