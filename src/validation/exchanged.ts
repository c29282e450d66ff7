import { domainOfDistinguishedName } from '../domain/distinguished-name.js';
import { nameKey } from '../domain/name-key.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { domainOfName, sidsAgree } from './account.js';
import { type OnPremAddresses, primaryAddress } from './addresses.js';
import { indexBy } from './index-by.js';
import type { SignInName } from './sign-in-name.js';

/** A person, and the one Entra object that carries their anchor. */
export interface Holding {
  readonly user: OnPremObject;
  readonly holder: EntraObject;
}

/** Whose names the holder of a person's anchor has, and the accounts that have the person's own. */
export interface Exchange {
  readonly owners: readonly OnPremObject[];
  readonly accounts: readonly EntraObject[];
}

type NameKind = 'accountName' | 'userPrincipalName' | 'localPart' | 'address';
type Names = ReadonlyMap<NameKind, string>;

interface Node extends Holding {
  readonly own: Names;
  readonly borne: Names;
  readonly to: Set<Node>;
  readonly from: Set<Node>;
}

/**
 * Finds people whose anchors were exchanged: their anchors sit on accounts that have each other's names, in a circle of two
 * or more people of one domain. One account name alone contradicts nothing, since it is unique only within a domain and may
 * be given to somebody else; a circle does not come about by chance. Where a SID agrees with the anchor the names lose.
 */
export function exchangedPeople(
  holdings: Iterable<Holding>,
  signInName: SignInName,
  addresses: OnPremAddresses,
): ReadonlyMap<OnPremObject, Exchange> {
  const nodes: Node[] = [];
  for (const holding of holdings) {
    if (sidsAgree(holding.user, holding.holder.onPremisesSecurityIdentifier)) continue;
    const [own, borne] = namesOf(holding, signInName, addresses);
    if (contradict(own, borne)) nodes.push({ ...holding, own, borne, to: new Set(), from: new Set() });
  }
  for (const kind of ['accountName', 'userPrincipalName', 'localPart', 'address'] as const) link(nodes, kind);
  const left = withoutEnds(nodes);
  return new Map(
    [...left].map(({ user, to, from }) => [
      user,
      { owners: [...to].map((owner) => owner.user), accounts: [...from].map(({ holder }) => holder) },
    ]),
  );
}

/** The names of the person and of the account, as far as they can be compared. */
function namesOf(
  { user, holder }: Holding,
  signInName: SignInName,
  addresses: OnPremAddresses,
): readonly [Names, Names] {
  const here = signInName(user);
  const there = holder.userPrincipalName;
  // Where the suffix stays, the whole UPN tells more.
  const suffixChanges = here !== undefined && there !== undefined && domainOfName(here) !== domainOfName(there);
  const names = (account: string | undefined, upn: string | undefined, address: string | undefined): Names =>
    new Map(
      (
        [
          ['accountName', account],
          ['userPrincipalName', upn],
          ['localPart', suffixChanges ? upn?.slice(0, upn.lastIndexOf('@')) : undefined],
          ['address', address],
        ] as const
      ).flatMap(([kind, name]) => (name ? [[kind, nameKey(name)] as const] : [])),
    );
  return [
    names(user.samAccountName, here, addresses.primaryOf(user)),
    names(holder.onPremisesSamAccountName, there, primaryAddress(holder)),
  ];
}

/** True where a name that both sides know differs by more than the suffix of the UPN. */
function contradict(own: Names, borne: Names): boolean {
  return [...own].some(
    ([kind, name]) =>
      borne.has(kind) && borne.get(kind) !== name && !(kind === 'userPrincipalName' && own.has('localPart')),
  );
}

/** Links every person to the one whose name of this kind the holder of their anchor has. */
function link(nodes: readonly Node[], kind: NameKind): void {
  const owners = indexBy(nodes, ({ own }) => own.get(kind));
  for (const node of nodes) {
    const name = node.borne.get(kind);
    if (name === node.own.get(kind)) continue;
    const [owner, ...more] = (owners.get(name) ?? []).filter((other) => areOfOneDomain(node, other, kind));
    if (owner === undefined || more.length > 0) continue;
    node.to.add(owner);
    owner.from.add(node);
  }
}

function areOfOneDomain(node: Node, owner: Node, kind: NameKind): boolean {
  const theirs = domainOfDistinguishedName(owner.user.distinguishedName);
  const ours = domainOfDistinguishedName(node.user.distinguishedName);
  const there = kind === 'accountName' ? node.holder.onPremisesDomainName?.toLowerCase() : undefined;
  return [ours, there].every((domain) => domain === undefined || theirs === undefined || domain === theirs);
}

/** Takes away, again and again, everybody who leads to nobody or is led to by nobody: what is left are the circles. */
function withoutEnds(nodes: readonly Node[]): ReadonlySet<Node> {
  const left = new Set(nodes);
  const ends = nodes.filter(isEnd);
  for (let node = ends.pop(); node !== undefined; node = ends.pop()) {
    if (!left.delete(node)) continue;
    for (const next of node.to) {
      next.from.delete(node);
      if (isEnd(next)) ends.push(next);
    }
    for (const previous of node.from) {
      previous.to.delete(node);
      if (isEnd(previous)) ends.push(previous);
    }
  }
  return left;
}

function isEnd({ to, from }: Node): boolean {
  return to.size === 0 || from.size === 0;
}
