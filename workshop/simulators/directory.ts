import { readCsv } from './csv.js';

/** One account of Active Directory, as OnPremIDs.csv shows it. Absent values are ''. */
export interface DirectoryUser {
  readonly userPrincipalName: string;
  readonly name: string;
  readonly objectGuid: string;
  /** mS-DS-ConsistencyGuid, Base64 of its bytes. */
  readonly consistencyGuid: string;
  readonly objectSid: string;
  readonly samAccountName: string;
  readonly mail: string;
  readonly proxyAddresses: readonly string[];
  readonly distinguishedName: string;
  readonly enabled: boolean;
  readonly adminDescription: string;
}

export interface DirectoryState {
  readonly users: DirectoryUser[];
  /** The containers that the sync job is configured for; empty: the whole directory. */
  readonly organizationalUnits: readonly string[];
}

/** The accounts of an OnPremIDs.csv. */
export function readDirectory(csv: string): DirectoryUser[] {
  return readCsv(csv).map((row) => {
    const cell = (name: string): string => row.get(name) ?? '';
    return {
      userPrincipalName: cell('userprincipalname'),
      name: cell('name'),
      objectGuid: cell('objectguid').toLowerCase(),
      consistencyGuid: cell('ms-ds-consistencyguid'),
      objectSid: cell('objectsid'),
      samAccountName: cell('samaccountname'),
      mail: cell('mail'),
      proxyAddresses: cell('proxyaddresses').split(';').filter(Boolean),
      distinguishedName: cell('distinguishedname'),
      enabled: cell('enabled').toLowerCase() !== 'false',
      adminDescription: cell('admindescription'),
    };
  });
}

/** The accounts that the job synchronizes: those in its containers that Entra's default filters let through (CONNECT-29). */
export function inScope(directory: DirectoryState): DirectoryUser[] {
  const { users, organizationalUnits } = directory;
  return users.filter((user) => {
    if (/^user_/i.test(user.adminDescription) || /^(aad_|msol_)/i.test(user.samAccountName)) return false;
    const name = user.distinguishedName.toLowerCase();
    return (
      organizationalUnits.length === 0 || organizationalUnits.some((unit) => name.endsWith(`,${unit.toLowerCase()}`))
    );
  });
}

/** The DNS domain of a distinguished name: `…,DC=corp,DC=example` is in `corp.example`. */
export function domainOf(distinguishedName: string): string {
  return [...distinguishedName.matchAll(/(?:^|,)DC=([^,]+)/gi)].map((match) => match[1]).join('.');
}
