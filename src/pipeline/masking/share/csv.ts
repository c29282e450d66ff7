import { isAnalyzerHeader } from '../../../evidence/csexport/analyzer-row.js';
import { detectDialect, isLeadingLine } from '../../../evidence/csv/dialect.js';
import { headerOf } from '../../../evidence/csv/read.js';
import { createCsvScanner } from '../../../evidence/csv/scan.js';
import { type Kind, kindOf } from './members.js';
import { Unparsable } from './unparsable.js';
import type { Share } from './values.js';
import { isName, isTerm } from './vocabulary.js';

/**
 * CSV with its delimiter, quotes and line ends as they stand; a column that is not known gets an invented name.
 *
 * @throws Unparsable for a malformed row, and where no column of the header is known.
 */
export function shareCsv(text: string, share: Share): string {
  const bytes = Buffer.from(text);
  const { delimiter, carriageReturns } = detectDialect(bytes);
  const between = String.fromCharCode(delimiter);
  const lineEnd = carriageReturns ? '\r' : (/\r?\n/.exec(text)?.[0] ?? '\n');
  let header: readonly string[] | undefined;
  let shown = '';
  const scanner = createCsvScanner(delimiter, (row) => {
    if (row.defect !== undefined) throw new Unparsable(`the row is malformed: ${row.defect}`, row.line);
    const cells = headerOf(row);
    const isHeader = header === undefined || (cells.length > 1 && cells.join('\n') === header.join('\n'));
    let shared: readonly string[];
    if (header === undefined && isLeadingLine(cells[0] ?? '')) shared = [leadingLine(cells, between)];
    else if (cells.every((cell) => cell.trim() === '')) shared = cells;
    else if (isHeader) {
      if (!cells.some(isName)) throw new Unparsable('no column name is known', row.line);
      header = cells;
      shared = cells.map(share.name);
    } else shared = cells.map((cell, index) => share.value(cell, kindOfCell(header ?? [], cells, index)));
    const quoted = shared.map((cell, index) => (row.isQuoted(index) ? `"${cell.replaceAll('"', '""')}"` : cell));
    shown += quoted.join(between) + (row.terminated ? lineEnd : '');
  });
  scanner.push(carriageReturns ? Buffer.from(text.replaceAll('\r', '\n')) : bytes);
  scanner.end();
  if (header === undefined) throw new Unparsable('there is no header line', 1);
  return shown;
}

function kindOfCell(header: readonly string[], cells: readonly string[], index: number): Kind {
  const kind = kindOf(columnOf(header, cells, index));
  // What a table of people calls Line or Priority is a number of somebody's.
  return kind === 'count' && !isAnalyzerHeader(header) ? 'data' : kind;
}

/** In a list of changes the value is of the attribute that stands next to it. */
function columnOf(header: readonly string[], cells: readonly string[], index: number): string {
  const name = header[index] ?? '';
  const attribute = cells[header.findIndex((column) => column.toLowerCase() === 'attrname')];
  return attribute !== undefined && /^(old|new)value$/i.test(name) ? attribute : name;
}

/** `sep=;` of Excel, or the type line of Export-Csv with a type that everybody has. */
function leadingLine(cells: readonly string[], delimiter: string): string {
  const text = cells.join(delimiter);
  if (/^sep=[^\p{L}\p{N}]?$/iu.test(text)) return text;
  const type = /^#TYPE (.*)$/.exec(text)?.[1] ?? '';
  return isTerm(type) ? text : '#TYPE';
}
