import { describe, expect, it } from 'vitest';
import { canMove, explainMove, isPhase, type Phase, phases } from '../../src/domain/phase.js';

// Written out from the contract on purpose, not derived from the module: every pair that is not here is refused.
const allowed = new Set([
  'nothing>assess',
  'assess>stage',
  'stage>cutover',
  'cutover>complete',
  'stage>assess',
  'stage>rollback',
  'cutover>rollback',
  'complete>rollback',
  'rollback>assess',
]);
const starts: readonly (Phase | undefined)[] = [undefined, ...phases];
const pairs = starts.flatMap((from) => phases.map((to) => ({ from, to })));

describe('the moves between phases', () => {
  it.each(pairs)('$from to $to', ({ from, to }) => {
    expect(canMove(from, to)).toBe(from === to || allowed.has(`${from ?? 'nothing'}>${to}`));
  });

  it('are explained: allowed, no move, or refused with the phases to set instead', () => {
    expect(explainMove(undefined, 'assess')).toBe('The environment starts in phase assess.');
    expect(explainMove('stage', 'cutover')).toBe('The environment moves from stage to cutover.');
    expect(explainMove('cutover', 'cutover')).toBe('The environment stays in phase cutover.');
    expect(explainMove(undefined, 'cutover')).toBe(
      "No update of this environment has succeeded yet, so it can't be in phase cutover: set cutover:phase to assess first.",
    );
    expect(explainMove('cutover', 'assess')).toBe(
      "It was last updated in phase cutover and can't move to assess from there: " +
        'set cutover:phase to complete or rollback, or leave it at cutover.',
    );
  });

  it('know their names letter for letter', () => {
    expect(phases.every(isPhase)).toBe(true);
    expect(['Assess', 'done', '', 'constructor'].some(isPhase)).toBe(false);
  });
});
