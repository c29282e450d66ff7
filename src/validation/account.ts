import { initialDomainEndings } from '../domain/initial-domain.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';

/** The DNS domain that a distinguished name ends in (`DC=corp,DC=example` → `corp.example`), in lower case. */
export function domainOfDistinguishedName(distinguishedName: string | undefined): string | undefined {
  const parts = distinguishedName === undefined ? [] : normalizeDn(distinguishedName).split(',');
  const labels = parts.filter((part) => part.startsWith('dc=')).map((part) => part.slice(3));
  return labels.length > 0 ? labels.join('.') : undefined;
}

/** The part of a UPN or address after its last `@`, in lower case. */
export function domainOfName(name: string): string {
  return name.slice(name.lastIndexOf('@') + 1).toLowerCase();
}

/** True when the distinguished name lies in the container (or is it). DNs compare without letter case. */
export function isInContainer(distinguishedName: string, container: string): boolean {
  const name = normalizeDn(distinguishedName);
  const base = normalizeDn(container);
  return name === base || name.endsWith(`,${base}`);
}

/** A distinguished name in which nothing is written in more than one way but letter case: no escape, quotation mark, form or blank. */
const plainDn = /^(?![\s\d]|OID\.)(?:[^\\"<,;=\s]|,(?![\s,\d]|OID\.)|=(?![\s#])|\s(?![\s,=]|$))*$/i;
/** The types of Active Directory's names by their numbers, which RFC 4514 allows in their place. */
export const numberedTypes: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
]);

/**
 * A distinguished name as it compares: without letter case and blanks around its parts and their `=`, each sign in its composed form, and
 * escaped only where it would separate parts otherwise. `\,`, `\2C`, `\C3\BC` and a value in quotation marks are spellings of what they
 * stand for, and `;` separates parts as `,` does (RFC 4514, RFC 2253). Active Directory puts `<GUID=…>;<SID=…>;` in front (MS-ADTS,
 * LDAP_SERVER_EXTENDED_DN_OID).
 */
export function normalizeDn(distinguishedName: string): string {
  if (plainDn.test(distinguishedName)) return distinguishedName.toLowerCase().normalize('NFC');
  return distinguishedName
    .replace(/^\s*(?:<(?:GUID|SID)=[^>]*>\s*;\s*)+/i, '')
    .replace(/\\.|"((?:\\.|[^"\\])*)"/gs, (written, quoted?: string) =>
      quoted === undefined
        ? written
        : quoted.replace(/\\.|[,;#\s]/gs, (sign) => (sign.length > 1 ? sign : escapeSign(sign))),
    )
    .replace(/(?:\\[0-9a-f]{2})+|\\./gis, (written) => unescapeDn(written).replace(/[\\,;#\s]/g, escapeSign))
    .split(/[,;]/)
    .map((part) => normalizePart(part).replaceAll('\\20', ' ').replaceAll('\\23', '#'))
    .join(',')
    .toLowerCase()
    .normalize('NFC');
}

function normalizePart(part: string): string {
  const at = part.indexOf('=');
  if (at < 0) return part.trim();
  const type = part.slice(0, at).trim();
  return `${numberedTypes.get(type.replace(/^OID\./i, '')) ?? type}=${fromHexadecimal(part.slice(at + 1).trim())}`;
}

/** A value as `#` and the hexadecimal digits of its BER encoding stands for its text (RFC 4514): a short string of any type. */
function fromHexadecimal(value: string): string {
  const [, length = '', bytes = ''] = /^#(?:04|0c|13|14|16)([0-7][0-9a-f])((?:[0-9a-f]{2})*)$/i.exec(value) ?? [];
  if (bytes === '' || Number.parseInt(length, 16) * 2 !== bytes.length) return value;
  return unescapeDn(bytes.replaceAll(/../g, String.raw`\$&`)).replace(/[\\,;]/g, escapeSign);
}

/** What an escape stands for: the bytes of UTF-8 in hexadecimal, or the sign itself. What is neither stays as it is written. */
function unescapeDn(written: string): string {
  if (!/^\\[0-9a-f]{2}/i.test(written)) return written.slice(1);
  try {
    return decodeURIComponent(written.replaceAll('\\', '%'));
  } catch {
    return written;
  }
}

function escapeSign(sign: string): string {
  return `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** True when both sides know a SID and they differ: the same name, perhaps another person. */
export function sidsDiffer(onPrem: OnPremObject, entraSid: string | undefined): boolean {
  return onPrem.objectSid !== undefined && entraSid !== undefined && onPrem.objectSid !== entraSid;
}

/** True when both sides know a SID and they agree: it is the same object of Active Directory, whatever it is called. */
export function sidsAgree(onPrem: OnPremObject, entraSid: string | undefined): boolean {
  return onPrem.objectSid !== undefined && onPrem.objectSid === entraSid;
}

/** What Entra puts into the UPN of an account from outside. */
export const externalMark: RegExp = /#EXT#@/i;

/**
 * True for a guest. Where the type was not read the UPN tells: Entra makes that of an external account from its address at home and
 * `#EXT#` ("Properties of a Microsoft Entra B2B collaboration user").
 */
export function isGuest({ userType, userPrincipalName = '' }: EntraObject): boolean {
  return userType === undefined ? externalMark.test(userPrincipalName) : userType.toLowerCase() === 'guest';
}

/** How the domain ends that Entra itself gives a tenant, in the public cloud and the national ones, as a pattern. */
export const initialDomains: string = `(?:${initialDomainEndings.join('|')})`;
const initialDomain = new RegExp(`${initialDomains}$`, 'i');

/** True for a domain, or an address in one, that Entra itself gave the tenant: in the public cloud or another. */
export function isInitialDomain(domain: string): boolean {
  return initialDomain.test(domain);
}

/**
 * True for a guest from outside. A directory can synchronize somebody as a guest too (userType is an attribute like others): such an
 * account has a source on-premises, and is somebody's like any other.
 */
export function isFromOutside(account: EntraObject): boolean {
  return isGuest(account) && account.synced !== true && account.immutableId === undefined;
}

/** Mailboxes that belong to nobody in person. */
export type MailboxKind = 'shared' | 'room' | 'equipment';

/** msExchRecipientTypeDetails: on-premises mailboxes, and those that lie in Exchange Online (RemoteSharedMailbox and so on). */
const mailboxKinds: ReadonlyMap<bigint, MailboxKind> = new Map([
  [4n, 'shared'],
  [34359738368n, 'shared'],
  [16n, 'room'],
  [8589934592n, 'room'],
  [32n, 'equipment'],
  [17179869184n, 'equipment'],
]);

/** What Exchange takes the object for (msExchRecipientTypeDetails); 0 where the evidence does not say. */
export function recipientType({ attributes }: OnPremObject): bigint {
  return bigInteger(attributes.get('msexchrecipienttypedetails') ?? '');
}

/** What kind of mailbox nobody owns the account stands behind; undefined for people, and where the evidence does not say. */
export function mailboxKind(object: OnPremObject): MailboxKind | undefined {
  return mailboxKinds.get(recipientType(object));
}

/** The value as an integer, hexadecimal or decimal; 0 for anything else. */
export function bigInteger(text: string): bigint {
  return /^-?(\d+|0x[0-9a-f]+)$/i.test(text) ? BigInt(text) : 0n;
}

/**
 * How the accounts are called with which Entra Connect and cloud sync sign in, as their installation makes them: in a domain that only Entra gives
 * away ("Microsoft Entra Connect: Accounts and permissions"; "Prerequisites for Microsoft Entra Cloud Sync").
 */
export const syncAccounts = {
  connect: 'sync_[a-z0-9-]{1,15}_[0-9a-f]{12}',
  cloudSync: 'ADToAADSyncServiceAccount',
} as const;
const syncAccountName = new RegExp(
  `^(${syncAccounts.connect}|${syncAccounts.cloudSync})@[a-z0-9-]+${initialDomains}$`,
  'i',
);
/** The tool whose account is called so; undefined for anyone else. */
export function toolOfSyncAccount(account: EntraObject): keyof typeof syncAccounts | undefined {
  if (!isSyncAccount(account)) return undefined;
  return account.userPrincipalName?.toLowerCase().startsWith(syncAccounts.cloudSync.toLowerCase())
    ? 'cloudSync'
    : 'connect';
}

/** Their display name. */
export const syncAccountTitle = 'On-Premises Directory Synchronization Service Account';

/**
 * True for the account of a synchronization server: Entra may show it as synchronized, although it has no source. A person who is called
 * so has traces of one: an ImmutableID, a SID, an account name.
 */
export function isSyncAccount(account: EntraObject): boolean {
  const { userPrincipalName = '', displayName = syncAccountTitle, immutableId, onPremisesSecurityIdentifier } = account;
  const { onPremisesSamAccountName, onPremisesDistinguishedName, onPremisesObjectIdentifier } = account;
  const traces = [
    ...[immutableId, onPremisesSecurityIdentifier, onPremisesSamAccountName],
    ...[onPremisesDistinguishedName, onPremisesObjectIdentifier],
  ];
  return (
    syncAccountName.test(userPrincipalName) &&
    displayName === syncAccountTitle &&
    !isGuest(account) &&
    traces.every((trace) => trace === undefined)
  );
}
