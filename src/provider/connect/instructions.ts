import type { ConnectActivationInputs } from '../../config/resource-table.js';

type Server = Pick<ConnectActivationInputs, 'serverName' | 'connectorName'>;

/** The command that stops an Entra Connect server at once; it needs no wizard. */
export const stopCommand = 'Set-ADSyncScheduler -SyncCycleEnabled $false';

const exportAgain =
  'export the evidence again (export-scripts/Export-ConnectEvidence.ps1), commit it and run the update again';

/** What the operator of the server must do next, one sentence each. Source: facts 1.1-1.3. */
export const instructions = {
  readAgain: ({ serverName, connectorName }: Server): string =>
    `Okta is off. On ${serverName}, with staging mode on and the scheduler off: run a Full Import of “${connectorName}” and a Delta Synchronization of every connector, then ${exportAgain}. Nothing is switched on before that evidence is cleared.`,
  leaveStaging: ({ serverName }: Server): string =>
    `Cleared. On ${serverName}: check that the scheduler is off (${stopCommand}), then leave staging mode in the wizard (Configure staging mode) with “Start the synchronization process when configuration completes” unticked. Then ${exportAgain}.`,
  enableScheduler: ({ serverName }: Server): string =>
    `Cleared once more after staging mode was left. On ${serverName}: Set-ADSyncScheduler -SyncCycleEnabled $true, then Start-ADSyncSyncCycle -PolicyType Delta. Keep at hand: ${stopCommand}. After the cycle, ${exportAgain}.`,
  firstCycle: ({ serverName }: Server): string =>
    `The scheduler of ${serverName} is on and its first export has not ended well yet. Wait for the cycle, then ${exportAgain}. To stop it: ${stopCommand}.`,
  stop: ({ serverName }: Server): string =>
    `On ${serverName}: ${stopCommand}, and switch staging mode on again in the wizard. Then ${exportAgain}. Okta stays off until the evidence shows it.`,
} as const;
