import type { RecordPosition } from '../../domain/evidence.js';
import { normalizeGuid } from '../../domain/guid.js';
import type { EntraObject, ObjectType, ProvisioningError } from '../../domain/objects.js';
import { readDeletionTime, unknownDeletionTime } from '../values/times.js';
import { quoted, UnreadableValue } from '../values/unreadable-value.js';
import { numberInsteadOfWord } from '../values/words.js';
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
  deletedDateTime: ['deleteddatetime', 'deletiontimestamp', 'softdeletiontimestamp'],
  onPremisesObjectIdentifier: ['onpremisesobjectidentifier'],
  provisioningErrors: ['onpremisesprovisioningerrors'],
  members: ['members'],
  mailEnabled: ['mailenabled'],
  securityEnabled: ['securityenabled'],
  groupTypes: ['grouptypes'],
  deviceId: ['deviceid'],
  cloudManaged: ['iscloudmanaged', 'onpremisessyncbehavior'],
  exchangeCloudManaged: ['isexchangecloudmanaged'],
  objectType: ['objecttype', 'odatatype'],
} as const satisfies ColumnNames<string>;

export type EntraRole = keyof typeof entraNames;

/** Graph's single-valued properties that synchronization writes, in lower case: what EntraObject.properties may hold. */
export const synchronisedProperties: ReadonlySet<string> = new Set([
  'displayname',
  'givenname',
  'surname',
  'jobtitle',
  'department',
  'companyname',
  'employeeid',
  'mobilephone',
  'businessphones',
  'faxnumber',
  'streetaddress',
  'city',
  'state',
  'postalcode',
  'country',
  'usagelocation',
  'preferredlanguage',
  'officelocation',
  'mailnickname',
  'manager',
  ...Array.from({ length: 15 }, (_, index) => `extensionattribute${index + 1}`),
]);

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
  /** It was listed in the recycle bin, whether or not the time was asked for. */
  readonly isInRecycleBin?: boolean | undefined;
  readonly onPremisesObjectIdentifier?: string | undefined;
  readonly provisioningErrors?: readonly ProvisioningError[] | undefined;
  readonly members?: readonly string[] | undefined;
  readonly mailEnabled?: boolean | undefined;
  readonly securityEnabled?: boolean | undefined;
  readonly groupTypes?: readonly string[] | undefined;
  readonly deviceId?: string | undefined;
  readonly cloudManaged?: boolean | undefined;
  readonly exchangeCloudManaged?: boolean | undefined;
  /** By lower-case name; those in `synchronisedProperties`. */
  readonly properties?: ReadonlyMap<string, string> | undefined;
}

const numberOfType = /^\s*\d+\s*$/;

/**
 * One Entra object from its raw values. The ImmutableID keeps every character, because Entra compares it as text.
 * Throws UnreadableValue when nothing says whose object it is, or of what type its user.
 */
export function convertEntraObject(raw: RawEntraObject, at: RecordPosition): EntraObject {
  const id = raw.entraObjectId?.trim();
  const userPrincipalName = raw.userPrincipalName?.trim();
  if (!id && !userPrincipalName) {
    throw new UnreadableValue(
      'It has neither an object id nor a userPrincipalName, so nothing says whose it is. Export it again.',
    );
  }
  // A guest under a number would pass for a member.
  if (numberOfType.test(raw.userType ?? ''))
    throw new UnreadableValue(numberInsteadOfWord('UserType', String(raw.userType).trim()));
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
    ...text('deletedDateTime', deletionTimeOf(raw)),
    ...text('onPremisesObjectIdentifier', raw.onPremisesObjectIdentifier),
    ...(raw.provisioningErrors?.length ? { provisioningErrors: raw.provisioningErrors } : {}),
    ...(raw.members === undefined ? {} : { members: raw.members }),
    ...(raw.mailEnabled === undefined ? {} : { mailEnabled: raw.mailEnabled }),
    ...(raw.securityEnabled === undefined ? {} : { securityEnabled: raw.securityEnabled }),
    ...(raw.groupTypes === undefined ? {} : { groupTypes: raw.groupTypes }),
    ...text('deviceId', raw.deviceId),
    ...(raw.cloudManaged === undefined ? {} : { cloudManaged: raw.cloudManaged }),
    ...(raw.exchangeCloudManaged === undefined ? {} : { exchangeCloudManaged: raw.exchangeCloudManaged }),
    ...(raw.properties?.size ? { properties: raw.properties } : {}),
  };
}

/**
 * When the object was deleted. Where the time was not asked for, the list that it stands in tells that it lies in the recycle bin, and
 * so does its UPN, in front of which Entra puts the object id without hyphens. Throws UnreadableValue, also where such a UPN stands
 * without an object id.
 */
export function deletionTimeOf({
  entraObjectId,
  userPrincipalName,
  deletedDateTime,
  isInRecycleBin = false,
}: Pick<RawEntraObject, 'entraObjectId' | 'userPrincipalName' | 'deletedDateTime' | 'isInRecycleBin'>):
  | string
  | undefined {
  const time = readDeletionTime(deletedDateTime);
  if (time !== undefined) return time;
  if (isInRecycleBin) return unknownDeletionTime;
  const id = prefixOfDeleted.exec(userPrincipalName?.trim() ?? '')?.[0];
  if (id === undefined) return undefined;
  if (!entraObjectId?.trim()) {
    throw new UnreadableValue(
      `The userPrincipalName ${quoted(userPrincipalName ?? '')} looks like one that Entra gives to a deleted account (its object id in front), and the Id that would tell is missing. Export Id too.`,
    );
  }
  return entraObjectId.replaceAll(/[^0-9a-f]/gi, '').toLowerCase() === id.toLowerCase()
    ? unknownDeletionTime
    : undefined;
}

/** The object id in front of a UPN, as a pattern. */
export const deletedPrefix: string = String.raw`[0-9a-f]{32}(?=[^\s@]+@)`;
const prefixOfDeleted = new RegExp(`^${deletedPrefix}`, 'i');

/**
 * Throws UnreadableValue for an object of a type that is not known but that has a UPN or an ImmutableID: it may be the one
 * who holds somebody's anchor, and to pass over it would hide that.
 */
export function refuseUnknownType(type: string, userPrincipalName: unknown, immutableId: unknown): void {
  const [name, anchor] = [userPrincipalName, immutableId].map((value) => typeof value === 'string' && value.trim());
  if (!name && !anchor) return;
  const found = [name && 'a UPN', anchor && 'an ImmutableID'].filter(Boolean).join(' and ');
  throw new UnreadableValue(
    `Its type ${quoted(type)} is not known and it has ${found}, so it may hold what belongs to a person. Update entra-cutover, or ask for users, groups, contacts and devices only.`,
  );
}

/**
 * Where the source shows onPremisesSyncEnabled, an account without a value was never synced (null, documented for `user`).
 * What no record shows may not have been asked for, and then nothing is known of anybody.
 */
export function settleSynced(records: EntraObject[], fields: ReadonlySet<string>): void {
  const shown = fields.has('synced');
  records.forEach((record, index) => {
    // Most records stay as they are: there may be a million, so none is copied for nothing.
    if ((record.synced === undefined) !== shown) return;
    const { synced: _, ...rest } = record;
    records[index] = shown ? { ...rest, synced: false } : rest;
  });
}

/** What to say about a source that does not show ImmutableIDs. */
export const withoutImmutableId =
  'It has no ImmutableID (onPremisesImmutableId), which Graph returns only when it is asked for. Export it with -Property OnPremisesImmutableId or $select (docs/evidence-formats.md).';

function text<Name extends string>(name: Name, value: string | undefined): { readonly [key in Name]?: string } {
  const trimmed = value?.trim();
  return trimmed ? ({ [name]: trimmed } as { readonly [key in Name]: string }) : {};
}
