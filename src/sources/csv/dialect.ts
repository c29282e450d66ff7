const quote = 0x22;
const lineFeed = 0x0a;
const comma = 0x2c;
const semicolon = 0x3b;

/** The byte that separates the cells, judged by the header line: the one of `,` and `;` that occurs more often there. */
export function detectDelimiter(head: Buffer): number {
  let position = headerStart(head);
  let commas = 0;
  let semicolons = 0;
  let inQuotes = false;
  for (; position < head.length; position += 1) {
    const byte = head[position];
    if (byte === quote) inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (byte === lineFeed) break;
    if (byte === comma) commas += 1;
    if (byte === semicolon) semicolons += 1;
  }
  return semicolons > commas ? semicolon : comma;
}

/** True for the type line that Export-Csv of Windows PowerShell 5.1 writes before the header (facts 6.2). */
export function isTypeLine(firstCell: string): boolean {
  return firstCell.startsWith('#TYPE');
}

/** Where the header line starts: after blank lines and the type line. */
function headerStart(head: Buffer): number {
  let position = 0;
  for (;;) {
    const end = head.indexOf(lineFeed, position);
    if (end < 0) return position;
    const line = head.toString('utf8', position, end).trim();
    if (line !== '' && !isTypeLine(line.replace(/^"/, ''))) return position;
    position = end + 1;
  }
}
