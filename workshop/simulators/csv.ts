/**
 * The rows of a comma-separated text with quoted cells, by lower-case column name. Enough for the scenarios' own files:
 * the product's reader is another one on purpose, so that both cannot be wrong in the same way.
 */
export function readCsv(text: string): ReadonlyMap<string, string>[] {
  const [header = [], ...rows] = cells(text.replace(/^\uFEFF/, '')).filter((row) => row.length > 1 || row[0] !== '');
  const names = header.map((name) => name.toLowerCase());
  return rows.map((row, index) => {
    if (row.length !== names.length)
      throw new Error(`row ${index + 2} has ${row.length} cells instead of ${names.length}`);
    return new Map(names.map((name, column) => [name, row[column] ?? '']));
  });
}

/** The text of rows as PowerShell 7 writes it: every cell quoted, CRLF. */
export function writeCsv(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[]): string =>
    `${row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r\n`;
  return [header, ...rows].map(line).join('');
}

function cells(text: string): string[][] {
  const rows: string[][] = [[]];
  const pattern = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r\n|\n|$)/gy;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [, cell = '', end] = match;
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (pattern.lastIndex >= text.length) break;
    if (end !== ',') rows.push([]);
  }
  return rows;
}
