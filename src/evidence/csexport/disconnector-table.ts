import type { Disconnector } from '../../domain/connect.js';
import { type CsvTable, createCsvReader } from '../csv/read.js';
import type { FormatReader } from '../format-reader.js';
import { knownFields } from '../known-fields.js';
import type { ReadLog } from '../read-log.js';
import { canonicalName } from '../records/columns.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';
import { connectorObjectType, identityFields } from './identity.js';
import { withWholeLines } from './whole-lines.js';

const attributeColumns = ['userPrincipalName', 'mail', 'sourceAnchor', 'cloudAnchor'] as const;

/** Reads the CSV of `Export-ADSyncToolsAadDisconnectors`. `head`: the start of the text. */
export function createDisconnectorTableReader(head: Buffer, log: ReadLog): FormatReader<Disconnector> {
  const reader = createCsvReader(head, log, (header, line) => disconnectorTable(header, line, log));
  return withWholeLines(reader, log);
}

/**
 * The table that `Export-ADSyncToolsAadDisconnectors` writes (columns in CONNECT-9). Returns undefined, and says so, when
 * the header is of another kind.
 */
function disconnectorTable(header: readonly string[], line: number, log: ReadLog): CsvTable<Disconnector> | undefined {
  const positions = new Map(header.map((name, index) => [canonicalName(name), index]));
  const missing = ['DistinguishedName', 'CsObjectId', 'ObjectType', 'CloudAnchor'].filter(
    (column) => !positions.has(canonicalName(column)),
  );
  if (missing.length > 0) {
    log.incomplete(
      line,
      `The columns ${missing.join(', ')} are missing, expected the output of Export-ADSyncToolsAadDisconnectors, or the XML of csexport /f:s.`,
    );
    return undefined;
  }
  return {
    shown: () => ({
      fields: new Set(['objectType', 'csObjectDn', 'csObjectId', 'entraObjectId', ...attributeColumns.slice(0, 3)]),
    }),
    readRow(row) {
      const cell = (column: string): string => row.text(positions.get(canonicalName(column)) ?? header.length);
      const objectType = connectorObjectType(cell('ObjectType'));
      const csDn = cell('DistinguishedName').trim();
      if (objectType === undefined || csDn === '') {
        throw new UnreadableValue(
          `ObjectType is ${quoted(cell('ObjectType'))} and DistinguishedName ${quoted(csDn)}, expected a type such as user and a DN.`,
        );
      }
      const attributes = attributeColumns.map((name) => ({ name, values: [cell(name)] }));
      return {
        at: { origin: log.origin, line: row.line },
        objectType,
        ...identityFields(csDn, cell('CsObjectId'), [{ attributes }]),
        ...knownFields({ mail: cell('mail') || undefined }),
      };
    },
    mayBeCutOff: () => false, // withWholeLines sees to it
  };
}
