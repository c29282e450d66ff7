import { decodeBase64, encodeBase64 } from '../../domain/base64.js';
import { counted } from '../../domain/counted.js';
import { bytesToGuid, bytesToHex, guidToBytes, hexToBytes, normalizeGuid } from '../../domain/guid.js';
import { quotedHexToBytes } from '../../domain/quoted-hex.js';
import { bytesToSid } from '../../domain/sid.js';
import { quoted, type RawValue, UnreadableValue } from './unreadable-value.js';
import { wordInstead } from './words.js';

const bareHex = /^[0-9a-f]{32}$/i;
// ADUC separates the bytes by blanks, `[BitConverter]::ToString` by hyphens.
const pairsOfDigits = /^[0-9a-f]{2}([ -][0-9a-f]{2})+$/i;
/** The bytes as decimal numbers: what `-join` and a ConvertTo-Json without enough -Depth make of a byte array. */
const numbers = /^\d{1,3}([ ,;]\s?\d{1,3})+$/;

/**
 * objectGUID as lower-case GUID text. Takes GUID text with or without braces, csvde's X'…', Base64, separated bytes (all
 * of the 16 bytes in wire order) and the bytes themselves. Throws UnreadableValue for anything else; 32 bare hexadecimal digits
 * are refused because they do not say in which byte order they stand. Source: AD-1, AD-3, AD-4.
 */
export function readObjectGuid(value: RawValue): string {
  if (typeof value !== 'string') return guidOfBytes(value, 'The objectGUID');
  const guid = normalizeGuid(value);
  if (guid !== undefined) return guid;
  refuseWord(value, 'objectGUID', "@{n='objectGUID';e={([guid]$_.objectGUID).ToString()}}");
  refuseBareHex(value, 'objectGUID');
  const bytes = readSeparatedBytes(value) ?? (value.length === 24 ? decodeBase64(value) : undefined);
  if (bytes !== undefined) return guidOfBytes(bytes, `The objectGUID ${quoted(value)}`);
  throw new UnreadableValue(
    `The objectGUID ${quoted(value)} is not a GUID; expected a form like 9efb9891-ae21-416b-b3f7-69880c297e4f. Export the column again.`,
  );
}

/**
 * mS-DS-ConsistencyGuid as Base64 of its bytes. Takes canonical Base64 of any length, csvde's X'…', separated bytes as
 * ADUC and `[BitConverter]` show them (wire order), GUID text (its bytes in .NET order) and the bytes themselves. Throws
 * UnreadableValue for anything else. Source: AD-1, AD-4, AD-5.
 */
export function readConsistencyGuid(value: RawValue): string {
  if (typeof value !== 'string') return encodeBase64(value);
  refuseWord(
    value,
    'mS-DS-ConsistencyGuid',
    "@{n='msDSConsistencyGuid';e={if($_.'mS-DS-ConsistencyGuid'){[Convert]::ToBase64String($_.'mS-DS-ConsistencyGuid')}}}",
  );
  refuseBareHex(value, 'mS-DS-ConsistencyGuid');
  const guid = normalizeGuid(value);
  if (guid !== undefined) return encodeBase64(guidToBytes(guid));
  const bytes = readSeparatedBytes(value) ?? decodeBase64(value);
  if (bytes !== undefined && bytes.length > 0) return encodeBase64(bytes);
  throw new UnreadableValue(
    `The mS-DS-ConsistencyGuid ${quoted(value)} cannot be read; expected Base64 like kZj7niGua0Gz92mIDCl+Tw==. Export the column again.`,
  );
}

/**
 * A SID (objectSid, or the named attribute) in its text form. Takes `S-1-…`, csvde's X'…', Base64 of the binary form and the bytes
 * themselves. Throws UnreadableValue for anything else.
 */
export function readSid(value: RawValue, name = 'objectSid'): string {
  if (typeof value !== 'string') return sidOfBytes(value, `The ${name}`);
  if (/^S-1-\d+(-\d+){1,15}$/i.test(value)) return value.toUpperCase();
  refuseWord(value, name, `@{n='${name}';e={$_.${name}.Value}}`);
  const bytes = readSeparatedBytes(value) ?? decodeBase64(value);
  if (bytes !== undefined) return sidOfBytes(bytes, `The ${name} ${quoted(value)}`);
  throw new UnreadableValue(
    `The ${name} ${quoted(value)} is not a SID; expected a form like S-1-5-21-1-2-3-1104. Export the column again.`,
  );
}

/** The bytes that a text lists one by one or as csvde's X'…', in their order, or undefined. */
function readSeparatedBytes(text: string): Uint8Array | undefined {
  if (pairsOfDigits.test(text)) return hexToBytes(text.replaceAll(/[ -]/g, ''));
  if (!numbers.test(text)) return quotedHexToBytes(text);
  const values = text.split(/[ ,;]\s?/).map(Number);
  return values.every((value) => value < 256) ? Uint8Array.from(values) : undefined;
}

function guidOfBytes(bytes: Uint8Array, subject: string): string {
  if (bytes.length === 16) return bytesToGuid(bytes);
  throw new UnreadableValue(`${subject} has ${counted(bytes.length, 'byte')}, expected 16. Export the column again.`);
}

function sidOfBytes(bytes: Uint8Array, subject: string): string {
  const sid = bytesToSid(bytes);
  if (sid !== undefined) return sid;
  throw new UnreadableValue(
    `${subject} is not a SID (${counted(bytes.length, 'byte')}: ${bytesToHex(bytes.subarray(0, 16))}). Export the column again.`,
  );
}

function refuseWord(value: string, column: string, expression: string): void {
  const word = wordInstead(value);
  if (word === undefined) return;
  throw new UnreadableValue(`The ${column} reads ${quoted(value)}: ${word}. Export it with ${expression}.`);
}

function refuseBareHex(value: string, column: string): void {
  if (!bareHex.test(value)) return;
  throw new UnreadableValue(
    `The ${column} ${quoted(value)} is 32 hexadecimal digits, whose byte order nothing shows; export it as a GUID with hyphens, or as Base64.`,
  );
}
