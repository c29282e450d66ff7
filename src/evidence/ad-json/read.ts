import { counted } from '../../domain/counted.js';
import type { OnPremObject } from '../../domain/objects.js';
import { hasLostLetters } from '../csv/cells.js';
import { type FormatReader, toldCount } from '../format-reader.js';
import { createJsonSplitter } from '../graph-json/split.js';
import type { ReadLog } from '../read-log.js';
import { canonicalName } from '../records/columns.js';
import { hasAnchorField, hasOnPremValue, onPremNames, requireAnchor, withoutAnchorField } from '../records/on-prem.js';
import { ofOtherTypes, shownColumns } from '../shown-columns.js';
import { UnreadableValue } from '../values/unreadable-value.js';
import { convertDirectoryObject, fieldsOfDirectoryObject } from './convert.js';

/** Keys that Graph's objects have and directory objects never. */
const ofGraph: ReadonlySet<string> = new Set(['onpremisesimmutableid', 'onpremisessyncenabled', 'odatatype']);
const withoutKey =
  'This object lacks the key mS-DS-ConsistencyGuid that others have, so nothing says whether it is empty. Export it with -Properties mS-DS-ConsistencyGuid.';

/** What decides about an anchor is told of each object; attributes beyond those of OnPremObject are kept where they are there. */
function isOfUsers(field: string): boolean {
  return field in onPremNames && field !== 'objectGuid' && field !== 'consistencyGuid' && !ofOtherTypes.has(field);
}

/**
 * Reads `Get-ADUser | ConvertTo-Json`: one object, a list, a list that PowerShell 5.1 wrapped, or one object a line.
 * Where users lack a key that others have, nothing is known of it: it is not shown.
 */
export function createDirectoryJsonReader(log: ReadLog): FormatReader<OnPremObject> {
  const records: OnPremObject[] = [];
  const fields = new Set<string>();
  const keysOfUsers = new Map<string, number>();
  let users = 0;
  const withoutConsistencyGuid: number[] = [];
  let isEmpty = true;
  const splitter = createJsonSplitter({
    onObject(json, line) {
      isEmpty = false;
      if (Object.keys(json).some((key) => ofGraph.has(canonicalName(key)))) {
        log.incomplete(line, 'These are objects of Microsoft Graph, expected those of Active Directory.');
        return;
      }
      try {
        const object = convertDirectoryObject(json, { origin: log.origin, line });
        if (object === undefined) {
          log.skip();
          return;
        }
        const shown = fieldsOfDirectoryObject(json);
        for (const field of shown) fields.add(field);
        if (object.objectType === 'user') {
          users += 1;
          for (const field of new Set(shown)) keysOfUsers.set(field, (keysOfUsers.get(field) ?? 0) + 1);
        }
        if (!shown.includes('consistencyGuid')) withoutConsistencyGuid.push(line);
        if (shown.includes('objectGuid')) requireAnchor(object);
        if (hasLostLetters(object.name, object.userPrincipalName)) log.unreadableText(line);
        records.push(object);
      } catch (error) {
        if (!(error instanceof UnreadableValue)) throw error;
        log.reject(line, error.message);
      }
    },
    onPage(page, objects) {
      const told = toldCount(page) ?? objects;
      if (told !== objects)
        log.incomplete(
          splitter.line,
          `The list says that it has ${counted(told, 'object')} (Count), and ${counted(objects, 'is', 'are')} in it: it was cut or changed. Export it again.`,
        );
    },
    onUnreadable(message, line) {
      isEmpty = false;
      log.reject(line, `${message}. Export it again.`);
    },
    onProblem(message, line) {
      isEmpty = false;
      log.incomplete(line, message);
    },
  });
  return {
    get line() {
      return splitter.line;
    },
    push: splitter.push,
    end() {
      splitter.end();
      if (isEmpty) log.incomplete(1, 'This is empty JSON, expected an export of Active Directory.');
      if (records.length === 0) return;
      if (!hasAnchorField(fields)) log.incomplete(1, withoutAnchorField);
      const [line] = withoutConsistencyGuid;
      if (line !== undefined && fields.has('consistencyGuid')) log.incomplete(line, withoutKey);
      for (const { at, objectGuid, consistencyGuid } of records)
        if (hasAnchorField(fields) && objectGuid === undefined && consistencyGuid === undefined)
          log.incomplete(at.line, 'This object has neither objectGUID nor mS-DS-ConsistencyGuid. Export it again.');
    },
    result() {
      const { fields: valued, empty } = shownColumns(fields, records, hasOnPremValue);
      const lacked = [...valued].filter((field) => isOfUsers(field) && (keysOfUsers.get(field) ?? 0) < users);
      const shown = [...valued].filter((field) => !lacked.includes(field));
      return { records, fields: new Set(shown), empty: new Set([...(empty ?? []), ...lacked]), mayBeCut: true };
    },
  };
}
