import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../src/config/settings.js';
import { UserError } from '../../src/domain/errors.js';
import type { EntraObject, OnPremObject } from '../../src/domain/objects.js';
import { isOktaApp } from '../../src/domain/okta.js';
import { isEntraObject } from '../../src/domain/service.js';
import type { AssessmentRequest } from '../../src/pipeline/assess/assess.js';
import { scenarioFolder } from '../engine/project.js';
import type { ConnectOptions } from '../simulators/connect/index.js';

/**
 * Writes the stack's evidence as the folder of a scenario, so that the stand-ins begin as that organization. What evidence
 * does not say (Okta's capabilities, agents, credentials) is that of the embedded organization.
 */
export function writeScenario(folder: string, settings: Settings, { evidence, validation }: AssessmentRequest): void {
  mkdirSync(folder, { recursive: true });
  const onPrem = evidence.onPrem.flatMap(({ records }) => records).filter(({ objectType }) => objectType === 'user');
  const entra = evidence.entra
    .flatMap(({ records }) => records)
    .filter(isEntraObject)
    .filter(({ objectType }) => objectType === 'user');
  write(folder, 'OnPremIDs.csv', csv(onPremColumns, onPrem));
  write(folder, 'AzureADSyncedIDS.csv', csv(entraColumns, entra));
  const told = organisation(settings, onPrem, entra, validation.verifiedDomains, claimMappings(evidence));
  write(folder, 'organisation.json', JSON.stringify(told));
}

/** What fills the ImmutableID at sign-in, by the id of the app, as far as the evidence of Okta shows it. */
export function claimMappings({ okta = [] }: AssessmentRequest['evidence']): ReadonlyMap<string, string> {
  const apps = okta.flatMap(({ records }) => records).filter(isOktaApp);
  return new Map(
    apps.flatMap(({ id, anchorMapping }) => (anchorMapping === undefined ? [] : [[id, anchorMapping.expression]])),
  );
}

/**
 * How the stand-in of the stack's Entra Connect server is installed.
 *
 * @throws UserError for a source anchor that the stand-in's directory does not have.
 */
export function installationOf({
  connect,
  sourceAnchor: { attribute },
  scope,
}: Settings): NonNullable<ConnectOptions['installation']> {
  if (!/^(mS-DS-ConsistencyGuid|objectGUID)$/i.test(attribute))
    throw new UserError(
      `The source anchor ${attribute} can't be rehearsed: the stand-in of Entra Connect reads mS-DS-ConsistencyGuid and objectGUID only.`,
    );
  return {
    ...(connect && { serverName: connect.serverName, entraConnector: connect.connectorName }),
    sourceAnchorAttribute: attribute,
    organizationalUnits: scope.organizationalUnits,
    importedUnits: scope.organizationalUnits,
  };
}

type Columns<Item> = Readonly<Record<string, (item: Item) => string | undefined>>;

const onPremColumns: Columns<OnPremObject> = {
  UserPrincipalName: ({ userPrincipalName }) => userPrincipalName,
  Name: ({ name }) => name,
  objectGUID: ({ objectGuid }) => objectGuid,
  'mS-DS-ConsistencyGuid': ({ consistencyGuid }) => consistencyGuid,
  objectSid: ({ objectSid }) => objectSid,
  sAMAccountName: ({ samAccountName }) => samAccountName,
  mail: ({ mail }) => mail,
  proxyAddresses: ({ proxyAddresses }) => proxyAddresses?.join(';'),
  distinguishedName: ({ distinguishedName }) => distinguishedName,
  Enabled: ({ enabled }) => flag(enabled),
  adminDescription: ({ attributes }) => attributes.get('admindescription'),
};

const entraColumns: Columns<EntraObject> = {
  UserPrincipalName: ({ userPrincipalName }) => userPrincipalName,
  ImmutableID: ({ immutableId }) => immutableId,
  Id: ({ entraObjectId }) => entraObjectId,
  DisplayName: ({ displayName }) => displayName,
  OnPremisesSyncEnabled: ({ synced }) => (synced ? 'True' : ''),
  AccountEnabled: ({ accountEnabled }) => flag(accountEnabled),
  UserType: ({ userType }) => userType ?? 'Member',
  Mail: ({ mail }) => mail,
  ProxyAddresses: ({ proxyAddresses }) => proxyAddresses?.join(';'),
  OnPremisesSecurityIdentifier: ({ onPremisesSecurityIdentifier }) => onPremisesSecurityIdentifier,
  OnPremisesSamAccountName: ({ onPremisesSamAccountName }) => onPremisesSamAccountName,
  OnPremisesDomainName: ({ onPremisesDomainName }) => onPremisesDomainName,
  OnPremisesDistinguishedName: ({ onPremisesDistinguishedName }) => onPremisesDistinguishedName,
};

/** The embedded organization with the stack's tenant, apps and domains, and with nobody's roles and groups. */
function organisation(
  settings: Settings,
  onPrem: readonly OnPremObject[],
  entra: readonly EntraObject[],
  verifiedDomains: ReadonlySet<string> | undefined,
  mappings: ReadonlyMap<string, string>,
): unknown {
  const base = JSON.parse(readFileSync(join(scenarioFolder('repaired-organisation'), 'organisation.json'), 'utf8'));
  const suffixes = [...onPrem, ...entra].flatMap(({ userPrincipalName }) => userPrincipalName?.split('@')[1] ?? []);
  const names = [...(verifiedDomains ?? new Set(suffixes.map((name) => name.toLowerCase())))].sort();
  const [managed, initial] = base.domains;
  const initialName = settings.tenant.domain ?? names.find((name) => name.endsWith('.onmicrosoft.com')) ?? initial.id;
  const domains = names
    .filter((id) => id !== initialName)
    .map((id, index) => ({ ...managed, id, isDefault: index === 0 }));
  const [app] = base.okta.apps;
  return {
    description: 'Rehearsal: the evidence of a stack.',
    tenantId: settings.tenant.id,
    tenantName: settings.tenant.domain ?? 'Rehearsal',
    domains: [...domains, { ...initial, id: initialName }],
    okta: {
      apps: settings.okta.apps.map(({ id, label }) => ({
        ...{ ...app, id, label, users: 'synchronised', inFlight: [] },
        anchorExpression: mappings.get(id),
      })),
    },
    servicePrincipals: base.servicePrincipals.map((principal: object, index: number) =>
      index === 0 && settings.cloudSync ? { ...principal, id: settings.cloudSync.servicePrincipalId } : principal,
    ),
    agents: base.agents,
    deletedUsers: entra.flatMap(({ deletedDateTime, userPrincipalName }) =>
      deletedDateTime === undefined ? [] : (userPrincipalName ?? []),
    ),
  };
}

function csv<Item>(columns: Columns<Item>, items: readonly Item[]): string {
  const cell = (text = ''): string => `"${text.replaceAll('"', '""')}"`;
  const rows = items.map((item) => Object.values(columns).map((read) => cell(read(item))));
  return [Object.keys(columns).map(cell), ...rows].map((row) => `${row.join(',')}\n`).join('');
}

function flag(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : value ? 'True' : 'False';
}

function write(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
}
