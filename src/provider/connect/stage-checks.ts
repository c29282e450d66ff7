import type { ConnectActivationInputs } from '../../config/resource-table.js';
import {
  cycleCommand,
  stagingCheck,
  stopCommand,
  switchOnCommand,
  thresholdCommand,
} from '../../domain/connect-commands.js';
import { nextAtServer } from '../../domain/connect-next.js';
import { counted } from '../../domain/counted.js';
import { cyclesByItself, type ServerState } from './server-state.js';
import { containerProblem, type ServerProblem } from './waves.js';

/**
 * What keeps the server from being ready for the cutover, one sentence each: staging mode on, a synchronization within 7
 * days, the same source anchor, and a deletion threshold that is low enough. The scheduler may stay on: in staging mode it
 * exports nothing. Source: "Microsoft Entra Connect Sync: Scheduler", "Staging server", "Prevent accidental deletes".
 */
export function stageProblems(inputs: ConnectActivationInputs, state: ServerState): ServerProblem[] {
  const { serverName, assessment } = inputs;
  const { scheduler, configurations } = state;
  const wanted = assessment.sourceAnchor.attribute;
  // The settings and the policy are files of their own.
  const actual = configurations.flatMap((one) => one.sourceAnchorAttribute ?? [])[0];
  return [
    ...state.problems.map((text) => ({ text, next: nextAtServer.exportEvidence(inputs) })),
    ...(scheduler === undefined
      ? [
          {
            text: `No dated evidence shows the scheduler of ${serverName}: export it (export-scripts/Export-ConnectEvidence.ps1).`,
            next: nextAtServer.exportEvidence(inputs),
          },
        ]
      : []),
    ...(state.runs.length === 0
      ? [
          {
            text: `No evidence shows what ${serverName} ran, so nobody knows whether it exported: export its runs (export-scripts/Export-ConnectEvidence.ps1).`,
            next: nextAtServer.exportEvidence(inputs),
          },
        ]
      : []),
    ...(scheduler?.stagingModeEnabled === false
      ? [
          {
            text: `${serverName} is not in staging mode while Okta provisions: ${stopCommand}, then switch staging mode on.`,
            next: nextAtServer[scheduler.syncCycleEnabled === false ? 'enterStaging' : 'stop'](inputs),
          },
        ]
      : []),
    ...overdue(inputs, state),
    ...(containerProblem(inputs, state) ?? []),
    ...(actual?.toLowerCase() === wanted.toLowerCase()
      ? []
      : [
          {
            text: `The source anchor of ${serverName} is ${actual ?? 'unknown'}, expected ${wanted}. Once installed it can't be changed: uninstall Entra Connect, and install it with the other one.`,
            next: actual === undefined ? nextAtServer.exportEvidence(inputs) : nextAtServer.install(inputs, wanted),
          },
        ]),
    ...thresholdProblem(inputs, state),
  ];
}

/**
 * What is said where the server’s own threshold lets through more deletions than declared, or none is known: by then nothing
 * would stop an export that deletes. Source: "Prevent accidental deletes".
 */
export function thresholdProblem(
  server: Pick<ConnectActivationInputs, 'serverName' | 'connectorName' | 'deletionThreshold'>,
  { configurations }: Pick<ServerState, 'configurations'>,
): ServerProblem[] {
  const { serverName, deletionThreshold } = server;
  const threshold = configurations.flatMap((one) => one.deletionThreshold ?? [])[0];
  if (threshold !== undefined && threshold >= 1 && threshold <= deletionThreshold) return [];
  if (threshold === undefined) {
    return [
      {
        text: `No evidence shows at how many deletions ${serverName} stops an export, expected ${deletionThreshold} at most: export the evidence again (export-scripts/Export-ConnectEvidence.ps1).`,
        next: nextAtServer.exportEvidence(server),
        isUnknown: true,
      },
    ];
  }
  const found = threshold === 0 ? 'no number of deletions' : counted(threshold, 'deletion');
  return [
    {
      text: `${serverName} stops an export at ${found}, expected ${deletionThreshold} at most: ${thresholdCommand(deletionThreshold)}.`,
      next: nextAtServer.deletionThreshold(server, deletionThreshold),
    },
  ];
}

const week = 7 * 24 * 3_600_000;

/**
 * Where cycles don't run by themselves, a delta synchronization is due within 7 days of the last one (CONNECT-5), in staging
 * mode too.
 */
function overdue(inputs: ConnectActivationInputs, { scheduler, schedulerReadAt, runs }: ServerState): ServerProblem[] {
  // Out of staging mode a cycle exports: staging mode comes first.
  if (!scheduler?.stagingModeEnabled || cyclesByItself(scheduler)) return [];
  const times = runs
    .filter(({ profileName }) => /sync/i.test(profileName ?? ''))
    .map(({ startedAt, endedAt }) => Date.parse(String(endedAt ?? startedAt)))
    .filter(Number.isFinite);
  const last = Math.max(...times);
  // Where no synchronization is shown, the gate asks for one.
  if (times.length === 0 || !(Date.parse(String(schedulerReadAt)) - last > week)) return [];
  return [
    {
      text: `${inputs.serverName} synchronized last at ${new Date(last).toISOString()}, more than 7 days before its evidence, and its scheduler is off or suspended. ${stagingCheck}; then it exports nothing: ${switchOnCommand}, or ${cycleCommand} at least every 7 days.`,
      next: nextAtServer.cycleInStaging(inputs),
    },
  ];
}
