import { mergeJson } from '../json.js';
import { timestamp, type World } from '../world.js';
import type { DirectorySource } from './directory-source.js';
import { pendingOf } from './entra-space.js';
import { receiveUser } from './service.js';
import { receiveObject } from './service-objects.js';
import type { Refusal } from './service-refusals.js';
import type { ConnectState, ExportCounts, ExportFailure } from './state.js';
import { deletionThreshold } from './threshold.js';

type Counts = { -readonly [Name in keyof ExportCounts]: number };
const none: ExportCounts = { add: 0, update: 0, delete: 0, refused: 0 };

/** How many objects were sent, whatever became of them. */
export function sentOf(counts: ExportCounts): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** What a run has done with what it did now. */
export function sumOf(before: ExportCounts = none, now: ExportCounts): ExportCounts {
  return {
    add: before.add + now.add,
    update: before.update + now.update,
    delete: before.delete + now.delete,
    refused: before.refused + now.refused,
  };
}

/** True when the run must not begin to send: more deletions wait than the tenant's threshold lets through. */
export function exceedsThreshold(state: ConnectState, world: World): boolean {
  const threshold = deletionThreshold(world.state.graph);
  const deletions = state.entra.filter((object) => pendingOf(object)?.operation === 'delete').length;
  return threshold !== undefined && deletions > threshold;
}

/** Sends what waits for the tenant, at most so many objects. */
export function exportToTenant(state: ConnectState, world: World, limit: number, tried: string[]): ExportCounts {
  const counts: Counts = { ...none };
  for (const object of [...state.entra]) {
    const pending = pendingOf(object);
    if (pending === undefined || tried.includes(object.id)) continue;
    if (sentOf(counts) === limit) break;
    tried.push(object.id);
    const receive = object.objectType === 'user' ? receiveUser : receiveObject;
    const outcome = receive(world, object, pending);
    if ('refused' in outcome) {
      counts.refused += 1;
      object.exportError = failure(outcome.refused, object.exportError, timestamp(world));
      continue;
    }
    counts[pending.operation] += 1;
    delete object.exportError;
    object.cloudAnchor = outcome.cloudAnchor;
    if (outcome.done === 'deleted') object.deletion = 'exported';
    else object.exported = object.wanted ?? {};
  }
  return counts;
}

/** Writes back to the directory what waits for it. */
export async function exportToDirectory(
  state: ConnectState,
  source: DirectorySource,
  now: string,
): Promise<ExportCounts> {
  const counts: Counts = { ...none };
  const waiting = state.ad.filter(({ writeBack }) => writeBack !== undefined);
  for (const object of waiting) {
    try {
      if (source.write === undefined) throw new Error('Insufficient access rights to perform the operation.');
      for (const [attribute, values] of Object.entries(object.writeBack ?? {}))
        await source.write(object.objectGuid, attribute, Buffer.from(values[0] ?? '', 'base64'));
      counts.update += 1;
      delete object.writeBack;
      delete object.exportError;
    } catch (error) {
      counts.refused += 1;
      const message = error instanceof Error ? error.message : String(error);
      object.exportError = failure({ name: 'permission-issue', code: '8344', message }, object.exportError, now);
    }
  }
  return counts;
}

/** What the tenant shows of a server that exported ("directory/onPremisesSynchronization", beta). */
export function reportExport(state: ConnectState, world: World): void {
  const { graph } = world.state;
  const waiting = (operation: string): number =>
    state.entra.filter((object) => pendingOf(object)?.operation === operation).length;
  graph.organization.onPremisesLastSyncDateTime = timestamp(world);
  graph.onPremisesSynchronization = mergeJson(graph.onPremisesSynchronization, {
    configuration: {
      anchorAttribute: state.sourceAnchorAttribute,
      synchronizationClientVersion: state.version,
      currentExportData: {
        clientMachineName: state.serverName,
        pendingObjectsAddition: waiting('add'),
        pendingObjectsDeletion: waiting('delete'),
        pendingObjectsUpdate: waiting('update'),
        serviceAccount: `Sync_${state.serverName}_stand-in`,
        successfulLinksProvisioningCount: 0,
        successfulObjectsProvisioningCount: state.entra.filter(({ exported }) => exported !== undefined).length,
        totalConnectorSpaceObjects: state.entra.length,
      },
    },
  });
}

function failure(refusal: Refusal, before: ExportFailure | undefined, at: string): ExportFailure {
  return { ...refusal, at, retries: before === undefined ? 0 : before.retries + 1 };
}
