import type { RecordPosition } from './evidence.js';
import type { ObjectType } from './objects.js';

/** What the Entra connector space holds: public folders are synchronized too, but are nobody's account. */
export type ConnectorObjectType = ObjectType | 'publicFolder';

/** What Entra Connect would do to an object. `recreate`: csexport's `replace` and `delete-add` (CONNECT-13). */
export type ExportOperation = 'add' | 'update' | 'delete' | 'recreate';

export type AttributeOperation = 'add' | 'update' | 'replace' | 'delete';

/** One attribute of a pending export. Binary values are Base64, integers decimal, references the DN they point at. */
export interface AttributeChange {
  readonly name: string;
  readonly operation: AttributeOperation;
  readonly valuesAdded: readonly string[];
  /** The values that would go; where the export names none, the confirmed ones of the object, if the file shows them. */
  readonly valuesDeleted: readonly string[];
  readonly multivalued: boolean;
}

/** Stands for the values that a file counts and does not name: no words for people, `unnamedValues` knows it again. */
export function namelessValues(count: number): string {
  return count === 1 ? '(1 value not named in the file)' : `(${count} values not named in the file)`;
}

/** What stands for such values. */
export const unnamedValues: RegExp = /^\(\d{1,9} values? not named in the file\)$/;

/** An attribute with its values, as the cloud has them now. */
export interface AttributeValues {
  readonly name: string;
  readonly values: readonly string[];
}

/** Which object of a connector space: whatever the file says of it. A field that it does not know is left out. */
export interface ConnectorSpaceIdentity {
  readonly at: RecordPosition;
  readonly objectType: ConnectorObjectType;
  /** True for an object of a connector of Active Directory: its DN is that of the directory. */
  readonly inDirectory?: true;
  /** Of such an object: it is what its connector joins by. */
  readonly objectGuid?: string;
  /** DN in the Entra connector space, usually `CN={hex of the anchor}`: see connector-dn.ts. */
  readonly csObjectDn: string;
  /** Lower-case GUID of the connector-space object (no Entra object id). */
  readonly csObjectId?: string;
  /** The sourceAnchor attribute, else what the DN encodes. */
  readonly sourceAnchor?: string;
  readonly userPrincipalName?: string;
  readonly displayName?: string;
  /** The `SMTP:` entry of proxyAddresses without its prefix, else mail. */
  readonly primaryAddress?: string;
  /** From the cloud anchor `User_<object id>`; absent for objects that the cloud does not have yet. */
  readonly entraObjectId?: string;
}

/** What Entra Connect holds back in staging mode: one object's change (csexport `/f:x`; CONNECT-7). */
export interface PendingExport extends ConnectorSpaceIdentity {
  readonly operation: ExportOperation;
  readonly changes: readonly AttributeChange[];
  /** For `delete` and `recreate`: what the cloud object has today and would lose. Empty where the file does not show it. */
  readonly losses: readonly AttributeValues[];
  /**
   * For an update: the whole proxyAddresses as they would be, by the hologram of the export. Left out where the changes say it
   * all, because another hologram shows what the object has today.
   */
  readonly addressesAfter?: readonly string[];
}

/** An object of the cloud that is joined to nothing on premises (csexport `/f:s`; CONNECT-8). */
export interface Disconnector extends ConnectorSpaceIdentity {
  readonly mail?: string;
}

/** An object that Entra refused (csexport `/f:e`; error names in ENTRA-16). */
export interface ExportError extends ConnectorSpaceIdentity {
  /** For instance `AttributeValueMustBeUnique`. */
  readonly errorName: string;
  readonly description?: string;
  readonly conflictingAttribute?: string;
  readonly conflictingValues: readonly string[];
  /** Entra object id of the object that holds the value already. */
  readonly conflictingObjectId?: string;
  readonly retryCount?: number;
}

/** Entra Connect's scheduler (`Get-ADSyncScheduler`; CONNECT-3). */
export interface SyncScheduler {
  readonly stagingModeEnabled: boolean;
  readonly syncCycleEnabled?: boolean;
  readonly schedulerSuspended?: boolean;
  readonly syncCycleInProgress?: boolean;
  readonly maintenanceEnabled?: boolean;
  readonly effectiveIntervalSeconds?: number;
  /** `Delta` or `Initial`. */
  readonly nextCyclePolicy?: string;
  /** ISO 8601, UTC. */
  readonly nextCycleStart?: string;
}

/** One run of a connector (`Get-ADSyncRunProfileResult`). Times are ISO 8601, UTC. */
export interface SyncRun {
  /** For instance `success`, `completed-export-errors`, `stopped-deletion-threshold-exceeded` (CONNECT-24, CONNECT-25). */
  readonly result: string;
  readonly connectorName?: string;
  readonly profileName?: string;
  readonly complete?: boolean;
  readonly startedAt?: string;
  readonly endedAt?: string;
  /** Left out where the run does not show its steps (`-RunStepDetails`). */
  readonly exported?: ExportCounts;
}

/** How many objects a run exported, over all of its steps; those that were refused are in none of the numbers. */
export interface ExportCounts {
  readonly adds: number;
  readonly updates: number;
  readonly deletes: number;
  /** Deleted and created again. */
  readonly recreations: number;
}

/** What one file says about the running of Entra Connect: its scheduler, its runs, or both. */
export interface SyncStatus {
  readonly at: RecordPosition;
  readonly scheduler?: SyncScheduler;
  readonly runs: readonly SyncRun[];
}

/** The containers of one domain partition that Entra Connect synchronizes: everything below the inclusions, but for the exclusions. */
export interface ContainerScope {
  readonly distinguishedName: string;
  readonly inclusions: readonly string[];
  readonly exclusions: readonly string[];
  /** The directory of the file that the partition is of, counted from 1: a forest, which one connector reads. */
  readonly directory?: number;
}

/** How Entra Connect is set up, as far as a file shows it (CONNECT-6, CONNECT-26). */
export interface ConnectConfiguration {
  readonly at: RecordPosition;
  readonly sourceAnchorAttribute?: string;
  readonly userPrincipalNameAttribute?: string;
  readonly stagingMode?: boolean;
  /** The server's version, `2.5.79.0` for instance (CONNECT-36). */
  readonly serverVersion?: string;
  /** Objects; 0 when the protection is switched off. */
  readonly deletionThreshold?: number;
  readonly signOnMethod?: string;
  /** Left out when the file holds no scope; an empty list would mean that nothing is in scope. */
  readonly scope?: readonly ContainerScope[];
  /** How many directories of the file show no scope of their own: whom it takes of them, nobody can tell. */
  readonly unscopedDirectories?: number;
  readonly customRules?: number;
  /** Names of the custom rules that set cloudFiltered: they leave people out, and nobody but the server can tell whom. */
  readonly filteringRules?: readonly string[];
  /** Names of the custom rules that set the source anchor: whose anchor is another one, nobody but the server can tell. */
  readonly anchorRules?: readonly string[];
  /** Names of the custom rules that set accountEnabled: whom they lock out or let in, nobody but the server can tell. */
  readonly accountStateRules?: readonly string[];
  /** Names of the custom rules that set the UPN or addresses: whose they change, nobody but the server can tell. */
  readonly nameRules?: readonly string[];
  /** Names of the standard rules that are disabled: whom they would have taken, nobody but the server can tell. */
  readonly disabledRules?: readonly string[];
}

/**
 * Among attributes of a connector space the one of that name, in any letter case: directories do not tell names apart by it
 * (RFC 4512, 2.5), and the rules, the connectors and the tools write them differently.
 */
export function attributeNamed<Item extends { readonly name: string }>(
  attributes: readonly Item[],
  wanted: string,
): Item | undefined {
  return attributes.find(({ name }) => isSameAttribute(name, wanted));
}

/** True for two spellings of one attribute's name. */
export function isSameAttribute(one: string, other: string): boolean {
  return one === other || (one.length === other.length && one.toLowerCase() === other.toLowerCase());
}

/** What is exported from an Entra Connect server, one flag of `assess` each. */
export type ConnectEvidenceKind = 'pendingExports' | 'disconnectors' | 'exportErrors' | 'syncStatus' | 'connectConfig';

export const connectEvidenceKinds: readonly ConnectEvidenceKind[] = [
  'pendingExports',
  'disconnectors',
  'exportErrors',
  'syncStatus',
  'connectConfig',
];
