import { advanceRun, beginRun } from './runs.js';
import { beginCycle, stopCycle } from './scheduler.js';
import { ConnectRefusal, effectiveIntervalSeconds, isBusy, newlyInstalled, type Server } from './server.js';
import type { PolicyType, Run, RunProfile } from './state.js';
import { setThreshold } from './threshold.js';

const profiles: readonly RunProfile[] = [
  'Full Import',
  'Delta Import',
  'Full Synchronization',
  'Delta Synchronization',
  'Export',
];

/** What the pages of the installation wizard can change afterwards. */
export interface WizardChange {
  readonly stagingMode?: boolean;
  readonly organizationalUnits?: readonly string[];
  readonly passwordHashSync?: boolean;
}

export interface SchedulerChange {
  readonly syncCycleEnabled?: boolean;
  readonly customizedIntervalSeconds?: number;
  readonly nextPolicy?: PolicyType;
}

/** What somebody at the server can do. Each refuses, with a `ConnectRefusal`, what the real one refuses. */
export interface Operator {
  /** The wizard, open: the scheduler is suspended until it is closed. */
  readonly openWizard: () => void;
  /** Applies the change and closes the wizard; with the tick at "Start the synchronization process" the scheduler is on. */
  readonly finishWizard: (change: WizardChange, options?: { readonly startSynchronization?: boolean }) => void;
  /** `Set-ADSyncScheduler`. */
  readonly setScheduler: (change: SchedulerChange) => void;
  /** `Start-ADSyncSyncCycle -PolicyType`. */
  readonly startSyncCycle: (policy: PolicyType) => void;
  /** `Stop-ADSyncSyncCycle`. */
  readonly stopSyncCycle: () => void;
  /** `(Get-ADSyncScheduler).StagingModeEnabled`. */
  readonly isInStagingMode: () => boolean;
  /** `Invoke-ADSyncRunProfile`: comes back when the run has ended. */
  readonly runProfile: (connector: string, profile: RunProfile) => Promise<Run>;
  /** Uninstalls Entra Connect and installs it again in staging mode, with these containers: it remembers nobody. */
  readonly reinstall: (organizationalUnits: readonly string[]) => void;
  /** `Enable-ADSyncExportDeletionThreshold`, and `Disable-…` without a number. */
  readonly setDeletionThreshold: (threshold: number | undefined) => void;
}

/** The operator of a server. */
export function createOperator(server: Server): Operator {
  const { state, world } = server;
  return {
    openWizard() {
      if (isBusy(server))
        throw new ConnectRefusal(
          'Cannot change configuration: a synchronization is running. Wait for it, or run Stop-ADSyncSyncCycle.',
        );
      if (state.scheduler.suspended) throw new ConnectRefusal('The wizard is open already.');
      state.scheduler.suspended = true;
    },
    finishWizard(change, { startSynchronization = false } = {}) {
      if (!state.scheduler.suspended) throw new ConnectRefusal('The wizard is not open.');
      const hasNewScope = change.organizationalUnits !== undefined;
      state.stagingMode = change.stagingMode ?? state.stagingMode;
      state.passwordHashSync = change.passwordHashSync ?? state.passwordHashSync;
      state.organizationalUnits = change.organizationalUnits ?? state.organizationalUnits;
      state.scheduler.suspended = false;
      state.scheduler.enabled = startSynchronization;
      if (hasNewScope) state.scheduler.nextPolicy = 'Initial';
      if (startSynchronization) beginCycle(server, state.scheduler.nextPolicy);
    },
    setScheduler({ syncCycleEnabled, customizedIntervalSeconds, nextPolicy }) {
      if (syncCycleEnabled !== undefined) state.scheduler.enabled = syncCycleEnabled;
      if (customizedIntervalSeconds !== undefined) {
        // At once, since build 1.1.281.
        const before = effectiveIntervalSeconds(state);
        state.scheduler.customizedIntervalSeconds = customizedIntervalSeconds;
        state.scheduler.nextStart += (effectiveIntervalSeconds(state) - before) * 1000;
      }
      if (nextPolicy !== undefined) state.scheduler.nextPolicy = nextPolicy;
    },
    startSyncCycle(policy) {
      refuseWhileBusy(server);
      beginCycle(server, policy);
    },
    isInStagingMode: () => state.stagingMode,
    stopSyncCycle: () => stopCycle(server),
    reinstall(organizationalUnits) {
      refuseWhileBusy(server);
      Object.assign(state, newlyInstalled(world.clock()), { organizationalUnits, importedUnits: organizationalUnits });
    },
    async runProfile(connector, profile) {
      refuseUnknown(server, connector);
      if (!profiles.includes(profile)) throw new ConnectRefusal(`The connector has no run profile '${profile}'.`);
      refuseWhileBusy(server);
      beginRun(server, { connector, profile });
      let run = lastRun(server);
      while (run.result === 'in-progress') {
        await advanceRun(server, run);
        run = lastRun(server);
      }
      return run;
    },
    setDeletionThreshold(threshold) {
      setThreshold(world.state.graph, threshold);
    },
  };
}

function lastRun({ state }: Server): Run {
  const run = state.runs.at(-1);
  if (run === undefined) throw new Error('The server has no runs.');
  return run;
}

function refuseUnknown({ state }: Server, connector: string): void {
  if (connector !== state.adConnector && connector !== state.entraConnector)
    throw new ConnectRefusal(
      `There is no connector '${connector}'. There are: ${state.adConnector}; ${state.entraConnector}`,
    );
}

function refuseWhileBusy(server: Server): void {
  if (server.state.scheduler.suspended)
    throw new ConnectRefusal('The scheduler is suspended: the wizard is open. Close it first.');
  if (isBusy(server)) throw new ConnectRefusal('The synchronization engine is busy: a run or a cycle is in progress.');
}
