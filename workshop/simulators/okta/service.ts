import { createMeter, type Usage } from '../rate-limit.js';
import type { Service } from '../server.js';
import { type Call, findRoute, type Route, route, type WireAnswer, type WireRequest } from '../wire.js';
import type { World } from '../world.js';
import { getAppUser, listAppUsers, unassign, updateAppUser } from './app-users.js';
import { getApp, listAgentPools, listAppGroups, listApps, listGroupPush, setAppStatus } from './apps.js';
import {
  activateConnection,
  completeConsent,
  deactivateConnection,
  getConnection,
  postConnection,
} from './connections.js';
import { oktaError, oktaFailure } from './errors.js';
import { getFeature, listFeatures, putFeature } from './features.js';
import { getAppSchema, getMapping, listMappings, updateMapping } from './mappings.js';
import { authorize, issueOktaToken } from './tokens.js';

/** What Okta says a minute may hold where no limit is configured; nothing is refused then. */
const nominalLimit = { limit: 600, windowSeconds: 60 };

/** The Okta API over the world's state. */
export function createOktaService(world: World): Service {
  const routes = oktaRoutes(world);
  const configured = world.behaviour.rateLimit?.okta;
  const meter = createMeter(configured ?? nominalLimit);
  const answer = (request: WireRequest): WireAnswer => {
    if (request.path === '/oauth2/v1/token') {
      return request.method === 'POST'
        ? issueOktaToken(world, request)
        : oktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
    }
    authorize(world, request);
    const found = findRoute(routes, request.method, request.path);
    if (found === undefined)
      return oktaError(404, 'E0000007', `Not found: Resource not found: ${request.path} (Endpoint)`);
    if (found === 'method') return oktaError(405, 'E0000022', 'The endpoint does not support the provided HTTP method');
    return found.route.handle({ request, parameter: found.parameter });
  };
  return {
    name: 'okta',
    answer(request) {
      const usage = meter(1, world.clock());
      if (configured !== undefined && !usage.allowed) return withLimits(oktaFailure(429), usage);
      return withLimits(answer(request), usage);
    },
    failure(status, retryAfterSeconds) {
      const usage = {
        allowed: false,
        limit: nominalLimit.limit,
        used: nominalLimit.limit,
        resetAt: world.clock() + (retryAfterSeconds ?? 1) * 1000,
      };
      return status === 429 ? withLimits(oktaFailure(status), usage) : oktaFailure(status);
    },
  };
}

/** X-Rate-Limit-*: the reset in epoch seconds of the server's clock; Okta documents no Retry-After (OKTA-15). */
function withLimits(answer: WireAnswer, usage: Usage): WireAnswer {
  return {
    ...answer,
    headers: {
      ...answer.headers,
      'X-Rate-Limit-Limit': String(usage.limit),
      'X-Rate-Limit-Remaining': String(Math.max(0, usage.limit - usage.used)),
      'X-Rate-Limit-Reset': String(Math.ceil(usage.resetAt / 1000)),
    },
  };
}

function oktaRoutes(world: World): readonly Route[] {
  const to = (handler: (world: World, call: Call) => WireAnswer) => (call: Call) => handler(world, call);
  const app = '/api/v1/apps/:app';
  const connection = `${app}/connections/default`;
  return [
    route('GET', '/api/v1/users/me', whoAmI),
    route('GET', '/api/v1/apps', to(listApps)),
    route('POST', '/api/v1/apps/office365/:app/oauth2/callback', to(completeConsent)),
    route('GET', app, to(getApp)),
    route('POST', `${app}/lifecycle/activate`, (call) => setAppStatus(world, call, 'ACTIVE')),
    route('POST', `${app}/lifecycle/deactivate`, (call) => setAppStatus(world, call, 'INACTIVE')),
    route('GET', `${app}/features`, to(listFeatures)),
    route('GET', `${app}/features/:feature`, to(getFeature)),
    route('PUT', `${app}/features/:feature`, to(putFeature)),
    route('GET', connection, to(getConnection)),
    route('POST', connection, to(postConnection)),
    route('POST', `${connection}/lifecycle/activate`, to(activateConnection)),
    route('POST', `${connection}/lifecycle/deactivate`, to(deactivateConnection)),
    route('GET', `${app}/users`, to(listAppUsers)),
    route('GET', `${app}/users/:user`, to(getAppUser)),
    route('POST', `${app}/users/:user`, to(updateAppUser)),
    route('PUT', `${app}/users/:user`, to(updateAppUser)),
    route('DELETE', `${app}/users/:user`, to(unassign)),
    route('GET', `${app}/group-push/mappings`, to(listGroupPush)),
    route('GET', `${app}/groups`, to(listAppGroups)),
    route('GET', '/api/v1/agentPools', to(listAgentPools)),
    route('GET', '/api/v1/mappings', to(listMappings)),
    route('GET', '/api/v1/mappings/:mapping', to(getMapping)),
    route('POST', '/api/v1/mappings/:mapping', to(updateMapping)),
    route('GET', '/api/v1/meta/schemas/apps/:app/default', to(getAppSchema)),
  ];
}

/** `GET /api/v1/users/me`: the administrator whose token it is. The okta plugin asks at start. */
function whoAmI({ request }: Call): WireAnswer {
  const id = '00u1simulatedadmin01';
  return {
    status: 200,
    body: {
      id,
      status: 'ACTIVE',
      profile: {
        login: 'okta.admin@corp.example',
        email: 'okta.admin@corp.example',
        firstName: 'Okta',
        lastName: 'Administrator',
      },
      _links: { self: { href: `${request.origin}/api/v1/users/${id}` } },
    },
  };
}
