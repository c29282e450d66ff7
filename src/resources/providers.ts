import * as azuread from '@pulumi/azuread';
import * as okta from '@pulumi/okta';
import type { Settings } from '../config/settings.js';

/**
 * The okta provider for the stack’s org. Credentials come from the environment (OKTA_API_TOKEN, …), never from here. The
 * stand-in is reached as a proxy for http://127.0.0.1, which is the only way the plugin talks plain HTTP.
 */
export function oktaProvider({ okta: { orgUrl } }: Settings): okta.Provider {
  if (orgUrl === 'embedded') {
    return new okta.Provider('okta', {
      orgName: '127',
      baseUrl: '0.0.1',
      httpProxy: required('ENTRA_CUTOVER_EMBEDDED_OKTA'),
    });
  }
  const [orgName = '', ...domain] = new URL(orgUrl).host.split('.');
  return new okta.Provider('okta', { orgName, baseUrl: domain.join('.') });
}

/** The azuread provider for the stack’s tenant. Credentials come from the environment (ARM_…). */
export function entraProvider({ tenant }: Settings): azuread.Provider {
  const embedded = tenant.graphEndpoint === 'embedded' && {
    metadataHost: new URL(required('ENTRA_CUTOVER_EMBEDDED_GRAPH')).host,
  };
  return new azuread.Provider('entra', { tenantId: tenant.id, ...embedded });
}

function required(variable: string): string {
  const value = process.env[variable];
  if (value) return value;
  throw new Error(`the stack is embedded and ${variable} is not set: run it with npm run pulumi -- …`);
}
