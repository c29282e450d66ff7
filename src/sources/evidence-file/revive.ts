import type { RecordPosition } from '../../domain/evidence.js';
import type { EntraObject, ObjectType, OnPremObject } from '../../domain/objects.js';
import type { EntraRecord, ServiceFact } from '../../domain/service.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';

type Json = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const objectTypes: ReadonlySet<unknown> = new Set<ObjectType>(['user', 'group', 'contact', 'device']);
const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTexts: Check = (value) => Array.isArray(value) && value.every(isText);
const isList: Check = (value) => Array.isArray(value);
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
  members: isTexts,
  deleted: isFlag,
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
  onPremisesObjectIdentifier: isText,
  provisioningErrors: isList,
  members: isTexts,
  mailEnabled: isFlag,
  securityEnabled: isFlag,
  deviceId: isText,
  properties: isTextsByName,
};

/** A directory object from a record line of an evidence file. Throws UnreadableValue when it is none. */
export function reviveOnPremObject(json: Json, at: RecordPosition): OnPremObject {
  check(json, onPremChecks);
  const { attributes, ...rest } = json;
  return { ...rest, at, attributes: new Map(Object.entries(attributes ?? {})) } as unknown as OnPremObject;
}

/** An Entra object or a fact of the tenant from a record line of an evidence file. Throws UnreadableValue when it is neither. */
export function reviveEntraRecord(json: Json, at: RecordPosition): EntraRecord {
  if (typeof json.fact === 'string') return { ...json, at } as unknown as ServiceFact;
  check(json, entraChecks);
  const { properties, ...rest } = json;
  return {
    ...rest,
    at,
    ...(properties !== undefined && { properties: new Map(Object.entries(properties as object)) }),
  } as unknown as EntraObject;
}

function check(json: Json, checks: Readonly<Record<string, Check>>): void {
  const wrong = Object.keys(json).find(
    (name) => name !== 'at' && !(Object.hasOwn(checks, name) && checks[name]?.(json[name])),
  );
  if (wrong === undefined && isType(json.objectType)) return;
  const found = wrong === undefined ? 'no objectType' : `${quoted(wrong)}: ${quoted(JSON.stringify(json[wrong]))}`;
  throw new UnreadableValue(`The record is not as collect writes it (${found}). Collect the evidence again.`);
}
