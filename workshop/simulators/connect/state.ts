import type { AttributeDelta, Values } from './values.js';

export type ObjectType = 'user' | 'group' | 'contact';

/** An object in the connector space of Active Directory. */
export interface AdObject {
  readonly id: string;
  readonly objectGuid: string;
  readonly objectType: ObjectType;
  dn: string;
  /** As it was imported last. */
  values: Values;
  /** Imported otherwise than it was synchronized. */
  changed: boolean;
  /** The last import did not find it. */
  gone: boolean;
  /** The metaverse object that it is joined to. */
  metaverse?: string;
  /** What is to be written to it: a pending export. */
  writeBack?: Values;
  exportError?: ExportFailure;
  /** Why it was not synchronized. */
  syncError?: SyncFailure;
}

/** An object in the connector space of Entra, whose DN is its source anchor. */
export interface EntraObject {
  readonly id: string;
  readonly objectType: ObjectType;
  readonly sourceAnchor: string;
  /** `User_` and the object id, once it is known to be in the tenant. */
  cloudAnchor?: string;
  /** As it was imported last. */
  confirmed?: Values;
  /** As it was exported last, until an import confirms it. */
  exported?: Values;
  /** As the synchronization rules want it; left out for a disconnector and for what is to be deleted. */
  wanted?: Values;
  /** It was joined, and its source is gone: `pending` until the deletion is exported. */
  deletion?: 'pending' | 'exported';
  metaverse?: string;
  exportError?: ExportFailure;
}

export interface MetaverseObject {
  readonly id: string;
  readonly objectType: ObjectType;
  sourceAnchor: string;
  values: Values;
  cloudFiltered: boolean;
}

/** An object of the tenant as the Entra connector imports it. */
export interface TenantObject {
  readonly objectType: ObjectType;
  readonly cloudAnchor: string;
  readonly sourceAnchor: string;
  readonly values: Values;
}

/** Why the tenant or the directory refused an export, in the names of "Understanding errors during synchronization". */
export interface ExportFailure {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly conflict?: { readonly attribute: string; readonly value: string; readonly objectId: string };
  readonly at: string;
  readonly retries: number;
}

export interface SyncFailure {
  readonly type: string;
  readonly message: string;
  readonly at: string;
}

export type RunProfile = 'Full Import' | 'Delta Import' | 'Full Synchronization' | 'Delta Synchronization' | 'Export';
export type PolicyType = 'Delta' | 'Initial';

/** One run of a connector. */
export interface Run {
  readonly id: string;
  readonly number: number;
  readonly connector: string;
  readonly profile: RunProfile;
  readonly startedAt: number;
  endedAt?: number;
  /** The word of `Get-ADSyncRunProfileResult`; `in-progress` while it runs. */
  result: string;
  /** Of an export: what the other side took so far, by operation, and what it refused. */
  exported?: ExportCounts;
}

export interface ExportCounts {
  readonly add: number;
  readonly update: number;
  readonly delete: number;
  readonly refused: number;
}

/** A run that waits in a cycle. */
export interface Step {
  readonly connector: string;
  readonly profile: RunProfile;
}

/** Everything an Entra Connect server is, as JSON. */
export interface ConnectState {
  readonly serverName: string;
  readonly version: string;
  readonly adConnector: string;
  readonly entraConnector: string;
  readonly sourceAnchorAttribute: string;
  stagingMode: boolean;
  passwordHashSync: boolean;
  /** The containers that the wizard's page has ticked; none: the whole domain. */
  organizationalUnits: readonly string[];
  /** Those that the last full import read by. */
  importedUnits: readonly string[];
  scheduler: {
    enabled: boolean;
    /** The wizard is open. */
    suspended: boolean;
    customizedIntervalSeconds?: number;
    nextPolicy: PolicyType;
    nextStart: number;
  };
  /** The steps of the cycle that runs, the first one next; left out between cycles. */
  cycle?: Step[];
  /** What the export that runs has tried so far. */
  exporting?: { readonly tried: string[] };
  ad: AdObject[];
  entra: EntraObject[];
  metaverse: MetaverseObject[];
  runs: Run[];
}

/** What an export would do to the object. */
export interface Pending {
  readonly operation: 'add' | 'update' | 'delete';
  readonly attributes: readonly AttributeDelta[];
}
