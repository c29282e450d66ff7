import type { TokenCredential } from '@azure/identity';
import { UserError } from '../../domain/errors.js';
import { githubIdToken, hasGithubToken } from './github-token.js';

/** Supplies access tokens for Microsoft Graph; with `renew` a new one even where the last one seems valid still. */
export type GetAccessToken = (options: { readonly renew: boolean }) => Promise<string>;

/** What the environment offers to sign in with, in the words of `doctor`; never the value. */
export type CredentialKind = 'workload identity' | 'client certificate' | 'Azure CLI';

/** The credential that signing in would use. */
export function credentialKind(environment: NodeJS.ProcessEnv): CredentialKind {
  if (environment.AZURE_FEDERATED_TOKEN_FILE) return 'workload identity';
  return environment.AZURE_CLIENT_CERTIFICATE_PATH ? 'client certificate' : 'Azure CLI';
}

/** Sign-in hosts of Microsoft's clouds by Graph host; the public cloud's is the default of the library. */
const authorityHosts: Readonly<Record<string, string>> = {
  'graph.microsoft.us': 'https://login.microsoftonline.us',
  'dod-graph.microsoft.us': 'https://login.microsoftonline.us',
  'microsoftgraph.chinacloudapi.cn': 'https://login.chinacloudapi.cn',
};

export interface SignIn {
  readonly tenantId: string;
  /** Origin of Microsoft Graph. */
  readonly graphUrl: string;
  readonly embedded: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** How long signing in may take, its repetitions included; two minutes when left out. */
  readonly limitMilliseconds?: number;
}

const signInMilliseconds = 120_000;

/**
 * Tokens for the tenant, from the first of: a workload identity (`AZURE_FEDERATED_TOKEN_FILE`), a client certificate
 * (`AZURE_CLIENT_CERTIFICATE_PATH`), a GitHub job's identity, all with `AZURE_CLIENT_ID`; else the Azure CLI's sign-in. A
 * stand-in gets the first two only. The library renews tokens before they end.
 *
 * @throws UserError when a credential is incomplete or refused; the message never holds a token or an assertion.
 */
export async function graphTokens(signIn: SignIn): Promise<GetAccessToken> {
  let credential = await credentialOf(signIn);
  const scope = `${signIn.graphUrl}/.default`;
  return async ({ renew }) => {
    try {
      // The library keeps a token until shortly before its end by our clock; only a new credential has none kept.
      if (renew) credential = await credentialOf(signIn);
      const token = await withinTime(credential.getToken(scope), signIn.limitMilliseconds ?? signInMilliseconds);
      if (token !== null) return token.token;
    } catch (error) {
      const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
      throw new UserError(
        `Signing in to the Entra tenant ${signIn.tenantId} failed: ${reason.slice(0, 500)} Check AZURE_CLIENT_ID and the credential that the environment names, or sign in with az login.`,
      );
    }
    throw new UserError(`Signing in to the Entra tenant ${signIn.tenantId} gave no token.`);
  };
}

/** The library waits for an answer for ever, and a cutover with it. */
async function withinTime<Value>(work: Promise<Value>, milliseconds: number): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${milliseconds / 1000} seconds.`)), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

async function credentialOf({ tenantId, graphUrl, embedded, environment }: SignIn): Promise<TokenCredential> {
  // Loaded on use: the library takes longer than a command that needs no tenant should run.
  const identity = await import('@azure/identity');
  const { AZURE_CLIENT_ID: clientId, AZURE_FEDERATED_TOKEN_FILE: tokenFilePath } = environment;
  const certificatePath = environment.AZURE_CLIENT_CERTIFICATE_PATH;
  const authorityHost = authorityOf(graphUrl, embedded, environment);
  const options = {
    ...(authorityHost !== undefined && { authorityHost }),
    // Only Microsoft knows its own instances; a stand-in is none.
    disableInstanceDiscovery: embedded,
  };
  if (tokenFilePath) {
    return new identity.WorkloadIdentityCredential({
      ...options,
      tenantId,
      clientId: required(clientId, 'AZURE_FEDERATED_TOKEN_FILE'),
      tokenFilePath,
    });
  }
  if (certificatePath) {
    const id = required(clientId, 'AZURE_CLIENT_CERTIFICATE_PATH');
    return new identity.ClientCertificateCredential(tenantId, id, { certificatePath }, options);
  }
  // A stand-in never gets a token of GitHub's: it would be good at the real tenant.
  if (!embedded && clientId && hasGithubToken(environment))
    return new identity.ClientAssertionCredential(tenantId, clientId, () => githubIdToken(environment), options);
  if (embedded) {
    throw new UserError(
      'The Microsoft Graph stand-in wants AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE, and they are not set. Start it together with the engine: npm run pulumi -- …',
    );
  }
  return new identity.AzureCliCredential({ tenantId });
}

/** Where tokens are asked for: a stand-in gives its own, so that nothing of a real credential leaves for elsewhere. */
function authorityOf(graphUrl: string, embedded: boolean, environment: NodeJS.ProcessEnv): string | undefined {
  if (embedded) return graphUrl;
  const declared = environment.AZURE_AUTHORITY_HOST;
  if (!declared) return authorityHosts[new URL(graphUrl).hostname];
  if (URL.canParse(declared) && new URL(declared).protocol === 'https:') return declared;
  throw new UserError(`AZURE_AUTHORITY_HOST is ${JSON.stringify(declared)}, expected an https URL.`);
}

function required(clientId: string | undefined, beside: string): string {
  if (clientId) return clientId;
  throw new UserError(`${beside} is set and AZURE_CLIENT_ID is not: set it to the application's client id.`);
}
