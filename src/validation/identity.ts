import type { Outcome } from '../domain/assessment.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import type { Exclusion } from './filters.js';

/** The keys that tell which Entra object is the same person, strongest first. */
export type MatchKey =
  | 'anchor'
  | 'sid'
  | 'userPrincipalName'
  | 'primaryAddress'
  | 'address'
  | 'accountName'
  | 'deviceId';

/** Why an identity is ambiguous. */
export type Ambiguity =
  | 'anchor-shared-on-prem'
  | 'anchor-shared-in-entra'
  | 'several-candidates'
  | 'candidate-of-several'
  | 'candidate-taken'
  | 'guest-only';

/** An on-premises user in view of the cloud: its effective source anchor, its Entra object, and what would happen. */
export interface OnPremIdentity {
  readonly side: 'onPrem';
  readonly outcome: Exclude<Outcome, EntraIdentity['outcome']>;
  readonly onPrem: OnPremObject;
  readonly sourceAnchor: string | undefined;
  /** As of a `Subject`. */
  readonly sourceAnchorFrom?: 'connectorSpace';
  /** The pair, or the one candidate; left out where there is none or more than one. */
  readonly entra?: EntraObject;
  readonly matchedBy?: MatchKey;
  readonly ambiguity?: Ambiguity;
  readonly exclusion?: Exclusion;
  /** The others involved: candidates, holders of the anchor, and the people who own them. */
  readonly others: readonly (OnPremObject | EntraObject)[];
}

/** An Entra user that is not the pair or candidate of an on-premises user. */
export interface EntraIdentity {
  readonly side: 'entra';
  readonly outcome: 'entraOnly' | 'cloudOnly';
  readonly entra: EntraObject;
  /** The excluded on-premises user whose twin this is; its own finding says so. */
  readonly excludedTwin?: OnPremObject;
}

export type Identity = OnPremIdentity | EntraIdentity;

/** An on-premises object with its account in Entra. */
export interface PairedIdentity extends OnPremIdentity {
  readonly entra: EntraObject;
}

/** True for a pair whose account Entra would join to the on-premises object, by anchor or by name. */
export function isMatched(identity: Identity): identity is PairedIdentity {
  return isPaired(identity) && identity.outcome !== 'anchorMismatch';
}

/** True for a pair that is one person or thing, whether its anchors agree or not. */
export function isPaired(identity: Identity): identity is PairedIdentity {
  return ['hardMatch', 'softMatch', 'anchorMismatch'].includes(identity.outcome) && identity.entra !== undefined;
}

/** True for somebody or something of the on-premises side. */
export function isOnPrem(identity: Identity): identity is OnPremIdentity {
  return identity.side === 'onPrem';
}

/** Everybody and everything of the on-premises side. */
export function onPremIdentities({
  identities,
  objects,
}: {
  readonly identities: readonly Identity[];
  readonly objects: readonly Identity[];
}): readonly OnPremIdentity[] {
  return [...identities, ...objects].filter(isOnPrem);
}
