import { dnOf, pendingOf } from '../entra-space.js';
import type { ConnectState, EntraObject } from '../state.js';
import type { AttributeDelta } from '../values.js';
import { attributeType, isMultivalued } from './schema.js';

const header =
  'ObjectType,DN,OMODT,ChangedAttrCount,AttrName,AMODT,ATYPE,IsMultiValued,ValueChangeCount,ValueAdds,ValueDeletes,OldValue,NewValue';

/** What `CSExportAnalyzer` prints of a file of pending exports: one row for each attribute that changes. */
export function analyzerTable(state: ConnectState): string {
  const rows = state.entra.flatMap(rowsOf);
  return [header, ...rows.map((row) => row.map(cell).join(','))].map((line) => `${line}\r\n`).join('');
}

function rowsOf(object: EntraObject): string[][] {
  const pending = pendingOf(object);
  if (pending === undefined) return [];
  const { operation, attributes } = pending;
  const head = [object.objectType, dnOf(object), operation, String(attributes.length)];
  if (attributes.length === 0) return [[...head, '', '', '', '', '', '', '', '', '']];
  return attributes.map((attribute) => [...head, ...changeOf(attribute)]);
}

function changeOf({ name, operation, added, deleted }: AttributeDelta): string[] {
  return [
    name,
    operation,
    attributeType(name),
    isMultivalued(name) ? 'TRUE' : 'FALSE',
    String(added.length + deleted.length),
    String(added.length),
    String(deleted.length),
    deleted[0] ?? '',
    added[0] ?? '',
  ];
}

function cell(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
