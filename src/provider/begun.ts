import { type AuditEntry, mayStillArrive, readEntries } from '../audit/index.js';
import type { GuardedInputs } from '../config/resource-table.js';

/**
 * Whether we switched the other side off after this one was switched on last. A cutover and a rollback go the other way
 * round, so somebody else's update came in between: it may have left this side off, and then nobody provisions.
 */
export async function otherWentOffSince(
  { journal, stack }: GuardedInputs,
  isOn: (entry: Named) => boolean,
  isOtherOff: (entry: Named) => boolean,
): Promise<boolean> {
  const entries = await readEntries(journal).catch(() => []);
  const done = entries.filter((entry) => entry.stack === stack && entry.outcome === 'done');
  return done.findLastIndex(isOtherOff) > done.findLastIndex(isOn);
}

type Named = Pick<AuditEntry, 'operation' | 'target'>;

/**
 * Whether a request of an earlier run may still arrive: the journal has it begun and nothing that settles it. A journal that
 * is not there, has nothing of this environment or can't be read says nothing about begun requests.
 *
 * @param unknown what to say then: true where the other side is about to be switched on.
 */
export async function mayArriveLate(
  { journal, stack }: GuardedInputs,
  isIt: (entry: Named) => boolean,
  isCounter: (entry: Named) => boolean,
  unknown: boolean,
): Promise<boolean> {
  const entries = await readEntries(journal).catch(() => []);
  const own = entries.filter((entry) => entry.stack === stack);
  return own.length === 0 ? unknown : mayStillArrive(own, isIt, isCounter);
}
