/** Where an environment is on its way from Okta to Entra (contract, "Stacks"). */
export type Phase = 'assess' | 'stage' | 'cutover' | 'complete' | 'rollback';

/** Every phase, in the order in which an environment passes through them. */
export const phases: readonly Phase[] = ['assess', 'stage', 'cutover', 'complete', 'rollback'];

/** Source: contract, "Stacks": assess→stage→cutover→complete; stage→assess; stage, cutover or complete→rollback→assess. */
const moves: Readonly<Record<Phase, readonly Phase[]>> = {
  assess: ['stage'],
  stage: ['cutover', 'assess', 'rollback'],
  cutover: ['complete', 'rollback'],
  complete: ['rollback'],
  rollback: ['assess'],
};

/** True when the text is the name of a phase, letter for letter. */
export function isPhase(text: string): text is Phase {
  return phases.some((phase) => phase === text);
}

/**
 * True when an environment, or one resource of it, may go from one phase to the other. `from` is the phase of its last
 * successful update, and undefined before the first one. The same phase again is not a move, and always allowed.
 */
export function canMove(from: Phase | undefined, to: Phase): boolean {
  return from === to || allowedMoves(from).includes(to);
}

/** The phases that can be entered from the given one, or from nothing. */
export function allowedMoves(from: Phase | undefined): readonly Phase[] {
  return from === undefined ? ['assess'] : moves[from];
}

/** One sentence about the move: that it is allowed, or why it is refused and which phase to set instead. */
export function explainMove(from: Phase | undefined, to: Phase): string {
  if (from === to) return `The environment stays in phase ${to}.`;
  if (canMove(from, to))
    return from === undefined
      ? `The environment starts in phase ${to}.`
      : `The environment moves from ${from} to ${to}.`;
  const instead = `set cutover:phase to ${allowedMoves(from).join(' or ')}`;
  if (from === undefined)
    return `No update of this environment has succeeded yet, so it can't be in phase ${to}: ${instead} first.`;
  return `It was last updated in phase ${from} and can't move to ${to} from there: ${instead}, or leave it at ${from}.`;
}
