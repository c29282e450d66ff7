import fc from 'fast-check';
import { verifyJournal } from '../../../src/audit/index.js';
import { canMove, isPhase } from '../../../src/domain/phase.js';
import type { Seen, WireFault } from '../../simulators/index.js';
import { askedOf } from './asked.js';
import type { Environment } from './environment.js';
import { type LateRequest, lateRequest, type Trouble, troubles } from './matrix.js';
import { createOperator, type Deed, deeds, type Operator } from './operator.js';
import { phaseOf, type Stop, stops } from './recording.js';
import type { Stage } from './stage.js';
import { isSwitchingOn } from './writes.js';

/** What happens within an update: before the request with the index `at`, or right before we switch one side on. */
type Meanwhile = ({ readonly at: number } | { readonly switching: true }) &
  ({ readonly trouble: number } | { readonly deed: Deed } | { readonly cancel: true });

/** One step of a sequence. */
export type Step =
  | {
      readonly step: 'update';
      readonly stop: Stop;
      /** Which resources are targets; all when left out. */
      readonly targets: number | null;
      readonly meanwhile: Meanwhile | null;
    }
  /** The same once more, as the re-run of an old job does. */
  | { readonly step: 'rerun' }
  /** Somebody else updates from another clone. */
  | { readonly step: 'elsewhere'; readonly stop: Stop }
  | { readonly step: 'refresh' | 'destroy' }
  | { readonly step: 'forget'; readonly resource: number }
  | { readonly step: 'operator'; readonly deed: Deed; readonly app: number };

const at = fc.integer({ min: 0, max: 120 });
const switching = fc.constant(true as const);
const trouble = fc.integer({ min: 0, max: troubles.length - 1 });
const update = fc.record({
  step: fc.constant('update' as const),
  // Mostly the way of a cutover, sometimes anything at all.
  stop: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom<Stop>('cutover', 'cutover', 'widened') },
    fc.constantFrom(...stops),
  ),
  targets: fc.oneof(
    { weight: 2, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 31 }) },
  ),
  meanwhile: fc.option(
    fc.oneof(
      fc.record({ at, trouble }),
      fc.record({ at, deed: fc.constantFrom(...deeds) }),
      fc.record({ at, cancel: fc.constant(true as const) }),
      fc.record({ switching, trouble }),
      fc.record({ switching, deed: fc.constantFrom<Deed>('switches Okta on', 'starts the Entra job', 'holds') }),
    ),
  ),
});
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: update },
  { weight: 1, arbitrary: fc.record({ step: fc.constantFrom('refresh' as const, 'destroy' as const) }) },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('rerun' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ step: fc.constant('elsewhere' as const), stop: fc.constantFrom(...stops) }),
  },
  { weight: 1, arbitrary: fc.record({ step: fc.constant('forget' as const), resource: fc.nat(8) }) },
  {
    weight: 4,
    arbitrary: fc.record({ step: fc.constant('operator' as const), deed: fc.constantFrom(...deeds), app: fc.nat(1) }),
  },
);

/** A random way of an environment: where it begins, and what happens to it. */
export const sequence = fc.record({
  begin: fc.constantFrom<Stop>('assess', 'stage', 'stage', 'cutover', 'widened', 'complete', 'rollback'),
  steps: fc.array(step, { minLength: 3, maxLength: 8 }),
});

export type Sequence = { readonly begin: Stop; readonly steps: readonly Step[] };

/** What a sequence came to; `wrongs` is empty when every invariant was kept at every request. */
export interface Walked {
  readonly requests: number;
  readonly wrongs: readonly string[];
}

/** Walks the sequence, then lets go of everything and demands that a rollback arrives wherever it is a legal move. */
export async function walk(stage: Stage, { begin, steps }: Sequence): Promise<Walked> {
  const { project, journal, holdFile, witness } = stage;
  stage.goBackTo(begin);
  const operator = createOperator(project.organisation, holdFile);
  await operator.does('lets go', 0);
  stage.begin({ held: operator.holds, fits: operator.fits });
  stage.clone.begin(begin);
  const environment = await stage.environment(begin);
  const wrongs: string[] = [];
  let last: Step | undefined;
  /** Requests of earlier steps that still have to arrive. */
  const late: LateRequest[] = [];
  for (const [number, asked] of steps.entries()) {
    const one = asked.step === 'rerun' ? last : asked;
    if (one === undefined) continue;
    if (one.step === 'update') last = { ...one, meanwhile: null };
    const due = late.splice(0);
    wrongs.push(
      ...(await take({ stage, environment, operator, late }, one)).map((wrong) => `step ${number + 1}: ${wrong}`),
    );
    witness.end();
    wrongs.push(...witness.wrongs.splice(0).map((wrong) => `step ${number + 1}: ${wrong}`));
    for (const request of due) request.arrive();
    wrongs.push(...(await verifyJournal(journal)).problems);
  }
  for (const request of late) request.arrive();
  const forgot = steps.some(({ step }) => step === 'forget' || step === 'destroy');
  if (!forgot && wrongs.length === 0) wrongs.push(...(await findBack(stage, environment, operator)));
  return { requests: witness.requests(), wrongs };
}

interface Walk {
  readonly stage: Stage;
  readonly environment: Environment;
  readonly operator: Operator;
  readonly late: LateRequest[];
}

async function take(walk: Walk, one: Step): Promise<string[]> {
  const { stage, environment, operator } = walk;
  await stage.recover();
  switch (one.step) {
    case 'operator':
      await operator.does(one.deed, one.app);
      return [];
    case 'refresh':
      return writesNothing(stage, () => environment.refresh());
    case 'destroy':
      return writesNothing(stage, () => environment.destroy());
    case 'forget': {
      const urns = [...environment.kept.keys()];
      const urn = urns[one.resource % Math.max(1, urns.length)];
      if (urn !== undefined) await environment.forget(urn);
      return [];
    }
    case 'update':
      return updates(walk, one);
    case 'elsewhere':
      return elsewhere(walk, one.stop);
    case 'rerun':
      return [];
  }
}

async function elsewhere({ stage, operator }: Walk, stop: Stop): Promise<string[]> {
  const { witness, clone } = stage;
  const raced = witness.races();
  const outcome = await clone.update(stop, stage.surroundings({ held: operator.holds, fits: operator.fits }));
  return [
    ...outcome.problems.filter((problem) => /This is a bug/.test(problem)),
    ...(witness.races() > raced && outcome.succeeded && stage.twoWriters() ? ['both are on after another clone'] : []),
  ];
}

async function updates(
  { stage, environment, operator, late }: Walk,
  { stop, targets, meanwhile }: Extract<Step, { step: 'update' }>,
): Promise<string[]> {
  const { witness, recording } = stage;
  const urns = new Map(recording[stop].plan.map(({ urn }, position) => [urn, position]));
  const only = targets === null ? undefined : (urn: string) => ((targets >> ((urns.get(urn) ?? 31) % 5)) & 1) === 1;
  // One that has lost its state is taken up again: by a rollback, and by what goes on with a cutover that the journal knows.
  const takenUp = !/^(assess|stage)$/.test(phaseOf(stop)) && [...urns.keys()].some((urn) => !environment.kept.has(urn));
  const legal =
    takenUp ||
    [...environment.kept.values()].some(({ inputs }) => {
      const from = inputs.phase;
      const to = phaseOf(stop);
      // A refused complete goes back, and a rollback is refused by the reached phase alone, which is the last one.
      const goesBack = to === 'rollback' || (from === 'complete' && to === 'cutover');
      return goesBack || (typeof from === 'string' && isPhase(from) && canMove(from, to));
    });
  // `begin` takes the evidence as it is at the start of this update; the journal goes on.
  const asked = askedOf(recording, stop, environment.kept);
  stage.begin({ held: operator.holds, fits: operator.fits, asked });
  const [first, raced, writes] = [witness.requests(), witness.races(), witness.writes()];
  let met = false;
  witness.interfere = async (index: number, seen: Seen): Promise<WireFault | undefined> => {
    for (const request of late) request.passes();
    if (meanwhile === null || met) return undefined;
    const now = 'at' in meanwhile ? index - first >= meanwhile.at : isSwitchingOn(seen);
    if (!now) return undefined;
    if ('deed' in meanwhile) {
      met = true;
      await operator.does(meanwhile.deed, index);
      return undefined;
    }
    if ('cancel' in meanwhile) {
      met = true;
      stage.cancel();
      return undefined;
    }
    const trouble: Trouble | undefined = troubles[meanwhile.trouble];
    // A replica that lags behind what somebody just did at a console, or hides it, can't be told from the truth by anybody.
    if (trouble === undefined || trouble.fault.stale || trouble.fault.rewrite || !trouble.fits(seen)) return undefined;
    if ((trouble.fault.hang || trouble.another) && stage.realTime) return undefined;
    met = true;
    if (trouble.another) {
      const around = stage.surroundings({ held: operator.holds, fits: operator.fits });
      await stage.whileStopped(() => stage.clone.update(stop === 'rollback' ? 'cutover' : 'rollback', around));
    }
    if (trouble.kills) stage.kill();
    const request = lateRequest(trouble);
    late.push(request);
    return request.fault();
  };
  const alone = meanwhile !== null && 'trouble' in meanwhile && troubles[meanwhile.trouble]?.another === true;
  const outcome = await environment.update(stop, { serial: alone, ...(only && { only }) });
  witness.interfere = async () => undefined;
  const wrongs: string[] = [];
  if (!legal && witness.writes() > writes) wrongs.push(`a move to ${stop} that no resource may make wrote something`);
  if (outcome.problems.some((problem) => /This is a bug/.test(problem))) wrongs.push(outcome.problems.join('\n'));
  if (witness.races() > raced && outcome.succeeded && stage.twoWriters())
    wrongs.push('somebody switched the other side on just before our write, and nobody noticed');
  return wrongs;
}

async function writesNothing(stage: Stage, work: () => Promise<unknown>): Promise<string[]> {
  stage.begin({});
  const before = stage.witness.writes();
  await work();
  return stage.witness.writes() > before ? ['a refresh or a destroy wrote something'] : [];
}

/** Whatever happened: a rollback, where it is a legal move, arrives with Entra off and Okta on. */
async function findBack(stage: Stage, environment: Environment, operator: Operator): Promise<string[]> {
  // Updates of some targets only may have left resources in phases from which they do not get there together.
  const phasesNow = [...environment.kept.values()].map(({ inputs }) => inputs.phase);
  const legal = phasesNow.every((phase) => typeof phase === 'string' && isPhase(phase) && canMove(phase, 'rollback'));
  if (!legal) return [];
  const problems: string[] = [];
  const wrongs: string[] = [];
  await operator.does('lets go', 0);
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await stage.recover();
    for (const app of [0, 1]) await operator.does('gives the consent', app);
    // What somebody switched on at a console is drift, which the engine sees with --refresh only.
    if (attempt > 1) wrongs.push(...(await writesNothing(stage, () => environment.refresh())));
    const asked = askedOf(stage.recording, 'rollback', environment.kept);
    stage.begin({ held: operator.holds, fits: operator.fits, asked });
    const outcome = await environment.update('rollback');
    problems.push(...outcome.problems);
    if (outcome.succeeded && !stage.twoWriters()) return wrongs;
  }
  if (stage.twoWriters()) wrongs.push('both sides are on after a rollback with --refresh');
  return [...wrongs, `no way back from ${phasesNow.join(', ')}: ${problems.at(-1)}`];
}
