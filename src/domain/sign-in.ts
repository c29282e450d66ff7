/** Environment variables by name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the environment offers to sign in to Entra with, in the words of `doctor`. Of a secret only where it stands. */
export type EntraSignIn =
  | { readonly kind: 'workload identity'; readonly tokenFile: string; readonly fileVariable: string }
  | { readonly kind: 'workload identity'; readonly tokenVariable: string }
  | { readonly kind: 'client certificate'; readonly certificatePath: string }
  | { readonly kind: 'client secret'; readonly secretVariable: string }
  | { readonly kind: 'GitHub identity' | 'Azure DevOps identity'; readonly request: TokenRequest }
  | { readonly kind: 'Azure CLI' };

/**
 * What the azuread plugin is told of the environment under its own name: it reads no name that starts with AZURE_. Only
 * names go into the state. A certificate is not among them: the plugin needs it in another format. Its password is, since
 * both files may have the same.
 */
const azureadNames = {
  AZURE_CLIENT_ID: 'ARM_CLIENT_ID',
  AZURE_CLIENT_SECRET: 'ARM_CLIENT_SECRET',
  AZURE_CLIENT_CERTIFICATE_PASSWORD: 'ARM_CLIENT_CERTIFICATE_PASSWORD',
} as const;

/**
 * The names that the engine maps. It keeps them in the state, where a refresh of another environment finds them, so they are all
 * there whatever is set here. Left out is only an empty variable: the engine takes it for one that is set, which would hide the
 * value that stands under the plugin's own name.
 */
export function azureadMappings(variables: Variables): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(azureadNames).filter(([own, plugins]) => variables[own] !== '' || !variables[plugins]),
  );
}

/** A name of ours that is empty next to a value under the plugin's: where an earlier update keeps the mapping in the state, it hides the value. */
export function hidingName(variables: Variables): readonly [own: string, plugins: string] | undefined {
  return Object.entries(azureadNames).find(([own, plugins]) => variables[own] === '' && variables[plugins]);
}

/** The application to sign in as, under either name. */
export function entraClientId({ AZURE_CLIENT_ID, ARM_CLIENT_ID }: Variables): string | undefined {
  return AZURE_CLIENT_ID || ARM_CLIENT_ID || undefined;
}

/** How our own client signs in: the first that the environment offers. */
export function entraSignIn(variables: Variables): EntraSignIn {
  const ofConnection = serviceConnectionRequest(variables);
  if (ofConnection !== undefined) return { kind: 'Azure DevOps identity', request: ofConnection };
  const { AZURE_CLIENT_CERTIFICATE_PATH: certificatePath } = variables;
  const fileVariable = ['AZURE_FEDERATED_TOKEN_FILE', 'ARM_OIDC_TOKEN_FILE_PATH'].find((name) => variables[name]);
  if (fileVariable !== undefined) {
    return { kind: 'workload identity', tokenFile: variables[fileVariable] ?? '', fileVariable };
  }
  if (variables.ARM_OIDC_TOKEN) return { kind: 'workload identity', tokenVariable: 'ARM_OIDC_TOKEN' };
  if (certificatePath) return { kind: 'client certificate', certificatePath };
  const secretVariable = secretNames['client secret'].find((name) => variables[name]);
  if (secretVariable !== undefined) return { kind: 'client secret', secretVariable };
  const request = tokenRequest(variables);
  if (entraClientId(variables) && request !== undefined) return { kind: 'GitHub identity', request };
  return { kind: 'Azure CLI' };
}

/** Where an identity token is asked for, what the request has, and the variable that it stands in. */
export interface TokenRequest {
  readonly url: string;
  readonly token: string;
  readonly tokenVariable: string;
}

/**
 * What a GitHub job with `id-token: write` has, under GitHub's names or those of the azuread plugin, which win there: it reads
 * each of the two for itself (pulumi-azuread, preConfigureCallback). Undefined where one of them is missing.
 */
export function tokenRequest(variables: Variables): TokenRequest | undefined {
  const url = variables.ARM_OIDC_REQUEST_URL || variables.ACTIONS_ID_TOKEN_REQUEST_URL;
  const tokenVariable = secretNames['GitHub identity'].find((name) => variables[name]);
  if (!url || tokenVariable === undefined) return undefined;
  return { url, token: variables[tokenVariable] ?? '', tokenVariable };
}

/**
 * What a task of Azure DevOps has that runs with a service connection of our application, as AzureCLI@2 does, and was given the
 * job's token. Each sign-in gets a new identity token then; the one that the task hands over lives for 10 minutes. Undefined where
 * a part is missing, or the connection is another application's. Source: Microsoft, AzurePipelinesCredential of @azure/identity.
 */
function serviceConnectionRequest(variables: Variables): TokenRequest | undefined {
  const { SYSTEM_OIDCREQUESTURI: address, AZURESUBSCRIPTION_SERVICE_CONNECTION_ID: connection } = variables;
  const [tokenVariable] = secretNames['Azure DevOps identity'];
  const token = variables[tokenVariable];
  const clientId = entraClientId(variables)?.toLowerCase();
  const isOurs = (variables.AZURESUBSCRIPTION_CLIENT_ID?.toLowerCase() || clientId) === clientId;
  if (!address || !connection || !token || clientId === undefined || !isOurs) return undefined;
  const url = `${address}?api-version=7.1&serviceConnectionId=${encodeURIComponent(connection)}`;
  return { url, token, tokenVariable };
}

/** Where the secret stands that a way of signing in sends; of several the first that is set. */
const secretNames = {
  'GitHub identity': ['ARM_OIDC_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
  'Azure DevOps identity': ['SYSTEM_ACCESSTOKEN'],
  'client secret': ['AZURE_CLIENT_SECRET', 'ARM_CLIENT_SECRET'],
} as const;

/** As `lackOfSecret`, of what this way of signing in sends. */
export function lackOfSentSecret(kind: EntraSignIn['kind'], variables: Variables): string | undefined {
  if (kind === 'workload identity' || kind === 'client certificate' || kind === 'Azure CLI') return undefined;
  const name = secretNames[kind].find((variable) => variables[variable]);
  return name && lackOfSecret(name, variables[name] ?? '');
}

/**
 * Why the variable's value can't be a token or secret, in words that quote nothing of it; undefined for one that can be: those of
 * Entra, GitHub and Okta are printable ASCII without blanks. Checked before it is sent: what no header can hold would come back
 * in an error's text.
 */
export function lackOfSecret(variable: string, value: string): string | undefined {
  return /^[\x21-\x7e]*$/.test(value)
    ? undefined
    : `${variable} holds a blank, a line break or a letter that no token has`;
}

/** What to do about it. */
export const copyAgain = 'Copy it again, alone and without quotation marks.';

/**
 * How the azuread plugin signs in with the same environment and our names. Before it starts, a check of its own looks for a way in this
 * order and falls back to the Azure CLI, which may be signed in as somebody else or not there: it reads neither a PEM certificate nor a
 * token file (not in AKS either: pulumi-azuread, issue 2085) nor a certificate in a variable. The last goes first once the check has
 * found any other way: inferred from the sources.
 */
export function azureadSignIn(variables: Variables): EntraSignIn['kind'] {
  const checked = wayOfCheck(variables);
  return checked !== 'Azure CLI' && variables.ARM_CLIENT_CERTIFICATE ? 'client certificate' : checked;
}

function wayOfCheck(variables: Variables): EntraSignIn['kind'] {
  if (!entraClientId(variables)) return 'Azure CLI';
  if (variables.ARM_CLIENT_CERTIFICATE_PATH) return 'client certificate';
  if (variables.AZURE_CLIENT_SECRET || variables.ARM_CLIENT_SECRET) return 'client secret';
  if (variables.ARM_OIDC_TOKEN) return 'workload identity';
  // An empty variable is set for it, and hides GitHub's own.
  const url = variables.ARM_OIDC_REQUEST_URL ?? variables.ACTIONS_ID_TOKEN_REQUEST_URL;
  const token = variables.ARM_OIDC_REQUEST_TOKEN ?? variables.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  return url && token ? 'GitHub identity' : 'Azure CLI';
}

/** What our own client signs in to Entra by, the azuread plugin, and both to Okta. */
const signInNames = {
  own: [
    ...['AZURE_CLIENT_ID', 'AZURE_FEDERATED_TOKEN_FILE', 'AZURE_CLIENT_CERTIFICATE_PATH', 'AZURE_CLIENT_SECRET'],
    ...['ARM_CLIENT_ID', 'ARM_OIDC_TOKEN', 'ARM_OIDC_TOKEN_FILE_PATH', 'ARM_CLIENT_SECRET', 'ARM_OIDC_REQUEST_URL'],
    ...['ARM_OIDC_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
    ...['SYSTEM_ACCESSTOKEN', 'AZURESUBSCRIPTION_SERVICE_CONNECTION_ID'],
  ],
  azuread: [
    ...['AZURE_CLIENT_ID', 'AZURE_CLIENT_SECRET', 'ARM_CLIENT_ID', 'ARM_CLIENT_SECRET', 'ARM_OIDC_TOKEN'],
    ...['ARM_CLIENT_CERTIFICATE', 'ARM_CLIENT_CERTIFICATE_PATH', 'ARM_OIDC_REQUEST_URL', 'ARM_OIDC_REQUEST_TOKEN'],
    ...['ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'],
  ],
  okta: ['OKTA_API_TOKEN', 'OKTA_API_CLIENT_ID', 'OKTA_API_PRIVATE_KEY', 'OKTA_API_PRIVATE_KEY_ID'],
  oktaPlugin: [
    ...['OKTA_API_TOKEN', 'OKTA_API_CLIENT_ID', 'OKTA_API_PRIVATE_KEY', 'OKTA_API_PRIVATE_KEY_ID'],
    ...['OKTA_ACCESS_TOKEN', 'OKTA_ORG_NAME', 'OKTA_BASE_URL'],
  ],
} as const;

/**
 * Variables that a client takes for set although nothing but blanks is in them, as an empty secret of a pipeline leaves them: it
 * signs in with that, and with nothing that comes after it.
 */
export function blankVariables(client: keyof typeof signInNames, variables: Variables): readonly string[] {
  return signInNames[client].filter((name) => variables[name] && variables[name]?.trim() === '');
}

/** True for a variable that is set and does not say false. */
export function isSet(value: string | undefined): boolean {
  return Boolean(value) && !/^(false|0)$/i.test(value ?? '');
}

/** True where the plugin has a certificate. */
export function hasAzureadCertificate(variables: Variables): boolean {
  return Boolean(variables.ARM_CLIENT_CERTIFICATE_PATH || variables.ARM_CLIENT_CERTIFICATE);
}

/** What the environment offers to sign in to Okta with, for our client and the okta plugin alike. */
export function oktaSignIn(variables: Variables): 'API token' | 'service app' | undefined {
  if (variables.OKTA_API_TOKEN) return 'API token';
  return variables.OKTA_API_CLIENT_ID && variables.OKTA_API_PRIVATE_KEY ? 'service app' : undefined;
}

interface Cloud {
  /** Where tokens are asked for. */
  readonly authorityHost: string;
  /** The azuread plugin's word for the cloud. */
  readonly environment: string;
  /** The Azure CLI's, for `az cloud set`. */
  readonly cli: string;
}

/** Microsoft's national clouds by the host of their Graph. Source: Microsoft, "National cloud deployments". */
const nationalClouds: Readonly<Record<string, Cloud>> = {
  'graph.microsoft.us': {
    authorityHost: 'https://login.microsoftonline.us',
    environment: 'usgovernment',
    cli: 'AzureUSGovernment',
  },
  'dod-graph.microsoft.us': {
    authorityHost: 'https://login.microsoftonline.us',
    environment: 'dod',
    cli: 'AzureUSGovernment',
  },
  'microsoftgraph.chinacloudapi.cn': {
    authorityHost: 'https://login.chinacloudapi.cn',
    environment: 'china',
    cli: 'AzureChinaCloud',
  },
};

/** The national cloud that a Graph host belongs to; undefined for the public one. */
export function nationalCloud(graphHost: string): Cloud | undefined {
  return nationalClouds[graphHost.toLowerCase()];
}
