import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { effectiveSourceAnchor } from '../domain/source-anchor.js';
import { smtpAddresses, withUpn } from './addresses.js';
import { accountsKeepingAddresses } from './exchange-managed.js';
import { isMatched, type OnPremIdentity, onPremIdentities } from './identity.js';
import { firstOthers } from './index-by.js';
import type { Population } from './population.js';

/** An address of an on-premises object that another object holds too. */
export interface AddressConflict {
  /** Lower case, without prefix. */
  readonly address: string;
  readonly holder: OnPremObject | EntraObject;
  /** True where the holder is the pair of somebody who no longer has the address: the same export takes it away from it. */
  readonly givenUp: boolean;
}

type Claims = Map<string, OnPremObject[]>;

/** Holders of one kind that an address is remembered with: a finding names no more, and all against all would grow with the square. */
const mostHolders = 20;

/**
 * The addresses (UPN, mail, smtp: entries; without letter case) of the on-premises users, groups and contacts in scope that
 * another object holds, on either side. No other are: the own pair, and what Connect joins to the same person. Equal UPNs of
 * two users are `duplicate-upn`. One index over the on-premises side, one pass over the cloud: linear.
 */
export function addressConflicts(population: Population): ReadonlyMap<OnPremObject, readonly AddressConflict[]> {
  const { inScope, inScopeObjects } = population;
  const conflicts = new Map<OnPremObject, AddressConflict[]>();
  const add = (object: OnPremObject, conflict: AddressConflict): void => {
    const known = conflicts.get(object);
    if (known === undefined) conflicts.set(object, [conflict]);
    else known.push(conflict);
  };
  const keeping = accountsKeepingAddresses(population);
  const addressesOf = addressesInCloud(population, keeping);
  // What an account has and keeps is refused to the object that brings it, never to the account.
  const keeps = (object: OnPremObject, address: string): boolean => {
    const account = keeping.get(object);
    return account !== undefined && smtpAddresses(account).has(address);
  };
  const claims = indexClaims([...inScope, ...inScopeObjects], addressesOf);
  for (const [address, claimants] of claims) {
    if (claimants.length < 2) continue;
    const areOne = comparerOf(claimants, address, population);
    for (const one of claimants) {
      for (const holder of firstOthers(claimants, one)) {
        if (!areOne(one, holder) && !keeps(one, address)) add(one, { address, holder, givenUp: false });
      }
    }
  }
  for (const [address, holders] of holdersInCloud(population, claims, addressesOf)) {
    for (const object of claims.get(address) ?? []) {
      for (const { holder, givenUp } of holders) add(object, { address, holder, givenUp });
    }
  }
  return conflicts;
}

/** Every address that an on-premises object brings along, a user's UPN among them. */
function addressesInCloud(
  { addresses, signInName }: Population,
  keeping: ReadonlyMap<OnPremObject, EntraObject>,
): (object: OnPremObject) => ReadonlySet<string> {
  return (object) => {
    const account = keeping.get(object);
    const all = account === undefined ? addresses.allOf(object) : smtpAddresses(account);
    return withUpn(signInName(object), all);
  };
}

function indexClaims(
  objects: readonly OnPremObject[],
  addressesOf: (object: OnPremObject) => ReadonlySet<string>,
): Claims {
  const claims: Claims = new Map();
  for (const object of objects) {
    for (const address of addressesOf(object)) {
      const known = claims.get(address);
      if (known === undefined) claims.set(address, [object]);
      else known.push(object);
    }
  }
  return claims;
}

/** Tells who are one to Connect (by anchor), and those about whose equal UPNs another rule is. */
function comparerOf(
  claimants: readonly OnPremObject[],
  address: string,
  { settings, signInName }: Population,
): (one: OnPremObject, other: OnPremObject) => boolean {
  const anchors = new Map(claimants.map((object) => [object, effectiveSourceAnchor(object, settings.sourceAnchor)]));
  const named = new Set(claimants.filter((object) => signInName(object)?.toLowerCase() === address));
  return (one, other) => {
    const anchor = anchors.get(one);
    return (anchor !== undefined && anchor === anchors.get(other)) || (named.has(one) && named.has(other));
  };
}

type Holder = Omit<AddressConflict, 'address'>;

/**
 * The Entra objects that hold an address which somebody on-premises claims. Where a source of the holder has the address
 * too, the two on-premises objects are the conflict.
 */
function holdersInCloud(
  population: Population,
  claims: Claims,
  addressesOf: (object: OnPremObject) => ReadonlySet<string>,
): ReadonlyMap<string, readonly Holder[]> {
  const sourcesOf = indexSources(population);
  const holders = new Map<string, Holder[]>();
  for (const object of [...population.entraUsers, ...population.entraObjects]) {
    const sources = sourcesOf.get(object) ?? [];
    for (const address of withUpn(object.userPrincipalName, smtpAddresses(object))) {
      if (!claims.has(address) || sources.some(({ onPrem }) => addressesOf(onPrem).has(address))) continue;
      const givenUp = sources.length > 0 && sources.every((source) => givesUp(source, object, address, population));
      const known = holders.get(address) ?? [];
      holders.set(address, known);
      const alike = known.filter((one) => one.givenUp === givenUp && one.holder.objectType === object.objectType);
      if (alike.length < mostHolders) known.push({ holder: object, givenUp });
    }
  }
  return holders;
}

/**
 * Whom each Entra object is the pair of; where nobody can tell, of whom it is a candidate. A guest who only has
 * somebody's name is somebody else.
 */
function indexSources(population: Population): ReadonlyMap<unknown, readonly OnPremIdentity[]> {
  const sources = new Map<unknown, OnPremIdentity[]>();
  for (const identity of onPremIdentities(population)) {
    if (identity.outcome === 'excluded' || identity.ambiguity === 'guest-only') continue;
    for (const pair of identity.entra === undefined ? identity.others : [identity.entra]) {
      const known = sources.get(pair);
      if (known === undefined) sources.set(pair, [identity]);
      else known.push(identity);
    }
  }
  return sources;
}

/** True where the source of the holder is known to have lost the address: then the export that brings it frees it as well. */
function givesUp(
  source: OnPremIdentity,
  holder: EntraObject,
  address: string,
  { addresses, fields, signInName }: Population,
): boolean {
  if (!isMatched(source)) return false;
  const isName = holder.userPrincipalName?.toLowerCase() === address;
  if (isName && signInName(source.onPrem) === undefined) return false;
  // Without a column of mail, nobody knows whether an address that is not listed is the source's mail: but for another primary.
  const mailIsKnown = fields.onPrem.has('mail') || addresses.primaryOf(source.onPrem) !== undefined;
  return (fields.onPrem.has('proxyAddresses') && mailIsKnown) || (isName && !smtpAddresses(holder).has(address));
}
