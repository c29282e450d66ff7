/**
 * Stops an Entra Connect server, without the wizard: first the cycle that runs, then the scheduler, which by itself would let
 * that cycle export to its end. Source: "Microsoft Entra Connect Sync: Scheduler".
 */
export const stopCommand = 'Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false';

/** Shows whether it has stopped: a connector may still be in the middle of a step. */
export const stopCheck = 'Get-ADSyncScheduler must then show SyncCycleInProgress False';
