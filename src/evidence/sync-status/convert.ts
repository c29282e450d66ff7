import type { ExportCounts, SyncRun, SyncScheduler, SyncStatus } from '../../domain/connect.js';
import { jsonItems, jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';
import { type KnownMembers, knownMembers, type Members } from '../known-members.js';
import type { ReadLog } from '../read-log.js';
import { numberInsteadOfWord } from '../values/words.js';
import { readDateTime, readTimeSpan } from './powershell.js';

/**
 * The status in the JSON of `Get-ADSyncScheduler | ConvertTo-Json` (CONNECT-3) or of run results
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
  const { flag, read } = membersOf(members, position, log);
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
      effectiveIntervalSeconds: read(
        'CurrentlyEffectiveSyncCycleInterval',
        'a TimeSpan such as 00:30:00',
        readTimeSpan,
      ),
      nextCyclePolicy: enumeration(read, 'NextSyncCyclePolicyType'),
      nextCycleStart: time(read, 'NextSyncCycleStartTimeInUTC'),
    }),
  };
}

function convertRun(members: Members, position: number, log: ReadLog): SyncRun | undefined {
  const { flag, text, read } = membersOf(members, position, log);
  const result = enumeration(read, 'Result');
  if (result === undefined) {
    const number = members.get('Result');
    log.reject(
      position,
      typeof number === 'number'
        ? numberInsteadOfWord('Result', String(number))
        : 'The run has no Result, expected text such as success. Export the run results again.',
    );
    return undefined;
  }
  return {
    result,
    ...knownFields({
      connectorName: text('ConnectorName'),
      profileName: text('RunProfileName'),
      complete: flag('IsRunComplete'),
      startedAt: time(read, 'StartDate'),
      endedAt: time(read, 'EndDate'),
      exported: exportCounts(members.get('RunStepResults')),
    }),
  };
}

/** The counters of the steps, as `Get-ADSyncRunProfileResult -RunStepDetails` shows them; undefined where any is missing. */
function exportCounts(value: unknown): ExportCounts | undefined {
  const steps = jsonItems(value).map(jsonObject);
  if (steps.length === 0) return undefined;
  const sum = (name: string): number =>
    steps.reduce((total, step) => total + (readCount(step?.get(name)) ?? Number.NaN), 0);
  const counts = {
    adds: sum('ExportAdd'),
    updates: sum('ExportUpdate'),
    deletes: sum('ExportDelete'),
    recreations: sum('ExportDeleteAdd'),
  };
  return Object.values(counts).some(Number.isNaN) ? undefined : counts;
}

function readCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function membersOf(members: Members, position: number, log: ReadLog): KnownMembers {
  return knownMembers(members, (message) => log.reject(position, `${message} Export the JSON again.`));
}

/** Only text: ConvertTo-Json may write an enumeration as a number, whose meaning we would have to guess. */
function enumeration(read: KnownMembers['read'], name: string): string | undefined {
  const value = read(name, 'text', (found) =>
    typeof found === 'string' || typeof found === 'number' ? found : undefined,
  );
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A run that has not ended has an empty time. */
function time(read: KnownMembers['read'], name: string): string | undefined {
  const found = read(name, 'a time as ConvertTo-Json writes it', (value) =>
    value === '' ? value : readDateTime(value),
  );
  return found || undefined;
}
