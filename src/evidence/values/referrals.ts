import { normalizeDn } from '../../domain/distinguished-name.js';

// A domain controller refers every search of its domain to the forest's own partitions, which hold no people (AD-10).
export const partitionsWithoutPeople: readonly string[] = [
  'CN=Schema,CN=Configuration',
  'CN=Configuration',
  'DC=DomainDnsZones',
  'DC=ForestDnsZones',
];
const withoutPeople = new RegExp(`^(${partitionsWithoutPeople.join('|')})(,DC=[^,=]+)+$`, 'i');

/** The distinguished name that an LDAP referral (`ldap://host/DN??sub`) points at, or undefined for the forest's own partitions. */
export function referredContainer(uri: string): string | undefined {
  const path = /^ldaps?:\/\/[^/]*\/([^?]*)/i.exec(uri.trim())?.[1] ?? uri;
  const name = decoded(path);
  return withoutPeople.test(normalizeDn(name)) ? undefined : name;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
