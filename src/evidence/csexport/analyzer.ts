import { type AttributeChange, namelessValues, type PendingExport } from '../../domain/connect.js';
import { counted } from '../../domain/counted.js';
import { createCsvReader } from '../csv/read.js';
import type { FormatReader } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import { type AnalyzerAttribute, type AnalyzerRow, analyzerTable } from './analyzer-row.js';
import { namedTwice } from './convert.js';
import { identityFields } from './identity.js';
import { withWholeLines } from './whole-lines.js';

/**
 * Reads the CSV of `CSExportAnalyzer export.xml` (CONNECT-10): one row per changed attribute, gathered by DN here, and
 * one without attribute for an object that is deleted. Less than the XML: it does not show what a deletion loses.
 */
export function createAnalyzerReader(head: Buffer, log: ReadLog): FormatReader<PendingExport> {
  const reader = createCsvReader(head, log, (header, line) => analyzerTable(header, line, log));
  const rows = withWholeLines(reader, log);
  const records: PendingExport[] = [];
  return {
    get line() {
      return rows.line;
    },
    push: rows.push,
    end() {
      rows.end();
      for (const object of rowsByObject(rows.result().records)) {
        const record = convertRows(object, log);
        if (record === 'skipped') log.skip();
        else if (record !== undefined) records.push(record);
      }
    },
    result: () => ({ ...rows.result(), records }),
  };
}

type ObjectRows = [AnalyzerRow, ...AnalyzerRow[]];

function rowsByObject(rows: readonly AnalyzerRow[]): Iterable<ObjectRows> {
  const objects = new Map<string, ObjectRows>();
  for (const row of rows) {
    const known = objects.get(row.csObjectDn.toLowerCase());
    if (known === undefined) objects.set(row.csObjectDn.toLowerCase(), [row]);
    else known.push(row);
  }
  return objects.values();
}

function convertRows(rows: ObjectRows, log: ReadLog): PendingExport | 'skipped' | undefined {
  const [{ line, objectType, csObjectDn, operation, changedAttributes }] = rows;
  const contrary = rows.find((row) => row.operation !== operation || row.objectType !== objectType);
  if (contrary !== undefined) {
    log.reject(
      contrary.line,
      `${csObjectDn} has another ObjectType or OMODT than on line ${line}. Run csexport again.`,
    );
    return undefined;
  }
  if (operation === 'skipped') return 'skipped';
  const attributes = rows.map(({ attribute }) => attribute).filter((attribute) => attribute !== undefined);
  const twice = namedTwice(attributes);
  if (twice !== undefined) {
    log.reject(line, `${csObjectDn} was not read: its attribute ${twice} is there twice. Run CSExportAnalyzer again.`);
    return undefined;
  }
  if (attributes.length < changedAttributes) {
    log.incomplete(
      line,
      `${csObjectDn} has ${counted(attributes.length, 'attribute row')}, expected ${changedAttributes}: the file was cut off, or rows are missing. Run CSExportAnalyzer again.`,
    );
  }
  const gone = operation === 'delete';
  const before = attributes.filter(({ oldValue }) => oldValue !== '');
  return {
    at: { origin: log.origin, line },
    objectType,
    ...identityFields(csObjectDn, undefined, [
      { attributes: attributes.map(({ name, newValue }) => ({ name, values: [newValue] })) },
      { attributes: before.map(({ name, oldValue }) => ({ name, values: [oldValue] })) },
    ]),
    operation,
    changes: gone ? [] : attributes.map(convertChange),
    losses: gone ? before.map(({ name, oldValue }) => ({ name, values: [oldValue] })) : [],
  };
}

function convertChange(attribute: AnalyzerAttribute): AttributeChange {
  const { name, operation, multivalued, oldValue, newValue, valueAdds, valueDeletes } = attribute;
  return {
    name,
    operation,
    valuesAdded: namedValues(newValue, valueAdds),
    valuesDeleted: namedValues(oldValue, valueDeletes),
    multivalued,
  };
}

/** The tool prints one value and a count: that more values go must not be lost because they are not named. */
function namedValues(value: string, count: number): readonly string[] {
  const named = value === '' ? [] : [value];
  const unnamed = count - named.length;
  if (unnamed <= 0) return named;
  return [...named, namelessValues(unnamed)];
}
