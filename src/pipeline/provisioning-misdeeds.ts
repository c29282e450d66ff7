import type { ProvisioningLogRow } from '../sources/graph/provisioning-log.js';

type Matched = (identifier: string) => boolean;

/**
 * What a job did and should not have, one sentence a row: it may create nobody who was matched, and delete or disable
 * nobody (any create for an expected in-place user is an alarm). A created account that the log gives to nobody is one of
 * these too: it may be anybody's second one.
 *
 * @param isMatched tells those who were matched; left out where nobody knows them any more, and creations tell nothing.
 */
export function misdeedsIn(rows: readonly ProvisioningLogRow[], isMatched: Matched | undefined): string[] {
  return rows.flatMap((row) => misdeed(row, isMatched) ?? []);
}

function misdeed(row: ProvisioningLogRow, isMatched: Matched | undefined): string | undefined {
  if (row.status === 'skipped' && row.action !== 'stageddelete') return undefined;
  switch (row.action) {
    case 'create':
      if (isMatched === undefined) return undefined;
      if (row.identifiers.some(isMatched)) {
        return `${row.person}: Entra created an account (${row.status}) instead of taking over the one that is there`;
      }
      // A newcomer has a name; an account that has none in the log can't be told from a second one.
      return row.identifiers.some((text) => text.includes('@'))
        ? undefined
        : `${row.person}: Entra created an account (${row.status}), and the provisioning log does not say for whom (row ${row.id})`;
    case 'delete':
    case 'disable':
    case 'stageddelete':
      return `${row.person}: Entra would ${row.action === 'disable' ? 'lock' : 'delete'} the account (${row.action}, ${row.status})`;
    default:
      return undefined;
  }
}
