import { type AttributeChange, attributeNamed, type PendingExport } from '../domain/connect.js';
import { decodeConnectorDn } from '../domain/connector-dn.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { isPrimaryEntry, primaryAddress } from './addresses.js';
import { type ConnectorJoin, connectorJoiner, namedByConnect, objectTypeOf } from './connector-subject.js';
import { type Identity, type OnPremIdentity, onPremIdentities } from './identity.js';
import type { Population } from './population.js';

/** One staged addition or update, and the pair of which it makes something. */
export interface StagedObject {
  readonly object: PendingExport;
  readonly join: ConnectorJoin;
  /** On-premises what Entra Connect would write, in Entra what is there today. */
  readonly identity: OnPremIdentity;
}

/** The attributes that the rules about names, addresses, account states and anchors look at, in lower case. */
const compared: ReadonlySet<string> = new Set([
  'accountenabled',
  'userprincipalname',
  'sourceanchor',
  'mail',
  'proxyaddresses',
]);

/** True for an attribute of which the rules compare what would be with what is. */
export function isCompared(attribute: string): boolean {
  return compared.has(attribute.toLowerCase());
}

interface Staging {
  readonly population: Population;
  readonly objects: readonly StagedObject[];
}

const stagings = new WeakMap<Population, Staging>();

/** Every staged addition that names anything and every update of a compared attribute, with the pair as it would be. */
export function stagedObjects(population: Population): readonly StagedObject[] {
  return stagingOf(population).objects;
}

/**
 * The population with what Entra Connect has staged in the place of what Active Directory has: a rule that compares the two
 * sides then compares what Entra would have after the export with what it has today. Without such a change the same one.
 */
export function asStaged(population: Population): Population {
  return stagingOf(population).population;
}

function stagingOf(population: Population): Staging {
  const known = stagings.get(population);
  if (known !== undefined) return known;
  const staging = stage(population);
  stagings.set(population, staging);
  return staging;
}

function stage(population: Population): Staging {
  // An addition names everything that the object will have, so that what it leaves out is compared as well.
  const wanted = population.pendingExports.filter(({ operation, changes }) =>
    operation === 'add' ? changes.length > 0 : operation === 'update' && changes.some(({ name }) => isCompared(name)),
  );
  if (wanted.length === 0) return { population, objects: [] };
  const join = connectorJoiner(population);
  const pairs = indexPairs(population);
  const people = new Map<OnPremObject, OnPremIdentity>();
  const accounts = new Map<EntraObject, EntraObject>();
  const names = new Map<OnPremObject, string>();
  const strangers: OnPremIdentity[] = [];
  const objects = wanted.map((object): StagedObject => {
    const joined = join(object);
    const account = joined.holder ?? (object.operation === 'add' ? joined.namesakes[0] : undefined);
    const pair = (account && pairs.get(account)) ?? (joined.user && pairs.get(joined.user));
    const before = pair === undefined ? strangerOf(object, account, joined) : (people.get(pair.onPrem) ?? pair);
    const identity = withAnchor(object, joined, withValues(object, before, population), population);
    const name = changeOf(object, 'userprincipalname')?.valuesAdded[0] ?? names.get(before.onPrem);
    if (name !== undefined) names.set(identity.onPrem, name);
    if (pair === undefined) strangers.push(identity);
    else people.set(pair.onPrem, identity);
    if (account !== undefined && identity.entra !== undefined) accounts.set(account, identity.entra);
    return { object, join: joined, identity };
  });
  const exported = (identity: Identity): Identity =>
    (identity.side === 'onPrem' && people.get(identity.onPrem)) || identity;
  const written = (object: OnPremObject): OnPremObject => people.get(object)?.onPrem ?? object;
  const shown = (object: EntraObject): EntraObject => accounts.get(object) ?? object;
  const isPerson = ({ onPrem }: OnPremIdentity): boolean => onPrem.objectType === 'user';
  const others = strangers.filter((identity) => !isPerson(identity));
  const newPeople = strangers.filter(isPerson);
  return {
    objects,
    population: {
      ...population,
      identities: [...population.identities.map(exported), ...newPeople],
      objects: [...population.objects.map(exported), ...others],
      inScope: [...population.inScope.map(written), ...newPeople.map(({ onPrem }) => onPrem)],
      inScopeObjects: [...population.inScopeObjects.map(written), ...others.map(({ onPrem }) => onPrem)],
      entraUsers: population.entraUsers.map(shown),
      entraObjects: population.entraObjects.map(shown),
      signInName: (user) => names.get(user) ?? population.signInName(user),
    },
  };
}

/** The change of an attribute. */
export function changeOf({ changes }: PendingExport, attribute: string): AttributeChange | undefined {
  return attributeNamed(changes, attribute);
}

/** The pairs by each of their sides. Who is out of scope is not a source: what is staged for the account stands alone. */
function indexPairs(population: Population): ReadonlyMap<OnPremObject | EntraObject, OnPremIdentity> {
  const pairs = new Map<OnPremObject | EntraObject, OnPremIdentity>();
  for (const identity of onPremIdentities(population)) {
    if (identity.outcome === 'excluded') continue;
    pairs.set(identity.onPrem, identity);
    if (identity.entra !== undefined) pairs.set(identity.entra, identity);
  }
  return pairs;
}

/** Somebody whom the on-premises evidence does not have: no more is known than what is staged. */
function strangerOf(
  object: PendingExport,
  account: EntraObject | undefined,
  { holder, user }: ConnectorJoin,
): OnPremIdentity {
  const { at, objectType, userPrincipalName, displayName, sourceAnchor } = object;
  const entra = account ?? (object.operation === 'update' ? { objectType: objectTypeOf(objectType), at } : undefined);
  return {
    side: 'onPrem',
    outcome: entra === undefined ? 'onPremOnly' : account === holder ? 'hardMatch' : 'softMatch',
    onPrem: {
      objectType: objectTypeOf(objectType),
      at,
      ...(userPrincipalName !== undefined && { userPrincipalName }),
      ...(displayName !== undefined && { name: displayName }),
      attributes: new Map(),
    },
    sourceAnchor,
    ...(sourceAnchor !== undefined && user === undefined && namedByConnect),
    ...(entra && { entra }),
    others: [],
  };
}

/** The pair with the staged values on-premises and, where the Entra evidence does not show them, the present ones in Entra. */
function withValues(object: PendingExport, pair: OnPremIdentity, population: Population): OnPremIdentity {
  const entra = pair.entra && withPresent(object, pair.entra);
  const enabled = flagOf(changeOf(object, 'accountenabled')?.valuesAdded[0]);
  // An addition names everything that the object will have.
  const addressed = object.operation === 'add' || isAddressed(object);
  return {
    ...pair,
    ...(entra && { entra }),
    onPrem: {
      ...(addressed ? withAddresses(object, pair.onPrem, entra, population) : pair.onPrem),
      at: object.at,
      ...(enabled !== undefined && { enabled }),
    },
  };
}

/** True where addresses of the object would be written. */
function isAddressed(object: PendingExport): boolean {
  return ['mail', 'proxyaddresses'].some((name) => changeOf(object, name) !== undefined);
}

/** The account with the values that would go, where the evidence of Entra does not show them. */
function withPresent(object: PendingExport, account: EntraObject): EntraObject {
  // What would be exported is not left alone, no matter who keeps the account's addresses.
  const { exchangeCloudManaged, ...rest } = account;
  const entra = isAddressed(object) ? rest : account;
  const gone = (attribute: string): readonly string[] => changeOf(object, attribute)?.valuesDeleted ?? [];
  const [userPrincipalName] = gone('userprincipalname');
  const [immutableId] = gone('sourceanchor');
  const [mail] = gone('mail');
  const proxyAddresses = gone('proxyaddresses');
  const accountEnabled = flagOf(gone('accountenabled')[0]);
  return {
    ...(userPrincipalName !== undefined && { userPrincipalName }),
    ...(immutableId !== undefined && { immutableId }),
    ...(mail !== undefined && { mail }),
    ...(proxyAddresses.length > 0 && { proxyAddresses }),
    ...(accountEnabled !== undefined && { accountEnabled }),
    ...entra,
  };
}

/** A truth value as csexport writes it; undefined for anything else. */
export function flagOf(text: string | undefined): boolean | undefined {
  const word = text?.trim().toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

/** The object with the addresses that Entra would have. A staged list is whole, so nothing of a linked mailbox comes to it. */
function withAddresses(
  object: PendingExport,
  source: OnPremObject,
  entra: EntraObject | undefined,
  { addresses }: Population,
): OnPremObject {
  const { mail: _mail, proxyAddresses: _addresses, objectSid: _sid, ...rest } = source;
  const sources = addresses.sourcesOf(source);
  const present = entra?.proxyAddresses ?? sources.flatMap(({ proxyAddresses = [] }) => proxyAddresses);
  const listed = afterExport(object, present);
  const change = changeOf(object, 'mail');
  const unnamed = object.operation === 'add' ? undefined : (entra?.mail ?? source.mail);
  const mail = change === undefined ? unnamed : change.valuesAdded[0];
  // People who see a new mail write to it: it takes the place of the primary address, whatever is marked as such.
  const known = [entra?.mail, entra && primaryAddress(entra), ...listed.map(markedAddress)];
  const isNew = mail !== undefined && !known.some((address) => address?.toLowerCase() === mail.toLowerCase());
  const proxyAddresses = isNew ? [...listed, `SMTP:${mail}`] : listed;
  return { ...rest, ...(mail !== undefined && { mail }), ...(proxyAddresses.length > 0 && { proxyAddresses }) };
}

function markedAddress(address: string): string | undefined {
  return isPrimaryEntry(address) ? address.slice('SMTP:'.length) : undefined;
}

function afterExport(object: PendingExport, present: readonly string[]): readonly string[] {
  const change = changeOf(object, 'proxyaddresses');
  if (object.operation === 'add') return change?.valuesAdded ?? [];
  if (change === undefined) return present;
  if (change.operation === 'replace') return change.valuesAdded;
  const changed = new Set([...change.valuesDeleted, ...change.valuesAdded]);
  return [...present.filter((address) => !changed.has(address)), ...change.valuesAdded];
}

/**
 * An anchor that is not the one of the account would bind it to somebody else. Entra’s connector names each object by its anchor: that
 * is the one of an object whose account shows none.
 */
function withAnchor(
  { at, operation, objectType, csObjectDn, sourceAnchor }: PendingExport,
  { holder }: ConnectorJoin,
  identity: OnPremIdentity,
  { entraUsers, entraObjects }: Population,
): OnPremIdentity {
  const { entra } = identity;
  const immutableId = entra?.immutableId ?? decodeConnectorDn(csObjectDn);
  if (sourceAnchor === undefined || immutableId === undefined || immutableId === sourceAnchor) return identity;
  // Somebody with the name of an account whom nothing joins to it: pending-add-of-existing tells.
  if (operation === 'add' && holder === undefined && entra?.immutableId !== undefined) return identity;
  const bound = {
    ...identity,
    entra: { objectType: objectTypeOf(objectType), at, ...entra, immutableId },
    sourceAnchor,
    ...namedByConnect,
  };
  const isOwner = (one: EntraObject): boolean => one.immutableId === sourceAnchor;
  const owner = entraUsers.find(isOwner) ?? entraObjects.find(isOwner);
  if (owner === undefined) return { ...bound, outcome: 'anchorMismatch' };
  return { ...bound, outcome: 'anchorHeldByAnother', others: [owner] };
}
