import type { World } from '../world.js';
import type { DirectorySource } from './directory-source.js';
import type { ConnectState } from './state.js';

/** What the parts of the server work on. */
export interface Server {
  readonly state: ConnectState;
  readonly world: World;
  readonly directory: DirectorySource;
  /** How many objects an export sends between two looks at the clock. */
  readonly exportBatch: number;
}

/** What the wizard, a cmdlet or Synchronization Service Manager refuses. */
export class ConnectRefusal extends Error {}

/** `AllowedSyncCycleInterval`: what Entra allows at most as often. */
export const allowedIntervalSeconds = 1800;

/** `CurrentlyEffectiveSyncCycleInterval`: the customized one, where it is not more frequent than allowed. */
export function effectiveIntervalSeconds({ scheduler }: ConnectState): number {
  return Math.max(scheduler.customizedIntervalSeconds ?? 0, allowedIntervalSeconds);
}

type Installed = 'stagingMode' | 'passwordHashSync' | 'scheduler' | 'ad' | 'entra' | 'metaverse' | 'runs';

/** A server as the installation leaves it in staging mode, without a first synchronization: it has seen nobody. */
export function newlyInstalled(now: number): Pick<ConnectState, Installed> {
  const nextStart = now + allowedIntervalSeconds * 1000;
  return {
    stagingMode: true,
    passwordHashSync: false,
    scheduler: { enabled: false, suspended: false, nextPolicy: 'Initial', nextStart },
    ad: [],
    entra: [],
    metaverse: [],
    runs: [],
  };
}

/** True while a cycle or a single run is under way. */
export function isBusy({ state }: Server): boolean {
  return state.cycle !== undefined || state.runs.at(-1)?.result === 'in-progress';
}
