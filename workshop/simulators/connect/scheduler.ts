import { advanceRun, beginRun, endRun } from './runs.js';
import { effectiveIntervalSeconds, type Server } from './server.js';
import type { PolicyType, RunProfile, Step } from './state.js';

const historyMilliseconds = 7 * 24 * 3600 * 1000;

/** Begins a cycle: imports, synchronizations and, but in staging mode, exports, in the order of the built-in scheduler. */
export function beginCycle({ state, world }: Server, policy: PolicyType): void {
  const { adConnector, entraConnector } = state;
  const kind = policy === 'Initial' ? 'Full' : 'Delta';
  const both = (profile: RunProfile): Step[] =>
    [adConnector, entraConnector].map((connector) => ({ connector, profile }));
  const exports: Step[] = [entraConnector, adConnector].map((connector) => ({ connector, profile: 'Export' }));
  state.cycle = [...both(`${kind} Import`), ...both(`${kind} Synchronization`), ...(state.stagingMode ? [] : exports)];
  // PurgeRunHistoryInterval
  state.runs = state.runs.filter(({ startedAt }) => startedAt > world.clock() - historyMilliseconds);
}

/**
 * Lets the service go on by one step: the run under way, the next one of its cycle, or the cycle that is due. False where
 * there is nothing to do.
 */
export async function work(server: Server): Promise<boolean> {
  const { state, world } = server;
  const run = state.runs.at(-1);
  if (run?.result === 'in-progress') {
    await advanceRun(server, run);
  } else if (state.cycle !== undefined) {
    const next = state.cycle.shift();
    if (next === undefined) endCycle(server);
    else beginRun(server, next);
  } else if (state.scheduler.enabled && !state.scheduler.suspended && world.clock() >= state.scheduler.nextStart) {
    beginCycle(server, state.scheduler.nextPolicy);
  } else {
    return false;
  }
  return true;
}

/** `Stop-ADSyncSyncCycle`: the run under way ends, what comes after it does not begin. */
export function stopCycle(server: Server): void {
  const run = server.state.runs.at(-1);
  if (run?.result === 'in-progress') endRun(server, run, 'stopped-user-termination-from-wmi-or-ui');
  if (server.state.cycle !== undefined) endCycle(server);
}

function endCycle({ state, world }: Server): void {
  delete state.cycle;
  state.scheduler.nextPolicy = 'Delta';
  state.scheduler.nextStart = world.clock() + effectiveIntervalSeconds(state) * 1000;
}
