import type { SyncRun, SyncScheduler, SyncStatus } from '../../domain/connect.js';
import { jsonItems, jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';
import type { ReadLog } from '../read-log.js';
import { readDateTime, readTimeSpan } from './powershell.js';

type Members = ReadonlyMap<string, unknown>;

/**
 * The status in the JSON of `Get-ADSyncScheduler | ConvertTo-Json` (facts 1.2) or of run results
 * (`Get-ADSyncRunProfileResult | ConvertTo-Json`): one object or a list, also of both. Undefined when nothing in it is
 * either; what is wrong goes to the log.
 */
export function convertSyncStatus(document: unknown, log: ReadLog): SyncStatus | undefined {
  let scheduler: SyncScheduler | undefined;
  const runs: SyncRun[] = [];
  for (const [index, item] of jsonItems(document).entries()) {
    const members = jsonObject(item);
    const position = index + 1;
    if (members?.has('StagingModeEnabled') || members?.has('SyncCycleEnabled')) {
      if (scheduler !== undefined)
        log.reject(position, 'This is a second scheduler, expected one. Give each server’s file by itself.');
      else scheduler = convertScheduler(members, position, log);
    } else if (members?.has('Result') && (members.has('RunProfileName') || members.has('RunHistoryId'))) {
      const run = convertRun(members, position, log);
      if (run !== undefined) runs.push(run);
    } else {
      log.reject(
        position,
        'This is neither a scheduler nor a run result, expected the output of Get-ADSyncScheduler | ConvertTo-Json or of Get-ADSyncRunProfileResult | ConvertTo-Json.',
      );
    }
  }
  if (scheduler === undefined && runs.length === 0) return undefined;
  return { at: { origin: log.origin, line: 1 }, ...knownFields({ scheduler }), runs };
}

function convertScheduler(members: Members, position: number, log: ReadLog): SyncScheduler | undefined {
  const flag = (name: string): boolean | undefined => readFlag(members, name, position, log);
  const stagingModeEnabled = flag('StagingModeEnabled');
  if (stagingModeEnabled === undefined) {
    log.incomplete(
      position,
      'The scheduler does not say StagingModeEnabled: true or false, so nobody knows whether it exports. Run Get-ADSyncScheduler | ConvertTo-Json without Select-Object.',
    );
    return undefined;
  }
  return {
    stagingModeEnabled,
    ...knownFields({
      syncCycleEnabled: flag('SyncCycleEnabled'),
      schedulerSuspended: flag('SchedulerSuspended'),
      syncCycleInProgress: flag('SyncCycleInProgress'),
      maintenanceEnabled: flag('MaintenanceEnabled'),
      effectiveIntervalSeconds: readTimeSpan(members.get('CurrentlyEffectiveSyncCycleInterval')),
      nextCyclePolicy: readText(members, 'NextSyncCyclePolicyType'),
      nextCycleStart: readDateTime(members.get('NextSyncCycleStartTimeInUTC')),
    }),
  };
}

function convertRun(members: Members, position: number, log: ReadLog): SyncRun | undefined {
  const result = readText(members, 'Result');
  if (result === undefined) {
    log.reject(position, 'The run has no Result, expected text such as success. Export the run results again.');
    return undefined;
  }
  return {
    result,
    ...knownFields({
      connectorName: readText(members, 'ConnectorName'),
      profileName: readText(members, 'RunProfileName'),
      complete: readFlag(members, 'IsRunComplete', position, log),
      startedAt: readDateTime(members.get('StartDate')),
      endedAt: readDateTime(members.get('EndDate')),
    }),
  };
}

/** Only text: ConvertTo-Json may write an enumeration as a number, whose meaning we would have to guess. */
function readText(members: Members, name: string): string | undefined {
  const value = members.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A flag that is there but unreadable must not pass for one that is absent. */
function readFlag(members: Members, name: string, position: number, log: ReadLog): boolean | undefined {
  const value = members.get(name);
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? undefined;
  if (typeof value === 'string' && /^(true|false)$/i.test(value)) return value.toLowerCase() === 'true';
  log.reject(
    position,
    `${name} is ${JSON.stringify(value).slice(0, 60)}, expected true or false. Export the JSON again.`,
  );
  return undefined;
}
