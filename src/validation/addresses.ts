import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { indexBy } from './index-by.js';

/** What has addresses. Nothing flows into an object of Entra, so its own are all that it has. */
type Addressed = Pick<EntraObject, 'mail' | 'proxyAddresses'>;
/** An on-premises object has `attributes`: its own addresses may not be all, so `OnPremAddresses` tells them. */
type WholeInItself = Addressed & { readonly attributes?: never };

/**
 * The addresses of on-premises objects as Entra would get them. A person has those of the linked mailboxes besides those
 * of the account: Entra Connect joins them to one person. Nothing else reads the addresses of an on-premises object.
 */
export interface OnPremAddresses {
  /** What every on-premises source of users, groups and contacts shows: only that may be judged of groups and contacts. */
  readonly fields: ReadonlySet<string>;
  /** False where the evidence does not show all: a source lacks a column, or a linked mailbox leads to nobody. */
  readonly areKnown: boolean;
  /** Where the values of the object come from, the best first: the forest with the mailbox ("Topologies for Microsoft Entra Connect"). */
  sourcesOf(object: OnPremObject): readonly OnPremObject[];
  /** The primary SMTP address in lower case: the `SMTP:` entry of proxyAddresses, else mail. */
  primaryOf(object: OnPremObject): string | undefined;
  /** Each address that would be the primary one: more than one where several are marked. */
  claimsOf(object: OnPremObject): readonly string[];
  /** The primary address of each source: whichever Entra Connect takes, Entra soft matches on it and gives it to nobody else. */
  primariesOf(object: OnPremObject): ReadonlySet<string>;
  /** Every SMTP address in lower case, without prefixes and repetitions. */
  allOf(object: OnPremObject): ReadonlySet<string>;
}

/**
 * Tells the addresses of on-premises objects.
 *
 * @param mailboxes the linked mailboxes of people who sign in with an account of another forest. msExchMasterAccountSid names it.
 * @param fields what every source of users, groups and contacts shows.
 */
export function onPremAddresses(mailboxes: readonly OnPremObject[], fields: ReadonlySet<string>): OnPremAddresses {
  const masterOf = ({ attributes }: OnPremObject): string | undefined => attributes.get('msexchmasteraccountsid');
  const byMaster = indexBy(mailboxes, masterOf);
  const sourcesOf = (object: OnPremObject): readonly OnPremObject[] => {
    const own = object.objectSid === undefined ? undefined : byMaster.get(object.objectSid);
    return own === undefined ? [object] : [...own.filter((mailbox) => mailbox !== object), object];
  };
  const areJoined = mailboxes.every((mailbox) => masterOf(mailbox) !== undefined && fields.has('objectSid'));
  return {
    fields,
    areKnown: areJoined && fields.has('mail') && fields.has('proxyAddresses'),
    sourcesOf,
    primaryOf: (object) => primaryOf(sourcesOf(object)),
    claimsOf: (object) => claimsOf(sourcesOf(object)),
    primariesOf: (object) => new Set(sourcesOf(object).flatMap((source) => claimsOf([source]))),
    allOf: (object) => allOf(sourcesOf(object)),
  };
}

/** The primary SMTP address of an Entra object in lower case: the `SMTP:` entry of proxyAddresses, else mail. */
export function primaryAddress(object: WholeInItself): string | undefined {
  return primaryOf([object]);
}

/** Each address that an Entra object would have as its primary one: more than one where several are marked. */
export function primaryAddresses(object: WholeInItself): readonly string[] {
  return claimsOf([object]);
}

/** Every SMTP address of an Entra object in lower case, without prefixes and repetitions. */
export function smtpAddresses(object: WholeInItself): ReadonlySet<string> {
  return allOf([object]);
}

/** A UPN, where there is one, and SMTP addresses that are in lower case already: each may be the other of somebody else. */
export function withUpn(upn: string | undefined, addresses: ReadonlySet<string>): ReadonlySet<string> {
  const name = upn?.toLowerCase();
  return name === undefined || addresses.has(name) ? addresses : new Set([name, ...addresses]);
}

/**
 * The addresses of other types than SMTP, with their prefix: X500 and X.400 names, by which replies to old mail arrive, and SIP, by which
 * calls do. Not those that SharePoint gives an account and nobody else uses.
 */
export function otherAddresses(proxyAddresses: readonly string[] = []): readonly string[] {
  return proxyAddresses.filter((address) => !/^(smtp|spo):/i.test(address));
}

function primaryOf(sources: readonly Addressed[]): string | undefined {
  let mail: string | undefined;
  for (const source of sources) {
    const primary = source.proxyAddresses?.find(isPrimaryEntry);
    if (primary !== undefined) return primary.slice('SMTP:'.length).toLowerCase() || undefined;
    mail ??= source.mail;
  }
  return mail?.toLowerCase() || undefined;
}

/** The primary address, and what is marked as primary besides it. */
function claimsOf(sources: readonly Addressed[]): readonly string[] {
  const [, ...rivals] =
    sources
      .map(({ proxyAddresses = [] }) => proxyAddresses.filter(isPrimaryEntry))
      .find((marked) => marked.length > 0) ?? [];
  return [primaryOf(sources) ?? [], rivals.map((address) => address.slice('SMTP:'.length).toLowerCase())].flat();
}

/** True for an entry of proxyAddresses that is marked as the primary address. */
export function isPrimaryEntry(address: string): boolean {
  return address.startsWith('SMTP:');
}

const noAddresses: ReadonlySet<string> = new Set();

function allOf(sources: readonly Addressed[]): ReadonlySet<string> {
  let all: Set<string> | undefined;
  for (const { proxyAddresses = [], mail } of sources) {
    const addresses = proxyAddresses
      .filter((address) => /^smtp:/i.test(address))
      .map((address) => address.slice('smtp:'.length));
    for (const address of mail ? [...addresses, mail] : addresses) {
      all ??= new Set();
      all.add(address.toLowerCase());
    }
  }
  return all ?? noAddresses;
}
