import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { AccessToken, TokenCredential } from '@azure/identity';
import { SignInError, UnreachableError } from '../../domain/errors.js';
import { failureReason, networkFailure } from '../../domain/failure-reason.js';
import { endOfExpired, renewToken } from '../../domain/identity-token.js';
import { looksLikePath } from '../../domain/shown-path.js';
import { copyAgain, entraClientId, entraSignIn, lackOfSentSecret, nationalCloud } from '../../domain/sign-in.js';
import { ownSignInConflict } from '../../domain/sign-in-conflict.js';
import { azureDevOpsIdToken, githubIdToken } from './identity-token.js';

/** Supplies access tokens for Microsoft Graph; with `renew` a new one even where the last one seems valid still. */
export type GetAccessToken = (options: { readonly renew: boolean }) => Promise<string>;

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
/** So long before its end the library renews a token. */
const renewalMilliseconds = 300_000;

/**
 * Tokens for the tenant, by what `entraSignIn` finds. A stand-in gets a token file or a certificate only, since everything
 * else would be valid at the real tenant too. A token is kept until shortly before its end: the library asks for an identity
 * token, and starts the Azure CLI, at each call, whether it has an access token or not.
 *
 * @throws UserError when a credential is incomplete or refused; the message never holds a token or an assertion.
 */
export async function graphTokens(signIn: SignIn): Promise<GetAccessToken> {
  let credential = await credentialOf(signIn);
  const scope = `${signIn.graphUrl}/.default`;
  let kept: AccessToken | undefined;
  return async ({ renew }) => {
    if (!renew && kept !== undefined && Date.now() < renewalOf(kept)) return kept.token;
    try {
      // The library keeps a token until shortly before its end by our clock; only a new credential has none kept.
      if (renew) credential = await credentialOf(signIn);
      const token = await withinTime(credential.getToken(scope), signIn.limitMilliseconds ?? signInMilliseconds);
      if (token !== null) {
        kept = token;
        return token.token;
      }
    } catch (error) {
      const unreachable = networkFailure(error) ?? silence(error);
      if (unreachable !== undefined)
        throw new UnreachableError(
          `Signing in to the Entra tenant ${signIn.tenantId} failed: Microsoft's sign-in service can't be reached: ${unreachable}.`,
        );
      const reason = refusalOf(error);
      throw new SignInError(
        `Signing in to the Entra tenant ${signIn.tenantId} failed: ${reason} ${await adviceFor(signIn.environment)}`,
      );
    }
    throw new SignInError(`Signing in to the Entra tenant ${signIn.tenantId} gave no token.`);
  };
}

function renewalOf({ refreshAfterTimestamp, expiresOnTimestamp }: AccessToken): number {
  return refreshAfterTimestamp ?? expiresOnTimestamp - renewalMilliseconds;
}

/** What to do after a refusal, by what was sent. */
async function adviceFor(environment: NodeJS.ProcessEnv): Promise<string> {
  const found = entraSignIn(environment);
  const file = 'tokenFile' in found ? found : undefined;
  const tokenOfFile = file && (await readFile(file.tokenFile, 'utf8').catch(() => undefined));
  if (found.kind === 'workload identity') {
    const variable = file?.fileVariable ?? 'ARM_OIDC_TOKEN';
    const end = endOfExpired(tokenOfFile ?? environment[variable] ?? '', new Date());
    if (end !== undefined) return `The identity token of ${variable} ended at ${end}. ${renewToken}`;
  }
  const conflict = ownSignInConflict(environment, tokenOfFile);
  if (conflict !== undefined) return conflict.fix;
  return file === undefined
    ? 'Check AZURE_CLIENT_ID and the credential that the environment names, or sign in with az login.'
    : `Check AZURE_CLIENT_ID, and that its application trusts the token in that file. Unset ${file.fileVariable} where another credential is meant: each pod of AKS has the variable.`;
}

/** Microsoft's own sentence from the library's message, without the error numbers before it and the times and traces after it. */
function refusalOf(error: unknown): string {
  const [line = ''] = failureReason(error).split('\n');
  const sentence = line.replace(/^.*?(?=AADSTS\d)/, '').replace(/\s*(Timestamp|Trace ID|Correlation ID): .*$/, '');
  return `${sentence.slice(0, 500).replace(/[.\s]+$/, '')}.`;
}

/** MSAL's codes for a sign-in service that it got no answer from: it keeps no cause. */
function silence(error: unknown): string | undefined {
  const code = /^(network_error|endpoints_resolution_error)/.exec(error instanceof Error ? error.message : '')?.[1];
  if (code === undefined) return undefined;
  return code === 'network_error' ? 'it did not answer' : 'it did not answer, or has no such tenant';
}

/** The library waits for an answer forever, and a cutover with it. */
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
  const options = {
    authorityHost: authorityOf(graphUrl, embedded),
    // Only Microsoft knows its own instances; a stand-in is none.
    disableInstanceDiscovery: embedded,
  };
  const found = entraSignIn(environment);
  if (found.kind === 'workload identity' && 'tokenFile' in found) {
    assertPath(found.tokenFile, found.fileVariable);
    const clientId = requiredClientId(environment, found.fileVariable);
    return new identity.WorkloadIdentityCredential({ ...options, tenantId, clientId, tokenFilePath: found.tokenFile });
  }
  if (found.kind === 'client certificate') {
    assertPath(found.certificatePath, 'AZURE_CLIENT_CERTIFICATE_PATH');
    const clientId = requiredClientId(environment, 'AZURE_CLIENT_CERTIFICATE_PATH');
    const certificatePassword = environment.AZURE_CLIENT_CERTIFICATE_PASSWORD;
    const certificate = { certificatePath: found.certificatePath, ...(certificatePassword && { certificatePassword }) };
    return new identity.ClientCertificateCredential(tenantId, clientId, certificate, options);
  }
  if (embedded) {
    throw new SignInError(
      'The Microsoft Graph stand-in needs AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE, and they are not set. Start it together with the engine: npm run pulumi -- …',
    );
  }
  switch (found.kind) {
    case 'workload identity': {
      const clientId = requiredClientId(environment, found.tokenVariable);
      const assertion = async (): Promise<string> => environment[found.tokenVariable] ?? '';
      return new identity.ClientAssertionCredential(tenantId, clientId, assertion, options);
    }
    case 'client secret': {
      const clientId = requiredClientId(environment, found.secretVariable);
      const lack = lackOfSentSecret(found.kind, environment);
      if (lack !== undefined) throw new SignInError(`${lack}. ${copyAgain}`);
      return new identity.ClientSecretCredential(tenantId, clientId, environment[found.secretVariable] ?? '', options);
    }
    case 'GitHub identity':
    case 'Azure DevOps identity': {
      const clientId = requiredClientId(environment, found.request.tokenVariable);
      const idToken = found.kind === 'GitHub identity' ? githubIdToken : azureDevOpsIdToken;
      const assertion = (): Promise<string> => idToken(found.request);
      return new identity.ClientAssertionCredential(tenantId, clientId, assertion, options);
    }
    case 'Azure CLI':
      return new identity.AzureCliCredential({ tenantId, processTimeoutInMs: signInMilliseconds });
  }
}

/** The library's message quotes the path of a file that it can't read: it would be the secret itself. */
function assertPath(path: string, variable: string): void {
  if (looksLikePath(path) || existsSync(path)) return;
  throw new SignInError(
    `The value of ${variable} does not look like a path, and there is no such file. Write the credential to a file and put its path into ${variable}.`,
  );
}

const publicAuthority = 'https://login.microsoftonline.com';

/**
 * Where tokens are asked for: in the cloud of the stack, whatever AZURE_AUTHORITY_HOST says, which each pod of AKS has and the azuread
 * plugin does not read. A stand-in gives its own, so that nothing of a real credential leaves for elsewhere.
 */
function authorityOf(graphUrl: string, embedded: boolean): string {
  return embedded ? graphUrl : (nationalCloud(new URL(graphUrl).hostname)?.authorityHost ?? publicAuthority);
}

function requiredClientId(environment: NodeJS.ProcessEnv, beside: string): string {
  const clientId = entraClientId(environment);
  if (clientId !== undefined) return clientId;
  throw new SignInError(`${beside} is set and AZURE_CLIENT_ID is not: set it to the application's client id.`);
}
