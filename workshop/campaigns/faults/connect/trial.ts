import { stopCommand } from '../../../../src/domain/connect-commands.js';
import { type ConnectSite, startSite } from '../../../../test/provider/connect-site.js';
import { type ConnectEnvironment, createConnectEnvironment, type Outcome, obey } from './environment.js';
import { type Begin, type ConnectTrouble, isByWaves, pilotUnit, stepOf, waves } from './troubles.js';

/** What a trial came to; `wrongs` is empty when it kept every invariant. */
export interface ConnectTrial {
  readonly begin: Begin;
  readonly trouble: string;
  /** Updates after the trouble until the environment arrived. */
  readonly updates: number;
  readonly wrongs: readonly string[];
}

const mostUpdates = 24;

/** Takes a new environment to the step, lets the trouble happen, updates, and then lets everybody do as they are told. */
export async function tryTrouble(begin: Begin, trouble: ConnectTrouble): Promise<ConnectTrial> {
  const site = await startSite(isByWaves(begin) ? [pilotUnit] : []);
  if (isByWaves(begin)) site.declare({ waves, wave: 1 });
  try {
    const environment = createConnectEnvironment(site);
    await reach(environment, begin);
    const phase = begin === 'stopping' ? 'rollback' : begin === 'stage' ? 'stage' : 'cutover';
    const before = truthOf(site);
    await trouble.happens(site, begin);
    const after = await environment.update(phase);
    const wrongs = judge(begin, trouble, after, site, before);
    await trouble.mended?.(site);
    if (begin === 'stage') await obey(environment, 'stage');
    const wave = begin === 'nextWave' ? 2 : isByWaves(begin) ? 1 : 0;
    const end = await arrive(environment, phase === 'stage' ? 'cutover' : phase, wave);
    return { begin, trouble: trouble.name, updates: end.updates + 1, wrongs: [...wrongs, ...end.wrongs] };
  } finally {
    await site.stop();
  }
}

async function reach(environment: ConnectEnvironment, begin: Begin): Promise<void> {
  await obey(environment, 'stage');
  if (begin === 'stage') return;
  if (begin === 'again') return beginAgain(environment);
  let outcome = await obey(environment, 'cutover', ({ step }) => step === stepOf(begin) && begin !== 'nextWave');
  if (begin === 'nextWave') {
    environment.site.declare({ waves, wave: 2 });
    outcome = await environment.update('cutover');
  }
  if (begin === 'stopping') await environment.update('rollback');
  else if (outcome.step !== stepOf(begin))
    throw new Error(`The way to ${begin} ended at ${outcome.step}: ${outcome.said}`);
}

/** The pilot is verified, everything goes back to Okta, and the waves begin again. */
async function beginAgain(environment: ConnectEnvironment): Promise<void> {
  const pilot = await obey(environment, 'cutover');
  const back = await obey(environment, 'rollback');
  await environment.update('assess');
  await obey(environment, 'stage');
  const { step, wave, said } = await environment.update('cutover');
  if (pilot.wave !== 1 || back.step !== 'off' || step !== stepOf('again') || wave !== 0)
    throw new Error(`The waves did not begin again: ${step}, wave ${wave}; ${said}`);
}

function writtenOutside(snapshot: string): number {
  const { graph } = JSON.parse(snapshot) as {
    graph: { users: { onPremisesObjectIdentifier: string | null; onPremisesDistinguishedName: string | null }[] };
  };
  return graph.users.filter(
    (user) =>
      user.onPremisesObjectIdentifier &&
      user.onPremisesDistinguishedName?.toLowerCase().endsWith(`,${pilotUnit}`) !== true,
  ).length;
}

interface Truth {
  /** Out of staging mode, with a scheduler that is on. */
  readonly exportsByItself: boolean;
  readonly staging: boolean;
  readonly scheduler: boolean;
  readonly exportsOfEntra: number;
  readonly fullImports: number;
  /** Accounts that the server has written outside of the pilot's unit. */
  readonly writtenOutside: number;
  readonly takesOnlyPilot: boolean;
}

/** What the server is and has done, whatever its evidence says. */
function truthOf({ server: { state }, harness }: ConnectSite): Truth {
  const done = (profile: string): number =>
    state.runs.filter((run) => run.profile === profile && run.connector === state.entraConnector).length;
  return {
    exportsByItself: !state.stagingMode && state.scheduler.enabled,
    staging: state.stagingMode,
    scheduler: state.scheduler.enabled,
    exportsOfEntra: done('Export'),
    fullImports: done('Full Import'),
    writtenOutside: writtenOutside(harness.organisation.snapshot()),
    takesOnlyPilot: state.organizationalUnits.join() === pilotUnit,
  };
}

function judge(begin: Begin, trouble: ConnectTrouble, after: Outcome, site: ConnectSite, before: Truth): string[] {
  const truth = truthOf(site);
  const wrongs: string[] = [];
  const wrong = (what: string): void => void wrongs.push(`${what}: ${after.step}; ${after.said.slice(0, 600)}`);
  invariants(begin, after, truth, wrong);
  const advanced = after.problems.length === 0 && after.step !== stepOf(begin);
  if (trouble.named !== undefined && !trouble.named.test(after.said)) wrong('not named');
  const shown = trouble.shows && truth.exportsOfEntra > before.exportsOfEntra;
  // What is cleared or waits for its verdict may be exported; of a verified server everybody is looked at instead.
  const isDue = begin === 'enableScheduler' || begin === 'pilot' || begin === 'nextWave' || begin === 'stopping';
  if (shown && !isDue && !/exported at \S+ \(|No-go|more than/.test(after.said)) wrong('an export is not named');
  if (trouble.unproven && (advanced || after.cleared.length > 0)) wrong('went on without proof');
  if (advanced && (begin === 'evidence' || begin === 'again') && truth.fullImports === before.fullImports)
    wrong('cleared without a new import');
  if (after.step === 'active' && truth.exportsOfEntra === before.exportsOfEntra) wrong('verified without an export');
  return wrongs;
}

/** What no update may ever do, whatever has happened. */
function invariants(begin: Begin, after: Outcome, truth: Truth, wrong: (what: string) => void): void {
  if (after.moments > 0) wrong('a moment of two writers');
  if (after.switchedOn.length > 0 && truth.exportsByItself) wrong('Okta was switched on while the server exports');
  if (after.cleared.includes('connect.leaveStaging.cleared') && (truth.scheduler || !truth.staging))
    wrong('may leave staging mode, and is not at rest in it');
  if (after.cleared.includes('connect.enableScheduler.cleared') && truth.scheduler)
    wrong('may enable a scheduler that is on');
  const cleared = after.cleared.length > 0;
  if (begin === 'pilot' && (cleared || after.step === 'active') && (truth.writtenOutside > 0 || !truth.takesOnlyPilot))
    wrong('a go, or a clearance, although others than the pilot are taken');
  if (begin === 'nextWave' && cleared && truth.takesOnlyPilot) wrong('cleared with the containers of the pilot');
  const unasked = begin === 'evidence' || begin === 'leaveStaging' || begin === 'again';
  if (unasked && truth.exportsByItself && !after.said.includes(stopCommand))
    wrong('exports unasked, and no stop is demanded');
}

/** Everybody does as they are told, a stop that a refusal demands included, until the environment has arrived. */
async function arrive(
  environment: ConnectEnvironment,
  phase: 'cutover' | 'rollback',
  wave: number,
): Promise<{ readonly updates: number; readonly wrongs: readonly string[] }> {
  const { site } = environment;
  const [arrived, okta] = phase === 'rollback' ? ['off', 'ENABLED'] : ['active', 'DISABLED'];
  const wrongs: string[] = [];
  let last: Outcome | undefined;
  for (let updates = 1; updates <= mostUpdates; updates += 1) {
    const outcome = await environment.update(phase);
    last = outcome;
    if (outcome.moments > 0) wrongs.push(`a moment of two writers: ${outcome.said.slice(0, 300)}`);
    if (outcome.problems.length === 0 && outcome.step === arrived && (phase === 'rollback' || outcome.wave === wave)) {
      if (outcome.okta.some((status) => status !== okta)) wrongs.push(`arrived with Okta ${outcome.okta.join(', ')}`);
      return { updates, wrongs };
    }
    if (outcome.said.includes('would export nobody of this wave')) changeSomebody(site);
    if (outcome.problems.some((problem) => problem.includes(stopCommand))) await site.operate(stopCommand);
    else if (outcome.next !== undefined) await site.operate(outcome.next);
    else if (outcome.problems.length > 0)
      await site.operate('Start-ADSyncSyncCycle -PolicyType Initial').catch(() => undefined);
    site.exportEvidence();
  }
  return { updates: mostUpdates, wrongs: [...wrongs, `did not arrive: ${last?.step}; ${last?.said.slice(0, 600)}`] };
}

/** Gives the next export of the pilot somebody to write: an account of it differs from Active Directory. */
function changeSomebody({ harness: { organisation } }: ConnectSite): void {
  const now = JSON.parse(organisation.snapshot()) as {
    graph: { users: { displayName: string; onPremisesDistinguishedName: string | null }[] };
  };
  const isPilot = (name: string | null): boolean => name?.toLowerCase().endsWith(`,${pilotUnit}`) === true;
  const one = now.graph.users.find(({ onPremisesDistinguishedName }) => isPilot(onPremisesDistinguishedName));
  if (one === undefined) throw new Error('The pilot has nobody.');
  one.displayName = 'Another name';
  organisation.restore(JSON.stringify(now));
}
