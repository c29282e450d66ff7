import type { RecordPosition } from '../../domain/evidence.js';
import { normalizeGuid } from '../../domain/guid.js';
import type { EntraObject, ObjectType } from '../../domain/objects.js';
import { UnreadableValue } from '../values/unreadable-value.js';
import type { ColumnNames } from './columns.js';

/** The properties of EntraObject under the names that Graph, its PowerShell, the retired modules and the portals use. */
export const entraNames = {
  entraObjectId: ['id', 'objectid'],
  userPrincipalName: ['userprincipalname', 'upn'],
  immutableId: ['onpremisesimmutableid', 'immutableid'],
  synced: ['onpremisessyncenabled', 'dirsyncenabled', 'directorysynced'],
  displayName: ['displayname', 'name'],
  userType: ['usertype'],
  accountEnabled: ['accountenabled'],
  blockCredential: ['blockcredential'],
  mail: ['mail', 'emailaddress'],
  proxyAddresses: ['proxyaddresses'],
  onPremisesSecurityIdentifier: ['onpremisessecurityidentifier'],
  onPremisesSamAccountName: ['onpremisessamaccountname'],
  onPremisesDomainName: ['onpremisesdomainname'],
  onPremisesDistinguishedName: ['onpremisesdistinguishedname'],
  deletedDateTime: ['deleteddatetime', 'deletiontimestamp'],
  objectType: ['objecttype', 'odatatype'],
} as const satisfies ColumnNames<string>;

export type EntraRole = keyof typeof entraNames;

/** The values of one Entra object as a format shows them; empty text stands for "has no such value". */
export interface RawEntraObject {
  readonly objectType: ObjectType;
  readonly entraObjectId?: string | undefined;
  readonly userPrincipalName?: string | undefined;
  readonly immutableId?: string | undefined;
  readonly synced?: boolean | undefined;
  readonly displayName?: string | undefined;
  readonly userType?: string | undefined;
  readonly accountEnabled?: boolean | undefined;
  readonly mail?: string | undefined;
  readonly proxyAddresses?: readonly string[] | undefined;
  readonly onPremisesSecurityIdentifier?: string | undefined;
  readonly onPremisesSamAccountName?: string | undefined;
  readonly onPremisesDomainName?: string | undefined;
  readonly onPremisesDistinguishedName?: string | undefined;
  readonly deletedDateTime?: string | undefined;
}

/**
 * One Entra object from its raw values. The ImmutableID keeps every character, because Entra compares it as text.
 * Throws UnreadableValue when nothing says whose object it is.
 */
export function convertEntraObject(raw: RawEntraObject, at: RecordPosition): EntraObject {
  const id = raw.entraObjectId?.trim();
  const userPrincipalName = raw.userPrincipalName?.trim();
  if (!id && !userPrincipalName) {
    throw new UnreadableValue(
      'It has neither an object id nor a userPrincipalName, so nothing says whose it is. Export it again.',
    );
  }
  return {
    objectType: raw.objectType,
    at,
    ...(id ? { entraObjectId: normalizeGuid(id) ?? id } : {}),
    ...(userPrincipalName ? { userPrincipalName } : {}),
    ...(raw.immutableId ? { immutableId: raw.immutableId } : {}),
    ...(raw.synced === undefined ? {} : { synced: raw.synced }),
    ...text('displayName', raw.displayName),
    ...text('userType', raw.userType),
    ...(raw.accountEnabled === undefined ? {} : { accountEnabled: raw.accountEnabled }),
    ...text('mail', raw.mail),
    ...(raw.proxyAddresses?.length ? { proxyAddresses: raw.proxyAddresses } : {}),
    ...text('onPremisesSecurityIdentifier', raw.onPremisesSecurityIdentifier?.toUpperCase()),
    ...text('onPremisesSamAccountName', raw.onPremisesSamAccountName),
    ...text('onPremisesDomainName', raw.onPremisesDomainName),
    ...text('onPremisesDistinguishedName', raw.onPremisesDistinguishedName),
    ...text('deletedDateTime', raw.deletedDateTime),
  };
}

/** What to say about a source that does not show ImmutableIDs. */
export const withoutImmutableId =
  'It has no ImmutableID (onPremisesImmutableId), which Graph returns only when it is asked for. Export it with -Property OnPremisesImmutableId or $select (docs/evidence-formats.md).';

function text<Name extends string>(name: Name, value: string | undefined): { readonly [key in Name]?: string } {
  const trimmed = value?.trim();
  return trimmed ? ({ [name]: trimmed } as { readonly [key in Name]: string }) : {};
}
