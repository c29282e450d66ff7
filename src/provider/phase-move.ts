import { canMove, explainMove, isPhase, type Phase } from '../domain/phase.js';

/**
 * Why a resource may not go to the phase, or undefined when it may. A resource without a previous state exists only in the
 * phase in which it is born: whoever removes it from the state can't skip the gate that way (contract, "Stacks").
 */
export function moveProblem(previous: unknown, to: Phase, bornIn: Phase): string | undefined {
  if (typeof previous === 'string' && isPhase(previous)) {
    return canMove(previous, to) ? undefined : explainMove(previous, to);
  }
  if (to === bornIn) return undefined;
  return `It has no state yet and comes into being in phase ${bornIn}, not in ${to}: set cutover:phase to ${bornIn} and run an update first.`;
}
