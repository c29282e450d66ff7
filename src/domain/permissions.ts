// Who needs which permission, why, and in which command: once. The pages, doctor, PipelineIdentity and init are made of it.

/** Who has to have a permission. */
export const identities = {
  reader: 'collections, previews, the drift check; it writes nothing',
  deployer: 'deployments; in addition to what the reader needs',
  person:
    'a Hybrid Identity Administrator who is signed in (`az login`): no permission lets an application only read it',
  administrator: 'a person who sets the pipeline up, once',
} as const;
export type IdentityRole = keyof typeof identities;

/** The parts of a stack file that make a permission necessary. */
export type NeedingSetting = 'cloudSync' | 'matching' | 'remediations';

/** One permission of one identity. */
export interface Permission {
  readonly system: 'Microsoft Graph' | 'Okta' | 'Active Directory';
  readonly identity: IdentityRole;
  /** As the service calls it; of Active Directory, the right. */
  readonly permission: string;
  /** What is read or written with it, as in a message: “… could not be read”. */
  readonly name: string;
  /** The commands that use it; `pulumi up` is the program. */
  readonly commands: readonly string[];
  /** What to do without it, or why there is none that does less. */
  readonly instead?: string;
  /**
   * True where a missing permission is reported and does not make the evidence incomplete: Microsoft documents the read for a signed-in
   * person only, so that a pipeline can't have it (GRAPH-12), or gives no permission that only reads (GRAPH-22); or a rule that only warns
   * rests on it.
   */
  readonly optional?: boolean;
  /** Needed only where the stack declares this. */
  readonly setting?: NeedingSetting;
}

const whatReads = ['collect entra', 'assess', 'remediate', 'pulumi up', 'doctor'] as const;
const andPlan = [...whatReads, 'restore plan'] as const;
const reads = { system: 'Microsoft Graph', identity: 'reader', commands: whatReads } as const;
const behavior = {
  ...reads,
  commands: ['collect entra', 'assess', 'remediate', 'pulumi up', 'restore plan'],
  optional: true,
  instead: 'there is no permission that only reads, so leave it out where no object is managed in the cloud',
} as const;

/** What is read of a tenant, part by part, and the least that an application needs to read it (GRAPH-13). */
export const graphReads = {
  organization: { ...reads, commands: andPlan, name: 'the organization', permission: 'Organization.Read.All' },
  users: { ...reads, commands: [...andPlan, 'verify'], name: 'the users', permission: 'User.Read.All' },
  objectIdentifiers: {
    ...reads,
    name: 'the on-premises object identifiers of users (beta)',
    permission: 'User.Read.All',
  },
  groups: {
    ...reads,
    commands: [...andPlan, 'verify'],
    name: 'the groups and their members',
    permission: 'Group.Read.All',
  },
  contacts: { ...reads, commands: andPlan, name: 'the contacts', permission: 'OrgContact.Read.All' },
  devices: { ...reads, name: 'the devices', permission: 'Device.Read.All' },
  domains: { ...reads, commands: andPlan, name: 'the domains', permission: 'Domain.Read.All' },
  roles: { ...reads, name: 'the holders of directory roles', permission: 'RoleManagement.Read.Directory' },
  eligibleRoles: {
    ...reads,
    name: 'who may activate a directory role (PIM)',
    permission: 'RoleEligibilitySchedule.Read.Directory',
  },
  applications: {
    ...reads,
    commands: [...whatReads, 'verify', 'status'],
    name: 'the service principals',
    permission: 'Application.Read.All',
  },
  synchronizationJobs: {
    ...reads,
    commands: [...whatReads, 'verify', 'status'],
    name: 'the synchronization jobs',
    permission: 'Synchronization.Read.All',
  },
  provisioningLog: {
    ...reads,
    commands: ['verify', 'pulumi up', 'doctor'],
    name: 'the provisioning log',
    permission: 'ProvisioningLog.Read.All',
  },
  synchronizationFeatures: {
    ...reads,
    identity: 'person',
    name: 'the directory synchronization features',
    permission: 'OnPremDirectorySynchronization.ReadWrite.All',
    instead:
      'Microsoft documents OnPremDirectorySynchronization.Read.All for a signed-in Hybrid Identity Administrator only: an application needs the write permission for this read. Without it, collect with az login',
  },
  agents: {
    ...reads,
    identity: 'person',
    name: 'the provisioning agents (beta)',
    permission: 'OnPremisesPublishingProfiles.ReadWrite.All',
    instead:
      'Microsoft documents this read for a signed-in Hybrid Identity Administrator only: run doctor with az login',
    optional: true,
  },
  accessPolicies: {
    ...reads,
    name: 'the Conditional Access policies',
    permission: 'Policy.Read.All',
    optional: true,
  },
  userBehavior: {
    ...behavior,
    name: 'which users are managed in the cloud (onPremisesSyncBehavior)',
    permission: 'User-OnPremisesSyncBehavior.ReadWrite.All',
  },
  groupBehavior: {
    ...behavior,
    name: 'which groups are managed in the cloud (onPremisesSyncBehavior)',
    permission: 'Group-OnPremisesSyncBehavior.ReadWrite.All',
  },
  contactBehavior: {
    ...behavior,
    name: 'which contacts are managed in the cloud (onPremisesSyncBehavior)',
    permission: 'Contacts-OnPremisesSyncBehavior.ReadWrite.All',
  },
} as const satisfies Readonly<Record<string, Permission>>;

export type GraphPartName = keyof typeof graphReads;

const writes = { system: 'Microsoft Graph', identity: 'deployer', commands: ['pulumi up', 'doctor'] } as const;

/** What a deployment writes in a tenant, each where the stack declares it. */
export const graphWrites = {
  synchronization: {
    ...writes,
    name: 'the synchronization jobs and their secrets',
    permission: 'Synchronization.ReadWrite.All',
    setting: 'cloudSync',
  },
  switches: {
    ...writes,
    name: 'the tenant’s matching switches',
    permission: 'OnPremDirectorySynchronization.ReadWrite.All',
    setting: 'matching',
  },
  users: {
    ...writes,
    name: 'ImmutableIDs, and users in the recycle bin',
    permission: 'User.ReadWrite.All',
    setting: 'remediations',
  },
  identifiers: {
    ...writes,
    name: 'the on-premises object identifiers of users',
    permission: 'User-OnPremisesSyncBehavior.ReadWrite.All',
    setting: 'remediations',
    optional: true,
    instead: 'leave it out where no repair clears one',
  },
} as const satisfies Readonly<Record<string, Permission>>;

const setsUp = { system: 'Microsoft Graph', identity: 'administrator', commands: ['PipelineIdentity'] } as const;
const graphSetup = [
  { ...setsUp, name: 'the pipeline’s applications', permission: 'Application.ReadWrite.All' },
  { ...setsUp, name: 'what they are granted', permission: 'AppRoleAssignment.ReadWrite.All' },
] as const satisfies readonly Permission[];

const okta = { system: 'Okta', identity: 'reader' } as const;

/** Scopes of a service app in Okta. Each use asks for no more than it needs (OKTA-1). */
export const oktaScopes = {
  apps: {
    ...okta,
    name: 'every Office 365 app, its connection and features, group push, people and groups assigned',
    permission: 'okta.apps.read',
    commands: ['collect okta', 'assess', 'verify', 'status', 'pulumi up', 'doctor'],
  },
  schemas: {
    ...okta,
    name: 'which attribute of the app profile is the ImmutableID',
    permission: 'okta.schemas.read',
    commands: ['collect okta', 'doctor'],
  },
  mappings: {
    ...okta,
    name: 'the expression that fills it, and whether it is pushed',
    permission: 'okta.profileMappings.read',
    commands: ['collect okta', 'doctor'],
  },
  agents: {
    ...okta,
    name: 'on which machines Okta’s AD agents run',
    permission: 'okta.agentPools.read',
    commands: ['doctor'],
  },
  manage: {
    ...okta,
    identity: 'deployer',
    name: 'the apps’ capabilities and connections',
    permission: 'okta.apps.manage',
    commands: ['pulumi up'],
  },
} as const satisfies Readonly<Record<string, Permission>>;

const directory = { system: 'Active Directory', identity: 'reader', commands: ['collect on-prem'] } as const;
const directoryRights = [
  {
    ...directory,
    name: 'users, groups, contacts and devices',
    permission: 'an ordinary account that may read the OUs',
  },
  { ...directory, name: 'deleted objects', permission: 'read on the container Deleted Objects', optional: true },
  {
    ...directory,
    identity: 'deployer',
    commands: ['pulumi up'],
    name: 'source anchors and other repaired attributes',
    permission: 'write on the attributes that are repaired, such as mS-DS-ConsistencyGuid',
    setting: 'remediations',
  },
] as const satisfies readonly Permission[];

/** Every permission there is. */
export const permissions: readonly Permission[] = [
  ...Object.values(graphReads),
  ...Object.values(graphWrites),
  ...graphSetup,
  ...Object.values(oktaScopes),
  ...directoryRights,
];

/**
 * Application permissions of Microsoft Graph that the pipeline's applications are made with: what an assessment reads, all of it read-only.
 */
export const readPermissions = granted(graphReads, 'reader');

/** What every deployment needs besides it. What only some stacks declare is a permission of its own. */
export const deployPermissions: readonly string[] = [graphWrites.synchronization.permission];

function granted(of: Readonly<Record<string, Permission>>, role: IdentityRole): readonly string[] {
  const needed = Object.values(of).filter(({ identity, optional }) => identity === role && !optional);
  return [...new Set(needed.map(({ permission }) => permission))].sort();
}
