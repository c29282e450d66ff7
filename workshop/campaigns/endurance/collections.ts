import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { type CollectToFile, collectTenantToFile } from '../../../src/connectors/graph/collect-file.js';
import { readTenantId } from '../../../src/connectors/graph/read.js';
import { refreshTenantFile } from '../../../src/connectors/graph/refresh.js';
import { createGraphSession, type GraphSession } from '../../../src/connectors/graph/session.js';
import { RefreshImpossible } from '../../../src/connectors/graph/tenant-changes.js';
import { createOktaClient } from '../../../src/connectors/okta/client.js';
import { collectOkta } from '../../../src/connectors/okta/collection.js';
import { oktaCredentials } from '../../../src/connectors/okta/credentials.js';
import { createOktaSession } from '../../../src/connectors/okta/session.js';
import { UserError } from '../../../src/domain/errors.js';
import { collectFromFile } from '../../../src/evidence/evidence-file/collect.js';
import { writeEvidenceFile } from '../../../src/evidence/evidence-file/write.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { createReadLog } from '../../../src/evidence/read-log.js';
import type { EnvironmentAssessment, EnvironmentRequest } from '../../../src/pipeline/assess/assess-environment.js';
import { assessEnvironment } from '../../../src/pipeline/assess/assess-environment.js';
import { trustingSession } from '../../../test/connectors/graph/trusting.js';
import type { Organisation } from '../../simulators/index.js';

type Wait = (milliseconds: number) => Promise<void>;

const tool = 'entra-cutover 0.0.0';
const entraFile = 'entra.ndjson';
const onPremFile = 'on-prem.ndjson';

class Killed extends Error {}

/** What a night's run reads and judges, in a folder that it keeps from night to night. */
export interface Collections {
  readonly onPrem: (csv: string) => Promise<void>;
  /** Refreshes the last file, as `collect entra --since` does; `killAfter` breaks the process off after so many pages. */
  readonly entra: (killAfter?: number) => Promise<'refreshed' | 'whole' | 'killed'>;
  /** How many people of Okta's apps were read, with the service app's tokens. */
  readonly okta: () => Promise<number>;
  readonly assess: (request: EnvironmentRequest) => Promise<EnvironmentAssessment>;
  readonly bytesOfEntra: () => number;
}

export function createCollections(organisation: Organisation, folder: string, wait: Wait): Collections {
  const path = (name: string): string => join(folder, name);
  const session = (): Promise<GraphSession> => trustingSession(organisation, { wait });
  /** The file as a preview sees it; nobody else writes it until the assessment. */
  const fingerprint = async (name: string, read: typeof readOnPremFiles | typeof readEntraFiles) => ({
    path: name,
    sha256: (await read([path(name)]))[0]?.source.sha256 ?? 'none',
  });
  return {
    async onPrem(csv) {
      const evidence = await collectFromFile(readOnPremFiles, csv, new Date().toISOString());
      await writeEvidenceFile(path(onPremFile), evidence, { tool }, { now: new Date() });
    },

    async entra(killAfter) {
      const client = createGraphClient(await session());
      let pages = 0;
      const request: CollectToFile = {
        client,
        tenant: await readTenantId(client),
        output: path(entraFile),
        tool,
        signingKey: undefined,
        now: () => new Date(),
        onPage() {
          pages += 1;
          if (pages === killAfter) throw new Killed();
        },
      };
      try {
        if (existsSync(path(entraFile))) {
          try {
            await refreshTenantFile(path(entraFile), request);
            return 'refreshed';
          } catch (error) {
            if (!(error instanceof RefreshImpossible)) throw error;
          }
        }
        await collectTenantToFile(request);
        return 'whole';
      } catch (error) {
        if (error instanceof Killed) return 'killed';
        throw error;
      }
    },

    async okta() {
      const client = createOktaClient(await oktaSession(organisation, wait));
      let people = 0;
      for await (const records of collectOkta(client, createReadLog('okta'))) people += records.length;
      return people;
    },

    async assess(request) {
      const onPrem = [await fingerprint(onPremFile, readOnPremFiles)];
      const entra = [await fingerprint(entraFile, readEntraFiles)];
      return assessEnvironment(
        { ...request, evidence: { ...request.evidence, onPrem, entra } },
        {
          directory: folder,
          at: new Date().toISOString(),
          readLiveEntra: () => Promise.reject(new UserError('files are assessed here')),
        },
      );
    },

    bytesOfEntra: () => readFileSync(path(entraFile)).length,
  };
}

/** A session with the service app's key, whose tokens end while it is used. */
export async function oktaSession({ endpoints }: Organisation, wait: Wait, signal?: AbortSignal) {
  const { url, serviceApp } = endpoints.okta;
  const credentials = await oktaCredentials('manage', {
    OKTA_API_CLIENT_ID: serviceApp.clientId,
    OKTA_API_PRIVATE_KEY: await readFile(serviceApp.privateKeyFile, 'utf8'),
    OKTA_API_PRIVATE_KEY_ID: serviceApp.keyId,
    OKTA_API_SCOPES: 'okta.apps.read okta.apps.manage okta.schemas.read okta.profileMappings.read',
  });
  return createOktaSession({ orgUrl: url, credentials, wait, ...(signal && { signal }) });
}

/** A session that asks for a new token when the last one has ended by the machine's clock, as the vendor's library does. */
export async function graphSession(
  organisation: Organisation,
  wait: Wait,
  signal?: AbortSignal,
): Promise<GraphSession> {
  const { url, tenantId, clientId, clientSecret } = organisation.endpoints.graph;
  // Makes this process trust the organization's certificate.
  await trustingSession(organisation);
  let token: { readonly text: string; readonly until: number } | undefined;
  return createGraphSession({
    graphUrl: url,
    tenantId,
    wait,
    ...(signal && { signal }),
    async getAccessToken({ renew }) {
      if (token !== undefined && !renew && Date.now() < token.until) return token.text;
      const body = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope: `${url}/.default`,
      });
      const answer = await fetch(`${url}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', body });
      const given = (await answer.json()) as { access_token: string; expires_in: number };
      token = { text: given.access_token, until: Date.now() + given.expires_in * 1000 };
      return token.text;
    },
  });
}
