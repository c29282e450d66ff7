import type { Diagnosis } from '../domain/assessment.js';
import { decodeBase64, encodeBase64 } from '../domain/base64.js';
import { bytesToGuid, bytesToHex, guidToBytes, normalizeGuid, swapGuidBytes } from '../domain/guid.js';
import type { OnPremObject } from '../domain/objects.js';
import { decodeGuidAnchor, objectGuidAnchor, utf8 } from '../domain/source-anchor.js';
import { attributeSpelling } from './attribute-spelling.js';

/** An Okta user id: 20 letters that start with 00u (facts 4.7: stamped for people not mastered by AD). */
const oktaUserId = /^00u[0-9A-Za-z]{17}$/;

/** Letters of the longest Base64 that is looked into: a GUID's text in UTF-16, with room for separators. */
const longestForm = 400;

/**
 * Why the ImmutableID is not the source anchor. Only what equals a value of the person's own evidence is named: a guess
 * would send somebody to mend the wrong thing. Vectors and causes: facts 4.7, 6.1.
 *
 * @param anchor the effective source anchor; undefined where there is no on-premises side.
 */
export function diagnose(immutableId: string, onPrem: OnPremObject | undefined, anchor: string | undefined): Diagnosis {
  if (onPrem !== undefined && anchor !== undefined) {
    const guids = personGuids(onPrem);
    if (isObjectGuidInstead(immutableId, onPrem)) return 'object-guid-instead-of-consistency-guid';
    if (guids.some((guid) => encodeBase64(swapGuidBytes(guidToBytes(guid))) === immutableId))
      return 'byte-order-swapped';
    if (guids.some((guid) => isGuidText(immutableId, guid))) return 'guid-text-encoded';
    if (guids.some((guid) => isHex(immutableId, guid))) return 'hex-encoded';
    const anchors = [anchor, ...guids.map(objectGuidAnchor)];
    // Equal to the letter is another attribute's value, where the source anchor is neither of the two GUIDs.
    if (!anchors.includes(immutableId) && anchors.some((value) => value.toLowerCase() === immutableId.toLowerCase()))
      return 'case-folded';
  }
  if (oktaUserId.test(immutableId) || oktaUserId.test(decodedText(immutableId))) return 'okta-user-id';
  const attribute = onPrem === undefined ? undefined : attributeWithValue(immutableId, onPrem);
  return attribute === undefined ? 'unknown' : `attribute:${attribute}`;
}

/** What a malformed ImmutableID looks like, as the end of the sentence "it looks like …". */
export function describeForm(immutableId: string): string {
  const decoded = decodedText(immutableId);
  if (immutableId !== immutableId.trim()) return 'an anchor with white space around it';
  if (oktaUserId.test(immutableId) || oktaUserId.test(decoded)) return 'an Okta user id';
  if (normalizeGuid(immutableId) !== undefined) return 'the text of a GUID';
  if (normalizeGuid(decoded) !== undefined) return 'the Base64 of a GUID’s text';
  if (/^(0x)?([0-9a-f]{2}[ -]?){15}[0-9a-f]{2}$/i.test(immutableId)) return 'a GUID in hexadecimal';
  if (/^[^@\s]+@[^@\s]+$/.test(immutableId)) return 'a mail address or UPN';
  if (/^[\w-]{22}(==)?$/.test(immutableId) && /[-_]/.test(immutableId))
    return 'URL-safe Base64 (with - or _ for + or /)';
  if (/^[A-Za-z0-9+/]{22}=?$/.test(immutableId)) return 'Base64 of 16 bytes that lost its padding';
  if (/^[A-Za-z0-9+/]{22}==$/.test(immutableId))
    return 'Base64 of 16 bytes with stray bits in its last letter, as changed letter case leaves it';
  const length = decodeBase64(immutableId)?.length;
  if (length !== undefined) return `Base64 of ${length} bytes instead of 16`;
  return 'no Base64 at all';
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

/** The GUID's text with or without braces and hyphens, or the Base64 of that text in UTF-8 or UTF-16LE. */
function isGuidText(immutableId: string, guid: string): boolean {
  const bare = guid.replaceAll('-', '');
  return [immutableId, decodedText(immutableId)].some((text) => {
    const trimmed = text.trim().toLowerCase();
    return normalizeGuid(trimmed) === guid || trimmed === bare;
  });
}

/** The bytes in hexadecimal (.NET order), with or without separators, plain or as Base64 of that text. */
function isHex(immutableId: string, guid: string): boolean {
  const hex = bytesToHex(guidToBytes(guid));
  return [immutableId, decodedText(immutableId)].some(
    (text) =>
      text
        .toLowerCase()
        .replace(/^0x|^x'|'$/g, '')
        .replace(/[\s:-]/g, '') === hex,
  );
}

/** The text whose Base64 this is (UTF-8 or UTF-16LE of ASCII); empty where it is none, or too long for any known form. */
function decodedText(value: string): string {
  const bytes = (value.length > longestForm ? undefined : decodeBase64(value)) ?? new Uint8Array();
  const wide = bytes.length % 2 === 0 && bytes.every((byte, index) => index % 2 === 0 || byte === 0);
  return String.fromCharCode(...(wide ? bytes.filter((_, index) => index % 2 === 0) : bytes));
}

/** The attribute whose value, or the Base64 of it, is the ImmutableID. */
function attributeWithValue(immutableId: string, onPrem: OnPremObject): string | undefined {
  const wanted = immutableId.toLowerCase();
  const candidates: [string, string | undefined][] = [
    ['objectGUID', onPrem.objectGuid && objectGuidAnchor(onPrem.objectGuid)],
    ['mS-DS-ConsistencyGuid', onPrem.consistencyGuid],
    ['mail', onPrem.mail],
    ['userPrincipalName', onPrem.userPrincipalName],
    ['sAMAccountName', onPrem.samAccountName],
    ['objectSid', onPrem.objectSid],
    ['distinguishedName', onPrem.distinguishedName],
    ...[...onPrem.attributes].map(([name, value]): [string, string] => [attributeSpelling(name), value]),
    ['name', onPrem.name],
  ];
  return candidates.find(
    ([, value]) => value && (value.toLowerCase() === wanted || encodeBase64(utf8(value)) === immutableId),
  )?.[0];
}
