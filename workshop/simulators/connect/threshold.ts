import type { GraphState } from '../graph/state.js';
import { isObject, mergeJson } from '../json.js';

/** How many deletions an export may send at most; undefined when the tenant does not count them. */
export function deletionThreshold(graph: GraphState): number | undefined {
  const { configuration } = graph.onPremisesSynchronization;
  const prevention = isObject(configuration) ? configuration.accidentalDeletionPrevention : undefined;
  if (!isObject(prevention) || prevention.synchronizationPreventionType !== 'enabledForCount') return undefined;
  return typeof prevention.alertThreshold === 'number' ? prevention.alertThreshold : undefined;
}

/** `Enable-ADSyncExportDeletionThreshold` and, without a number, `Disable-…`: the value is the tenant's. */
export function setThreshold(graph: GraphState, threshold: number | undefined): void {
  graph.onPremisesSynchronization = mergeJson(graph.onPremisesSynchronization, {
    configuration: {
      accidentalDeletionPrevention:
        threshold === undefined
          ? { synchronizationPreventionType: 'disabled', alertThreshold: 0 }
          : { synchronizationPreventionType: 'enabledForCount', alertThreshold: threshold },
    },
  });
}
