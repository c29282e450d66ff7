import { graphConcept, graphPage, hybridPage, type VendorFact, type VendorFactSource } from './fact.js';

const accessPolicy = graphPage('conditionalAccessPolicy', 'resources/conditionalaccesspolicy');
const clientApplications = graphPage(
  'conditionalAccessClientApplications',
  'resources/conditionalaccessclientapplications',
);
const syncBehavior = graphPage('Get onPremisesSyncBehavior', 'onpremisessyncbehavior-get', 'beta');
const user = graphPage('user', 'resources/user');
const userBeta = graphPage('user (beta)', 'resources/user', 'beta');
const deletedItems = graphPage('List deleted items', 'directory-deleteditems-list');
const delta = graphPage('user: delta', 'user-delta');
const trackedChanges = graphConcept('use delta query to track changes', 'delta-query-overview');
const throttling = graphConcept('service-specific throttling limits', 'throttling-limits');
const batching = graphConcept('combine requests in a batch', 'json-batching');
const advancedQueries = graphConcept('advanced queries', 'aad-advanced-queries');
const synchronization = graphPage('onPremisesDirectorySynchronization', 'resources/onpremisesdirectorysynchronization');
const getSynchronization = graphPage(
  'Get onPremisesDirectorySynchronization',
  'onpremisesdirectorysynchronization-get',
);
const configuration = graphPage(
  'onPremisesDirectorySynchronizationConfiguration (beta)',
  'resources/onpremisesdirectorysynchronizationconfiguration',
  'beta',
);
const roleAssignments = graphPage('List role assignments', 'rbacapplication-list-roleassignments');
const domain = graphPage('domain', 'resources/domain');
const federation = graphPage('internalDomainFederation', 'resources/internaldomainfederation');
const clearAttributes = hybridPage(
  'Clear on-premises attributes from migrated users',
  'connect/tshoot-clear-on-premises-attributes',
);
const oktaFederation: VendorFactSource = {
  publisher: 'Okta',
  title: 'Missing ImmutableID in Microsoft 365 federation',
  address: 'https://support.okta.com/help/s/article/ms-o365-federation-immutableid-missing-issue-with-o365-federation',
};
const refusedUpdate: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'microsoft-graph-docs-contrib, issue 3564',
  address: 'https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/3564',
};
const emptyValue: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'msgraph-sdk-powershell, issue 2514',
  address: 'https://github.com/microsoftgraph/msgraph-sdk-powershell/issues/2514',
};

export const graphFacts: readonly VendorFact[] = [
  {
    id: 'GRAPH-1',
    text: 'None of the on-premises properties of a user is in Graph’s default set: each has to be selected by name. onPremisesSyncEnabled is true while synchronized, false when it was once, null when it never was.',
    basis: 'documented',
    sources: [user],
    checked: '2026-11-23',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'GRAPH-2',
    text: 'onPremisesObjectIdentifier exists in beta only.',
    basis: 'documented',
    sources: [userBeta],
    checked: '2026-11-23',
    rules: ['hard-match-blocked-object-identifier'],
  },
  {
    id: 'GRAPH-3',
    text: 'Filters with ne, not and endsWith, and counts, are advanced queries: they need the header `ConsistencyLevel: eventual` and `$count=true`.',
    basis: 'documented',
    sources: [advancedQueries],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-4',
    text: 'The recycle bin is listed by type: the cast in `directory/deletedItems/microsoft.graph.user` is required.',
    basis: 'documented',
    sources: [deletedItems],
    checked: '2026-11-23',
    rules: ['soft-deleted-holder'],
  },
  {
    id: 'GRAPH-5',
    text: 'A delta query gives pages that end in a delta link; the link gives what changed since then. What is gone comes as `@removed` with reason changed or deleted, and an object may come more than once.',
    basis: 'documented',
    sources: [delta],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-6',
    text: 'Requests cost resource units, counted for application and tenant in windows of 10 seconds: a read of users costs 2, `$select` and a small `$top` take one off, `$expand` adds one. From 80 % of the budget on, `x-ms-throttle-limit-percentage` says how much is used.',
    basis: 'documented',
    sources: [throttling],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-7',
    text: 'The audit logs and provisionOnDemand take 5 requests in 10 seconds each.',
    basis: 'documented',
    sources: [throttling],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-8',
    text: 'A `$batch` takes up to 20 requests. Each has its own answer, in any order, and may be throttled alone; a request whose dependency failed is a 424.',
    basis: 'documented',
    sources: [batching],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-9',
    text: '`directory/onPremisesSynchronization` holds the switches of the tenant (`features`) and its protection against accidental deletions (`configuration.accidentalDeletionPrevention`: disabled, by count or by percentage).',
    basis: 'documented',
    sources: [synchronization],
    checked: '2026-11-23',
    rules: ['deletion-threshold', 'match-feature-blocked'],
  },
  {
    id: 'GRAPH-10',
    text: 'In beta the `configuration` of `directory/onPremisesSynchronization` also shows the anchor attribute, the version of the client and `currentExportData`: the server that exports and what is pending there.',
    basis: 'documented',
    sources: [configuration],
    checked: '2026-11-23',
    rules: ['source-anchor-configuration'],
  },
  {
    id: 'GRAPH-11',
    text: 'A server in staging mode does not appear in `currentExportData` (GRAPH-10): it exports nothing.',
    basis: 'inferred',
    sources: [configuration],
    checked: '2026-11-23',
    background: true,
  },
  {
    id: 'GRAPH-12',
    text: 'Reading `directory/onPremisesSynchronization` is documented for a signed-in person only. For an application only the write is.',
    basis: 'documented',
    sources: [getSynchronization],
    checked: '2026-11-23',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'GRAPH-13',
    text: 'The permission tables of the reference name the least that each read and write needs: User.Read.All for users and the recycle bin, User.ReadWrite.All for the ImmutableID, Synchronization.ReadWrite.All for jobs.',
    basis: 'documented',
    sources: [user, getSynchronization],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-14',
    text: 'Graph writes and clears onPremisesImmutableId of accounts that are not synchronized. For synchronized ones it refuses, as it does for everything that Active Directory masters.',
    basis: 'documented',
    sources: [clearAttributes, refusedUpdate],
    checked: '2026-11-23',
    rules: ['anchor-mismatch', 'anchor-missing-entra'],
  },
  {
    id: 'GRAPH-15',
    text: 'While the UPN is in a federated domain, Graph does not write the ImmutableID: move the UPN to a managed domain, write, and move it back.',
    basis: 'documented',
    sources: [oktaFederation],
    checked: '2026-11-30',
    rules: ['anchor-mismatch', 'federated-anchor-change'],
  },
  {
    id: 'GRAPH-16',
    text: 'Only a JSON null clears the ImmutableID. The parameters of the PowerShell SDK send an empty text or nothing for `$null`.',
    basis: 'recorded',
    sources: [emptyValue],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-17',
    text: 'On-premises properties other than the ImmutableID can be cleared through beta, and for accounts that are not synchronized only.',
    basis: 'documented',
    sources: [clearAttributes],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-18',
    text: 'An onPremisesImmutableId that is written must not contain `$` or `_`.',
    basis: 'documented',
    sources: [user],
    checked: '2026-11-23',
  },
  {
    id: 'GRAPH-19',
    text: 'Role assignments and eligible assignments are two lists; who holds a role through a group is found among the group’s members.',
    basis: 'documented',
    sources: [roleAssignments],
    checked: '2026-11-23',
    rules: ['hard-match-blocked-privileged', 'soft-match-blocked-privileged'],
  },
  {
    id: 'GRAPH-20',
    text: 'A domain is Managed or Federated (authenticationType). `federationConfiguration` of a federated one names its identity provider (issuerUri).',
    basis: 'documented',
    sources: [domain, federation],
    checked: '2026-11-23',
    rules: ['federated-anchor-change', 'okta-claim-differs', 'password-writer-missing'],
  },
  {
    id: 'GRAPH-21',
    text: '`Get-MgUser` without `-All` returns the first 100 users, and without `-Property` ten default properties: another one that is written to a file is an empty column. `@odata.context` names what was selected.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'GRAPH-22',
    text: '`onPremisesSyncBehavior` of a user, group or contact is read object by object, with the permission …-OnPremisesSyncBehavior.ReadWrite.All: there is none that only reads.',
    basis: 'documented',
    sources: [syncBehavior],
    checked: '2026-11-30',
  },
  {
    id: 'GRAPH-23',
    text: 'A Conditional Access policy has a state (enabled, disabled, enabledForReportingButNotEnforced), users, groups and roles that it includes and excludes, and grant controls. Policy.Read.All reads it.',
    basis: 'documented',
    sources: [accessPolicy],
    checked: '2026-11-30',
    rules: ['sync-account-challenged'],
  },
  {
    id: 'GRAPH-24',
    text: 'A delta query shows a change after a delay that varies; Microsoft gives no bound. It tracks the properties in the main store of users, which a list of users can select. Graph may answer 410, and may show a change twice.',
    basis: 'documented',
    sources: [trackedChanges],
    checked: '2026-11-30',
  },
  {
    id: 'GRAPH-25',
    text: '`conditions.clientApplications` of a Conditional Access policy has the object ids of service principals that it includes and excludes, `ServicePrincipalsInMyTenant` for all that are the tenant’s own, and a filter by custom security attributes.',
    basis: 'documented',
    sources: [clientApplications],
    checked: '2026-11-30',
    rules: ['sync-account-challenged'],
  },
];
