import { SignInError, UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { copyAgain, lackOfSecret, type TokenRequest } from '../../domain/sign-in.js';

/** What Entra expects in the token of a federated credential unless it says otherwise. */
const audience = 'api://AzureADTokenExchange';
const timeoutMilliseconds = 30_000;

/**
 * The job's identity token from GitHub, as the assertion with which the app registration signs in: no secret is kept
 * anywhere. Source: GitHub, "OpenID Connect reference".
 *
 * @throws SignInError for a request token that can't be one; UserError when GitHub gives none.
 */
export function githubIdToken(request: TokenRequest): Promise<string> {
  return identityToken(request, {
    // As the azuread plugin does: an address may ask for another one, which a credential in a national cloud may have.
    change(address) {
      if (!address.searchParams.get('audience')) address.searchParams.set('audience', audience);
    },
    sent: { method: 'GET' },
    property: 'value',
    fix: 'In GitHub it needs `permissions: id-token: write`; elsewhere check ARM_OIDC_REQUEST_URL.',
  });
}

/**
 * The identity token of a service connection from Azure DevOps, a new one each time. The library's own AzurePipelinesCredential
 * quotes the whole request in its errors, the job's token included. Source: Microsoft, AzurePipelinesCredential.
 *
 * @throws SignInError for a job's token that can't be one; UserError when Azure DevOps gives no identity token.
 */
export function azureDevOpsIdToken(request: TokenRequest): Promise<string> {
  return identityToken(request, {
    // Else a refusal would be a redirect to a page on which people sign in.
    sent: { method: 'POST', headers: { 'content-type': 'application/json', 'x-tfs-fedauthredirect': 'Suppress' } },
    property: 'oidcToken',
    fix: 'In Azure DevOps the task needs `SYSTEM_ACCESSTOKEN: $(System.AccessToken)` in its env, and a service connection with workload identity federation that this pipeline may use.',
  });
}

interface Provider {
  readonly change?: (address: URL) => void;
  readonly sent: { readonly method: string; readonly headers?: Readonly<Record<string, string>> };
  /** Where the token is in the answer. */
  readonly property: string;
  /** What to do where there is none. */
  readonly fix: string;
}

async function identityToken({ url, token, tokenVariable }: TokenRequest, provider: Provider): Promise<string> {
  const lack = lackOfSecret(tokenVariable, token);
  if (lack !== undefined) throw new SignInError(`${lack}. ${copyAgain}`);
  const { change, sent, property, fix } = provider;
  try {
    const address = new URL(url);
    change?.(address);
    const response = await fetch(address, {
      method: sent.method,
      headers: { authorization: `Bearer ${token}`, accept: 'application/json', ...sent.headers },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    const answer = (response.ok ? await response.json().catch(() => ({})) : {}) as Readonly<Record<string, unknown>>;
    const value = answer[property];
    if (typeof value === 'string') return value;
    throw new Error(`the answer was ${response.status}`);
  } catch (error) {
    throw new UserError(`The job got no identity token (${failureReason(error)}). ${fix}`);
  }
}
