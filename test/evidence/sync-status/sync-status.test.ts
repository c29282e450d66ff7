import { describe, expect, it } from 'vitest';
import { readSyncStatusFiles } from '../../../src/evidence/connect-files.js';
import { readDateTime, readTimeSpan } from '../../../src/evidence/sync-status/powershell.js';
import { createSyncStatusReader } from '../../../src/evidence/sync-status/read.js';
import { readFile, readText, textLengthsThatPass, utf16 } from '../read-text.js';

const start = Date.UTC(2026, 10, 23, 7, 30, 12);
const windowsPowerShell = {
  AllowedSyncCycleInterval: { Ticks: 18000000000, Days: 0, Hours: 0, Minutes: 30, TotalSeconds: 1800 },
  CurrentlyEffectiveSyncCycleInterval: { Ticks: 18000000000, Days: 0, Hours: 0, Minutes: 30, TotalSeconds: 1800 },
  CustomizedSyncCycleInterval: null,
  NextSyncCyclePolicyType: 'Delta',
  NextSyncCycleStartTimeInUTC: `/Date(${start})/`,
  SyncCycleEnabled: true,
  MaintenanceEnabled: true,
  StagingModeEnabled: true,
  SchedulerSuspended: false,
  SyncCycleInProgress: false,
};
const powerShell = {
  ...windowsPowerShell,
  CurrentlyEffectiveSyncCycleInterval: '00:30:00',
  NextSyncCycleStartTimeInUTC: '2026-11-23T07:30:12Z',
};
const run = {
  RunHistoryId: '8a654dc1-cf23-40ed-86f4-b745bd553c22',
  ConnectorName: 'corp.onmicrosoft.com - AAD',
  RunProfileName: 'Export',
  Result: 'stopped-deletion-threshold-exceeded',
  IsRunComplete: true,
  StartDate: { value: `/Date(${start})/`, DisplayHint: 2, DateTime: 'Monday, 23 November 2026 07:30:12' },
  EndDate: '2026-11-23T07:31:00.1',
};
const read = (value: unknown) => readText(JSON.stringify(value, undefined, 2), createSyncStatusReader);

describe('the status of Entra Connect', () => {
  it.each([
    ['Windows PowerShell 5.1', windowsPowerShell],
    ['PowerShell 7', powerShell],
  ])('reads the scheduler as %s writes it', (_, scheduler) => {
    const { records, issues } = read(scheduler);
    expect(issues).toEqual([]);
    expect(records).toEqual([
      {
        at: { origin: 'sample', line: 1 },
        scheduler: {
          stagingModeEnabled: true,
          syncCycleEnabled: true,
          schedulerSuspended: false,
          syncCycleInProgress: false,
          maintenanceEnabled: true,
          effectiveIntervalSeconds: 1800,
          nextCyclePolicy: 'Delta',
          nextCycleStart: '2026-11-23T07:30:12.000Z',
        },
        runs: [],
      },
    ]);
  });

  it('leaves out what older versions do not say, and accepts flags as text', () => {
    expect(read({ StagingModeEnabled: 'False', SyncCycleEnabled: null }).records).toMatchObject([
      { scheduler: { stagingModeEnabled: false }, runs: [] },
    ]);
  });

  it('reads one run, a list of them, and a list that PowerShell wrapped', () => {
    const expected = {
      result: 'stopped-deletion-threshold-exceeded',
      connectorName: 'corp.onmicrosoft.com - AAD',
      profileName: 'Export',
      complete: true,
      startedAt: '2026-11-23T07:30:12.000Z',
      endedAt: '2026-11-23T07:31:00.100Z',
    };
    expect(read(run).records[0]?.runs).toEqual([expected]);
    expect(read([run, run]).records[0]?.runs).toEqual([expected, expected]);
    expect(read({ value: [run, windowsPowerShell], Count: 2 }).records).toMatchObject([
      { scheduler: { stagingModeEnabled: true }, runs: [expected] },
    ]);
  });

  const step = {
    StepNumber: 1,
    StepResult: 'success',
    ExportAdd: 1,
    ExportUpdate: 20,
    ExportDelete: 0,
    ExportDeleteAdd: 0,
  };
  it.each([
    ['one step', step, { adds: 1, updates: 20, deletes: 0, recreations: 0 }],
    ['a list of one', [step], { adds: 1, updates: 20, deletes: 0, recreations: 0 }],
    [
      'a list that PowerShell wrapped',
      { value: [step, step], Count: 2 },
      { adds: 2, updates: 40, deletes: 0, recreations: 0 },
    ],
    ['no step: it was run without -RunStepDetails', [], undefined],
    ['null', null, undefined],
    ['what ConvertTo-Json writes where its depth ends', 'System.Object[]', undefined],
    ['a step without a counter', { ...step, ExportDelete: undefined }, undefined],
    ['one of two steps without a counter', [step, { ...step, ExportAdd: null }], undefined],
    ['a counter below zero', { ...step, ExportAdd: -1 }, undefined],
  ])('counts what a run exported by its steps: %s', (_, RunStepResults, exported) => {
    const { records, issues } = read({ ...run, RunStepResults });
    expect(issues).toEqual([]);
    expect(records[0]?.runs[0]?.exported).toEqual(exported);
  });

  it.each([
    ['a scheduler without StagingModeEnabled', { SyncCycleEnabled: true }, 'does not say StagingModeEnabled'],
    ['an unreadable flag', { ...powerShell, SchedulerSuspended: 'perhaps' }, 'SchedulerSuspended is "perhaps"'],
    ['a staging mode that is not a flag', { ...powerShell, StagingModeEnabled: 1 }, 'StagingModeEnabled is 1'],
    ['two schedulers', [powerShell, powerShell], 'second scheduler'],
    ['a run without result', { ...run, Result: null }, 'no Result'],
    ['a run whose result is a number', { ...run, Result: 0 }, 'Result is 0, a number that ConvertTo-Json writes'],
    ['something else', { onpremisesDirectoryPolicy: [] }, 'neither a scheduler nor a run result'],
    ['an empty list', [], 'neither a scheduler nor run results'],
    ['null', null, 'neither a scheduler nor'],
  ])('does not call %s complete', (_, value, found) => {
    expect(
      read(value)
        .issues.map(({ message }) => message)
        .join('\n'),
    ).toContain(found);
  });

  it('is never complete when it is cut anywhere', () => {
    expect(textLengthsThatPass(JSON.stringify([powerShell, run]), createSyncStatusReader)).toEqual([]);
  });

  it('names the line of broken JSON', () => {
    expect(readText('{\n"StagingModeEnabled": true,\n]', createSyncStatusReader).issues).toMatchObject([
      { problem: 'incomplete', at: { line: 3 }, message: expect.stringContaining('not well-formed') },
    ]);
  });

  it('reads what Out-File of Windows PowerShell writes, and refuses other kinds', async () => {
    const { source, records } = await readFile(utf16(JSON.stringify(powerShell)), readSyncStatusFiles);
    expect(source).toMatchObject({ kind: 'syncStatus', records: 1, issues: [] });
    expect([...source.fields]).toEqual(['scheduler']);
    expect(records).toHaveLength(1);
    for (const content of ['', 'StagingModeEnabled : True', '<cs-objects/>']) {
      expect((await readFile(content, readSyncStatusFiles)).source.issues).toMatchObject([{ problem: 'incomplete' }]);
    }
  });
});

describe('times and durations of PowerShell', () => {
  it.each([
    ['/Date(0)/', '1970-01-01T00:00:00.000Z'],
    ['/Date(-1000+0100)/', '1969-12-31T23:59:59.000Z'],
    ['2026-11-23T07:30:12.1234567Z', '2026-11-23T07:30:12.123Z'],
    ['2026-11-23T08:30:12+01:00', '2026-11-23T07:30:12.000Z'],
    ['2026-11-23T07:30:12', '2026-11-23T07:30:12.000Z'],
    ['11/23/2026 7:30:12 AM', undefined],
    ['2026-13-45T07:30:12Z', undefined],
    [{ DateTime: 'Monday' }, undefined],
    [17, undefined],
  ])('%j is %s', (value, expected) => {
    expect(readDateTime(value)).toBe(expected);
  });

  it.each([
    ['7.00:00:00', 604800],
    ['00:30:00', 1800],
    ['00:00:01.5000000', 1],
    [{ Ticks: 600000000 }, 60],
    ['half an hour', undefined],
    [null, undefined],
  ])('%j takes %s seconds', (value, expected) => {
    expect(readTimeSpan(value)).toBe(expected);
  });
});
