import type { AuditEntry } from './entry.js';

/**
 * Whether a write was begun that nobody saw succeed, and that nothing has settled since. Its request may still be on its
 * way: a run that was killed or gave up waiting can't call it back. Only `counter`, done after it, settles it; doing the
 * same write again does not, since the first request may still arrive.
 *
 * @param entries of the journal, oldest first.
 * @param isIt which operation on which target.
 * @param isCounter what undoes it, on the same target.
 */
export function mayStillArrive(
  entries: readonly Pick<AuditEntry, 'operation' | 'target' | 'outcome'>[],
  isIt: (entry: Pick<AuditEntry, 'operation' | 'target'>) => boolean,
  isCounter: (entry: Pick<AuditEntry, 'operation' | 'target'>) => boolean,
): boolean {
  let open = 0;
  for (const entry of entries) {
    if (isCounter(entry) && entry.outcome === 'done') open = 0;
    if (!isIt(entry)) continue;
    if (entry.outcome === 'started') open += 1;
    if (entry.outcome === 'done' && open > 0) open -= 1;
  }
  return open > 0;
}
