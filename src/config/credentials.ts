import { formatPath, type KeyPath } from './key-path.js';

/** A place where a credential stands, or seems to. The value itself goes nowhere. */
export interface FoundCredential {
  readonly path: KeyPath;
  readonly message: string;
}

const credentialKey =
  /token|secret|passw|passphrase|pwd|credential|privatekey|apikey|accesskey|accountkey|connectionstring/;

// By their form: PEM, JSON Web Token, Okta API token, user and password inside a URL.
const credentialValues = [
  /-----BEGIN [A-Z ]+-----/,
  /\beyJ[\w-]{8,}\.[\w-]{8,}\./,
  /^00[\w-]{40}$/,
  /:\/\/[^/\s@]*:[^/\s@]*@/,
];

const environmentOfOkta = 'OKTA_API_TOKEN, or OKTA_API_CLIENT_ID with OKTA_API_PRIVATE_KEY';
// The azuread plugin has names of its own for the same thing, and reads no others (PULUMI-8).
const environmentOfAzuread =
  'AZURE_CLIENT_ID (or ARM_CLIENT_ID) with ARM_OIDC_TOKEN, or with ARM_CLIENT_CERTIFICATE_PATH (PKCS#12) and AZURE_CLIENT_CERTIFICATE_PATH (the same as PEM); nothing more in a GitHub job, nothing at all after az login';
const environmentOfEntra =
  'AZURE_CLIENT_ID with AZURE_FEDERATED_TOKEN_FILE, ARM_OIDC_TOKEN or AZURE_CLIENT_CERTIFICATE_PATH (PEM); nothing more in a GitHub job, nothing at all after az login';

/**
 * Finds what looks like a credential: by its key, by its form, or because Pulumi encrypted it (`secure: …`). A mapping that
 * is one is not searched further. Source: contract, "Stacks": credentials come from the environment or workload identity,
 * never from configuration.
 */
export function findCredentials(value: unknown, path: KeyPath = []): readonly FoundCredential[] {
  const what = describeCredential(value, path.at(-1));
  if (what !== undefined) return [{ path, message: `${what}; ${advice(path)}` }];
  if (Array.isArray(value)) return value.flatMap((item, index) => findCredentials(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => findCredentials(item, [...path, key]));
}

function describeCredential(value: unknown, key: string | number | undefined): string | undefined {
  if (key === undefined || value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'object' && typeof (value as Record<string, unknown>).secure === 'string')
    return 'this is an encrypted value (secure: …)';
  // Of a distinguished name nothing follows: an organizational unit may be called anything.
  const letters = /=/.test(String(key))
    ? ''
    : String(key)
        .toLowerCase()
        .replaceAll(/[^a-z]/g, '');
  if (credentialKey.test(letters)) return 'this key looks like a credential';
  if (typeof value === 'string' && credentialValues.some((form) => form.test(value)))
    return 'this value looks like a credential';
  return undefined;
}

function advice(path: KeyPath): string {
  return `credentials must not be in the configuration: remove it, revoke it if it was ever committed, and set in the environment instead: ${environmentFor(formatPath(path).toLowerCase())}`;
}

function environmentFor(path: string): string {
  if (path.includes('okta') || path.includes('apitoken')) return environmentOfOkta;
  if (path.startsWith('azuread:')) return environmentOfAzuread;
  if (/tenant|cloudsync|entra|graph|azure|client/.test(path)) return environmentOfEntra;
  return `for Okta ${environmentOfOkta}; for Entra ${environmentOfEntra}`;
}
