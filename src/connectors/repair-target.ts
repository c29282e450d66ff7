/** One object of a system as repairs see it. */
export interface ObjectState {
  /** objectGUID or Entra object id, lower-case GUID text. */
  readonly objectId: string;
  /** Where it lies; of Active Directory only. */
  readonly distinguishedName?: string;
  /** The values by attribute; binary ones as Base64. An attribute without values is left out. */
  readonly values: ReadonlyMap<string, readonly string[]>;
  /** In Entra's recycle bin. */
  readonly deleted?: true;
  /** onPremisesSyncEnabled; of Entra only. */
  readonly synced?: boolean;
}

/** What one write was answered. `changed-meanwhile`: nothing was written, the value was another one. */
export type WriteAnswer = 'written' | 'changed-meanwhile';

export interface ValueWrite {
  readonly object: ObjectState;
  readonly attribute: string;
  readonly from: string | null;
  readonly to: string | null;
}

/** A system that repairs are made in: Active Directory over LDAP, Entra over Graph. */
export interface RepairTarget {
  /** Where it is, for messages. */
  readonly name: string;
  /** Every person of it, by object id, with the given attributes and the anchor. */
  readonly readAll: (attributes: ReadonlySet<string>) => Promise<ReadonlyMap<string, ObjectState>>;
  /** Writes one value, provided that the one before is still there. */
  readonly write: (write: ValueWrite) => Promise<WriteAnswer>;
  /** How many writes may be under way at once. */
  readonly concurrency: number;
  readonly close: () => Promise<void>;
}
