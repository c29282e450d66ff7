import { readEntries } from '../audit/index.js';
import { canMove, explainMove, isPhase, type Phase } from '../domain/phase.js';

/** Where a resource that has no previous state comes into being. */
export interface Birth {
  /** `any`: it decides and writes nothing. */
  readonly bornIn: Phase | 'any';
  readonly stack: string;
  /** Path of the audit journal. */
  readonly journal?: string;
}

/**
 * True where a resource may go to a phase that an environment does not enter from there. An update that is refused half-way leaves
 * the resources in two phases, and those that came first must find back to the others.
 */
export type MayRejoin = (from: Phase, to: Phase, birth: Birth) => boolean | Promise<boolean>;

/** Nobody is kept from the way back, whatever a resource remembers: `Phase` alone judges the environment's own move. */
const wayBack: MayRejoin = (_from, to) => to === 'rollback';

/** Of what does the same in both phases: it also goes back to `cutover` from a `complete` that was refused. */
export const fromRefusedComplete: MayRejoin = (from, to) =>
  to === 'rollback' || (from === 'complete' && to === 'cutover');

/**
 * Why a resource may not go to the phase, or undefined when it may. A resource without a previous state comes into being in
 * the phase in which it is born, in a rollback, and where the journal tells of a cutover that a phase continues: anyone who
 * removes it from the state finds the way on, and can't skip the gate that way (contract, "Stacks").
 */
export async function moveProblem(
  previous: unknown,
  to: Phase,
  birth: Birth,
  mayRejoin: MayRejoin = wayBack,
): Promise<string | undefined> {
  if (typeof previous === 'string' && isPhase(previous)) {
    if (canMove(previous, to) || (await mayRejoin(previous, to, birth))) return undefined;
    return explainMove(previous, to);
  }
  const { bornIn } = birth;
  if (bornIn === 'any' || to === bornIn || to === 'rollback') return undefined;
  const reached = await cutoverInJournal(birth);
  if (reached !== undefined && canMove(reached, to)) return undefined;
  return `It has no state yet and is created in phase ${bornIn}, not in ${to}: set cutover:phase to ${bornIn} and run an update first. If its state was lost after a cutover, fetch the audit journal (entra-cutover audit fetch), or set cutover:phase to rollback.`;
}

/** The phase of the last write that the journal tells of, as long as it is of a cutover. */
export async function cutoverInJournal({ stack, journal }: Birth): Promise<Phase | undefined> {
  if (journal === undefined) return undefined;
  const done = (await readEntries(journal)).filter((entry) => entry.stack === stack && entry.outcome === 'done');
  const phase = done.at(-1)?.phase;
  return phase === 'cutover' || phase === 'complete' ? phase : undefined;
}
