import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { journalHead, verifyJournal } from '../../../src/audit/index.js';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import type { Phase } from '../../../src/domain/phase.js';
import type { EnvironmentRequest } from '../../../src/pipeline/assess/assess-environment.js';
import { readBaseline, verifyAgainst } from '../../../src/pipeline/verify/baseline.js';
import { trustingSession } from '../../../test/connectors/graph/trusting.js';
import { appIds, type Harness, principal, type State, startHarness } from '../../../test/provider/harness.js';
import type { Organisation, RequestLogEntry } from '../../simulators/index.js';
import { onlyReads } from '../../simulators/index.js';
import type { VirtualClock } from './clock.js';
import { type Collections, createCollections, graphSession, oktaSession } from './collections.js';

/** What was asked of the services, and what they refused. */
export interface Traffic {
  requests: number;
  writes: number;
  throttled: number;
  expired: number;
  tokens: number;
  updatesAgain: number;
}

/** Shorter than a collection, so that tokens end in the middle of it. */
const tokenLifetimeSeconds = 12;
const kinds = ['OktaProvisioning first', 'OktaProvisioning second', 'CloudSyncActivation'] as const;

/** One environment for a year: organization, provider, evidence, and the state that the engine would keep. */
export interface Surroundings {
  readonly organisation: Organisation;
  readonly collections: Collections;
  readonly traffic: Traffic;
  readonly folder: string;
  readonly request: EnvironmentRequest;
  /** Moves every resource to the phase, in the order of the program. */
  readonly move: (phase: Phase) => Promise<void>;
  /** Names of the resources that are not as the state has them, as a refresh shows. */
  readonly drift: () => Promise<readonly string[]>;
  /** What the people of the cutover have lost since. */
  readonly verify: () => Promise<readonly string[]>;
  readonly journal: () => Promise<{ entries: number; bytes: number; problems: readonly string[] }>;
  readonly stateBytes: () => number;
  readonly switchOkta: (lifecycle: 'activate' | 'deactivate') => Promise<void>;
  readonly stop: () => Promise<void>;
}

export async function settle(clock: VirtualClock): Promise<Surroundings> {
  const traffic: Traffic = { requests: 0, writes: 0, throttled: 0, expired: 0, tokens: 0, updatesAgain: 0 };
  const wait = async (milliseconds: number): Promise<void> => clock.advance(milliseconds);
  const folder = await mkdtemp(join(tmpdir(), 'entra-cutover-endurance-'));
  let collections: Collections | undefined;
  const harness = await startHarness(
    'repaired-organisation',
    {
      clock: clock.services,
      tokenLifetimeSeconds,
      rateLimit: { okta: { limit: 25, windowSeconds: 60 }, graph: { limit: 30, windowSeconds: 10 } },
      watcher: { after: (_seen, entry) => count(traffic, entry) },
    },
    (organisation) => ({
      openGraph: (_target, signal) => graphSession(organisation, wait, signal),
      openOkta: (_url, signal) => oktaSession(organisation, wait, signal),
      pause: wait,
      now: () => new Date(),
      // As `evidence.entra: live`: each assessment reads the tenant again.
      async assess(request) {
        if (collections === undefined) throw new Error('the evidence is not there yet');
        await collections.entra();
        return collections.assess(request);
      },
    }),
  );
  const { organisation } = harness;
  collections = createCollections(organisation, folder, wait);
  const request = requestOf(harness);
  const states = new Map<(typeof kinds)[number], State>();
  return {
    organisation,
    collections,
    traffic,
    folder,
    request,
    async move(phase) {
      for (const kind of phase === 'rollback' ? [...kinds].reverse() : kinds) {
        const state = states.get(kind);
        const inputs = inputsOf(harness, kind, phase, request);
        const [type] = kind.split(' ') as ['OktaProvisioning' | 'CloudSyncActivation'];
        if (type === 'CloudSyncActivation' && phase === 'assess') {
          states.delete(kind);
          continue;
        }
        // A write whose token had ended is not repeated by itself: the update is run again, as a person would.
        const apply = () => (state === undefined ? harness.create(type, inputs) : harness.update(type, state, inputs));
        states.set(kind, await again(apply, traffic));
      }
    },
    async drift() {
      const found: string[] = [];
      for (const [kind, state] of states) {
        const [type] = kind.split(' ') as ['OktaProvisioning' | 'CloudSyncActivation'];
        const read = await harness.read(type, state);
        if (!isDeepStrictEqual(read.inputs, state.inputs)) found.push(kind);
        // A state that grew with every refresh would be found here too.
        states.set(kind, { ...state, properties: read.properties });
      }
      return found;
    },
    async verify() {
      const baseline = await readBaseline(harness.journalPath);
      if (baseline === undefined) return ['there is no baseline'];
      return verifyAgainst(createGraphClient(await trustingSession(organisation, { wait })), baseline);
    },
    async journal() {
      if (!existsSync(harness.journalPath)) return { entries: 0, bytes: 0, problems: [] };
      const { sequence } = await journalHead(harness.journalPath);
      const { problems } = await verifyJournal(harness.journalPath);
      return { entries: sequence, bytes: (await stat(harness.journalPath)).size, problems };
    },
    stateBytes: () => JSON.stringify([...states]).length,
    async switchOkta(lifecycle) {
      const { okta } = organisation.endpoints;
      const path = `/api/v1/apps/${appIds[0]}/connections/default/lifecycle/${lifecycle}`;
      const sent = { method: 'POST', headers: { authorization: `SSWS ${okta.apiToken}` } };
      for (;;) {
        const { status } = await fetch(okta.url + path, sent);
        // A person at a console, not we.
        if (status !== 429) traffic.writes -= 1;
        if (status === 204) return;
        if (status !== 429) throw new Error(`the console got ${status}`);
        clock.advance(60_000);
      }
    },
    async stop() {
      await harness.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Files that a night left next to the evidence. */
export async function filesIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).sort();
}

async function again<Result>(work: () => Promise<Result>, traffic: Traffic): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt === 5 || !/answered (401|429)/.test(String(error))) throw error;
      traffic.updatesAgain += 1;
    }
  }
}

function count(traffic: Traffic, entry: RequestLogEntry): void {
  traffic.requests += 1;
  if (entry.path.includes('/oauth2/')) traffic.tokens += 1;
  if (entry.status === 429) traffic.throttled += 1;
  if (entry.status === 401) traffic.expired += 1;
  // A write that was throttled was not made, and is sent again on the same entry of the journal.
  if (!onlyReads(entry) && entry.status !== 429) traffic.writes += 1;
}

function requestOf(harness: Harness): EnvironmentRequest {
  const { assessment } = harness.inputs('AnchorGate', 'cutover') as unknown as { assessment: EnvironmentRequest };
  return {
    ...assessment,
    stack: 'staging',
    phase: 'cutover',
    evidence: { ...assessment.evidence, entra: [{ path: 'entra.ndjson', sha256: 'none' }] },
    thresholds: { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0, deletions: 0 },
  };
}

function inputsOf(harness: Harness, kind: (typeof kinds)[number], phase: Phase, request: EnvironmentRequest) {
  const { stack: _, phase: __, ...assessment } = request;
  if (kind === 'CloudSyncActivation') return harness.inputs(kind, phase, { assessment });
  const appId = kind.endsWith('first') ? appIds[0] : appIds[1];
  return harness.inputs('OktaProvisioning', phase, { assessment, appId, servicePrincipalId: principal });
}
