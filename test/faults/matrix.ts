import type { Seen, WireFault } from '../../simulators/index.js';
import { readEntries, verifyJournal } from '../../src/audit/index.js';
import type { Phase } from '../../src/domain/phase.js';
import { createEnvironment, type Environment, type Outcome } from './environment.js';
import { organisationFacts } from './organisation-facts.js';
import type { Stage } from './stage.js';
import { isOurWrite } from './witness.js';

/** What goes wrong with one request: on the wire, or with the provider's process. */
export interface Trouble {
  readonly name: string;
  /** Whether it makes sense for the request: an answer can only be lost, or a change applied late, where there is one. */
  readonly fits: (seen: Seen) => boolean;
  readonly kills?: true;
  readonly fault: WireFault;
}

const isWrite = ({ request }: Seen): boolean => isOurWrite(`${request.method} ${request.target}`);
const anything = (): boolean => true;

/** Every way in which one request goes wrong. */
export const troubles: readonly Trouble[] = [
  { name: 'SIGKILL before', fits: anything, kills: true, fault: { reset: true } },
  { name: 'SIGKILL after', fits: isWrite, kills: true, fault: { reset: true, afterApplying: true } },
  { name: '429', fits: anything, fault: { status: 429, retryAfterSeconds: 2 } },
  { name: '500', fits: anything, fault: { status: 500 } },
  { name: '500 after applying', fits: isWrite, fault: { status: 500, afterApplying: true } },
  { name: 'reset', fits: anything, fault: { reset: true } },
  { name: 'reset after applying', fits: isWrite, fault: { reset: true, afterApplying: true } },
  { name: 'timeout', fits: anything, fault: { hang: true } },
  { name: 'timeout after applying', fits: isWrite, fault: { hang: true, afterApplying: true } },
  { name: 'stale read', fits: (seen) => !isWrite(seen), fault: { stale: true } },
];

/** A move whose every request is put to the test. */
export interface Move {
  readonly from: Phase;
  readonly to: Phase;
}

export const moves: readonly Move[] = [
  { from: 'stage', to: 'cutover' },
  { from: 'cutover', to: 'rollback' },
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

/** Runs the move undisturbed and returns its requests, which are what the trials then disturb one after the other. */
export async function discoverRequests(stage: Stage, move: Move): Promise<readonly Seen[]> {
  const requests: Seen[] = [];
  const { outcome, wrongs } = await play(stage, move, async (_index, seen) => {
    requests.push(seen);
    return undefined;
  });
  if (!outcome.succeeded || wrongs.length > 0)
    throw new Error(`undisturbed ${move.from} → ${move.to} fails:\n${[...outcome.problems, ...wrongs].join('\n')}`);
  return requests;
}

/** One trial: the trouble meets the request with the index; then the update is run again until it has arrived. */
export async function tryMove(stage: Stage, move: Move, trouble: Trouble, index: number): Promise<Trial> {
  let met = '';
  const disturb = async (at: number, seen: Seen): Promise<WireFault | undefined> => {
    if (at !== index || met !== '' || !trouble.fits(seen)) return undefined;
    met = `${seen.request.method} ${seen.request.path}`;
    if (trouble.kills) stage.killProvider();
    return trouble.fault;
  };
  const { outcome, wrongs, updates } = await play(stage, move, disturb);
  const facts = organisationFacts(stage.project.organisation.snapshot());
  const wanted = organisationFacts(stage.recording[move.to].organisation);
  const converged = outcome.succeeded && JSON.stringify(facts) === JSON.stringify(wanted);
  return {
    move,
    trouble: trouble.name,
    index,
    request: met,
    updates,
    wrongs: [...wrongs, ...(converged ? [] : [`did not converge: ${outcome.problems.at(-1) ?? 'another end'}`])],
  };
}

async function play(
  stage: Stage,
  { from, to }: Move,
  interfere: (index: number, seen: Seen) => Promise<WireFault | undefined>,
): Promise<{ readonly outcome: Outcome; readonly updates: number; readonly wrongs: readonly string[] }> {
  const { witness, recording, journal } = stage;
  stage.goBackTo(from);
  stage.begin();
  const first = witness.requests();
  witness.interfere = (index, seen) => interfere(index - first, seen);
  const environment: Environment = createEnvironment(recording, recording[from].kept, stage.provider);
  let outcome: Outcome;
  let updates = 0;
  let entries = 0;
  const wrongs: string[] = [];
  do {
    await stage.reviveProvider();
    outcome = await environment.update(to, { serial: true });
    updates += 1;
    const verified = await verifyJournal(journal);
    wrongs.push(...verified.problems);
    if (verified.entries < entries) wrongs.push(`the journal lost ${entries - verified.entries} entries`);
    entries = verified.entries;
  } while (!outcome.succeeded && updates < mostUpdates);
  witness.interfere = async () => undefined;
  wrongs.push(...witness.wrongs.splice(0), ...(await lostEntries(stage, from)));
  wrongs.push(...stage.project.organisation.violations());
  return { outcome, updates, wrongs };
}

/** Each write that reached a service has an entry of its own that says that it was begun. */
async function lostEntries({ project, journal, recording }: Stage, from: Phase): Promise<readonly string[]> {
  const earlier = recording[from].journal.split('\n').length - 1;
  const begun = (await readEntries(journal)).slice(earlier).filter(({ outcome }) => outcome === 'started').length;
  const lines = project.organisation.requests().map(({ method, path }) => `${method} ${path}`);
  const operations = new Set(lines.filter(isOurWrite)).size;
  return begun < operations ? [`${operations} writes and only ${begun} of them in the journal`] : [];
}
