import { graphPage, hybridPage, type VendorFact, type VendorFactSource } from './fact.js';

const staging = hybridPage('Staging server and disaster recovery', 'connect/how-to-connect-sync-staging-server');
const scheduler = hybridPage('Scheduler', 'connect/how-to-connect-sync-feature-scheduler');
const tools = hybridPage('ADSyncTools PowerShell reference', 'connect/reference-connect-adsynctools');
const design = hybridPage('Design concepts', 'connect/plan-connect-design-concepts');
const deletes = hybridPage(
  'Prevent accidental deletes',
  'connect/how-to-connect-sync-feature-prevent-accidental-deletes',
);
const policies = hybridPage('Import and export configuration settings', 'connect/how-to-connect-import-export-config');
const defaults = hybridPage(
  'Understanding the default configuration',
  'connect/concept-azure-ad-connect-sync-default-configuration',
);
const attributes = hybridPage(
  'Attributes synchronized to Microsoft Entra ID',
  'connect/reference-connect-sync-attributes-synchronized',
);
const existingTenant = hybridPage('When you have an existing tenant', 'connect/how-to-connect-install-existing-tenant');
const userResource = graphPage('user', 'resources/user');
const filtering = hybridPage('Configure filtering', 'connect/how-to-connect-sync-configure-filtering');
const serviceManagerConnectors = hybridPage(
  'Using connectors with the Sync Service Manager',
  'connect/how-to-connect-sync-service-manager-ui-connectors',
);
const versions = hybridPage('Version release history', 'connect/reference-connect-version-history');
const hardening = hybridPage('Hardening update to Entra Connect Sync', 'connect/harden-update-ad-fs-pingfederate');
const decisionGuide = hybridPage(
  'Connect to cloud sync decision guide',
  'cloud-sync/connect-to-cloud-sync-decision-guide',
);
const migrationFaq = hybridPage('Cloud sync migration FAQ', 'cloud-sync/cloud-sync-migration-faq');
const automaticUpgrade: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Azure AD Connect automatic upgrade does not work',
  address:
    'https://github.com/MicrosoftDocs/SupportArticles-docs/blob/main/support/entra/entra-id/user-prov-sync/cannot-work-automatic-upgrade.md',
};
const csexport: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Csexport: Connector Space Export Tool',
  address: 'https://learn.microsoft.com/previous-versions/mim/jj590346(v=ws.10)',
};
const csObject: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Connector Space Export XML: cs-object',
  address: 'https://learn.microsoft.com/previous-versions/windows/desktop/forefront-2010/ms695412(v=vs.100)',
};
const miisClient: VendorFactSource = {
  publisher: 'Lithnet',
  title: 'miis-client: classes that read connector space objects',
  address: 'https://github.com/lithnet/miis-client',
};
const csReporter: VendorFactSource = {
  publisher: 'FIMTooler',
  title: 'csReporter: reads the files of csexport',
  address: 'https://github.com/FIMTooler/csReporter',
};

export const connectFacts: readonly VendorFact[] = [
  {
    id: 'CONNECT-1',
    text: 'A server in staging mode imports and synchronizes but exports nothing, and synchronizes no passwords. Only the wizard switches the mode. It is not a lock: an operator can still start an export by hand. Only one server may be active.',
    basis: 'documented',
    sources: [staging, scheduler],
    checked: '2026-11-23',
    rules: ['outside-wave', 'password-writer-missing', 'pending-delete', 'two-writers'],
  },
  {
    id: 'CONNECT-2',
    text: 'An empty list of pending exports proves nothing on a server that is not in staging mode, after an import that failed, or while a cycle runs.',
    basis: 'inferred',
    sources: [staging, scheduler],
    checked: '2026-11-23',
    rules: ['evidence-incomplete'],
  },
  {
    id: 'CONNECT-3',
    text: '`Get-ADSyncScheduler` tells whether the server is in staging mode, whether its scheduler is on, and whether a cycle runs (`SyncCycleInProgress`, which the page does not list, but published outputs show).',
    basis: 'recorded',
    sources: [scheduler],
    checked: '2026-11-23',
    rules: ['two-writers', 'evidence-incomplete'],
  },
  {
    id: 'CONNECT-4',
    text: '`ConvertTo-Json` writes a DateTime and a TimeSpan in one form in Windows PowerShell 5.1 and in another in PowerShell 7.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-5',
    text: 'A synchronization cycle has to run at least every 7 days: the marks of the delta imports do not last longer.',
    basis: 'documented',
    sources: [scheduler],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'CONNECT-6',
    text: 'The parameter `Microsoft.SynchronizationOption.AnchorAttribute` of `Get-ADSyncGlobalSettings` names the source anchor attribute. Its letter case is not documented.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['source-anchor-configuration'],
  },
  {
    id: 'CONNECT-7',
    text: '`csexport` takes the name of a connector, a file and one filter: `/f:x` for pending exports, `/f:s` for disconnectors, `/f:e` for export errors, `/f:i` for import errors, `/f:m` for pending imports.',
    basis: 'documented',
    sources: [staging, csexport],
    checked: '2026-11-30',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-8',
    text: 'A disconnector of the Entra connector is a cloud object that is joined to nothing in Active Directory. Entra Connect exports nothing for it: it neither changes nor deletes it.',
    basis: 'documented',
    sources: [staging, tools],
    checked: '2026-11-23',
    rules: ['disconnector', 'entra-only'],
  },
  {
    id: 'CONNECT-9',
    text: '`Export-ADSyncToolsAadDisconnectors` writes a CSV with UserPrincipalName, Mail, SourceAnchor, DistinguishedName, CsObjectId, ObjectType, ConnectorId and CloudAnchor.',
    basis: 'documented',
    sources: [tools],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-10',
    text: '`CSExportAnalyzer` writes 13 columns, one row for each changed attribute. How it quotes values and how it writes a deletion is not published. The encoding of the file is that of the shell that redirects it.',
    basis: 'recorded',
    sources: [staging],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-11',
    text: 'The XML of csexport is a list of `cs-object` elements. A pending export is the `delta` in `unapplied-export`, with the object’s values after it in `unapplied-export-hologram`. An element is there only when the object has such a state. Nobody published a whole file of an Entra connector.',
    basis: 'documented',
    sources: [csObject, miisClient],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-12',
    text: 'The values that the cloud has confirmed stand in `synchronized-hologram` or in `pending-import-hologram`: public readers of such files use one or the other.',
    basis: 'inferred',
    sources: [csObject, csReporter],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-13',
    text: '`delta/@operation` is none, add, replace, update, delete, obsolete or delete-add. The last one deletes the object and creates another one; `replace` is as dangerous.',
    basis: 'recorded',
    sources: [miisClient],
    checked: '2026-11-23',
    rules: ['pending-add', 'pending-update', 'pending-delete', 'pending-recreate'],
  },
  {
    id: 'CONNECT-14',
    text: 'csexport writes an integer as hexadecimal text such as `0x1`, and binary values in Base64.',
    basis: 'recorded',
    sources: [miisClient],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-15',
    text: 'The element `anchor` of an object of the Entra connector is the Base64 of the cloud anchor in UTF-16LE.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-16',
    text: 'The DN of an object of the Entra connector is its source anchor: `CN={…}` with the anchor’s ASCII characters in hexadecimal. So a staged deletion, which carries no attributes, still names its ImmutableID.',
    basis: 'documented',
    sources: [tools],
    checked: '2026-11-23',
    rules: ['disconnector', 'joined-to-another', 'pending-add', 'pending-delete'],
  },
  {
    id: 'CONNECT-17',
    text: 'An object that was imported from Entra without a source anchor has a DN of another form.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-18',
    text: 'The cloud anchor of an object is its type and its Entra object id: `User_<object id>`.',
    basis: 'documented',
    sources: [tools],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-19',
    text: 'A staged addition says only that nothing in the connector space is joined. An account that the cloud manages is never imported there, so it is always staged as an addition, and the service matches it when it is exported.',
    basis: 'inferred',
    sources: [existingTenant],
    checked: '2026-11-23',
    rules: ['pending-add', 'pending-add-of-existing', 'creation-threshold'],
  },
  {
    id: 'CONNECT-20',
    text: 'An object that is in Entra and whose source left the scope, or was deleted, is staged for deletion.',
    basis: 'documented',
    sources: [deletes],
    checked: '2026-11-23',
    rules: ['pending-delete', 'excluded-but-synced'],
  },
  {
    id: 'CONNECT-21',
    text: 'With the usual choice the source anchor of a user is the Base64 of mS-DS-ConsistencyGuid where it is present, else of objectGUID. Groups may take it too; all other objects have objectGUID.',
    basis: 'documented',
    sources: [design],
    checked: '2026-11-23',
    rules: [
      'anchor-claim-differs',
      'anchor-duplicate-on-prem',
      'anchor-held-by-another',
      'anchor-mismatch',
      'consistency-guid-differs',
      'source-attribute',
    ],
  },
  {
    id: 'CONNECT-22',
    text: 'Where mS-DS-ConsistencyGuid is the source anchor attribute and empty, Entra Connect writes the objectGUID into it before the export.',
    basis: 'documented',
    sources: [design],
    checked: '2026-11-23',
    rules: ['pending-writeback'],
  },
  {
    id: 'CONNECT-23',
    text: 'The source anchor attribute is chosen when Entra Connect is installed; another one needs another installation. A person whose anchor changes after the first export is no longer synchronized until it is what it was.',
    basis: 'documented',
    sources: [design, defaults],
    checked: '2026-11-23',
    rules: ['pending-add-of-existing', 'pending-recreate', 'source-anchor-configuration', 'source-attribute'],
  },
  {
    id: 'CONNECT-24',
    text: 'An export with more deletions than the threshold of the tenant (500 unless changed) is stopped as a whole: `stopped-deletion-threshold-exceeded`, event 116.',
    basis: 'documented',
    sources: [deletes],
    checked: '2026-11-23',
    rules: ['deletion-threshold'],
  },
  {
    id: 'CONNECT-25',
    text: 'Exports often end in `completed-export-errors`. That result says neither that the export failed nor that it is done: look at the errors of the single objects.',
    basis: 'inferred',
    sources: [],
    checked: '2026-11-23',
    rules: ['export-error'],
  },
  {
    id: 'CONNECT-26',
    text: 'An exported policy (`Applied-…`, `Exported-SynchronizationPolicy-….JSON`) names the forests, their domains with included and excluded containers, and the synchronization rules.',
    basis: 'recorded',
    sources: [policies],
    checked: '2026-11-23',
    rules: ['excluded-but-synced'],
  },
  {
    id: 'CONNECT-27',
    text: 'Under which key an exported policy holds the source anchor attribute is not published.',
    basis: 'inferred',
    sources: [policies],
    checked: '2026-11-23',
    rules: ['source-anchor-configuration'],
  },
  {
    id: 'CONNECT-28',
    text: 'Entra Connect takes groups of up to 250,000 members. Cloud sync takes 150,000 objects a domain and groups of 50,000 members, and has no pass-through authentication, no device writeback and no people merged from several domains.',
    basis: 'documented',
    sources: [decisionGuide, defaults],
    checked: '2026-11-23',
    rules: ['sync-tool-unsuitable'],
  },
  {
    id: 'CONNECT-29',
    text: 'The default rules leave out: objects with isCriticalSystemObject; users without sAMAccountName, or whose names begin with AAD_, MSOL_, SystemMailbox{ or (with a } later on) CAS_, and SUPPORT_388945a0; mailboxes by the bits 0x21C07000 of msExchRecipientTypeDetails; objects with a conflicting name (\\0ACNF:); adminDescription that begins with User_ or Group_; computers without a certificate. A linked mailbox gives no anchor.',
    basis: 'documented',
    sources: [defaults],
    checked: '2026-11-23',
    rules: ['excluded-but-synced', 'on-prem-only'],
  },
  {
    id: 'CONNECT-30',
    text: 'The error of an object stands in `export-errordetail` (first occurrence, count of retries, type) and below it in `export-status/cd-error` (code, name, what the server said). An object with `import-errordetail` was not synchronized, so it has no pending export.',
    basis: 'recorded',
    sources: [csReporter],
    checked: '2026-11-23',
    rules: ['export-error'],
  },
  {
    id: 'CONNECT-31',
    text: 'Since 2026-09-30 Entra Connect Sync older than 2.5.79.0 no longer synchronizes.',
    basis: 'documented',
    sources: [hardening],
    checked: '2026-11-30',
    rules: ['connect-version'],
  },
  {
    id: 'CONNECT-32',
    text: 'Microsoft moves tenants from Entra Connect Sync to cloud sync in phases and tells each its own window. No general end date is named.',
    basis: 'documented',
    sources: [migrationFaq],
    checked: '2026-11-23',
    commands: ['assess'],
  },
  {
    id: 'CONNECT-33',
    text: 'A page of Microsoft lists the attributes of Active Directory that are synchronized by default, for users, contacts and groups. What is not on the list does not reach Entra unless a rule was added for it.',
    basis: 'documented',
    sources: [attributes],
    checked: '2026-11-30',
    rules: ['attribute-deletion', 'joined-to-another', 'pending-update', 'pending-writeback'],
  },
  {
    id: 'CONNECT-34',
    text: 'Since 2.2.8.0 the default rules export onPremisesObjectIdentifier, so the first run stages it for everybody who has none.',
    basis: 'documented',
    sources: [versions, staging],
    checked: '2026-11-23',
    rules: ['joined-to-another', 'pending-update'],
  },
  {
    id: 'CONNECT-35',
    text: 'Microsoft’s list of synchronized attributes (CONNECT-33) does not say which property of Graph each attribute fills (telephoneNumber fills businessPhones, physicalDeliveryOfficeName fills officeLocation, …), nor that the connector has other names for some of them (`alias`, `onPremiseSecurityIdentifier`).',
    basis: 'inferred',
    sources: [attributes],
    checked: '2026-11-30',
    rules: ['attribute-deletion', 'joined-to-another', 'pending-update'],
  },
  {
    id: 'CONNECT-36',
    text: 'The parameter `Microsoft.Synchronize.ServerConfigurationVersion` of `Get-ADSyncGlobalSettings` is the version in the server’s configuration. If the installed program has another version, the server was upgraded only partly.',
    basis: 'documented',
    sources: [automaticUpgrade],
    checked: '2026-11-30',
    rules: ['connect-version'],
  },
  {
    id: 'CONNECT-37',
    text: 'An object that was synchronized and that a changed filter leaves out is deleted in Entra by the next export. Containers are ticked in the wizard (Customize synchronization options, Domain and OU filtering); they count from the next full import on.',
    basis: 'documented',
    sources: [filtering],
    checked: '2026-11-30',
    rules: ['outside-wave'],
  },
  {
    id: 'CONNECT-38',
    text: 'onPremisesLastSyncDateTime of an account is when it was synchronized last. No page says that every export of the account, and nothing else, changes it.',
    basis: 'inferred',
    sources: [userResource],
    checked: '2026-11-30',
    rules: ['outside-wave'],
  },
  {
    id: 'CONNECT-39',
    text: 'The action Delete of a connector in Synchronization Service Manager, which offers “Delete connector space only”, is not supported. To remove a forest, Entra Connect is installed again.',
    basis: 'documented',
    sources: [serviceManagerConnectors],
    checked: '2026-11-30',
    rules: ['outside-wave'],
  },
  {
    id: 'CONNECT-40',
    text: 'A server that is installed in staging mode with containers ticked from the start stages no deletion for anybody outside: it never synchronized them, and their accounts are joined to nothing.',
    basis: 'inferred',
    sources: [filtering, serviceManagerConnectors],
    checked: '2026-11-30',
    rules: ['outside-wave'],
  },
  {
    id: 'CONNECT-41',
    text: 'With application-based authentication Entra Connect signs in as a single-tenant application with a certificate. The one that it makes itself is called `ConnectSyncProvisioning_`, the server and a number; one that an administrator brings has any name.',
    basis: 'recorded',
    sources: [
      hybridPage(
        'Authenticate to Microsoft Entra ID by using application identity',
        'connect/authenticate-application-id',
      ),
    ],
    checked: '2026-11-30',
    rules: ['sync-account-challenged'],
  },
];
