import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startOrganisation } from '../../../workshop/simulators/index.js';
import { mismatching } from './clients.js';

it('serves @azure/identity and the Graph client over TLS with its own CA', { timeout: 60_000 }, async () => {
  const organisation = await startOrganisation({ scenario: mismatching });
  try {
    const { url, caFile, tenantId, clientId, clientSecret, federatedTokenFile } = organisation.endpoints.graph;
    const fixture = fileURLToPath(new URL('fixtures/azure-clients.ts', import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', fixture], {
      env: {
        ...process.env,
        NODE_EXTRA_CA_CERTS: caFile,
        GRAPH_URL: url,
        GRAPH_TENANT: tenantId,
        GRAPH_CLIENT: clientId,
        GRAPH_SECRET: clientSecret,
        GRAPH_TOKEN_FILE: federatedTokenFile,
      },
    });
    expect(JSON.parse(stdout)).toEqual({ assertion: [10, 10], secret: [10, 10], workload: [10, 10] });
    const paths = organisation.requests().map(({ path }) => path);
    expect(paths.filter((path) => path.startsWith(`/${tenantId}/oauth2/v2.0/token`)).length).toBe(3);
    expect(JSON.stringify(organisation.requests())).not.toContain(clientSecret);
  } finally {
    await organisation.stop();
  }
});
