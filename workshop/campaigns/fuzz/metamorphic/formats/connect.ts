import type { EntraRecord, Organisation } from '../organisation.js';
import { base64, bytesOf, guidText, type Random } from '../random.js';

/** What Entra Connect shows: its staged changes, its scheduler, its last runs. */
export interface Connect {
  /** Each staged change: whose, and what. */
  exports: {
    account: EntraRecord;
    /** The objectGUID of the on-premises object that it is joined to, as Base64. */
    joined: string;
    operation: 'add' | 'update' | 'delete';
    changes: Organisation['stagedChanges'];
  }[];
  /** Accounts that are joined to nothing; undefined where nobody exported that list. */
  disconnectors?: EntraRecord[];
  /** The directories of each exported policy; none where nobody exported one. */
  policies: DirectoryPolicy[][];
  scheduler: Record<string, unknown>;
  runs: Record<string, unknown>[];
}

export interface DirectoryPolicy {
  fullyQualifiedDomainName: string;
  partitionFilters?: { distinguishedName: string; containerInclusions: string[]; containerExclusions: string[] }[];
  customSynchronizationRules: object[];
}

const connectors = ['corp.example', 'corp.onmicrosoft.com - AAD'];

/** A staging server after a take-over: onPremisesObjectIdentifier is staged for everybody, every run ended well. */
export function connectOf(
  { onPrem, entra, stagedDeletes, stagedAdditions, stagedChanges, joinedTo, unjoined, containers }: Organisation,
  runsBegan: number,
  random: Random,
): Connect {
  const people = entra.filter(
    ({ key, synced, immutableId, deleted }) => synced && immutableId && !deleted && !unjoined.includes(key),
  );
  return {
    ...((unjoined.length > 0 || random.chance(50)) && {
      disconnectors: entra.filter(({ key }) => unjoined.includes(key)),
    }),
    policies: containers ? [[policyOf(containers, random)]] : [],
    exports: people.map((account) => ({
      account,
      joined: base64(
        onPrem.find(({ key }) => key === (joinedTo.get(account.key) ?? account.key))?.guid ?? bytesOf(account.id),
      ),
      operation: stagedDeletes.includes(account.key)
        ? 'delete'
        : stagedAdditions.includes(account.key)
          ? 'add'
          : 'update',
      changes: stagedChanges.filter(({ key }) => key === account.key),
    })),
    scheduler: {
      SyncCycleEnabled: false,
      StagingModeEnabled: true,
      SchedulerSuspended: false,
      SyncCycleInProgress: false,
      MaintenanceEnabled: true,
      NextSyncCyclePolicyType: 'Delta',
    },
    runs: ['Full Import', 'Full Synchronization'].flatMap((profile, step) =>
      connectors.map((connector, place) => ({
        RunHistoryId: guidText(bytesOf(`run ${profile} ${connector}`)),
        ConnectorName: connector,
        RunProfileName: profile,
        Result: 'success',
        StartDate: `/Date(${runsBegan + (step * 2 + place) * 120_000})/`,
        EndDate: `/Date(${runsBegan + (step * 2 + place) * 120_000 + 60_000})/`,
        RunNumber: step * 2 + place + 1,
        IsRunComplete: true,
      })),
    ),
  };
}

/** A container as another tool may write it: in other letters, with blanks around its parts, in quotation
 * marks, with types in numbers, escaped otherwise. */
function otherSpelling(container: string, random: Random): string {
  return random.pick([
    container,
    container.toUpperCase(),
    container.toLowerCase(),
    container.replaceAll(/(?<!\\),/g, ', '),
    container.replaceAll('\\,', '\\2C'),
    container.replaceAll('=', ' = '),
    container.replaceAll('OU=', '2.5.4.11='),
    container.replaceAll(/=((?:\\.|[^,])*)/g, (_, value: string) => `="${value.replaceAll('\\,', ',')}"`),
  ]);
}

function policyOf({ included, excluded }: NonNullable<Organisation['containers']>, random: Random): DirectoryPolicy {
  return {
    fullyQualifiedDomainName: 'corp.example',
    partitionFilters: [
      {
        distinguishedName: 'DC=corp,DC=example',
        containerInclusions: included.map((one) => otherSpelling(one, random)),
        containerExclusions: excluded.map((one) => otherSpelling(one, random)),
      },
    ],
    customSynchronizationRules: [],
  };
}

/** An exported policy, as the wizard writes it. */
export function policyJson(policy: readonly DirectoryPolicy[]): string {
  return JSON.stringify({
    onpremisesDirectoryPolicy: policy,
    azureDirectoryPolicy: { customSynchronizationRules: [] },
  });
}

/** The name of an account in the Entra connector space: the hexadecimal of the anchor's text. */
function connectorName({ immutableId = '' }: EntraRecord): string {
  return `CN={${Buffer.from(immutableId).toString('hex').toUpperCase()}}`;
}

function connectorObject(account: EntraRecord, content: string): string {
  const id = guidText(bytesOf(`cs ${account.key}`));
  return `  <cs-object cs-dn="${connectorName(account)}" id="{${id}}" object-type="user">${content}</cs-object>`;
}

const objectsXml = (objects: readonly string[]): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<cs-objects>\n${objects.join('\n')}\n</cs-objects>\n`;

/** The XML of `csexport … /f:s`: what was imported, with its values, and joined to nothing. */
export function disconnectorsXml(disconnectors: readonly EntraRecord[]): string {
  const objects = disconnectors.map((account) => {
    const value = (name: string, text: string): string =>
      `<attr name="${name}" type="string" multivalued="false"><value>${text}</value></attr>`;
    const values = `${value('cloudAnchor', `User_${account.id}`)}${value('userPrincipalName', account.upn ?? '')}`;
    const entry = `<entry dn="${connectorName(account)}">${values}</entry>`;
    return connectorObject(account, `<synchronized-hologram>${entry}</synchronized-hologram><connector>0</connector>`);
  });
  return objectsXml(objects);
}

const isList = (attribute: string): boolean => /^proxyaddresses$/i.test(attribute);

/** The XML of `csexport … /f:x`. */
export function exportsXml({ exports }: Connect): string {
  const objects = exports.map(({ account, joined, operation, changes }) => {
    const dn = connectorName(account);
    const attribute =
      operation === 'delete'
        ? ''
        : `<attr name="onPremisesObjectIdentifier" operation="add" type="binary" multivalued="false"><value encoding="base64">${joined}</value></attr>`;
    const written = changes.map(({ attribute: name, from, to }) =>
      operation === 'add'
        ? `<attr name="${name}" type="string" multivalued="${isList(name)}"><value>${to}</value></attr>`
        : `<attr name="${name}" operation="update" type="string" multivalued="${isList(name)}"><value operation="delete">${from}</value><value operation="add">${to}</value></attr>`,
    );
    const delta = `<unapplied-export><delta operation="${operation}" dn="${dn}">${attribute}${written.join('')}</delta></unapplied-export>`;
    const state = `<export-delta-operation>${operation === 'update' ? 'modify' : operation}</export-delta-operation>`;
    return connectorObject(account, `${delta}${state}`);
  });
  return objectsXml(objects);
}
