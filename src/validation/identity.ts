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
  readonly outcome: Outcome;
  readonly onPrem: OnPremObject;
  readonly sourceAnchor: string | undefined;
  /** The pair, or the one candidate; left out where there is none or more than one. */
  readonly entra?: EntraObject;
  readonly matchedBy?: MatchKey;
  readonly ambiguity?: Ambiguity;
  readonly exclusion?: Exclusion;
  /** The others involved: candidates, holders of the anchor, and the people who own them. */
  readonly others: readonly (OnPremObject | EntraObject)[];
}

/** An Entra user that is no on-premises user's pair or candidate. */
export interface EntraIdentity {
  readonly side: 'entra';
  readonly outcome: 'entraOnly' | 'cloudOnly';
  readonly entra: EntraObject;
  /** The excluded on-premises user whose twin this is; its own finding says so. */
  readonly excludedTwin?: OnPremObject;
}

export type Identity = OnPremIdentity | EntraIdentity;
