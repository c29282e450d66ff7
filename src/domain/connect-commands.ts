/**
 * Stops an Entra Connect server, without the wizard: first the cycle that runs, then the scheduler, which by itself would let
 * that cycle export to its end. Source: "Microsoft Entra Connect Sync: Scheduler".
 */
export const stopCommand = 'Stop-ADSyncSyncCycle; Set-ADSyncScheduler -SyncCycleEnabled $false';

/** Shows whether it has stopped: a connector may still be in the middle of a step. */
export const stopCheck = 'Get-ADSyncScheduler must then show SyncCycleInProgress False';

/** Reads what changed, synchronizes it and, but in staging mode, exports it. Source: "Microsoft Entra Connect Sync: Scheduler". */
export const cycleCommand = 'Start-ADSyncSyncCycle -PolicyType Delta';

/** Lets cycles run by themselves. Source: the same page. */
export const switchOnCommand = 'Set-ADSyncScheduler -SyncCycleEnabled $true';

/** The same, beginning with one now. */
export const enableCommand = `${switchOnCommand}; ${cycleCommand}`;

/** Lets a suspended scheduler go on. Source: the same page, SchedulerSuspended. */
export const closeWizardWords =
  'close the wizard of Microsoft Entra Connect, or let its upgrade end; Get-ADSyncScheduler must then show SchedulerSuspended False';

/** Comes before what exports nothing in staging mode only. */
export const stagingCheck = '(Get-ADSyncScheduler).StagingModeEnabled must show True first';

/** Does it in staging mode only: somebody may have left it since the evidence, and a cycle would export. */
export function inStagingOnly(command: string): string {
  return `if ((Get-ADSyncScheduler).StagingModeEnabled) { ${command} }`;
}

/** Reads Entra again and synchronizes every connector. Source: "Staging server and disaster recovery", Verify; the ADSync module. */
export function readAgainCommand(connectorName: string): string {
  return `Invoke-ADSyncRunProfile -ConnectorName ${quoted(connectorName)} -RunProfileName 'Full Import'; ${cycleCommand}`;
}

/**
 * Reads both sides again and synchronizes them as a whole, as new containers need. Source: "Microsoft Entra Connect Sync:
 * Scheduler", "Configure filtering".
 */
export const initialCommand = 'Start-ADSyncSyncCycle -PolicyType Initial';

/** Runs the package's export script. */
export function exportCommand(connectorName: string): string {
  return `.\\Export-ConnectEvidence.ps1 -Connector ${quoted(connectorName)} -Folder evidence\\connect`;
}

/** Source: "Prevent accidental deletes". */
export function thresholdCommand(deletions: number): string {
  return `Enable-ADSyncExportDeletionThreshold -DeletionThreshold ${deletions}`;
}

const stagingPage = 'Configure > Configure staging mode > Next > sign in';
const startBox = '“Start the synchronization process when configuration completes”';
const clearStart = `clear ${startBox}`;
/** Begins a cycle at the end of the wizard: but in staging mode it exports. */
export const tickStart = `tick ${startBox}`;
const withoutStart = `Next > ${clearStart} > Configure`;

/** The wizard's pages by which staging mode is left, nothing being exported yet. Source: "Staging server and disaster recovery". */
export const leaveStagingPages = `${stagingPage} > clear “Enable staging mode” > ${withoutStart}`;

/** Those by which it is switched on again. Source: the same page. */
export const enterStagingPages = `${stagingPage} > tick “Enable staging mode” > ${withoutStart}`;

/**
 * Those by which the server takes these containers and no others. In staging mode the synchronization that the last page starts
 * exports nothing. Source: "Configure filtering", organizational unit-based filtering (CONNECT-37).
 */
export function containerPages(units: readonly string[]): string {
  return `Configure > Customize synchronization options > Next > sign in > Next > Domain and OU filtering > ${tickedUnits(units)} > Next > Next > ${tickStart} > Configure`;
}

/** Those of an installation. Source: "Custom installation of Microsoft Entra Connect"; the tutorial. */
export function installPages(sourceAnchor: string): string {
  return `Identifying users > Choose a specific attribute > ${sourceAnchor} > Next > Configure > ${clearStart} > tick “Enable staging mode” > Install`;
}

/**
 * Those of a server that is installed afresh in staging mode and takes these containers, or all, from the start: it stages no
 * deletion of an object that it never synchronized (CONNECT-40). Emptying its connector spaces is not supported (CONNECT-39).
 */
export function freshServerPages(sourceAnchor: string, units: readonly string[]): string {
  return `Settings > Apps > Microsoft Entra Connect > Uninstall, then in the wizard of a new installation: Customize > Domain and OU filtering > ${tickedUnits(units)} > Next > ${installPages(sourceAnchor)}, then in Windows PowerShell: ${initialCommand}`;
}

function tickedUnits(units: readonly string[]): string {
  if (units.length === 0) return 'Sync all domains and OUs';
  return `Sync selected domains and OUs > ${units.map((unit) => `tick “${unit}”`).join(' > ')} > clear all others`;
}

/** A single-quoted word of PowerShell, for which typographic quotation marks are quotes too. */
function quoted(text: string): string {
  return `'${text.replaceAll(/['\u2018-\u201b]/g, '$&$&')}'`;
}
