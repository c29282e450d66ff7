import type { AttributeChange } from '../domain/connect.js';
import { bytesToGuid, normalizeGuid } from '../domain/guid.js';
import { decodeGuidAnchor } from '../domain/source-anchor.js';
import { type Identity, isMatched, type OnPremIdentity } from './identity.js';

/** onPremisesObjectIdentifier, the attribute that ties an account to an on-premises object for life, as lists write its name (ENTRA-5). */
export const objectIdentifier: RegExp = /^onpremises?objectidentifier$/i;

/** True for a change of that attribute. */
export function isIdentifier({ name }: AttributeChange): boolean {
  return objectIdentifier.test(name);
}

/** True when the identifier, a GUID's text or the Base64 of its bytes, is the objectGUID. */
export function namesObject(identifier: string | undefined, { onPrem }: OnPremIdentity): boolean {
  const guid = objectOf(identifier);
  return guid !== undefined && guid === onPrem.objectGuid;
}

/** True when the identifier is the objectGUID, or may well be where the evidence has no objectGUID of theirs. */
export function mayNameObject(identifier: string | undefined, { onPrem }: OnPremIdentity): boolean {
  const guid = objectOf(identifier);
  return guid !== undefined && guid === (onPrem.objectGuid ?? guid);
}

/** True for somebody who is matched and does not have their identifier yet: a take-over stages it. */
export function isWaiting(identity: Identity): identity is OnPremIdentity {
  return isMatched(identity) && !mayNameObject(identity.entra.onPremisesObjectIdentifier, identity);
}

/** True for somebody who is matched and has their identifier: a take-over need not stage anything. */
export function isIdentified(identity: Identity): identity is OnPremIdentity {
  return isMatched(identity) && mayNameObject(identity.entra.onPremisesObjectIdentifier, identity);
}

/** The objectGUID that an identifier, a GUID's text or the Base64 of its bytes, names; undefined for anything else. */
export function objectOf(identifier: string | undefined): string | undefined {
  if (identifier === undefined) return undefined;
  const bytes = decodeGuidAnchor(identifier);
  return normalizeGuid(identifier) ?? (bytes && bytesToGuid(bytes));
}
