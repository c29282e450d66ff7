import { type AuditEntry, readEntries, verifyJournal } from '../audit/index.js';
import { UserError } from '../domain/errors.js';

/** What the journal tells of the stack since its last rollback was over: of this cutover, and of its rollback. */
export async function entriesOfRound(journal: string, stack: string): Promise<readonly AuditEntry[]> {
  const entries = (await readEntries(journal)).filter((entry) => entry.stack === stack);
  const begin = entries.findLastIndex(
    ({ phase }, index) => phase !== 'rollback' && entries[index - 1]?.phase === 'rollback',
  );
  return entries.slice(Math.max(0, begin));
}

/**
 * What the journal tells of the round, and whether that can be all: a journal that is missing, unreadable, changed or known to
 * have lost entries leaves out what nobody knows, and so does one that begins with the rollback. A whole one may be an earlier
 * copy all the same: only Entra shows what came after it.
 */
export async function toldOfRound(
  journal: string,
  stack: string,
): Promise<{ readonly entries: readonly AuditEntry[]; readonly mayLack: boolean }> {
  try {
    const entries = await entriesOfRound(journal, stack);
    const { problems } = await verifyJournal(journal);
    const isLost = entries.some(({ operation }) => operation === 'audit.journal.lost');
    return { entries, mayLack: isLost || problems.length > 0 || (entries[0]?.phase ?? 'rollback') === 'rollback' };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { entries: [], mayLack: true };
  }
}

/** Which cutover of the stack this is: how many rollbacks have begun before it. */
export async function roundOf(journal: string, stack: string): Promise<number> {
  const entries = (await readEntries(journal)).filter((entry) => entry.stack === stack);
  return entries.filter(({ phase }, index) => phase === 'rollback' && entries[index - 1]?.phase !== 'rollback').length;
}
