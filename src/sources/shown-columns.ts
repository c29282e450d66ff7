import type { Shown } from '../domain/evidence.js';

/**
 * What a table (or a list of PowerShell's objects) shows: the columns of which some row has a value. A column without any is
 * written just so by `Select-Object`, `Export-Csv` and `ConvertTo-Json` for what `-Property` did not ask for ("Get-MgUser",
 * "Get-ADUser"), so it shows nothing.
 *
 * @param hasValue whether the record has a value of that column; asked until one has.
 * @param elsewhere columns that rows beside the records have a value of.
 */
export function shownColumns<Item>(
  columns: Iterable<string>,
  records: readonly Item[],
  hasValue: (record: Item, column: string) => boolean,
  elsewhere: ReadonlySet<string> = new Set(),
): Shown {
  const fields = new Set<string>();
  const empty = new Set<string>();
  for (const column of columns) {
    const isShown = elsewhere.has(column) || records.some((record) => hasValue(record, column));
    (isShown ? fields : empty).add(column);
  }
  return { fields, empty, mayBeCut: true };
}
