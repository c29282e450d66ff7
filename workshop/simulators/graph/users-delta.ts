import { isObject, type JsonObject, parseJson } from '../json.js';
import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { badRequest } from './errors.js';
import { type EntityType, userType } from './odata/entity-types.js';
import { type GraphCall, project, readSelect, refuseUnknownParameters } from './odata/list.js';
import type { GraphUser } from './state.js';

/** What a skip or delta token says: changes after this version, and what was selected in the first request. */
export interface DeltaPosition {
  readonly after: number;
  /** False in the first round, which lists who is there and not who is gone. */
  readonly withRemovals: boolean;
  readonly select: readonly string[] | undefined;
}

export interface DeltaChange {
  readonly version: number;
  readonly entry: JsonObject;
}

/** Users as the delta query selects them: `manager` is a relation, told as `manager@delta`. */
const trackedUser: EntityType = { ...userType, properties: new Set([...(userType.properties ?? []), 'manager']) };

/**
 * `GET /users/delta`: everybody at first, then only what changed since the `@odata.deltaLink`, removals as `@removed`
 * (GRAPH-5). Users are ordered by their last change, so that one who changes meanwhile comes again instead of being lost.
 */
export function deltaUsers(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  refuseUnknownParameters(call.request.query, new Set(['$select', '$top', '$skiptoken', '$deltatoken']));
  const position = readDeltaPosition(world, call, trackedUser);
  const changes = [
    ...graph.users
      .filter(({ version }) => version > position.after)
      .map((user) => ({ version: user.version, entry: entryOf(user, position) })),
    ...(position.withRemovals ? graph.removals : []).map(({ id, version, reason }) => ({
      version,
      entry: { id, '@removed': { reason } } satisfies JsonObject,
    })),
  ];
  return deltaPage(world, call, position, changes, 'users');
}

/** A property that was never set does not come at all, one that was taken away as null; a relation comes only when it changed. */
function entryOf(user: GraphUser, { after, select }: DeltaPosition): JsonObject {
  const shown = project(
    { ...user },
    userType,
    select?.filter((name) => name !== 'manager'),
  );
  const wasSet = (name: string): boolean => user.cleared?.includes(name) === true;
  const entry = Object.fromEntries(Object.entries(shown).filter(([name, value]) => value !== null || wasSet(name)));
  const { manager, managerVersion = 0 } = user;
  if (!select?.includes('manager') || managerVersion <= after) return entry;
  return { ...entry, 'manager@delta': [{ '@odata.type': '#microsoft.graph.user', id: manager }] };
}

/** The page of the changes after the position, with the link to the next page or to the next round. */
export function deltaPage(
  world: World,
  call: GraphCall,
  position: DeltaPosition,
  everything: readonly DeltaChange[],
  set: string,
): WireAnswer {
  const { origin, path } = call.request;
  const changes = everything
    .filter(({ version }) => version > position.after)
    .sort((first, second) => first.version - second.version);
  const shown = changes.slice(0, world.behaviour.pageLimit);
  const more = shown.length < changes.length;
  const next: DeltaPosition = more
    ? { ...position, after: shown.at(-1)?.version ?? position.after }
    : { ...position, after: world.state.graph.clock.version, withRemovals: true };
  const token = Buffer.from(JSON.stringify(next)).toString('base64url');
  const link = more
    ? { '@odata.nextLink': `${origin}${path}?$skiptoken=${token}` }
    : { '@odata.deltaLink': `${origin}${path}?$deltatoken=${token}` };
  return {
    status: 200,
    body: {
      '@odata.context': `${origin}/${call.version}/$metadata#${set}`,
      ...link,
      value: shown.map(({ entry }) => entry),
    },
  };
}

/** Where a delta query stands. `$deltatoken=latest` begins now, without what is there already. */
export function readDeltaPosition(world: World, call: GraphCall, type: EntityType): DeltaPosition {
  const { query } = call.request;
  const token = query.get('$skiptoken') ?? query.get('$deltatoken');
  if (token === 'latest')
    return { after: world.state.graph.clock.version, withRemovals: true, select: readSelect(call, type) };
  if (token === null) return { after: 0, withRemovals: false, select: readSelect(call, type) };
  const value = parseJson(Buffer.from(token, 'base64url').toString());
  if (!isObject(value) || typeof value.after !== 'number')
    throw badRequest('The delta token is invalid or has expired.');
  const select = value.select;
  return {
    after: value.after,
    withRemovals: value.withRemovals === true,
    select: Array.isArray(select) ? select.map(String) : undefined,
  };
}
