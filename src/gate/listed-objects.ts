import type { ConnectorSpaceIdentity, Disconnector, PendingExport } from '../domain/connect.js';
import { decodeConnectorDn } from '../domain/connector-dn.js';
import { grouped } from '../domain/counted.js';
import type { EvidenceQuestion } from '../domain/evidence.js';
import { objectGuidAnchor } from '../domain/source-anchor.js';
import { domainOfName } from '../validation/account.js';
import { deletionOf, replaceableAddresses } from '../validation/attribute-change.js';
import { dependentOthers } from '../validation/attribute-flows.js';
import { type ConnectorJoin, connectorJoiner } from '../validation/connector-subject.js';
import { type OnPremIdentity, onPremIdentities } from '../validation/identity.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { vagueJoins, type WrongJoin } from '../validation/rules/joined-to-another.js';
import { changeOf } from '../validation/staged.js';

/** What keeps a list from answering its question. */
export interface ListProblem {
  /** Left out where the list answers all the same. */
  readonly question?: EvidenceQuestion;
  readonly draft: FindingDraft;
}

/** Objects named one by one at most. */
const mostNamed = 20;

/** The first of the names, sorted, and how many more there are. */
export function listed(names: readonly string[]): string {
  const first = [...names].sort().slice(0, mostNamed);
  return `${first.join(', ')}${names.length > first.length ? ` and ${grouped(names.length - first.length)} more` : ''}`;
}

/**
 * By what a listed object may be known: a staged anchor, and the one in its DN, that it has now. An anchor and a name never look alike, so
 * they share one set.
 */
export function keysOf(object: ConnectorSpaceIdentity): string[] {
  const { csObjectDn, sourceAnchor, entraObjectId, userPrincipalName, primaryAddress: address } = object;
  return keys([sourceAnchor, decodeConnectorDn(csObjectDn)], [entraObjectId, userPrincipalName, address]);
}

/** Anchors letter for letter, names without letter case; nothing where there is no value. */
export function keys(anchors: readonly (string | undefined)[], names: readonly (string | undefined)[]): string[] {
  return [...anchors, ...names.map((name) => name?.toLowerCase())].filter(
    (key) => key !== undefined && key !== '',
  ) as string[];
}

/** An object of a list, and who it is. */
interface Listed<Item extends ConnectorSpaceIdentity> {
  readonly object: Item;
  readonly join: ConnectorJoin;
}

/**
 * Objects of lists that contradict the evidence: what is updated is joined, so that both sides have it, and a disconnector was
 * imported from Entra. Where a side lacks it, that side was not read as a whole, or the list is of something else.
 */
export function contradictingObjects(population: Population): ListProblem[] {
  const join = connectorJoiner(population);
  const isLookedFor = comparedTypes(population);
  const joined = <Item extends ConnectorSpaceIdentity>(objects: readonly Item[]): Listed<Item>[] =>
    objects.filter(isLookedFor).map((object) => ({ object, join: join(object) }));
  const updates = joined(population.pendingExports.filter(({ operation }) => operation === 'update'));
  return [
    ...withoutAccount(updates, joined(population.disconnectors), population),
    ...withoutSource(updates, population),
    ...leftOut(updates, population),
    ...namingNothing(joined(population.pendingExports)),
    ...addingToOthers(updates, population),
    ...joinedToNobody(population),
  ];
}

/** Users always; of other types the evidence often has none, or those of one side: then none of them is correlated. */
function comparedTypes({ objects }: Population): (object: ConnectorSpaceIdentity) => boolean {
  const types = new Set<string>(
    objects.map((identity) => (identity.side === 'onPrem' ? identity.onPrem : identity.entra).objectType),
  );
  return ({ objectType }) => objectType === 'user' || types.has(objectType);
}

function withoutAccount(
  updates: readonly Listed<PendingExport>[],
  disconnectors: readonly Listed<Disconnector>[],
  population: Population,
): ListProblem[] {
  if (!population.entraComplete) return [];
  const accounts = keysOfAccounts(population);
  const showsIds = [...population.entraUsers, ...population.entraObjects].every(
    ({ entraObjectId }) => entraObjectId !== undefined,
  );
  const domains = new Set([...accounts].filter((key) => key.includes('@')).map(domainOfName));
  const lacksAccount = ({ object, join: { user, holder, namesakes } }: Listed<ConnectorSpaceIdentity>) =>
    holder === undefined &&
    // Whom neither side has may be among those of the other that were not read: that is said already.
    (user !== undefined || population.onPremComplete) &&
    // An object id is one account's: where all are known, no name stands in for one that is not among them.
    (showsIds && object.entraObjectId !== undefined
      ? !accounts.has(object.entraObjectId.toLowerCase())
      : namesakes.length === 0 && !keysOf(object).some((key) => accounts.has(key)));
  // Who was hired, and got an account, after both sides were read is known by name and domain alone.
  const isNewcomer = ({ object: { userPrincipalName }, join: { user } }: Listed<ConnectorSpaceIdentity>): boolean =>
    user === undefined && userPrincipalName !== undefined && domains.has(domainOfName(userPrincipalName));
  const lacking = updates.filter(lacksAccount);
  const draft = {
    expected: 'the account among those of Entra',
    remedy: 'Read the whole tenant again, and export the list of the staging server after that.',
  };
  return [
    ...problemOf(
      'pendingExports',
      lacking.filter((one) => !isNewcomer(one)),
      (names) => ({
        ...draft,
        found: `Entra Connect would update the account of ${names}, and the evidence of Entra does not have it`,
        consequence:
          'What is updated is there: the evidence of Entra lacks at least this account, and the environment can’t be called cleared by it.',
      }),
    ),
    ...problemOf(undefined, lacking.filter(isNewcomer), (names) => ({
      ...draft,
      severity: 'warning',
      found: `Entra Connect would update the account of ${names}, whom neither side of the evidence has`,
      consequence: 'People who were hired after the two sides were read have not been compared.',
    })),
    ...problemOf('disconnectors', disconnectors.filter(lacksAccount), (names) => ({
      ...draft,
      found: `Entra Connect has imported ${names} from Entra, and the evidence of Entra does not have it`,
      consequence:
        'What was imported is there: the evidence of Entra lacks at least this object, and the environment can’t be called cleared by it.',
    })),
  ];
}

/** By what a person who has an account, or had one until it was deleted, may be known. */
function keysOfAccounts({ identities, objects, deletedUsers, addresses }: Population): ReadonlySet<string> {
  const known = new Set<string>();
  for (const { onPrem, sourceAnchor, entra } of onPremIdentities({ identities, objects })) {
    // Anyone who is matched by name has an account, whatever anchor it carries.
    if (entra === undefined) continue;
    const names = [onPrem.userPrincipalName, ...addresses.primariesOf(onPrem)];
    const ofObject = onPrem.objectType !== 'user' && onPrem.objectGuid && objectGuidAnchor(onPrem.objectGuid);
    for (const key of keys([sourceAnchor, ofObject || undefined], names)) known.add(key);
  }
  for (const { immutableId, entraObjectId, userPrincipalName } of deletedUsers)
    for (const key of keys([immutableId], [entraObjectId, userPrincipalName])) known.add(key);
  return known;
}

/** Updates of accounts to which no on-premises object of the evidence leads, by no key. */
function withoutSource(updates: readonly Listed<PendingExport>[], population: Population): ListProblem[] {
  if (!population.onPremComplete) return [];
  const alone = new Set<unknown>(
    [...population.identities, ...population.objects].flatMap((identity) =>
      identity.side === 'entra' && identity.excludedTwin === undefined ? identity.entra : [],
    ),
  );
  const lacking = updates.filter(({ join: { user, holder } }) => user === undefined && alone.has(holder));
  return problemOf('pendingExports', lacking, (names) => ({
    found: `Entra Connect would update the account of ${names}, and the on-premises evidence has no source of it`,
    expected: 'the source among the on-premises objects',
    consequence:
      'What is updated is joined to something: the on-premises evidence lacks at least this source, and the environment can’t be called cleared by it.',
    remedy:
      'Export the on-premises side again, everybody of every domain, and the list of the staging server after that.',
  }));
}

/** Updates of somebody whom a filter or the scope leaves out: the server does not. */
function leftOut(updates: readonly Listed<PendingExport>[], population: Population): ListProblem[] {
  const excluded = new Map<unknown, OnPremIdentity>();
  for (const identity of [...population.identities, ...population.objects])
    if (identity.outcome === 'excluded') excluded.set(identity.onPrem, identity);
  const reasonOf = ({ join: { user } }: Listed<PendingExport>): string | undefined => {
    const exclusion = excluded.get(user)?.exclusion;
    return exclusion?.kind === 'linked-mailbox' ? undefined : exclusion?.reason;
  };
  return problemOf(
    'pendingExports',
    updates.filter((one) => reasonOf(one) !== undefined),
    (names) => ({
      found: `Entra Connect would update ${names}, and should leave that object out`,
      expected: 'no update of anybody whom a filter or the scope leaves out',
      consequence:
        'The server’s filters or its scope are not those of this assessment, or the object has changed since: nobody knows whom else it takes or leaves out.',
      remedy:
        'Compare the scope and the synchronization rules of the staging server with what was declared. Then export the on-premises side and the list again.',
    }),
    (one) => `${nameOf(one)} (${reasonOf(one)})`,
  );
}

/** An addition names everything that the object would have: who it is at least. */
function namingNothing(exports: readonly Listed<PendingExport>[]): ListProblem[] {
  const empty = exports.filter(({ object: { operation, changes, userPrincipalName, displayName, primaryAddress } }) => {
    const isNamed = [userPrincipalName, displayName, primaryAddress].some((name) => name !== undefined);
    return operation === 'add' && changes.length === 0 && !isNamed;
  });
  return problemOf('pendingExports', empty, (names) => ({
    found: `Entra Connect would add ${names}, and the list does not show with which values`,
    expected: 'every value of the object in the delta or in the hologram of the export',
    consequence:
      'Nobody knows what an account with the same anchor would get or lose, and the environment can’t be called cleared by it.',
    remedy: 'Export the list again with csexport /f:x, without /o:.',
  }));
}

/** The server takes the list of addresses for empty, and Entra has others: nobody knows whether these would stay. */
function addingToOthers(updates: readonly Listed<PendingExport>[], population: Population): ListProblem[] {
  const others = ({ object, join: { holder, user } }: Listed<PendingExport>): readonly string[] => {
    const change = changeOf(object, 'proxyaddresses');
    // With the hologram of the export attribute-deletion tells what is lost.
    if (change?.operation !== 'add' || holder === undefined || object.addressesAfter !== undefined) return [];
    const present = [...replaceableAddresses(holder), ...dependentOthers(holder, user, population)];
    return deletionOf({ ...change, operation: 'replace' }, present)?.values ?? [];
  };
  return problemOf(
    'pendingExports',
    updates.filter((one) => others(one).length > 0),
    (names) => ({
      found: `Entra Connect would add proxyAddresses where it knows none, and the account has others: ${names}`,
      expected: 'the addresses that the account has, in a hologram of the list or in its change',
      consequence:
        'Nobody knows whether these addresses would stay or go, and the environment can’t be called cleared by it.',
      remedy:
        'Run Full Import and Full Synchronization of every connector on the staging server, and export the list again with csexport /f:x, without /o:.',
    }),
    (one) => `${nameOf(one)} (${others(one).join(', ')})`,
  );
}

/**
 * Whom Entra Connect has joined to the account, nobody can say: a first identifier is nobody’s. Where the object itself is, the evidence
 * lacks it.
 */
function joinedToNobody(population: Population): ListProblem[] {
  const joins = vagueJoins(population);
  const draftOf = (names: string): FindingDraft => ({
    found: `Entra Connect has joined the account of ${names} to an object that is not the person’s own by the evidence`,
    expected: 'the objectGUID and the SID of the person, as Active Directory has them',
    consequence:
      'Either the on-premises evidence lacks that object, or the account would get the values of somebody else.',
    remedy:
      'Look the object up on the staging server (Properties, Lineage). If it is the right one, export the on-premises side again with it; otherwise disconnect it. Then export the list again.',
  });
  const name = (one: WrongJoin): string => `${nameOf(one)} (${one.found})`;
  const isUnknown = ({ join: { user } }: WrongJoin): boolean => user === undefined;
  return [
    ...problemOf('pendingExports', joins.filter(isUnknown), draftOf, name),
    ...problemOf(
      undefined,
      joins.filter((one) => !isUnknown(one)),
      (names) => ({ ...draftOf(names), severity: 'warning' }),
      name,
    ),
  ];
}

function problemOf<One extends Listed<ConnectorSpaceIdentity>>(
  question: EvidenceQuestion | undefined,
  objects: readonly One[],
  draftOf: (names: string) => FindingDraft,
  name: (one: One) => string = nameOf,
): ListProblem[] {
  const [first] = objects;
  if (first === undefined) return [];
  return [{ ...(question && { question }), draft: { ...draftOf(listed(objects.map(name))), at: first.object.at } }];
}

function nameOf({ object, join: { subject, user, holder } }: Listed<ConnectorSpaceIdentity>): string {
  const { userPrincipalName, name, objectGuid, entraObjectId } = subject;
  const known = userPrincipalName ?? name ?? objectGuid ?? entraObjectId;
  const side = user ? 'Active Directory' : holder ? 'Entra' : 'neither side';
  return known ?? `somebody whom ${side} knows (${object.csObjectDn})`;
}
