/** The sealed journal lies next to the audit journal: `audit/prod.jsonl` has `audit/prod.repairs.sealed`. */
export function sealedJournalPath(journal: string): string {
  return `${journal.replace(/\.jsonl$/, '')}.repairs.sealed`;
}
