import type { Domain } from '../graph/state.js';
import type { AppFile, OrganisationFile } from '../organisation-file.js';
import { stableGuid } from '../random.js';

const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const userAdministrator = 'fe930be7-5e62-47db-91af-98c3a49a38b1';

const office365 = {
  name: 'office365',
  signOnMode: 'SAML_1_1',
  settings: { domain: 'corp.example', msftTenant: 'corp', wsFedConfigureType: 'AUTO', windowsTransportEnabled: false },
  connection: 'ENABLED',
} as const;

const domains: readonly Domain[] = [
  {
    id: 'corp.example',
    authenticationType: 'Managed',
    isVerified: true,
    isInitial: false,
    isDefault: true,
    isAdminManaged: true,
    isRoot: true,
    supportedServices: ['Email'],
  },
  {
    id: 'corp.onmicrosoft.com',
    authenticationType: 'Managed',
    isVerified: true,
    isInitial: true,
    isDefault: false,
    isAdminManaged: true,
    isRoot: true,
    supportedServices: ['Email'],
  },
];

const apps: readonly AppFile[] = [
  {
    ...office365,
    id: '0oa1office365staging01',
    label: 'Microsoft Office 365',
    inbound: {
      importSettings: {
        username: { userNameFormat: 'EMAIL' },
        schedule: {
          status: 'ENABLED',
          fullImport: { expression: '0 3 * * *', timezone: 'UTC' },
          incrementalImport: null,
        },
      },
      importRules: {
        userCreateAndMatch: {
          exactMatchCriteria: 'USERNAME',
          allowPartialMatch: false,
          autoConfirmPartialMatch: false,
          autoConfirmExactMatch: false,
          autoConfirmNewUsers: false,
          autoActivateNewUsers: false,
        },
      },
    },
    users: 'synchronised',
    inFlight: ['ada.lindqvist@corp.example', 'william.hughes@corp.example'],
  },
  {
    ...office365,
    id: '0oa1office365staging02',
    label: 'Microsoft Office 365 Frontline',
    users: ['aisha.mohammed', 'carlos.pereira', 'daniela.rossi', 'ewa.kowalczyk', 'fatima.elidrissi'].map(
      (account) => `${account}@corp.example`,
    ),
    inFlight: ['carlos.pereira@corp.example'],
  },
  {
    id: '0oa1intranetbookmark01',
    name: 'bookmark',
    label: 'Intranet',
    signOnMode: 'BOOKMARK',
    settings: { requestIntegration: false, url: 'https://intranet.corp.example' },
  },
];

const directory: Pick<OrganisationFile, 'agents' | 'roleDefinitions' | 'groups' | 'contacts' | 'devices'> = {
  agents: ['sync01', 'sync02'].map((machine) => ({
    id: stableGuid(`corp.example/agent/${machine}`),
    machineName: `${machine}.corp.example`,
    externalIp: '192.0.2.10',
    status: 'active',
    supportedPublishingTypes: ['provisioning'],
  })),
  roleDefinitions: [
    {
      id: globalAdministrator,
      displayName: 'Global Administrator',
      isBuiltIn: true,
      isEnabled: true,
      isPrivileged: true,
    },
    {
      id: userAdministrator,
      displayName: 'User Administrator',
      isBuiltIn: true,
      isEnabled: true,
      isPrivileged: true,
    },
  ],
  groups: [
    {
      id: stableGuid('corp.example/group/all staff'),
      displayName: 'All staff',
      mail: 'all.staff@corp.example',
      mailEnabled: true,
      securityEnabled: false,
      groupTypes: [],
      onPremisesSyncEnabled: null,
      members: ['ada.lindqvist', 'bjorn.angstrom', 'zoe.mueller-weiss'].map((account) =>
        stableGuid(`entra/${account}@corp.example`),
      ),
    },
  ],
  contacts: [
    {
      id: stableGuid('corp.example/contact/press'),
      displayName: 'Press agency',
      mail: 'desk@press.example',
      onPremisesSyncEnabled: null,
    },
  ],
  devices: [
    {
      id: stableGuid('corp.example/device/kiosk'),
      displayName: 'KIOSK-01',
      trustType: 'Workplace',
      isManaged: false,
      onPremisesSyncEnabled: null,
    },
  ],
};

/** organisation.json, the same for both stories: ids agreed with Pulumi.staging.yaml. */
export function organisationFile(description: string): OrganisationFile {
  return {
    description,
    tenantId: '11111111-2222-3333-4444-555555555555',
    tenantName: 'Corp',
    domains,
    okta: {
      apps,
      agentPools: [
        {
          id: '0oa1corpexamplead01',
          name: 'corp.example',
          type: 'AD',
          operationalStatus: 'OPERATIONAL',
          agents: [
            {
              id: 'a531corpexamplead01',
              poolId: '0oa1corpexamplead01',
              name: 'oktaad01',
              type: 'AD',
              operationalStatus: 'OPERATIONAL',
              version: '3.19.0',
              isLatestGAedVersion: true,
            },
          ],
        },
      ],
    },
    servicePrincipals: [
      {
        id: '77777777-0000-4000-8000-000000000001',
        appId: stableGuid('corp.example/cloud sync application'),
        displayName: 'corp.example',
        appDisplayName: 'Active Directory to Azure Active Directory Provisioning',
        accountEnabled: true,
        servicePrincipalType: 'Application',
        tags: ['WindowsAzureActiveDirectoryIntegratedApp'],
      },
    ],
    roleAssignments: [{ user: 'breakglass@corp.onmicrosoft.com', roleDefinitionId: globalAdministrator }],
    roleEligibility: [{ user: 'samuel.adeyemi@corp.example', roleDefinitionId: userAdministrator }],
    ...directory,
  };
}
