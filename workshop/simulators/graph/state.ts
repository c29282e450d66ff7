import type { JsonObject } from '../json.js';
import type { KeyPair } from '../key-pair.js';

export interface GraphState {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The service principal that signs in with the client id. */
  readonly clientObjectId: string;
  /** Signs the access tokens that we issue. */
  readonly tokenKey: string;
  /** The workload whose federated token the application trusts: a stand-in for the pipeline's identity provider. */
  readonly workload: { readonly issuer: string; readonly subject: string; readonly keys: KeyPair };
  readonly organization: JsonObject;
  readonly domains: readonly Domain[];
  readonly users: GraphUser[];
  readonly deletedUsers: GraphUser[];
  /** Users who are gone for the delta query: when, and why. */
  readonly removals: { readonly id: string; readonly version: number; readonly reason: 'changed' | 'deleted' }[];
  /** Counts changes to users: each one gets the next number, which delta tokens name. */
  clock: { version: number };
  readonly groups: Group[];
  readonly contacts: Entity[];
  readonly devices: readonly Entity[];
  /** Source anchors of groups and contacts by object id: Entra keeps them, Graph does not show them. */
  readonly sourceAnchors: Record<string, string>;
  /** Changes to groups, contacts and devices, for their delta queries. */
  readonly changes: ObjectChange[];
  /** Provisioning agents of cloud sync. */
  readonly agents: readonly Entity[];
  readonly roleDefinitions: readonly Entity[];
  readonly roleAssignments: readonly RoleAssignment[];
  readonly roleEligibility: readonly RoleAssignment[];
  onPremisesSynchronization: JsonObject;
  /** Applications, service principals and what hangs under them, by collection path (`/applications/{id}/owners`). */
  readonly store: Record<string, Entity[]>;
  /** The secret set of each service principal, by its id. */
  readonly secrets: Record<string, { readonly key: string; readonly value: string }[]>;
  readonly jobs: JobState[];
  readonly provisioningLog: Entity[];
}

export type Entity = JsonObject & { readonly id: string };

export type Group = Entity & { readonly members: string[] };

export type ObjectSet = 'groups' | 'contacts' | 'devices';

export interface ObjectChange {
  readonly set: ObjectSet;
  readonly id: string;
  readonly version: number;
  readonly removed?: boolean;
  readonly member?: { readonly id: string; readonly removed: boolean };
}

export interface Domain extends JsonObject {
  readonly id: string;
  readonly authenticationType: 'Managed' | 'Federated';
  readonly isVerified: boolean;
  readonly isInitial: boolean;
  readonly federationConfiguration?: readonly JsonObject[];
}

export interface RoleAssignment extends JsonObject {
  readonly id: string;
  readonly principalId: string;
  readonly roleDefinitionId: string;
  readonly directoryScopeId: string;
}

export interface ProvisioningError extends JsonObject {
  readonly category: 'PropertyConflict';
  readonly propertyCausingError: 'UserPrincipalName' | 'ProxyAddress';
  readonly value: string;
  readonly occurredDateTime: string;
}

/** A user as Graph shows it, and the version of its last change. */
export interface GraphUser {
  readonly id: string;
  userPrincipalName: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  mailNickname: string | null;
  proxyAddresses: readonly string[];
  accountEnabled: boolean;
  userType: string;
  usageLocation: string | null;
  jobTitle: string | null;
  department: string | null;
  createdDateTime: string;
  deletedDateTime: string | null;
  onPremisesImmutableId: string | null;
  onPremisesSyncEnabled: boolean | null;
  onPremisesSecurityIdentifier: string | null;
  onPremisesSamAccountName: string | null;
  onPremisesDomainName: string | null;
  onPremisesDistinguishedName: string | null;
  onPremisesUserPrincipalName: string | null;
  onPremisesLastSyncDateTime: string | null;
  onPremisesObjectIdentifier: string | null;
  onPremisesProvisioningErrors: readonly ProvisioningError[];
  licenseAssignmentStates?: readonly JsonObject[];
  /** Of Exchange, which Graph does not show; left out for anyone who never had one. */
  mailbox?: 'active' | 'softDeleted';
  /** Object id; left out when there is none. */
  manager?: string;
  managerVersion?: number;
  /** Properties that had a value and have none now: a delta query shows them as null, unlike those that were never set. */
  cleared?: readonly string[];
  version: number;
}

export interface JobState {
  readonly id: string;
  readonly templateId: string;
  readonly servicePrincipalId: string;
  state: 'Active' | 'Disabled' | 'Paused';
  interval: string;
  code: 'NotConfigured' | 'NotRun' | 'Active' | 'Paused' | 'Quarantine';
  quarantine: JsonObject | null;
  lastExecution: JsonObject | null;
  lastSuccessfulExecution: JsonObject | null;
  lastSuccessfulExecutionWithExports: JsonObject | null;
  steadyStateFirstAchievedTime: string;
  steadyStateLastAchievedTime: string;
  synchronized: number;
  /** The last outcome per source object, so that a quiet cycle writes no log rows. */
  outcomes: Record<string, string>;
  /** The schema that was PUT, in place of the template's. */
  schema?: JsonObject;
  /** ForceDeletes: the next cycle may delete more than the threshold lets through. */
  forceDeletes: boolean;
}

/** The user with this object id, or undefined. */
export function findUserById(graph: GraphState, id: string | null): GraphUser | undefined {
  return graph.users.find((user) => user.id === id);
}

/** Changes a user and counts the change, so that delta queries see it. */
export function changeUser(
  graph: GraphState,
  user: GraphUser,
  changes: Partial<Omit<GraphUser, 'id' | 'version'>>,
): void {
  graph.clock.version += 1;
  const cleared = Object.entries(changes).flatMap(([name, value]) =>
    value === null && (user as unknown as JsonObject)[name] != null ? name : [],
  );
  if (cleared.length > 0) user.cleared = [...new Set([...(user.cleared ?? []), ...cleared])];
  Object.assign(user, changes, { version: graph.clock.version });
}

/** Counts a change to another object, so that delta queries see it. */
export function recordChange(graph: GraphState, change: Omit<ObjectChange, 'version'>): void {
  graph.clock.version += 1;
  graph.changes.push({ ...change, version: graph.clock.version });
}

/** Adds a user as a counted change. */
export function addUser(graph: GraphState, user: Omit<GraphUser, 'version'>): GraphUser {
  graph.clock.version += 1;
  const added: GraphUser = { ...user, version: graph.clock.version };
  graph.users.push(added);
  return added;
}

/** A mailbox goes with the last license and with the account, and comes back with either. */
export function settleMailbox(user: GraphUser): void {
  const has = user.deletedDateTime === null && (user.licenseAssignmentStates ?? []).length > 0;
  if (has) user.mailbox = 'active';
  else if (user.mailbox !== undefined) user.mailbox = 'softDeleted';
}

/** Moves a user to the recycle bin. */
export function softDelete(graph: GraphState, user: GraphUser, when: string): void {
  changeUser(graph, user, { deletedDateTime: when });
  settleMailbox(user);
  graph.users.splice(graph.users.indexOf(user), 1);
  graph.deletedUsers.push(user);
  graph.removals.push({ id: user.id, version: graph.clock.version, reason: 'changed' });
}

/** Brings a user back from the recycle bin. */
export function restore(graph: GraphState, user: GraphUser): void {
  graph.deletedUsers.splice(graph.deletedUsers.indexOf(user), 1);
  graph.users.push(user);
  changeUser(graph, user, { deletedDateTime: null });
  settleMailbox(user);
}

/** The tenant's initial domain, `….onmicrosoft.com`. */
export function initialDomain(graph: GraphState): string {
  return graph.domains.find(({ isInitial }) => isInitial)?.id ?? 'invalid.onmicrosoft.com';
}

/** The verified domain that a UPN ends in, or undefined. */
export function verifiedDomainOf(graph: GraphState, userPrincipalName: string): Domain | undefined {
  const suffix = userPrincipalName.slice(userPrincipalName.lastIndexOf('@') + 1).toLowerCase();
  return graph.domains.find(({ id, isVerified }) => isVerified && id === suffix);
}

/** True when the user holds, or may activate, a directory role (ENTRA-3, ENTRA-4: such accounts are not taken over). */
export function isPrivileged(graph: GraphState, id: string): boolean {
  return [...graph.roleAssignments, ...graph.roleEligibility].some(({ principalId }) => principalId === id);
}
