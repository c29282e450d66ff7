import { graphPage, hybridPage, type VendorFact, type VendorFactSource } from './fact.js';

const programmatic = hybridPage('Configure cloud sync using MS Graph API', 'cloud-sync/how-to-inbound-synch-ms-graph');
const attributes = hybridPage('Attribute mapping in cloud sync', 'cloud-sync/concept-attributes');
const deletes = hybridPage('Accidental deletes in cloud sync', 'cloud-sync/how-to-accidental-deletes');
const faq = hybridPage('Cloud sync FAQ', 'cloud-sync/reference-cloud-sync-faq');
const decisionGuide = hybridPage(
  'Connect to cloud sync decision guide',
  'cloud-sync/connect-to-cloud-sync-decision-guide',
);
const howItWorks = hybridPage('How cloud sync works', 'cloud-sync/concept-how-it-works');
const job = graphPage('synchronizationJob', 'resources/synchronization-synchronizationjob');
const restart = graphPage('synchronizationJob: restart', 'synchronization-synchronizationjob-restart');
const onDemand = graphPage(
  'synchronizationJob: provisionOnDemand',
  'synchronization-synchronizationjob-provisionondemand',
);
const schema = graphPage('Get synchronizationSchema', 'synchronization-synchronizationschema-get');
const secrets = graphPage('Add synchronization secrets', 'synchronization-serviceprincipal-put-synchronization');
const logs = graphPage('List provisioningObjectSummary', 'provisioningobjectsummary-list');
const existingTenant = hybridPage('When you have an existing tenant', 'connect/how-to-connect-install-existing-tenant');
const tutorial: VendorFactSource = {
  publisher: 'Microsoft',
  title: 'Migrate Okta sync provisioning to Entra Connect synchronization',
  address: 'https://learn.microsoft.com/entra/identity/enterprise-apps/migrate-okta-sync-provisioning',
};

export const cloudSyncFacts: readonly VendorFact[] = [
  {
    id: 'CLOUDSYNC-1',
    text: 'A cloud sync configuration is a service principal that is made from one gallery application (template 1a4721b3-e57f-4451-ae87-ef078703ec94, “Active Directory to Azure Active Directory Provisioning”). Its jobs have the templates AD2AADProvisioning and AD2AADPasswordHash.',
    basis: 'documented',
    sources: [programmatic],
    checked: '2026-11-23',
    commands: ['collect entra', 'pulumi up'],
  },
  {
    id: 'CLOUDSYNC-2',
    text: 'onPremisesSyncEnabled of the organization is switched on through beta.',
    basis: 'documented',
    sources: [programmatic],
    checked: '2026-11-23',
    commands: ['rehearse'],
  },
  {
    id: 'CLOUDSYNC-3',
    text: 'A job has a schedule (Active, Disabled, Paused) and a status (NotConfigured, NotRun, Active, Paused, Quarantine); a job in quarantine keeps an active schedule.',
    basis: 'documented',
    sources: [job],
    checked: '2026-11-23',
    rules: ['two-writers'],
  },
  {
    id: 'CLOUDSYNC-4',
    text: 'A restart resets what its scope names. ForceDeletes lets deletions past their threshold, Full starts over, ConnectorDataStore must not be used. Empty criteria do what the restart in the portal does.',
    basis: 'documented',
    sources: [restart],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'CLOUDSYNC-5',
    text: 'provisionOnDemand writes for real: it is not a dry run. Its answer holds two texts that are JSON themselves, with the action (Create or Update) and the steps.',
    basis: 'documented',
    sources: [onDemand],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'CLOUDSYNC-6',
    text: 'For somebody who is equal on both sides provisionOnDemand answers Skipped and RedundantExport. That is not a failure.',
    basis: 'documented',
    sources: [onDemand],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'CLOUDSYNC-7',
    text: 'Two pages disagree on the source anchor: the FAQ says mS-DS-ConsistencyGuid, else objectGUID, never written back; the table of mappings says objectGUID. Only the schema of the job tells.',
    basis: 'documented',
    sources: [faq, attributes, schema],
    checked: '2026-11-23',
    rules: ['consistency-guid-differs', 'source-anchor-configuration', 'sync-tool-unsuitable'],
  },
  {
    id: 'CLOUDSYNC-8',
    text: 'A PUT of synchronization secrets replaces the whole set: a key that is left out is dropped, the deletion threshold in SyncNotificationSettings included.',
    basis: 'documented',
    sources: [secrets, deletes],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'CLOUDSYNC-9',
    text: 'Graph does not give the values of secrets back.',
    basis: 'inferred',
    sources: [secrets],
    checked: '2026-11-23',
    commands: ['pulumi up'],
  },
  {
    id: 'CLOUDSYNC-10',
    text: 'A threshold of 500, the default, lets fewer than 500 deletions through. 500 or more put the job into quarantine (TooManyDeletes).',
    basis: 'documented',
    sources: [deletes],
    checked: '2026-11-23',
    rules: ['deletion-threshold'],
  },
  {
    id: 'CLOUDSYNC-11',
    text: 'The provisioning log names each creation, update, deletion and failure of a job. Its filters compare letter case, and the same member is spelled differently from page to page.',
    basis: 'documented',
    sources: [logs],
    checked: '2026-11-23',
    commands: ['collect entra', 'verify'],
  },
  {
    id: 'CLOUDSYNC-12',
    text: 'Cloud sync reads Active Directory through provisioning agents on servers of the organization.',
    basis: 'documented',
    sources: [howItWorks],
    checked: '2026-11-23',
    rules: ['agent-unhealthy'],
  },
  {
    id: 'CLOUDSYNC-13',
    text: 'Somebody in scope whom nothing matches is created. The tutorial’s claim that cloud sync is nondestructive does not hold.',
    basis: 'documented',
    sources: [existingTenant, tutorial],
    checked: '2026-11-23',
    rules: ['creation-threshold', 'on-prem-only'],
  },
  {
    id: 'CLOUDSYNC-14',
    text: 'Cloud sync has no staging mode. Two engines for the same objects are not supported.',
    basis: 'documented',
    sources: [decisionGuide, faq],
    checked: '2026-11-23',
    rules: ['sync-tool-unsuitable', 'two-writers'],
  },
];
