import { verifyJournal } from '../../../src/audit/index.js';
import { type Seen, sortedJson, type WireFault } from '../../simulators/index.js';
import { askedOf } from './asked.js';
import { deltaTroubles, isDelta } from './deltas.js';
import type { Environment, Outcome } from './environment.js';
import { readJournal } from './journal-file.js';
import { judgeEnd } from './judge.js';
import { organisationFacts } from './organisation-facts.js';
import type { Kept } from './provider-process.js';
import type { Stop } from './recording.js';
import type { Stage } from './stage.js';
import { isOurWrite } from './writes.js';

/** What goes wrong with one request: on the wire, or with the provider's process. */
export interface Trouble {
  readonly name: string;
  /** Whether it makes sense for the request: an answer can only be lost, or a change applied late, where there is one. */
  readonly fits: (seen: Seen) => boolean;
  readonly kills?: true;
  /** The request is carried out later: so many requests of anybody after it, or after the update, or after a rollback. */
  readonly arrives?: Arrival;
  /** Somebody else's whole update, from another clone, comes in between. */
  readonly another?: true;
  readonly fault: WireFault;
}

const arrivals = { 'after 1 more': 1, 'after 3 more': 3, 'after the update': undefined, 'after a rollback': undefined };
type Arrival = keyof typeof arrivals;
const appliedLater = (Object.keys(arrivals) as Arrival[]).flatMap((arrives): Trouble[] => [
  { name: `SIGKILL, applied ${arrives}`, fits: isOurWrite, kills: true, arrives, fault: { reset: true } },
  { name: `reset, applied ${arrives}`, fits: isOurWrite, arrives, fault: { reset: true } },
]);

const anything = (): boolean => true;

/** Every way in which one request goes wrong. */
export const troubles: readonly Trouble[] = [
  { name: 'SIGKILL before', fits: anything, kills: true, fault: { reset: true } },
  { name: 'SIGKILL after', fits: isOurWrite, kills: true, fault: { reset: true, afterApplying: true } },
  { name: '429', fits: anything, fault: { status: 429, retryAfterSeconds: 2 } },
  { name: '500', fits: anything, fault: { status: 500 } },
  { name: '500 after applying', fits: isOurWrite, fault: { status: 500, afterApplying: true } },
  { name: 'reset', fits: anything, fault: { reset: true } },
  { name: 'reset after applying', fits: isOurWrite, fault: { reset: true, afterApplying: true } },
  { name: 'timeout', fits: anything, fault: { hang: true } },
  { name: 'timeout after applying', fits: isOurWrite, fault: { hang: true, afterApplying: true } },
  { name: 'stale read', fits: (seen) => !isOurWrite(seen), fault: { stale: true } },
  ...deltaTroubles.map((trouble) => ({ ...trouble, fits: isDelta })),
  ...appliedLater,
  { name: 'another clone', fits: anything, another: true, fault: {} },
];

/** A move whose every request is put to the test. */
export interface Move {
  readonly from: Stop;
  readonly to: Stop;
  /** Only one in so many of its requests; all when left out. */
  readonly sample?: number;
}

export const moves: readonly Move[] = [
  { from: 'stage', to: 'cutover' },
  { from: 'widened', to: 'rollback' },
  { from: 'cutover', to: 'widened', sample: 4 },
  { from: 'widened', to: 'complete', sample: 4 },
];

/** What one run with one trouble came to. */
export interface Trial {
  readonly move: Move;
  readonly trouble: string;
  readonly index: number;
  readonly request: string;
  /** Updates that it took to arrive. */
  readonly updates: number;
  /** Empty for a run that converged with every invariant kept. */
  readonly wrongs: readonly string[];
}

const mostUpdates = 3;

/** What everything was when the move reached a resource: where a trial within that resource can begin. */
interface Checkpoint {
  readonly urn: string;
  readonly firstRequest: number;
  readonly organisation: string;
  readonly journal: string;
  readonly kept: ReadonlyMap<string, Kept>;
}

/** A move that was run undisturbed: its requests, which the trials then disturb one after the other, and its end. */
export interface Undisturbed {
  readonly move: Move;
  readonly requests: readonly Seen[];
  readonly checkpoints: readonly Checkpoint[];
  readonly end: string;
}

export async function discoverRequests(stage: Stage, move: Move): Promise<Undisturbed> {
  const { project, journal } = stage;
  const requests: Seen[] = [];
  const checkpoints: Checkpoint[] = [];
  stage.goBackTo(move.from);
  const environment = await stage.environment(move.from);
  const { outcome, wrongs } = await play(stage, move, environment, {
    interfere: async (_index, seen) => {
      requests.push(seen);
      return undefined;
    },
    reached: (urn) => {
      const [organisation, text] = [project.organisation.snapshot(), readJournal(journal)];
      const kept = new Map(environment.kept);
      checkpoints.push({ urn, firstRequest: requests.length, organisation, journal: text, kept });
    },
  });
  if (!outcome.succeeded || wrongs.length > 0)
    throw new Error(`undisturbed ${move.from} → ${move.to} fails:\n${[...outcome.problems, ...wrongs].join('\n')}`);
  return { move, requests, checkpoints, end: endOf(stage) };
}

/** The indices of the requests that a trouble makes sense for; with `every`, one in so many of them, and at least one. */
export function indicesFor({ move, requests }: Undisturbed, trouble: Trouble, every: number): readonly number[] {
  // What comes after the rollback comes after the update there.
  if (move.to === 'rollback' && trouble.arrives === 'after a rollback') return [];
  const fitting = requests.flatMap((request, index) => (trouble.fits(request) ? [index] : []));
  const shift = troubles.indexOf(trouble);
  const sample = fitting.filter((_, position) => (position + shift) % (every * (move.sample ?? 1)) === 0);
  return sample.length > 0 ? sample : fitting.slice(-1);
}

/**
 * One trial: the trouble meets the request with the index; then the update is run again until it has arrived. It begins at
 * the resource in which the request lies, as the undisturbed move came there: what lies before it happens without trouble.
 * Where everything is then as the undisturbed move had it at the next resource, the rest is that move, and not played again.
 */
export async function tryMove(stage: Stage, undisturbed: Undisturbed, trouble: Trouble, index: number): Promise<Trial> {
  const whole = trouble.kills === true || trouble.arrives !== undefined || trouble.another === true;
  const rejoined = whole ? undefined : await tryResource(stage, undisturbed, trouble, index);
  return rejoined ?? tryToEnd(stage, undisturbed, trouble, index);
}

/**
 * Tells the request that the trouble is for. What is read at the same time comes in any order, so it is counted among the requests that
 * the trouble fits, from the resource on in which it lies.
 */
function meeting(
  { requests }: Undisturbed,
  trouble: Trouble,
  index: number,
  begin: Checkpoint,
): (seen: Seen) => boolean {
  let before = requests.slice(begin.firstRequest, index).filter((seen) => trouble.fits(seen)).length;
  return (seen) => {
    if (!trouble.fits(seen)) return false;
    before -= 1;
    return before === -1;
  };
}

/** The trial of the one resource, where it leaves no trace; else undefined. */
async function tryResource(
  stage: Stage,
  undisturbed: Undisturbed,
  trouble: Trouble,
  index: number,
): Promise<Trial | undefined> {
  const { move, checkpoints } = undisturbed;
  const at = checkpoints.findLastIndex(({ firstRequest }) => firstRequest <= index);
  const [begin, next] = checkpoints.slice(at, at + 2);
  if (begin === undefined || next === undefined) return undefined;
  stage.goBackTo(move.from, begin);
  const environment = await stage.environment(move.from, begin.kept);
  const done = new Set(checkpoints.map(({ urn }) => urn).filter((urn) => urn !== begin.urn));
  let request: string | undefined;
  const isMeant = meeting(undisturbed, trouble, index, begin);
  const interfere = async (_sent: number, seen: Seen): Promise<WireFault | undefined> => {
    if (!isMeant(seen)) return undefined;
    request = `${seen.request.method} ${seen.request.path}`;
    return trouble.fault;
  };
  const { outcome, wrongs } = await play(stage, move, environment, { interfere, done, most: 1, wholeEnd: false });
  const kept = (state: ReadonlyMap<string, Kept>): string => JSON.stringify(state.get(begin.urn));
  const rejoins =
    endOf(stage) === factsOf(next.organisation) &&
    kept(environment.kept) === kept(next.kept) &&
    toldIn(readJournal(stage.journal)) === toldIn(next.journal);
  if (!outcome.succeeded || wrongs.length > 0 || request === undefined || !rejoins) return undefined;
  return { move, trouble: trouble.name, index, request, updates: 1, wrongs };
}

/** What a journal tells, without what differs from run to run. */
function toldIn(journal: string): string {
  const lines = journal.split('\n').filter(Boolean);
  const entries = lines.map((line) => JSON.parse(line) as { operation: string; target: string; outcome: string });
  return JSON.stringify(entries.map(({ operation, target, outcome }) => [operation, target, outcome]));
}

async function tryToEnd(stage: Stage, undisturbed: Undisturbed, trouble: Trouble, index: number): Promise<Trial> {
  const { move, checkpoints, end } = undisturbed;
  const begin = checkpoints.findLast(({ firstRequest }) => firstRequest <= index);
  if (begin === undefined) throw new Error(`no resource of ${move.to} has the request ${index}`);
  stage.goBackTo(move.from, begin);
  const environment = await stage.environment(move.from, begin.kept);
  const done = new Set(checkpoints.slice(0, checkpoints.indexOf(begin)).map(({ urn }) => urn));
  let met = '';
  const late = lateRequest(trouble);
  const isMeant = meeting(undisturbed, trouble, index, begin);
  const interfere = async (_sent: number, seen: Seen): Promise<WireFault | undefined> => {
    late.passes();
    if (!isMeant(seen)) return undefined;
    met = `${seen.request.method} ${seen.request.path}`;
    if (trouble.another) await updateElsewhere(stage, move);
    if (trouble.kills) stage.kill();
    return late.fault();
  };
  const mayRace = trouble.arrives !== undefined || trouble.another === true;
  const goesBack = trouble.arrives === 'after a rollback';
  const how = { interfere, done, mayRace, ...(goesBack && { most: 1 }) };
  const played = [await play(stage, move, environment, how)];
  if (goesBack) played.push(await play(stage, { ...move, to: 'rollback' }, environment, { interfere, mayRace }));
  late.arrive();
  const wanted = goesBack ? factsOf(stage.recording.rollback.organisation) : end;
  if (mayRace) played.push(...(await settle(stage, goesBack ? 'rollback' : move.to, environment, wanted)));
  const outcome = played.at(-1)?.outcome;
  const converged = outcome?.succeeded === true && isThere(endOf(stage), wanted, mayRace);
  return {
    move,
    trouble: trouble.name,
    index,
    request: met,
    updates: played.slice(0, goesBack ? 2 : 1).reduce((sum, { updates }) => sum + updates, 0),
    wrongs: [
      ...played.flatMap(({ wrongs }) => wrongs),
      ...(met === '' ? ['the trouble met no request'] : []),
      ...(converged ? [] : [`did not converge: ${outcome?.problems.at(-1) ?? 'another end'}`]),
    ],
  };
}

/** A request that is cut off by the trouble, and arrives when the trouble says. */
export interface LateRequest {
  /** Another request of anybody comes. */
  readonly passes: () => void;
  /** What goes wrong with it on the wire. */
  readonly fault: () => WireFault;
  /** Arrives now, unless it has, or there is none. */
  readonly arrive: () => void;
}

export function lateRequest({ arrives, fault }: Trouble): LateRequest {
  let waiting: (() => void) | undefined;
  let more = Number.POSITIVE_INFINITY;
  const arrive = (): void => {
    const now = waiting;
    waiting = undefined;
    now?.();
  };
  return {
    passes() {
      more -= 1;
      if (more < 0) arrive();
    },
    fault() {
      if (arrives === undefined) return fault;
      more = arrivals[arrives] ?? Number.POSITIVE_INFINITY;
      return {
        ...fault,
        later(carryOut) {
          waiting = carryOut;
        },
      };
    },
    arrive,
  };
}

/** Anyone who asks for the opposite: the way back while this goes ahead, the way ahead while this goes back. */
async function updateElsewhere(stage: Stage, { from, to }: Move): Promise<void> {
  stage.clone.begin(from);
  const other = to === 'rollback' ? 'complete' : 'rollback';
  const { succeeded, problems } = await stage.whileStopped(() => stage.clone.update(other, stage.surroundings()));
  const bug = succeeded ? undefined : problems.find((problem) => /This is a bug/.test(problem));
  if (bug !== undefined) stage.witness.wrongs.push(bug);
}

/** What a plain update and, for what it need not see, one with a refresh make of what came in between. */
async function settle(stage: Stage, to: Stop, environment: Environment, wanted: string): Promise<Played[]> {
  const plain = await play(stage, { from: to, to }, environment, { mayRace: true });
  const both = stage.twoWriters() ? [`both sides are on after the next update in ${to}`] : [];
  if (plain.outcome.succeeded && !isThere(endOf(stage), wanted, true))
    both.push(`the next update in ${to} succeeds, and not who is to provision does`);
  stage.begin();
  const refreshed = await environment.refresh();
  const again = await play(stage, { from: to, to }, environment, { mayRace: true, wholeEnd: true });
  return [
    { ...plain, wrongs: [...plain.wrongs, ...both] },
    { ...again, wrongs: [...again.wrongs, ...refreshed.problems] },
  ];
}

/** The same end; of what others had a hand in, who provisions and what. */
function isThere(now: string, wanted: string, mayRace: boolean): boolean {
  if (!mayRace) return now === wanted;
  const writers = (facts: string): string => {
    const { apps, jobs } = JSON.parse(facts) as { readonly [name in 'apps' | 'jobs']: readonly unknown[][] };
    // What a connection that is off could do can't be set, nor read.
    return JSON.stringify([
      apps.map(([id, status, connection, features]) => [id, status, connection, connection === 'ENABLED' && features]),
      jobs.map(([id, state]) => [id, state === 'Active']),
    ]);
  };
  return writers(now) === writers(wanted);
}

/** One trial on the real engine, from the beginning of the move: the whole tree of its processes ends at the request. */
export async function killEngine(stage: Stage, move: Move, index: number): Promise<Omit<Trial, 'trouble'>> {
  const { recording } = stage;
  stage.goBackTo(move.from);
  const environment = await stage.environment(move.from);
  let met = '';
  const interfere = async (at: number, { request }: Seen): Promise<WireFault | undefined> => {
    if (at < index || met !== '') return undefined;
    met = `${request.method} ${request.path}`;
    stage.kill();
    return { reset: true };
  };
  const { outcome, wrongs, updates } = await play(stage, move, environment, { interfere });
  const converged = outcome.succeeded && endOf(stage) === factsOf(recording[move.to].organisation);
  return {
    move,
    index,
    request: met,
    updates,
    wrongs: [...wrongs, ...(converged ? [] : [`did not converge: ${outcome.problems.at(-1) ?? 'another end'}`])],
  };
}

function endOf({ project }: Stage): string {
  return factsOf(project.organisation.snapshot());
}

/** As text, members in order: a service that replaces an object shows its members as they came. */
function factsOf(snapshot: string): string {
  return sortedJson(organisationFacts(snapshot));
}

interface Played {
  readonly outcome: Outcome;
  readonly updates: number;
  readonly wrongs: readonly string[];
}

async function play(
  stage: Stage,
  { to }: Move,
  environment: Environment,
  how: {
    readonly interfere?: (index: number, seen: Seen) => Promise<WireFault | undefined>;
    /** Both sides may come to be on for a moment, by a request that somebody else sent or that arrives late. */
    readonly mayRace?: boolean;
    /** Whether the end is what the phase declares, of what others may have changed meanwhile too; left out: unless there were others. */
    readonly wholeEnd?: boolean;
    readonly most?: number;
    readonly reached?: (urn: string) => void;
    /** Resources that the first run has behind it. */
    readonly done?: ReadonlySet<string>;
  },
): Promise<Played> {
  const { witness, recording, journal } = stage;
  const { violations } = stage.project.organisation;
  const [first, before, raced] = [witness.requests(), violations().length, witness.races()];
  witness.interfere = async (index, seen) => how.interfere?.(index - first, seen);
  let outcome: Outcome;
  let updates = 0;
  const wrongs: string[] = [];
  do {
    await stage.recover();
    // Each run looks at everything itself and has entries of its own in the journal.
    const asked = askedOf(recording, to, environment.kept);
    stage.begin({ asked });
    const only = updates === 0 && how.done !== undefined ? (urn: string) => !how.done?.has(urn) : undefined;
    outcome = await environment.update(to, {
      serial: true,
      ...(only && { only }),
      ...(how.reached && { reached: how.reached }),
    });
    witness.end();
    updates += 1;
    if (outcome.succeeded && (how.wholeEnd ?? !how.mayRace))
      wrongs.push(...judgeEnd(asked, stage.project.organisation.snapshot()));
    wrongs.push(...(await verifyJournal(journal)).problems);
  } while (!outcome.succeeded && updates < (how.most ?? mostUpdates));
  witness.interfere = async () => undefined;
  const moments = violations().slice(before);
  const excused = how.mayRace ? witness.races() - raced : 0;
  wrongs.push(...witness.wrongs.splice(0), ...(moments.length > excused ? moments : []));
  return { outcome, updates, wrongs };
}
