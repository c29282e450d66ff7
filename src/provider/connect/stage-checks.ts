import type { ConnectActivationInputs } from '../../config/resource-table.js';
import { stopCommand } from './instructions.js';
import type { ServerState } from './server-state.js';

/**
 * What keeps the server from being ready for the cutover, one sentence each: staging mode on, scheduler off, the same
 * source anchor, and a deletion threshold that is low enough (facts 1.1, 1.2, 1.7).
 */
export function stageProblems(inputs: ConnectActivationInputs, state: ServerState): string[] {
  const { serverName, assessment, deletionThreshold } = inputs;
  const { scheduler, configuration } = state;
  const wanted = assessment.sourceAnchor.attribute;
  const actual = configuration?.sourceAnchorAttribute;
  const threshold = configuration?.deletionThreshold;
  return [
    ...state.problems,
    ...(scheduler === undefined
      ? [
          `No dated evidence shows the scheduler of ${serverName}: export it (export-scripts/Export-ConnectEvidence.ps1).`,
        ]
      : []),
    ...(scheduler?.stagingModeEnabled === false
      ? [`${serverName} is not in staging mode while Okta provisions: ${stopCommand}, then switch staging mode on.`]
      : []),
    ...(scheduler !== undefined && scheduler.syncCycleEnabled !== false
      ? [`The scheduler of ${serverName} is not known to be off: ${stopCommand}.`]
      : []),
    ...(actual?.toLowerCase() === wanted.toLowerCase()
      ? []
      : [`The source anchor of ${serverName} is ${actual ?? 'unknown'}, expected ${wanted}.`]),
    ...(threshold !== undefined && threshold >= 1 && threshold <= deletionThreshold
      ? []
      : [
          `${serverName} stops an export at ${threshold === 0 ? 'no number of' : (threshold ?? 'an unknown number of')} deletions, expected ${deletionThreshold} at most: Enable-ADSyncExportDeletionThreshold -DeletionThreshold ${deletionThreshold}.`,
        ]),
  ];
}
