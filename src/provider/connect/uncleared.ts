import type { ConnectActivationInputs } from '../../config/resource-table.js';
import type { SyncRun } from '../../domain/connect.js';
import { stopCommand } from '../../domain/connect-commands.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { UserError } from '../../domain/errors.js';
import { runEnd } from '../../domain/sync-run.js';
import { byHandText, exportsSince, firstOfAll, nameEach, unreviewedText } from './exports.js';
import type { KnownProgress } from './progress.js';
import { isAfter, isStill, type ServerState } from './server-state.js';

// What a server does and did although nobody cleared it: said by its own update, and wherever something else refuses that one.

/** A server that exports before it was cleared is stopped by its operator: nobody else can. */
export function refuseWhileExporting(
  inputs: ConnectActivationInputs,
  { scheduler }: ServerState,
  { step, reachedWave }: KnownProgress,
): void {
  // One that was cleared exports by right; one whose last wave is verified, until it is stopped for the next one.
  if (step !== 'leaveStaging' && (step !== 'evidence' || reachedWave > 0)) return;
  if (scheduler === undefined || scheduler.stagingModeEnabled || scheduler.syncCycleEnabled === false) return;
  throw new UserError(
    `${inputs.serverName} exports, although nobody was told to start it: its staging mode is off and its scheduler is on. Stop it now: ${stopCommand}. Then export the evidence again and run the update again.`,
    nextAtServer.stop(inputs),
  );
}

/** What is said of exports that nobody has cleared, where something refuses the step: the step itself would have named them. */
export function unclearedTexts(inputs: ConnectActivationInputs, state: ServerState, known: KnownProgress): string[] {
  const { step, since, exportsSince: start = since } = known;
  if (step === 'evidence') return unreviewedOf(inputs, state, known).named;
  return step === 'leaveStaging' ? nameEach(inputs, exportsSince(inputs, state, start), byHandText) : [];
}

/** The exports that nobody has reviewed, from the moment on that is judged, and what is said of them. */
export function unreviewedOf(
  inputs: ConnectActivationInputs,
  state: ServerState,
  known: KnownProgress,
): { readonly start: string | undefined; readonly unreviewed: readonly SyncRun[]; readonly named: string[] } {
  const start = judgedFrom(known, state);
  const unreviewed = start === undefined ? [] : exportsSince(inputs, state, start);
  return { start, unreviewed, named: nameEach(inputs, unreviewed, unreviewedText) };
}

/**
 * From when on every export is judged: what the state knows, or the first one where it knows nothing. A server whose last wave is
 * verified exports by right until its evidence shows it as stopped for the next one.
 */
function judgedFrom(
  { exportsSince: known, reachedWave, since }: KnownProgress,
  state: ServerState,
): string | undefined {
  if (known !== undefined) return known;
  if (reachedWave === 0) return firstOfAll;
  // Out of staging mode whatever somebody runs by hand exports: a scheduler that is off is enough.
  const isStopped = state.scheduler?.stagingModeEnabled === true || isStill(state);
  return isStopped && isAfter(state.schedulerReadAt, since) ? state.schedulerReadAt : undefined;
}

/** Demands the stop of a server whose export its own threshold has stopped. */
export function refuseAtThreshold(inputs: ConnectActivationInputs, last: SyncRun | undefined): void {
  if (last === undefined || runEnd(last) !== 'deletion-threshold') return;
  throw new UserError(
    `${inputs.serverName} stopped its export (${last.result}): more deletions waited than its threshold lets through, and nothing was exported. Stop it now: ${stopCommand}. Then look at the deletions that are staged (csexport /f:x) before anything else (docs/cutover.md).`,
    nextAtServer.stop(inputs),
  );
}
