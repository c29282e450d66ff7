import { detectDialect } from '../csv/dialect.js';
import { type CsvTable, createRowReader, lastCellOf } from '../csv/read.js';
import { type CsvRow, countLines, createRowScanner } from '../csv/scan.js';
import { createReadLog } from '../read-log.js';
import { unreadable } from './cells-of-row.js';
import type { CompactStart, OpenFormat } from './open-format.js';
import type { ColumnsOfHeader, CompactSide } from './sides.js';

const [comma, semicolon] = [0x2c, 0x3b];

/** A CSV of the side, or undefined where the object path must read it: another kind of table, or a header with any defect. */
export function openCsv<Item>(
  { head, mark, bytes }: CompactStart,
  side: CompactSide<Item>,
): OpenFormat<Item> | undefined {
  const { delimiter, carriageReturns } = detectDialect(head);
  if (carriageReturns || (delimiter !== comma && delimiter !== semicolon)) return undefined;
  const scanner = createRowScanner(delimiter);
  const log = createReadLog('');
  let columns: ColumnsOfHeader | undefined;
  const rows = createRowReader(log, (header, line) => {
    columns = side.columnsOf(header);
    return side.tableOf(header, line, log);
  });
  let at = 0;
  while (rows.columns === 0) {
    const next = scanner.scan(head, at, 1, mark + head.length >= bytes);
    if (next < 0 || next === at) return undefined;
    rows.take(scanner.row);
    at = next;
  }
  if (rows.table === undefined || columns === undefined || log.summary().issues.length > 0) return undefined;
  const { kinds, fields } = columns;
  const header = Buffer.from(head.subarray(0, at));
  return {
    layout: {
      format: { name: 'csv', delimiter },
      firstRow: mark + at,
      firstLine: countLines(head, 0, at),
      end: bytes,
      hashed: { from: 0, to: bytes },
      kinds,
      keepsNames: false,
    },
    shownBy(seen) {
      const shown = fields.filter((_, column) => seen[column] === 1).flat();
      return fields.flat().includes('objectType') ? [...shown, 'objectType'] : shown;
    },
    createRest(own) {
      const reader = createRowReader(own, (names, line) => side.tableOf(names, line, own));
      takeHeader(header, delimiter, reader.take);
      const { table } = reader;
      if (table === undefined) throw new Error('the header was read before');
      const exact = createRowScanner(delimiter);
      return {
        records: reader.records,
        take(data, from, line, isLast) {
          const next = exact.scan(data, from, line, isLast);
          if (next < 0) return -1;
          if (!exact.row.terminated && !isSurelyWhole(exact.row, table)) return unreadable;
          reader.take(exact.row);
          return next;
        },
        finish: (records, { shown }) => ({ records, ...table.shown(records, new Set(shown)) }),
      };
    },
  };
}

/** True when the last cell of the file is whole by its own form, whatever the rows above hold. */
function isSurelyWhole<Item>(row: CsvRow, table: CsvTable<Item>): boolean {
  if (row.defect !== undefined) return true;
  const last = lastCellOf(row);
  return last.quoted || (last.text !== '' && !table.mayBeCutOff(last, []));
}

function takeHeader(bytes: Buffer, delimiter: number, take: (row: CsvRow) => void): void {
  const scanner = createRowScanner(delimiter);
  let line = 1;
  for (let at = 0; at < bytes.length; ) {
    const next = scanner.scan(bytes, at, line, true);
    take(scanner.row);
    line += countLines(bytes, at, next);
    at = next;
  }
}
