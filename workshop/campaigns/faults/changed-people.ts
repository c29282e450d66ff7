import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { readEntraTenant } from '../../../src/connectors/graph/read.js';
import type { Evidence } from '../../../src/domain/evidence.js';
import type { Phase } from '../../../src/domain/phase.js';
import type { EntraRecord } from '../../../src/domain/service.js';
import { defaultSourceAnchor } from '../../../src/domain/source-anchor.js';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import { assess } from '../../../src/pipeline/assess/assess.js';
import { type EnvironmentAssessment, findOnPrem } from '../../../src/pipeline/assess/assess-environment.js';
import { keepingLiveEntra } from '../../../src/pipeline/assess/read-live-entra.js';
import { trustingSession } from '../../../test/connectors/graph/trusting.js';
import { startSite } from '../../../test/provider/connect-site.js';
import {
  appIds,
  type Harness,
  jobId,
  principal,
  type State,
  setSecrets,
  startHarness,
} from '../../../test/provider/harness.js';
import type { Organisation, Seen, Watcher } from '../../simulators/index.js';
import { createConnectEnvironment, obey } from './connect/environment.js';
import { type DeltaTrouble, deltaTroubles, isDelta } from './deltas.js';

/** The declared bound, in seconds. */
const lag = 120;
const scenario = 'repaired-organisation';

interface Entity {
  id: string;
  version: number;
  [name: string]: unknown;
}

/** What happens to people between the first reading and the second gate. */
export interface PeopleChange {
  readonly name: string;
  /** A value of somebody, of which nothing but a change tells. */
  readonly isValue?: true;
  readonly happens: (users: Entity[], version: number) => void;
}

export const peopleChanges: readonly PeopleChange[] = [
  { name: 'nobody changes', happens: () => {} },
  {
    name: 'somebody moves to another department',
    isValue: true,
    happens: ([one], version) => one && Object.assign(one, { department: 'Elsewhere', version }),
  },
  {
    name: 'somebody gets another anchor',
    isValue: true,
    happens: ([one], version) =>
      one && Object.assign(one, { onPremisesImmutableId: 'kZj7niGua0Gz92mIDCl+Tw==', version }),
  },
  {
    name: 'somebody gets an address of somebody else',
    isValue: true,
    happens([one, other], version) {
      if (one) Object.assign(one, { proxyAddresses: [`SMTP:${one.mail}`, `smtp:${other?.mail}`], version });
    },
  },
  {
    name: 'somebody comes with the anchor of somebody else',
    happens(users, version) {
      const id = 'e1000000-0000-4000-8000-000000000001';
      const own = { id, userPrincipalName: 'joiner@corp.example', mail: null, proxyAddresses: [] };
      users.push({ ...(users[0] as Entity), ...own, onPremisesObjectIdentifier: null, version });
    },
  },
];

export const tools = ['cloudSync', 'connect'] as const;
type Tool = (typeof tools)[number];

export interface ChangeTrial {
  readonly tool: Tool;
  /** Whether the stack declares how late Graph tells of changes. */
  readonly bound: boolean;
  readonly trouble: DeltaTrouble;
  readonly change: PeopleChange;
  /** After which of the apps people change. With Entra Connect: after the last one, when the evidence is there. */
  readonly after: number;
}

/**
 * Each trouble of deltas with each change, on both roads. With a bound, nothing can show a value whose change is never told
 * (docs/decisions/0017-one-reading.md).
 */
export const changeTrials: readonly ChangeTrial[] = tools.flatMap((tool) =>
  [true, false].flatMap((bound) =>
    deltaTroubles.flatMap((trouble) =>
      peopleChanges
        .filter(({ isValue }) => !(bound && isValue && trouble.name === 'delta lost'))
        .flatMap((change) =>
          (tool === 'connect' ? [1] : [0, 1]).map((after) => ({ tool, bound, trouble, change, after })),
        ),
    ),
  ),
);

interface Ended {
  /**
   * Whether Entra may be switched on, by a reading of the whole tenant before Entra itself writes: its first cycle makes people fit who did
   * not. Undefined when that was never asked.
   */
  readonly fits: boolean | undefined;
  readonly switchedOn: boolean;
  readonly said: string;
}

/**
 * Takes an environment through its cutover, with the change and the trouble from the first app on.
 *
 * @returns what is wrong: somebody who does not fit was let through, or people who are well were held up.
 */
export async function tryChange(trial: ChangeTrial): Promise<readonly string[]> {
  const deltas = troubling(trial.trouble);
  const { fits, switchedOn, said } = await (trial.tool === 'connect' ? overConnect : overCloudSync)(trial, deltas);
  // What is late alone is waited for, and without a bound no change is asked for after the last app. With Entra Connect each step is an
  // update, and thus a process, of its own.
  const isAsked = trial.after === 0 || (trial.bound && trial.trouble.name !== 'delta late');
  if (trial.tool === 'cloudSync' && isAsked && deltas.met() === 0) return ['the trouble met no request'];
  if (switchedOn === fits) return [];
  return [switchedOn ? 'Entra was switched on with somebody who does not fit' : `not switched on: ${said}`];
}

interface Troubling {
  readonly watcher: Watcher;
  readonly begin: () => void;
  /** What is late is told by then. */
  readonly boundIsOver: () => void;
  readonly met: () => number;
}

function troubling({ name, fault }: DeltaTrouble): Troubling {
  let [isOn, met] = [false, 0];
  return {
    watcher: {
      async before(seen: Seen) {
        if (!isOn || !isDelta(seen)) return undefined;
        met += 1;
        return fault;
      },
    },
    begin: () => {
      isOn = true;
    },
    boundIsOver: () => {
      if (name === 'delta late') isOn = false;
    },
    met: () => met,
  };
}

function happen(organisation: Organisation, { happens }: PeopleChange): void {
  const state = JSON.parse(organisation.snapshot()) as {
    graph: { users: Entity[]; clock: { version: number } };
  };
  state.graph.clock.version += 1;
  happens(state.graph.users, state.graph.clock.version);
  organisation.restore(JSON.stringify(state));
}

async function overCloudSync({ bound, change, after }: ChangeTrial, deltas: Troubling): Promise<Ended> {
  let now = Date.now();
  const clock = (): Date => new Date(now);
  const { watcher } = deltas;
  const harness = await startHarness(scenario, { clock: () => now, watcher }, () => ({
    now: clock,
    async pause(milliseconds) {
      now += milliseconds;
      if (milliseconds >= lag * 1000) deltas.boundIsOver();
    },
  }));
  try {
    if (bound) harness.declareLag(lag);
    const { organisation } = harness;
    const session = await trustingSession(organisation, { wait: async () => {} });
    const client = createGraphClient(session);
    const read = keepingLiveEntra(async () => client, clock);
    const { tenantId } = organisation.endpoints.graph;
    harness.assessWith(async ({ reading, settle }) => {
      const how = { ...(reading && { reading }), ...(settle && { settle }) };
      const { evidence } = await read({ tenantId, graphEndpoint: 'embedded', ...how });
      return assessed(evidence, clock());
    });
    const jobs = `/servicePrincipals/${principal}/synchronization/jobs`;
    await session.send({ method: 'POST', path: jobs, body: { templateId: 'AD2AADProvisioning' } });
    await setSecrets(session, 10);
    const staged = await harness.create('CloudSyncActivation', harness.inputs('CloudSyncActivation', 'stage'));
    let said = '';
    let fits: boolean | undefined;
    try {
      for (const [number, appId] of appIds.entries()) {
        await switchOff(harness, appId);
        if (number !== after) continue;
        deltas.begin();
        happen(organisation, change);
        fits = isCleared(await assessed([await readEntraTenant(client, clock)], clock()));
      }
      await harness.update('CloudSyncActivation', staged, harness.inputs('CloudSyncActivation', 'cutover'));
    } catch (error) {
      said = String(error);
    }
    const switchedOn = harness.writes().includes(`POST /v1.0${jobs}/${jobId}/start`);
    return { fits, switchedOn, said };
  } finally {
    await harness.stop();
  }
}

/** One of the apps, from its first update to the cutover. */
async function switchOff(harness: Harness, appId: string): Promise<void> {
  const inputs = (phase: Phase): State['inputs'] => harness.inputs('OktaProvisioning', phase, { appId });
  let state = await harness.create('OktaProvisioning', inputs('assess'));
  for (const phase of ['stage', 'cutover'] as const)
    state = await harness.update('OktaProvisioning', state, inputs(phase));
}

async function assessed(entra: readonly Evidence<EntraRecord>[], at: Date) {
  const onPrem = await readOnPremFiles([`scenarios/${scenario}/OnPremIDs.csv`]);
  const { assessment, identities } = assess({
    stack: 'staging',
    evidence: { onPrem, entra },
    validation: { sourceAnchor: defaultSourceAnchor },
    gate: { thresholds: {}, waivers: [], missing: [], at: at.toISOString() },
  });
  const entraReadAt = entra.map(({ source }) => source.readAt ?? '');
  return { assessment, identities, entraReadAt, onPremNames: (name: string) => findOnPrem(onPrem, name) };
}

function isCleared({ assessment }: Pick<EnvironmentAssessment, 'assessment'>): boolean {
  return assessment.decision === 'cleared';
}

async function overConnect({ bound, change }: ChangeTrial, deltas: Troubling): Promise<Ended> {
  const site = await startSite([], { watcher: deltas.watcher, keeps: true });
  try {
    const { harness } = site;
    if (bound) harness.declareLag(lag);
    harness.onPause(async () => {
      site.pass(lag / 60 + 1);
      deltas.boundIsOver();
    });
    const environment = createConnectEnvironment(site);
    await obey(environment, 'stage');
    const update = () => {
      site.startProcess();
      return environment.update('cutover');
    };
    let outcome = await update();
    for (let round = 0; round < 9 && outcome.step === 'evidence' && outcome.next !== undefined; round += 1) {
      await site.operate(outcome.next);
      site.exportEvidence();
      if (round === 0) {
        deltas.begin();
        happen(harness.organisation, change);
      }
      outcome = await update();
    }
    const switchedOn = outcome.cleared.includes('connect.leaveStaging.cleared');
    return { fits: isCleared(await site.assess()), switchedOn, said: outcome.said };
  } finally {
    await site.stop();
  }
}

/**
 * The cutover with changed people and deltas in trouble, on both roads (`npm run faults -- --tool deltas`).
 *
 * @param every takes one trial in so many.
 * @param only those whose trouble or change has one of these words in its name; words with commas between them.
 * @returns the exit code.
 */
export async function runChanges(every: number, only: string): Promise<number> {
  const began = Date.now();
  const words = only.split(',');
  const chosen = changeTrials.filter(
    ({ trouble, change }, index) =>
      index % every === 0 && words.some((word) => `${trouble.name} ${change.name}`.includes(word)),
  );
  const wrongs: string[] = [];
  for (const trial of chosen) {
    const { tool, bound, trouble, change, after } = trial;
    const place = `${tool}, ${bound ? 'a bound' : 'no bound'}, ${trouble.name}, ${change.name} after app ${after + 1}`;
    wrongs.push(...(await tryChange(trial)).map((wrong) => `${place}: ${wrong}`));
  }
  for (const wrong of wrongs) process.stderr.write(`${wrong}\n`);
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(`faults of deltas: ${chosen.length} runs, ${wrongs.length} wrong; ${seconds} s\n`);
  return wrongs.length === 0 ? 0 : 1;
}
