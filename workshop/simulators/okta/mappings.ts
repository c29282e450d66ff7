import { isObject, parseJson } from '../json.js';
import type { Call, WireAnswer } from '../wire.js';
import type { World } from '../world.js';
import { findApp } from './apps.js';
import { invalid, notFound } from './errors.js';
import { page } from './paging.js';
import type { MappingState, OktaAppState } from './state.js';

const defaultUserType = 'oty1simulateduser001';

/** `GET /api/v1/mappings?sourceId=&targetId=` (OKTA-19): without the properties, as Okta lists them. */
export function listMappings(world: World, call: Call): WireAnswer {
  const target = call.request.query.get('targetId');
  const source = call.request.query.get('sourceId');
  const found = world.state.okta.apps.flatMap((app) => {
    const wanted = (target === null || target === app.id) && (source === null || source === defaultUserType);
    return app.mapping !== undefined && wanted ? [{ id: app.mapping.id, app, mapping: app.mapping }] : [];
  });
  return page(call, world, found, { fallback: 20, maximum: 200 }, (entry) => head(entry.app, entry.mapping, call));
}

/** `GET /api/v1/mappings/{id}`, with every property's expression and push status. */
export function getMapping(world: World, call: Call): WireAnswer {
  const { app, mapping } = findMapping(world, call);
  return { status: 200, body: { ...head(app, mapping, call), properties: mapping.properties } };
}

/** `POST /api/v1/mappings/{id}`: changes expressions and push status; null takes a property out. */
export function updateMapping(world: World, call: Call): WireAnswer {
  const { app, mapping } = findMapping(world, call);
  const body = parseJson(call.request.body);
  const changes = isObject(body) ? body.properties : undefined;
  if (!isObject(changes)) throw invalid('properties', 'properties: must be an object.');
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) {
      delete mapping.properties[name];
      continue;
    }
    const expression = isObject(change) ? change.expression : undefined;
    const pushStatus = isObject(change) ? change.pushStatus : undefined;
    if (typeof expression !== 'string' || (pushStatus !== 'PUSH' && pushStatus !== 'DONT_PUSH')) {
      throw invalid('properties', `${name}: needs an expression and a pushStatus of PUSH or DONT_PUSH.`);
    }
    mapping.properties[name] = { expression, pushStatus };
  }
  return { status: 200, body: { ...head(app, mapping, call), properties: mapping.properties } };
}

/** `GET /api/v1/meta/schemas/apps/{id}/default`: which profile attributes the app has. */
export function getAppSchema(world: World, call: Call): WireAnswer {
  const app = findApp(world, call.parameter('app'));
  const attribute = (title: string): unknown => ({
    title,
    type: 'string',
    scope: 'NONE',
    mutability: 'READ_WRITE',
    master: { type: 'PROFILE_MASTER' },
  });
  return {
    status: 200,
    body: {
      id: `${call.request.origin}/api/v1/meta/schemas/apps/${app.id}/default`,
      $schema: 'http://json-schema.org/draft-04/schema#',
      name: app.label,
      title: `${app.label} User`,
      type: 'object',
      definitions: {
        base: { id: '#base', type: 'object', properties: { userName: attribute('Username') }, required: ['userName'] },
        custom: {
          id: '#custom',
          type: 'object',
          properties: {
            email: attribute('Primary email'),
            immutableId: attribute('Immutable ID'),
            displayName: attribute('Display name'),
          },
          required: [],
        },
      },
      properties: { profile: { allOf: [{ $ref: '#/definitions/base' }, { $ref: '#/definitions/custom' }] } },
    },
  };
}

function head(app: OktaAppState, mapping: MappingState, { request }: Call): object {
  return {
    id: mapping.id,
    source: {
      id: defaultUserType,
      name: 'user',
      type: 'user',
      _links: { self: { href: `${request.origin}/api/v1/meta/types/user/${defaultUserType}` } },
    },
    target: {
      id: app.id,
      name: app.name,
      type: 'appuser',
      _links: { self: { href: `${request.origin}/api/v1/apps/${app.id}` } },
    },
    _links: { self: { href: `${request.origin}/api/v1/mappings/${mapping.id}` } },
  };
}

function findMapping(world: World, call: Call): { app: OktaAppState; mapping: MappingState } {
  const id = call.parameter('mapping');
  for (const app of world.state.okta.apps) {
    if (app.mapping?.id === id) return { app, mapping: app.mapping };
  }
  throw notFound(id, 'ProfileMapping');
}
