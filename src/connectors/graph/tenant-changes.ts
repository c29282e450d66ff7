import { UserError } from '../../domain/errors.js';
import type { EntraObject, ObjectType } from '../../domain/objects.js';
import { type EntraRecord, isEntraObject, isServiceFact } from '../../domain/service.js';
import { namedIn } from '../../evidence/graph-json/convert.js';
import { updated } from '../../evidence/graph-json/delta.js';
import { jsonObject } from '../../evidence/json-document.js';
import { jsonText } from '../../evidence/known-members.js';
import { createReadLog } from '../../evidence/read-log.js';
import { type ObjectChange, readChanges, selectedOf } from './changes.js';
import type { GraphClient } from './client.js';
import { type CollectionStepName, collectTenant, convertPage, identified } from './collection.js';
import { GraphApiError } from './errors.js';
import { type ListToRead, withFirstPages } from './first-pages.js';
import { createIdentifiers } from './identifiers.js';
import {
  accessPoliciesPath,
  agentsPath,
  deltaPaths,
  domainsPath,
  principalsPath,
  roleAssignmentsPath,
  roleDefinitionsPath,
  roleEligibilityPath,
  syncFeaturesPath,
  type TrackedCollection,
  trackedCollections,
} from './queries.js';
import { createSubReadLog } from './read.js';
import type { SubReadLog } from './sub-read.js';
import { mayBeCloudManaged, withSyncBehavior } from './sync-behavior.js';

/** An earlier reading can't be refreshed: the tenant has to be read as a whole, for this reason. */
export class RefreshImpossible extends UserError {}

/** Where the changes of each collection begin, as `readChangeStarts` gives it. */
export type ChangesFrom = Readonly<Record<string, string>>;

const typeOf: Readonly<Record<TrackedCollection, ObjectType>> = {
  users: 'user',
  groups: 'group',
  contacts: 'contact',
  devices: 'device',
};

/**
 * Where the changes of each collection begin, asked for before the first page: what changes meanwhile comes again later.
 * A collection for which Graph does not say so is left out, and can't be refreshed.
 */
export async function readChangeStarts(client: GraphClient): Promise<ChangesFrom> {
  const links: Record<string, string> = {};
  const ask = async (version: 'v1.0' | 'beta', collections: readonly TrackedCollection[]): Promise<void> => {
    const answers = await client.batch(
      collections.map((collection) => deltaPaths[collection]),
      version,
    );
    for (const [index, answer] of answers.entries()) {
      const link = 'body' in answer ? jsonObject(answer.body)?.get('@odata.deltaLink') : undefined;
      const collection = collections[index];
      if (typeof link === 'string' && collection !== undefined) links[collection] = link;
    }
  };
  // The users' identifiers are in beta only, and so are the changes to them.
  await ask('beta', ['users']);
  await ask(
    'v1.0',
    trackedCollections.filter((collection) => collection !== 'users'),
  );
  return links;
}

/** The changes of a tenant since an earlier reading, and where the next ones begin. */
export interface TenantChanges {
  readonly objects: ReadonlyMap<ObjectType, Map<string, ObjectChange>>;
  readonly changesFrom: ChangesFrom;
}

/**
 * Asks Graph for the pages of changes of each collection (GRAPH-5).
 *
 * @throws RefreshImpossible when Graph no longer knows since when, or a collection has no beginning; GraphApiError.
 */
export async function readTenantChanges(
  client: GraphClient,
  since: ChangesFrom,
  onRead?: (collection: TrackedCollection, changes: number) => void,
): Promise<TenantChanges> {
  const missing = trackedCollections.filter((collection) => since[collection] === undefined);
  if (missing.length > 0) throw new RefreshImpossible(`nothing says where the changes of ${missing.join(', ')} begin`);
  const objects = new Map<ObjectType, Map<string, ObjectChange>>();
  const changesFrom: Record<string, string> = {};
  for (const collection of trackedCollections) {
    const found = await changesOf(client, collection, since[collection] ?? '');
    objects.set(typeOf[collection], found.changes);
    changesFrom[collection] = found.changesFrom;
    onRead?.(collection, found.changes.size);
  }
  return { objects, changesFrom };
}

async function changesOf(client: GraphClient, collection: TrackedCollection, link: string) {
  try {
    return await readChanges(client, collection, link);
  } catch (error) {
    if (error instanceof GraphApiError && (error.status === 400 || error.status === 410))
      throw new RefreshImpossible(`Microsoft Graph can no longer tell what changed since then: ${error.message}`);
    throw error;
  }
}

/** A log that goes on from an earlier reading: what changes are told of counts as read. */
export function continuedLog(client: GraphClient, fields: Iterable<string>): SubReadLog {
  const log = createSubReadLog(client);
  const earlier = new Set(fields);
  for (const part of ['objectIdentifiers', ...trackedCollections] as const) if (earlier.has(part)) log.read.add(part);
  return log;
}

/**
 * Lists the on-premises object identifiers again, and puts them in place of those that the records have.
 *
 * @returns the records that say something else now.
 * @throws RefreshImpossible when the list is refused, without which everybody would look as if they had none, and when it names other
 * people than the records: then a change was not told.
 */
export async function putIdentifiersAgain(
  client: GraphClient,
  log: SubReadLog,
  readAt: Date,
  records: EntraRecord[],
): Promise<readonly EntraRecord[]> {
  // Only what is read now may say that it was read.
  log.read.delete('objectIdentifiers');
  const identifiers = createIdentifiers();
  const listed = new Map<string, boolean>();
  for (const record of records)
    if (isEntraObject(record) && record.objectType === 'user') listed.set(record.entraObjectId ?? '', false);
  for await (const page of collectTenant({ client, log, readAt, identifiers, only: ['objectIdentifiers'] })) {
    for (const id of page.listed ?? []) {
      if (!listed.has(id)) throw new RefreshImpossible('Microsoft Graph lists people whose change it did not report');
      listed.set(id, true);
    }
  }
  if (!log.read.has('objectIdentifiers'))
    throw new RefreshImpossible('Microsoft Graph no longer lists the on-premises object identifiers');
  if ([...listed.values()].includes(false))
    throw new RefreshImpossible('Microsoft Graph no longer lists people whose removal it did not report');
  const changed: EntraRecord[] = [];
  for (const [index, record] of records.entries()) {
    if (isServiceFact(record)) continue;
    const { onPremisesObjectIdentifier: before, ...rest } = record;
    const now = identified(rest, identifiers);
    if (now.onPremisesObjectIdentifier === before) continue;
    records[index] = now;
    changed.push(now);
  }
  return changed;
}

/**
 * Holds the records against the recycle bin, which was read again.
 *
 * @throws RefreshImpossible when it has somebody who is still among them: the changes were not all told.
 */
export function refuseDeletedAmong(records: readonly EntraRecord[], bin: readonly EntraRecord[]): void {
  const deleted = new Set(bin.flatMap((record) => (isServiceFact(record) ? [] : (record.entraObjectId ?? []))));
  if (deleted.size === 0) return;
  if (records.some((record) => !isServiceFact(record) && deleted.has(record.entraObjectId ?? '')))
    throw new RefreshImpossible('Microsoft Graph shows somebody as deleted and did not report that');
}

const untracked: readonly CollectionStepName[] = ['deletedUsers', 'service'];

/** What the tenant says about itself on one page each, as a rule. */
const ownFacts: readonly ListToRead[] = [
  ...[domainsPath, syncFeaturesPath, roleAssignmentsPath, roleEligibilityPath, principalsPath, accessPoliciesPath].map(
    (path) => ({ path }),
  ),
  ...[roleDefinitionsPath, agentsPath].map((path) => ({ path, version: 'beta' as const })),
];

/** What no change is told of, and what is little: the recycle bin and the tenant's own facts, read again as a whole. */
export async function readUntracked(
  graph: GraphClient,
  log: SubReadLog,
  readAt: Date,
): Promise<readonly EntraRecord[]> {
  const client = await withFirstPages(graph, ownFacts);
  const records: EntraRecord[] = [];
  for await (const page of collectTenant({ client, log, readAt, only: untracked })) records.push(...page.records);
  return records;
}

/** Brings the records of an earlier reading up to the changes, one after the other. */
export interface ChangedRecords {
  /** What stands in place of an earlier record, nothing for what is gone or was read again; undefined: the record as it is. */
  readonly inPlaceOf: (record: EntraRecord) => readonly EntraRecord[] | undefined;
  /** Objects that no earlier record was about, once all of those were asked for. */
  readonly added: () => readonly EntraRecord[];
}

/**
 * @param origin where the new records were read.
 * @throws RefreshImpossible, also while it is asked, when users were deleted or came back, a member of a group was deleted, or a group
 * came, which may have come back: what lies in the recycle bin keeps members, memberships and reports, and no change of the others tells
 * that they do not show it, or do again (GRAPH-5).
 */
export function changedRecords({ objects }: TenantChanges, origin: string): ChangedRecords {
  const toldUsers = [...(objects.get('user') ?? [])];
  if (toldUsers.some(([, { removed }]) => removed)) throw relationsUntold();
  const gone = new Set(
    [...objects.values()].flatMap((changes) => [...changes].flatMap(([id, { removed }]) => (removed ? id : []))),
  );
  const showsGone = (record: EntraRecord): boolean =>
    gone.size > 0 && isEntraObject(record) && record.members?.some((id) => gone.has(id)) === true;
  // Changes of licenses are not tracked: somebody of whom none are told keeps those that were read.
  const toldAgain = new Set(
    toldUsers.flatMap(([id, { json }]) => (Array.isArray(json.licenseAssignmentStates) ? id : [])),
  );
  // A listing may show an object twice, where it moved to another page meanwhile.
  const met = new Map<ObjectType, Set<string>>([...objects.keys()].map((type) => [type, new Set()]));
  const inPlaceOf = (record: EntraRecord): readonly EntraRecord[] | undefined => {
    // A license is a user's; every other fact of the tenant was read again, and so was the recycle bin.
    if (isServiceFact(record))
      return record.fact === 'licence' && !toldAgain.has(record.entraObjectId) ? undefined : [];
    const id = record.entraObjectId ?? '';
    const change = objects.get(record.objectType)?.get(id);
    if (record.deletedDateTime !== undefined) {
      if (change !== undefined) throw relationsUntold();
      return [];
    }
    if (change === undefined) return mayBeCloudManaged(record) ? [record] : undefined;
    const known = met.get(record.objectType);
    if (known?.has(id)) return [];
    known?.add(id);
    return newRecords(record.objectType, change, record, record.at.origin);
  };
  return {
    inPlaceOf(record) {
      const instead = inPlaceOf(record);
      if ((instead ?? [record]).some(showsGone)) throw relationsUntold();
      return instead;
    },
    added: () =>
      [...objects].flatMap(([type, changes]) =>
        [...changes].flatMap(([id, change]) =>
          met.get(type)?.has(id) ? [] : newRecords(type, change, undefined, origin),
        ),
      ),
  };
}

function relationsUntold(): RefreshImpossible {
  return new RefreshImpossible(
    'Microsoft Graph tells who was deleted or restored, and not of which groups they are members',
  );
}

/** The records with who manages them, which no change tells: asked again of all for whom it is a question. */
export async function withBehaviorAgain(
  client: GraphClient,
  log: SubReadLog,
  records: readonly EntraRecord[],
): Promise<readonly EntraRecord[]> {
  const told = new Map<EntraRecord, EntraRecord>();
  for (const step of ['users', 'groups', 'contacts'] as const) {
    const own = records.filter((record) => isEntraObject(record) && record.objectType === typeOf[step]);
    const bare = own.map((record) => {
      const { cloudManaged: _, ...rest } = record as EntraObject;
      return rest;
    });
    const again = await withSyncBehavior(client, log, step, bare);
    for (const [index, record] of own.entries()) told.set(record, again[index] ?? record);
  }
  return records.map((record) => told.get(record) ?? record);
}

/** What everybody has: where a change of somebody new lacks it, the change does not tell everything about them. */
const alwaysTold: Readonly<Record<Exclude<ObjectType, 'group'>, readonly string[]>> = {
  user: ['userPrincipalName', 'displayName', 'accountEnabled'],
  contact: ['displayName'],
  device: ['displayName'],
};

function refuseUntold(type: ObjectType, { json }: ObjectChange): void {
  if (type === 'group') throw relationsUntold();
  if (alwaysTold[type].some((name) => (json[name] ?? null) === null))
    throw new RefreshImpossible(`Microsoft Graph tells of a ${type} that was not read before, and not all about it`);
}

/** The object as it is now, with its licenses; nothing when it is gone. */
function newRecords(
  type: ObjectType,
  change: ObjectChange,
  before: EntraObject | undefined,
  origin: string,
): readonly EntraRecord[] {
  if (change.removed) return [];
  const collection = `${type}s` as const;
  if (before === undefined) refuseUntold(type, change);
  // Of somebody new, what is left out was never set.
  const neverSet = before === undefined ? selectedOf(collection).map((name) => [name, null]) : [];
  const { manager } = change;
  const told = { ...Object.fromEntries(neverSet), ...change.json, ...(manager !== undefined && { manager }) };
  const log: SubReadLog = { log: createReadLog(origin), gaps: [], read: new Set() };
  const records = convertPage([told], collection, (before?.at.line ?? 1) - 1, { log });
  if (log.log.summary().rejected > 0)
    throw new RefreshImpossible(`Microsoft Graph describes the ${type} ${jsonText(told.id)} without what it needs`);
  if (before === undefined) return records;
  const named = namedIn(told);
  return records.map((record) =>
    isServiceFact(record) ? record : withMembersOf(change, updated(before, record, named)),
  );
}

/** A group whose members were read, with what changed of them. */
function withMembersOf({ membersAdded, membersRemoved }: ObjectChange, object: EntraObject): EntraObject {
  if (object.members === undefined) return object;
  const members = new Set([...object.members, ...membersAdded]);
  for (const id of membersRemoved) members.delete(id);
  return { ...object, members: [...members] };
}
