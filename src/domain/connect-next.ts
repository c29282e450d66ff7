import {
  closeWizardWords,
  containerPages,
  cycleCommand,
  enableCommand,
  enterStagingPages,
  exportCommand,
  freshServerPages,
  initialCommand,
  inStagingOnly,
  installPages,
  leaveStagingPages,
  readAgainCommand,
  stopCommand,
  switchOnCommand,
  thresholdCommand,
  tickStart,
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
  readAgain: (server: Server): string => inPowerShell(server, inStagingOnly(readAgainCommand(server.connectorName))),
  initial: (server: Server): string => inPowerShell(server, inStagingOnly(initialCommand)),
  cycleInStaging: (server: Server): string => inPowerShell(server, inStagingOnly(cycleCommand)),
  containers: (server: Server, units: readonly string[]): string => inWizard(server, containerPages(units)),
  freshServer: (server: Server, sourceAnchor: string, units: readonly string[]): string =>
    `On ${server.serverName}: ${freshServerPages(sourceAnchor, units)}`,
  cycle: (server: Server): string => inPowerShell(server, cycleCommand),
  enableScheduler: (server: Server): string => inPowerShell(server, enableCommand),
  closeWizard: ({ serverName }: Server): string => `On ${serverName}: ${closeWizardWords}`,
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

/** How two writers end where Entra writes by right and the update that would switch Okta off is refused. Source: OKTA, “Provisioning”. */
export const oktaOff =
  'In the Okta admin console: the Office 365 app > Provisioning > Integration > Edit > clear “Enable API integration” > Save';

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
  return next && setPhase(stack, next);
}

/** A phase, as the line of the stack file that a pull request changes. */
export function setPhase(stack: string, phase: Phase): string {
  return `In Pulumi.${stack}.yaml, by a pull request: cutover:phase: ${phase}`;
}

/** The wave that follows, as the line of the stack file that a pull request changes. */
export function nextWave(stack: string, wave: number): string {
  return `In Pulumi.${stack}.yaml, by a pull request: cutover:wave: ${wave}`;
}

/** What somebody is asked for: what is waited for, one sentence each, and the one thing to do next, to the word. */
export interface Asked {
  readonly waitingFor: readonly string[];
  readonly next?: string;
}

/** By each of them a server exports that is out of staging mode, whatever its last evidence showed. */
const exporting = [
  leaveStagingPages,
  switchOnCommand,
  cycleCommand,
  initialCommand,
  closeWizardWords,
  tickStart,
] as const;

/** True for words by which a server may export. Stopping it and exporting evidence let nobody write. */
export function letsExport(text: string): boolean {
  return exporting.some((words) => text.includes(words));
}

/**
 * What is asked for while something stands against letting the server export: the same, but for what would let it, and for what
 * brings the environment further.
 *
 * @param reason what is said instead of what was waited for.
 * @param instead what is done next instead.
 */
export function withoutExport({ waitingFor, next }: Asked, reason: string, instead: string): Asked {
  const kept = waitingFor.filter((text) => !letsExport(text));
  const isAboutExport = kept.length < waitingFor.length || (next !== undefined && letsExport(next));
  const isNextKept = next === undefined ? !isAboutExport : next.startsWith('On ') && !letsExport(next);
  const said = isNextKept ? next : instead;
  return { waitingFor: isAboutExport ? [reason, ...kept] : waitingFor, ...(said !== undefined && { next: said }) };
}

/**
 * What is asked for while somebody holds the environment: the hold comes first, before whatever would let the server export.
 *
 * @param holds what holds it, one sentence each; empty where nobody does.
 * @param isDeclared true where `cutover:hold` is among them; a hold file alone is removed where it lies.
 */
export function whileHeld(asked: Asked, holds: readonly string[], stack: string, isDeclared: boolean): Asked {
  return holds.length === 0 ? asked : withoutExport(asked, heldText(holds), endOfHold(stack, isDeclared));
}

/** What is said of a hold on the road of Entra Connect. */
export function heldText(holds: readonly string[]): string {
  return `Held (${holds.join('; ')}): do nothing that lets the server export. After the hold, the next update clears it again.`;
}

/** True for what is said of a hold. */
export function isHeldText(text: string): boolean {
  return text.startsWith('Held (');
}

const endOfFile = 'Where it lies: remove the file that CUTOVER_HOLD_FILE names';
const declaredEnd = 'cutover:hold: false';

/** How a hold ends, to the word. */
export function endOfHold(stack: string, isDeclared: boolean): string {
  return isDeclared ? `In Pulumi.${stack}.yaml, by a pull request: ${declaredEnd}` : endOfFile;
}

/** True for words by which a hold ends: they were said while there was one. */
export function endsHold(next: string): boolean {
  return next === endOfFile || placedWords(next).words === declaredEnd;
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
