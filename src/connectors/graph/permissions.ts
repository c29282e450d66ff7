/** A part of what is read from a tenant, and the least that an application needs to read it (GRAPH-13). */
export interface GraphPart {
  /** As in a message: “… could not be read”. */
  readonly name: string;
  /** Application permission. */
  readonly permission: string;
  /** What an application without it may use instead, or why it can't. */
  readonly instead?: string;
  /**
   * True where a lack is said and not held against the evidence: Microsoft documents the read for a signed-in person only, so that
   * a pipeline can't have it (GRAPH-12), or gives no permission that only reads (GRAPH-22); or a rule
   * that only warns rests on it.
   */
  readonly optional?: boolean;
}

export const graphParts = {
  organization: { name: 'the organization', permission: 'Organization.Read.All' },
  users: { name: 'the users', permission: 'User.Read.All' },
  objectIdentifiers: { name: 'the on-premises object identifiers of users (beta)', permission: 'User.Read.All' },
  groups: { name: 'the groups and their members', permission: 'Group.Read.All' },
  contacts: { name: 'the contacts', permission: 'OrgContact.Read.All' },
  devices: { name: 'the devices', permission: 'Device.Read.All' },
  syncBehavior: {
    name: 'which objects are managed in the cloud (onPremisesSyncBehavior)',
    permission: 'User-OnPremisesSyncBehavior.ReadWrite.All',
    instead:
      'groups and contacts need Group-OnPremisesSyncBehavior.ReadWrite.All and Contacts-OnPremisesSyncBehavior.ReadWrite.All; there is no permission that only reads, so leave it out where no object is managed in the cloud',
    optional: true,
  },
  domains: { name: 'the domains', permission: 'Domain.Read.All' },
  synchronizationFeatures: {
    name: 'the directory synchronisation features',
    permission: 'OnPremDirectorySynchronization.ReadWrite.All',
    instead:
      'Microsoft documents OnPremDirectorySynchronization.Read.All for a signed-in Hybrid Identity Administrator only: collect with az login where the application may not have the write permission',
  },
  roles: { name: 'the holders of directory roles', permission: 'RoleManagement.Read.Directory' },
  eligibleRoles: {
    name: 'who may activate a directory role (PIM)',
    permission: 'RoleEligibilitySchedule.Read.Directory',
  },
  accessPolicies: {
    name: 'the Conditional Access policies',
    permission: 'Policy.Read.All',
    optional: true,
  },
  applications: { name: 'the service principals', permission: 'Application.Read.All' },
  synchronizationJobs: { name: 'the synchronization jobs', permission: 'Synchronization.Read.All' },
  provisioningLog: { name: 'the provisioning log', permission: 'ProvisioningLog.Read.All' },
  agents: {
    name: 'the provisioning agents (beta)',
    permission: 'OnPremisesPublishingProfiles.ReadWrite.All',
    instead:
      'Microsoft documents this read for a signed-in Hybrid Identity Administrator only: run doctor with az login',
    optional: true,
  },
} as const satisfies Readonly<Record<string, GraphPart>>;

export type GraphPartName = keyof typeof graphParts;

/** What stage and cutover write beside: the jobs of cloud sync and their secrets. */
export const writeSynchronization = {
  name: 'the synchronization jobs and their secrets',
  permission: 'Synchronization.ReadWrite.All',
} as const satisfies GraphPart;

/** What to do about a part that was refused, in a sentence. */
export function grantAdvice(part: GraphPart): string {
  const grant = `Grant the application ${part.permission} with admin consent (docs/connectors/microsoft-graph.md has the command)`;
  return part.instead === undefined ? `${grant}.` : `${grant}; ${part.instead}.`;
}
