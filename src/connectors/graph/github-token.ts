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
export async function githubIdToken({ url, token, tokenVariable }: TokenRequest): Promise<string> {
  const lack = lackOfSecret(tokenVariable, token);
  if (lack !== undefined) throw new SignInError(`${lack}. ${copyAgain}`);
  try {
    const address = new URL(url);
    // As the azuread plugin does: an address may ask for another one, which a credential in a national cloud may have.
    if (!address.searchParams.get('audience')) address.searchParams.set('audience', audience);
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    const { value } = (response.ok ? await response.json() : {}) as { value?: unknown };
    if (typeof value === 'string') return value;
    throw new Error(`the answer was ${response.status}`);
  } catch (error) {
    throw new UserError(
      `The job got no identity token (${failureReason(error)}). In GitHub it needs \`permissions: id-token: write\`; elsewhere check ARM_OIDC_REQUEST_URL.`,
    );
  }
}
