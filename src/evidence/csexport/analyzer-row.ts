import type { AttributeOperation, ConnectorObjectType, ExportOperation } from '../../domain/connect.js';
import type { CsvTable } from '../csv/read.js';
import type { CsvRow } from '../csv/scan.js';
import type { ReadLog } from '../read-log.js';
import { canonicalName } from '../records/columns.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';
import { withoutBlanks } from './build-object.js';
import { attributeOperation, exportOperation } from './convert.js';
import { connectorObjectType } from './identity.js';

/** One attribute of a pending export as CSExportAnalyzer prints it, or an object without any. */
export interface AnalyzerRow {
  readonly line: number;
  readonly objectType: ConnectorObjectType;
  readonly csObjectDn: string;
  readonly operation: ExportOperation | 'skipped';
  /** How many attribute rows the object has in all. */
  readonly changedAttributes: number;
  readonly attribute?: AnalyzerAttribute;
}

export interface AnalyzerAttribute {
  readonly name: string;
  readonly operation: AttributeOperation;
  readonly multivalued: boolean;
  readonly valueAdds: number;
  readonly valueDeletes: number;
  readonly oldValue: string;
  readonly newValue: string;
}

const columns = [
  'ObjectType',
  'DN',
  'OMODT',
  'ChangedAttrCount',
  'AttrName',
  'AMODT',
  'IsMultiValued',
  'ValueAdds',
  'ValueDeletes',
  'OldValue',
  'NewValue',
] as const;
type Column = (typeof columns)[number];

/** True when the columns are those of CSExportAnalyzer (CONNECT-10), in any order and letter case. */
export function isAnalyzerHeader(header: readonly string[]): boolean {
  const names = new Set(header.map(canonicalName));
  return names.has('omodt') && names.has('amodt') && names.has('dn');
}

/** The table of CSExportAnalyzer's output. Returns undefined, and says so, when a column is missing. */
export function analyzerTable(
  header: readonly string[],
  line: number,
  log: ReadLog,
): CsvTable<AnalyzerRow> | undefined {
  const positions = new Map(header.map((name, index) => [canonicalName(name), index]));
  const missing = columns.filter((column) => !positions.has(canonicalName(column)));
  if (missing.length > 0) {
    log.incomplete(
      line,
      `The columns ${missing.join(', ')} are missing, expected those of CSExportAnalyzer. Give the XML of csexport /f:x instead.`,
    );
    return undefined;
  }
  return {
    shown: () => ({
      fields: new Set([
        ...['objectType', 'csObjectDn', 'operation', 'changes'],
        ...['sourceAnchor', 'userPrincipalName', 'displayName'],
      ]),
    }),
    readRow: (row) => readRow(row, (column) => row.text(positions.get(canonicalName(column)) ?? header.length)),
    mayBeCutOff: () => false, // withWholeLines sees to it
  };
}

function readRow(row: CsvRow, cell: (column: Column) => string): AnalyzerRow {
  const objectType = connectorObjectType(cell('ObjectType'));
  if (objectType === undefined) {
    throw new UnreadableValue(`ObjectType is ${quoted(cell('ObjectType'))}, expected user, group, contact or device.`);
  }
  const csObjectDn = cell('DN').trim();
  if (csObjectDn === '') throw new UnreadableValue('DN is empty, expected the DN in the connector space.');
  const operation = exportOperation(cell('OMODT'));
  if (operation === undefined) {
    throw new UnreadableValue(`OMODT is ${quoted(cell('OMODT'))}, expected add, update or delete.`);
  }
  const attribute = cell('AttrName').trim() === '' ? undefined : readAttribute(cell);
  return {
    line: row.line,
    objectType,
    csObjectDn,
    operation,
    changedAttributes: readCount(cell('ChangedAttrCount'), 'ChangedAttrCount'),
    ...(attribute && { attribute }),
  };
}

function readAttribute(cell: (column: Column) => string): AnalyzerAttribute {
  const name = cell('AttrName').trim();
  const operation = attributeOperation(cell('AMODT'));
  if (operation === undefined) {
    throw new UnreadableValue(`AMODT is ${quoted(cell('AMODT'))}, expected add, update, replace or delete.`);
  }
  return {
    name,
    operation,
    multivalued: /^(true|1)$/i.test(cell('IsMultiValued').trim()),
    valueAdds: readCount(cell('ValueAdds'), 'ValueAdds'),
    valueDeletes: readCount(cell('ValueDeletes'), 'ValueDeletes'),
    oldValue: withoutBlanks(name, cell('OldValue')),
    newValue: withoutBlanks(name, cell('NewValue')),
  };
}

function readCount(text: string, column: Column): number {
  const word = text.trim();
  if (word === '') return 0;
  if (!/^\d{1,9}$/.test(word)) throw new UnreadableValue(`${column} is ${quoted(text)}, expected a number.`);
  return Number(word);
}
