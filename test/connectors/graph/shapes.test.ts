import { describe, expect, it } from 'vitest';
import type { GraphClient } from '../../../src/connectors/graph/client.js';
import { readEntraTenant } from '../../../src/connectors/graph/read.js';
import { isComplete } from '../../../src/evidence/read-log.js';

// Answers as the Graph reference documents them (List users, domains, groups, roleAssignments, onPremisesDirectorySynchronization,
// provisioningObjectSummary), cut to the members that are asked for.
const group = { id: '22222222-0000-4000-8000-000000000001', displayName: 'Sales' };
const user = {
  id: '11111111-0000-4000-8000-000000000001',
  userPrincipalName: 'ada@corp.example',
  onPremisesImmutableId: null,
  licenseAssignmentStates: [{ skuId: 'sku', assignedByGroup: null, state: 'Active', error: 'None', disabledPlans: [] }],
};
const assignment = {
  id: 'a',
  principalId: user.id,
  roleDefinitionId: 'r',
  principal: { '@odata.type': '#microsoft.graph.user' },
};
const organization = {
  id: 'tenant',
  configuration: {
    accidentalDeletionPrevention: { synchronizationPreventionType: 'enabledForCount', alertThreshold: 500 },
  },
  features: { blockSoftMatchEnabled: false, passwordSyncEnabled: true },
};
const reported = {
  id: 'tenant',
  configuration: { anchorAttribute: 'objectGUID', currentExportData: { pendingObjectsAddition: 0 } },
};
const agent = {
  id: 'agent',
  machineName: 'sync01',
  externalIp: '192.0.2.1',
  status: 'active',
  supportedPublishingTypes: [],
};
const policy = {
  displayName: 'MFA for all',
  state: 'enabled',
  conditions: { users: { includeUsers: ['All'], excludeUsers: [], excludeGroups: ['G1'], excludeRoles: [] } },
  grantControls: { operator: 'OR', builtInControls: ['mfa'], authenticationStrength: null },
};
const job = {
  id: 'AD2AADProvisioning.1',
  templateId: 'AD2AADProvisioning',
  schedule: { state: 'Active' },
  status: { code: 'Active' },
};
const row = {
  id: 'row',
  provisioningAction: 'create',
  provisioningStatusInfo: { status: 'success' },
  activityDateTime: '2026-11-23T07:30:12Z',
};
const principal = { id: 'principal', applicationTemplateId: '1a4721b3-e57f-4451-ae87-ef078703ec94' };

const documented: Readonly<Record<string, unknown>> = {
  '/organization': [{ id: 'tenant' }],
  'beta/users': [{ id: user.id, onPremisesObjectIdentifier: null }],
  '/users': [user],
  '/directory/deletedItems/microsoft.graph.user': [],
  '/groups': [group],
  [`/groups/${group.id}/members`]: [{ '@odata.type': '#microsoft.graph.user', id: user.id }],
  '/contacts': [],
  '/devices': [],
  '/domains': [{ id: 'corp.example', isVerified: true, authenticationType: 'Managed' }],
  '/directory/onPremisesSynchronization': [organization],
  'beta/directory/onPremisesSynchronization': [reported],
  'beta/roleManagement/directory/roleDefinitions': [
    { id: 'r', displayName: 'Global Administrator', isPrivileged: true },
  ],
  '/roleManagement/directory/roleAssignments': [assignment],
  '/roleManagement/directory/roleEligibilityScheduleInstances': [],
  '/servicePrincipals': [principal],
  '/servicePrincipals/principal/synchronization/jobs': [job],
  '/servicePrincipals/principal/synchronization/templates': [],
  '/servicePrincipals/principal/synchronization/secrets': [],
  '/servicePrincipals/principal/synchronization/jobs/AD2AADProvisioning.1/schema': [],
  '/auditLogs/provisioning': [row],
  'beta/onPremisesPublishingProfiles/provisioning/agents': [agent],
  '/identity/conditionalAccess/policies': [policy],
};

/** A tenant that gives the documented answers but for the given ones. */
function read(answers: Readonly<Record<string, unknown>> = {}) {
  const all = { ...documented, ...answers };
  const answer = (path: string, version = 'v1.0'): unknown => {
    const key = `${version === 'beta' ? 'beta' : ''}${path.replace(/\?.*$/, '')}`;
    if (!(key in all)) throw new Error(`no answer for ${key}`);
    return all[key];
  };
  const client: GraphClient = {
    graphUrl: 'https://graph.example',
    tenantId: 'tenant',
    clientId: 'client',
    get: async (path, version) => answer(path, version),
    async *list(path, version) {
      yield* answer(path, version) as unknown[];
    },
    async *pages(path, version) {
      yield { items: answer(path, version) as unknown[] };
    },
    batch: async (paths, version) => paths.map((path) => ({ body: { value: answer(path, version) } })),
    clockSkewMilliseconds: () => undefined,
  };
  return readEntraTenant(client);
}

describe('the shape of what Microsoft Graph answers next to the objects', () => {
  it.each([
    ['as documented', {}],
    [
      'without anything of what may be empty',
      { '/users': [{ ...user, licenseAssignmentStates: null }], '/auditLogs/provisioning': [] },
    ],
    [
      'of a tenant that never synchronized',
      { '/directory/onPremisesSynchronization': [{ id: 'tenant', features: null, configuration: null }] },
    ],
    [
      'of a member that is not a user',
      { [`/groups/${group.id}/members`]: [{ '@odata.type': '#microsoft.graph.device', id: 'd' }] },
    ],
    [
      'with roles of which it is not said whether they are privileged',
      { 'beta/roleManagement/directory/roleDefinitions': [{ id: 'r', isPrivileged: null }] },
    ],
  ])('is complete %s', async (_, answers) => {
    const { source } = await read(answers);
    expect(source.issues).toEqual([]);
    expect(isComplete(source)).toBe(true);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'a domain without a name',
      { '/domains': [{ isVerified: true, authenticationType: 'Managed' }] },
      '/domains: An entry has no id',
    ],
    [
      'a domain that does not say whether it is verified',
      { '/domains': [{ id: 'a', authenticationType: 'Managed' }] },
      'no isVerified',
    ],
    [
      'a domain that does not say how it signs in',
      { '/domains': [{ id: 'a', isVerified: true, authenticationType: 1 }] },
      'authenticationType is 1',
    ],
    ['a domain that is not an object', { '/domains': ['corp.example'] }, 'An entry is "corp.example"'],
    [
      'features that are not object',
      { '/directory/onPremisesSynchronization': [{ ...organization, features: [] }] },
      'features is a list',
    ],
    [
      'a feature that is not a flag',
      { '/directory/onPremisesSynchronization': [{ ...organization, features: { blockSoftMatchEnabled: 'maybe' } }] },
      'blockSoftMatchEnabled is "maybe"',
    ],
    [
      'a prevention without its shape',
      { '/directory/onPremisesSynchronization': [{ ...organization, configuration: 7 }] },
      'configuration is 7',
    ],
    [
      'counts that are not numbers',
      {
        'beta/directory/onPremisesSynchronization': [
          { configuration: { currentExportData: { pendingObjectsUpdate: 'x' } } },
        ],
      },
      'pendingObjectsUpdate is "x"',
    ],
    ['no list of what the server reported', { 'beta/directory/onPremisesSynchronization': {} }, 'value is an object'],
    [
      'an agent without an id',
      { 'beta/onPremisesPublishingProfiles/provisioning/agents': [{ ...agent, id: '' }] },
      'agents: An entry has no id',
    ],
    [
      'a role without an id',
      { 'beta/roleManagement/directory/roleDefinitions': [{ isPrivileged: true }] },
      'roleDefinitions: An entry has no id',
    ],
    [
      'an assignment to nobody',
      { '/roleManagement/directory/roleAssignments': [{ roleDefinitionId: 'r' }] },
      'no principalId',
    ],
    ['an assignment that is null', { '/roleManagement/directory/roleAssignments': [null] }, 'An entry is null'],
    ['a member without an id', { [`/groups/${group.id}/members`]: [{}] }, 'members: An entry has no id'],
    ['members that are not list', { [`/groups/${group.id}/members`]: 'all' }, 'members: value is "all"'],
    [
      'an identifier that is not text',
      { 'beta/users': [{ id: user.id, onPremisesObjectIdentifier: 5 }] },
      'onPremisesObjectIdentifier is 5',
    ],
    ['an identifier of nobody', { 'beta/users': [{ onPremisesObjectIdentifier: 'x' }] }, '/users: An entry has no id'],
    [
      'licenses that are not list',
      { '/users': [{ ...user, licenseAssignmentStates: 'E5' }] },
      'licenseAssignmentStates is "E5"',
    ],
    [
      'a license without its product',
      { '/users': [{ ...user, licenseAssignmentStates: [{ state: 'Active' }] }] },
      'no skuId',
    ],
    ['jobs that are not list', { '/servicePrincipals/principal/synchronization/jobs': null }, 'jobs: value is null'],
    ['a row of the log that says nothing', { '/auditLogs/provisioning': [{ id: 'row' }] }, 'no action or no status'],
  ])('is incomplete with %s', async (_, answers, found) => {
    const { source } = await read(answers);
    expect(isComplete(source)).toBe(false);
    expect(source.issues).toMatchObject([{ problem: 'row-rejected', message: expect.stringContaining(found) }]);
  });

  it('is refused in one sentence for a service principal of cloud sync without an id', async () => {
    await expect(read({ '/servicePrincipals': [{ ...principal, id: 5 }] })).rejects.toThrow(/without its id/);
  });
});

describe('Conditional Access policies', () => {
  const facts = async (policies: readonly object[]) => {
    const { records } = await read({ '/identity/conditionalAccess/policies': policies });
    return records.filter((record) => 'fact' in record && record.fact === 'accessPolicy');
  };
  const under = async (conditions: object) => {
    const [fact] = await facts([{ ...policy, conditions: { ...policy.conditions, ...conditions } }]);
    const { sparesSync = false, undecided = [] } = fact as { sparesSync?: boolean; undecided?: readonly string[] };
    return sparesSync || undecided;
  };

  it('are read where they are on, with what they demand', async () => {
    const grants = (grantControls: object | null) => ({ ...policy, displayName: 'other', grantControls });
    const found = await facts([
      policy,
      { ...policy, displayName: 'off', state: 'disabled' },
      { ...policy, displayName: 'report', state: 'enabledForReportingButNotEnforced' },
      {
        ...policy,
        displayName: 'sync',
        conditions: { users: { includeUsers: ['U1'], includeRoles: ['d29b2b05-8046-44ba-8758-1e26182fcf32'] } },
      },
      {
        ...policy,
        displayName: 'second role',
        conditions: { users: { includeUsers: ['All'], excludeRoles: ['A92AED5D-D78A-4D16-B381-09ADB37EB3B0'] } },
      },
      grants(null),
      grants({ builtInControls: [], authenticationStrength: { id: 's' } }),
      grants({ builtInControls: [], termsOfUse: ['7f1b'] }),
      grants({ builtInControls: ['block'], customAuthenticationFactors: ['Duo'] }),
    ]);
    expect(found).toMatchObject([
      { name: 'MFA for all', demands: ['mfa'], everybody: true, excludedGroups: ['g1'], syncRole: 'unnamed' },
      { name: 'sync', everybody: false, includedUsers: ['u1'], syncRole: 'included' },
      { name: 'second role', everybody: true, syncRole: 'unnamed', onPremSyncRole: 'excluded' },
      { demands: [] },
      { demands: ['authenticationStrength'] },
      { demands: ['termsOfUse'] },
      { demands: ['block', 'customAuthenticationFactors'] },
    ]);
    expect(found).toHaveLength(7);
    expect(found[1]).not.toHaveProperty('onPremSyncRole');
    expect(found[0]).not.toHaveProperty('undecided');
    expect(found[0]).not.toHaveProperty('sparesSync');
  });

  it.each([
    ['legacy authentication', { clientAppTypes: ['exchangeActiveSync', 'other'] }],
    ['browsers', { clientAppTypes: ['browser'] }],
    ['the device code flow', { authenticationFlows: { transferMethods: 'deviceCodeFlow,authenticationTransfer' } }],
    ['phones', { platforms: { includePlatforms: ['iOS', 'android'], excludePlatforms: [] } }],
    ['no app', { applications: { includeApplications: ['None'] } }],
    ['what somebody registers', { applications: { includeApplications: [], includeUserActions: ['urn:user:x'] } }],
    ['a step up', { applications: { includeAuthenticationContextClassReferences: ['c1'] } }],
  ])('for %s leave the sync out', async (_, conditions) => {
    expect(await under(conditions)).toBe(true);
  });

  it.each<[readonly string[], object]>([
    [[], { clientAppTypes: ['all'], platforms: null, locations: null, devices: null, authenticationFlows: null }],
    [[], { clientAppTypes: ['mobileAppsAndDesktopClients', 'other'], applications: { includeApplications: ['All'] } }],
    [[], { authenticationFlows: { transferMethods: 'none' }, platforms: { includePlatforms: ['all'] } }],
    [['apps'], { applications: { includeApplications: ['Office365'] } }],
    [['apps'], { applications: { includeApplications: ['All'], excludeApplications: ['x'] } }],
    [['apps'], { applications: { includeApplications: [], applicationFilter: { mode: 'include', rule: 'x' } } }],
    [['device filter'], { devices: { deviceFilter: { mode: 'include', rule: 'device.isCompliant -eq True' } } }],
    [['device platforms'], { platforms: { includePlatforms: ['all'], excludePlatforms: ['windows'] } }],
    [['device platforms'], { platforms: { includePlatforms: ['windows', 'macOS'] } }],
    [['places'], { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } }],
    [['risks'], { userRiskLevels: ['high'] }],
    [['risks'], { signInRiskLevels: ['high'], servicePrincipalRiskLevels: [] }],
    [['risks'], { insiderRiskLevels: 'elevated' }],
    [
      ['apps', 'places'],
      { applications: { includeApplications: ['x'] }, locations: { includeLocations: ['AllTrusted'] } },
    ],
  ])('may hang on %j', async (undecided, conditions) => {
    expect(await under(conditions)).toEqual(undecided);
  });
});

describe('policies for applications', () => {
  const forApplications = (clientApplications: object) => ({
    ...policy,
    conditions: { users: { includeUsers: ['None'] }, clientApplications },
    grantControls: { builtInControls: ['block'] },
  });
  const principals = [
    principal,
    { id: 'C1', appId: 'app-c', appDisplayName: 'ConnectSyncProvisioning_SRV_0123456789ab' },
    { id: 'OURS', appId: 'Client', appDisplayName: 'deploy' },
    { id: 'other', appId: 'app-o', appDisplayName: 'Connect' },
    { id: 'nameless', appId: null, appDisplayName: null },
  ];
  const facts = async (clientApplications: object) => {
    const { records } = await read({
      '/identity/conditionalAccess/policies': [forApplications(clientApplications)],
      '/servicePrincipals': principals,
    });
    return records.filter((record) => 'fact' in record && /^(accessPolicy|syncPrincipal)$/.test(record.fact));
  };

  it('are read with the applications that sign in for a sync or for the pipeline', async () => {
    const found = await facts({
      includeServicePrincipals: ['ServicePrincipalsInMyTenant'],
      excludeServicePrincipals: ['OURS'],
    });
    expect(found).toMatchObject([
      {
        ...{ fact: 'accessPolicy', demands: ['block'], everybody: false, everyPrincipal: true, principalFilter: false },
        ...{ includedPrincipals: [], excludedPrincipals: ['ours'] },
      },
      { entraObjectId: 'c1', name: 'ConnectSyncProvisioning_SRV_0123456789ab', signsInFor: 'connect' },
      { entraObjectId: 'ours', signsInFor: 'pipeline' },
      { entraObjectId: 'principal', signsInFor: 'cloudSync' },
    ]);
    expect(found).toHaveLength(4);
  });

  it('are read with their filter, and with single applications', async () => {
    const filter = { mode: 'include', rule: 'CustomSecurityAttribute.Sync_Kind -eq "x"' };
    expect(await facts({ servicePrincipalFilter: filter })).toMatchObject([
      { principalFilter: true, includedPrincipals: [], everyPrincipal: false },
      ...[{}, {}, {}],
    ]);
    expect(await facts({ includeServicePrincipals: ['C1'], servicePrincipalFilter: null })).toMatchObject([
      { principalFilter: false, includedPrincipals: ['c1'], everyPrincipal: false },
      ...[{}, {}, {}],
    ]);
  });

  it('are read with them where a policy for all users asks for something, too', async () => {
    const forUsers = async (change: object) =>
      (
        await read({
          '/identity/conditionalAccess/policies': [{ ...policy, ...change }],
          '/servicePrincipals': principals,
        })
      ).records.filter((record) => 'fact' in record && record.fact === 'syncPrincipal').length;
    expect(await forUsers({})).toBe(3);
    expect(await forUsers({ grantControls: null })).toBe(0);
    expect(await forUsers({ conditions: { users: { includeUsers: ['u1'] } } })).toBe(0);
    // Directory Synchronization Accounts: Entra Connect may sign in as an application instead.
    const role = 'd29b2b05-8046-44ba-8758-1e26182fcf32';
    expect(await forUsers({ conditions: { users: { includeRoles: [role] } } })).toBe(3);
  });

  it('are no reason to look for applications where there are none', async () => {
    for (const none of [[], ['None']]) {
      const found = await facts({ includeServicePrincipals: none, excludeServicePrincipals: [] });
      expect(found).toMatchObject([{ fact: 'accessPolicy' }]);
      expect(found[0]).not.toHaveProperty('includedPrincipals');
    }
  });
});

describe('the directory roles of a sync', () => {
  it.each([
    ['d29b2b05-8046-44ba-8758-1e26182fcf32', 'Directory Synchronization Accounts'],
    ['A92AED5D-D78A-4D16-B381-09ADB37EB3B0', 'On Premises Directory Sync Account'],
  ])('%s is read under its own name, whatever Graph says of it', async (id, name) => {
    const answers = (roles: readonly object[]) => ({
      'beta/roleManagement/directory/roleDefinitions': roles,
      '/roleManagement/directory/roleAssignments': [{ ...assignment, roleDefinitionId: id }],
    });
    for (const roles of [[], [{ id, displayName: 'Sync', isPrivileged: false }]]) {
      const { records } = await read(answers(roles));
      expect(records).toContainEqual(expect.objectContaining({ fact: 'roleHolder', role: name, assignment: 'active' }));
    }
  });
});
