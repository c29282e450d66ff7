import type { Diagnosis } from '../domain/assessment.js';
import { decodeBase64 } from '../domain/base64.js';
import { counted } from '../domain/counted.js';
import {
  bytesToGuid,
  bytesToHex,
  guidToBytes,
  hexToBytes,
  normalizeGuid,
  sameBytes,
  swapGuidBytes,
} from '../domain/guid.js';
import type { OnPremObject } from '../domain/objects.js';
import { decodeGuidAnchor, objectGuidAnchor, utf8 } from '../domain/source-anchor.js';
import { attributeSpelling } from './attribute-spelling.js';

/** An Okta user id: 20 letters that start with 00u (OKTA-18: stamped for people not mastered by AD). */
const oktaUserId = /^00u[0-9A-Za-z]{17}$/;

/** Letters of the longest Base64 that is looked into: a GUID's text in UTF-16, with room for separators. */
const longestForm = 400;

/**
 * Why the ImmutableID is not the source anchor. Only what equals a value of the person's own evidence is named: a guess
 * would send somebody to fix the wrong thing. Vectors and causes: AD-1, OKTA-17, OKTA-18.
 *
 * @param anchor the effective source anchor; undefined where there is no on-premises side.
 */
export function diagnose(immutableId: string, onPrem: OnPremObject | undefined, anchor: string | undefined): Diagnosis {
  const claim = readClaim(immutableId);
  if (onPrem !== undefined && anchor !== undefined) {
    const guids = personGuids(onPrem);
    if (isObjectGuidInstead(immutableId, onPrem)) return 'object-guid-instead-of-consistency-guid';
    if (guids.some((guid) => isSwapped(claim, guid))) return 'byte-order-swapped';
    if (guids.some((guid) => isGuidText(claim, guid))) return 'guid-text-encoded';
    if (guids.some((guid) => isHex(claim, guid))) return 'hex-encoded';
    const anchors = [anchor, ...guids.map(objectGuidAnchor)];
    // Equal to the letter is another attribute's value, where the source anchor is neither of the two GUIDs.
    if (!anchors.includes(immutableId) && anchors.some((value) => isOtherCase(value, immutableId)))
      return 'case-folded';
  }
  if (claim.texts.some((text) => oktaUserId.test(text))) return 'okta-user-id';
  const attribute = onPrem && attributeWithValue(claim, onPrem);
  return attribute === undefined ? 'unknown' : `attribute:${attribute}`;
}

/** An ImmutableID in the forms that are compared with a person’s evidence. */
interface ClaimedAnchor {
  readonly text: string;
  /** The ImmutableID, and the text whose Base64 it is where it is one (UTF-8 or UTF-16LE of ASCII). */
  readonly texts: readonly string[];
  /** Its bytes where it is canonical Base64: then no other text has these bytes. */
  readonly bytes: Uint8Array | undefined;
}

function readClaim(text: string): ClaimedAnchor {
  const bytes = decodeBase64(text);
  // What is too long for any known form is not looked into.
  const ofBase64 = bytes !== undefined && text.length <= longestForm ? textOf(bytes) : undefined;
  const texts = [text, ofBase64, textOfHex(text)].filter((form) => form !== undefined);
  return { text, texts, bytes };
}

/** What a malformed ImmutableID looks like, as the end of the sentence "it looks like …". */
export function describeForm(immutableId: string): string {
  const bytes = immutableId.length <= longestForm ? decodeBase64(immutableId) : undefined;
  const decoded = bytes === undefined ? '' : textOf(bytes);
  if (immutableId !== immutableId.trim()) return 'an anchor with white space around it';
  if (oktaUserId.test(immutableId) || oktaUserId.test(decoded)) return 'an Okta user id';
  if (normalizeGuid(immutableId) !== undefined) return 'the text of a GUID';
  if (normalizeGuid(decoded) !== undefined) return 'the Base64 of a GUID’s text';
  if (isHexOfGuid(immutableId)) return 'a GUID in hexadecimal';
  if (isHexOfGuid(textOfHex(immutableId) ?? '')) return 'the hexadecimal of a GUID that is in hexadecimal already';
  if (isHexOfGuid(decoded)) return 'the Base64 of a GUID in hexadecimal';
  if (/^([0-9a-f]{2}){24,}$/i.test(immutableId)) return `hexadecimal of ${counted(immutableId.length / 2, 'byte')}`;
  if (/\s/.test(immutableId) && decodeBase64(immutableId.replace(/\s/g, '')) !== undefined)
    return 'an anchor with white space in it';
  if (/^[^@\s]+@[^@\s]+$/.test(immutableId)) return 'a mail address or UPN';
  if (/^[\w-]{22}(==)?$/.test(immutableId) && /[-_]/.test(immutableId))
    return 'URL-safe Base64 (with - or _ for + or /)';
  if (/^[A-Za-z0-9+/]{22}=?$/.test(immutableId)) return 'Base64 of 16 bytes that lost its padding';
  if (/^[A-Za-z0-9+/]{22}==$/.test(immutableId))
    return 'Base64 of 16 bytes with stray bits in its last character, as changed letter case leaves it';
  const length = decodeBase64(immutableId)?.length;
  if (length !== undefined) return `Base64 of ${counted(length, 'byte')} instead of 16`;
  return 'no Base64 at all';
}

function isHexOfGuid(text: string): boolean {
  return /^(0x)?([0-9a-f]{2}[ :-]?){15}[0-9a-f]{2}$/i.test(text);
}

/** The text whose bytes hexadecimal digits give, or undefined. */
function textOfHex(text: string): string | undefined {
  const bytes = text.length <= longestForm ? hexToBytes(text) : undefined;
  return bytes && textOf(bytes);
}

/** The GUIDs of the person, in text: objectGUID, and mS-DS-ConsistencyGuid where it is 16 bytes. */
function personGuids(onPrem: OnPremObject): string[] {
  const consistency = onPrem.consistencyGuid === undefined ? undefined : decodeGuidAnchor(onPrem.consistencyGuid);
  return [onPrem.objectGuid, consistency && bytesToGuid(consistency)].filter((guid) => guid !== undefined);
}

function isObjectGuidInstead(immutableId: string, onPrem: OnPremObject): boolean {
  if (onPrem.consistencyGuid === undefined || onPrem.objectGuid === undefined) return false;
  const ofObjectGuid = objectGuidAnchor(onPrem.objectGuid);
  return ofObjectGuid === immutableId && ofObjectGuid !== onPrem.consistencyGuid;
}

/** The GUID’s bytes in the other byte order. */
function isSwapped({ bytes }: ClaimedAnchor, guid: string): boolean {
  return bytes?.length === 16 && sameBytes(bytes, swapGuidBytes(guidToBytes(guid)));
}

/** The GUID’s text with or without braces and hyphens, or the Base64 of that text in UTF-8 or UTF-16LE. */
function isGuidText({ texts }: ClaimedAnchor, guid: string): boolean {
  const bare = guid.replaceAll('-', '');
  return texts.some((text) => {
    const trimmed = text.trim().toLowerCase();
    return normalizeGuid(trimmed) === guid || trimmed === bare;
  });
}

/** The bytes in hexadecimal (.NET order), with or without separators, plain or as Base64 of that text. */
function isHex({ texts }: ClaimedAnchor, guid: string): boolean {
  return texts.some((text) => {
    const digits = text
      .toLowerCase()
      .replace(/^0x|^x'|'$/g, '')
      .replace(/[\s:-]/g, '');
    return digits === bytesToHex(guidToBytes(guid));
  });
}

/** The same letters, some of them in another case. */
function isOtherCase(anchor: string, immutableId: string): boolean {
  return anchor.toLowerCase() === immutableId.toLowerCase();
}

/** The text of bytes in UTF-16LE, where every second byte is zero, or byte by byte. */
function textOf(bytes: Uint8Array): string {
  const step = isWide(bytes) ? 2 : 1;
  return String.fromCharCode(...bytes.filter((_, index) => index % step === 0));
}

function isWide(bytes: Uint8Array): boolean {
  return bytes.length % 2 === 0 && bytes.every((byte, index) => index % 2 === 0 || byte === 0);
}

/** The attribute whose value, or the Base64 of it, is the ImmutableID. */
function attributeWithValue({ text, bytes }: ClaimedAnchor, onPrem: OnPremObject): string | undefined {
  const wanted = text.toLowerCase();
  const isWanted = (value: string | undefined): boolean =>
    !!value && (value.toLowerCase() === wanted || (bytes !== undefined && sameBytes(bytes, utf8(value))));
  if (onPrem.objectGuid !== undefined && isWanted(objectGuidAnchor(onPrem.objectGuid))) return 'objectGUID';
  if (isWanted(onPrem.consistencyGuid)) return 'mS-DS-ConsistencyGuid';
  if (isWanted(onPrem.mail)) return 'mail';
  if (isWanted(onPrem.userPrincipalName)) return 'userPrincipalName';
  if (isWanted(onPrem.samAccountName)) return 'sAMAccountName';
  if (isWanted(onPrem.objectSid)) return 'objectSid';
  if (isWanted(onPrem.distinguishedName)) return 'distinguishedName';
  for (const [name, value] of onPrem.attributes) if (isWanted(value)) return attributeSpelling(name);
  return isWanted(onPrem.name) ? 'name' : undefined;
}
