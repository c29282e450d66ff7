import { readFileSync } from 'node:fs';
import * as azuread from '@pulumi/azuread';
import * as okta from '@pulumi/okta';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../config/settings.js';
import { oktaPluginOrg } from '../domain/okta.js';
import { oktaScopes } from '../domain/permissions.js';
import { azureadMappings, entraSignIn, nationalCloud, oktaSignIn } from '../domain/sign-in.js';
import { oktaPluginConflict, signInConflict } from '../domain/sign-in-conflict.js';
import { userFacing } from './user-facing.js';

/**
 * The okta provider of a component that was given none, for the stack’s org, or undefined where the plugin can’t sign in with the environment: it
 * could not be configured then, and would fail an update for what only informs. Where our own client can, a warning says why. Credentials come from the environment,
 * never from here; a service app is refused without scopes. The stand-in is reached as a proxy for http://127.0.0.1, which
 * is the only way the plugin talks plain HTTP.
 */
export function oktaProvider(component: string, { okta: { orgUrl } }: Settings): okta.Provider | undefined {
  if (oktaSignIn(process.env) === undefined) return undefined;
  const conflict = oktaPluginConflict(process.env);
  if (conflict !== undefined) {
    void pulumi.log.warn(
      `What the connections in Okta were before is not looked up, because the okta plugin can’t sign in: ${conflict.found}. ${conflict.fix}`,
    );
    return undefined;
  }
  const scopes = [oktaScopes.apps.permission];
  const [name, options] = named(component, 'okta');
  if (orgUrl === 'embedded') {
    const httpProxy = required('ENTRA_CUTOVER_EMBEDDED_OKTA');
    return new okta.Provider(name, { orgName: '127', baseUrl: '0.0.1', httpProxy, scopes }, options);
  }
  return new okta.Provider(name, { ...oktaPluginOrg(orgUrl), scopes }, options);
}

/**
 * The azuread provider of a component that was given none, for the stack’s tenant, in the cloud of its Graph endpoint. Credentials stay in the environment: as
 * inputs they would be kept in the state, and `pulumi refresh` would sign in with what is long over. The plugin gets them
 * under its own names instead.
 */
export function entraProvider(component: string, { tenant }: Settings): azuread.Provider {
  const { id: tenantId, graphEndpoint } = tenant;
  const [name, taken] = named(component, 'entra');
  const options = { ...taken, envVarMappings: azureadMappings(process.env) };
  // It changes nothing where the environment holds no token.
  const useOidc = true;
  if (graphEndpoint === 'embedded') {
    const metadataHost = new URL(required('ENTRA_CUTOVER_EMBEDDED_GRAPH')).host;
    return new azuread.Provider(name, { tenantId, useOidc, metadataHost }, options);
  }
  const conflict = signInConflict(process.env, tokenOfFile());
  if (conflict !== undefined)
    void pulumi.log.warn(`Signing in of the azuread plugin: ${conflict.found}. ${conflict.fix}`);
  const { environment = 'public' } = nationalCloud(new URL(graphEndpoint).hostname) ?? {};
  return new azuread.Provider(name, { tenantId, useOidc, environment }, options);
}

/** What the token file holds that our own client reads; undefined where there is none, or it can't be read. */
function tokenOfFile(): string | undefined {
  const signIn = entraSignIn(process.env);
  try {
    return 'tokenFile' in signIn ? readFileSync(signIn.tokenFile, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

/** As a child is named (childOf), though a provider is none: its state outlives the component's resources. */
function named(component: string, name: string): [string, pulumi.ResourceOptions] {
  return [`${component}-${name}`, { aliases: [{ name }] }];
}

function required(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw userFacing(`The stack is embedded and ${variable} is not set: run it with npm run pulumi -- …`);
}
