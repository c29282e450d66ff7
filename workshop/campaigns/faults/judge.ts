import { isDeepStrictEqual } from 'node:util';
import type { DirectoryUser } from '../../simulators/directory.js';
import type { JobState } from '../../simulators/graph/state.js';
import { isInScope, isLimited } from '../../simulators/graph/synchronization/scope.js';
import type { Seen } from '../../simulators/index.js';
import { type Asked, switchesFrom, switchesIn } from './asked.js';
import { pilotOf, type Write } from './writes.js';

/** When the other side was looked at last: counted in requests, sign-ins left out. */
export interface Look {
  readonly off: boolean;
  readonly at: number;
}

/** What was known to the provider when it sent a write. */
export interface Moment {
  readonly looks: number;
  readonly apps: ReadonlyMap<string, Look>;
  readonly jobs: ReadonlyMap<string, Look>;
  /** The last page of the evidence of Entra. */
  readonly usersAt: number;
  readonly fittedAtStart: boolean;
  readonly fittedWhenRead: boolean;
  readonly held: boolean;
  /** How many Office 365 apps the stack declares. */
  readonly declaredApps: number;
  /** Undefined where nothing was asked for: a refresh, a destroy. */
  readonly asked: Asked | undefined;
  /** The organization before the write. */
  readonly organisation: () => { readonly jobs: readonly JobState[]; readonly people: readonly DirectoryUser[] };
}

/** How many requests a look at the other side may lie back: two resources may work at the same time. */
const justBefore = 12;

/** What is wrong with a write at this moment, one sentence each. */
export function judge(seen: Seen, write: Write, found: readonly string[], moment: Moment): string[] {
  const { kind } = write;
  const restores = kind === 'capabilities' && seen.request.body.includes('"ENABLED"');
  const switchesOktaOn = kind === 'okta on' || restores;
  const switchesOktaOff = kind === 'okta off' || (kind === 'capabilities' && !restores);
  return [
    ...(moment.asked === undefined ? ['sent although nothing was asked for'] : []),
    ...(moment.held && kind !== 'pause' ? ['sent while held'] : []),
    ...(switchesOktaOff && !moment.fittedWhenRead && !moment.fittedAtStart
      ? ['sent although the evidence does not fit']
      : []),
    ...(switchesOktaOn ? judgeEntraIsOff(moment) : []),
    ...(kind === 'start' || kind === 'restart' || kind === 'scope' || kind === 'pilot'
      ? [...judgeSecondGate(moment), ...judgeWave(moment)]
      : []),
    ...(kind === 'restart' ? judgeRestart(seen, found, moment) : []),
    ...(kind === 'scope' ? judgeScope(seen, found, moment) : []),
    ...(kind === 'pilot' && !moment.asked?.pilot.includes(pilotOf(seen.request.body).toLowerCase())
      ? [`provisions ${pilotOf(seen.request.body)}, whom the pilot does not name`]
      : []),
    ...(kind === 'switches' ? judgeSwitches(seen, moment) : []),
  ];
}

function judgeEntraIsOff({ jobs, looks }: Moment): string[] {
  const unknown = jobs.size === 0 || [...jobs.values()].some(({ off, at }) => !off || at < looks - justBefore);
  return unknown ? ['the Entra jobs were not read as off just before'] : [];
}

function judgeSecondGate({ apps, declaredApps, usersAt, fittedWhenRead }: Moment): string[] {
  return [
    ...(fittedWhenRead ? [] : ['sent although the evidence of the second gate does not fit']),
    ...(apps.size < declaredApps ? ['Okta was not read back as off'] : []),
    ...[...apps].flatMap(([app, { off, at }]) => {
      if (!off) return [`Okta was not read back as off: ${app}`];
      return at < usersAt ? [`Okta was not looked at after the second gate: ${app}`] : [];
    }),
  ];
}

function judgeWave({ asked }: Moment): string[] {
  if (asked?.units === undefined) return [];
  const { wave, reached } = asked;
  return wave < reached || wave > reached + 1 ? [`asks for wave ${wave} while ${reached} is the verified one`] : [];
}

/** A restart is for a wider scope, or for people who were put off; and never with a reset that lets deletions through. */
function judgeRestart({ request }: Seen, found: readonly string[], { asked, organisation }: Moment): string[] {
  const { resetScope } = (JSON.parse(request.body) as { criteria: { resetScope: string } }).criteria;
  const job = jobAt(organisation().jobs, found);
  const widens = asked !== undefined && asked.wave > asked.reached;
  const failed = job?.quarantine != null || /^(EntryLevelErrors|Failed)$/.test(String(job?.lastExecution?.state));
  return [
    ...(resetScope === 'Watermark, Escrows, QuarantineState' ? [] : [`restarts with ${resetScope}`]),
    ...(widens || failed ? [] : ['restarts a job whose scope is not a wider, and which put nobody off']),
  ];
}

function judgeScope({ request }: Seen, found: readonly string[], { asked, organisation }: Moment): string[] {
  const { jobs, people } = organisation();
  const before = jobAt(jobs, found);
  if (before === undefined) return ['sets the scope of a job that is not there'];
  const after: JobState = { ...before, schema: JSON.parse(request.body) };
  const hasRun = before.lastExecution !== null;
  const leaves = hasRun ? people.filter((person) => isInScope(before, person) && !isInScope(after, person)) : [];
  const others = people.filter((person) => isInScope(after, person) !== isWanted(person, asked));
  const same =
    before.schema === undefined || isDeepStrictEqual(withoutScope(before.schema), withoutScope(after.schema));
  return [
    ...leaves.map((person) => `${person.userPrincipalName} leaves the scope`),
    ...others.map((person) => `${person.userPrincipalName} is not where the waves say`),
    ...(isLimited(after) ? [] : ['sets no limit']),
    ...(same ? [] : ['changes more of the schema than the scope']),
  ];
}

/** Opened only while the cutover is on its way; everything else is exactly as the phase declares it. */
function judgeSwitches({ request }: Seen, { asked }: Moment): string[] {
  const sent = switchesFrom(JSON.parse(request.body));
  return isDeepStrictEqual(sent, asked?.switches) ? [] : [`sets ${JSON.stringify(sent)} in phase ${asked?.phase}`];
}

/** What is wrong with the end of an update of everything that succeeded. */
export function judgeEnd(asked: Asked, snapshot: string): string[] {
  const { jobs, people } = organisationIn(snapshot);
  const active = asked.phase === 'cutover' || asked.phase === 'complete';
  const others = jobs
    .filter(() => active && asked.units !== undefined)
    .flatMap((job) => people.filter((person) => isInScope(job, person) !== isWanted(person, asked)));
  const open = asked.switches !== undefined && !isDeepStrictEqual(switchesIn(snapshot), asked.switches);
  return [
    ...others.map((person) => `${person.userPrincipalName} is not where the waves say`),
    ...(open ? [`the switches are ${JSON.stringify(switchesIn(snapshot))} in phase ${asked.phase}`] : []),
  ];
}

/** The jobs and the directory of an organization. */
export function organisationIn(snapshot: string): {
  readonly jobs: readonly JobState[];
  readonly people: readonly DirectoryUser[];
} {
  const { graph, directory } = JSON.parse(snapshot) as {
    graph: { jobs: readonly JobState[] };
    directory: { users: readonly DirectoryUser[] };
  };
  return { jobs: graph.jobs, people: directory.users };
}

function isWanted({ distinguishedName }: DirectoryUser, asked: Asked | undefined): boolean {
  return asked?.units?.some((unit) => distinguishedName.toLowerCase().endsWith(`,${unit}`)) ?? false;
}

function jobAt(jobs: readonly JobState[], [path = '']: readonly string[]): JobState | undefined {
  return jobs.find(({ id }) => path.endsWith(`/${id}`));
}

function withoutScope(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (key, value) => (key === 'scope' ? null : value));
}
