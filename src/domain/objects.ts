import type { RecordPosition } from './evidence.js';

export type ObjectType = 'user' | 'group' | 'contact' | 'device';

/** An object of Active Directory, as evidence shows it. A field that the evidence does not know is left out. */
export interface OnPremObject {
  readonly objectType: ObjectType;
  readonly at: RecordPosition;
  /** Lower-case GUID text, e.g. `00112233-4455-6677-8899-aabbccddeeff`. */
  readonly objectGuid?: string;
  /** mS-DS-ConsistencyGuid: Base64 of its bytes as they stand in the directory (any length). */
  readonly consistencyGuid?: string;
  /** The ImmutableID column of an on-premises export: a claim to check, never the truth. */
  readonly immutableIdClaim?: string;
  readonly userPrincipalName?: string;
  readonly name?: string;
  /** SID in its text form, `S-1-5-21-…`. */
  readonly objectSid?: string;
  readonly samAccountName?: string;
  readonly mail?: string;
  /** proxyAddresses with their prefixes, `SMTP:` marking the primary one. */
  readonly proxyAddresses?: readonly string[];
  readonly distinguishedName?: string;
  readonly enabled?: boolean;
  /** Direct members as distinguished names; of groups only. */
  readonly members?: readonly string[];
  /** True for a tombstone or an object of the AD recycle bin: it is not a source of anything. */
  readonly deleted?: boolean;
  /** Further single-valued attributes of the evidence by lower-case name: for filters, and to explain an ImmutableID. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** An object of Microsoft Entra ID, as evidence shows it. A field that the evidence does not know is left out. */
export interface EntraObject {
  readonly objectType: ObjectType;
  readonly at: RecordPosition;
  readonly entraObjectId?: string;
  readonly userPrincipalName?: string;
  /** onPremisesImmutableId, letter for letter; left out when Entra has none. */
  readonly immutableId?: string;
  /** onPremisesSyncEnabled: false also stands for null (never synced); left out when the evidence has no such column. */
  readonly synced?: boolean;
  readonly displayName?: string;
  readonly userType?: string;
  readonly accountEnabled?: boolean;
  readonly mail?: string;
  readonly proxyAddresses?: readonly string[];
  readonly onPremisesSecurityIdentifier?: string;
  readonly onPremisesSamAccountName?: string;
  readonly onPremisesDomainName?: string;
  readonly onPremisesDistinguishedName?: string;
  /** Set for an object in the recycle bin. */
  readonly deletedDateTime?: string;
  /** onPremisesObjectIdentifier (beta): an account that carries another one is refused a hard match since July 2026 (ENTRA-5). */
  readonly onPremisesObjectIdentifier?: string;
  /** onPremisesProvisioningErrors: values that Entra quarantined (ENTRA-14). */
  readonly provisioningErrors?: readonly ProvisioningError[];
  /** Direct members as Entra object ids; of groups only. */
  readonly members?: readonly string[];
  readonly mailEnabled?: boolean;
  readonly securityEnabled?: boolean;
  /** groupTypes: `Unified` of a Microsoft 365 group, `DynamicMembership` where a rule decides who is a member. */
  readonly groupTypes?: readonly string[];
  /** deviceId; of devices only. */
  readonly deviceId?: string;
  /** onPremisesSyncBehavior.isCloudManaged: the sync leaves the object alone, although Active Directory has it (ENTRA-18). */
  readonly cloudManaged?: boolean;
  /** IsExchangeCloudManaged of the mailbox: the sync leaves its addresses and other Exchange attributes alone (ENTRA-23). */
  readonly exchangeCloudManaged?: boolean;
  /** Further single-valued properties by lower-case name, as far as synchronization writes them: what could be lost. */
  readonly properties?: ReadonlyMap<string, string>;
}

/**
 * What the directory has of every user. Where a record lacks one of these, it was not asked for, not readable or lost, whatever the
 * others have. (mail, proxyAddresses, mS-DS-ConsistencyGuid, a UPN in Active Directory and what Entra has of synced people only
 * are rightly empty for some.)
 */
export const alwaysThere: {
  readonly onPrem: readonly (keyof OnPremObject & string)[];
  readonly entra: readonly (keyof EntraObject)[];
} = { onPrem: ['objectGuid', 'objectSid', 'enabled'], entra: ['accountEnabled'] };

/** A conflict that Entra hid behind a successful export (onPremisesProvisioningErrors). */
export interface ProvisioningError {
  /** For instance `PropertyConflict`. */
  readonly category: string;
  /** `UserPrincipalName` or `ProxyAddress`. */
  readonly property?: string;
  readonly value?: string;
}
