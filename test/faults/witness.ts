import { existsSync, readFileSync } from 'node:fs';
import type { RequestLogEntry, Seen, Watcher, WireFault } from '../../simulators/index.js';
import type { AuditEntry } from '../../src/audit/index.js';

/** The header by which requests of the operator (somebody at a console) are told from the provider's. */
export const operatorHeader = 'x-operator';

/** The writes of the provider, and what its journal calls them. */
const writes: readonly {
  readonly request: RegExp;
  readonly operation: RegExp;
  readonly switches?: 'okta' | 'entra';
}[] = [
  { request: /^POST .*\/connections\/default\/lifecycle\/deactivate$/, operation: /^okta\.connection\.deactivate$/ },
  {
    request: /^POST .*\/connections\/default\/lifecycle\/activate$/,
    operation: /^okta\.connection\.activate$/,
    switches: 'okta',
  },
  { request: /^PUT .*\/features\//, operation: /^okta\.features\.\w+\.(disable|restore)$/ },
  { request: /^POST .*\/jobs\/[^/]+\/start$/, operation: /^entra\.synchronization\.start$/, switches: 'entra' },
  { request: /^PATCH .*\/onPremisesSynchronization\//, operation: /^entra\.matching\.(open|close|restore)$/ },
  { request: /^POST .*\/jobs\/[^/]+\/pause$/, operation: /^entra\.synchronization\.pause$/ },
];

/** True for a request of the table: `METHOD path`. */
export function isOurWrite(line: string): boolean {
  return writes.some(({ request }) => request.test(line));
}

/** What nobody of ours may ever send: deletions, credentials for Okta, an app's own life cycle, a restart of a job. */
const never =
  /^(DELETE |POST .*\/connections\/default(\?|$)|POST \/api\/v1\/apps\/[^/]+\/lifecycle\/|POST .*\/jobs\/[^/]+\/restart$)/;

/** How many requests a look at the other side may lie back: two resources may work at the same time. */
const justBefore = 12;

/** What the witness is told about the surroundings. */
export interface Surroundings {
  readonly journal: string;
  /** How many Office 365 apps the stack declares. */
  readonly apps: number;
  readonly violations: () => readonly string[];
  readonly held: () => boolean;
  /** Whether the people of both sides fit as they are now. */
  readonly fits: () => boolean;
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
}

/** Watches every single request of an organisation and asserts the invariants of ARCHITECTURE.md about it. */
export function createWitness(): Witness {
  let surroundings: Surroundings | undefined;
  /** Requests of the provider, and those of them that are no sign-in. */
  let index = 0;
  let looks = 0;
  let races = 0;
  let written = 0;
  let violations = 0;
  let journal = '';
  const apps = new Map<string, { readonly off: boolean; readonly at: number }>();
  const jobs = new Map<string, { readonly off: boolean; readonly at: number }>();
  let usersAt = -1;
  let fittedAtStart = false;
  let fittedWhenRead = false;
  const wrongs: string[] = [];

  const judgeWrite = ({ request }: Seen, around: Surroundings): void => {
    const line = `${request.method} ${request.target}`;
    const wrong = (what: string): number => wrongs.push(`${line} (request ${index}): ${what}`);
    if (never.test(line)) wrong('must never be sent');
    const write = writes.find((candidate) => candidate.request.test(line));
    if (write === undefined) return;
    written += 1;
    const text = readJournal(around.journal);
    if (!text.startsWith(journal)) wrong('the journal lost entries that it had');
    journal = text;
    if (!openOperations(text).some((operation) => write.operation.test(operation)))
      wrong('not in the journal before it was sent');
    if (around.held() && !line.endsWith('/pause')) wrong('sent while held');
    const restores = line.startsWith('PUT') && request.body.includes('"ENABLED"');
    const switchesOff = line.endsWith('/deactivate') || (line.startsWith('PUT') && !restores);
    if (switchesOff && !fittedWhenRead && !fittedAtStart) wrong('sent although the evidence does not fit');
    if (write.switches === 'okta' || restores) {
      const unknown = jobs.size === 0 || [...jobs.values()].some(({ off, at }) => !off || at < looks - justBefore);
      if (unknown) wrong('the Entra jobs were not read as off just before');
    }
    if (write.switches !== 'entra') return;
    if (!fittedWhenRead) wrong('sent although the evidence of the second gate does not fit');
    if (apps.size < around.apps) wrong('Okta was not read back as off');
    for (const [app, { off, at }] of apps) {
      if (!off) wrong(`Okta was not read back as off: ${app}`);
      else if (at < usersAt) wrong(`Okta was not looked at after the second gate: ${app}`);
    }
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
      apps.clear();
      jobs.clear();
      usersAt = -1;
      fittedAtStart = next.fits();
      fittedWhenRead = false;
    },
    async before(seen) {
      if (surroundings === undefined || seen.request.headers[operatorHeader] !== undefined) return undefined;
      if (seen.request.method !== 'GET') judgeWrite(seen, surroundings);
      index += 1;
      // Signing in is no look at the other side.
      if (!seen.request.path.includes('/oauth2/')) looks += 1;
      return this.interfere(index - 1, seen);
    },
    after({ request }, entry, body) {
      if (surroundings === undefined) return;
      const now = surroundings.violations().length;
      const grew = now > violations;
      violations = now;
      if (request.headers[operatorHeader] !== undefined) return;
      if (grew && isSwitchingOn(entry)) races += 1;
      else if (grew && entry.method !== 'GET' && entry.status < 300 && !isSwitchingOff(entry))
        wrongs.push(`${entry.method} ${entry.path}: ${surroundings.violations().at(-1)}`);
      if (entry.method !== 'GET' || entry.status !== 200) return;
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

function isSwitchingOn({ method, path }: RequestLogEntry): boolean {
  return writes.some(({ request, switches }) => switches !== undefined && request.test(`${method} ${path}`));
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

function readJournal(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

function entriesOf(text: string): AuditEntry[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as AuditEntry];
    } catch {
      return [];
    }
  });
}

/** Operations that were begun and have not ended, in the order of the journal. */
function openOperations(text: string): readonly string[] {
  const open = new Map<string, string>();
  for (const { operation, target, outcome } of entriesOf(text)) {
    if (outcome === 'started') open.set(`${operation} ${target}`, operation);
    else open.delete(`${operation} ${target}`);
  }
  return [...open.values()];
}
