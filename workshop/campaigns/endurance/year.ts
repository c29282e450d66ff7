import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UserError } from '../../../src/domain/errors.js';
import { trustingSession } from '../../../test/connectors/graph/trusting.js';
import { principal } from '../../../test/provider/harness.js';
import { packageDirectory } from '../../engine/launchers.js';
import type { Organisation } from '../../simulators/index.js';
import { installClock, type VirtualClock } from './clock.js';
import { filesIn, type Surroundings, settle } from './environment.js';

/** What happens in a night, and what must be said of it. */
type Verdict = 'cleared' | 'blocked' | 'indeterminate';
interface Night {
  readonly name: string;
  readonly verdict: Verdict;
  /** Resources that a refresh must show as changed. */
  readonly drift?: readonly string[];
  /** Whom the directory holds; those of the cutover when left out. */
  readonly people?: 'mismatching-organisation';
  /** Before the run: of the machine's clock. */
  readonly skew?: number;
  /** Between the collection and the assessment: the machine's clock is set. */
  readonly jump?: number;
  /** The process is killed after so many pages, and started again. */
  readonly killAfter?: number;
  readonly outage?: boolean;
  /** The collector inside the network has been down. */
  readonly collectorDown?: boolean;
  readonly console?: boolean;
}

const [minute, hour] = [60_000, 3_600_000];
const day = 24 * hour;
const quiet: Night = { name: 'quiet', verdict: 'cleared' };
/** A month's troubles, each followed by a quiet night at the latest a day later. */
const troubles: Readonly<Record<number, Night>> = {
  2: { name: 'killed in the middle of a collection', verdict: 'cleared', killAfter: 1 },
  4: { name: 'killed late in a collection', verdict: 'cleared', killAfter: 4 },
  6: { name: 'people whose anchors changed on-premises', verdict: 'blocked', people: 'mismatching-organisation' },
  9: { name: 'Microsoft Graph is out', verdict: 'indeterminate', outage: true },
  11: { name: 'clock three minutes ahead', verdict: 'cleared', skew: 3 * minute },
  13: { name: 'clock three minutes behind', verdict: 'cleared', skew: -3 * minute },
  15: { name: 'clock set forward by two days before the assessment', verdict: 'indeterminate', jump: 2 * day },
  17: { name: 'clock set back by an hour before the assessment', verdict: 'indeterminate', jump: -hour },
  19: { name: 'the collector is down', verdict: 'indeterminate', collectorDown: true },
  22: {
    name: 'Okta is switched on at its console',
    verdict: 'cleared',
    drift: ['OktaProvisioning first'],
    console: true,
  },
  25: { name: 'killed at once', verdict: 'cleared', killAfter: 0 },
};
/** Every so many nights the environment goes back to Okta and over to Entra again. */
const nightsBetweenMoves = 60;

/** The way there and back again. */
const way = ['rollback', 'assess', 'stage', 'cutover'] as const;

export interface Endured {
  readonly nights: number;
  readonly offsets: number;
  readonly restarts: number;
  readonly clockChanges: number;
  readonly moves: number;
  readonly requests: number;
  readonly throttled: number;
  readonly expired: number;
  readonly tokens: number;
  readonly updatesAgain: number;
  readonly wholeCollections: number;
  readonly writes: number;
  readonly entries: number;
  readonly journalBytes: number;
  readonly mostStateBytes: number;
  readonly firstStateBytes: number;
  readonly evidenceGrowth: number;
  readonly heapGrowthMegabytes: number;
  /** What was said and should not have been, or grew without need, one sentence each. */
  readonly wrongs: readonly string[];
}

/** Lives through the nights, one run each, and says what was wrong. */
export async function endure(nights: number, say: (line: string) => void = () => {}): Promise<Endured> {
  const clock = installClock('Europe/Berlin');
  try {
    const surroundings = await settle(clock);
    try {
      return await live(surroundings, clock, nights, say);
    } finally {
      await surroundings.stop();
    }
  } finally {
    clock.restore();
  }
}

const csvOf = (name: string): string => join(packageDirectory, 'scenarios', name, 'OnPremIDs.csv');

async function live(
  { organisation, collections, traffic, folder, request, ...environment }: Surroundings,
  clock: VirtualClock,
  nights: number,
  say: (line: string) => void,
): Promise<Endured> {
  const wrongs: string[] = [];
  const wait = async (milliseconds: number): Promise<void> => clock.advance(milliseconds);
  const graph = await trustingSession(organisation, { wait });
  const jobs = `/servicePrincipals/${principal}/synchronization`;
  await graph.send({ method: 'POST', path: `${jobs}/jobs`, body: { templateId: 'AD2AADProvisioning' } });
  const value = ['Domain', 'AppKey', 'SyncNotificationSettings'].map((key) => ({ key, value: '{}' }));
  await graph.send({ method: 'PUT', path: `${jobs}/secrets`, body: { value } });
  await collections.onPrem(csvOf('repaired-organisation'));
  traffic.writes = 0;
  for (const phase of ['assess', 'stage', 'cutover'] as const) await environment.move(phase);

  const first = { state: environment.stateBytes(), evidence: collections.bytesOfEntra(), heap: 0 };
  const offsets = new Set<number>();
  const totals = { restarts: 0, clockChanges: 0, moves: 1, whole: 0, mostState: first.state };
  let files: readonly string[] = [];
  for (let night = 1; night <= nights; night += 1) {
    clock.advance(day - (clock.services() % day) + 2 * hour + 17 * minute);
    offsets.add(clock.zoneOffset());
    if (night % nightsBetweenMoves === 0) {
      totals.moves += 1;
      await collections.onPrem(csvOf('repaired-organisation'));
      for (const phase of way) await environment.move(phase);
      clock.advance(3 * hour);
    }
    const story = troubles[night % 28] ?? quiet;
    const before = { ...(await environment.journal()), writes: traffic.writes };
    const expected = { verdict: story.verdict, drift: [...(story.drift ?? [])] };
    const found = await run(night, story);
    if (found.verdict !== expected.verdict)
      wrongs.push(`night ${night} (${story.name}): ${found.verdict}, expected ${expected.verdict}: ${found.why}`);
    if (found.drift.join() !== expected.drift.join())
      wrongs.push(`night ${night} (${story.name}): drift of ${found.drift.join() || 'nothing'}`);
    if (found.lost.length > 0) wrongs.push(`night ${night} (${story.name}): ${found.lost.join('; ')}`);
    const after = await environment.journal();
    wrongs.push(...after.problems);
    if (after.entries !== before.entries || traffic.writes !== before.writes)
      wrongs.push(`night ${night} (${story.name}): something was written`);
    const left = await filesIn(folder);
    if (night === 1) files = left;
    if (story.outage !== true && left.join() !== files.join())
      wrongs.push(`night ${night} (${story.name}): files ${left.join(', ')}, expected ${files.join(', ')}`);
    totals.mostState = Math.max(totals.mostState, environment.stateBytes());
    if (night === 28) first.heap = heapMegabytes(organisation);
    if (night % 28 === 0) say(`${night} nights, ${traffic.requests} requests, ${wrongs.length} wrong`);
  }

  /** One night's run, as the workflows do it: collect, assess, look for drift, verify. */
  async function run(night: number, story: Night) {
    const people = story.people ?? 'repaired-organisation';
    const clear: (() => void)[] = [];
    if (story.outage === true) {
      const path = /\/(users|directory)/;
      clear.push(organisation.faults.add({ service: 'graph', method: 'GET', path, status: 503 }));
    }
    if (story.skew !== undefined || story.jump !== undefined) totals.clockChanges += 2;
    clock.setSkew(story.skew ?? 0);
    if (story.console === true) await environment.switchOkta('activate');
    if (story.collectorDown !== true) await collections.onPrem(csvOf(people));
    if (story.collectorDown === true) clock.advance(12 * hour);
    try {
      if (story.killAfter !== undefined) {
        totals.restarts += 1;
        await collections.entra(story.killAfter);
      }
      if ((await collections.entra()) === 'whole') totals.whole += 1;
    } catch (error) {
      if (!(error instanceof UserError) || story.outage !== true) throw error;
    }
    clock.setSkew(story.jump ?? story.skew ?? 0);
    const { assessment } = await collections.assess(request);
    clock.setSkew(0);
    const drift = await environment.drift();
    for (const back of clear) back();
    const lost = await environment.verify();
    if ((await collections.okta()) === 0) wrongs.push(`night ${night}: nobody was read from Okta`);
    if (story.console === true) await environment.switchOkta('deactivate');
    const why = assessment.findings
      .filter(({ severity }) => severity === 'error')
      .slice(0, 3)
      .map(({ rule, found }) => `${rule} ${found}`)
      .join('; ');
    return { verdict: assessment.decision, why, drift, lost };
  }

  const journal = await environment.journal();
  const evidenceGrowth = collections.bytesOfEntra() / first.evidence;
  const heapGrowthMegabytes = nights > 28 ? heapMegabytes(organisation) - first.heap : 0;
  if (journal.entries !== 2 * traffic.writes)
    wrongs.push(`${journal.entries} journal entries for ${traffic.writes} writes, expected two for each`);
  if (totals.mostState > 1.2 * first.state)
    wrongs.push(`the state grew from ${first.state} to ${totals.mostState} bytes`);
  if (evidenceGrowth > 1.2) wrongs.push(`the evidence file grew to ${evidenceGrowth.toFixed(2)} times its size`);
  if (heapGrowthMegabytes > 64) wrongs.push(`the heap grew by ${heapGrowthMegabytes.toFixed(0)} MB`);
  if (traffic.throttled === 0 || traffic.expired === 0) wrongs.push('no request was throttled, or no token ended');
  return {
    nights,
    offsets: offsets.size,
    restarts: totals.restarts,
    clockChanges: totals.clockChanges,
    moves: totals.moves,
    requests: traffic.requests,
    throttled: traffic.throttled,
    expired: traffic.expired,
    tokens: traffic.tokens,
    updatesAgain: traffic.updatesAgain,
    wholeCollections: totals.whole,
    writes: traffic.writes,
    entries: journal.entries,
    journalBytes: journal.bytes,
    mostStateBytes: totals.mostState,
    firstStateBytes: first.state,
    evidenceGrowth,
    heapGrowthMegabytes,
    wrongs,
  };
}

/** After everything that nobody needs is gone, the stand-ins' own log of requests as well. */
function heapMegabytes(organisation: Organisation): number {
  organisation.restore(organisation.snapshot());
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 2 ** 20;
}
