import { type AuditEntry, mayStillArrive, readEntries } from '../audit/index.js';
import type { GuardedInputs } from '../domain/environment.js';

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
