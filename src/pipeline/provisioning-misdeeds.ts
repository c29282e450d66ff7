import type { ProvisioningLogRow } from '../sources/graph/synchronization.js';
import type { ExpectedPerson } from '../validation/verify-people.js';

/**
 * What a job did and should not have, one sentence a row: it may create nobody who was matched, and delete or disable
 * nobody (facts 3.7: any create for an expected in-place user is an alarm).
 */
export function misdeedsIn(rows: readonly ProvisioningLogRow[], people: readonly ExpectedPerson[]): string[] {
  const matched = new Set(
    people.flatMap(({ entraObjectId, userPrincipalName, immutableIds }) => [
      entraObjectId,
      userPrincipalName.toLowerCase(),
      ...immutableIds,
    ]),
  );
  return rows.flatMap((row) => misdeed(row, matched) ?? []);
}

function misdeed(row: ProvisioningLogRow, matched: ReadonlySet<string>): string | undefined {
  if (row.status === 'skipped' && row.action !== 'stageddelete') return undefined;
  switch (row.action) {
    case 'create':
      return row.identifiers.some((text) => matched.has(text) || matched.has(text.toLowerCase()))
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
