const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const [tab, comma, semicolon] = [0x09, 0x2c, 0x3b];

/** How the cells and rows of a table are separated. */
export interface CsvDialect {
  /** One byte. */
  readonly delimiter: number;
  /** True where a lone carriage return ends a row, as Excel for Mac writes it. */
  readonly carriageReturns: boolean;
}

/**
 * The dialect, judged by the header line: the byte of `,`, `;` and tab that occurs most often there, unless Excel's own line
 * before it (`sep=;`) names one.
 */
export function detectDialect(head: Buffer): CsvDialect {
  const named = /^\s*"?sep=([^\r\n])"?[\r\n]/i.exec(head.toString('latin1', 0, 64))?.[1];
  const { end, counts } = scanHeader(head, headerStart(head));
  return {
    delimiter: named?.charCodeAt(0) ?? mostFrequent(counts),
    carriageReturns: head[end] === carriageReturn && head[end + 1] !== lineFeed && end + 1 < head.length,
  };
}

/** True for a line before the header: the type line of Windows PowerShell 5.1's Export-Csv, and Excel's `sep=;`. */
export function isLeadingLine(firstCell: string): boolean {
  return firstCell.startsWith('#TYPE') || /^sep=.?$/i.test(firstCell);
}

function mostFrequent(counts: ReadonlyMap<number, number>): number {
  const count = (byte: number): number => counts.get(byte) ?? 0;
  return [semicolon, tab].reduce((best, byte) => (count(byte) > count(best) ? byte : best), comma);
}

/** Where the header line ends, outside of quotes, and how often each delimiter stands in it. */
function scanHeader(head: Buffer, start: number): { end: number; counts: ReadonlyMap<number, number> } {
  const counts = new Map<number, number>();
  let inQuotes = false;
  let position = start;
  for (; position < head.length; position += 1) {
    const byte = head[position] ?? 0;
    if (byte === quote) inQuotes = !inQuotes;
    if (inQuotes) continue;
    if (byte === lineFeed || byte === carriageReturn) break;
    if (byte === tab || byte === comma || byte === semicolon) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  }
  return { end: position, counts };
}

/** Where the header line starts: after blank lines and the lines before a header. */
function headerStart(head: Buffer): number {
  let position = 0;
  for (;;) {
    const end = head.subarray(position).findIndex((byte) => byte === lineFeed || byte === carriageReturn);
    if (end < 0) return position;
    const line = head.toString('utf8', position, position + end).trim();
    if (line !== '' && !isLeadingLine(line.replace(/^"|"$/g, ''))) return position;
    position += end + 1;
  }
}
