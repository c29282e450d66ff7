import type { Organisation } from '../../workshop/simulators/index.js';

/** With what a command signs in to the stand-in of Microsoft Graph. */
export function graphSignIn({ endpoints: { graph } }: Organisation): NodeJS.ProcessEnv {
  return {
    ENTRA_CUTOVER_EMBEDDED_GRAPH: graph.url,
    NODE_EXTRA_CA_CERTS: graph.caFile,
    AZURE_CLIENT_ID: graph.clientId,
    AZURE_FEDERATED_TOKEN_FILE: graph.federatedTokenFile,
  };
}

/** The same for both services; to Okta as a service app. */
export function signIn(organisation: Organisation): NodeJS.ProcessEnv {
  const { okta } = organisation.endpoints;
  return {
    ...graphSignIn(organisation),
    ENTRA_CUTOVER_EMBEDDED_OKTA: okta.url,
    OKTA_API_CLIENT_ID: okta.serviceApp.clientId,
    OKTA_API_PRIVATE_KEY_ID: okta.serviceApp.keyId,
    OKTA_API_PRIVATE_KEY: okta.serviceApp.privateKeyFile,
  };
}
