import { createSign, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { UserError } from '../../src/domain/errors.js';
import type { Answer, Request } from './loopback.js';
import { type Properties, property, textSetting } from './stand-in.js';

/** How the real plugin signs in; the first of these that is set. */
export type OktaSignIn =
  | { readonly mode: 'Bearer' | 'SSWS'; readonly token: string }
  | {
      readonly mode: 'PrivateKey';
      readonly clientId: string;
      readonly privateKey: string;
      readonly keyId: string | undefined;
      readonly scopes: readonly string[];
    };

const assertionSeconds = 300;

/**
 * Reads settings and environment as the real plugin does, and refuses what it refuses, in its words: a service app needs
 * scopes of its own, because the plugin asks for none by itself. The key is PEM or the path of a PEM file.
 *
 * @throws UserError
 */
export function oktaSignIn(settings: Properties): OktaSignIn {
  const accessToken = textSetting(settings, 'accessToken', 'OKTA_ACCESS_TOKEN');
  if (accessToken !== undefined) return { mode: 'Bearer', token: accessToken };
  const token = textSetting(settings, 'apiToken', 'OKTA_API_TOKEN');
  if (token !== undefined) return { mode: 'SSWS', token };
  const key = textSetting(settings, 'privateKey', 'OKTA_API_PRIVATE_KEY');
  if (key === undefined)
    throw new UserError('failed to initialize IDaaS API client: your Okta API token is missing. You can generate one');
  const clientId = textSetting(settings, 'clientId', 'OKTA_API_CLIENT_ID');
  const scopes = scopesOf(settings);
  if (clientId === undefined || scopes.length === 0)
    throw new UserError(
      "failed to initialize IDaaS API client: when using AuthorizationMode 'PrivateKey', you must supply 'ClientId', 'Scopes', and 'PrivateKey'",
    );
  return {
    mode: 'PrivateKey',
    clientId,
    privateKey: existsSync(key) ? readFileSync(key, 'utf8') : key.replaceAll('\\n', '\n'),
    keyId: textSetting(settings, 'privateKeyId', 'OKTA_API_PRIVATE_KEY_ID'),
    scopes,
  };
}

/** The bridge hands lists over as JSON text. */
function scopesOf({ scopes }: Properties): readonly string[] {
  const list: unknown = typeof scopes === 'string' ? JSON.parse(scopes) : scopes;
  if (Array.isArray(list) && list.length > 0) return list.map(String);
  return (process.env.OKTA_API_SCOPES ?? '').split(',').filter((scope) => scope !== '');
}

/** The `authorization` header: the API token, or a bearer token that the org gives for a signed assertion. */
export async function authorizationFor(
  signIn: OktaSignIn,
  origin: URL,
  send: (request: Request) => Promise<Answer>,
): Promise<string> {
  if (signIn.mode !== 'PrivateKey') {
    const value = `${signIn.mode} ${signIn.token}`;
    // In the words of Go, which the real one is written in.
    if (/[\r\n]/.test(value)) throw new UserError('net/http: invalid header field value for "Authorization"');
    return value;
  }
  const url = new URL('/oauth2/v1/token', origin);
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: signIn.scopes.join(' '),
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion(signIn, url.href),
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const { status, body: answer } = await send({ method: 'POST', url, headers, body });
  if (status !== 200) throw new Error(`the Okta token endpoint answers ${status}: ${JSON.stringify(answer)}`);
  return `Bearer ${String(property(answer, 'access_token'))}`;
}

function assertion({ clientId, keyId, privateKey }: Extract<OktaSignIn, { mode: 'PrivateKey' }>, audience: string) {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: 'RS256', ...(keyId !== undefined && { kid: keyId }) };
  const claims = {
    aud: audience,
    iss: clientId,
    sub: clientId,
    jti: randomUUID(),
    iat: now,
    exp: now + assertionSeconds,
  };
  const unsigned = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${unsigned}.${createSign('RSA-SHA256').update(unsigned).sign(privateKey).toString('base64url')}`;
}
