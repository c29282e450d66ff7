import { onlyReads, type RequestLogEntry, type Seen, type Watcher, type WireFault } from '../../simulators/index.js';
import type { Asked } from './asked.js';
import { goesOn, openEntries, readJournal } from './journal-file.js';
import { judge, type Look, organisationIn } from './judge.js';
import { isSwitchingOn, writeOf } from './writes.js';

/** The header by which requests of the operator (somebody at a console) are told from the provider's. */
export const operatorHeader = 'x-operator';

/** What nobody of ours may ever send: deletions, credentials for Okta, an app's own life cycle. */
const never = /^(DELETE |POST .*\/connections\/default(\?|$)|POST \/api\/v1\/apps\/[^/]+\/lifecycle\/)/;

/** What the witness is told about the surroundings. */
export interface Surroundings {
  readonly journal: string;
  /** How many Office 365 apps the stack declares. */
  readonly apps: number;
  readonly violations: () => readonly string[];
  /** The organization as it is now. */
  readonly snapshot: () => string;
  readonly held: () => boolean;
  /** Whether the people of both sides fit as they are now. */
  readonly fits: () => boolean;
  /** What the update asks for; left out for a refresh or a destroy, which may write nothing. */
  readonly asked?: Asked;
}

export interface Witness extends Watcher {
  /** Every breach of an invariant, in the words of a report. */
  readonly wrongs: string[];
  /** Times at which somebody at a console switched the other side on between our last look and our write. */
  readonly races: () => number;
  readonly requests: () => number;
  /** Writes of ours so far, those that failed included. */
  readonly writes: () => number;
  /** Runs before each request is answered, with its index; what it returns goes wrong with it. */
  interfere: (index: number, seen: Seen) => Promise<WireFault | undefined>;
  /** Forgets what was seen; the journal's entries so far are the ones that must stay. */
  readonly begin: (surroundings: Surroundings) => void;
  /** Watches somebody else's work while what was watched waits; afterwards everything seen before is known again. */
  readonly aside: <Result>(surroundings: Surroundings, work: () => Promise<Result>) => Promise<Result>;
  /** Says whether the journal still has, byte for byte, what it had at the last request that changed something. */
  readonly end: () => void;
}

/** Watches every single request of an organization and asserts the invariants of ARCHITECTURE.md about it. */
export function createWitness(): Witness {
  let surroundings: Surroundings | undefined;
  /** Requests of the provider, and those of them that are not sign-ins. */
  let index = 0;
  let looks = 0;
  let races = 0;
  let written = 0;
  let violations = 0;
  let journal = '';
  /** Entries before this place belong to an earlier run. */
  let ownFrom = 0;
  const apps = new Map<string, Look>();
  const jobs = new Map<string, Look>();
  let usersAt = -1;
  let fittedAtStart = false;
  let fittedWhenRead = false;
  const wrongs: string[] = [];
  /** Requests that were cut off and arrive later: nobody looks at anything by them. */
  const late = new WeakSet<Seen['request']>();

  const journalGoesOn = (): void => {
    if (surroundings === undefined) return;
    const text = readJournal(surroundings.journal);
    if (!goesOn(journal, text)) wrongs.push('the journal lost or changed entries that it had');
    journal = text;
  };

  const judgeWrite = (seen: Seen, around: Surroundings): void => {
    const { request } = seen;
    const line = `${request.method} ${request.target}`;
    const wrong = (what: string): number => wrongs.push(`${line} (request ${index}): ${what}`);
    if (never.test(line)) wrong('must never be sent');
    const known = writeOf(seen);
    if (known === undefined) {
      if (!onlyReads({ method: request.method, path: request.path })) wrong('is unknown');
      return;
    }
    written += 1;
    journalGoesOn();
    const { write, found } = known;
    const open = openEntries(journal.slice(ownFrom));
    if (!open.some((entry) => write.isIn(entry, found, request.body))) wrong('not in the journal before it was sent');
    const moment = {
      looks,
      apps,
      jobs,
      usersAt,
      fittedAtStart,
      fittedWhenRead,
      held: around.held(),
      declaredApps: around.apps,
      asked: around.asked,
      organisation: () => organisationIn(around.snapshot()),
    };
    for (const what of judge(seen, write, found, moment)) wrong(what);
  };

  return {
    wrongs,
    races: () => races,
    requests: () => index,
    writes: () => written,
    interfere: async () => undefined,
    begin(next) {
      surroundings = next;
      looks = 0;
      violations = next.violations().length;
      journal = readJournal(next.journal);
      ownFrom = journal.length;
      apps.clear();
      jobs.clear();
      usersAt = -1;
      fittedAtStart = next.fits();
      fittedWhenRead = false;
    },
    end: journalGoesOn,
    async aside(others, work) {
      const mine = { surroundings, looks, journal, ownFrom, usersAt, fittedAtStart, fittedWhenRead };
      const seen = [new Map(apps), new Map(jobs)] as const;
      const interfere = this.interfere;
      this.interfere = async () => undefined;
      this.begin(others);
      const result = await work();
      journalGoesOn();
      this.interfere = interfere;
      ({ surroundings, looks, journal, ownFrom, usersAt, fittedAtStart, fittedWhenRead } = mine);
      for (const [to, from] of [
        [apps, seen[0]],
        [jobs, seen[1]],
      ] as const) {
        to.clear();
        for (const [name, look] of from) to.set(name, look);
      }
      return result;
    },
    async before(seen) {
      if (surroundings === undefined || seen.request.headers[operatorHeader] !== undefined) return undefined;
      if (seen.request.method !== 'GET') judgeWrite(seen, surroundings);
      index += 1;
      // Signing in is not a look at the other side.
      if (!seen.request.path.includes('/oauth2/')) looks += 1;
      const fault = await this.interfere(index - 1, seen);
      if (fault?.later !== undefined) late.add(seen.request);
      return fault;
    },
    after(seen, entry, body) {
      const { request } = seen;
      if (surroundings === undefined) return;
      const now = surroundings.violations().length;
      const grew = now > violations;
      violations = now;
      if (request.headers[operatorHeader] !== undefined) return;
      if (grew && (isSwitchingOn(seen) || late.has(request))) races += 1;
      else if (grew && !onlyReads(entry) && entry.status < 300 && !isSwitchingOff(entry))
        wrongs.push(`${entry.method} ${entry.path}: ${surroundings.violations().at(-1)}`);
      if (entry.method !== 'GET' || entry.status !== 200 || late.has(request)) return;
      const app = /^\/api\/v1\/apps\/([^/]+)\/connections\/default$/.exec(request.path)?.[1];
      if (app !== undefined) apps.set(app, { off: textIn(body, 'status') === 'DISABLED', at: looks });
      const principal = /\/servicePrincipals\/([^/]+)\/synchronization\/jobs$/.exec(request.path)?.[1];
      if (principal !== undefined) jobs.set(principal, { off: jobsAreOff(body), at: looks });
      if (request.path !== '/v1.0/users') return;
      const firstPage = !/skiptoken/i.test(request.target);
      fittedWhenRead = surroundings.fits() || (!firstPage && fittedWhenRead);
      usersAt = looks;
    },
  };
}

function isSwitchingOff({ method, path }: RequestLogEntry): boolean {
  return /\/(deactivate|pause)$/.test(path) || (method === 'PUT' && path.includes('/features/'));
}

function jobsAreOff(body: unknown): boolean {
  const jobs = (body as { value?: readonly { templateId: string; schedule: { state: string } }[] }).value ?? [];
  return jobs.every(({ templateId, schedule }) => !templateId.startsWith('AD2AAD') || schedule.state !== 'Active');
}

function textIn(body: unknown, name: string): unknown {
  return (body as Record<string, unknown> | null)?.[name];
}
