import { textOf } from '../json.js';
import { issueToken, readToken, verifyAssertion } from '../jwt.js';
import { Refusal, type WireAnswer, type WireRequest } from '../wire.js';
import type { World } from '../world.js';
import { oktaError, oktaFailure } from './errors.js';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const longestAssertionSeconds = 3600;

/** `POST /oauth2/v1/token`: client credentials with private_key_jwt (OKTA-1). */
export function issueOktaToken(world: World, request: WireRequest): WireAnswer {
  const { serviceApp, tokenKey } = world.state.okta;
  const form = new URLSearchParams(request.body);
  const refuse = (error: string, description: string): WireAnswer => ({
    status: error === 'invalid_client' ? 401 : 400,
    body: { error, error_description: description },
  });
  if (form.get('grant_type') !== 'client_credentials') {
    return refuse('unsupported_grant_type', 'The authorization grant type is not supported.');
  }
  if (form.get('client_assertion_type') !== assertionType) {
    return refuse('invalid_client', `The client_assertion_type must be ${assertionType}.`);
  }
  const claims = verifyAssertion(form.get('client_assertion') ?? '', serviceApp.keys.publicKey);
  const now = world.clock() / 1000;
  if (claims === undefined) return refuse('invalid_client', 'The client_assertion signature is invalid.');
  if (textOf(claims, 'iss') !== serviceApp.clientId || textOf(claims, 'sub') !== serviceApp.clientId) {
    return refuse('invalid_client', 'The client_assertion must have iss and sub equal to the client id.');
  }
  if (textOf(claims, 'aud') !== `${request.origin}/oauth2/v1/token`) {
    return refuse(
      'invalid_client',
      'The audience claim for client_assertion must be the endpoint invoked for the request.',
    );
  }
  const expires = Number(claims.exp);
  if (!(expires > now) || expires > now + longestAssertionSeconds) {
    return refuse('invalid_client', 'The client_assertion token is expired, or its exp lies more than an hour ahead.');
  }
  const wanted = (form.get('scope') ?? '').split(' ').filter(Boolean);
  const missing = wanted.filter((scope) => !serviceApp.scopes.includes(scope));
  if (wanted.length === 0 || missing.length > 0) {
    return refuse(
      'invalid_scope',
      `The requested scope is not granted to the client: ${missing.join(' ') || '(none)'}.`,
    );
  }
  const lifetime = world.behaviour.tokenLifetimeSeconds;
  const token = issueToken({ scp: wanted, exp: Math.floor(now) + lifetime }, tokenKey);
  return {
    status: 200,
    body: { token_type: 'Bearer', expires_in: lifetime, access_token: token, scope: wanted.join(' ') },
  };
}

/** Lets the request pass, or refuses it as Okta does: 401 without a valid token, 403 without the scope. */
export function authorize(world: World, request: WireRequest): void {
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === 'SSWS' && token === world.state.okta.apiToken) return;
  const claims = scheme === 'Bearer' ? readToken(token, world.state.okta.tokenKey, world.clock()) : undefined;
  if (claims === undefined) throw new Refusal(oktaFailure(401));
  const granted = claims.scp;
  const needed = neededScope(request);
  if (Array.isArray(granted) && needed.some((scope) => granted.includes(scope))) return;
  throw new Refusal(oktaError(403, 'E0000006', 'You do not have permission to perform the requested action'));
}

/** The scopes of which a request needs one; writing includes reading. */
function neededScope(request: WireRequest): readonly string[] {
  const area = request.path.startsWith('/api/v1/mappings')
    ? 'profileMappings'
    : request.path.startsWith('/api/v1/meta/schemas')
      ? 'schemas'
      : request.path.startsWith('/api/v1/users')
        ? 'users'
        : request.path.startsWith('/api/v1/agentPools')
          ? 'agentPools'
          : 'apps';
  const manage = `okta.${area}.manage`;
  return request.method === 'GET' ? [`okta.${area}.read`, manage] : [manage];
}
