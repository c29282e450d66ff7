import { encodeBase64 } from '../../domain/base64.js';
import type { RecordPosition } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import { binaryAttributes } from '../../domain/source-anchor.js';
import { jsonItems, jsonObject } from '../json-document.js';
import { jsonText } from '../known-members.js';
import { canonicalName, layOutColumns, refuseContradiction, unclearAttribute } from '../records/columns.js';
import { convertOnPremObject, type OnPremRole, onPremNames } from '../records/on-prem.js';
import { readProxyAddresses } from '../values/proxy-addresses.js';
import { quoted, type RawValue, UnreadableValue } from '../values/unreadable-value.js';
import { wordInstead } from '../values/words.js';

type Json = Readonly<Record<string, unknown>>;

/** What PowerShell adds to every object, and what says nothing about an identity. */
const ignored: ReadonlySet<string> = new Set([
  'propertynames',
  'addedproperties',
  'removedproperties',
  'thumbnailphoto',
]);

/** The property that each key of the object stands for, or the key in lower case. */
export function fieldsOfDirectoryObject(json: Json): readonly string[] {
  const { roles, others } = layOutColumns(Object.keys(json), onPremNames);
  const control = others.has('useraccountcontrol') ? ['enabled'] : [];
  return [...roles.keys(), ...control, ...[...others.keys()].filter((name) => !isIgnored(name))];
}

/**
 * The directory object that `Get-ADUser | ConvertTo-Json` wrote, also in Windows PowerShell 5.1's forms: bytes as numbers or
 * `{ "value": […], "Count": 16 }`, a SID as an object with its text in `Value`. Throws UnreadableValue.
 */
export function convertDirectoryObject(json: Json, at: RecordPosition): OnPremObject | undefined {
  const keys = Object.keys(json);
  const { roles, others, rivals } = layOutColumns(keys, onPremNames);
  const unclear = unclearAttribute(keys);
  if (unclear !== undefined) throw new UnreadableValue(unclear);
  const nameOf = (role: OnPremRole): string => keys[roles.get(role) ?? -1] ?? role;
  const values = (role: OnPremRole): readonly unknown[] => listOf(json[nameOf(role)]);
  const text = (role: OnPremRole): string => textOf(nameOf(role), json[nameOf(role)]);
  for (const [role, positions] of rivals) {
    for (const key of positions.map((position) => keys[position] ?? ''))
      refuseContradiction(role, [nameOf(role), comparable(json[nameOf(role)])], [key, comparable(json[key])]);
  }
  return convertOnPremObject(
    {
      objectGuid: bytesOrText(nameOf('objectGuid'), json[nameOf('objectGuid')]),
      consistencyGuid: bytesOrText(nameOf('consistencyGuid'), json[nameOf('consistencyGuid')]),
      objectSid: bytesOrText(nameOf('objectSid'), json[nameOf('objectSid')]),
      immutableIdClaim: text('immutableIdClaim'),
      userPrincipalName: text('userPrincipalName'),
      name: text('name'),
      samAccountName: text('samAccountName'),
      mail: text('mail'),
      proxyAddresses: values('proxyAddresses').flatMap(addressesOf),
      distinguishedName: text('distinguishedName'),
      enabled: text('enabled'),
      enabledName: nameOf('enabled'),
      members: values('members').map((value) => textOf(nameOf('members'), value)),
      deleted: text('deleted'),
      classes: values('objectType').map((value) => textOf(nameOf('objectType'), value)),
      attributes: attributesOf(
        json,
        [...others.values()].map((position) => keys[position] ?? ''),
      ),
    },
    at,
  );
}

function attributesOf(json: Json, keys: readonly string[]): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const key of keys) {
    if (isIgnored(key)) continue;
    const bytes = binaryAttributes.has(key.toLowerCase()) ? bytesOf(json[key]) : undefined;
    const parts = listOf(json[key]).map((value) => (jsonObject(value) ? (sidText(value) ?? '') : jsonText(value)));
    const text = bytes ? encodeBase64(bytes) : parts.join(';');
    if (text !== '') attributes.set(key.toLowerCase(), text);
  }
  return attributes;
}

function isIgnored(key: string): boolean {
  return ignored.has(canonicalName(key));
}

/** The items of a list, however it is wrapped; a value is a list of one, null of none. */
function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : jsonItems(value);
}

/** Bytes from a list of numbers, otherwise the text of the value: its readers know every spelling. */
function bytesOrText(key: string, value: unknown): RawValue {
  return bytesOf(value) ?? textOf(key, value);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  const items = listOf(value);
  const isBytes = items.every((item) => Number.isInteger(item) && Number(item) >= 0 && Number(item) < 256);
  return items.length > 1 && isBytes ? Uint8Array.from(items as number[]) : undefined;
}

function textOf(key: string, value: unknown): string {
  const [single, ...more] = listOf(value);
  if (single === undefined || single === null) return '';
  const text = typeof single === 'object' ? sidText(single) : String(single);
  const word = text === undefined || key.toLowerCase().endsWith('name') ? undefined : wordInstead(text);
  if (text !== undefined && more.length === 0 && word === undefined) return text;
  throw new UnreadableValue(
    `${key} is ${quoted(JSON.stringify(value))}${word === undefined ? '' : ` (${word})`}, expected one value. Export it with ConvertTo-Json -Depth 4.`,
  );
}

/** The text of a SID, or of a value that PowerShell has wrapped. */
function sidText(value: unknown): string | undefined {
  const members = jsonObject(value);
  const text = members?.get('Value') ?? members?.get('value');
  return typeof text === 'string' ? text : undefined;
}

function addressesOf(value: unknown): readonly string[] {
  const text = textOf('proxyAddresses', value);
  const addresses = text === '' ? [] : readProxyAddresses(text);
  if (addresses !== undefined) return addresses;
  throw new UnreadableValue(
    `proxyAddresses hold ${quoted(text)}, expected a prefix such as SMTP:. Export it with ConvertTo-Json -Depth 4.`,
  );
}

function comparable(value: unknown): string {
  return listOf(value)
    .map((item) => sidText(item) ?? (typeof item === 'object' ? JSON.stringify(item) : String(item)))
    .join(';');
}
