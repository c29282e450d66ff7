import type { ShareValue } from './values.js';
import { isKnown, roleOf } from './words.js';

/** CSV with its header, quotes, delimiter and line ends as they stand; a column that is not known gets an invented name. */
export function shareCsv(text: string, share: ShareValue): string {
  const [header = ''] = text.replace(/^(#[^\n]*\n)+/, '').split(/\r?\n/, 1);
  const delimiter = [',', ';', '\t'].sort((a, b) => header.split(b).length - header.split(a).length)[0] ?? ',';
  const cell = new RegExp(`("(?:[^"]|"")*"|[^${delimiter}"\\r\\n]*)(${delimiter}|\\r?\\n|$)`, 'gs');
  let columns: string[] | undefined;
  let row: string[] = [];
  return text
    .replace(/^(#[^\n]*\n)+/, (type) => (type.startsWith('#TYPE Selected.') ? type : ''))
    .replaceAll(cell, (whole, raw: string, end: string) => {
      if (whole === '') return '';
      const quoted = raw.startsWith('"');
      const value = quoted ? raw.slice(1, -1).replaceAll('""', '"') : raw;
      const role = roleOf(columns?.[row.length] ?? '');
      const shown = columns === undefined ? shareName(value, share) : listed(value, (part) => share(part, role));
      row.push(value);
      if (end.endsWith('\n')) {
        columns ??= row;
        row = [];
      }
      return (quoted ? `"${shown.replaceAll('"', '""')}"` : shown.replaceAll(/["\r\n]/g, '')) + end;
    });
}

/** What PowerShell prints as a list, `Name : Value`, and LDIF, `name: value`. */
export function shareLines(text: string, share: ShareValue): string {
  return text.replaceAll(
    /^([\w.;-]+)(\s*::?\s*)(.*?)(\r?)$/gm,
    (_, name: string, colon: string, value: string, end) =>
      `${shareName(name, share)}${colon}${share(value, roleOf(name))}${end}`,
  );
}

/** Several values in one cell, `a;b`. */
function listed(value: string, share: (part: string) => string): string {
  return value.split(';').map(share).join(';');
}

function shareName(name: string, share: ShareValue): string {
  return isKnown(name) ? name : share(name, 'data');
}
