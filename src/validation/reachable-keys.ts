import { isPlain, lookAlikeKey, nameKey } from '../domain/name-key.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { type EntraRecord, isEntraObject } from '../domain/service.js';
import { effectiveSourceAnchor, objectGuidAnchor, type SourceAnchorSetting } from '../domain/source-anchor.js';
import { smtpAddresses } from './addresses.js';
import { objectOf } from './object-identifier.js';

/**
 * By what an object leads to others: everybody who has one of these keys too must be seen to judge it. Texts in lower case; anchors as
 * they are. A rule that compares people by something else adds it here, and to what the columns keep of a person (src/evidence/compact).
 */
export interface ReachableKeys {
  readonly anchors: readonly (string | undefined)[];
  /** UPNs and SMTP addresses: the one may be the other of somebody else. */
  readonly addresses: Iterable<string | undefined>;
  readonly sids: readonly (string | undefined)[];
  readonly accountNames: readonly (string | undefined)[];
  readonly objectIds: readonly (string | undefined)[];
}

/** The keys of an on-premises object. */
export function keysOfOnPrem(object: OnPremObject, sourceAnchor: SourceAnchorSetting): ReachableKeys {
  const { objectGuid, userPrincipalName, objectSid, samAccountName, mail, proxyAddresses, attributes } = object;
  return {
    // The same object read twice may have another anchor each time.
    anchors: [effectiveSourceAnchor(object, sourceAnchor), objectGuid && objectGuidAnchor(objectGuid)],
    addresses: withLookAlikes(userPrincipalName?.toLowerCase(), addressesOf({ mail, proxyAddresses })),
    // Of a linked mailbox the account whose it is.
    sids: [objectSid, attributes.get('msexchmasteraccountsid')],
    accountNames: [samAccountName && nameKey(samAccountName)],
    objectIds: [],
  };
}

/** The keys of an Entra object, and whom a fact of the tenant is about where a rule holds it against the person. */
export function keysOfEntraRecord(record: EntraRecord): ReachableKeys {
  if (isEntraObject(record)) return keysOfEntra(record);
  const objectIds = record.fact === 'roleHolder' ? [record.entraObjectId] : [];
  return { anchors: [], addresses: [], sids: [], accountNames: [], objectIds };
}

/** The keys of an Entra object. */
export function keysOfEntra(object: EntraObject): ReachableKeys {
  const { immutableId, userPrincipalName, entraObjectId, onPremisesObjectIdentifier } = object;
  const named = objectOf(onPremisesObjectIdentifier);
  return {
    anchors: [immutableId, named && objectGuidAnchor(named)],
    addresses: withLookAlikes(userPrincipalName?.toLowerCase(), smtpAddresses(object)),
    sids: [object.onPremisesSecurityIdentifier],
    accountNames: [object.onPremisesSamAccountName && nameKey(object.onPremisesSamAccountName)],
    objectIds: [entraObjectId],
  };
}

/** The names, and the plain spelling of one that only looks like it: everybody who has that is compared with it. */
function withLookAlikes(name: string | undefined, addresses: ReadonlySet<string>): readonly (string | undefined)[] {
  return [name, ...addresses].flatMap((text) =>
    text === undefined || isPlain(text) ? text : [text, lookAlikeKey(text)],
  );
}

function addressesOf(own: {
  readonly mail: string | undefined;
  readonly proxyAddresses: readonly string[] | undefined;
}): ReadonlySet<string> {
  return smtpAddresses({
    ...(own.mail && { mail: own.mail }),
    ...(own.proxyAddresses && { proxyAddresses: own.proxyAddresses }),
  });
}
