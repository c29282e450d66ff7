import type { Evidence } from '../domain/evidence.js';
import type { OnPremObject } from '../domain/objects.js';
import { normalizeDn } from './account.js';
import { indexByAll } from './index-by.js';

interface Placed {
  readonly record: OnPremObject;
  readonly file: Evidence<OnPremObject>;
  /** What no other record of the file has: by it another file's record may be the same object. */
  readonly keys: readonly string[];
}

/**
 * What makes two on-premises records the same object: the objectGUID. A file that lacks it lists objects that another file may have
 * too, and then they are one object, told by what no two have: the SID, the distinguished name, or mS-DS-ConsistencyGuid where both
 * have a UPN that can tell otherwise. One export lists an object once, so two records of one file stay two.
 */
export function onPremIds(evidence: readonly Evidence<OnPremObject>[]): (record: OnPremObject) => string | undefined {
  if (evidence.length < 2) return ({ objectGuid }) => objectGuid;
  if (evidence.every(({ records }) => records.every(hasGuid))) return ({ objectGuid }) => objectGuid;
  const placed = evidence.flatMap(placedOnce);
  const ids = new Map<OnPremObject, string>();
  const bearers = new Map<string, Placed[]>();
  const add = (one: Placed, id: string): void => {
    ids.set(one.record, id);
    for (const key of one.keys) bearers.set(key, [...(bearers.get(key) ?? []), one]);
  };
  for (const one of placed) if (one.record.objectGuid !== undefined) add(one, one.record.objectGuid);
  const taken = new Map(evidence.map((file) => [file, new Set<string>()]));
  for (const one of placed) {
    const { record, file, keys } = one;
    if (hasGuid(record)) continue;
    const others = keys
      .flatMap((key) => bearers.get(key) ?? [])
      .filter((other) => other.file !== file && !areTwo(other.record, record));
    const [id, ...more] = new Set(others.map((other) => ids.get(other.record)));
    const isFree = id !== undefined && more.length === 0 && !taken.get(file)?.has(id);
    const own = isFree ? id : `${nameOf(record)} (${record.at.origin}, line ${record.at.line})`;
    taken.get(file)?.add(own);
    add(one, own);
  }
  return (record) => ids.get(record);
}

function hasGuid({ objectGuid }: OnPremObject): boolean {
  return objectGuid !== undefined;
}

function placedOnce(file: Evidence<OnPremObject>): Placed[] {
  const bearers = indexByAll(file.records, keysOf);
  return file.records.map((record) => ({
    record,
    file,
    keys: keysOf(record).filter((key) => bearers.get(key)?.length === 1),
  }));
}

function keysOf({ objectSid, distinguishedName, consistencyGuid, userPrincipalName }: OnPremObject): string[] {
  return [
    ...(objectSid === undefined ? [] : [`SID ${objectSid}`]),
    ...(distinguishedName === undefined ? [] : [`DN ${normalizeDn(distinguishedName)}`]),
    ...(consistencyGuid && userPrincipalName ? [`anchor ${consistencyGuid}`] : []),
  ];
}

/** True where the SIDs or, without them, the distinguished names tell that these are two objects. */
function areTwo(one: OnPremObject, other: OnPremObject): boolean {
  if (one.objectSid !== undefined && other.objectSid !== undefined) return one.objectSid !== other.objectSid;
  const [here, there] = [one.distinguishedName, other.distinguishedName];
  return here !== undefined && there !== undefined && normalizeDn(here) !== normalizeDn(there);
}

function nameOf({ userPrincipalName, objectSid, distinguishedName, name }: OnPremObject): string {
  return userPrincipalName ?? objectSid ?? distinguishedName ?? name ?? 'an object';
}
