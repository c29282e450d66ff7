import type { ConnectActivationInputs } from '../../config/resource-table.js';
import {
  enableCommand,
  enterStagingPages,
  initialCommand,
  leaveStagingPages,
  stagingCheck,
  stopCheck,
  stopCommand,
} from '../../domain/connect-commands.js';
import { counted } from '../../domain/counted.js';
import { oldestHours } from '../../pipeline/backup/backup.js';

type Server = Pick<ConnectActivationInputs, 'serverName' | 'connectorName'>;

const exportAgain =
  'export the evidence again (export-scripts/Export-ConnectEvidence.ps1), commit it and run the update again';

const whereToLook =
  'Synchronization Service Manager, Operations, shows the counts of the run; Get-ADSyncConnectorRunStatus shows the connector for as long as it runs';

/**
 * What the operator of the server must do next, one sentence each. Source: "Microsoft Entra Connect Sync: Scheduler" and
 * "Staging server and disaster recovery".
 */
export const instructions = {
  readAgain: ({ serverName, connectorName }: Server): string =>
    `Okta is off. From now on the scheduler of ${serverName} must be off, with staging mode still on: ${stopCommand} (${stopCheck}). Run a Full Import of “${connectorName}” and a Delta Synchronization of every connector, then ${exportAgain}. Nothing is switched on before that evidence is cleared.`,
  readWave: ({ serverName }: Server): string =>
    `Okta is off. Before this wave ${serverName} must be stopped (${stopCommand}; ${stopCheck}) and in staging mode, take the containers of the wave and no others, and have read and synchronized everything since (${initialCommand}; ${stagingCheck}). Then ${exportAgain}. Nothing is switched on before that evidence is cleared.`,
  notExported: ({ serverName }: Server, count: number): string =>
    `${serverName} has exported, and ${counted(count, 'object of this wave is', 'objects of this wave are')} as before: the log names them. After the next cycle, ${exportAgain}. To stop it: ${stopCommand}.`,
  nobodyStaged: ({ serverName }: Server): string =>
    `${serverName} would export nobody of this wave: nothing is staged for any person of its units, so its export would show nothing. Have somebody to export first: put people who are still to be taken over into the units of the wave, or change a value of one of them in Active Directory. Then run ${initialCommand} (${stagingCheck}) and ${exportAgain}. Nothing is switched on before that.`,
  nobodyExported: ({ serverName }: Server): string =>
    `${serverName} exported nobody of this wave, so nobody could be compared: there is nothing that a go could be about. To stop it: ${stopCommand}. Export somebody first: switch staging mode on (${enterStagingPages}), so that the wave is reviewed from the start with somebody in it.`,
  leaveStaging: ({ serverName }: Server): string =>
    `Cleared. On ${serverName}: check that the scheduler is off (Get-ADSyncScheduler shows SyncCycleEnabled False and SyncCycleInProgress False), then leave staging mode in the wizard: ${leaveStagingPages}. Then ${exportAgain}.`,
  enableScheduler: ({ serverName }: Server): string =>
    `Cleared again after staging mode was left. On ${serverName}, within ${oldestHours} hours: ${enableCommand}. Keep at hand: ${stopCommand}. The first export sends every object and may take hours. After the cycle, ${exportAgain}.`,
  clearedLongAgo: ({ serverName }: Server, since: string): string =>
    `The scheduler of ${serverName} was cleared at ${since}, more than ${oldestHours} hours ago, and was never switched on. Leave it off: people came and left since. First ${exportAgain}: it is cleared again, and what is there now is kept before the first write.`,
  inStaging: ({ serverName }: Server): string =>
    `${serverName} is in staging mode again: what it has staged by now was not cleared. Stop it (${stopCommand}; ${stopCheck}), then ${exportAgain}: everything is reviewed from the start.`,
  suspended: ({ serverName }: Server): string =>
    `The scheduler of ${serverName} is on, and suspended: its wizard is open, or it is upgraded. Until that ends it exports nothing by itself. Then ${exportAgain}.`,
  firstCycle: ({ serverName }: Server): string =>
    `The scheduler of ${serverName} is on, and no export of it has begun yet. Wait for the cycle (${whereToLook}), then ${exportAgain}. To stop it: ${stopCommand}.`,
  exporting: ({ serverName }: Server, startedAt: string | undefined): string =>
    `${serverName} exports${startedAt === undefined ? '' : ` since ${startedAt}`} and has not ended. That is not a failure: a first export sends every object and may take hours. ${whereToLook}. Once it has ended, ${exportAgain}. To stop it: ${stopCommand}.`,
  exportBrokeOff: ({ serverName }: Server, result: string, endedAt: string | undefined): string =>
    `The last export of ${serverName} ended${endedAt === undefined ? '' : ` at ${endedAt}`} with ${result}: it did not send everything, and the people of the cleared evidence are as they were. Fix what the run names (${whereToLook}); the next cycle sends the rest. Then ${exportAgain}. To stop it: ${stopCommand}.`,
  exportFailed: ({ serverName }: Server, result: string, endedAt: string | undefined): string =>
    `The last export of ${serverName} ended${endedAt === undefined ? '' : ` at ${endedAt}`} with ${result}: it did not send everything. Fix what the run names (${whereToLook}); the next cycle sends the rest. Then ${exportAgain}. To stop it: ${stopCommand}.`,
  schedulerMissing: ({ serverName }: Server): string =>
    `No dated evidence shows the whole scheduler of ${serverName}, so nobody knows whether it exports: ${exportAgain}.`,
  namesMissing: ({ serverName }: Server, result: string): string =>
    `The last export of ${serverName} ended with ${result}, and no list that is newer names the objects that Entra refused. On ${serverName}, ${exportAgain}: csexport /f:e names them.`,
  countsMissing: ({ serverName }: Server): string =>
    `${serverName} exported, and its evidence does not show how much, so nobody can compare that with cutover:budget. Give the run results with their steps (Get-ADSyncRunProfileResult -RunStepDetails, as export-scripts/Export-ConnectEvidence.ps1 does) and run the update again.`,
  refused: ({ serverName }: Server, count: number): string =>
    `Entra refused ${counted(count, 'object')} of the last export of ${serverName}; all others were exported, and the people of the cleared evidence are as they were. The findings of export-error name them: fix what each names, or accept it with a waiver. After the next cycle, ${exportAgain}.`,
  nobodyProvisions: ({ serverName }: Server): string =>
    `Nobody provisions: Okta is off, and ${serverName} was verified and is stopped by now (in staging mode, or its scheduler is off or suspended).`,
  clearedInCutover:
    'Phase complete lets no server export that did not export before. Set cutover:phase to cutover and run the update: it looks again and says what to do.',
  goesBack:
    'The environment is complete, and what a server has staged since is cleared in phase cutover only, to which no move leads from here. Set cutover:phase to rollback and run the update. If somebody lets the server export again, the next update by newer evidence looks at it.',
  goOn: ({ serverName }: Server, words: string, wave?: number): string =>
    `What ${serverName} has staged is cleared. Let it go on (${words}), ${wave === undefined ? '' : `begin the next wave (cutover:wave: ${wave}), for which it is stopped anyway, `}or go back: cutover:phase: rollback. Then ${exportAgain}.`,
  stop: ({ serverName }: Server): string =>
    `On ${serverName}: ${stopCommand} (${stopCheck}), and switch staging mode on again in the wizard: ${enterStagingPages}. Then ${exportAgain}. Okta stays off until the evidence shows it.`,
} as const;
