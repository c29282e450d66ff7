import { type AuditEntry, readEntries } from '../audit/index.js';

/** What the journal tells of the stack since its last rollback was over: of this cutover, and of its rollback. */
export async function entriesOfRound(journal: string, stack: string): Promise<readonly AuditEntry[]> {
  const entries = (await readEntries(journal)).filter((entry) => entry.stack === stack);
  const begin = entries.findLastIndex(
    ({ phase }, index) => phase !== 'rollback' && entries[index - 1]?.phase === 'rollback',
  );
  return entries.slice(Math.max(0, begin));
}

/** Which cutover of the stack this is: how many rollbacks have begun before it. */
export async function roundOf(journal: string, stack: string): Promise<number> {
  const entries = (await readEntries(journal)).filter((entry) => entry.stack === stack);
  return entries.filter(({ phase }, index) => phase === 'rollback' && entries[index - 1]?.phase !== 'rollback').length;
}
