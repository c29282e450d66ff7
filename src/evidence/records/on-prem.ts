import { directoryMark } from '../../domain/directory-mark.js';
import type { RecordPosition } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import { readConsistencyGuid, readObjectGuid, readSid } from '../values/anchors.js';
import { readAccountControl, readBoolean, readObjectType } from '../values/flags.js';
import { readRecipientType } from '../values/recipient-types.js';
import { type RawValue, UnreadableValue } from '../values/unreadable-value.js';
import { agreedState, type ColumnNames, type NamedState, refuseContradiction } from './columns.js';

/** The properties of OnPremObject under the names that exports of Active Directory give them. */
export const onPremNames = {
  objectGuid: ['objectguid'],
  consistencyGuid: ['msdsconsistencyguid'],
  immutableIdClaim: ['immutableid', 'immutableidclaim', 'onpremisesimmutableid'],
  userPrincipalName: ['userprincipalname', 'upn'],
  name: ['name', 'displayname', 'cn'],
  objectSid: ['objectsid', 'sid'],
  samAccountName: ['samaccountname'],
  mail: ['mail', 'emailaddress'],
  proxyAddresses: ['proxyaddresses'],
  distinguishedName: ['distinguishedname', 'dn'],
  enabled: ['enabled'],
  members: ['member', 'members'],
  deleted: ['isdeleted', 'deleted'],
  objectType: ['objectclass', 'objecttype'],
} as const satisfies ColumnNames<string>;

export type OnPremRole = keyof typeof onPremNames;

/** The values of one directory object as a format shows them. Empty text stands for "has no such value". */
export interface RawOnPremObject {
  readonly objectGuid?: RawValue;
  readonly consistencyGuid?: RawValue;
  readonly immutableIdClaim?: string;
  readonly userPrincipalName?: string;
  readonly name?: string;
  readonly objectSid?: RawValue;
  readonly samAccountName?: string;
  readonly mail?: string;
  readonly proxyAddresses?: readonly string[];
  readonly distinguishedName?: string;
  readonly enabled?: string;
  /** How the source calls it, for a message. */
  readonly enabledName?: string;
  readonly members?: readonly string[];
  readonly deleted?: string;
  readonly classes?: readonly string[];
  readonly attributes: ReadonlyMap<string, string>;
}

/**
 * One directory object from its raw values, or undefined for an object that is not a user, group, contact or device.
 * Throws UnreadableValue when a value cannot be read. An object of an unknown class that has a UPN is taken as a user:
 * to pass over a person would be worse than to look at one thing too many.
 */
export function convertOnPremObject(raw: RawOnPremObject, at: RecordPosition): OnPremObject | undefined {
  const userPrincipalName = raw.userPrincipalName?.trim();
  const classes = raw.classes?.filter((name) => name.trim() !== '') ?? [];
  const objectType = readObjectType(classes) ?? (classes.length === 0 || userPrincipalName ? 'user' : undefined);
  if (objectType === undefined) return undefined;
  const enabled = readEnabled(raw);
  const objectGuid = isPresent(raw.objectGuid) ? readObjectGuid(trimmed(raw.objectGuid)) : undefined;
  const consistencyGuid = isPresent(raw.consistencyGuid)
    ? readConsistencyGuid(trimmed(raw.consistencyGuid))
    : undefined;
  const objectSid = isPresent(raw.objectSid) ? readSid(trimmed(raw.objectSid)) : undefined;
  const mail = raw.mail?.trim();
  return {
    objectType,
    at,
    ...(objectGuid === undefined ? {} : { objectGuid }),
    ...(consistencyGuid === undefined ? {} : { consistencyGuid }),
    ...(raw.immutableIdClaim ? { immutableIdClaim: raw.immutableIdClaim } : {}),
    ...(userPrincipalName ? { userPrincipalName } : {}),
    ...(raw.name ? { name: raw.name } : {}),
    ...(objectSid === undefined ? {} : { objectSid }),
    ...(raw.samAccountName ? { samAccountName: raw.samAccountName } : {}),
    ...(mail ? { mail } : {}),
    ...(raw.proxyAddresses?.length ? { proxyAddresses: raw.proxyAddresses } : {}),
    ...(raw.distinguishedName ? { distinguishedName: raw.distinguishedName } : {}),
    ...(enabled === undefined ? {} : { enabled }),
    ...(objectType === 'group' && raw.members?.length ? { members: raw.members } : {}),
    ...(isDeleted(raw) ? { deleted: true } : {}),
    attributes: readAttributes(raw.attributes),
  };
}

/** isDeleted says it where it was exported, and the name that Active Directory gives to what is deleted. Throws UnreadableValue. */
function isDeleted(raw: RawOnPremObject): boolean {
  const isTold = raw.deleted ? readBoolean(raw.deleted, 'isDeleted') : false;
  return isTold || directoryMark(raw) === 'DEL';
}

/** The attribute that names whose a linked mailbox is. Its value is a SID, in any of the forms that an objectSid may have. */
export const masterSid = 'msexchmasteraccountsid';

/** What decides whether Entra Connect takes an object, by the spelling of the directory: each has a value that can be read, or none. */
const decisive = {
  msExchMasterAccountSid: (text, column) => readSid(text.trim(), column),
  isCriticalSystemObject: (text, column) =>
    /^[01]?$/.test(text.trim()) ? text.trim() : String(readBoolean(text, column)).toUpperCase(),
  msExchRecipientTypeDetails: readRecipientType,
} satisfies Readonly<Record<string, (text: string, column: string) => string>>;
const decisiveAttributes = Object.entries(decisive);
const inWordsOfExchange = 'recipienttypedetails';

/** The attributes, in lower case, whose value must not be left out where it can't be read. */
export const decisiveNames: ReadonlySet<string> = new Set([
  ...decisiveAttributes.map(([column]) => column.toLowerCase()),
  inWordsOfExchange,
]);

/**
 * The attributes with those that decide whether Entra Connect takes the object in one form each. Exchange's own RecipientTypeDetails
 * is msExchRecipientTypeDetails in words. Throws UnreadableValue for a value that can't be read, and where these two contradict.
 */
export function readAttributes(attributes: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  let read: Map<string, string> | undefined;
  const set = (key: string, value: string): void => {
    if (attributes.get(key) !== value) read = (read ?? new Map(attributes)).set(key, value);
  };
  for (const [column, reader] of decisiveAttributes) {
    const written = attributes.get(column.toLowerCase());
    if (written !== undefined) set(column.toLowerCase(), reader(written, column));
  }
  const inWords = attributes.get(inWordsOfExchange);
  if (inWords === undefined) return read ?? attributes;
  const type = readRecipientType(inWords, 'RecipientTypeDetails');
  if (type === '') return read ?? attributes;
  const key = 'msexchrecipienttypedetails';
  const told = (read ?? attributes).get(key);
  if (told) refuseContradiction('recipientType', ['msExchRecipientTypeDetails', told], ['RecipientTypeDetails', type]);
  set(key, type);
  return read ?? attributes;
}

/**
 * Throws UnreadableValue when the object has no value to compute an anchor from, though its source has such a column.
 * `fields`: those of the source, where they are known.
 */
export function requireAnchor(object: OnPremObject, fields?: ReadonlySet<string>): void {
  if (object.objectGuid !== undefined || object.consistencyGuid !== undefined) return;
  if (fields !== undefined && !fields.has('objectGuid')) {
    throw new UnreadableValue(
      'The column objectGUID is missing, and where mS-DS-ConsistencyGuid is empty the anchor is computed from it. Export objectGUID too.',
    );
  }
  throw new UnreadableValue(
    'It has neither objectGUID nor mS-DS-ConsistencyGuid, so no anchor can be computed. Export the object again.',
  );
}

/** True when the source has what a source anchor is computed from by default. */
export function hasAnchorField(fields: ReadonlySet<string>): boolean {
  return fields.has('objectGuid') || fields.has('consistencyGuid');
}

/** True where the object has a value of the field; what is about an object's kind it always has. */
export function hasOnPremValue(object: OnPremObject, field: string): boolean {
  return field === 'objectType' || Reflect.get(object, field) !== undefined || object.attributes.has(field);
}

/** What to say about a source without objectGUID and mS-DS-ConsistencyGuid. */
export const withoutAnchorField =
  'This is not an on-premises export: it has neither objectGUID nor mS-DS-ConsistencyGuid. Export it with objectGUID (docs/evidence-formats.md).';

function readEnabled({ enabled, enabledName = 'Enabled', attributes }: RawOnPremObject): boolean | undefined {
  return agreedState(
    [enabledName, enabled ? readBoolean(enabled, enabledName) : undefined],
    stateByAccountControl(attributes),
  );
}

/** Whether the account is enabled by its userAccountControl, with the name for a message. Throws UnreadableValue. */
export function stateByAccountControl(attributes: ReadonlyMap<string, string>): NamedState {
  const control = attributes.get('useraccountcontrol');
  return ['userAccountControl', control ? readAccountControl(control) : undefined];
}

function isPresent(value: RawValue | undefined): value is RawValue {
  return value !== undefined && value.length > 0;
}

function trimmed(value: RawValue): RawValue {
  return typeof value === 'string' ? value.trim() : value;
}
