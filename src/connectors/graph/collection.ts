import type { EntraObject } from '../../domain/objects.js';
import type { GraphPartName } from '../../domain/permissions.js';
import type { EntraRecord } from '../../domain/service.js';
import { convertGraphObject } from '../../evidence/graph-json/convert.js';
import { jsonObject } from '../../evidence/json-document.js';
import { UnreadableValue } from '../../evidence/values/unreadable-value.js';
import type { GraphClient, GraphPage } from './client.js';
import { convertLicences, entry } from './convert-facts.js';
import { createIdentifiers, type Identifiers } from './identifiers.js';
import { contactsPath, deletedUsersPath, devicesPath, groupsPath, identifiersPath, usersPath } from './queries.js';
import { readMembers } from './roles.js';
import { readServiceFacts } from './service-facts.js';
import { readPart, rejectEntry, type SubReadLog } from './sub-read.js';
import { withSyncBehavior } from './sync-behavior.js';

/** Where a collection stands: a step of it, and the next page of that step (its first one when left out). */
export interface CollectionPosition {
  readonly step: number;
  readonly next?: string;
  /** How many objects were met so far: the `line` of the next one. */
  readonly objects: number;
}

/** What one page gave, and where to go on after it. */
export interface CollectedPage {
  readonly step: CollectionStepName;
  readonly records: readonly EntraRecord[];
  /** Object ids with their on-premises object identifiers, in the step that reads those: to be remembered, not to be written. */
  readonly identifiers: readonly (readonly [id: string, identifier: string])[];
  /** Lower-case object ids of everybody whom that step listed, also without an identifier. */
  readonly listed?: readonly string[];
  readonly after: CollectionPosition;
}

export const collectionSteps = [
  'objectIdentifiers',
  'users',
  'deletedUsers',
  'groups',
  'contacts',
  'devices',
  'service',
] as const;
export type CollectionStepName = (typeof collectionSteps)[number];

/** The collections that are read page by page; what Graph calls their type, and the part of the tenant that they are. */
const pagedSteps: Readonly<
  Record<
    Exclude<CollectionStepName, 'objectIdentifiers' | 'service'>,
    { path: string; type: string; part: GraphPartName }
  >
> = {
  users: { path: usersPath, type: 'users', part: 'users' },
  deletedUsers: { path: deletedUsersPath, type: 'users', part: 'users' },
  groups: { path: groupsPath, type: 'groups', part: 'groups' },
  contacts: { path: contactsPath, type: 'contacts', part: 'contacts' },
  devices: { path: devicesPath, type: 'devices', part: 'devices' },
};

export interface Collection {
  readonly client: GraphClient;
  readonly log: SubReadLog;
  /** When the collection began: what changes while it is read is after it. */
  readonly readAt: Date;
  readonly identifiers?: Identifiers;
  /** The steps that are wanted; all of them when left out. */
  readonly only?: readonly CollectionStepName[];
}

/**
 * Reads a whole tenant page by page, from the given position on: users with what beta knows of them, the recycle bin,
 * groups with members, contacts, devices, and the tenant's own facts. Nothing is kept but the identifiers (32 bytes a
 * user); each page is the caller's. The users themselves must be readable; any other part that is refused is put down in
 * the log.
 *
 * @throws GraphApiError, UserError for a page that can't be read: the position before it is where to go on.
 */
export async function* collectTenant(
  collection: Collection,
  from: CollectionPosition = { step: 0, objects: 0 },
): AsyncGenerator<CollectedPage> {
  const identifiers = collection.identifiers ?? createIdentifiers();
  let position = from;
  for (let step = from.step; step < collectionSteps.length; step += 1) {
    const name = collectionSteps[step];
    if (name === undefined) return;
    if (collection.only?.includes(name) === false) continue;
    const start = step === from.step ? position : { step, objects: position.objects };
    for await (const page of pagesOfStep(name, { ...collection, identifiers }, start)) {
      position = page.after;
      yield page;
    }
  }
}

async function* pagesOfStep(
  step: CollectionStepName,
  collection: Collection & { readonly identifiers: Identifiers },
  from: CollectionPosition,
): AsyncGenerator<CollectedPage> {
  if (step === 'objectIdentifiers') yield* identifierPages(collection, from);
  else if (step === 'service') yield await servicePage(collection, from);
  else yield* objectPages(step, collection, from);
}

/** The page that ends a step: the next one begins. */
function afterPage(from: CollectionPosition, { next }: Pick<GraphPage, 'next'>, objects: number): CollectionPosition {
  return next === undefined ? { step: from.step + 1, objects } : { step: from.step, next, objects };
}

async function* identifierPages(
  { client, log, identifiers }: Collection & { readonly identifiers: Identifiers },
  from: CollectionPosition,
): AsyncGenerator<CollectedPage> {
  const pages = client.pages(from.next ?? identifiersPath, 'beta');
  for (;;) {
    // Only the first page may be refused: a cut list would pass for "nobody has an identifier".
    const turn = await firstOr(from, log, 'objectIdentifiers', () => pages.next());
    if (turn === undefined) {
      yield emptyPage('objectIdentifiers', { step: from.step + 1, objects: from.objects });
      return;
    }
    if (turn.done) return;
    const listed: string[] = [];
    const found = turn.value.items.flatMap((item, index): (readonly [string, string])[] => {
      const user = entry(item, rejectEntry(log, identifiersPath, index + 1));
      const [id, identifier] = [user.required.text('id'), user.text('onPremisesObjectIdentifier')];
      if (id !== undefined) listed.push(id.toLowerCase());
      return id === undefined || identifier === undefined ? [] : [[id, identifier]];
    });
    for (const [id, identifier] of found) identifiers.add(id, identifier);
    yield {
      step: 'objectIdentifiers',
      records: [],
      identifiers: found,
      listed,
      after: afterPage(from, turn.value, from.objects),
    };
  }
}

async function* objectPages(
  step: keyof typeof pagedSteps,
  collection: Collection & { readonly identifiers: Identifiers },
  from: CollectionPosition,
): AsyncGenerator<CollectedPage> {
  const { client, log } = collection;
  const { path, type, part } = pagedSteps[step];
  const pages = client.pages(from.next ?? path);
  let { objects } = from;
  for (;;) {
    const turn = step === 'users' ? await pages.next() : await firstOr(from, log, part, () => pages.next());
    if (turn === undefined) {
      yield emptyPage(step, { step: from.step + 1, objects });
      return;
    }
    if (turn.done) {
      log.read.add(part);
      return;
    }
    const records = await withSyncBehavior(client, log, step, convertPage(turn.value.items, type, objects, collection));
    objects += turn.value.items.length;
    yield {
      step,
      records: step === 'groups' ? await withMembers(collection, records) : records,
      identifiers: [],
      after: afterPage(from, turn.value, objects),
    };
  }
}

/** Of a step that begins, a refusal is put down in the log; in the middle of one it is an exception. */
function firstOr<Result>(
  from: CollectionPosition,
  log: SubReadLog,
  part: GraphPartName,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  return from.next === undefined ? readPart(part, log, work) : work();
}

function emptyPage(step: CollectionStepName, after: CollectionPosition): CollectedPage {
  return { step, records: [], identifiers: [], after };
}

/** The objects of a page with the licenses of its users; what can't be read is rejected in the log. */
export function convertPage(
  items: readonly unknown[],
  type: string,
  objectsBefore: number,
  { log, identifiers }: Pick<Collection, 'log' | 'identifiers'>,
): EntraRecord[] {
  return items.flatMap((item, index): EntraRecord[] => {
    const line = objectsBefore + index + 1;
    const members = jsonObject(item);
    if (members === undefined) {
      log.log.reject(line, `It is not an object, expected one of the ${type}.`);
      return [];
    }
    try {
      const at = { origin: log.log.origin, line };
      const object = convertGraphObject(Object.fromEntries(members), at, type);
      if (object === undefined) {
        log.log.skip();
        return [];
      }
      return [
        identified(object, identifiers),
        ...convertLicences(members, at, (message) => log.log.reject(line, message)),
      ];
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      log.log.reject(line, error.message);
      return [];
    }
  });
}

/** The user with the on-premises object identifier that is known of it; anything else as it is. */
export function identified(object: EntraObject, identifiers: Identifiers | undefined): EntraObject {
  if (object.objectType !== 'user' || object.entraObjectId === undefined) return object;
  const found = identifiers?.find(object.entraObjectId);
  return found === undefined ? object : { ...object, onPremisesObjectIdentifier: found };
}

/** Each group with its direct members. */
async function withMembers({ client, log }: Collection, records: readonly EntraRecord[]): Promise<EntraRecord[]> {
  const ids = records.flatMap((record) => ('fact' in record ? [] : (record.entraObjectId ?? [])));
  const members = await readPart('groups', log, () => readMembers(client, ids, log));
  return records.map((record) => {
    const found =
      'fact' in record || record.entraObjectId === undefined ? undefined : members?.get(record.entraObjectId);
    return found === undefined ? record : { ...record, members: found };
  });
}

async function servicePage({ client, log, readAt }: Collection, from: CollectionPosition): Promise<CollectedPage> {
  const at = { origin: log.log.origin, line: 1 };
  const records = await readServiceFacts(client, log, at, readAt);
  return { step: 'service', records, identifiers: [], after: { step: from.step + 1, objects: from.objects } };
}
