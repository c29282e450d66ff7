import { encodeBase64 } from '../../domain/base64.js';
import type { RecordPosition } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import { utf8 } from '../../domain/source-anchor.js';
import { canonicalName } from '../records/columns.js';
import { convertOnPremObject, type OnPremRole, onPremNames } from '../records/on-prem.js';
import { readSid } from '../values/anchors.js';
import { readProxyAddresses } from '../values/proxy-addresses.js';
import { type RawValue, UnreadableValue } from '../values/unreadable-value.js';
import type { LdifRecord, LdifValue } from './parse.js';

/** A record's values by lower-case attribute name, in the order of the file. */
export type LdifEntry = ReadonlyMap<string, readonly LdifValue[]>;

// Pictures say nothing about an identity and would fill the memory; the others are LDIF's own words.
export const ignoredAttributes: ReadonlySet<string> = new Set([
  'dn',
  'changetype',
  'thumbnailphoto',
  'jpegphoto',
  'photo',
  'thumbnaillogo',
]);
const roleNames = Object.keys(onPremNames) as readonly OnPremRole[];
/** Stands for values of which only the presence counts: a computer is synchronised once it has a certificate (facts 6.3). */
export const presentValue = 'present';
const sidAttributes = new Set(['msexchmasteraccountsid', 'sidhistory']);

/** Groups the values of a record. Options after a semicolon (`;binary`) belong to the name as written. */
export function groupValues(record: LdifRecord): LdifEntry {
  const entry = new Map<string, LdifValue[]>();
  for (const value of record.values) {
    const name = value.name.toLowerCase().replace(/;binary$/, '');
    const values = entry.get(name);
    if (values === undefined) entry.set(name, [value]);
    else values.push(value);
  }
  return entry;
}

/** The attribute that gives each property of OnPremObject: the best of its names that the entry has. */
export function rolesOf(entry: LdifEntry): ReadonlyMap<OnPremRole, string> {
  const written = new Map([...entry.keys()].map((name) => [canonicalName(name), name]));
  const roles = new Map<OnPremRole, string>();
  for (const role of roleNames) {
    const names: readonly string[] = onPremNames[role];
    const best = names.find((name) => written.has(name));
    const attribute = best === undefined ? undefined : written.get(best);
    if (attribute !== undefined) roles.set(role, attribute);
  }
  return roles;
}

/**
 * The directory object of an LDIF entry, or undefined for one of another class. Values that several lines give are
 * joined with `;`, as csvde writes them. Throws UnreadableValue.
 */
export function convertLdifEntry(entry: LdifEntry, at: RecordPosition): OnPremObject | undefined {
  const roles = rolesOf(entry);
  const valuesOf = (role: OnPremRole): readonly LdifValue[] => entry.get(roles.get(role) ?? '') ?? [];
  const raw = (role: OnPremRole): RawValue => single(role, valuesOf(role))?.value ?? '';
  const text = (role: OnPremRole): string => textOf(role, raw(role));
  return convertOnPremObject(
    {
      objectGuid: raw('objectGuid'),
      consistencyGuid: octets(raw('consistencyGuid')),
      objectSid: raw('objectSid'),
      immutableIdClaim: text('immutableIdClaim'),
      userPrincipalName: text('userPrincipalName'),
      name: text('name'),
      samAccountName: text('samAccountName'),
      mail: text('mail'),
      proxyAddresses: addressesOf(valuesOf('proxyAddresses')),
      distinguishedName: text('distinguishedName'),
      enabled: text('enabled'),
      members: valuesOf('members').map(({ value }) => textOf('member', value)),
      deleted: text('deleted'),
      classes: valuesOf('objectType').map((value) => textOf('objectType', value.value)),
      attributes: attributesOf(entry, new Set(roles.values())),
    },
    at,
  );
}

/**
 * Bytes that happen to be printable stand in LDIF as they are (RFC 2849): sixteen letters, or a Base64 text that some tool
 * stored instead of what it means. They must not be read as a spelling of other bytes, or a wrong anchor would look right.
 */
function octets(value: RawValue): Uint8Array {
  return typeof value === 'string' ? utf8(value) : value;
}

function attributesOf(entry: LdifEntry, taken: ReadonlySet<string>): ReadonlyMap<string, string> {
  const attributes = new Map<string, string>();
  for (const [name, values] of entry) {
    if (taken.has(name) || ignoredAttributes.has(name)) continue;
    if (name === 'usercertificate') attributes.set(name, presentValue);
    else attributes.set(name, values.map((value) => attributeText(name, value)).join(';'));
  }
  return attributes;
}

function single(role: OnPremRole, values: readonly LdifValue[]): LdifValue | undefined {
  if (values.length > 1) {
    throw new UnreadableValue(`It has ${values.length} values of ${role}, expected one. Export the object again.`);
  }
  return values[0];
}

function addressesOf(values: readonly LdifValue[]): readonly string[] {
  return values.flatMap((value) => {
    const text = textOf('proxyAddresses', value.value);
    const addresses = text === '' ? [] : readProxyAddresses(text);
    if (addresses !== undefined) return addresses;
    throw new UnreadableValue(
      `Its proxyAddresses hold “${text.slice(0, 60)}”, expected a prefix such as SMTP:. Export the object again.`,
    );
  });
}

function textOf(name: string, value: RawValue): string {
  if (typeof value === 'string') return value;
  const text = decodeUtf8(value);
  if (text !== undefined) return text;
  throw new UnreadableValue(`The bytes of ${name} are no UTF-8 text. Export the object again.`);
}

/** A further attribute as text: SIDs in their text form, other binary values as Base64 of their bytes. */
function attributeText(name: string, { value }: LdifValue): string {
  if (typeof value === 'string') return value;
  if (sidAttributes.has(name)) return readSid(value);
  const text = decodeUtf8(value);
  const isText = text !== undefined && [...text].every((letter) => letter >= ' ' || '\t\r\n'.includes(letter));
  return isText ? text : encodeBase64(value);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
