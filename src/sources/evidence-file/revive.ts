import type { RecordPosition } from '../../domain/evidence.js';
import type { EntraObject, ObjectType, OnPremObject } from '../../domain/objects.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';

type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const objectTypes: ReadonlySet<unknown> = new Set<ObjectType>(['user', 'group', 'contact', 'device']);
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isType: Check = (value) => objectTypes.has(value);
const isTextsByName: Check = (value) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.values(value).every(isText);

const onPremChecks: Readonly<Record<Exclude<keyof OnPremObject, 'at'>, Check>> = {
  objectType: isType,
  objectGuid: isText,
  consistencyGuid: isText,
  immutableIdClaim: isText,
  userPrincipalName: isText,
  name: isText,
  objectSid: isText,
  samAccountName: isText,
  mail: isText,
  proxyAddresses: isTexts,
  distinguishedName: isText,
  enabled: isFlag,
  attributes: isTextsByName,
};

const entraChecks: Readonly<Record<Exclude<keyof EntraObject, 'at'>, Check>> = {
  objectType: isType,
  entraObjectId: isText,
  userPrincipalName: isText,
  immutableId: isText,
  synced: isFlag,
  displayName: isText,
  userType: isText,
  accountEnabled: isFlag,
  mail: isText,
  proxyAddresses: isTexts,
  onPremisesSecurityIdentifier: isText,
  onPremisesSamAccountName: isText,
  onPremisesDomainName: isText,
  onPremisesDistinguishedName: isText,
  deletedDateTime: isText,
};

/** A directory object from a record line of an evidence file. Throws UnreadableValue when it is none. */
export function reviveOnPremObject(json: Json, at: RecordPosition): OnPremObject {
  check(json, onPremChecks);
  const { attributes, ...rest } = json;
  return { ...rest, at, attributes: new Map(Object.entries(attributes ?? {})) } as unknown as OnPremObject;
}

/** An Entra object from a record line of an evidence file. Throws UnreadableValue when it is none. */
export function reviveEntraObject(json: Json, at: RecordPosition): EntraObject {
  check(json, entraChecks);
  return { ...json, at } as unknown as EntraObject;
}

function check(json: Json, checks: Readonly<Record<string, Check>>): void {
  const wrong = Object.keys(json).find(
    (name) => name !== 'at' && !(Object.hasOwn(checks, name) && checks[name]?.(json[name])),
  );
  if (wrong === undefined && isType(json.objectType)) return;
  const found = wrong === undefined ? 'no objectType' : `${quoted(wrong)}: ${quoted(JSON.stringify(json[wrong]))}`;
  throw new UnreadableValue(`The record is not as collect writes it (${found}). Collect the evidence again.`);
}
