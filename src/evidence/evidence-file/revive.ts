import { directoryMark } from '../../domain/directory-mark.js';
import type { RecordPosition } from '../../domain/evidence.js';
import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import type { EntraRecord, ServiceFact } from '../../domain/service.js';
import { agreedState } from '../records/columns.js';
import { deletionTimeOf } from '../records/entra.js';
import { readAttributes, stateByAccountControl } from '../records/on-prem.js';
import { unknownDeletionTime } from '../values/times.js';
import { checkFact, checkObject, entraShape, type Json, onPremShape } from './shapes.js';

/** A directory object from a record line of an evidence file. Throws UnreadableValue when it is none. */
export function reviveOnPremObject(json: Json, at: RecordPosition): OnPremObject {
  checkObject(json, onPremShape);
  const { attributes: values, ...rest } = json;
  const attributes = readAttributes(new Map<string, string>(Object.entries(values ?? {})));
  agreedState(['enabled', json.enabled as boolean | undefined], stateByAccountControl(attributes));
  const object = { ...rest, at, attributes } as unknown as OnPremObject;
  return directoryMark(object) === 'DEL' ? { ...object, deleted: true } : object;
}

/** An Entra object or a fact of the tenant from a record line of an evidence file. Throws UnreadableValue when it is neither. */
export function reviveEntraRecord(json: Json, at: RecordPosition): EntraRecord {
  if ('fact' in json) {
    checkFact(json);
    return { ...json, at } as unknown as ServiceFact;
  }
  checkObject(json, entraShape);
  const { properties, ...rest } = json;
  const isUnknown = json.deletedDateTime === unknownDeletionTime;
  const deletedDateTime = deletionTimeOf(isUnknown ? { isInRecycleBin: true } : (json as Partial<EntraObject>));
  return {
    ...rest,
    at,
    ...(deletedDateTime !== undefined && { deletedDateTime }),
    ...(properties !== undefined && { properties: new Map(Object.entries(properties as object)) }),
  } as unknown as EntraObject;
}
