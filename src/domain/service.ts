import type { RecordPosition } from './evidence.js';
import type { EntraObject } from './objects.js';

/**
 * What a tenant says about itself rather than about its objects: one fact a record, told apart by `fact`. `collect entra`
 * writes them into the Entra evidence file next to the objects, and they answer the question `service` (GRAPH-9, GRAPH-20,
 * CLOUDSYNC-1).
 */
export type ServiceFact =
  | DomainFact
  | FeaturesFact
  | DeletionPreventionFact
  | RoleHolderFact
  | LicenceFact
  | SynchronizationJobFact
  | ProvisioningEventFact
  | AgentFact
  | ConnectExportFact
  | AccessPolicyFact
  | SyncPrincipalFact;

interface Fact<Name extends string> {
  readonly fact: Name;
  readonly at: RecordPosition;
}

/** A domain of the tenant, in lower case. */
export interface DomainFact extends Fact<'domain'> {
  readonly name: string;
  readonly verified: boolean;
  /** Only what Graph calls Managed is not. */
  readonly federated: boolean;
  /** Of a federated domain: who signs its people in (`federationConfiguration`, GRAPH-20). */
  readonly issuerUri?: string;
}

/** `directory/onPremisesSynchronization`, features. One that Graph does not name is left out. */
export interface FeaturesFact extends Fact<'features'> {
  readonly softMatchBlocked?: boolean;
  /** blockCloudObjectTakeoverThroughHardMatchEnabled. */
  readonly hardMatchBlocked?: boolean;
  /** allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled: the bypass of the 2026 hardening. */
  readonly objectIdentifierUpdateAllowed?: boolean;
  readonly passwordSyncEnabled?: boolean;
}

/** `directory/onPremisesSynchronization`, accidentalDeletionPrevention. */
export interface DeletionPreventionFact extends Fact<'deletionPrevention'> {
  readonly prevention: 'disabled' | 'count' | 'percentage' | 'unknown';
  readonly threshold?: number;
}

/** Somebody who holds a privileged directory role, or may activate it; members of a role-holding group each have one. */
export interface RoleHolderFact extends Fact<'roleHolder'> {
  readonly entraObjectId: string;
  readonly role: string;
  readonly assignment: 'active' | 'eligible';
  /** Object id of the group through which the role is held. */
  readonly throughGroup?: string;
}

/** A license of a person. Without a group it was assigned directly: by a person, a script, or Okta. */
export interface LicenceFact extends Fact<'licence'> {
  readonly entraObjectId: string;
  readonly skuId: string;
  readonly throughGroup?: string;
  /** Service plans of it that are switched off for the person; left out where none is. */
  readonly disabledPlans?: readonly string[];
}

/** A synchronization job of cloud sync (CLOUDSYNC-3). */
export interface SynchronizationJobFact extends Fact<'job'> {
  readonly servicePrincipalId: string;
  readonly jobId: string;
  readonly templateId: string;
  /** `schedule.state`. */
  readonly scheduleState: string;
  /** `status.code`, Quarantine included. */
  readonly statusCode: string;
  readonly quarantineReason?: string;
  /** How the job's own schema fills the source anchor (CLOUDSYNC-7: read it, the pages about it disagree). */
  readonly anchorExpression?: string;
  /** Names of the secrets that the job has, never their values: a PUT that leaves one out drops it (CLOUDSYNC-8). */
  readonly secretKeys?: readonly string[];
  /** Templates that its service principal offers. */
  readonly templates?: readonly string[];
}

/** A row of a job's provisioning log of the last day: a creation, a deletion or a failure (CLOUDSYNC-11). */
export interface ProvisioningEventFact extends Fact<'provisioningEvent'> {
  readonly jobId: string;
  /** create, delete, disable, update, stagedDelete, other. */
  readonly action: string;
  /** success, failure, skipped, warning. */
  readonly status: string;
  readonly occurredAt: string;
  /** Every identifier that the row gives for the person: UPN, GUIDs, anchors. */
  readonly identifiers: readonly string[];
}

/** A provisioning agent. */
export interface AgentFact extends Fact<'agent'> {
  readonly agentId: string;
  readonly machineName: string;
  /** `active` or `inactive`, as Graph says. */
  readonly status: string;
}

/** Beta `configuration`: what an Entra Connect server reported to the tenant (GRAPH-10). */
export interface ConnectExportFact extends Fact<'connectExport'> {
  readonly anchorAttribute?: string;
  readonly clientMachineName?: string;
  /** synchronizationClientVersion of that server. */
  readonly clientVersion?: string;
  readonly pendingAdditions?: number;
  readonly pendingUpdates?: number;
  readonly pendingDeletions?: number;
}

/** A Conditional Access policy that is on (GRAPH-23). Ids are in lower case. */
export interface AccessPolicyFact extends Fact<'accessPolicy'> {
  readonly name: string;
  /** What it demands at sign-in: `block`, `mfa`, `compliantDevice`, `termsOfUse`, …; empty where it demands nothing. */
  readonly demands: readonly string[];
  /** True where its conditions leave out each sign-in of a sync, which comes from a desktop client (ENTRA-34). */
  readonly sparesSync?: true;
  /** Conditions that decide whether it applies to a sign-in of a sync and that are not evaluated, in words. */
  readonly undecided?: readonly string[];
  /** True for one that includes all users. */
  readonly everybody: boolean;
  /** What it does with the role Directory Synchronization Accounts. */
  readonly syncRole: 'included' | 'excluded' | 'unnamed';
  /** The same of On Premises Directory Sync Account (ENTRA-35); left out where the policy does not name it. */
  readonly onPremSyncRole?: 'included' | 'excluded';
  readonly includedUsers: readonly string[];
  readonly includedGroups: readonly string[];
  readonly excludedUsers: readonly string[];
  readonly excludedGroups: readonly string[];
  /** Of a policy for applications instead of users (GRAPH-25), as the next two: object ids of service principals. */
  readonly includedPrincipals?: readonly string[];
  readonly excludedPrincipals?: readonly string[];
  /** True for one that includes all applications of the tenant's own. */
  readonly everyPrincipal?: boolean;
  /** True where a filter of custom security attributes chooses among them as well. */
  readonly principalFilter?: boolean;
}

/** An application that signs in for a sync or for this pipeline: read where a policy is for applications or all users (CONNECT-41). */
export interface SyncPrincipalFact extends Fact<'syncPrincipal'> {
  /** Object id of the service principal, in lower case. */
  readonly entraObjectId: string;
  readonly name: string;
  readonly signsInFor: 'connect' | 'cloudSync' | 'pipeline';
}

/** What an Entra evidence file holds. A source whose `fields` have `service` was read with the tenant's facts. */
export type EntraRecord = EntraObject | ServiceFact;

/** True for an object of the tenant, false for a fact about it. */
export function isEntraObject(record: EntraRecord): record is EntraObject {
  return !isServiceFact(record);
}

/** True for a fact about the tenant, false for one of its objects. */
export function isServiceFact(record: EntraRecord): record is ServiceFact {
  return 'fact' in record;
}
