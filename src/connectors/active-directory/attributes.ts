import { binaryAttributes } from '../../domain/source-anchor.js';
import { canonicalName } from '../../evidence/records/columns.js';
import { onPremNames } from '../../evidence/records/on-prem.js';

// Attributes that hold bytes, as Active Directory's schema spells them. ldapts returns bytes only for the names that it is
// given, letter for letter as the server sends them: a GUID that happens to be UTF-8 would come back as damaged text.
const binary = ['objectGUID', 'mS-DS-ConsistencyGuid', 'objectSid', 'msExchMasterAccountSid'];
/** True for an attribute (in any letter case) whose values are bytes. */
export function isBinary(name: string): boolean {
  return binaryAttributes.has(name.toLowerCase());
}

/** Every spelling of the binary attributes that servers were seen to send, those included that may be the source anchor. */
export const binarySpellings: readonly string[] = [
  ...new Set([
    ...binary,
    ...['msExchMailboxGuid', 'msExchArchiveGUID', 'msExchDisabledArchiveGUID'],
    ...binaryAttributes,
  ]),
];

const identity = [
  'objectClass',
  'userPrincipalName',
  'sAMAccountName',
  'name',
  'displayName',
  'mail',
  'proxyAddresses',
  'userAccountControl',
  'member',
  'groupType',
  'isDeleted',
];
/** What Entra Connect's default filters look at (CONNECT-29). */
const filters = ['isCriticalSystemObject', 'adminDescription', 'mailNickname', 'msExchRecipientTypeDetails'];
/** What synchronization writes to the cloud, so that it could be lost or be the source anchor. */
const synchronised = [
  ...[
    'manager',
    'targetAddress',
    'legacyExchangeDN',
    'msRTCSIP-PrimaryUserAddress',
    'msExchUsageLocation',
    'msExchHideFromAddressLists',
    'msExchRecipientDisplayType',
  ],
  ...['employeeID', 'employeeNumber', 'employeeType', 'cn', 'givenName', 'sn', 'title', 'department', 'company'],
  ...['division', 'physicalDeliveryOfficeName', 'telephoneNumber', 'mobile', 'facsimileTelephoneNumber'],
  ...['streetAddress', 'l', 'st', 'postalCode', 'co', 'c', 'preferredLanguage', 'info', 'wWWHomePage'],
  ...Array.from({ length: 15 }, (_, index) => `extensionAttribute${index + 1}`),
];

/** Grows with every change of an object, differently on each domain controller: to tell changes, never a fact of a person. */
export const versionAttribute = 'uSNChanged';

/** What evidence shows of every object; `further` are those that the environment uses besides (a source anchor of its own). */
export function requestedAttributes(further: readonly string[]): readonly string[] {
  const names = [...binary, ...identity, ...filters, ...synchronised, ...further];
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()];
}

/**
 * The fields of evidence for which these attributes were asked: an attribute that no object has is known to be empty. Those
 * that stand for one property of OnPremObject are called by that.
 */
export function fieldsOf(further: readonly string[]): ReadonlySet<string> {
  const fields = new Set(['enabled', 'distinguishedName', 'usercertificate']);
  const names = requestedAttributes(further).map((name) => name.toLowerCase());
  const roles = Object.entries(onPremNames).map(([role, spellings]: [string, readonly string[]]) => {
    const best = spellings.find((spelling) => names.some((name) => canonicalName(name) === spelling));
    return { role, name: names.find((name) => canonicalName(name) === best) };
  });
  for (const name of names) fields.add(roles.find((role) => role.name === name)?.role ?? name);
  return fields;
}
