import { initialDomainEndings } from '../domain/initial-domain.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';

/** The part of a UPN or address after its last `@`, in lower case. */
export function domainOfName(name: string): string {
  return name.slice(name.lastIndexOf('@') + 1).toLowerCase();
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
