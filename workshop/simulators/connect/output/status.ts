import { allowedIntervalSeconds, effectiveIntervalSeconds } from '../server.js';
import type { ConnectState } from '../state.js';
import { DateTime, type PowerShellObject, TimeSpan } from './powershell.js';

/** `Get-ADSyncScheduler`. The policy is an enumeration, which ConvertTo-Json writes as its number. */
export function schedulerObject(state: ConnectState): PowerShellObject {
  const { scheduler } = state;
  const customized = scheduler.customizedIntervalSeconds;
  return {
    AllowedSyncCycleInterval: new TimeSpan(allowedIntervalSeconds),
    CurrentlyEffectiveSyncCycleInterval: new TimeSpan(effectiveIntervalSeconds(state)),
    CustomizedSyncCycleInterval: customized === undefined ? null : new TimeSpan(customized),
    NextSyncCyclePolicyType: { Unspecified: 0, Delta: 1, Initial: 2 }[scheduler.nextPolicy],
    NextSyncCycleStartTimeInUTC: new DateTime(scheduler.nextStart),
    PurgeRunHistoryInterval: new TimeSpan(7 * 24 * 3600),
    SyncCycleEnabled: scheduler.enabled,
    MaintenanceEnabled: true,
    StagingModeEnabled: state.stagingMode,
    SchedulerSuspended: scheduler.suspended,
    SyncCycleInProgress: state.cycle !== undefined,
  };
}

/** `Get-ADSyncRunProfileResult -NumberRequested …`, the newest first, with the properties that the export script selects: one step is not an array. */
export function runObjects(state: ConnectState, requested: number): PowerShellObject[] {
  return state.runs
    .slice(-requested)
    .reverse()
    .map(({ id, connector, profile, result, startedAt, endedAt, exported }) => ({
      RunHistoryId: id,
      ConnectorName: connector,
      RunProfileName: profile,
      Result: result,
      IsRunComplete: endedAt !== undefined,
      StartDate: new DateTime(startedAt),
      EndDate: endedAt === undefined ? null : new DateTime(endedAt),
      RunStepResults: {
        StepNumber: 1,
        StepResult: result,
        ExportAdd: exported?.add ?? 0,
        ExportUpdate: exported?.update ?? 0,
        ExportDelete: exported?.delete ?? 0,
        ExportDeleteAdd: 0,
        ExportFailure: exported?.refused ?? 0,
      },
    }));
}
