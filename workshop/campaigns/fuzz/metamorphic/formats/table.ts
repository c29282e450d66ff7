import { base64, guidText } from '../random.js';
import type { Cell, Column, Sheet, Style } from '../sheet.js';

/** A cell of a table as text. */
export type CellText = (cell: Cell, field: string) => string;

/** As PowerShell's Export-Csv has it once bytes are converted and lists are joined (about_Export-Csv; docs of the tutorial). */
export const powershellText: CellText = (cell, field) => {
  if (cell === null) return '';
  if (typeof cell === 'boolean') return cell ? 'True' : 'False';
  if (typeof cell === 'string') return cell;
  if ('hex' in cell) return field === 'guid' ? guidText(cell.hex) : base64(cell.hex);
  return cell.map((item) => (typeof item === 'string' ? item : JSON.stringify(item))).join(';');
};

/** As csvde writes it: bytes as X'…', lists joined with `;`, the state of an account in userAccountControl. */
export const csvdeText: CellText = (cell, field) => {
  if (cell !== null && typeof cell === 'object' && 'hex' in cell) return `X'${cell.hex}'`;
  if (field === 'enabled') return cell === null ? '' : cell === true ? '512' : '514';
  if (field === 'type') return `top;${String(cell)}`;
  if (typeof cell === 'string' && /[^\x20-\x7e]/.test(cell)) return `X'${Buffer.from(cell).toString('hex')}'`;
  return powershellText(cell, field);
};

/** A table, every cell quoted (Export-Csv) or only where it must be (csvde). */
export function tableText({ columns, rows }: Sheet, style: Style, text: CellText, quoteAll: boolean): string {
  const quote = (value: string): string =>
    quoteAll || /[",;\t\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
  const line = (values: readonly string[]): string => values.map(quote).join(style.delimiter);
  const header = line(columns.map(({ name }) => name));
  const lines = rows.map(({ cells }) => line(columns.map(({ field }) => text(cells.get(field) ?? null, field))));
  return [header, ...lines].map((one) => `${one}${style.lineEnd}`).join('');
}

export function named(names: Readonly<Record<string, string>>): readonly Column[] {
  return Object.entries(names).map(([field, name]) => ({ field, name }));
}
