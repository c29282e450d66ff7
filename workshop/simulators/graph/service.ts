import type { WireFault } from '../faults.js';
import type { Service } from '../server.js';
import { findRoute, Refusal, type WireAnswer, type WireRequest } from '../wire.js';
import type { World } from '../world.js';
import { resolveAlternateKey } from './applications.js';
import { answerBatch } from './batch.js';
import { graphError, graphFailure } from './errors.js';
import { cloudMetadata } from './metadata.js';
import { refusalFor } from './permissions.js';
import { graphRoutes } from './routes.js';
import { createThrottle } from './throttling.js';
import { authorize, issueGraphToken, openIdConfiguration } from './tokens.js';

/**
 * The Graph API, the sign-in endpoints and the cloud's metadata over the world's state.
 * @param record told of each request inside a `$batch`, which the server sees as one.
 * @param refusal the status that something on the way gives to a request inside a `$batch`, if any.
 */
export function createGraphService(
  world: World,
  record: (request: WireRequest, answer: WireAnswer) => void,
  refusal: (request: WireRequest) => Pick<WireFault, 'status' | 'retryAfterSeconds'> | undefined = () => undefined,
): Service {
  const routes = graphRoutes(world);
  const throttled = createThrottle(world.behaviour.rateLimit?.graph, world.clock);

  const one = (request: WireRequest, roles: readonly unknown[]): WireAnswer => {
    const [, version, rest = ''] = /^\/(v1\.0|beta)(\/.*)$/.exec(request.path) ?? [];
    if (version !== 'v1.0' && version !== 'beta')
      return graphError(400, 'BadRequest', `Invalid version in '${request.path}'.`);
    return throttled(request, () => {
      const path = resolveAlternateKey(world, rest);
      const refusal = refusalFor(roles, request, path);
      if (refusal !== undefined) return refusal;
      const found = findRoute(routes, request.method, path);
      if (found === undefined)
        return graphError(400, 'BadRequest', `Resource not found for the segment '${path.split('/').at(-1)}'.`);
      if (found === 'method')
        return graphError(
          405,
          'Request_BadRequest',
          `Specified HTTP method is not allowed for the request target '${path}'.`,
        );
      try {
        return found.route.handle({ request, parameter: found.parameter, version });
      } catch (error) {
        if (error instanceof Refusal) return error.answer;
        throw error;
      }
    });
  };
  const inBatch =
    (roles: readonly unknown[]) =>
    (request: WireRequest): WireAnswer => {
      const { status, retryAfterSeconds } = refusal(request) ?? {};
      const answer = status === undefined ? one(request, roles) : graphFailure(status, retryAfterSeconds);
      record(request, answer);
      return answer;
    };

  return {
    name: 'graph',
    answer(request) {
      const open = answerOpen(world, request);
      if (open !== undefined) return open;
      const roles = authorize(world, request);
      const [, version] = /^\/(v1\.0|beta)\/\$batch$/.exec(request.path) ?? [];
      return version !== undefined && request.method === 'POST'
        ? answerBatch(request, version, inBatch(roles))
        : one(request, roles);
    },
    failure: graphFailure,
  };
}

/** What may be asked without a token: the endpoints that lead to one. */
function answerOpen(world: World, request: WireRequest): WireAnswer | undefined {
  if (request.path === '/metadata/endpoints') return cloudMetadata(request);
  const [, tenant, endpoint] =
    /^\/([^/]+)\/(oauth2\/v2\.0\/token|v2\.0\/\.well-known\/openid-configuration)$/.exec(request.path) ?? [];
  if (tenant === undefined) return undefined;
  return endpoint === 'oauth2/v2.0/token'
    ? issueGraphToken(world, request, tenant)
    : openIdConfiguration(request, tenant);
}
