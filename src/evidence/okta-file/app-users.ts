import { counted } from '../../domain/counted.js';
import type { OktaAppUser } from '../../domain/okta.js';
import { jsonObject } from '../json-document.js';
import type { ReadLog } from '../read-log.js';
import { type AppSchema, immutableIdNames, readAppSchema } from './app-schema.js';
import { convertAppUser } from './app-user.js';

/** `limit` of GET /api/v1/apps/{id}/users: what is asked for by default, and at most. */
const pageSizes: ReadonlySet<number> = new Set([50, 500]);

/** True where an app has just as many people as a page of Okta holds. */
export function isPage(users: readonly OktaAppUser[]): boolean {
  const counts = new Map<string, number>();
  for (const { appId } of users) counts.set(appId, (counts.get(appId) ?? 0) + 1);
  return [...counts.values()].some((count) => pageSizes.has(count));
}

/** One item of a list with its position (1-based). */
export interface Placed {
  readonly item: unknown;
  readonly line: number;
}

/** True for an app user as GET /api/v1/apps/{id}/users answers it; an app has a name, and templates among its credentials. */
export function isAppUser(item: unknown): boolean {
  const members = jsonObject(item);
  if (members === undefined || members.has('name') || members.has('app')) return false;
  const userName = jsonObject(members.get('credentials'))?.has('userName') === true;
  return userName || ['externalId', 'syncState', 'scope'].some((name) => members.has(name));
}

/** The app whose profile the item is the schema of (GET /api/v1/meta/schemas/apps/{id}/default); undefined for anything else. */
export function schemaOwner(item: unknown): string | undefined {
  const members = jsonObject(item);
  return members?.has('definitions') ? appIn(members.get('id'), /\/schemas\/apps\/([^/?#]+)/) : undefined;
}

/**
 * The app users of a list. Their ImmutableID stands under the name that the app's schema gives it, or, where the list has
 * no schema, under a name that can mean nothing else (Okta documents none). Where nobody has one the log says so.
 */
export function convertAppUsers(
  items: readonly Placed[],
  schemas: ReadonlyMap<string, unknown>,
  log: ReadLog,
): OktaAppUser[] {
  const byApp = new Map<string, Placed[]>();
  for (const placed of items) {
    const appId = ownerOf(placed.item);
    if (appId === undefined)
      log.reject(
        placed.line,
        'Somebody assigned to an app does not say to which, expected appId or _links.app.href as GET /api/v1/apps/{id}/users returns it.',
      );
    else byApp.set(appId, [...(byApp.get(appId) ?? []), placed]);
  }
  return [...byApp].flatMap(([appId, users]) => usersOf(appId, users, schemas.get(appId), log));
}

function usersOf(appId: string, users: readonly Placed[], schemaAnswer: unknown, log: ReadLog): OktaAppUser[] {
  const schema = schemaAnswer === undefined ? undefined : readAppSchema(schemaAnswer);
  let named = false;
  const records = users.flatMap(({ item, line }): OktaAppUser[] => {
    const own = schema ?? knownNames(item);
    if (own === undefined) {
      log.reject(
        line,
        `The profile of somebody assigned to the app ${appId} has several ImmutableIDs that differ, expected one. Give the app’s schema (GET /api/v1/meta/schemas/apps/${appId}/default) in the list too.`,
      );
      return [];
    }
    named ||= own.immutableId !== undefined;
    const user = convertAppUser(item, appId, own, { origin: log.origin, line }, (message) => log.reject(line, message));
    return user === undefined ? [] : [user];
  });
  const [{ line } = { line: 1 }] = users;
  if (!named)
    log.remark(
      line,
      `Nobody’s profile of the app ${appId} has an attribute for the ImmutableID, so what Okta sends at sign-in is not compared. Read it with collect okta, or give the app’s schema in the list too.`,
    );
  if (pageSizes.has(users.length))
    log.remark(
      line,
      `Exactly ${counted(users.length, 'person is', 'people are')} assigned to the app ${appId}: that is a page of Okta, and there may be more. Give every page.`,
    );
  return records;
}

/** The name that holds the ImmutableID in a profile, the one with a value first; undefined where two values differ. */
function knownNames(item: unknown): AppSchema | undefined {
  const profile = jsonObject(jsonObject(item)?.get('profile'));
  const names = immutableIdNames(profile?.keys() ?? []);
  const filled = names.filter((name) => (profile?.get(name) ?? '') !== '');
  if (new Set(filled.map((name) => profile?.get(name))).size > 1) return undefined;
  const [name] = [...filled, ...names];
  return name === undefined ? {} : { immutableId: name };
}

function ownerOf(item: unknown): string | undefined {
  const members = jsonObject(item);
  const appId = members?.get('appId');
  if (typeof appId === 'string' && appId !== '') return appId;
  const link = jsonObject(jsonObject(members?.get('_links'))?.get('app'));
  return appIn(link?.get('href'), /\/apps\/([^/?#]+)/);
}

function appIn(address: unknown, pattern: RegExp): string | undefined {
  return typeof address === 'string' ? pattern.exec(address)?.[1] : undefined;
}
