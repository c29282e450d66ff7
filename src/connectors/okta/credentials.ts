import { createPrivateKey, createSign, type KeyObject, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { SignInError } from '../../domain/errors.js';
import { oktaScopes } from '../../domain/permissions.js';

/** What a session signs its requests with. */
export type OktaCredentials =
  | { readonly kind: 'token'; readonly token: string }
  | {
      readonly kind: 'service-app';
      readonly clientId: string;
      readonly privateKey: KeyObject;
      readonly keyId?: string;
      readonly scopes: string;
    };

/** Each use asks for no more than it needs: `manage` is the provider's, for its writes (OKTA-1). */
const { apps, schemas, mappings, agents, manage } = oktaScopes;
const scopesOf = {
  read: [apps],
  collect: [apps, schemas, mappings],
  agents: [agents],
  manage: [apps, manage],
} as const;

export type OktaAccess = keyof typeof scopesOf;

/** The scopes that a service app must have for a use, as they stand in Okta's admin console. */
export function scopesFor(access: OktaAccess): string {
  return scopesOf[access].map(({ permission }) => permission).join(' ');
}

const assertionSeconds = 300;

/** The environment has no credentials for Okta, or has some that can't be read. */
export class OktaCredentialError extends SignInError {}

/**
 * The credentials in the environment: `OKTA_API_TOKEN`, else the service app of `OKTA_API_CLIENT_ID` and
 * `OKTA_API_PRIVATE_KEY` (PEM, or the path of a PEM file), with `OKTA_API_PRIVATE_KEY_ID` and `OKTA_API_SCOPES`.
 *
 * @throws OktaCredentialError when there are none, or the key is not an RSA private key.
 */
export async function oktaCredentials(
  access: OktaAccess,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<OktaCredentials> {
  const { OKTA_API_CLIENT_ID: clientId, OKTA_API_PRIVATE_KEY: key } = environment;
  const token = environment.OKTA_API_TOKEN?.trim();
  // Sent as a header: what no header can hold would come back in an error's text, secret and all.
  if (token && !/^[\x21-\x7e]+$/.test(token))
    throw new OktaCredentialError(
      'OKTA_API_TOKEN holds a blank, a line break or a letter that no token has: copy it again, alone and without quotation marks.',
    );
  if (token) return { kind: 'token', token };
  if (!clientId || !key) {
    throw new OktaCredentialError(
      'No credentials for Okta: set OKTA_API_TOKEN, or OKTA_API_CLIENT_ID and OKTA_API_PRIVATE_KEY of a service app.',
    );
  }
  const keyId = environment.OKTA_API_PRIVATE_KEY_ID;
  return {
    kind: 'service-app',
    clientId,
    privateKey: await readPrivateKey(key),
    ...(keyId && { keyId }),
    scopes: environment.OKTA_API_SCOPES?.replaceAll(/[\s,]+/g, ' ').trim() || scopesFor(access),
  };
}

/** The form body that asks the org's token endpoint for an access token (private_key_jwt, OKTA-1). */
export function tokenRequest(
  credentials: Extract<OktaCredentials, { kind: 'service-app' }>,
  tokenUrl: string,
  now: number,
): URLSearchParams {
  const { clientId, keyId, privateKey, scopes } = credentials;
  const seconds = Math.floor(now / 1000);
  const header = { alg: 'RS256', typ: 'JWT', ...(keyId && { kid: keyId }) };
  const claims = {
    iss: clientId,
    sub: clientId,
    aud: tokenUrl,
    jti: randomUUID(),
    iat: seconds,
    exp: seconds + assertionSeconds,
  };
  const unsigned = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const signature = createSign('RSA-SHA256').update(unsigned).sign(privateKey).toString('base64url');
  return new URLSearchParams({
    grant_type: 'client_credentials',
    scope: scopes,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${unsigned}.${signature}`,
  });
}

async function readPrivateKey(value: string): Promise<KeyObject> {
  // The reason is left out on purpose: a parser's message may quote the key.
  const pem = value.includes('-----BEGIN')
    ? value.replaceAll('\\n', '\n')
    : await readFile(value, 'utf8').catch(() => undefined);
  try {
    const key = createPrivateKey(pem ?? '');
    if (key.asymmetricKeyType === 'rsa') return key;
  } catch {
    // Said below, for every way in which it is not a key.
  }
  throw new OktaCredentialError(
    'OKTA_API_PRIVATE_KEY holds neither an RSA private key in PEM (unencrypted PKCS #8 or PKCS #1) nor the path of a readable file with one.',
  );
}
