import type { ProvisioningLogRow } from '../sources/graph/synchronization.js';

type Matched = (identifier: string) => boolean;

/**
 * What a job did and should not have, one sentence a row: it may create nobody who was matched, and delete or disable
 * nobody (any create for an expected in-place user is an alarm).
 */
export function misdeedsIn(rows: readonly ProvisioningLogRow[], isMatched: Matched): string[] {
  return rows.flatMap((row) => misdeed(row, isMatched) ?? []);
}

function misdeed(row: ProvisioningLogRow, isMatched: Matched): string | undefined {
  if (row.status === 'skipped' && row.action !== 'stageddelete') return undefined;
  switch (row.action) {
    case 'create':
      return row.identifiers.some(isMatched)
        ? `${row.person}: Entra created an account (${row.status}) instead of taking over the one that is there`
        : undefined;
    case 'delete':
    case 'disable':
    case 'stageddelete':
      return `${row.person}: Entra would ${row.action === 'disable' ? 'lock' : 'delete'} the account (${row.action}, ${row.status})`;
    default:
      return undefined;
  }
}
