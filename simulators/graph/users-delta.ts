import { isObject, type JsonObject, parseJson } from '../json.js';
import type { WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { badRequest } from './errors.js';
import { userType } from './odata/entity-types.js';
import { type GraphCall, project, readSelect, refuseUnknownParameters } from './odata/list.js';

/** What a skip or delta token says: changes after this version, and what was selected in the first request. */
interface Position {
  readonly after: number;
  /** False in the first round, which lists who is there and not who is gone. */
  readonly withRemovals: boolean;
  readonly select: readonly string[] | undefined;
}

/**
 * `GET /users/delta`: everybody at first, then only what changed since the `@odata.deltaLink`, removals as `@removed`
 * (facts 2.3). Users are ordered by their last change, so that one who changes meanwhile comes again instead of being lost.
 */
export function deltaUsers(world: World, call: GraphCall): WireAnswer {
  const { graph } = world.state;
  const { query, origin, path } = call.request;
  refuseUnknownParameters(query, new Set(['$select', '$top', '$skiptoken', '$deltatoken']));
  const position = readPosition(call);
  const changes = [
    ...graph.users.map((user) => ({ version: user.version, entry: project({ ...user }, userType, position.select) })),
    ...(position.withRemovals ? graph.removals : []).map(({ id, version, reason }) => ({
      version,
      entry: { id, '@removed': { reason } } satisfies JsonObject,
    })),
  ]
    .filter(({ version }) => version > position.after)
    .sort((first, second) => first.version - second.version);
  const shown = changes.slice(0, world.behaviour.pageLimit);
  const more = shown.length < changes.length;
  const next: Position = more
    ? { ...position, after: shown.at(-1)?.version ?? position.after }
    : { ...position, after: graph.clock.version, withRemovals: true };
  const token = Buffer.from(JSON.stringify(next)).toString('base64url');
  const link = more
    ? { '@odata.nextLink': `${origin}${path}?$skiptoken=${token}` }
    : { '@odata.deltaLink': `${origin}${path}?$deltatoken=${token}` };
  return {
    status: 200,
    body: {
      '@odata.context': `${origin}/${call.version}/$metadata#users`,
      ...link,
      value: shown.map(({ entry }) => entry),
    },
  };
}

function readPosition(call: GraphCall): Position {
  const { query } = call.request;
  const token = query.get('$skiptoken') ?? query.get('$deltatoken');
  if (token === null) return { after: 0, withRemovals: false, select: readSelect(call, userType) };
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
