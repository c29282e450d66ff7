import type { VendorFact, VendorFactSource } from './fact.js';

const okta = (title: string, address: string): VendorFactSource => ({ publisher: 'Okta', title, address });

const management = okta(
  'Management API, OpenAPI specification',
  'https://github.com/okta/okta-management-openapi-spec/blob/master/dist/current/management-minimal.yaml',
);
const serviceApp = okta(
  'Implement OAuth for Okta with a service app',
  'https://developer.okta.com/docs/guides/implement-oauth-for-okta-serviceapp/main/',
);
const connectionGuide = okta(
  'Set up an app provisioning connection',
  'https://developer.okta.com/docs/guides/app-provisioning-connection/-/main',
);
const recordedFeatures = okta(
  'terraform-provider-okta, recorded fixture TestAccDataSourceOktaAppFeatures_read',
  'https://github.com/okta/terraform-provider-okta/tree/master/test/fixtures/vcr/idaas/TestAccDataSourceOktaAppFeatures_read',
);
const rateLimits = okta('Rate limit best practices', 'https://developer.okta.com/docs/reference/rl-best-practices/');
const errorCodes = okta('Error codes and descriptions', 'https://developer.okta.com/docs/reference/error-codes/');
const immutableId = okta(
  'Handling Immutable ID issues in Okta for Microsoft 365 assignments',
  'https://support.okta.com/help/s/article/handling-immutable-id-issues-in-okta-for-microsoft-365-assignments',
);
const consistencyGuid = okta(
  'How to switch from ImmutableID to mS-DS-ConsistencyGuid anchor',
  'https://support.okta.com/help/s/article/How-to-change-the-ImmutableID-to-ms-consistency-guid-anchor-for-office365?language=en_US',
);
const secondInstance = okta(
  'Provisioning issues for Office 365 after adding a second AD instance',
  'https://support.okta.com/help/s/article/Provisioning-issues-for-Office-365-after-adding-a-second-AD-instance',
);
const graphConsent = okta(
  'Update Office 365 applications with provisioning to support Microsoft Graph',
  'https://support.okta.com/help/s/article/update-office-365-applications-with-provisioning-to-support-microsoft-graph',
);
const provisioningTypes = okta(
  'Provisioning options for Office 365',
  'https://help.okta.com/oie/en-us/Content/Topics/Apps/Office365/References/provisioning-types.htm',
);
const universalSync = okta(
  'Office 365 provisioning type: Universal Sync',
  'https://support.okta.com/help/s/article/Office-365-Provisioning-Type-Universal-Sync?language=en_US',
);
const deprovisioning = okta(
  'Deprovisioning options for Office 365',
  'https://help.okta.com/en-us/Content/Topics/apps/office365/references/deprovision-options.htm',
);
const groupPush = okta(
  'Office 365 integration: supported group types and push configuration',
  'https://support.okta.com/help/s/article/okta-office-365-integration-supported-group-types-and-push-configuration',
);
const tutorial: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Migrate Okta sync provisioning to Entra Connect synchronization',
  address: 'https://learn.microsoft.com/entra/identity/enterprise-apps/migrate-okta-sync-provisioning',
};

export const oktaFacts: readonly VendorFact[] = [
  {
    id: 'OKTA-1',
    text: 'The API takes an SSWS token, or the access token of a service app (client credentials with private_key_jwt). A token is limited to its scopes: okta.apps.read reads, okta.apps.manage writes. The service app needs an administrator role as well.',
    basis: 'documented',
    sources: [serviceApp],
    checked: '2026-11-30',
    commands: ['collect okta', 'doctor'],
  },
  {
    id: 'OKTA-2',
    text: 'Every Office 365 app has the name office365, whatever its label. Apps can be filtered by name, at most 200 a page; the next page is a `Link` header.',
    basis: 'documented',
    sources: [management],
    checked: '2026-11-23',
    rules: ['okta-app-undeclared'],
  },
  {
    id: 'OKTA-3',
    text: 'An org may have several Office 365 apps. Each of them can provision, so all have to be off.',
    basis: 'documented',
    sources: [tutorial],
    checked: '2026-11-23',
    rules: ['okta-app-undeclared', 'two-writers'],
  },
  {
    id: 'OKTA-4',
    text: '`features` of an app is a read-only list of names: a hint of what is on, and no proof of what is off.',
    basis: 'documented',
    sources: [management],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'OKTA-5',
    text: 'The features of an app are USER_PROVISIONING (create, update, deactivate, password) and INBOUND_PROVISIONING (imports). A PUT takes the bare capabilities and may be partial.',
    basis: 'documented',
    sources: [management, connectionGuide, recordedFeatures],
    checked: '2026-11-23',
    rules: ['okta-provisioning-on', 'password-writer-missing', 'two-writers'],
  },
  {
    id: 'OKTA-6',
    text: 'While provisioning is off, a read of the features is a 400 (E0000001) with the cause “Provisioning is not enabled for the app instance.” No other error proves that it is off.',
    basis: 'recorded',
    sources: [management, recordedFeatures],
    checked: '2026-11-23',
    rules: ['okta-provisioning-on', 'two-writers'],
  },
  {
    id: 'OKTA-7',
    text: 'The provisioning connection of an app is read, and activated or deactivated without credentials, at `connections/default`. A POST to the connection itself sets credentials.',
    basis: 'documented',
    sources: [management, connectionGuide],
    checked: '2026-11-30',
    rules: ['okta-provisioning-on', 'two-writers'],
  },
  {
    id: 'OKTA-8',
    text: 'Deactivating the connection does what clearing “Enable API integration” does. Nothing is lost if the capabilities are switched off first, pushes under way have ended, and both are read back.',
    basis: 'inferred',
    sources: [tutorial, management],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'OKTA-9',
    text: 'The consent for Office 365 is given by a person in a browser, at the link `authorize` of the connection.',
    basis: 'documented',
    sources: [connectionGuide, graphConsent],
    checked: '2026-11-30',
    commands: ['rollback'],
  },
  {
    id: 'OKTA-10',
    text: 'Whether the consent outlives a connection that is deactivated and activated again is not published. A rollback may need a person.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['okta-provisioning-on'],
  },
  {
    id: 'OKTA-11',
    text: 'Deactivating or deleting the app, or removing people from it, ends their sign-in and may deactivate accounts in Entra.',
    basis: 'inferred',
    sources: [management],
    checked: '2026-11-23',
    rules: ['okta-app-undeclared'],
  },
  {
    id: 'OKTA-12',
    text: 'Okta writes through an application in the tenant: in older tenants Okta’s own Graph client, which was given consent; since August 2026 also an application that is created for it. It keeps its right to write until somebody removes it.',
    basis: 'inferred',
    sources: [graphConsent],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'OKTA-13',
    text: 'Somebody assigned to an app has a status and a syncState; SYNCING is under way, ERROR is a push that failed. externalId is the id in the target.',
    basis: 'documented',
    sources: [management],
    checked: '2026-11-23',
    rules: ['lifecycle-lost', 'okta-claim-differs'],
  },
  {
    id: 'OKTA-14',
    text: 'Under which key the app profile holds the ImmutableID is not documented: the schema of the app tells it.',
    basis: 'inferred',
    sources: [immutableId],
    checked: '2026-11-23',
    rules: ['okta-claim-differs'],
  },
  {
    id: 'OKTA-15',
    text: 'X-Rate-Limit-Reset is a time in seconds of Okta’s clock, and only an estimate where the limit is one of concurrency. A Retry-After is not documented.',
    basis: 'documented',
    sources: [rateLimits],
    checked: '2026-11-30',
    commands: ['collect okta'],
  },
  {
    id: 'OKTA-16',
    text: 'An error is an object with errorCode, errorSummary, errorId and errorCauses.',
    basis: 'documented',
    sources: [errorCodes],
    checked: '2026-11-30',
    commands: ['collect okta'],
  },
  {
    id: 'OKTA-17',
    text: 'By default Okta fills the ImmutableID with the externalId of the person’s Active Directory profile, which is the Base64 of objectGUID, and with null where there is none.',
    basis: 'documented',
    sources: [immutableId, consistencyGuid],
    checked: '2026-11-30',
    rules: ['anchor-mismatch', 'consistency-guid-differs', 'joiner-claim-missing', 'source-attribute'],
  },
  {
    id: 'OKTA-18',
    text: 'Somebody whom Active Directory does not master may carry an Okta id as ImmutableID: 20 characters that are not a GUID.',
    basis: 'documented',
    sources: [immutableId],
    checked: '2026-11-30',
    rules: ['anchor-malformed', 'entra-only', 'lifecycle-lost', 'joiner-claim-missing'],
  },
  {
    id: 'OKTA-19',
    text: 'The mapping into an app is found by targetId. Each property has an expression and a pushStatus, PUSH or DONT_PUSH.',
    basis: 'documented',
    sources: [management],
    checked: '2026-11-23',
    rules: ['anchor-malformed', 'source-attribute'],
  },
  {
    id: 'OKTA-20',
    text: 'The ImmutableID can be mapped to another attribute, such as mS-DS-ConsistencyGuid.',
    basis: 'documented',
    sources: [consistencyGuid],
    checked: '2026-11-30',
    rules: ['anchor-mismatch', 'source-attribute'],
  },
  {
    id: 'OKTA-21',
    text: 'Where a person is in two Active Directory instances of Okta, the default mapping fails: “could not set Immutable ID”.',
    basis: 'documented',
    sources: [secondInstance],
    checked: '2026-11-30',
    rules: ['anchor-missing-entra'],
  },
  {
    id: 'OKTA-22',
    text: 'User Sync and Universal Sync can’t be used together with Entra Connect. Universal Sync also owns groups, contacts, distribution lists and resource mailboxes.',
    basis: 'documented',
    sources: [provisioningTypes],
    checked: '2026-11-30',
    rules: ['two-writers'],
  },
  {
    id: 'OKTA-23',
    text: 'With User Sync and Universal Sync everybody appears in the tenant as synchronized, so Graph can’t repair their ImmutableID.',
    basis: 'documented',
    sources: [universalSync],
    checked: '2026-11-30',
    background: true,
  },
  {
    id: 'OKTA-24',
    text: 'The repair that changes nothing in the cloud: write the 16 bytes of the ImmutableID into mS-DS-ConsistencyGuid.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['anchor-held-by-another', 'anchor-mismatch', 'pending-add-of-existing'],
  },
  {
    id: 'OKTA-25',
    text: 'Whether Okta’s push may replace an ImmutableID that is set is not published.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['okta-claim-differs', 'source-attribute'],
  },
  {
    id: 'OKTA-26',
    text: 'Sign-in sends the ImmutableID of the same app profile that provisioning pushes. Switching provisioning off leaves the profile as it is.',
    basis: 'inferred',
    sources: [immutableId],
    checked: '2026-11-23',
    rules: ['federated-anchor-change', 'okta-claim-differs'],
  },
  {
    id: 'OKTA-27',
    text: 'Okta can put off what it does to somebody who was unassigned: licenses go, or the account is deleted, after a grace period of days.',
    basis: 'documented',
    sources: [deprovisioning],
    checked: '2026-11-30',
    rules: ['license-owner-lost', 'okta-deferred-deprovisioning'],
  },
  {
    id: 'OKTA-28',
    text: 'Group Push makes security groups and Microsoft 365 groups in Entra that Okta manages. Groups that are synchronized from Active Directory can’t be pushed.',
    basis: 'documented',
    sources: [groupPush],
    checked: '2026-11-30',
    rules: ['group-membership-loss', 'group-twin', 'okta-group-push-active'],
  },
  {
    id: 'OKTA-29',
    text: 'Okta gives licenses directly to the people who are assigned to the app. It can’t take away a license that comes from a group.',
    basis: 'inferred',
    sources: [deprovisioning],
    checked: '2026-11-30',
    rules: ['license-owner-lost'],
  },
  {
    id: 'OKTA-30',
    text: 'What Okta’s push does to accounts that Entra has synchronized meanwhile, once provisioning is switched on again, is not published.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-30',
    commands: ['rollback'],
  },
  {
    id: 'OKTA-31',
    text: 'When somebody is assigned to the app, Okta can give that person directory roles, directly and not through a group. Once provisioning is off, nobody takes such a role back.',
    basis: 'inferred',
    sources: [deprovisioning],
    checked: '2026-11-30',
    rules: ['role-owner-lost'],
  },
  {
    id: 'OKTA-32',
    text: 'A mapping that takes the ImmutableID from mS-DS-ConsistencyGuid alone sends none for anyone who has no value there: newcomers, until something writes it and Okta has imported it.',
    basis: 'inferred',
    sources: [consistencyGuid],
    checked: '2026-11-30',
    rules: ['joiner-claim-missing'],
  },
];
