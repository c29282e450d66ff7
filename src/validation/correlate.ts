import { nameKey } from '../domain/name-key.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { externalMark, isFromOutside, isGuest, sidsAgree } from './account.js';
import type { OnPremAddresses } from './addresses.js';
import { type Exchange, exchangedPeople, type Holding } from './exchanged.js';
import type { Exclusion } from './filters.js';
import type { Ambiguity, EntraIdentity, Identity, MatchKey, OnPremIdentity } from './identity.js';
import { firstOthers, indexBy } from './index-by.js';
import {
  type AccountOwners,
  type Candidates,
  type EntraIndex,
  findCandidates,
  type InScopeUser,
  indexEntra,
} from './keys.js';
import { type AnchorBearers, anchorSharers } from './shared-anchors.js';
import type { SignInName } from './sign-in-name.js';

export interface ExcludedUser {
  readonly user: OnPremObject;
  readonly anchor: string | undefined;
  readonly exclusion: Exclusion;
}

/** What the correlation of one population needs to see of everybody at once. */
interface View extends AccountOwners {
  readonly entra: EntraIndex;
  readonly bearers: AnchorBearers;
  /** Every on-premises user, excluded ones too: an excluded person still owns their name. */
  readonly byUserPrincipalName: ReadonlyMap<string, readonly OnPremObject[]>;
  /** Users in scope only: excluded ones never count for duplicates, so they take no key away from anybody. */
  readonly byAccountName: ReadonlyMap<string, readonly OnPremObject[]>;
  readonly signInName: SignInName;
  readonly addresses: OnPremAddresses;
}

/**
 * Correlates the two sides: every on-premises user with its outcome, then every Entra user that is nobody's pair or
 * candidate. The order of precedence is the contract's: excluded, ambiguous, anchorHeldByAnother, hardMatch,
 * anchorMismatch, softMatch, onPremOnly. Excluded users take part only as owners of their names.
 */
export function correlate(
  inScope: readonly InScopeUser[],
  excluded: readonly ExcludedUser[],
  bearers: AnchorBearers,
  entraUsers: readonly EntraObject[],
  signInName: SignInName,
  addresses: OnPremAddresses,
): Identity[] {
  // The own account of a linked mailbox is a second account of somebody: it owns no name (contract, "Outcomes").
  const owners = excluded.filter(({ exclusion }) => exclusion.kind !== 'linked-mailbox');
  const everybody = [...inScope, ...owners].map(({ user }) => user);
  const view: View = {
    entra: indexEntra(entraUsers),
    bearers,
    sids: new Set(everybody.map(({ objectSid }) => objectSid)),
    byUserPrincipalName: indexBy(everybody, (user) => signInName(user)?.toLowerCase()),
    byAccountName: indexBy(
      inScope.map(({ user }) => user),
      (user) => user.samAccountName && nameKey(user.samAccountName),
    ),
    signInName,
    addresses,
  };
  const claims = inScope.map((person) => claimOf(person, view));
  const identities = settle(claims, view);
  const taken = claimedObjects(claims, identities);
  const twins = new Map<EntraObject, OnPremObject>();
  const left = excluded.map((person) => excludedIdentity(person, view, taken, twins));
  const rest = entraUsers.filter((user) => !taken.has(user)).map((user) => entraIdentity(user, twins.get(user)));
  return [...identities, ...left, ...rest];
}

/**
 * Every Entra object that somebody’s evidence points at. Anyone who is matched by the anchor has that one account: another to which
 * only their names lead is nobody’s, unless somebody else has a claim to it. People of one anchor share one list of holders.
 */
function claimedObjects(claims: readonly Claim[], identities: readonly OnPremIdentity[]): ReadonlySet<EntraObject> {
  const lists = new Set<Iterable<EntraObject>>(claims.map(({ holders }) => holders));
  const taken = new Set<EntraObject>();
  for (const list of lists) for (const entra of list) taken.add(entra);
  for (const [index, { candidates }] of claims.entries()) {
    if (identities[index]?.outcome === 'hardMatch') continue;
    for (const entra of candidates.keys()) taken.add(entra);
  }
  return taken;
}

/** What one person's evidence points at, before anybody else's is looked at. */
interface Claim {
  readonly person: InScopeUser;
  /** Entra objects that carry the person's anchor. */
  readonly holders: readonly EntraObject[];
  /** Entra objects that other keys lead to. */
  readonly candidates: Candidates;
}

function claimOf(person: InScopeUser, view: View): Claim {
  return {
    person,
    holders: view.entra.byImmutableId.get(person.anchor) ?? [],
    candidates: findCandidates(person.user, view.entra, view, view.signInName, view.addresses),
  };
}

/** Gives every claim its outcome. Two passes: who owns an object by anchor decides whether others may claim it. */
function settle(claims: readonly Claim[], view: View): OnPremIdentity[] {
  const exchanged = exchangedPeople(holdingsOf(claims), view.signInName, view.addresses);
  const first = claims.map((claim) => afterExchange(claim, byAnchor(claim, view), exchanged));
  const owned = new Map<EntraObject, OnPremObject>();
  for (const identity of first) {
    if (identity?.outcome === 'hardMatch' && identity.entra) owned.set(identity.entra, identity.onPrem);
  }
  const undecided = claims.filter((_, index) => first[index] === undefined);
  const suitors = new Map<EntraObject, OnPremObject[]>();
  for (const claim of undecided) {
    const entra = soleCandidate(claim);
    const suits = entra && suitors.get(entra);
    if (suits !== undefined) suits.push(claim.person.user);
    else if (entra !== undefined) suitors.set(entra, [claim.person.user]);
  }
  return claims.map((claim, index) => first[index] ?? byOtherKeys(claim, view, owned, suitors));
}

/** The claims that one Entra object answers: only they can be of people whose anchors were exchanged. */
function* holdingsOf(claims: readonly Claim[]): Iterable<Holding> {
  for (const { person, holders } of claims) {
    const [holder, ...more] = holders;
    if (holder !== undefined && more.length === 0) yield { user: person.user, holder };
  }
}

/** An equal anchor is not a match where the account and somebody else's have each other's names. */
function afterExchange(
  claim: Claim,
  found: OnPremIdentity | undefined,
  exchanged: ReadonlyMap<OnPremObject, Exchange>,
): OnPremIdentity | undefined {
  const exchange = found?.outcome === 'hardMatch' ? exchanged.get(claim.person.user) : undefined;
  if (exchange === undefined) return found;
  const { owners, accounts } = exchange;
  return identity(claim, 'anchorHeldByAnother', accounts[0], 'anchor', [...owners, ...claim.holders]);
}

/** The one Entra object that the keys of somebody lead to whom the anchor does not decide: several are ambiguous already. */
function soleCandidate({ candidates }: Claim): EntraObject | undefined {
  return withoutGuests(candidates)[0]?.[0];
}

/** The outcomes that the anchor, or a contradiction between keys, decides; undefined when neither does. */
function byAnchor(claim: Claim, view: View): OnPremIdentity | undefined {
  const { person, holders, candidates } = claim;
  const people = withoutGuests(candidates);
  const sharers = anchorSharers(person, view.bearers);
  const [holder] = holders;

  if (sharers.length > 0) {
    // Their own keys come first: the account that has the anchor is that of one of them only.
    const entra = people[0]?.[0] ?? holder;
    return ambiguous(claim, 'anchor-shared-on-prem', sharers, entra);
  }
  if (holders.length > 1) return ambiguous(claim, 'anchor-shared-in-entra', firstOthers(holders), people[0]?.[0]);
  // The anchor and the SID are those of one object of Active Directory: whatever its names lead to, it is the person's.
  if (holder !== undefined && sidsAgree(person.user, holder.onPremisesSecurityIdentifier))
    return identity(claim, 'hardMatch', holder, 'anchor');
  if (people.length > 1) return ambiguous(claim, 'several-candidates', [...candidates.keys()]);
  if (holder === undefined) return undefined;

  // An account name alone is too weak to contradict an equal anchor: it is unique only within a domain.
  const elsewhere = people.find(([entra, keys]) => entra !== holder && keys[0] !== 'accountName')?.[0];
  const owners = ownersOfName(holder, person.user, view);
  if (elsewhere !== undefined || owners.length > 0) {
    return identity(claim, 'anchorHeldByAnother', elsewhere, 'anchor', [...owners, holder]);
  }
  return identity(claim, 'hardMatch', holder, 'anchor');
}

/** The outcomes of people whose anchor is nowhere in the cloud. */
function byOtherKeys(
  claim: Claim,
  view: View,
  owned: ReadonlyMap<EntraObject, OnPremObject>,
  suitors: ReadonlyMap<EntraObject, readonly OnPremObject[]>,
): OnPremIdentity {
  const [found] = withoutGuests(claim.candidates);
  if (found === undefined) {
    const guests = [...claim.candidates].filter(([, keys]) => keys.some(isSoftKey)).map(([guest]) => guest);
    if (guests.length > 0) return ambiguous(claim, 'guest-only', guests, guests[0]);
    return identity(claim, 'onPremOnly');
  }
  const [entra, keys] = found;
  const owner = owned.get(entra);
  if (owner !== undefined) return ambiguous(claim, 'candidate-taken', [owner, entra]);
  const suits = suitors.get(entra) ?? [];
  if (suits.length > 1) {
    const rivals = firstOthers(suits, claim.person.user);
    return ambiguous(claim, 'candidate-of-several', rivals, entra);
  }
  if (entra.immutableId !== undefined) {
    const sharers = view.entra.byImmutableId.get(entra.immutableId) ?? [];
    if (sharers.length > 1) return ambiguous(claim, 'anchor-shared-in-entra', firstOthers(sharers), entra);
    return identity(claim, 'anchorMismatch', entra, keys[0]);
  }
  const softKey = keys.find(isSoftKey);
  if (isGuest(entra)) return ambiguous(claim, 'guest-only', [entra], entra);
  return identity(claim, softKey ? 'softMatch' : 'onPremOnly', entra, softKey ?? keys[0]);
}

/** Entra soft matches on UPN and primary SMTP address only (ENTRA-1). */
function isSoftKey(key: MatchKey): boolean {
  return key === 'userPrincipalName' || key === 'primaryAddress';
}

/** Guests from outside are not synchronized people: they count only where nobody else is a candidate. */
function withoutGuests(candidates: Candidates): [EntraObject, readonly MatchKey[]][] {
  return [...candidates].filter(([entra]) => !isFromOutside(entra));
}

/** The on-premises people, other than this one, who have the UPN of the Entra object. */
function ownersOfName(holder: EntraObject, user: OnPremObject, view: View): readonly OnPremObject[] {
  const name = holder.userPrincipalName?.toLowerCase();
  if (name === undefined || name === view.signInName(user)?.toLowerCase()) return [];
  return view.byUserPrincipalName.get(name) ?? [];
}

function ambiguous(
  claim: Claim,
  ambiguity: Ambiguity,
  others: readonly (OnPremObject | EntraObject)[],
  entra?: EntraObject,
): OnPremIdentity {
  return { ...identity(claim, 'ambiguous', entra, undefined, others), ambiguity };
}

function identity(
  { person }: Claim,
  outcome: OnPremIdentity['outcome'],
  entra?: EntraObject,
  matchedBy?: MatchKey,
  others: readonly (OnPremObject | EntraObject)[] = [],
): OnPremIdentity {
  return {
    side: 'onPrem',
    outcome,
    onPrem: person.user,
    sourceAnchor: person.anchor,
    ...(entra && { entra }),
    ...(matchedBy && { matchedBy }),
    others,
  };
}

/** An excluded user, with its Entra twin where one exists that no person in scope has a claim to. */
function excludedIdentity(
  { user, anchor, exclusion }: ExcludedUser,
  view: View,
  taken: ReadonlySet<EntraObject>,
  twins: Map<EntraObject, OnPremObject>,
): OnPremIdentity {
  const holders = view.entra.byImmutableId.get(anchor) ?? [];
  const candidates = findCandidates(user, view.entra, view, view.signInName, view.addresses);
  const twin = [...holders, ...candidates.keys()].find(
    (entra) => !taken.has(entra) && !isFromOutside(entra) && !twins.has(entra),
  );
  if (twin !== undefined) twins.set(twin, user);
  return {
    side: 'onPrem',
    outcome: 'excluded',
    onPrem: user,
    sourceAnchor: anchor,
    ...(twin && { entra: twin }),
    exclusion,
    others: [],
  };
}

function entraIdentity(entra: EntraObject, excludedTwin: OnPremObject | undefined): EntraIdentity {
  // Evidence without a sync column is taken to hold synced users (contract, "Outcomes"); accounts from outside are of the cloud.
  const synced = entra.synced ?? !(isGuest(entra) || externalMark.test(entra.userPrincipalName ?? ''));
  const isSourced = synced || entra.immutableId !== undefined;
  const outcome = isSourced ? 'entraOnly' : 'cloudOnly';
  return { side: 'entra', outcome, entra, ...(excludedTwin && { excludedTwin }) };
}
