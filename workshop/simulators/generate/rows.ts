import { guidBytes, guidOfBytes } from '../anchors.js';
import { stableGuid } from '../random.js';
import { attributesOf, type Person } from './people.js';

/** Columns of OnPremIDs.csv: the tutorial's, then what tells people apart. */
export const onPremColumns = [
  'UserPrincipalName',
  'Name',
  'objectGUID',
  'ImmutableID',
  'mS-DS-ConsistencyGuid',
  'objectSid',
  'sAMAccountName',
  'mail',
  'proxyAddresses',
  'distinguishedName',
  'Enabled',
] as const;

/** Columns of AzureADSyncedIDS.csv: the tutorial's, then Graph's. */
export const entraColumns = [
  'UserPrincipalName',
  'objectGUID',
  'ImmutableID',
  'Id',
  'DisplayName',
  'OnPremisesSyncEnabled',
  'AccountEnabled',
  'UserType',
  'Mail',
  'ProxyAddresses',
  'OnPremisesSecurityIdentifier',
  'OnPremisesSamAccountName',
  'OnPremisesDomainName',
  'OnPremisesDistinguishedName',
] as const;

export type OnPremRow = Record<(typeof onPremColumns)[number], string>;
export type EntraRow = Record<(typeof entraColumns)[number], string>;

/** Base64 of the GUID's bytes in .NET order. */
export function anchorOf(guid: string): string {
  return guidBytes(guid).toString('base64');
}

/** The person as Active Directory shows them. */
export function onPremRow(person: Person): OnPremRow {
  const { objectGuid, objectSid, samAccountName, distinguishedName, name } = attributesOf(person);
  const address = `${person.account}@corp.example`;
  return {
    UserPrincipalName: address,
    Name: name,
    objectGUID: objectGuid,
    ImmutableID: anchorOf(objectGuid),
    'mS-DS-ConsistencyGuid': '',
    objectSid,
    sAMAccountName: samAccountName,
    mail: address,
    proxyAddresses: addressesOf(person),
    distinguishedName,
    Enabled: person.enabled ? 'True' : 'False',
  };
}

/** The person as Okta has provisioned them into Entra when nothing went wrong. */
export function entraRow(person: Person): EntraRow {
  const { objectGuid, objectSid, samAccountName, distinguishedName, dnsDomain, name } = attributesOf(person);
  const row = accountRow(`${person.account}@corp.example`, name);
  return {
    ...row,
    ...withImmutableId(anchorOf(objectGuid)),
    OnPremisesSyncEnabled: 'True',
    AccountEnabled: person.enabled ? 'True' : 'False',
    Mail: `${person.account}@corp.example`,
    ProxyAddresses: addressesOf(person),
    OnPremisesSecurityIdentifier: objectSid,
    OnPremisesSamAccountName: samAccountName,
    OnPremisesDomainName: dnsDomain,
    OnPremisesDistinguishedName: distinguishedName,
  };
}

/** An account that lives in the cloud only. */
export function accountRow(userPrincipalName: string, displayName: string): EntraRow {
  return {
    UserPrincipalName: userPrincipalName,
    objectGUID: '',
    ImmutableID: '',
    Id: stableGuid(`entra/${userPrincipalName}`),
    DisplayName: displayName,
    OnPremisesSyncEnabled: '',
    AccountEnabled: 'True',
    UserType: 'Member',
    Mail: '',
    ProxyAddresses: '',
    OnPremisesSecurityIdentifier: '',
    OnPremisesSamAccountName: '',
    OnPremisesDomainName: '',
    OnPremisesDistinguishedName: '',
  };
}

/** The ImmutableID, and the tutorial's objectGUID column: what `[guid][Convert]::FromBase64String(…)` makes of it, or nothing. */
export function withImmutableId(immutableId: string): Pick<EntraRow, 'ImmutableID' | 'objectGUID'> {
  const bytes = Buffer.from(immutableId, 'base64');
  const isAnchor = bytes.length === 16 && bytes.toString('base64') === immutableId;
  return { ImmutableID: immutableId, objectGUID: isAnchor ? guidOfBytes(bytes) : '' };
}

function addressesOf(person: Person): string {
  const primary = `SMTP:${person.account}@corp.example`;
  // Some have an alias: the address Okta once made from the domain of their forest.
  return person.domain === 'emea' ? `${primary};smtp:${person.account.replaceAll('.', '')}@corp.example` : primary;
}
