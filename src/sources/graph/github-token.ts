import { UserError } from '../../domain/errors.js';

/** What Entra expects in the token of a federated credential. */
const audience = 'api://AzureADTokenExchange';
const timeoutMilliseconds = 30_000;

/**
 * The job's identity token from GitHub, as the assertion with which the app registration signs in: no secret is kept
 * anywhere. Source: GitHub, "OpenID Connect reference".
 *
 * @throws UserError when GitHub gives none.
 */
export async function githubIdToken(environment: NodeJS.ProcessEnv): Promise<string> {
  const { ACTIONS_ID_TOKEN_REQUEST_URL = '', ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = environment;
  const url = new URL(ACTIONS_ID_TOKEN_REQUEST_URL);
  url.searchParams.set('audience', audience);
  try {
    const response = await fetch(url, {
      headers: { authorization: `Bearer ${token}`, accept: 'application/json' },
      signal: AbortSignal.timeout(timeoutMilliseconds),
    });
    const { value } = (response.ok ? await response.json() : {}) as { value?: unknown };
    if (typeof value === 'string') return value;
    throw new Error(`the answer was ${response.status}`);
  } catch (error) {
    throw new UserError(
      `GitHub gave the job no identity token (${error instanceof Error ? error.message : String(error)}). The job needs \`permissions: id-token: write\`.`,
    );
  }
}
