import { decodeBase64, encodeBase64 } from './base64.js';
import { guidToBytes, normalizeGuid } from './guid.js';
import type { OnPremObject } from './objects.js';
import { quotedHexToBytes } from './quoted-hex.js';
import { sidToBytes } from './sid.js';

/** How an attribute's value becomes the source anchor: Base64 of its bytes, the text itself, or Base64 of the text. */
export type AnchorEncoding = 'bytes' | 'text' | 'text-base64';

/** The attribute that Entra computes the anchor from. `default`: mS-DS-ConsistencyGuid when present, else objectGUID. */
export interface SourceAnchorSetting {
  readonly attribute: string;
  readonly encoding: AnchorEncoding;
}

/** Entra Connect's rule: IIF(IsPresent([mS-DS-ConsistencyGuid]), [mS-DS-ConsistencyGuid], [objectGUID]) (CONNECT-21). */
export const defaultSourceAnchor: SourceAnchorSetting = { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' };

/** How to get the bytes of a value from what a reader has made of it, by the lower-case name of the binary attribute. */
const binaryForms: ReadonlyMap<string, (value: string) => Uint8Array | undefined> = new Map([
  ['objectguid', bytesOfGuid],
  ['ms-ds-consistencyguid', decodeBase64],
  ['objectsid', sidToBytes],
  ['msexchmasteraccountsid', sidToBytes],
  ['msexchmailboxguid', bytesOfGuid],
  ['msexcharchiveguid', bytesOfGuid],
  ['msexchdisabledarchiveguid', bytesOfGuid],
]);

/** Attributes that hold bytes, in lower case: their default encoding is `bytes`. */
export const binaryAttributes: ReadonlySet<string> = new Set(binaryForms.keys());

/** True where the anchor is a GUID's 16 bytes, so that a well-formed ImmutableID is 24 Base64 letters. */
export function anchorIsGuid(setting: SourceAnchorSetting): boolean {
  const attribute = setting.attribute.toLowerCase();
  return setting.encoding === 'bytes' && (attribute === 'ms-ds-consistencyguid' || attribute === 'objectguid');
}

/** The Base64 of an objectGUID's bytes in .NET order: what Okta stamps by default. */
export function objectGuidAnchor(objectGuid: string): string {
  return encodeBase64(guidToBytes(objectGuid));
}

/** True when evidence with these fields can give the anchor at all; a missing column is not an empty value. */
export function fieldsGiveAnchor(fields: ReadonlySet<string>, setting: SourceAnchorSetting): boolean {
  const attribute = setting.attribute.toLowerCase();
  if (attribute === 'ms-ds-consistencyguid' && setting.encoding === 'bytes') {
    return fields.has('objectGuid') || fields.has('consistencyGuid');
  }
  const name = attribute === 'ms-ds-consistencyguid' ? 'consistencyguid' : attribute;
  return [...fields].some((field) => field.toLowerCase() === name);
}

/** The 16 bytes of a well-formed GUID anchor (canonical Base64), or undefined. */
export function decodeGuidAnchor(immutableId: string): Uint8Array | undefined {
  const bytes = decodeBase64(immutableId);
  return bytes?.length === 16 ? bytes : undefined;
}

/**
 * The anchor that Entra will compute for the object, or undefined when the object has none (Entra then leaves it out).
 * mS-DS-ConsistencyGuid is the anchor of users and groups: whatever a contact or device has there, its anchor is its objectGUID. So it is
 * for a group, contact or device that has no value of another attribute: that one would leave out nearly all of them.
 * Source: CONNECT-21; cloud sync follows the same attributes (CLOUDSYNC-7).
 */
export function effectiveSourceAnchor(object: OnPremObject, setting: SourceAnchorSetting): string | undefined {
  const attribute = setting.attribute.toLowerCase();
  if (attribute === 'ms-ds-consistencyguid' && setting.encoding === 'bytes') {
    const taken = object.objectType === 'user' || object.objectType === 'group' ? object.consistencyGuid : undefined;
    return taken ?? anchorOfObjectGuid(object);
  }
  if (attribute === 'objectguid' && setting.encoding === 'bytes') return anchorOfObjectGuid(object);
  const value = attributeText(object, attribute);
  if (value === undefined || value === '') return object.objectType === 'user' ? undefined : anchorOfObjectGuid(object);
  if (setting.encoding !== 'bytes') {
    const quoted = quotedHexToBytes(value);
    const text = quoted === undefined ? value : encodeBase64(quoted);
    return setting.encoding === 'text' ? text : encodeBase64(utf8(text));
  }
  const bytes = (binaryForms.get(attribute) ?? bytesOfAny)(value);
  return bytes && encodeBase64(bytes);
}

function anchorOfObjectGuid({ objectGuid }: OnPremObject): string | undefined {
  return objectGuid === undefined ? undefined : objectGuidAnchor(objectGuid);
}

/** True where the object has a value of the source anchor's attribute, and nothing tells the bytes that the anchor is made of. */
export function hasUntoldAnchor(object: OnPremObject, setting: SourceAnchorSetting): boolean {
  return (
    !!attributeText(object, setting.attribute.toLowerCase()) && effectiveSourceAnchor(object, setting) === undefined
  );
}

function bytesOfGuid(value: string): Uint8Array | undefined {
  const guid = normalizeGuid(value);
  const bytes = guid === undefined ? (quotedHexToBytes(value) ?? decodeBase64(value)) : guidToBytes(guid);
  return bytes?.length === 16 ? bytes : undefined;
}

/**
 * The bytes of an attribute whose schema is not known: those that csvde writes as such, else the UTF-8 of the text. Undefined for what
 * may be a text or stand for bytes (a GUID, Base64 that ends as only bytes do), and for text that has lost letters.
 */
function bytesOfAny(value: string): Uint8Array | undefined {
  const quoted = quotedHexToBytes(value);
  if (quoted !== undefined) return quoted;
  const isSpelled = normalizeGuid(value) !== undefined || (value.endsWith('=') && decodeBase64(value) !== undefined);
  return isSpelled || value.includes('\uFFFD') ? undefined : utf8(value);
}

/** The text of a single-valued attribute of the object by its lower-case directory name. */
export function attributeText(object: OnPremObject, attribute: string): string | undefined {
  switch (attribute) {
    case 'objectguid':
      return object.objectGuid;
    case 'ms-ds-consistencyguid':
      return object.consistencyGuid;
    case 'objectsid':
      return object.objectSid;
    case 'userprincipalname':
      return object.userPrincipalName;
    case 'samaccountname':
      return object.samAccountName;
    case 'mail':
      return object.mail;
    case 'distinguishedname':
      return object.distinguishedName;
    case 'name':
      return object.name;
    default:
      return object.attributes.get(attribute);
  }
}

/** UTF-8 bytes of a text; half a surrogate pair becomes U+FFFD, as in every encoder. */
export function utf8(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0x80) return longUtf8(text);
    bytes[index] = code;
  }
  return bytes;
}

function longUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const letter of text) {
    const point = letter.codePointAt(0) ?? 0;
    const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
  }
  return Uint8Array.from(bytes);
}

/** Reads `ATTRIBUTE[:ENCODING]`; without an encoding binary attributes give bytes, others their text. Undefined when malformed. */
export function parseSourceAnchor(text: string): SourceAnchorSetting | undefined {
  const match = /^([A-Za-z][A-Za-z0-9-]*)(?::(bytes|text|text-base64))?$/.exec(text);
  const attribute = match?.[1];
  if (attribute === undefined) return undefined;
  const encoding = match?.[2] as AnchorEncoding | undefined;
  return { attribute, encoding: encoding ?? (binaryAttributes.has(attribute.toLowerCase()) ? 'bytes' : 'text') };
}
