import { z } from 'zod';
import { budgetShape } from '../../config/assessment-shape.js';
import type { ExportBudget } from '../../gate/export-budget.js';
import type { Properties } from '../properties.js';
import { type Moments, momentsShape } from './seen-evidence.js';

/**
 * How far a server is. `evidence`: to be read again after Okta was read as off. `leaveStaging`, `enableScheduler`: the
 * operator may do that. `firstCycle`: it exports. `active`: verified. `stopping`: a rollback waits. `off`: it does nothing.
 */
export const steps = [
  'unmanaged',
  'evidence',
  'leaveStaging',
  'enableScheduler',
  'firstCycle',
  'active',
  'stopping',
  'off',
] as const;

export type Step = (typeof steps)[number];

/** What the state remembers. Nothing here authorizes anything: every step is cleared again. */
export interface Progress {
  readonly step: Step;
  /** When the step was told to the operator: only later evidence answers it. ISO 8601, UTC. */
  readonly since: string;
  readonly waitingFor: readonly string[];
  /** The one thing to do next, to the word: the first that the evidence does not show as done. */
  readonly next?: string;
  readonly verification?: 'passed';
  /** The last wave that is verified; left out while it is the one of the state. */
  readonly reachedWave?: number;
  /**
   * The moment of the evidence after which every export is judged, whatever the step; left out while it is the one of the state.
   * ISO 8601, UTC.
   */
  readonly exportsSince?: string;
  /** What `cutover:budget` was when the step was cleared; null without one, left out while it is the one of the state. */
  readonly approvedBudget?: ExportBudget | null;
}

/** What outlives a step. A rollback ends it: what comes after begins again. */
export interface Carried {
  readonly reachedWave?: number | undefined;
  /** Left out where nobody has looked yet, and for a server that exports by right. */
  readonly exportsSince?: string | undefined;
  /** When Okta was first seen as off in this cutover: until then others than the server created accounts. ISO 8601, UTC. */
  readonly oktaOffSince?: string | undefined;
  /** What was approved when the server was cleared: it binds, whatever the stack file says since. */
  readonly approvedBudget?: ExportBudget | null | undefined;
  /** The newest moments of evidence that were seen: what is older answers nothing. */
  readonly evidenceSeen?: Moments | undefined;
}

/** What the state knows of a server. */
export type KnownProgress = Pick<Progress, 'step' | 'since'> & Carried & { readonly reachedWave: number };

const progress = z.object({
  step: z.enum(steps),
  since: z.iso.datetime(),
  reachedWave: z.number().catch(0),
  exportsSince: z.iso.datetime().optional().catch(undefined),
  oktaOffSince: z.iso.datetime().optional().catch(undefined),
  approvedBudget: budgetShape.nullish().catch(undefined),
  evidenceSeen: momentsShape.optional(),
});

/** The step and its time as the state has them; undefined when it has none, after an import for instance. */
export function progressIn(outputs: Properties): KnownProgress | undefined {
  const parsed = progress.safeParse(outputs);
  return parsed.success ? parsed.data : undefined;
}

/** An absent value is null: a property that is left out would keep the one of the state. */
export function outputsOf(
  { step, since, waitingFor, next, verification, reachedWave, exportsSince, approvedBudget }: Progress,
  carried: Carried = {},
): Properties {
  const state = waitingFor.length > 0 ? 'waiting' : step;
  return {
    state,
    step,
    since,
    waitingFor,
    next: next ?? null,
    verification: verification ?? null,
    reachedWave: reachedWave ?? carried.reachedWave ?? 0,
    // A verified server exports by right.
    exportsSince: step === 'active' ? null : (exportsSince ?? carried.exportsSince ?? null),
    oktaOffSince: carried.oktaOffSince ?? null,
    evidenceSeen: carried.evidenceSeen ?? null,
    approvedBudget:
      step === 'active' ? null : ((approvedBudget === undefined ? carried.approvedBudget : approvedBudget) ?? null),
  };
}
