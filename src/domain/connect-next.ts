import {
  containerPages,
  cycleCommand,
  enableCommand,
  enterStagingPages,
  exportCommand,
  freshServerPages,
  initialCommand,
  installPages,
  leaveStagingPages,
  readAgainCommand,
  stopCommand,
  thresholdCommand,
} from './connect-commands.js';
import type { Phase } from './phase.js';

/** Of a server, as instructions name it. */
interface Server {
  readonly serverName: string;
  readonly connectorName: string;
}

const inPowerShell = ({ serverName }: Server, words: string): string =>
  `On ${serverName}, in Windows PowerShell as an administrator: ${words}`;
const inWizard = ({ serverName }: Server, pages: string): string =>
  `On ${serverName}, in the wizard of Microsoft Entra Connect: ${pages}`;

/**
 * The one thing that somebody does next on the road of Entra Connect: where, and the words that are typed there, or the pages of
 * the wizard. The words are all that follows the first colon.
 */
export const nextAtServer = {
  install: (server: Server, sourceAnchor: string): string => inWizard(server, installPages(sourceAnchor)),
  stop: (server: Server): string => inPowerShell(server, stopCommand),
  readAgain: (server: Server): string => inPowerShell(server, readAgainCommand(server.connectorName)),
  initial: (server: Server): string => inPowerShell(server, initialCommand),
  containers: (server: Server, units: readonly string[]): string => inWizard(server, containerPages(units)),
  freshServer: (server: Server, sourceAnchor: string, units: readonly string[]): string =>
    `On ${server.serverName}: ${freshServerPages(sourceAnchor, units)}`,
  cycle: (server: Server): string => inPowerShell(server, cycleCommand),
  enableScheduler: (server: Server): string => inPowerShell(server, enableCommand),
  deletionThreshold: (server: Server, deletions: number): string => inPowerShell(server, thresholdCommand(deletions)),
  exportEvidence: (server: Server): string => inPowerShell(server, exportCommand(server.connectorName)),
  leaveStaging: (server: Server): string => inWizard(server, leaveStagingPages),
  enterStaging: (server: Server): string => inWizard(server, enterStagingPages),
  /** Not the operator's turn: what shows that it is again. */
  wait: ({ serverName }: Server): string =>
    `On ${serverName}: wait until Get-ADSyncScheduler shows SyncCycleInProgress False, then export the evidence`,
} as const;

/** An instruction by its first colon: where it belongs, and the words. Without one, all of it are words. */
export function placedWords(next: string): { readonly where: string; readonly words: string } {
  const colon = next.indexOf(': ');
  return colon < 0 ? { where: '', words: next } : { where: next.slice(0, colon), words: next.slice(colon + 2) };
}

/** The phase that follows, as the line of the stack file that a pull request changes. */
export function nextPhase(stack: string, reached: Phase): string | undefined {
  const follows: Readonly<Record<Phase, Phase | undefined>> = {
    assess: 'stage',
    stage: 'cutover',
    cutover: 'complete',
    complete: undefined,
    rollback: 'assess',
  };
  const next = follows[reached];
  return next && `In Pulumi.${stack}.yaml, by a pull request: cutover:phase: ${next}`;
}

/** The wave that follows, as the line of the stack file that a pull request changes. */
export function nextWave(stack: string, wave: number): string {
  return `In Pulumi.${stack}.yaml, by a pull request: cutover:wave: ${wave}`;
}

/** What lets somebody write: it waits while the environment is held. Stopping, reading and exporting evidence do not. */
const writing: ReadonlySet<string> = new Set([leaveStagingPages, enableCommand, cycleCommand]);

/**
 * What is done next while somebody holds the environment: the same where that lets nobody write, and else the end of the hold.
 *
 * @param next what would be done without the hold.
 * @param isDeclared true for `cutover:hold`, false for a hold file.
 */
export function nextWhileHeld(next: string, stack: string, isDeclared: boolean): string {
  const { where, words } = placedWords(next);
  if (where.startsWith('On ') && !writing.has(words)) return next;
  return isDeclared
    ? `In Pulumi.${stack}.yaml, by a pull request: cutover:hold: false`
    : 'Where it lies: remove the file that CUTOVER_HOLD_FILE names';
}

/**
 * What the first update of a phase will ask of the server's operator; undefined where nobody has to do anything there. The
 * update that follows says it again, by what the server's evidence shows then.
 */
export function firstAtServer(phase: Phase, server: Server, sourceAnchor: string): string | undefined {
  const first: Readonly<Record<Phase, string | undefined>> = {
    assess: undefined,
    stage: nextAtServer.install(server, sourceAnchor),
    cutover: nextAtServer.stop(server),
    complete: undefined,
    rollback: nextAtServer.stop(server),
  };
  return first[phase];
}
