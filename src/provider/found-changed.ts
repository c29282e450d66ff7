import { type JsonValue, memberOf, readEntries } from '../audit/index.js';
import type { GuardedInputs } from '../domain/environment.js';
import type { OperationContext } from './ports.js';
import { recordAnyway } from './recorder.js';

/** One target as the journal names it, and what tells whether it is on: `connection` of an app, `scheduleState` of a job. */
export interface Told {
  readonly target: string;
  readonly by: 'connection' | 'scheduleState';
}

/**
 * What the journal last left the target as, where that is another state than the given one; undefined where they agree, or
 * the journal tells nothing. A run whose record was lost with its machine, or somebody at a console, changed it since.
 */
export async function otherThanRecorded(
  { journal, stack }: Pick<GuardedInputs, 'journal' | 'stack'>,
  { target, by }: Told,
  now: unknown,
): Promise<JsonValue | undefined> {
  const entries = await readEntries(journal).catch(() => []);
  const last = entries.findLast(
    (entry) =>
      entry.stack === stack &&
      entry.target === target &&
      entry.outcome === 'done' &&
      memberOf(entry.after, by) !== undefined,
  );
  const left = memberOf(last?.after, by);
  return left === undefined || now === undefined || left === now ? undefined : last?.after;
}

/**
 * Records a target that is found as wanted, but otherwise than the journal left it: nothing is written to it now, so no other
 * entry would say so.
 */
export async function recordFoundChanged(
  told: Told,
  found: JsonValue,
  inputs: GuardedInputs,
  context: OperationContext,
): Promise<void> {
  const before = await otherThanRecorded(inputs, told, memberOf(found, told.by));
  if (before === undefined) return;
  const entry = { operation: 'audit.found', target: told.target, outcome: 'done', before, after: found } as const;
  await recordAnyway(entry, inputs, context);
}
