import { counted } from '../../domain/counted.js';
import type { RecordPosition } from '../../domain/evidence.js';
import type { EntraObject, ObjectType, ProvisioningError } from '../../domain/objects.js';
import { annotationOf, hasAnnotation, isPartOf, withAdditional } from '../annotations.js';
import { jsonObject, unwrapped } from '../json-document.js';
import { jsonText } from '../known-members.js';
import { agreedState, canonicalName, graphPrefix, refuseContradiction } from '../records/columns.js';
import {
  convertEntraObject,
  type EntraRole,
  entraNames,
  refuseUnknownType,
  synchronisedProperties,
} from '../records/entra.js';
import { readObjectType } from '../values/flags.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';
import { isTypeName, numberInsteadOfWord } from '../values/words.js';

type Json = Readonly<Record<string, unknown>>;

/** Role and rank (0: Graph's own name) of the property names met so far: a million objects share a few dozen names. */
const knownNames = new Map<string, { readonly role: EntraRole; readonly rank: number } | undefined>();

/**
 * One Entra object from the JSON of Microsoft Graph (or of its PowerShell through ConvertTo-Json, whose names differ in
 * letter case), or undefined for what is not a user, group, contact or device.
 * `collectionType` is the type that the page's context names, for objects without `@odata.type`. null means "has none".
 * `isInRecycleBin`: the page lists what was deleted.
 * Throws UnreadableValue when a property has another type than Graph's. Source: GRAPH-1.
 */
export function convertGraphObject(
  json: Json,
  at: RecordPosition,
  collectionType?: string,
  isInRecycleBin = false,
): EntraObject | undefined {
  if (hasAnnotation(json, 'removed'))
    throw unexpected('@removed', annotationOf(json, 'removed'), 'none outside of a delta');
  const values = valuesByRole(json);
  const objectType = objectTypeOf(values.get('objectType'), collectionType);
  if (objectType === undefined) {
    const type = jsonText(values.get('objectType') ?? collectionType);
    refuseUnknownType(type, values.get('userPrincipalName'), values.get('immutableId'));
    return undefined;
  }
  const text = (role: EntraRole): string | undefined => textOf(role, values.get(role));
  const synced = booleanOf('onPremisesSyncEnabled', values.get('synced'));
  const blocked = booleanOf('blockCredential', values.get('blockCredential'));
  return convertEntraObject(
    {
      objectType,
      entraObjectId: text('entraObjectId'),
      userPrincipalName: text('userPrincipalName'),
      immutableId: text('immutableId'),
      synced: values.has('synced') ? (synced ?? false) : undefined,
      displayName: text('displayName'),
      userType: text('userType'),
      accountEnabled: agreedState(
        ['accountEnabled', booleanOf('accountEnabled', values.get('accountEnabled'))],
        ['blockCredential', blocked === undefined ? undefined : !blocked],
      ),
      mail: text('mail'),
      proxyAddresses: addressesOf(values.get('proxyAddresses')),
      onPremisesSecurityIdentifier: text('onPremisesSecurityIdentifier'),
      onPremisesSamAccountName: text('onPremisesSamAccountName'),
      onPremisesDomainName: text('onPremisesDomainName'),
      onPremisesDistinguishedName: text('onPremisesDistinguishedName'),
      deletedDateTime: text('deletedDateTime'),
      isInRecycleBin: isInRecycleBin || listsDeleted(annotationOf(json, 'context')),
      onPremisesObjectIdentifier: text('onPremisesObjectIdentifier'),
      provisioningErrors: errorsOf(values.get('provisioningErrors')),
      members: membersOf(values.get('members'), json),
      mailEnabled: booleanOf('mailEnabled', values.get('mailEnabled')),
      securityEnabled: booleanOf('securityEnabled', values.get('securityEnabled')),
      groupTypes: groupTypesOf(values.get('groupTypes')),
      deviceId: text('deviceId'),
      cloudManaged: cloudManagedOf(values.get('cloudManaged')),
      exchangeCloudManaged: booleanOf('isExchangeCloudManaged', values.get('exchangeCloudManaged')),
      properties: propertiesOf(json),
    },
    at,
  );
}

/** The field of EntraObject that a property name of Graph stands for, besides `properties`. */
export function fieldOfGraphProperty(name: string): EntraRole | undefined {
  return roleOf(name)?.role;
}

/** True for a property name of Graph that is kept in `properties`. */
export function isKeptProperty(name: string): boolean {
  return propertyOf(name) !== undefined;
}

/** What an object of Graph names: fields of EntraObject, and kept properties in lower case. */
export function namedIn(json: Json): ReadonlySet<string> {
  const named = new Set<string>();
  for (const name of Object.keys(json)) {
    const role = roleOf(name)?.role;
    const property = propertyOf(name);
    if (role !== undefined) named.add(role);
    if (property === extensionAttributes) for (const attribute of extensionAttributeNames) named.add(attribute);
    else if (property !== undefined) named.add(property);
  }
  return named;
}

/** The type of the objects in a collection as a page's context names it (`users`, `groups`…). */
export function typeOfCollection(collection: string | undefined): ObjectType | undefined {
  return objectTypeOf(undefined, collection);
}

/** The collection that a page's `@odata.context` names (`users`, `groups`…), or undefined without one. */
export function collectionOf(context: unknown): string | undefined {
  return typeof context === 'string' ? /#(?:.*\/)?([\w.]+)/.exec(context.replace(/\(.*$/, ''))?.[1] : undefined;
}

/** Collections that hold objects of every type. */
export const mixedCollections: RegExp = /^(directoryObjects?|deletedItems)$/i;

/** True for the context or the next link of a page that lists the recycle bin (`GET /directory/deletedItems`). */
export function listsDeleted(address: unknown): boolean {
  return typeof address === 'string' && /\bdeletedItems\b/i.test(address);
}

function valuesByRole(json: Json): ReadonlyMap<EntraRole, unknown> {
  const values = new Map<EntraRole, unknown>();
  const names = new Map<EntraRole, string>();
  for (const name of Object.keys(json)) {
    const known = roleOf(name);
    if (known === undefined) continue;
    const { role, rank } = known;
    const before = names.get(role);
    if (before !== undefined) {
      refuseContradiction(role, [before, plainText(json[before])], [name, plainText(json[name])]);
      if (rank > (roleOf(before)?.rank ?? 0)) continue;
    }
    names.set(role, name);
    values.set(role, unwrapped(json[name]));
  }
  return values;
}

/** For a comparison of two keys: null is as good as nothing. */
function plainText(value: unknown): string {
  return typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);
}

function roleOf(name: string): { readonly role: EntraRole; readonly rank: number } | undefined {
  if (knownNames.has(name)) return knownNames.get(name);
  const canonical = canonicalName(name);
  const role = (Object.keys(entraNames) as EntraRole[]).find((candidate) => namesOf(candidate).includes(canonical));
  const known = role === undefined ? undefined : { role, rank: namesOf(role).indexOf(canonical) };
  if (knownNames.size < 1000) knownNames.set(name, known);
  return known;
}

/** The property names met so far that synchronization writes, by the name as written. */
const knownProperties = new Map<string, string | undefined>();

function propertyOf(name: string): string | undefined {
  if (knownProperties.has(name)) return knownProperties.get(name);
  const canonical = canonicalName(name);
  const property = canonical === extensionAttributes || synchronisedProperties.has(canonical) ? canonical : undefined;
  if (knownProperties.size < 1000) knownProperties.set(name, property);
  return property;
}

const extensionAttributes = 'onpremisesextensionattributes';
const extensionAttributeNames = [...synchronisedProperties].filter((name) => name.startsWith('extensionattribute'));

/** What could be lost: texts as they are, the first business phone, the manager's id, extension attributes one by one. */
function propertiesOf(json: Json): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const name of Object.keys(json)) {
    const property = propertyOf(name);
    if (property === undefined) continue;
    const value = unwrapped(json[name]);
    if (property === extensionAttributes) {
      const members = value === undefined || value === null ? new Map() : jsonObject(value);
      if (members === undefined) throw unexpected(name, value, 'an object or null');
      for (const [attribute, text] of propertiesOf(Object.fromEntries(members))) properties.set(attribute, text);
      continue;
    }
    const single = Array.isArray(value) ? value[0] : property === 'manager' ? idOf(value) : value;
    if (single === undefined || single === null) continue;
    // A manager by PowerShell’s ConvertTo-Json is an object whose own id was not expanded.
    if (typeof single !== 'string' && property !== 'manager') throw unexpected(name, value, 'text or null');
    if (typeof single === 'string' && single.trim() !== '') properties.set(property, single.trim());
  }
  return properties;
}

function idOf(value: unknown): unknown {
  return jsonObject(value)?.get('id') ?? value;
}

function errorsOf(value: unknown): readonly ProvisioningError[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw unexpected('onPremisesProvisioningErrors', value, 'a list of errors');
  return value.map((item) => {
    const error = jsonObject(item);
    const category = error?.get('category') ?? 'unknown';
    const [property, conflicting] = [error?.get('propertyCausingError'), error?.get('value')];
    if (error === undefined || typeof category !== 'string' || ![property, conflicting].every(isTextOrNull))
      throw unexpected('onPremisesProvisioningErrors', item, 'an error with category, propertyCausingError and value');
    return {
      category,
      ...(typeof property === 'string' && { property }),
      ...(typeof conflicting === 'string' && { value: conflicting }),
    };
  });
}

function isTextOrNull(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'string';
}

/** A list, or the text that PowerShell's ConvertTo-Json makes of one; nobody is left out for what no rule compares. */
function groupTypesOf(value: unknown): readonly string[] | undefined {
  if (typeof value === 'string' && !isTypeName(value)) return value.split(/\s+/).filter((type) => type !== '');
  return Array.isArray(value) && value.every((one): one is string => typeof one === 'string') ? value : undefined;
}

/** Direct members, expanded: their ids. */
function membersOf(value: unknown, json: Json): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value)) throw unexpected('members', value, 'a list of objects with an id');
  for (const [name, told] of withAdditional(json)) {
    const isPart = isPartOf('members', name) && told !== null && Number(told) !== value.length;
    if (isPart) throw unexpected(name, told, `all members at once, and ${counted(value.length, 'is', 'are')} listed`);
  }
  return value.map((item) => {
    const id = idOf(item);
    if (typeof id !== 'string') throw unexpected('members', item, 'an object with an id');
    return id.toLowerCase();
  });
}

function namesOf(role: EntraRole): readonly string[] {
  return entraNames[role];
}

function objectTypeOf(type: unknown, collectionType: string | undefined): ObjectType | undefined {
  if (typeof type === 'number') throw new UnreadableValue(numberInsteadOfWord('ObjectType', String(type)));
  const named = typeof type === 'string' ? type : collectionType;
  if (named === undefined) return 'user';
  const word = named.replace(graphPrefix, '');
  if (mixedCollections.test(word)) return 'user';
  return readObjectType([word.replace(/s$/i, '')]);
}

function textOf(role: EntraRole, value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && !isTypeName(value)) return value;
  if (role === 'userType' && typeof value === 'number') return String(value);
  throw unexpected(role, value, 'text or null');
}

function booleanOf(property: string, value: unknown): boolean | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  throw unexpected(property, value, 'true, false or null');
}

/** isCloudManaged, or the onPremisesSyncBehavior that holds it. */
function cloudManagedOf(value: unknown): boolean | undefined {
  const behavior = typeof value === 'object' && value !== null ? jsonObject(value) : undefined;
  return booleanOf('isCloudManaged', behavior === undefined ? value : behavior.get('isCloudManaged'));
}

function addressesOf(value: unknown): readonly string[] | undefined {
  if (value === undefined || value === null) return undefined;
  if (Array.isArray(value) && value.every((address): address is string => typeof address === 'string')) return value;
  throw unexpected('proxyAddresses', value, 'a list of addresses', ' (ConvertTo-Json -Depth 4)');
}

function unexpected(property: string, value: unknown, expected: string, how = ''): UnreadableValue {
  return new UnreadableValue(
    `${property} is ${quoted(JSON.stringify(value))}, expected ${expected}. Export the object again${how}.`,
  );
}
