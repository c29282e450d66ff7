import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConnectEvidence } from '../../src/pipeline/assess/connect-evidence.js';
import { connectInputs } from '../../src/pipeline/assess/fingerprints.js';
import { type ConnectServer, perform } from '../../workshop/simulators/connect/index.js';
import { appIds, assessScenario, type Harness, type State, startHarness } from './harness.js';

const kind = 'ConnectActivation';

/** A provider, and the stand-in of an Entra Connect server beside the organisation, with one clock for all. */
export interface ConnectSite {
  readonly harness: Harness;
  readonly server: ConnectServer;
  /** Does what the words say at the server, and lets it work until nothing is left to do. */
  readonly operate: (words: string) => Promise<void>;
  /** Runs the export script; later readings have what it wrote. */
  readonly exportEvidence: () => void;
  readonly pass: (minutes: number) => void;
  readonly switchOkta: (action: 'activate' | 'deactivate') => Promise<void>;
  readonly up: (state: State | undefined, phase: 'stage' | 'cutover' | 'complete' | 'rollback') => Promise<State>;
  readonly stop: () => Promise<void>;
}

/** The repaired organisation with a server that was installed in staging mode and has synchronized. */
export async function startSite(): Promise<ConnectSite> {
  let now = Date.now();
  const clock = (): number => now;
  const pass = (minutes: number): void => {
    now += minutes * 60_000;
  };
  const harness = await startHarness('repaired-organisation', { clock }, () => ({ now: () => new Date(now) }));
  const server = harness.organisation.connectServer({ installation: { serverName: 'SYNC01' } });
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-connect-site-'));
  const scenario = await assessScenario('scenarios/repaired-organisation');
  harness.assessWith(async () => ({ ...scenario, entraReadAt: [new Date(now).toISOString()] }));
  const site: ConnectSite = {
    harness,
    server,
    pass,
    async operate(words) {
      pass(1);
      if (words.startsWith('.\\Export-ConnectEvidence.ps1')) return site.exportEvidence();
      await perform(server, words);
      for (let goesOn = true; goesOn; goesOn = await server.work()) pass(1);
    },
    exportEvidence() {
      pass(1);
      const files = server.exportEvidence();
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      harness.connectWith(() => readFolder(folder, server, harness.organisation.endpoints.graph.tenantId));
      pass(1);
    },
    async switchOkta(action) {
      const { url, apiToken } = harness.organisation.endpoints.okta;
      for (const id of appIds)
        await fetch(`${url}/api/v1/apps/${id}/connections/default/lifecycle/${action}`, {
          method: 'POST',
          headers: { Authorization: `SSWS ${apiToken}` },
        });
      pass(1);
    },
    async up(state, phase) {
      pass(1);
      const inputs = harness.inputs(kind, phase);
      return state === undefined ? harness.create(kind, inputs) : harness.update(kind, state, inputs);
    },
    async stop() {
      await harness.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await site.operate('Start-ADSyncSyncCycle -PolicyType Initial');
  site.exportEvidence();
  return site;
}

async function readFolder(folder: string, { state }: ConnectServer, tenantId: string) {
  const connect = await connectInputs(
    {
      serverName: state.serverName,
      connectorName: state.entraConnector,
      deletionThreshold: 10,
      maximumAgeHours: 4,
      evidence: {
        pendingExports: ['pending-exports.xml', 'pending-exports-directory-1.xml'],
        disconnectors: ['disconnectors.xml'],
        exportErrors: ['export-errors.xml'],
        syncStatus: ['sync-status.json'],
        connectConfig: ['global-settings.json'],
        manifest: 'manifest.json',
      },
    },
    folder,
  );
  return readConnectEvidence({ tenantId, connect, evidence: {} }, folder);
}

/** The words that come next, and where they belong. */
export function nextOf({ properties }: State): { readonly where: string; readonly words: string } | undefined {
  const { next } = properties;
  if (typeof next !== 'string') return undefined;
  const colon = next.indexOf(': ');
  return { where: next.slice(0, colon), words: next.slice(colon + 2) };
}
