import { decodeBase64 } from '../../domain/base64.js';
import { endOfExpired, readIdentityToken, renewToken } from '../../domain/identity-token.js';
import type { Phase } from '../../domain/phase.js';
import { shownPath } from '../../domain/shown-path.js';
import {
  azureadSignIn,
  blankVariables,
  copyAgain,
  type EntraSignIn,
  entraClientId,
  entraSignIn,
  isSet,
  lackOfSentSecret,
  nationalCloud,
  tokenRequest,
} from '../../domain/sign-in.js';
import { signInConflict } from '../../domain/sign-in-conflict.js';
import { type Check, fine, missing, warning } from './check.js';
import { lackOfPem, lackOfPkcs12 } from './client-certificate.js';
import { contentOf } from './content-of.js';
import { outputOf } from './output-of.js';

/** How our own client would sign in to Entra; never a value. */
export async function checkEntraSignIn(environment: NodeJS.ProcessEnv, now: Date = new Date()): Promise<Check> {
  const name = 'Entra credential';
  const [blank] = blankVariables('own', environment);
  if (blank !== undefined) return missing(name, ...blankIn(blank));
  const signIn = entraSignIn(environment);
  const { kind } = signIn;
  if (kind !== 'Azure CLI') {
    if (entraClientId(environment) === undefined)
      return missing(name, `${kind} without AZURE_CLIENT_ID`, 'Set AZURE_CLIENT_ID to the application’s client id.');
    if ('tokenFile' in signIn) {
      const content = await contentOf(signIn.tokenFile);
      const end = content && endOfExpired(content.toString(), now);
      if (content === undefined || end !== undefined)
        return missing(
          name,
          `${kind}, and ${shownPath(signIn.tokenFile, signIn.fileVariable)} ${end === undefined ? 'is empty or can’t be read' : `expired at ${end}`}`,
          `Have the pipeline write an identity token there, or unset ${signIn.fileVariable}.`,
        );
    }
    if ('certificatePath' in signIn) {
      const lack = lackOfPem(
        await contentOf(signIn.certificatePath),
        environment.AZURE_CLIENT_CERTIFICATE_PASSWORD,
        now,
      );
      if (lack !== undefined)
        return missing(
          name,
          `${kind}, and ${shownPath(signIn.certificatePath, 'AZURE_CLIENT_CERTIFICATE_PATH')} ${lack}`,
          'Name a PEM file of certificate and key in AZURE_CLIENT_CERTIFICATE_PATH (openssl pkcs12 -in … -out … makes one of PKCS#12), and the password of an encrypted key in AZURE_CLIENT_CERTIFICATE_PASSWORD.',
        );
    }
    const secretLack = lackOfSentSecret(kind, environment);
    if (secretLack !== undefined) return missing(name, secretLack, copyAgain);
    const problem = 'tokenVariable' in signIn ? tokenProblem(environment[signIn.tokenVariable] ?? '', now) : undefined;
    if (problem !== undefined) return missing(name, ...problem);
    if ('tokenVariable' in signIn && environment.SYSTEM_OIDCREQUESTURI)
      return warning(
        name,
        `${kind}, with a token of Azure DevOps that lives for 10 minutes`,
        'Pass SYSTEM_ACCESSTOKEN: $(System.AccessToken) in the env of a task AzureCLI@2: this tool then gets a new one each time it signs in.',
      );
    if (kind !== 'client secret') return fine(name, kind);
    return warning(name, kind, 'A secret can be copied: prefer a workload identity or a certificate.');
  }
  const half = halfTokenRequest(environment);
  if (half !== undefined)
    return missing(
      name,
      half,
      'Set both: the pipeline’s service connection, or GitHub’s `permissions: id-token: write`, gives them together.',
    );
  if (await hasAzureCli(environment))
    return warning(
      name,
      'Azure CLI: the user who is signed in',
      'Fine for a person; for a pipeline set AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE (workload identity).',
    );
  return missing(name, 'none', anyWay);
}

/** Of what asks for an identity token, the part that is there without the other. */
function halfTokenRequest(environment: NodeJS.ProcessEnv): string | undefined {
  if (tokenRequest(environment) !== undefined) return undefined;
  const pairs = ['ARM_OIDC_REQUEST', 'ACTIONS_ID_TOKEN_REQUEST'].map(
    (name) => [`${name}_URL`, `${name}_TOKEN`] as const,
  );
  for (const [url, token] of pairs) {
    if (environment[url]) return `${url} without ${token}`;
    if (environment[token]) return `${token} without ${url}`;
  }
  return undefined;
}

const tokenFix =
  'Export a fresh identity token as ARM_OIDC_TOKEN just before pulumi runs, or unset it. A pipeline that does not know a variable leaves its name there.';

/** What is wrong with the token that ARM_OIDC_TOKEN holds, and what to do. Never a part of it. */
function tokenProblem(token: string, now: Date): readonly [string, string] | undefined {
  if (readIdentityToken(token) === undefined) return ['ARM_OIDC_TOKEN is not an identity token (JWT)', tokenFix];
  const end = endOfExpired(token, now);
  return end === undefined ? undefined : [`ARM_OIDC_TOKEN expired at ${end}`, renewToken];
}

/** What both clients read. */
const anyWay =
  'Set AZURE_CLIENT_ID and ARM_OIDC_TOKEN (workload identity), or AZURE_CLIENT_ID, AZURE_CLIENT_CERTIFICATE_PATH (PEM) and ARM_CLIENT_CERTIFICATE_PATH (the same as PKCS#12, for the azuread plugin), or install the Azure CLI and run az login.';

/** Asked for both clients, and started once: it takes seconds. */
function hasAzureCli(environment: NodeJS.ProcessEnv): Promise<boolean> {
  const known = azureCli.get(environment) ?? startsAzureCli(environment);
  azureCli.set(environment, known);
  return known;
}

const azureCli = new WeakMap<NodeJS.ProcessEnv, Promise<boolean>>();

async function startsAzureCli(environment: NodeJS.ProcessEnv): Promise<boolean> {
  return (await outputOf('az', ['version', '--output', 'tsv'], environment)) !== undefined;
}

/**
 * How the azuread plugin would sign in with the same environment, and whether as the same identity. It is needed from stage on, so
 * before that its lack is a warning.
 */
export async function checkAzureadSignIn(
  phase: Phase,
  environment: NodeJS.ProcessEnv,
  now: Date = new Date(),
  graphEndpoint = 'https://graph.microsoft.com',
): Promise<Check> {
  const name = 'Entra credential of the azuread plugin';
  const kind = azureadSignIn(environment);
  const [found, fix] = (await azureadProblem(environment, now)) ?? [];
  if (found === undefined || fix === undefined) {
    const doubt = graphEndpoint === 'embedded' ? undefined : doubtfulCloud(kind, environment, graphEndpoint);
    return doubt === undefined ? fine(name, kind) : warning(name, ...doubt);
  }
  return (phase === 'assess' ? warning : missing)(name, found, fix);
}

/** What may lead it to another cloud than that of the stack. */
function doubtfulCloud(
  kind: EntraSignIn['kind'],
  { ARM_METADATA_HOSTNAME: metadataHost }: NodeJS.ProcessEnv,
  graphEndpoint: string,
): readonly [string, string] | undefined {
  if (metadataHost)
    return [
      `${kind}; ARM_METADATA_HOSTNAME is set, and it takes its endpoints from that host, not by cutover:tenant.graphEndpoint`,
      'Unset ARM_METADATA_HOSTNAME, unless it is of the same cloud.',
    ];
  const cli = kind === 'Azure CLI' ? nationalCloud(new URL(graphEndpoint).hostname)?.cli : undefined;
  if (cli === undefined) return undefined;
  return [`${kind}, and the stack is in a national cloud`, `Sign in there: az cloud set --name ${cli}, then az login.`];
}

async function azureadProblem(
  environment: NodeJS.ProcessEnv,
  now: Date,
): Promise<readonly [string, string] | undefined> {
  const [blank] = blankVariables('azuread', environment);
  if (blank !== undefined) return blankIn(blank);
  const own = entraSignIn(environment);
  const tokenOfFile = 'tokenFile' in own ? (await contentOf(own.tokenFile))?.toString() : undefined;
  const conflict = signInConflict(environment, tokenOfFile);
  if (conflict !== undefined) return [conflict.found, conflict.fix];
  const kind = azureadSignIn(environment);
  if (kind === 'Azure CLI' && environment.ARM_USE_CLI && !isSet(environment.ARM_USE_CLI))
    return ['none: ARM_USE_CLI forbids it the Azure CLI', `Unset ARM_USE_CLI. ${anyWay}`];
  if (kind === 'Azure CLI' && !(await hasAzureCli(environment))) return ['none', anyWay];
  const secretLack = lackOfSentSecret(kind, environment);
  if (secretLack !== undefined) return [secretLack, copyAgain];
  const { ARM_OIDC_TOKEN: token, AZURE_CLIENT_CERTIFICATE_PATH: pemPath } = environment;
  const problem = kind === 'workload identity' && token ? tokenProblem(token, now) : undefined;
  if (problem !== undefined) return problem;
  if (kind !== 'client certificate') return undefined;
  const { ARM_CLIENT_CERTIFICATE: inline, ARM_CLIENT_CERTIFICATE_PATH: path = '' } = environment;
  const ours = own.kind === 'client certificate' && pemPath ? await contentOf(pemPath) : undefined;
  const lack = lackOfPkcs12(
    inline ? strictBase64(inline) : await contentOf(path),
    // The former is handed to it under the latter's name.
    environment.AZURE_CLIENT_CERTIFICATE_PASSWORD || environment.ARM_CLIENT_CERTIFICATE_PASSWORD,
    now,
    ours,
  );
  if (lack === undefined) return undefined;
  return [
    `${inline ? 'what ARM_CLIENT_CERTIFICATE holds' : shownPath(path, 'ARM_CLIENT_CERTIFICATE_PATH')} ${lack}`,
    'Make one of the certificate and key of AZURE_CLIENT_CERTIFICATE_PATH (openssl pkcs12 -export), name it in ARM_CLIENT_CERTIFICATE_PATH and its password in ARM_CLIENT_CERTIFICATE_PASSWORD.',
  ];
}

/** As the plugin reads it: with line ends, without blanks, in the standard alphabet. What it refuses is nothing. */
function strictBase64(text: string): Buffer {
  return Buffer.from(decodeBase64(text.replace(/[\r\n]/g, '')) ?? []);
}

/** What is found, and what to do. */
export function blankIn(variable: string): readonly [string, string] {
  return [
    `${variable} is set, and blank`,
    'Give it its value (is the secret empty, or not there in this job?), or unset it.',
  ];
}
