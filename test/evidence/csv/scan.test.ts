import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvScanner } from '../../../src/evidence/csv/scan.js';

interface ScannedRow {
  readonly line: number;
  readonly cells: readonly string[];
  readonly defect?: string;
  readonly terminated: boolean;
}

function scan(text: string, delimiter = ',', pieceBytes = 1 << 20): readonly ScannedRow[] {
  const rows: ScannedRow[] = [];
  const scanner = createCsvScanner(delimiter.charCodeAt(0), (row) => {
    const cells = Array.from({ length: row.length }, (_, index) => row.text(index));
    rows.push({
      line: row.line,
      cells,
      ...(row.defect === undefined ? {} : { defect: row.defect }),
      terminated: row.terminated,
    });
  });
  const bytes = Buffer.from(text);
  const memory = Buffer.alloc(pieceBytes);
  for (let start = 0; start < bytes.length; start += pieceBytes) {
    // Every piece in the same memory: the scanner must not rely on what it was given before.
    const length = bytes.copy(memory, 0, start, start + pieceBytes);
    scanner.push(memory.subarray(0, length));
  }
  scanner.end();
  return rows;
}

const cellText = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', '"', ',', ';', '\n', '\r', '=', 'ä', '漢', '😀', '\t', "'"),
  maxLength: 8,
});

/** A cell as a writer puts it down, quoted where it must be and sometimes where it need not. */
function write(cell: string, delimiter: string, always: boolean): string {
  return always || /["\r\n]/.test(cell) || cell.includes(delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

describe('the CSV scanner', () => {
  it('reads back every table, however it is written and however the chunks are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cellText, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(',', ';'),
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (table, delimiter, lineBreak, always, lastBreak, piece) => {
          const lines = table.map((row) => row.map((cell) => write(cell, delimiter, always)).join(delimiter));
          const rows = scan(lines.join(lineBreak) + (lastBreak ? lineBreak : ''), delimiter, piece);
          expect(rows.map((row) => row.cells)).toEqual(table);
          expect(rows.every((row) => row.defect === undefined)).toBe(true);
          expect(rows.at(-1)?.terminated).toBe(lastBreak);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('numbers the rows by the line that they start on', () => {
    const rows = scan('a,b\r\n"x\ny\n",2\n\n3,4', ',', 3);
    expect(rows.map((row) => row.line)).toEqual([1, 2, 5, 6]);
  });

  it('keeps a quote inside an unquoted cell', () => {
    expect(scan('a "b" c,d\n')[0]).toMatchObject({ cells: ['a "b" c', 'd'] });
  });

  it('names text after a closing quote', () => {
    expect(scan('"a"b,c\n1,2\n')).toMatchObject([
      { defect: expect.stringContaining('closing quote') },
      { cells: ['1', '2'] },
    ]);
  });

  it('names a quote that is never closed', () => {
    expect(scan('1,2\n3,"x\ny\n').at(-1)).toMatchObject({ line: 2, defect: expect.stringContaining('never closed') });
  });

  it('stops at a row that never ends instead of swallowing the file', () => {
    const rows = scan(`a,"${'x\n'.repeat(9_000_000)}"\nlater,row\n`);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ line: 1, defect: expect.stringContaining('16 MiB') });
  });
});
