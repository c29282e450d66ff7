import { UserError } from '../../src/domain/errors.js';
import { type AzureadSignIn, azureadSignIn, credentialParameters } from './azuread-sign-in.js';
import { type Answer, requestLoopback } from './loopback.js';
import { type Properties, property, textSetting } from './stand-in.js';

const plugin = 'azuread';
/** A token is renewed so long before it ends, lest it ends on its way. */
const renewSeconds = 60;

/** A signed-in client of the Graph endpoint that the metadata host names. */
export interface GraphSession {
  /**
   * Sends a Graph request; `path` starts with the API version.
   * @returns the body, or undefined for a 404 where `absentIs404` says that it means "not there"
   */
  call(
    method: string,
    path: string,
    options?: { readonly body?: Properties; readonly absentIs404?: boolean },
  ): Promise<unknown>;
}

/** Graph refused a request. */
export class GraphRefusal extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

interface Credentials {
  readonly metadataHost: string;
  readonly tenantId: string;
  readonly signIn: AzureadSignIn;
}

/**
 * Signs in as the real plugin does: endpoints from the metadata host, then client credentials at the tenant's token
 * endpoint (the login endpoint's own slash gives the path two).
 */
export async function openGraphSession(settings: Properties): Promise<GraphSession> {
  const credentials = credentialsOf(settings);
  const metadataUrl = new URL(`https://${credentials.metadataHost}/metadata/endpoints?api-version=2022-09-01`);
  const metadata = orFail(await requestLoopback({ method: 'GET', url: metadataUrl }, plugin), metadataUrl.href);
  const graph = String(property(metadata, 'microsoftGraphResourceId')).replace(/\/$/, '');
  const login = String(property(property(metadata, 'authentication'), 'loginEndpoint'));
  const fetchToken = (): Promise<Token> => requestToken(credentials, login, graph);

  let token = await fetchToken();
  return {
    async call(method, path, options = {}) {
      if (Date.now() >= token.renewAt) token = await fetchToken();
      const body = options.body === undefined ? undefined : JSON.stringify(options.body);
      const url = new URL(graph + path);
      const headers = {
        authorization: `Bearer ${token.value}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      };
      const answer = await requestLoopback({ method, url, headers, ...(body !== undefined && { body }) }, plugin);
      if (answer.status === 404 && options.absentIs404 === true) return undefined;
      return orFail(answer, `${method} ${path}`);
    },
  };
}

interface Token {
  readonly value: string;
  readonly renewAt: number;
}

async function requestToken(credentials: Credentials, login: string, graph: string): Promise<Token> {
  const url = new URL(`${login}/${credentials.tenantId}/oauth2/v2.0/token`);
  const body = new URLSearchParams({
    ...(await credentialParameters(credentials.signIn)),
    grant_type: 'client_credentials',
    scope: `${graph}/.default`,
  }).toString();
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const answer = orFail(await requestLoopback({ method: 'POST', url, headers, body }, plugin), 'the token endpoint');
  const seconds = Number(property(answer, 'expires_in')) || 0;
  return { value: String(property(answer, 'access_token')), renewAt: Date.now() + (seconds - renewSeconds) * 1000 };
}

function credentialsOf(settings: Properties): Credentials {
  const need = (name: string, variable: string): string => {
    const value = textSetting(settings, name, variable);
    if (value === undefined) {
      throw new UserError(`The azuread provider has no ${name}: set it, or ${variable} in the environment.`);
    }
    return value;
  };
  return {
    metadataHost: need('metadataHost', 'ARM_METADATA_HOSTNAME'),
    tenantId: need('tenantId', 'ARM_TENANT_ID'),
    signIn: azureadSignIn(settings),
  };
}

function orFail({ status, body }: Answer, doing: string): unknown {
  if (status >= 200 && status < 300) return body;
  const problem = property(body, 'error');
  const text = property(problem, 'message') ?? property(body, 'error_description') ?? 'no error text';
  throw new GraphRefusal(`${doing}: Microsoft Graph answers ${status} (${String(text)})`, status);
}
