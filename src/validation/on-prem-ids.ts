import { normalizeDn } from '../domain/distinguished-name.js';
import type { Evidence } from '../domain/evidence.js';
import type { OnPremObject } from '../domain/objects.js';
import { sidsAgree, sidsDiffer } from './account.js';
import { indexByAll } from './index-by.js';

/** A record, and what no other record of its file has: by it another file's record may be the same object. */
interface Placed {
  readonly record: OnPremObject;
  readonly keys: readonly (string | undefined)[];
}

/**
 * What makes two on-premises records the same object: the objectGUID. A file that lacks it lists objects that another file may have
 * too, and then they are one object, told by what no two have: the SID, the distinguished name, or mS-DS-ConsistencyGuid where both
 * have a UPN that can tell otherwise. One export lists an object once, so two records of one file stay two.
 */
export function onPremIds(evidence: readonly Evidence<OnPremObject>[]): (record: OnPremObject) => string | undefined {
  const hasGuid = ({ objectGuid }: OnPremObject): boolean => objectGuid !== undefined;
  if (evidence.every(({ records }) => records.every(hasGuid))) return ({ objectGuid }) => objectGuid;
  const ids = new Map<OnPremObject, string>();
  const bearers = new Map<string | undefined, OnPremObject[]>();
  const add = ({ record, keys }: Placed, id: string): void => {
    ids.set(record, id);
    for (const key of keys) bearers.set(key, [...(bearers.get(key) ?? []), record]);
  };
  const placed = evidence.flatMap(placedOnce);
  for (const one of placed) if (one.record.objectGuid !== undefined) add(one, one.record.objectGuid);
  for (const one of placed) {
    const { record, keys } = one;
    if (hasGuid(record)) continue;
    const others = keys.flatMap((key) => bearers.get(key) ?? []).filter((other) => !areTwo(other, record));
    const [id, ...more] = new Set(others.map((other) => ids.get(other)));
    add(one, id === undefined || more.length > 0 ? placeOf(record) : id);
  }
  return (record) => ids.get(record);
}

function placedOnce({ records }: Evidence<OnPremObject>): Placed[] {
  const bearers = indexByAll(records, keysOf);
  return records.map((record) => {
    const isOwn = (key: string | undefined): boolean => bearers.get(key)?.length === 1;
    return { record, keys: keysOf(record).filter(isOwn) };
  });
}

function keysOf({ objectSid, distinguishedName, consistencyGuid, userPrincipalName }: OnPremObject) {
  return [objectSid, distinguishedName && normalizeDn(distinguishedName), userPrincipalName && consistencyGuid];
}

/**
 * True where the SIDs or, without them, the distinguished names tell that these are two objects. One place of one domain holds one
 * object: where the files differ in its SID, nobody knows which of them is true.
 */
function areTwo(one: OnPremObject, other: OnPremObject): boolean {
  if (sidsAgree(one, other.objectSid)) return false;
  const names = [one.distinguishedName, other.distinguishedName].flatMap((name) => (name ? normalizeDn(name) : []));
  const namesDiffer = new Set(names).size > 1;
  if (!sidsDiffer(one, other.objectSid)) return namesDiffer;
  const isSamePlace = names.length === 2 && !namesDiffer;
  return !isSamePlace || domainOfSid(one.objectSid) !== domainOfSid(other.objectSid);
}

/** A SID without the number that only its domain knows. */
function domainOfSid(sid: string | undefined): string | undefined {
  return sid?.slice(0, sid.lastIndexOf('-'));
}

function placeOf({ userPrincipalName, at }: OnPremObject): string {
  return [userPrincipalName ?? [], `(${at.origin}, line ${at.line})`].flat().join(' ');
}
