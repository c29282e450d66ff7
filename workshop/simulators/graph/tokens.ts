import { textOf } from '../json.js';
import { issueToken, readToken, verifyAssertion } from '../jwt.js';
import { Refusal, type WireAnswer, type WireRequest } from '../wire.js';
import { timestamp, type World } from '../world.js';
import { graphError, graphFailure } from './errors.js';
import { graphRoles } from './graph-roles.js';
import type { GraphState } from './state.js';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const defaultScope = '/.default';
/** The audience of federated tokens for Entra's workload identities. */
export const federationAudience = 'api://AzureADTokenExchange';

/** Why a token is refused: status, OAuth error, Entra's AADSTS code, message. */
type TokenRefusal = readonly [status: number, error: string, code: number, message: string];

/** `POST /{tenant}/oauth2/v2.0/token`: client credentials with a secret or with a federated token as client assertion. */
export function issueGraphToken(world: World, request: WireRequest, tenant: string): WireAnswer {
  const { graph } = world.state;
  const form = new URLSearchParams(request.body);
  const refusal = tokenRefusal(world, form, tenant);
  if (refusal !== undefined) return refuse(world, refusal);
  const lifetime = world.behaviour.tokenLifetimeSeconds;
  const now = Math.floor(world.clock() / 1000);
  const claims = {
    aud: (form.get('scope') ?? '').slice(0, -defaultScope.length),
    iss: `${request.origin}/${tenant}/v2.0`,
    iat: now,
    nbf: now,
    exp: now + lifetime,
    appid: graph.clientId,
    idtyp: 'app',
    oid: graph.clientObjectId,
    sub: graph.clientObjectId,
    tid: tenant,
    ver: '1.0',
    roles: grantedRoles(graph),
  };
  const accessToken = issueToken(claims, graph.tokenKey);
  return {
    status: 200,
    body: { token_type: 'Bearer', expires_in: lifetime, ext_expires_in: lifetime, access_token: accessToken },
    headers: { 'Cache-Control': 'no-store' },
  };
}

function tokenRefusal(world: World, form: URLSearchParams, tenant: string): TokenRefusal | undefined {
  const { graph } = world.state;
  const clientId = form.get('client_id');
  const scope = form.get('scope') ?? '';
  if (tenant !== graph.tenantId) return [400, 'invalid_request', 90002, `Tenant '${tenant}' not found.`];
  if (form.get('grant_type') !== 'client_credentials') {
    return [400, 'unsupported_grant_type', 70003, 'The grant type is not supported: only client_credentials is.'];
  }
  if (clientId !== graph.clientId) {
    const message = `Application with identifier '${clientId}' was not found in the directory.`;
    return [400, 'unauthorized_client', 700016, message];
  }
  if (!scope.endsWith(defaultScope)) {
    return [400, 'invalid_scope', 70011, `The provided value for the input parameter 'scope' is not valid: ${scope}.`];
  }
  const problem = credentialProblem(world, form);
  return problem && [401, 'invalid_client', ...problem];
}

/** The application permissions that the pipeline's principal is assigned. */
function grantedRoles({ clientObjectId, store }: GraphState): readonly unknown[] {
  const names = new Map(graphRoles.map(({ id, value }) => [id, value]));
  const assigned = store[`/servicePrincipals/${clientObjectId}/appRoleAssignments`] ?? [];
  return assigned.map(({ appRoleId }) => names.get(appRoleId as string));
}

/** The roles of the request's token; one without a valid token is refused with Graph's 401. */
export function authorize(world: World, request: WireRequest): readonly unknown[] {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  if (token === '') throw new Refusal(graphError(401, 'InvalidAuthenticationToken', 'Access token is empty.'));
  const claims = scheme === 'Bearer' ? readToken(token, world.state.graph.tokenKey, world.clock()) : undefined;
  if (claims === undefined) throw new Refusal(graphFailure(401, undefined));
  return Array.isArray(claims.roles) ? claims.roles : [];
}

/** `GET /{tenant}/v2.0/.well-known/openid-configuration`: what @azure/identity asks before it asks for a token. */
export function openIdConfiguration(request: WireRequest, tenant: string): WireAnswer {
  const base = `${request.origin}/${tenant}`;
  return {
    status: 200,
    body: {
      token_endpoint: `${base}/oauth2/v2.0/token`,
      token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt'],
      jwks_uri: `${base}/discovery/v2.0/keys`,
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      response_modes_supported: ['query', 'fragment', 'form_post'],
      response_types_supported: ['code', 'id_token', 'token'],
      subject_types_supported: ['pairwise'],
      scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
      id_token_signing_alg_values_supported: ['RS256'],
      claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat'],
      tenant_region_scope: null,
      cloud_instance_name: 'localhost',
    },
  };
}

/** The code and message of what is wrong with the credential, or undefined when it is right. */
function credentialProblem(world: World, form: URLSearchParams): [number, string] | undefined {
  const { graph } = world.state;
  if (form.has('client_secret')) {
    return form.get('client_secret') === graph.clientSecret ? undefined : [7000215, 'Invalid client secret provided.'];
  }
  if (form.get('client_assertion_type') !== assertionType) {
    return [7000218, "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."];
  }
  const claims = verifyAssertion(form.get('client_assertion') ?? '', graph.workload.keys.publicKey);
  if (claims === undefined) return [50013, 'Assertion failed signature validation.'];
  if (!(Number(claims.exp) * 1000 > world.clock()))
    return [700024, 'Client assertion is not within its valid time range.'];
  const trusted = textOf(claims, 'iss') === graph.workload.issuer && textOf(claims, 'sub') === graph.workload.subject;
  if (!trusted || textOf(claims, 'aud') !== federationAudience) {
    return [
      700213,
      `No matching federated identity record found for presented assertion subject '${textOf(claims, 'sub')}'.`,
    ];
  }
  return undefined;
}

function refuse(world: World, [status, error, code, message]: TokenRefusal): WireAnswer {
  const when = timestamp(world)
    .replace('T', ' ')
    .replace(/\.\d+Z/, 'Z');
  const description = `AADSTS${code}: ${message} Timestamp: ${when}`;
  return { status, body: { error, error_description: description, error_codes: [code], timestamp: when } };
}
