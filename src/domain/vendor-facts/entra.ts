import { graphConcept, graphPage, hybridPage, type VendorFact, type VendorFactSource } from './fact.js';

const existingTenant = hybridPage('When you have an existing tenant', 'connect/how-to-connect-install-existing-tenant');
const features = hybridPage('Synchronization service features', 'connect/how-to-connect-syncservice-features');
const syncErrors = hybridPage('Understanding errors during synchronization', 'connect/tshoot-connect-sync-errors');
const design = hybridPage('Design concepts', 'connect/plan-connect-design-concepts');
const resiliency = hybridPage(
  'Duplicate attribute resiliency',
  'connect/how-to-connect-syncservice-duplicate-attribute-resiliency',
);
const names = hybridPage('Population of userPrincipalName', 'connect/plan-connect-userprincipalname');
const saml = hybridPage('Use a SAML 2.0 identity provider for single sign-on', 'connect/how-to-connect-fed-saml-idp');
const authentication = hybridPage('Choose the right authentication method', 'connect/choose-ad-authn');
const defaults = hybridPage(
  'Understanding the default configuration',
  'connect/concept-azure-ad-connect-sync-default-configuration',
);
const sourceOfAuthority = hybridPage('Configure user source of authority', 'how-to-user-source-of-authority-configure');
const groupSourceOfAuthority = hybridPage(
  'Convert Group Source of Authority to the cloud',
  'concept-source-of-authority-overview',
);
const proxyAddresses: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'How the proxyAddresses attribute is populated in Microsoft Entra ID',
  address: 'https://learn.microsoft.com/troubleshoot/entra/entra-id/user-prov-sync/proxyaddresses-attribute-populate',
};
const exclusions: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Conditional Access: require multifactor authentication for all users',
  address: 'https://learn.microsoft.com/entra/identity/conditional-access/policy-all-users-mfa-strength',
};
const accessUsers: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Conditional Access: users, groups, agents, and workload identities',
  address: 'https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-users-groups',
};
const accessConditions: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Conditional Access: Conditions',
  address: 'https://learn.microsoft.com/entra/identity/conditional-access/concept-conditional-access-conditions',
};
const workloadIdentities: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Conditional Access for workload identities',
  address: 'https://learn.microsoft.com/entra/identity/conditional-access/workload-identity',
};
const exchangeAuthority: VendorFactSource = {
  publisher: 'Michael Mardahl',
  title: 'Exchange SOA Manager: prerequisites and mailboxes',
  address: 'https://github.com/mardahl/Exchange-SOA-Manager/wiki/Prerequisites',
};
const exchangeConversion: VendorFactSource = {
  publisher: 'Hans Christian Andersen',
  title: 'AD Minimization, part 1: Exchange SOA conversion',
  address: 'https://hcandersen.net/posts/ad-minimization-part-1-exchange-soa-conversion/',
};
const deletedItems = graphPage('List deleted items', 'directory-deleteditems-list');
const restore = graphPage('Restore deleted item', 'directory-deleteditems-restore');
const restoredUser: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Restore or remove a recently deleted user',
  address: 'https://learn.microsoft.com/entra/fundamentals/users-restore',
};
const synchronization = graphPage('onPremisesDirectorySynchronization', 'resources/onpremisesdirectorysynchronization');
const groupKinds = graphConcept('Working with groups', 'office365-groups-concept-overview');
const group = graphPage('group', 'resources/group');
const licenses = graphPage('licenseAssignmentState', 'resources/licenseassignmentstate');
const rolesMessage: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Message center MC1262584 (a public copy)',
  address: 'https://m365jp.net/?p=15624',
};
const identifierMessage: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Message center MC1263280 (a public copy)',
  address: 'https://www.itelio.com/en/microsoft-message-center/MC1263280',
};

export const entraFacts: readonly VendorFact[] = [
  {
    id: 'ENTRA-1',
    text: 'Only objects that are new in an export are matched: by source anchor and ImmutableID (hard match), then by UPN, then by primary SMTP address (soft match). Where nothing matches, Entra creates an account.',
    basis: 'documented',
    sources: [existingTenant],
    checked: '2026-11-23',
    rules: [
      'ambiguous-identity',
      'anchor-held-by-another',
      'anchor-mismatch',
      'anchor-missing-entra',
      'creation-threshold',
      'on-prem-only',
      'pending-add',
      'soft-match-threshold',
      'upn-changed',
    ],
  },
  {
    id: 'ENTRA-2',
    text: 'Entra soft matches only with an account that has no ImmutableID. An account with another one gives InvalidSoftMatch or AttributeValueMustBeUnique.',
    basis: 'documented',
    sources: [syncErrors],
    checked: '2026-11-23',
    rules: ['ambiguous-identity', 'anchor-mismatch', 'pending-add-of-existing'],
  },
  {
    id: 'ENTRA-3',
    text: 'Entra does not soft match with an account that holds a directory role: the person becomes a quarantined duplicate (ExistingAdminRoleConflict).',
    basis: 'documented',
    sources: [existingTenant, syncErrors],
    checked: '2026-11-23',
    rules: ['soft-match-blocked-privileged'],
  },
  {
    id: 'ENTRA-4',
    text: 'Since June 2026 Entra refuses a hard match with an account that holds a privileged role or may activate one, also for cloud sync. Accounts that are joined already go on.',
    basis: 'documented',
    sources: [existingTenant, rolesMessage],
    checked: '2026-11-23',
    rules: ['hard-match-blocked-privileged', 'soft-match-blocked-privileged'],
  },
  {
    id: 'ENTRA-5',
    text: 'Since July 2026 Entra refuses a hard match with an account whose onPremisesObjectIdentifier names another object (InvalidHardMatch, 103), and an update that would change the identifier of a joined account (AttributeUpdateNotAllowed, 96).',
    basis: 'documented',
    sources: [existingTenant, features, identifierMessage],
    checked: '2026-11-23',
    rules: ['hard-match-blocked-object-identifier', 'joined-to-another'],
  },
  {
    id: 'ENTRA-6',
    text: 'Ways past a blocked hard match: set onPremisesObjectIdentifier to null (Graph beta), take the role away for the time of the match, or switch the tenant’s bypass allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled on, and off again afterwards.',
    basis: 'documented',
    sources: [existingTenant, features],
    checked: '2026-11-23',
    rules: ['hard-match-blocked-object-identifier', 'hard-match-blocked-privileged'],
  },
  {
    id: 'ENTRA-7',
    text: 'After a match Active Directory is authoritative. Its values replace those of the account, and a value that it does not have is cleared.',
    basis: 'documented',
    sources: [existingTenant],
    checked: '2026-11-23',
    rules: [
      'account-state-change',
      'attribute-deletion',
      'group-membership-loss',
      'pending-update',
      'primary-address-change',
    ],
  },
  {
    id: 'ENTRA-8',
    text: 'blockSoftMatchEnabled and blockCloudObjectTakeoverThroughHardMatchEnabled refuse every match of the tenant. Microsoft recommends them on, except while objects are being matched.',
    basis: 'documented',
    sources: [existingTenant, features],
    checked: '2026-11-23',
    rules: ['anchor-missing-entra', 'device-match-blocked', 'match-feature-blocked', 'soft-match-threshold'],
  },
  {
    id: 'ENTRA-9',
    text: 'A source anchor is unique in the tenant and does not change for the life of the object. Two Base64 texts that differ by letter case are two anchors.',
    basis: 'documented',
    sources: [design],
    checked: '2026-11-23',
    rules: ['anchor-duplicate-entra', 'anchor-duplicate-on-prem', 'anchor-malformed', 'pending-recreate'],
  },
  {
    id: 'ENTRA-10',
    text: 'A deleted account stays in the recycle bin for 30 days and can be restored until then.',
    basis: 'documented',
    sources: [deletedItems],
    checked: '2026-11-23',
    rules: ['deletion-threshold', 'excluded-but-synced', 'pending-delete', 'soft-deleted-holder'],
  },
  {
    id: 'ENTRA-11',
    text: 'An account in the recycle bin still holds its ImmutableID, so that a match may bring it back or collide with it.',
    basis: 'inferred',
    sources: [syncErrors],
    checked: '2026-11-23',
    rules: ['soft-deleted-holder'],
  },
  {
    id: 'ENTRA-12',
    text: 'On a federated domain the ImmutableID in the sign-in token must equal the account’s onPremisesImmutableId, and the UPN must match too.',
    basis: 'documented',
    sources: [saml, design],
    checked: '2026-11-23',
    rules: ['federated-anchor-change', 'joiner-claim-missing', 'okta-claim-differs', 'upn-changed'],
  },
  {
    id: 'ENTRA-13',
    text: 'A UPN whose suffix the tenant has not verified becomes `<MailNickName>@<initial domain>.onmicrosoft.com`.',
    basis: 'documented',
    sources: [names],
    checked: '2026-11-23',
    rules: ['upn-changed', 'upn-suffix-unverified'],
  },
  {
    id: 'ENTRA-14',
    text: 'A UPN or SMTP address that another object has is quarantined: the export counts as a success, and onPremisesProvisioningErrors (PropertyConflict) is the only trace. A clash with the address of a group is an export error.',
    basis: 'documented',
    sources: [resiliency],
    checked: '2026-11-23',
    rules: ['duplicate-proxy-address', 'duplicate-upn', 'provisioning-error-present'],
  },
  {
    id: 'ENTRA-15',
    text: 'Two addresses collide also where neither is primary: an alias or a UPN of any user, group, contact or guest is enough.',
    basis: 'inferred',
    sources: [resiliency],
    checked: '2026-11-23',
    rules: ['ambiguous-identity', 'duplicate-proxy-address'],
  },
  {
    id: 'ENTRA-16',
    text: 'Entra’s answers to an export are named InvalidHardMatch, InvalidSoftMatch, ObjectTypeMismatch, AttributeValueMustBeUnique, DataValidationFailed, LargeObject, ExistingAdminRoleConflict and FederatedDomainChange.',
    basis: 'documented',
    sources: [syncErrors],
    checked: '2026-11-23',
    rules: ['export-error'],
  },
  {
    id: 'ENTRA-17',
    text: 'Groups and contacts that are mail-enabled match by address. A group that is not mail-enabled matches by nothing: a second one is created.',
    basis: 'documented',
    sources: [existingTenant],
    checked: '2026-11-23',
    rules: ['group-twin', 'okta-group-push-active'],
  },
  {
    id: 'ENTRA-18',
    text: 'An object whose onPremisesSyncBehavior has isCloudManaged true is left alone by the sync, although it still exists in Active Directory. Its onPremisesSyncEnabled is null then, and its object in Active Directory may be deleted. Entra Connect respects this from 2.5.76.0 on (contacts: 2.5.79.0), the provisioning agent from 1.1.1370.0 on.',
    basis: 'documented',
    sources: [sourceOfAuthority, groupSourceOfAuthority],
    checked: '2026-11-30',
    rules: [
      ...['connect-version', 'duplicate-proxy-address', 'entra-only', 'excluded-but-synced'],
      ...['group-membership-loss', 'primary-address-change'],
    ],
  },
  {
    id: 'ENTRA-19',
    text: 'On a managed domain Entra itself handles the sign-in: with a password hash that is synchronized, or by pass-through authentication.',
    basis: 'documented',
    sources: [authentication],
    checked: '2026-11-30',
    rules: ['password-writer-missing'],
  },
  {
    id: 'ENTRA-20',
    text: 'A license is assigned directly (assignedByGroup is null) or inherited from a group.',
    basis: 'documented',
    sources: [licenses],
    checked: '2026-11-30',
    rules: ['license-owner-lost'],
  },
  {
    id: 'ENTRA-21',
    text: 'accountEnabled follows userAccountControl: an account that Active Directory disables is disabled in Entra.',
    basis: 'documented',
    sources: [defaults],
    checked: '2026-11-30',
    rules: ['account-state-change'],
  },
  {
    id: 'ENTRA-22',
    text: 'Some switches of the tenant can be turned on and never off again: softMatchOnUpnEnabled and synchronizeUpnForManagedUsersEnabled.',
    basis: 'documented',
    sources: [synchronization],
    checked: '2026-11-23',
    rules: ['upn-changed'],
  },
  {
    id: 'ENTRA-23',
    text: 'A synchronized mailbox whose IsExchangeCloudManaged is true keeps its Exchange attributes (addresses, alias, extension attributes): the sync writes only its other attributes. Entra Connect respects this from 2.5.190.0 on, cloud sync since 2026-01-23. Graph does not show the property; Get-Mailbox does.',
    basis: 'recorded',
    sources: [exchangeAuthority, exchangeConversion],
    checked: '2026-11-30',
    rules: ['attribute-deletion', 'connect-version', 'duplicate-proxy-address', 'primary-address-change'],
  },
  {
    id: 'ENTRA-24',
    text: 'While blockSoftMatchEnabled is on, a new hybrid-joined device gives InvalidSoftMatch: its computer object can’t be matched with the device that it registered in the cloud. Switching it off for that time lets the join go on.',
    basis: 'documented',
    sources: [features],
    checked: '2026-11-30',
    rules: ['device-match-blocked'],
  },
  {
    id: 'ENTRA-25',
    text: 'Microsoft recommends excluding the account of Entra Connect Sync from Conditional Access policies for users: nobody answers a challenge for it. Policies for users do not block applications.',
    basis: 'documented',
    sources: [exclusions],
    checked: '2026-11-30',
    rules: ['sync-account-challenged'],
  },
  {
    id: 'ENTRA-26',
    text: 'An account that is restored from the recycle bin has the object id, properties and licenses that it had before.',
    basis: 'documented',
    sources: [restoredUser],
    checked: '2026-11-30',
    commands: ['restore plan'],
  },
  {
    id: 'ENTRA-27',
    text: 'Graph restores users and Microsoft 365 groups from the recycle bin. It can’t restore security groups.',
    basis: 'documented',
    sources: [restore],
    checked: '2026-11-30',
    commands: ['restore plan'],
  },
  {
    id: 'ENTRA-28',
    text: 'Graph adds members to Microsoft 365 groups (groupTypes has Unified) and security groups. Mail-enabled security groups and distribution groups it only reads: Exchange writes them. A group whose groupTypes has DynamicMembership takes members by its rule only.',
    basis: 'documented',
    sources: [groupKinds, group],
    checked: '2026-11-30',
    commands: ['restore plan'],
  },
  {
    id: 'ENTRA-29',
    text: 'A license that somebody has several times, directly and by groups, gives each service plan that one of the assignments gives.',
    basis: 'inferred',
    sources: [licenses],
    checked: '2026-11-30',
    commands: ['restore plan'],
  },
  {
    id: 'ENTRA-30',
    text: 'A Conditional Access policy that includes or excludes a group also applies to members of the groups inside that group.',
    basis: 'documented',
    sources: [accessUsers],
    checked: '2026-11-30',
    rules: ['group-twin', 'okta-group-push-active', 'sync-account-challenged'],
  },
  {
    id: 'ENTRA-31',
    text: 'Conditional Access for workload identities concerns service principals of single-tenant applications that are registered in the tenant: no managed identities, no multitenant applications. Its only grant control is to block, by place or risk. Policies for users do not concern them.',
    basis: 'documented',
    sources: [workloadIdentities],
    checked: '2026-11-30',
    rules: ['sync-account-challenged'],
  },
  {
    id: 'ENTRA-32',
    text: 'A policy for all service principals of the tenant concerns the application of cloud sync’s configuration as well: it is made from a gallery template in the tenant itself.',
    basis: 'inferred',
    sources: [workloadIdentities],
    checked: '2026-11-30',
    rules: ['sync-account-challenged'],
  },
  {
    id: 'ENTRA-33',
    text: 'Teams gives an account the SIP address that msRTCSIP-PrimaryUserAddress or proxyAddresses of Active Directory name, otherwise its UPN or primary address. SharePoint and OneDrive write the addresses that begin with `SPO:`. Mail to an address of another type (X500, X.400) reaches the mailbox that has it in proxyAddresses, so answers to old mail arrive.',
    basis: 'inferred',
    sources: [proxyAddresses],
    checked: '2026-11-30',
    rules: ['attribute-deletion'],
  },
  {
    id: 'ENTRA-34',
    text: 'A Conditional Access policy applies where all its conditions are met. Entra Connect’s account signs in as a desktop client of a Windows server with modern authentication, so a policy for legacy authentication or browsers, for the device code flow, or for phones does not concern it. Entra takes the platform from what the client says of itself, such as its user agent.',
    basis: 'inferred',
    sources: [accessConditions],
    checked: '2026-11-30',
    rules: ['sync-account-challenged'],
  },
  {
    id: 'ENTRA-35',
    text: 'The account of a sync holds the directory role Directory Synchronization Accounts (d29b2b05-8046-44ba-8758-1e26182fcf32) or On Premises Directory Sync Account (a92aed5d-d78a-4d16-b381-09adb37eb3b0). The second one is known from public lists of roles only, not from a page about the sync.',
    basis: 'inferred',
    sources: [],
    checked: '2026-12-01',
    rules: ['sync-account-challenged', 'entra-only'],
  },
  {
    id: 'ENTRA-36',
    text: 'An assignment of a license is Active, ActiveWithError, Disabled or Error. With Error the assignment failed, for want of licenses or because of a conflict, and gives nothing.',
    basis: 'documented',
    sources: [licenses],
    checked: '2026-12-01',
    commands: ['restore plan'],
  },
];
