/** The sealed journal lies beside the audit journal: `audit/prod.jsonl` has `audit/prod.repairs.sealed`. */
export function sealedJournalPath(journal: string): string {
  return `${journal.replace(/\.jsonl$/, '')}.repairs.sealed`;
}
