import { UserError } from '../../src/domain/errors.js';
import { requestLoopback } from './loopback.js';
import { type Properties, property, textSetting } from './stand-in.js';

/** How the real plugin signs in; it takes the first that it has everything for. */
export type AzureadSignIn =
  | { readonly kind: 'client certificate' }
  | { readonly kind: 'client secret'; readonly clientId: string; readonly secret: string }
  | { readonly kind: 'OIDC token'; readonly clientId: string; readonly token: string }
  | { readonly kind: 'GitHub'; readonly clientId: string; readonly url: string; readonly requestToken: string }
  | { readonly kind: 'Azure CLI' };

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const federationAudience = 'api://AzureADTokenExchange';

/**
 * Reads settings and environment as the real plugin does. A check of its own comes first (preConfigureCallback): names that start with
 * AZURE_ mean nothing to it, and neither does a token file, in AKS as elsewhere (pulumi-azuread, issue 2085), or a certificate that is
 * not in a file. What is left is the Azure CLI. After the check a certificate goes first, wherever it is.
 */
export function azureadSignIn(settings: Properties): AzureadSignIn {
  const checked = wayOfCheck(settings);
  const inline = textSetting(settings, 'clientCertificate', 'ARM_CLIENT_CERTIFICATE');
  return checked.kind !== 'Azure CLI' && inline !== undefined ? { kind: 'client certificate' } : checked;
}

function wayOfCheck(settings: Properties): AzureadSignIn {
  const clientId = textSetting(settings, 'clientId', 'ARM_CLIENT_ID');
  if (clientId === undefined || textSetting(settings, 'tenantId', 'ARM_TENANT_ID') === undefined)
    return { kind: 'Azure CLI' };
  if (textSetting(settings, 'clientCertificatePath', 'ARM_CLIENT_CERTIFICATE_PATH') !== undefined)
    return { kind: 'client certificate' };
  const secret = textSetting(settings, 'clientSecret', 'ARM_CLIENT_SECRET');
  if (secret !== undefined) return { kind: 'client secret', clientId, secret };
  // The bridge hands booleans over as JSON text.
  if (textSetting(settings, 'useOidc', 'ARM_USE_OIDC') === 'true' || settings.useOidc === true) {
    const token = textSetting(settings, 'oidcToken', 'ARM_OIDC_TOKEN');
    if (token !== undefined) return { kind: 'OIDC token', clientId, token };
    // Of several variables it takes the first that is set, even to nothing.
    const first = (setting: string, ...variables: readonly string[]): string | undefined =>
      textSetting(settings, setting, variables.find((name) => process.env[name] !== undefined) ?? '');
    const url = first('oidcRequestUrl', 'ARM_OIDC_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_URL');
    const requestToken = first('oidcRequestToken', 'ARM_OIDC_REQUEST_TOKEN', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN');
    if (url !== undefined && requestToken !== undefined) return { kind: 'GitHub', clientId, url, requestToken };
  }
  return { kind: 'Azure CLI' };
}

/**
 * What the token request says besides tenant and scope.
 * @throws UserError for what a stand-in must not use or can't: somebody's own sign-in, or a certificate that Node can't read
 */
export async function credentialParameters(signIn: AzureadSignIn): Promise<Readonly<Record<string, string>>> {
  switch (signIn.kind) {
    case 'client secret':
      return { client_id: signIn.clientId, client_secret: signIn.secret };
    case 'OIDC token':
      return { client_id: signIn.clientId, client_assertion_type: assertionType, client_assertion: signIn.token };
    case 'GitHub':
      return {
        client_id: signIn.clientId,
        client_assertion_type: assertionType,
        client_assertion: await githubToken(signIn),
      };
    case 'client certificate':
      throw new UserError('The stand-in of the azuread plugin can’t read a PKCS#12 certificate; the real one does.');
    case 'Azure CLI':
      throw new UserError(
        'failed to load application credentials: the azuread provider found no ARM_CLIENT_ID with the path of a certificate, a secret or a token, and a stand-in does not ask the Azure CLI. Please sign in via az login or configure another authentication method.',
      );
  }
}

async function githubToken({ url, requestToken }: Extract<AzureadSignIn, { kind: 'GitHub' }>): Promise<string> {
  const address = new URL(url);
  address.searchParams.set('audience', federationAudience);
  const headers = { authorization: `Bearer ${requestToken}` };
  const { body } = await requestLoopback({ method: 'GET', url: address, headers }, 'azuread');
  return String(property(body, 'value'));
}
