import type { OnPremObject } from '../../domain/objects.js';
import { mayHoldCutText } from '../csv/cut-off.js';
import type { FormatReader } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';
import { unclearAttribute } from '../records/columns.js';
import { hasAnchorField, withoutAnchorField } from '../records/on-prem.js';
import { referredContainer } from '../values/referrals.js';
import { UnreadableValue } from '../values/unreadable-value.js';
import { convertLdifEntry, groupValues, ignoredAttributes, type LdifEntry, rolesOf } from './convert.js';
import { createLdifSplitter, type LdifRecord } from './parse.js';
import { watchSearches } from './searches.js';

/** So many different lists of attribute names are kept to compare the last record with. */
const keptShapes = 10_000;
/** Writers fold at 76 characters or more (RFC 2849): a line of that length may go on in the next. */
export const foldedLength = 76;

/**
 * Reads LDIF as ldifde, ldapsearch and ldbsearch write it. `changetype: add` is accepted, every other change record is
 * rejected; referrals make the evidence incomplete, because what they point to was not exported.
 *
 * What LDIF cannot tell by itself: a file cut exactly between two records, since nothing says how many there are (what ldapsearch and
 * ldbsearch say of their searches is judged where it is there). A file cut between two lines of its last record is recognized by another
 * record that goes on with more attributes.
 */
export function createLdifReader(log: ReadLog): FormatReader<OnPremObject> {
  const records: OnPremObject[] = [];
  const unanchored: OnPremObject[] = [];
  const fields = new Set<string>();
  const shapes = new Set<string>();
  const searches = watchSearches();

  const readRecord = (record: LdifRecord): void => {
    const entry = groupValues(record);
    searches.meet(entry);
    const refusal = refusalOf(record, entry);
    if (refusal !== undefined) {
      log.reject(record.line, `${refusal} Export it again with ldifde or ldapsearch -LLL.`);
      return;
    }
    if (readClosingRecord(record, entry, log)) return;
    try {
      const object = convertLdifEntry(entry, { origin: log.origin, line: record.line });
      noteFields(entry, fields);
      if (!record.closed && mayBeCutOff(record, entry, shapes, records)) log.incomplete(record.line, cutOff);
      if (shapes.size < keptShapes) shapes.add(shapeOf(entry));
      if (object === undefined) log.skip();
      else if (object.objectGuid === undefined && object.consistencyGuid === undefined) unanchored.push(object);
      else records.push(object);
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      log.reject(record.line, error.message);
    }
  };
  const splitter = createLdifSplitter(readRecord, searches.read);
  return {
    get line() {
      return splitter.line;
    },
    push: splitter.push,
    end() {
      splitter.end();
      const contradiction = searches.contradiction();
      if (contradiction !== undefined) log.incomplete(splitter.line, contradiction);
      if (records.length === 0 && unanchored.length === 0) return;
      if (!hasAnchorField(fields)) {
        log.incomplete(1, withoutAnchorField);
        // One by one: a spread of as many records as a directory has would overflow the stack.
        for (const record of unanchored) records.push(record);
        return;
      }
      for (const { at } of unanchored) log.reject(at.line, withoutAnchor);
    },
    result: () => ({ records, fields, ...(!searches.isEnded() && { mayBeCut: true as const }) }),
  };
}

const withoutAnchor =
  'It has neither objectGUID nor mS-DS-ConsistencyGuid, so no anchor can be computed. Export the object again.';
const cutOff =
  'The file ends in the middle of this record: it was cut off. Copy or export it again; if it is whole, end it with a blank line.';

/** Why the record cannot be taken, in a sentence, or undefined. */
function refusalOf(record: LdifRecord, entry: LdifEntry): string | undefined {
  const [change] = entry.get('changetype') ?? [];
  if (change !== undefined && change.written.trim().toLowerCase() !== 'add') {
    return `This is a change record (changetype: ${change.written}), expected the object itself.`;
  }
  const rename = ['newrdn', 'newsuperior', 'deleteoldrdn'].find((word) => entry.has(word));
  if (rename !== undefined) return `This is a change record (${rename}), expected the object itself.`;
  if (record.defect !== undefined) return `The record is malformed: ${record.defect}.`;
  const unclear = unclearAttribute(entry.keys());
  if (unclear !== undefined) return unclear;
  if (entry.has('dn') || entry.has('ref') || entry.has('result')) return undefined;
  return 'The record has no dn.';
}

/** Referrals and the result that ldapsearch writes at the end: true when the record is one of them. */
function readClosingRecord(record: LdifRecord, entry: LdifEntry, log: ReadLog): boolean {
  const referrals = entry.get('ref') ?? [];
  const [result] = entry.has('dn') ? [] : (entry.get('result') ?? []);
  // The forest’s own partitions hold no people.
  const elsewhere = referrals.find(({ written }) => referredContainer(written) !== undefined);
  if (elsewhere !== undefined) {
    log.incomplete(
      record.line,
      `The directory referred to ${elsewhere.written.slice(0, 80)}, whose objects are not in this file. Export from there too, or from the global catalog.`,
    );
  } else if (result !== undefined && !/^0\b/.test(result.written)) {
    log.incomplete(
      record.line,
      `The search ended with “${result.written.slice(0, 80)}”, expected success. Export again with paging.`,
    );
  }
  return referrals.length > 0 || result !== undefined;
}

function noteFields(entry: LdifEntry, fields: Set<string>): void {
  const roles = rolesOf(entry);
  const taken = new Set(roles.values());
  for (const role of roles.keys()) fields.add(role);
  for (const name of entry.keys()) if (!taken.has(name) && !ignoredAttributes.has(name)) fields.add(name);
  if (entry.has('useraccountcontrol')) fields.add('enabled');
}

/** True when the last record of the file may have lost its end: its last value, or further attributes. */
function mayBeCutOff(
  record: LdifRecord,
  entry: LdifEntry,
  shapes: ReadonlySet<string>,
  before: readonly OnPremObject[],
): boolean {
  const shape = shapeOf(entry);
  // A single record has nothing to be compared with.
  if (shapes.size === 0 || [...shapes].some((other) => other.startsWith(`${shape},`))) return true;
  if (record.lastLineLength >= foldedLength) return true;
  const last = record.values.at(-1);
  if (record.terminated || last === undefined) return false;
  // Padding stands only at the end of Base64.
  if (typeof last.value !== 'string') return !last.written.endsWith('=');
  const role = [...rolesOf(entry)].find(([, attribute]) => attribute === last.name.toLowerCase())?.[0];
  return (
    role === undefined ||
    role === 'name' ||
    mayHoldCutText(role, { column: 0, text: last.value, quoted: false }, before)
  );
}

function shapeOf(entry: LdifEntry): string {
  return [...entry.keys()].join(',');
}
