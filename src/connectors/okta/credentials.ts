import { createPrivateKey, createSign, type KeyObject, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { counted, grouped } from '../../domain/counted.js';
import { SignInError } from '../../domain/errors.js';
import { oktaScopes } from '../../domain/permissions.js';
import { copyAgain, lackOfSecret } from '../../domain/sign-in.js';

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
  const lack = lackOfSecret('OKTA_API_TOKEN', token ?? '');
  if (lack !== undefined) throw new OktaCredentialError(`${lack}. ${copyAgain}`);
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
  if (pem === undefined)
    throw new OktaCredentialError(
      'OKTA_API_PRIVATE_KEY holds neither a private key in PEM nor the path of a file that this user can read.',
    );
  const key = privateKeyOf(pem);
  if (key === undefined) throw new OktaCredentialError(`OKTA_API_PRIVATE_KEY ${lackOfPem(pem)}.`);
  const lack = lackOfKey(key);
  if (lack !== undefined) throw new OktaCredentialError(`OKTA_API_PRIVATE_KEY ${lack}.`);
  return key;
}

function privateKeyOf(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    return undefined;
  }
}

/** Why a text can’t be read as a private key, by its first line alone. */
function lackOfPem(pem: string): string {
  const label = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(pem)?.[1];
  if (label === 'ENCRYPTED PRIVATE KEY' || /^Proc-Type: 4,ENCRYPTED/m.test(pem))
    return 'is encrypted: openssl pkcs8 -topk8 -nocrypt -in … -out … writes it without a password';
  if (label?.endsWith('PUBLIC KEY')) return 'is the public key: the private one is needed';
  if (label?.endsWith('CERTIFICATE')) return 'is a certificate: its private key is needed';
  if (/^\s*\{/.test(pem)) return 'is a JSON Web Key: the service app’s page in Okta shows it as PEM as well';
  return 'is not a private key in PEM (PKCS #8 or PKCS #1)';
}

/** Okta signs in service apps by RSA, and refuses short keys (OKTA-1). */
function lackOfKey({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): string | undefined {
  if (asymmetricKeyType !== 'rsa') return `is a key of the kind ${asymmetricKeyType}, expected RSA`;
  const bits = asymmetricKeyDetails?.modulusLength ?? shortestKeyBits;
  return bits < shortestKeyBits
    ? `has ${counted(bits, 'bit')}, expected ${grouped(shortestKeyBits)} or more`
    : undefined;
}

const shortestKeyBits = 2048;
