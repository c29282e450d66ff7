import type { WireAnswer, WireRequest } from '../wire.js';

/** `GET /metadata/endpoints`: the cloud's endpoints as the azuread plugin asks for them; all of them are this server. */
export function cloudMetadata({ origin }: WireRequest): WireAnswer {
  const host = new URL(origin).host;
  return {
    status: 200,
    body: {
      name: 'Simulated',
      portal: origin,
      authentication: { loginEndpoint: `${origin}/`, audiences: [origin], tenant: 'common', identityProvider: 'AAD' },
      graph: origin,
      graphAudience: origin,
      microsoftGraphResourceId: `${origin}/`,
      resourceManager: origin,
      batch: origin,
      media: origin,
      sqlManagement: origin,
      activeDirectoryDataLake: origin,
      vmImageAliasDoc: origin,
      appInsightsResourceId: origin,
      appInsightsTelemetryChannelResourceId: origin,
      attestationResourceId: origin,
      synapseAnalyticsResourceId: origin,
      logAnalyticsResourceId: origin,
      ossrDbmsResourceId: origin,
      suffixes: {
        acrLoginServer: host,
        attestationEndpoint: host,
        azureFrontDoorEndpointSuffix: host,
        keyVaultDns: host,
        mariadbServerEndpoint: host,
        mhsmDns: host,
        mysqlServerEndpoint: host,
        postgresqlServerEndpoint: host,
        sqlServerHostname: host,
        storage: host,
        synapseAnalytics: host,
      },
    },
  };
}
