import { canonicalName } from '../records/columns.js';

// Columns that only one of the two sides has. Where a header has none of them, content cannot tell and the flag decides.
const onlyEntra = new Set([
  'dirsyncenabled',
  'onpremisessyncenabled',
  'directorysynced',
  'blockcredential',
  'onpremisessecurityidentifier',
  'onpremisessamaccountname',
  'onpremisesdomainname',
  'onpremisesdistinguishedname',
]);
const onlyActiveDirectory = new Set([
  'msdsconsistencyguid',
  'samaccountname',
  'distinguishedname',
  'dn',
  'objectsid',
  'useraccountcontrol',
]);

/** The columns that show that the table is an export of Entra; empty when it also has one that only AD has. */
export function entraColumnsIn(header: readonly string[]): readonly string[] {
  return telling(header, onlyEntra, onlyActiveDirectory);
}

/** The columns that show that the table is an export of Active Directory; empty when it also has one that only Entra has. */
export function activeDirectoryColumnsIn(header: readonly string[]): readonly string[] {
  return telling(header, onlyActiveDirectory, onlyEntra);
}

function telling(
  header: readonly string[],
  wanted: ReadonlySet<string>,
  contrary: ReadonlySet<string>,
): readonly string[] {
  if (header.some((name) => contrary.has(canonicalName(name)))) return [];
  return header.filter((name) => wanted.has(canonicalName(name)));
}

/** The header for a message: the first ten columns. */
export function listColumns(header: readonly string[]): string {
  const names = header.slice(0, 10).map((name) => name.trim().slice(0, 40));
  return names.join(', ') + (header.length > names.length ? ', …' : '');
}
