import type { Shown } from '../domain/evidence.js';
import type { ObjectType } from '../domain/objects.js';

/** What users don't have: of these other types tell. */
export const ofOtherTypes: ReadonlySet<string> = new Set([
  ...['members', 'mailEnabled', 'securityEnabled', 'groupTypes', 'deviceId'],
]);

/**
 * What a table (or a list of PowerShell's objects) shows: the columns of which some row has a value. A column without any is
 * written just so by `Select-Object`, `Export-Csv` and `ConvertTo-Json` for what `-Property` did not ask for ("Get-MgUser",
 * "Get-ADUser"), so it shows nothing. Where the table has users, what groups or contacts have a value of says nothing of them: it may
 * have been made of two exports.
 *
 * @param hasValue whether the record has a value of that column; asked until one has.
 * @param elsewhere columns that rows outside the records have a value of.
 */
export function shownColumns<Item extends { readonly objectType?: ObjectType }>(
  columns: Iterable<string>,
  records: readonly Item[],
  hasValue: (record: Item, column: string) => boolean,
  elsewhere: ReadonlySet<string> = new Set(),
): Shown {
  const users = records.filter(({ objectType }) => objectType === 'user');
  // What is outside the records is a user.
  const ofUsers = users.length > 0 || elsewhere.size > 0 ? users : records;
  const fields = new Set<string>();
  const empty = new Set<string>();
  for (const column of columns) {
    const telling = ofOtherTypes.has(column) ? records : ofUsers;
    const isShown = elsewhere.has(column) || telling.some((record) => hasValue(record, column));
    (isShown ? fields : empty).add(column);
  }
  return { fields, empty, mayBeCut: true };
}
