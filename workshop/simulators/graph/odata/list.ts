import { isObject, type JsonObject } from '../../json.js';
import type { Call, WireAnswer } from '../../wire.js';
import type { World } from '../../world.js';
import { badQuery, badRequest, unsupportedQuery } from '../errors.js';
import { type EntityType, hasProperty } from './entity-types.js';
import { satisfies } from './evaluate.js';
import { filteredPaths, needsAdvancedQuery, parseFilter } from './filter.js';

/** A call of Graph: `version` is `v1.0` or `beta`, `path` comes without it. */
export interface GraphCall extends Call {
  readonly version: 'v1.0' | 'beta';
}

const listParameters = new Set(['$select', '$top', '$filter', '$count', '$expand', '$skiptoken', 'api-version']);
const entityParameters = new Set(['$select', '$expand', 'api-version']);

/**
 * One page of the entities, filtered and projected, with an opaque `@odata.nextLink`. The skip token names the last entity
 * sent, so that entities which come or go in between shift nothing.
 */
export function listEntities(world: World, call: GraphCall, type: EntityType, entities: readonly object[]): WireAnswer {
  const { query } = call.request;
  refuseUnknownParameters(query, listParameters);
  const wanted = readTop(query, type);
  const select = readSelect(call, type);
  const found = entities.map((entity): JsonObject => ({ ...entity })).filter(readFilter(call, type));
  const start = query.has('$skiptoken') ? positionAfter(found, query.get('$skiptoken') ?? '') : 0;
  const shown = found.slice(start, start + Math.min(wanted, world.behaviour.pageLimit));
  const body: JsonObject = { '@odata.context': contextOf(call, type, select) };
  if (query.get('$count') === 'true') body['@odata.count'] = found.length;
  if (start + shown.length < found.length) body['@odata.nextLink'] = nextLink(call, String(shown.at(-1)?.id ?? ''));
  body.value = shown.map((entity) => project(entity, type, select));
  return { status: 200, body };
}

/** One entity, projected by `$select`. */
export function showEntity(call: GraphCall, type: EntityType, entity: object): WireAnswer {
  refuseUnknownParameters(call.request.query, entityParameters);
  const select = readSelect(call, type);
  const body = {
    '@odata.context': `${contextOf(call, type, select)}/$entity`,
    ...project({ ...entity }, type, select),
  };
  return { status: 200, body };
}

/** The properties named by `$select`, or undefined for the default set. What the type cannot select or expand is a 400. */
export function readSelect(call: GraphCall, type: EntityType): readonly string[] | undefined {
  const expand = call.request.query.get('$expand')?.split(',') ?? [];
  const unexpandable = expand.find((name) => !type.expandable.has(name.replace(/\(.*/, '').trim()));
  if (unexpandable !== undefined) {
    throw badQuery(
      `Parsing OData Select and Expand failed: '${unexpandable}' cannot be expanded on type '${type.name}'.`,
    );
  }
  const text = call.request.query.get('$select');
  if (text === null || text === '') return undefined;
  const select = text.split(',').map((name) => name.trim());
  const unknown = select.find((name) => !hasProperty(type, call.version, name));
  if (unknown !== undefined) {
    throw badQuery(
      `Parsing OData Select and Expand failed: Could not find a property named '${unknown}' on type '${type.name}'.`,
    );
  }
  return select;
}

/** The entity with the selected properties only (`id` comes always); properties that have no value are null. */
export function project(entity: JsonObject, type: EntityType, select: readonly string[] | undefined): JsonObject {
  const chosen = select ?? type.defaults;
  if (chosen === undefined) return { ...entity };
  const names = chosen.includes('id') ? chosen : [...chosen, 'id'];
  const shown = names.map((name) => [name, entity[name] ?? (emptyLists.has(name) ? [] : null)]);
  return { ...Object.fromEntries(shown), ...(isObject(entity.expanded) ? entity.expanded : {}) };
}

/** What Graph shows as an empty list where there is nothing. */
const emptyLists: ReadonlySet<string> = new Set([
  'businessPhones',
  'proxyAddresses',
  'licenseAssignmentStates',
  'onPremisesProvisioningErrors',
]);

/** 400 for a query parameter that Graph does not know here: a misspelled one must not pass as "no filter". */
export function refuseUnknownParameters(query: URLSearchParams, known: ReadonlySet<string>): void {
  for (const name of query.keys()) {
    if (!known.has(name)) throw badQuery(`The query parameter '${name}' is not supported.`);
  }
}

/** The link to the page after the entity with this id. */
export function nextLink(call: GraphCall, lastId: string): string {
  const next = new URLSearchParams(call.request.query);
  next.delete('$skiptoken');
  const query = next.size > 0 ? `${next}&` : '';
  return `${call.request.origin}${call.request.path}?${query}$skiptoken=${Buffer.from(lastId).toString('base64url')}`;
}

/** The position after the entity that the token names. */
export function positionAfter(entities: readonly JsonObject[], token: string): number {
  const id = Buffer.from(token, 'base64url').toString();
  const position = entities.findIndex((entity) => entity.id === id);
  if (position < 0)
    throw badRequest('The specified page token value has expired and can no longer be included in your request.');
  return position + 1;
}

/** The page size asked for. */
export function readTop(query: URLSearchParams, type: EntityType): number {
  if (!query.has('$top')) return type.top.fallback;
  const top = Number(query.get('$top'));
  if (Number.isInteger(top) && top >= 1 && top <= type.top.maximum) return top;
  throw badRequest(
    `Invalid page size specified: '${query.get('$top')}'. Must be between 1 and ${type.top.maximum} inclusive.`,
  );
}

function readFilter(call: GraphCall, type: EntityType): (entity: JsonObject) => boolean {
  const { query, headers } = call.request;
  const text = query.get('$filter');
  const filter = text === null ? undefined : parseFilter(text);
  const eventual = String(headers.consistencylevel ?? '').toLowerCase() === 'eventual';
  const advanced = eventual && query.get('$count') === 'true';
  if (type.advancedQueries && query.get('$count') === 'true' && !eventual) {
    throw badQuery("$count is not currently supported without the header 'ConsistencyLevel: eventual'.");
  }
  if (filter === undefined) return () => true;
  for (const path of filteredPaths(filter)) {
    const [property = ''] = path.split('/');
    if (!hasProperty(type, call.version, property)) {
      throw badQuery(`Invalid filter clause: Could not find a property named '${property}' on type '${type.name}'.`);
    }
    if (type.unfilterable.has(property))
      throw unsupportedQuery(
        `Unsupported or invalid query filter clause specified for property '${property}' of resource '${type.set}'.`,
      );
  }
  if (type.advancedQueries && needsAdvancedQuery(filter) && !advanced) {
    throw unsupportedQuery(
      "The specified filter needs an advanced query: send $count=true and the header 'ConsistencyLevel: eventual'.",
    );
  }
  return (entity) => satisfies(entity, filter, type.foldCase);
}

function contextOf(call: GraphCall, type: EntityType, select: readonly string[] | undefined): string {
  const chosen = select === undefined ? '' : `(${select.join(',')})`;
  return `${call.request.origin}/${call.version}/$metadata#${type.set}${chosen}`;
}
