import { readIdentityToken } from './identity-token.js';
import {
  azureadSignIn,
  copyAgain,
  type EntraSignIn,
  entraClientId,
  entraSignIn,
  hasAzureadCertificate,
  hidingName,
  isSet,
  lackOfSecret,
  oktaSignIn,
  type Variables,
} from './sign-in.js';

/** Why our own client and the azuread plugin are not one identity, or not for certain, and what to do about it. */
export interface SignInConflict {
  readonly found: string;
  readonly fix: string;
}

const whoever = 'the Azure CLI, as the user who is signed in there';

/**
 * Why our own client and the azuread plugin would not sign in as one identity, in either direction;
 * undefined where they do. Nobody reviewed that one acts as an application and the other as a person.
 *
 * @param tokenOfFile What the token file holds that our own client reads, where there is one that can be read.
 */
export function signInConflict(variables: Variables, tokenOfFile?: string): SignInConflict | undefined {
  return ownSignInConflict(variables, tokenOfFile) ?? pluginSignInConflict(variables);
}

/**
 * A runner in a pod of AKS has the pod's token file, which our own client takes before the pipeline's own token: the identity of the
 * pod is mostly another one. A token of the same issuer and subject is the same identity, as where ARM_OIDC_TOKEN was read from the file.
 */
function podConflict(variables: Variables, tokenOfFile: string | undefined): SignInConflict | undefined {
  const own = entraSignIn(variables);
  if (!('tokenFile' in own)) return undefined;
  const plugin = azureadSignIn(variables);
  const [ours, theirs] = [tokenOfFile, variables.ARM_OIDC_TOKEN].map((token) => readIdentityToken(token ?? ''));
  const areTwo =
    ours !== undefined && theirs !== undefined && (ours.issuer !== theirs.issuer || ours.subject !== theirs.subject);
  // That the plugin finds nothing has another remedy.
  if (plugin === 'Azure CLI' || (plugin === 'workload identity' && !areTwo)) return undefined;
  const way = plugin === 'workload identity' ? 'ARM_OIDC_TOKEN, which is of another issuer or subject' : plugin;
  return {
    found: `${own.fileVariable} is set, as each pod of AKS has it: our own client signs in by that file, and the plugin by ${way}`,
    fix: `Unset ${own.fileVariable} (in a pipeline, give it an empty value) where the runner’s pod is not what signs in: both clients then use the pipeline’s identity.`,
  };
}

/** The part of it that concerns how our own client signs in: the advice where that fails. Undefined where nothing does. */
export function ownSignInConflict(variables: Variables, tokenOfFile?: string): SignInConflict | undefined {
  const { AZURE_CLIENT_ID, ARM_CLIENT_ID } = variables;
  const own = entraSignIn(variables);
  const plugin = azureadSignIn(variables);
  // A service connection makes another request of the plugin's than a GitHub job's, which is ours; a file names another
  // application or secret than the variables may.
  const lonely = onlyAzureadReads.find(
    (name) =>
      isSet(variables[name]) &&
      (own.kind === 'Azure CLI' ||
        name.endsWith('_FILE_PATH') ||
        (name === serviceConnection && plugin === 'GitHub identity' && own.kind !== 'Azure DevOps identity')),
  );
  if (!entraClientId(variables) && (own.kind !== 'Azure CLI' || hasAzureadCertificate(variables))) {
    return {
      found: 'there is a credential of an application, and nothing says of which',
      fix: 'Set AZURE_CLIENT_ID to the application’s client id.',
    };
  }
  if (AZURE_CLIENT_ID && ARM_CLIENT_ID && AZURE_CLIENT_ID.toLowerCase() !== ARM_CLIENT_ID.toLowerCase()) {
    return {
      found: 'AZURE_CLIENT_ID and ARM_CLIENT_ID name two applications',
      fix: 'Unset the one that is not meant. AZURE_CLIENT_ID is used for both clients.',
    };
  }
  const pod = podConflict(variables, tokenOfFile);
  if (pod !== undefined) return pod;
  if (own.kind === 'Azure CLI' && plugin !== 'Azure CLI') {
    return {
      found: `it signs in by ${plugin}, and our own client would ask ${whoever}`,
      fix: 'Our client reads PEM only: openssl pkcs12 -in CERTIFICATE.pfx -out CERTIFICATE.pem, then set AZURE_CLIENT_CERTIFICATE_PATH to the new file and AZURE_CLIENT_CERTIFICATE_PASSWORD to its password.',
    };
  }
  const asks =
    own.kind === 'Azure CLI'
      ? `ask ${whoever}`
      : own.kind === 'GitHub identity'
        ? 'ask for a token as a GitHub job does'
        : `sign in by ${own.kind}`;
  if (lonely !== undefined) {
    return {
      found: `${lonely} is set, which our own client does not read: it would ${asks}`,
      fix: 'Unset it, and sign in one of the ways that both clients know (docs/gitops.md, “Signing in”).',
    };
  }
  return undefined;
}

function pluginSignInConflict(variables: Variables): SignInConflict | undefined {
  const own = entraSignIn(variables);
  const plugin = azureadSignIn(variables);
  if (plugin === 'Azure CLI' && variables.ARM_CLIENT_CERTIFICATE) {
    return {
      found: `ARM_CLIENT_CERTIFICATE is set, and the plugin’s check before it starts does not read it: it would ask ${whoever}`,
      fix: 'Write the certificate to a file (base64 -d) and set ARM_CLIENT_CERTIFICATE_PATH to it instead.',
    };
  }
  if (own.kind !== 'Azure CLI' && plugin === 'Azure CLI')
    return { found: `our own client signs in by ${own.kind}, and it would ask ${whoever}`, fix: pluginFix(own) };
  const hiding = hidingName(variables);
  if (hiding !== undefined) {
    const [ours, theirs] = hiding;
    return {
      found: `${ours} is set and empty: a refresh that uses the names of an earlier update gives it that instead of ${theirs}`,
      fix: `Unset ${ours}.`,
    };
  }
  const { AZURE_CLIENT_CERTIFICATE_PASSWORD: pem, ARM_CLIENT_CERTIFICATE_PASSWORD: pkcs12 } = variables;
  if (plugin === 'client certificate' && pem && pkcs12 && pem !== pkcs12) {
    return {
      found:
        'its certificate and the PEM of our own client have two passwords, and it is given AZURE_CLIENT_CERTIFICATE_PASSWORD',
      fix: 'Give both files one password, or the PEM none.',
    };
  }
  // A service connection's token is handed to it as ARM_OIDC_TOKEN.
  const ways = own.kind === 'Azure DevOps identity' ? ['workload identity', own.kind] : [own.kind];
  if (own.kind === 'Azure CLI' || ways.includes(plugin)) return undefined;
  return {
    found: `our own client signs in by ${own.kind}, and it by ${plugin}`,
    fix: 'Unset the credential that is not meant: one of the two may end, and nobody notices before the cutover.',
  };
}

const serviceConnection = 'ARM_ADO_PIPELINE_SERVICE_CONNECTION_ID';

/** Ways of signing in that the azuread plugin's schema has and our own client has not, or not alone. */
const onlyAzureadReads = [
  serviceConnection,
  'ARM_CLIENT_ID_FILE_PATH',
  'ARM_CLIENT_SECRET_FILE_PATH',
  'ARM_USE_MSI',
  'ARM_USE_AKS_WORKLOAD_IDENTITY',
];

function pluginFix(own: EntraSignIn): string {
  // That it does not find what our client finds has one reason.
  if (own.kind === 'GitHub identity')
    return 'Unset ARM_OIDC_REQUEST_URL and ARM_OIDC_REQUEST_TOKEN: where they are empty, they hide GitHub’s own from it.';
  if (own.kind === 'Azure DevOps identity')
    return 'It asks for no token of a service connection: set addSpnToEnvironment: true in the task AzureCLI@2, and export ARM_OIDC_TOKEN="$idToken" just before pulumi runs.';
  return own.kind === 'client certificate'
    ? 'It reads PKCS#12 only: openssl pkcs12 -export -in CERTIFICATE.pem -out CERTIFICATE.pfx, then set ARM_CLIENT_CERTIFICATE_PATH to the new file and ARM_CLIENT_CERTIFICATE_PASSWORD.'
    : `It reads no token file: export ARM_OIDC_TOKEN="$(cat "$${'fileVariable' in own ? own.fileVariable : 'AZURE_FEDERATED_TOKEN_FILE'}")" just before pulumi runs.`;
}

/**
 * Why the okta plugin can't sign in with an environment that our own client signs in with, and what to do about it: it takes an access
 * token before anything else (PULUMI-13), and the API token as it stands, while our client takes blanks and line ends away at both ends.
 * Undefined where nothing is known against it.
 */
export function oktaPluginConflict(variables: Variables): SignInConflict | undefined {
  const kind = oktaSignIn(variables);
  const lack = kind === 'API token' ? lackOfSecret('OKTA_API_TOKEN', variables.OKTA_API_TOKEN ?? '') : undefined;
  if (lack !== undefined) return { found: lack, fix: copyAgain };
  if (!variables.OKTA_ACCESS_TOKEN || kind === undefined) return undefined;
  return {
    found: `OKTA_ACCESS_TOKEN is set: the plugin uses it instead of the ${kind}`,
    fix: 'Unset OKTA_ACCESS_TOKEN: our own client does not read it.',
  };
}
