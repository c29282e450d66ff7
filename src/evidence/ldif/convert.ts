import { encodeBase64 } from '../../domain/base64.js';
import { counted } from '../../domain/counted.js';
import type { RecordPosition } from '../../domain/evidence.js';
import { bytesToHex } from '../../domain/guid.js';
import type { OnPremObject } from '../../domain/objects.js';
import { binaryAttributes, utf8 } from '../../domain/source-anchor.js';
import { layOutColumns, refuseContradiction } from '../records/columns.js';
import { convertOnPremObject, masterSid, type OnPremRole, onPremNames } from '../records/on-prem.js';
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
/** Stands for values of which only the presence counts: a computer is synchronized once it has a certificate (CONNECT-29). */
export const presentValue = 'present';
const sidAttributes: ReadonlySet<string> = new Set([masterSid, 'sidhistory']);

/** The values of an attribute that Active Directory gave in parts, by what it writes behind the name ("Range Retrieval of Attribute Values"). */
interface Part {
  readonly from: number;
  /** Infinity for `*`: the last part. */
  readonly to: number;
  readonly values: LdifValue[];
}

/**
 * Groups the values of a record. The option `;binary` says nothing; parts of a list (`;range=0-1499`) that go from the first value to
 * the last are the list. Any others stay under the name as written, and so do parts next to values that are in none of them.
 */
export function groupValues(record: LdifRecord): LdifEntry {
  const entry = new Map<string, LdifValue[]>();
  for (const value of record.values) {
    const name = value.name.toLowerCase().replaceAll(/;binary(?=;|$)/g, '');
    const values = entry.get(name);
    if (values === undefined) entry.set(name, [value]);
    else values.push(value);
  }
  const parts = new Map<string, Part[]>();
  for (const [name, values] of entry) {
    const [, attribute, from, to] = /^([^;]+);range=(\d+)-(\d+|\*)$/.exec(name) ?? [];
    if (attribute === undefined) continue;
    const part = { from: Number(from), to: to === '*' ? Number.POSITIVE_INFINITY : Number(to), values };
    parts.set(attribute, [...(parts.get(attribute) ?? []), part]);
  }
  for (const [attribute, list] of parts) {
    const values = wholeOf(list);
    // Next to its parts stands the attribute without a value.
    if (values === undefined || entry.get(attribute)?.some(({ written }) => written !== '')) continue;
    for (const name of [...entry.keys()]) if (name.startsWith(`${attribute};range=`)) entry.delete(name);
    entry.set(
      attribute,
      values.filter(({ written }) => written !== ''),
    );
  }
  return entry;
}

/** The values of the parts, where each begins behind the one before, and the last alone is the end of the list. */
function wholeOf(parts: readonly Part[]): LdifValue[] | undefined {
  const values: LdifValue[] = [];
  let isEnded = false;
  for (const part of [...parts].sort((one, other) => one.from - other.from)) {
    if (isEnded || part.from !== values.length) return undefined;
    for (const value of part.values) values.push(value);
    isEnded = part.to === Number.POSITIVE_INFINITY;
    if (!isEnded && part.to + 1 !== values.length) return undefined;
  }
  return isEnded ? values : undefined;
}

interface LdifLayout {
  readonly roles: ReadonlyMap<OnPremRole, string>;
  readonly rivals: ReadonlyMap<OnPremRole, readonly string[]>;
}

/** By the names of an entry's attributes: a million entries share a few lists of them. */
const layouts = new Map<string, LdifLayout>();

function layoutOf(entry: LdifEntry): LdifLayout {
  const names = [...entry.keys()];
  const list = names.join(',');
  const known = layouts.get(list);
  if (known !== undefined) return known;
  const { roles, rivals } = layOutColumns(names, onPremNames);
  const nameAt = (position: number): string => names[position] ?? '';
  const layout = {
    roles: new Map([...roles].map(([role, position]) => [role, nameAt(position)])),
    rivals: new Map([...rivals].map(([role, positions]) => [role, positions.map(nameAt)])),
  };
  if (layouts.size < 1000) layouts.set(list, layout);
  return layout;
}

/** The attribute that gives each property of OnPremObject: the best of its names that the entry has. */
export function rolesOf(entry: LdifEntry): ReadonlyMap<OnPremRole, string> {
  return layoutOf(entry).roles;
}

/** Throws UnreadableValue where two attributes of one meaning hold different values. */
function refuseRivals(entry: LdifEntry): void {
  const { roles, rivals } = layoutOf(entry);
  const told = (name: string): string =>
    (entry.get(name) ?? [])
      .map(({ value, written }) => (typeof value === 'string' ? value : (decodeUtf8(value) ?? written)))
      .join(';');
  for (const [role, names] of rivals) {
    const name = roles.get(role) ?? role;
    for (const rival of names) refuseContradiction(role, [name, told(name)], [rival, told(rival)]);
  }
}

/**
 * The directory object of an LDIF entry, or undefined for one of another class. Values that several lines give are
 * joined with `;`, as csvde writes them. Throws UnreadableValue.
 */
export function convertLdifEntry(entry: LdifEntry, at: RecordPosition): OnPremObject | undefined {
  refuseRivals(entry);
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
    throw new UnreadableValue(
      `It has ${counted(values.length, 'value')} of ${role}, expected one. Export the object again.`,
    );
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
  throw new UnreadableValue(`The bytes of ${name} are not UTF-8 text. Export the object again.`);
}

/**
 * A further attribute as text: SIDs in their text form, what the schema calls binary as Base64 of its bytes, and other bytes that
 * are not text as csvde writes them, so that nobody takes them for a text.
 */
function attributeText(name: string, { value }: LdifValue): string {
  if (sidAttributes.has(name)) return typeof value === 'string' ? value : readSid(value, name);
  if (binaryAttributes.has(name)) return encodeBase64(octets(value));
  if (typeof value === 'string') return value;
  const text = decodeUtf8(value);
  const isText = text !== undefined && [...text].every((letter) => letter >= ' ' || '\t\r\n'.includes(letter));
  return isText ? text : `X'${bytesToHex(value)}'`;
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
