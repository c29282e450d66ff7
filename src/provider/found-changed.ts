import { type JsonValue, memberOf, readEntries, switchedBetween, targetId, tellsSwitches } from '../audit/index.js';
import type { GuardedInputs } from '../config/resource-table.js';
import type { OperationContext } from './ports.js';
import { recordAnyway } from './recorder.js';

/** One target as the journal names it, and what tells whether it is on: `connection` of an app, `scheduleState` of a job. */
export interface Told {
  readonly target: string;
  readonly by: 'connection' | 'scheduleState';
}

type Journal = Pick<GuardedInputs, 'journal' | 'stack'>;

/**
 * Whether the target is switched on or off now in another way than the journal last left it. A run whose record was lost with its
 * machine, or somebody at a console, changed it since. False where the journal tells nothing.
 */
export async function isOtherThanRecorded(journal: Journal, { target, by }: Told, now: unknown): Promise<boolean> {
  const left = memberOf(await lastLeft(journal, target), by);
  return left !== undefined && now !== undefined && left !== now;
}

/** What the journal last left the target as. */
async function lastLeft({ journal, stack }: Journal, target: string): Promise<JsonValue | undefined> {
  const entries = await readEntries(journal).catch(() => []);
  const id = targetId(target);
  return entries.findLast(
    (entry) =>
      entry.stack === stack && targetId(entry.target) === id && entry.outcome === 'done' && tellsSwitches(entry.after),
  )?.after;
}

/**
 * Records a target that is as declared, but not as the journal left it: nothing is written to it now, so no other
 * entry would say so.
 */
export async function recordFoundChanged(
  target: string,
  found: JsonValue,
  inputs: GuardedInputs,
  context: OperationContext,
): Promise<void> {
  const before = await lastLeft(inputs, target);
  if (before === undefined || switchedBetween(before, found).length === 0) return;
  await recordFound(target, before, found, inputs, context);
}

/** Records what is there although no entry tells who made it so. */
export async function recordFound(
  target: string,
  before: JsonValue,
  after: JsonValue,
  inputs: GuardedInputs,
  context: OperationContext,
): Promise<void> {
  await recordAnyway({ operation: 'audit.found', target, outcome: 'done', before, after }, inputs, context);
}
