import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportedEvidence } from '../../src/config/exported-evidence.js';
import type { ConnectEvidenceInputs } from '../../src/config/resource-table.js';
import { createGraphClient } from '../../src/connectors/graph/client.js';
import { readEntraTenant } from '../../src/connectors/graph/read.js';
import { placedWords } from '../../src/domain/connect-next.js';
import type { Evidence } from '../../src/domain/evidence.js';
import type { Phase } from '../../src/domain/phase.js';
import type { EntraRecord } from '../../src/domain/service.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { readOnPremFiles } from '../../src/evidence/files.js';
import type { ExportBudget } from '../../src/gate/export-budget.js';
import { assess } from '../../src/pipeline/assess/assess.js';
import { type EnvironmentAssessment, findOnPrem } from '../../src/pipeline/assess/assess-environment.js';
import { type ConnectReading, readConnectEvidence } from '../../src/pipeline/assess/connect-evidence.js';
import { connectInputs } from '../../src/pipeline/assess/fingerprints.js';
import type { ReadLiveEntra } from '../../src/pipeline/assess/live-entra.js';
import { keepingLiveEntra } from '../../src/pipeline/assess/read-live-entra.js';
import { readsDirectory } from '../../workshop/engine/connect-server.js';
import { type ConnectServer, perform } from '../../workshop/simulators/connect/index.js';
import type { Watcher } from '../../workshop/simulators/index.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { appIds, type Harness, type State, startHarness, switchOkta } from './harness.js';

const kind = 'ConnectActivation';

/** An operator who was told more goes round in circles. */
const mostSteps = 12;

/** A provider, and the stand-in of an Entra Connect server next to the organization, with one clock for all. */
export interface ConnectSite {
  readonly harness: Harness;
  readonly server: ConnectServer;
  /** Does what the words say at the server, unless they say to wait, and lets it work until nothing is left to do. */
  readonly operate: (words: string) => Promise<void>;
  /** An export that nobody was told of. */
  readonly exportByHand: () => Promise<void>;
  /** Lets this server or another one of the organization work until nothing is left to do, a minute for each step. */
  readonly settle: (server: ConnectServer) => Promise<void>;
  /** Runs the export script; later readings have what it wrote. */
  readonly exportEvidence: () => void;
  /** What lies there now; calling the answer puts it back, or one file of it. */
  readonly keepEvidence: () => (name?: string) => void;
  /** What the export script wrote last, as the provider reads it. */
  readonly read: () => Promise<ConnectReading>;
  readonly pass: (minutes: number) => void;
  readonly switchOktaOff: () => Promise<void>;
  /** Where the export script writes. */
  readonly folder: string;
  /** One resource of ours, the server's: as the engine does, it is updated only where a diff shows a change. */
  readonly up: (state: State | undefined, phase: Phase) => Promise<State>;
  /** What an update of it is given. */
  readonly inputs: (phase: Phase) => Promise<State['inputs']>;
  /** Waves from now on. */
  readonly declare: (waves: SiteWaves | undefined) => void;
  /** What everything comes to as it is now, by a whole reading of the tenant. */
  readonly assess: () => Promise<EnvironmentAssessment>;
  /** The next update is another process, which has kept nothing of the tenant. */
  readonly startProcess: () => void;
  /** A budget from now on. */
  readonly approve: (budget: ExportBudget | undefined) => void;
  readonly stop: () => Promise<void>;
}

/** Waves as a stack file declares them. */
export interface SiteWaves {
  readonly waves: readonly { readonly name: string; readonly organizationalUnits: readonly string[] }[];
  readonly wave: number;
  readonly pilot?: readonly string[];
}

/**
 * The repaired organization with a server that was installed in staging mode and has synchronized.
 *
 * @param organizationalUnits the containers that were ticked; the whole domain when left out.
 * @param how `watcher` sees each request; `keeps`: the provider keeps what it has read of the tenant.
 */
export async function startSite(
  organizationalUnits: readonly string[] = [],
  { watcher, keeps = false }: { readonly watcher?: Watcher; readonly keeps?: boolean } = {},
): Promise<ConnectSite> {
  let now = Date.now();
  let onPremReadAt = now;
  const clock = (): number => now;
  const pass = (minutes: number): void => {
    now += minutes * 60_000;
  };
  const options = { clock, ...(watcher && { watcher }) };
  const harness = await startHarness('repaired-organisation', options, () => ({ now: () => new Date(now) }));
  let declared: SiteWaves | undefined;
  let budget: ExportBudget | undefined;
  const installation = { serverName: 'SYNC01', organizationalUnits, importedUnits: organizationalUnits };
  const server = harness.organisation.connectServer({ installation });
  const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-connect-site-'));
  const { tenantId } = harness.organisation.endpoints.graph;
  const read = (): Promise<ConnectReading> => readFolder(folder, server, tenantId);
  harness.connectWith(read);
  const open = async () => createGraphClient(await trustingSession(harness.organisation, { wait: async () => {} }));
  const startReading = (): ReadLiveEntra => keepingLiveEntra(open, () => new Date(now));
  let readKept = startReading();
  harness.assessWith(async ({ reading, settle }) => {
    const how = { tenantId, graphEndpoint: 'embedded', ...(reading && { reading }), ...(settle && { settle }) };
    const [kept] = keeps ? (await readKept(how)).evidence : [];
    return judge(kept ?? (await readWhole()));
  });
  const readWhole = async () => readEntraTenant(await open(), () => new Date(now));
  const judge = async (entra: Evidence<EntraRecord>): Promise<EnvironmentAssessment> => {
    const at = new Date(now).toISOString();
    const onPremDate = new Date(onPremReadAt).toISOString();
    return assessNow({ at, tenantId, entra, onPremReadAt: onPremDate, reading: await read(), declared });
  };
  const site: ConnectSite = {
    folder,
    read,
    harness,
    server,
    pass,
    async operate(words) {
      if (words.startsWith('wait until')) return;
      pass(1);
      if (readsDirectory(words)) onPremReadAt = now;
      pass(1);
      if (words.startsWith('.\\Export-ConnectEvidence.ps1')) return site.exportEvidence();
      await perform(server, words);
      await site.settle(server);
    },
    async exportByHand() {
      pass(1);
      await server.runProfile(server.state.entraConnector, 'Export');
      pass(1);
    },
    async settle(one) {
      for (let goesOn = true; goesOn; goesOn = await one.work()) pass(1);
    },
    exportEvidence() {
      pass(1);
      const files = server.exportEvidence();
      for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
      pass(1);
    },
    keepEvidence() {
      const kept = readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))] as const);
      return (only) => {
        for (const [name, bytes] of kept)
          if (only === undefined || name === only) writeFileSync(join(folder, name), bytes);
      };
    },
    async switchOktaOff() {
      for (const id of appIds) await switchOkta(harness, id, 'deactivate');
      pass(1);
    },
    async up(state, phase) {
      pass(1);
      const all = await site.inputs(phase);
      if (state === undefined) return harness.create(kind, all);
      const { changed } = await harness.diff(kind, state, all);
      return changed.length === 0 ? state : harness.update(kind, state, all);
    },
    async inputs(phase) {
      const { assessment, ...inputs } = harness.inputs(kind, phase);
      const connect = await fingerprintsIn(folder, server);
      const { waves, wave } = declared ?? {};
      return {
        ...inputs,
        ...(declared && { waves, wave }),
        assessment: {
          ...(assessment as object),
          connect,
          ...(declared && { waves: upTo(declared) }),
          ...(budget && { budget }),
        },
      } as State['inputs'];
    },
    approve(next) {
      budget = next;
    },
    assess: async () => judge(await readWhole()),
    startProcess() {
      readKept = startReading();
    },
    declare(next) {
      declared = next;
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

/** The real validation and gate over the directory's file, the tenant as it is and what the server exported last. */
async function assessNow(now: {
  readonly at: string;
  readonly tenantId: string;
  readonly entra: Evidence<EntraRecord>;
  readonly onPremReadAt: string;
  readonly reading: ConnectReading;
  readonly declared: SiteWaves | undefined;
}): Promise<EnvironmentAssessment> {
  const { at, tenantId, entra, onPremReadAt, reading, declared } = now;
  const files = await readOnPremFiles(['scenarios/repaired-organisation/OnPremIDs.csv']);
  const onPrem = files.map(({ source, records }) => ({ source: { ...source, readAt: onPremReadAt }, records }));
  const { assessment, identities } = assess({
    stack: 'staging',
    evidence: { onPrem, entra: [entra], ...reading.evidence },
    validation: { sourceAnchor: defaultSourceAnchor, syncTool: 'connect', ...(declared && { waves: upTo(declared) }) },
    gate: {
      thresholds: { deletions: 0 },
      waivers: [],
      missing: reading.problems,
      demands: { tenantId, serverName: 'SYNC01', maximumAgeHours: { onPrem: 24, entra: 4, connect: 4 } },
      connectTakesOver: true,
      at,
    },
  });
  const entraReadAt = [entra, ...reading.evidence.pendingExports].map(({ source }) => source.readAt ?? '');
  const onPremNames = (name: string) => findOnPrem(onPrem, name);
  return { assessment, identities, entraReadAt, onPremReadAt: [onPremReadAt], onPremNames };
}

/** The units of each wave with those before it, as an assessment is told them. */
function upTo({ waves, wave, pilot }: SiteWaves) {
  const organizationalUnits = waves
    .slice(0, wave)
    .map((_, index) => waves.slice(0, index + 1).flatMap((one) => one.organizationalUnits));
  return { organizationalUnits, isLast: wave === waves.length, ...(pilot && { pilot }) };
}

function fingerprintsIn(folder: string, { state }: ConnectServer): Promise<ConnectEvidenceInputs> {
  return connectInputs(
    {
      serverName: state.serverName,
      connectorName: state.entraConnector,
      deletionThreshold: 10,
      maximumAgeHours: 4,
      evidence: exportedEvidence('.'),
    },
    folder,
  );
}

async function readFolder(folder: string, server: ConnectServer, tenantId: string): Promise<ConnectReading> {
  const connect = await fingerprintsIn(folder, server);
  return readConnectEvidence({ tenantId, connect, evidence: {} }, folder);
}

/**
 * An operator who does only what is said, word for word, exports the evidence and runs the update, until nothing more is to be done at
 * the server or the words to do contain `until`; what was said.
 */
export async function obey(
  state: State,
  phase: Phase,
  site: ConnectSite,
  until?: string,
): Promise<{ readonly state: State; readonly said: readonly string[] }> {
  const said: string[] = [];
  for (let now = state; ; now = await site.up(now, phase)) {
    const next = nextOf(now);
    if (next === undefined || !next.where.startsWith('On ') || said.length === mostSteps) return { state: now, said };
    if (until !== undefined && next.words.includes(until)) return { state: now, said };
    said.push(`${next.where}: ${next.words}`);
    await site.operate(next.words);
    site.exportEvidence();
  }
}

/** The words that come next, and where they belong. */
export function nextOf({ properties }: State): { readonly where: string; readonly words: string } | undefined {
  const { next } = properties;
  return typeof next === 'string' ? placedWords(next) : undefined;
}

/** Dates files of the export otherwise, as the manifest tells it. */
export function changeTimes(folder: string, change: (name: string, time: number) => number): void {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  for (const one of manifest.files)
    one.exportedAt = new Date(change(String(one.path), Date.parse(one.exportedAt))).toISOString();
  writeFileSync(path, JSON.stringify(manifest));
}
