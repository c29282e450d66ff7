import type { ConnectorSpaceIdentity, PendingExport } from '../domain/connect.js';
import { counted } from '../domain/counted.js';
import { domainOfDistinguishedName } from '../domain/distinguished-name.js';
import { answeredKind } from '../domain/evidence.js';
import type { OnPremObject } from '../domain/objects.js';
import { objectGuidAnchor } from '../domain/source-anchor.js';
import { connectorsOf } from '../domain/sync-run.js';
import { domainOfName } from '../validation/account.js';
import { primaryAddress } from '../validation/addresses.js';
import { type OnPremIdentity, onPremIdentities } from '../validation/identity.js';
import { indexBy } from '../validation/index-by.js';
import { isIdentified, isIdentifier, isWaiting, objectOf } from '../validation/object-identifier.js';
import type { Population } from '../validation/population.js';
import { waitsForWave } from '../validation/wave.js';
import { contradictingObjects, keys, keysOf, type ListProblem, listed } from './listed-objects.js';

/**
 * Why lists of Entra Connect don't answer for the people of this evidence: they are of people whom nobody here knows, or
 * stage nothing for those who must have something staged. Other types of objects say nothing: the evidence often has none.
 */
export function judgeConnectLists(population: Population): ListProblem[] {
  const foreign = strangers(population);
  // What a list of others does not name proves nothing more.
  return foreign.length > 0
    ? foreign
    : [...unstaged(population), ...unreached(population), ...contradictingObjects(population)];
}

/** Lists of which fewer than half of the users are known on either side, as with a side of which half is missing. */
function strangers(population: Population): ListProblem[] {
  // Who was not read may be the one who is listed: that is said already.
  if (!population.onPremComplete || !population.entraComplete) return [];
  const lists = ['pendingExports', 'disconnectors', 'exportErrors'] as const;
  const listed = lists.flatMap((question) =>
    [...indexBy(population[question].filter(isUser), ({ at }) => at.origin)].map(([origin, users]) => ({
      question,
      origin,
      users,
    })),
  );
  if (listed.length === 0) return [];
  const keysHere = knownKeys(population);
  const domains = new Set([...keysHere].filter((key) => key.includes('@')).map(domainOfName));
  const isKnown = (user: ConnectorSpaceIdentity): boolean =>
    keysOf(user).some((key) => keysHere.has(key)) ||
    (isNewcomer(user) && domains.has(domainOfName(user.userPrincipalName)));
  return listed.flatMap(({ question, origin, users }): ListProblem[] => {
    const known = users.filter(isKnown).length;
    if (known * 2 >= users.length) return [];
    const draft = {
      found: `${origin} is about ${counted(users.length, 'user')}, of whom the on-premises and the Entra evidence know ${known === 0 ? 'nobody' : `only ${known}`}`,
      expected: 'a list of the server that synchronizes this directory with this tenant',
      consequence:
        'It is of another server, forest or tenant, or the evidence is not of everybody: the environment can’t be called cleared by it.',
      remedy:
        'Export the list on this environment’s staging server (csexport with the connector of this tenant). If it is the right one, export both sides again, of everybody.',
      at: { origin, line: 1 },
    };
    return [{ question, draft }];
  });
}

/** Of people whose distinguished name is not read. */
const noDomain = '?';

/** A take-over stages onPremisesObjectIdentifier for everybody who is matched and does not have it. */
function unstaged({ sources, pendingExports, identities, fields, addresses, settings }: Population): ListProblem[] {
  const lists = sources.filter((source) => answeredKind(source) === 'pendingExports');
  const [list] = lists;
  // A list that could not be read says so itself. Objects for which nothing is to be done are as good as not listed.
  if (list === undefined || lists.some(({ rejected }) => rejected > 0)) return [];
  const waiting = identities.filter(isWaiting).filter(({ onPrem }) => !waitsForWave(onPrem, settings.wave));
  const users = pendingExports.filter(isUser);
  if (waiting.length === 0) return [];
  const problem = (found: string): ListProblem => ({
    question: 'pendingExports',
    draft: {
      found,
      expected: 'an update of onPremisesObjectIdentifier for each of them',
      consequence:
        'A server that takes over stages a value for everybody whom it has joined. Where nothing is staged, it was not synchronized, or has joined nobody: nobody would manage the account any more, and the environment can’t be called cleared by it.',
      remedy:
        'Look for the people in the connector spaces of the staging server: a scope, a filter or another anchor may leave them out. Then run Full Import and Full Synchronization of every connector, and export with /f:x again.',
      at: { origin: list.origin, line: 1 },
    },
  });
  if (users.length === 0) {
    const what = pendingExports.length === 0 ? 'is empty' : 'names no user';
    return [
      problem(
        `the list of pending exports ${what} although ${counted(waiting.length, 'person is', 'people are')} matched`,
      ),
    ];
  }
  const domains = indexBy(waiting, ({ onPrem }) => domainOf(onPrem) ?? noDomain);
  // Nobody knows who still has to get it: that each forest is named, or had a connector that ran, is all that can be asked.
  if (!fields.entra.has('onPremisesObjectIdentifier')) return [];
  const staged = new Set(users.filter(stagesIdentifier).flatMap(keysOf));
  return [...domains].flatMap(([domain, people]) => {
    const missing = people.filter((person) => !keysOfPerson(person, addresses).some((key) => staged.has(key)));
    if (missing.length === 0) return [];
    const where = domain === noDomain ? '' : ` of ${domain}`;
    const named = missing.length === people.length ? 'none' : `only ${people.length - missing.length}`;
    return [
      problem(
        `the list of pending exports names ${named} of the ${counted(people.length, 'person', 'people')}${where} who ${people.length === 1 ? 'is' : 'are'} matched without onPremisesObjectIdentifier; it lacks ${listed(missing.map(({ onPrem }) => nameOf(onPrem)))}`,
      ),
    ];
  });
}

/**
 * Nothing need be staged for people who have their identifier, so that the list can't tell whether the server knows their forest at all:
 * its connectors do, of which each reads one forest. That a policy selects a forest does not mean that its connector ever ran.
 */
function unreached({
  sources,
  pendingExports,
  identities,
  fields,
  addresses,
  syncStatus,
  connectConfig,
  settings,
}: Population): ListProblem[] {
  const list = sources.find((source) => answeredKind(source) === 'pendingExports');
  const connectors = connectorsOf(syncStatus.flatMap(({ runs }) => runs)).directory;
  if (list === undefined || connectors.length === 0) return [];
  const knowsWaiting = fields.entra.has('onPremisesObjectIdentifier');
  const needNothing = indexBy(
    identities
      .filter((one) => isIdentified(one) || (!knowsWaiting && isWaiting(one)))
      .filter(({ onPrem }) => !waitsForWave(onPrem, settings.wave)),
    ({ onPrem }) => domainOf(onPrem),
  );
  const listedUsers = new Set(pendingExports.filter(isUser).flatMap(keysOf));
  const everybody = indexBy(onPremIdentities({ identities, objects: [] }), ({ onPrem }) => domainOf(onPrem));
  const isListed = (domain: string): boolean =>
    (everybody.get(domain) ?? []).some((one) => keysOfPerson(one, addresses).some((key) => listedUsers.has(key)));
  const directories = connectConfig.flatMap(({ scope = [] }) => [
    ...indexBy(scope, ({ directory, distinguishedName }) => directory ?? distinguishedName).values(),
  ]);
  const { forests, unassigned } = forestsOf(
    [...everybody.keys()],
    directories.map((partitions) => partitions.flatMap((partition) => domainOf(partition) ?? [])),
    connectors,
  );
  // Any of them may be read by a connector whose name does not tell.
  const open = forests
    .filter(({ hasConnector }) => !hasConnector)
    .map(({ domains, isSelected }) => ({
      domains: [...domains].filter((domain) => needNothing.has(domain)),
      isListed: [...domains].some(isListed),
      isSelected,
    }))
    .filter((forest) => forest.isSelected || forest.isListed || forest.domains.length > 0);
  // One that is called like a forest where nobody here is may read a forest of the policy whose root is not selected, and no other.
  const isOnlyPolicy = open.every((forest) => forest.isSelected);
  const spare = unassigned.filter((connector) => isOnlyPolicy || !isDomain.test(connector));
  if (open.length <= spare.length) return [];
  return open
    .filter((forest) => !forest.isListed)
    .flatMap(({ domains }) => domains)
    .map((domain) => ({
      question: 'pendingExports',
      draft: {
        found: namesNobody(domain, needNothing.get(domain) ?? [], connectors),
        expected: 'a run of the connector of each forest whose people are matched',
        consequence:
          'A server that does not know a forest manages none of its people: their accounts would stay as they are, and the environment can’t be called cleared by it.',
        remedy:
          'Look for the forest among the connectors of the staging server. If one of another name reads the domain, such as that of another tree of the forest, give the synchronization policy too, which names the domains of each directory: Applied-SynchronizationPolicy-*.JSON in %ProgramData%\\AADConnect, which export-scripts/Export-ConnectEvidence.ps1 brings, for --connect-config or cutover:connect.evidence.connectConfig. If the connector did not run, run Full Import and Full Synchronization of every connector, and export the runs and the list again. If the forest is not there, add it.',
        at: { origin: list.origin, line: 1 },
      },
    }));
}

/** A DNS name: what the wizard calls the connector of a forest. */
const isDomain = /^[^\s.]+(\.[^\s.]+)+$/;

interface Forest {
  readonly domains: Set<string>;
  /** That the policy has it as a directory. */
  readonly isSelected: boolean;
  hasConnector: boolean;
}

/**
 * The forests, as far as names tell them apart: a directory of the policy is one, and otherwise a domain with all below it. A connector reads one
 * forest and is called by the DNS name of its root, unless somebody gave it another name. Of those that remain nobody knows which they read.
 */
function forestsOf(
  domains: readonly string[],
  directories: readonly (readonly string[])[],
  connectors: readonly string[],
): { readonly forests: readonly Forest[]; readonly unassigned: readonly string[] } {
  const forests: Forest[] = directories.map((own) => ({
    domains: new Set(own),
    isSelected: true,
    hasConnector: false,
  }));
  const isBelow = (domain: string, other: string): boolean => `.${domain}`.endsWith(`.${other}`);
  const byLength = (one: string, other: string): number => one.length - other.length;
  const unassigned = [...connectors].sort(byLength).filter((connector) => {
    const name = connector.toLowerCase();
    const forest =
      forests.find((one) => one.domains.has(name)) ??
      forests.find((one) => [...one.domains].some((domain) => isBelow(domain, name)));
    if (forest !== undefined) {
      forest.domains.add(name);
      forest.hasConnector = true;
    } else if (domains.some((domain) => isBelow(domain, name)))
      forests.push({ domains: new Set([name]), isSelected: false, hasConnector: true });
    else return true;
    return false;
  });
  for (const domain of [...domains].sort(byLength)) {
    const forest =
      forests.find((one) => one.domains.has(domain)) ??
      forests.find((one) => [...one.domains].some((root) => isBelow(domain, root)));
    if (forest === undefined) forests.push({ domains: new Set([domain]), isSelected: false, hasConnector: false });
    else forest.domains.add(domain);
  }
  return { forests, unassigned };
}

function namesNobody(domain: string, people: readonly unknown[], connectors: readonly string[]): string {
  return `the list of pending exports names nobody of ${domain}, where ${counted(people.length, 'person is', 'people are')} matched, and of the connectors of Active Directory only ${connectors.join(', ')} ran`;
}

function domainOf({ distinguishedName }: Pick<OnPremObject, 'distinguishedName'>): string | undefined {
  return domainOfDistinguishedName(distinguishedName);
}

/** A new account gets every value; an account that is there already gets this one by name. */
function stagesIdentifier({ operation, changes }: PendingExport): boolean {
  return operation === 'add' || changes.some((change) => isIdentifier(change) && change.valuesAdded.some(objectOf));
}

function nameOf({ userPrincipalName, name, objectGuid }: OnPremObject): string {
  return String(userPrincipalName ?? name ?? objectGuid);
}

function isUser({ objectType }: ConnectorSpaceIdentity): boolean {
  return objectType === 'user';
}

/** Somebody whom the server would create: who was hired after the evidence was read is known by the domain alone. */
function isNewcomer(
  user: ConnectorSpaceIdentity & { readonly operation?: string },
): user is ConnectorSpaceIdentity & { readonly userPrincipalName: string } {
  return user.operation === 'add' && user.userPrincipalName !== undefined;
}

function keysOfPerson({ onPrem, sourceAnchor, entra }: OnPremIdentity, addresses: Population['addresses']): string[] {
  const { objectGuid } = onPrem;
  return keys(
    [sourceAnchor, objectGuid && objectGuidAnchor(objectGuid), entra?.immutableId],
    [entra?.entraObjectId, onPrem.userPrincipalName, ...addresses.primariesOf(onPrem), entra?.userPrincipalName],
  );
}

/** Everybody on either side, excluded and deleted ones included. */
function knownKeys({ identities, deletedUsers, addresses }: Population): ReadonlySet<string> {
  const known = new Set(
    identities.flatMap((identity) => (identity.side === 'onPrem' ? keysOfPerson(identity, addresses) : [])),
  );
  const accounts = [...identities.flatMap(({ entra }) => entra ?? []), ...deletedUsers];
  for (const { immutableId, entraObjectId, userPrincipalName, ...account } of accounts)
    for (const key of keys([immutableId], [entraObjectId, userPrincipalName, primaryAddress(account)])) known.add(key);
  return known;
}
