import { describe, expect, it } from 'vitest';
import { readConnectConfigurationFiles, readSyncStatusFiles } from '../../src/evidence/connect-files.js';
import { isComplete } from '../../src/evidence/read-log.js';
import { readFile } from './read-text.js';

const scheduler = {
  CurrentlyEffectiveSyncCycleInterval: '00:30:00',
  NextSyncCyclePolicyType: 'Delta',
  NextSyncCycleStartTimeInUTC: '2026-11-23T07:30:12Z',
  SyncCycleEnabled: true,
  StagingModeEnabled: true,
  SyncCycleInProgress: false,
};
const run = { RunProfileName: 'Export', Result: 'success', IsRunComplete: true, StartDate: '/Date(0)/', EndDate: '' };
const anchor = 'Microsoft.SynchronizationOption.AnchorAttribute';
const threshold = 'Microsoft.OptionalFeature.ExportDeletionThresholdValue';
const settings = { [anchor]: 'objectGUID', [threshold]: 500, 'Microsoft.Synchronize.StagingMode': true };
const policy = { onpremisesDirectoryPolicy: [{ customSynchronizationRules: [{ name: 'ours' }] }] };
const twice = [
  { Name: anchor, Value: 'objectGUID' },
  { Name: anchor, Value: 'mail' },
];

/** Deeper than a function may call itself. */
function nested(depth = 200_000): string {
  return `${'{"value":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

describe('known keys of the status and the configuration of Entra Connect', () => {
  it.each([
    ['an interval', { ...scheduler, CurrentlyEffectiveSyncCycleInterval: 1800 }, 'SyncCycleInterval is 1800'],
    ['a next start', { ...scheduler, NextSyncCycleStartTimeInUTC: 'soon' }, 'StartTimeInUTC is "soon"'],
    ['a flag', { ...scheduler, SyncCycleInProgress: [] }, 'SyncCycleInProgress is a list'],
    ['a policy type', { ...scheduler, NextSyncCyclePolicyType: {} }, 'NextSyncCyclePolicyType is an object'],
    ['the name of a run', { ...run, RunProfileName: 7 }, 'RunProfileName is 7'],
    ['the end of a run', { ...run, EndDate: { DateTime: 'Monday' } }, 'EndDate is an object'],
  ])('reject %s of a wrong type in the status, and name it', async (_, item, found) => {
    const { source } = await readFile(JSON.stringify([{ ...run, StartDate: null }, item]), readSyncStatusFiles);
    expect(isComplete(source)).toBe(false);
    expect(source.issues).toMatchObject([
      { problem: 'row-rejected', at: { line: 2 }, message: expect.stringContaining(found) },
    ]);
  });

  it.each([
    ['an anchor', { ...settings, [anchor]: { Name: 'objectGUID' } }, 'anchorattribute is an object'],
    ['an anchor that is not a name', { ...settings, [anchor]: '=1+1' }, 'anchorattribute is "=1+1"'],
    ['a threshold', { ...settings, [threshold]: 'many' }, 'exportdeletionthresholdvalue is "many"'],
    ['a flag', { ...settings, 'Microsoft.Synchronize.StagingMode': [] }, 'stagingmode is a list'],
    ['one setting twice', twice, 'is there twice, as "objectGUID" and "mail"'],
    ['a policy', { onpremisesDirectoryPolicy: ['corp.example'] }, 'onpremisesDirectoryPolicy is "corp.example"'],
    ['a policy of Entra', { azureDirectoryPolicy: 7 }, 'azureDirectoryPolicy is 7'],
    ['rules', { azureDirectoryPolicy: { customSynchronizationRules: 'x' } }, 'customSynchronizationRules is "x"'],
    ['the mode in a policy', { ...policy, stagingMode: 'yes' }, 'stagingMode is "yes"'],
    ['the anchor in a policy', { ...policy, sourceAnchor: ['mail'] }, 'sourceAnchor is a list'],
  ])('reject %s of a wrong kind in the configuration, and name it', async (_, value, found) => {
    const { source } = await readFile(JSON.stringify(value), readConnectConfigurationFiles);
    expect(isComplete(source)).toBe(false);
    expect(source.issues).toMatchObject([{ problem: 'row-rejected', message: expect.stringContaining(found) }]);
  });

  it.each([
    ['a scheduler', scheduler, readSyncStatusFiles],
    [
      'one whose policy type is the number of an enumeration',
      { ...scheduler, NextSyncCyclePolicyType: 1 },
      readSyncStatusFiles,
    ],
    ['a run that goes on', run, readSyncStatusFiles],
    ['settings with numbers and flags', settings, readConnectConfigurationFiles],
    ['settings without values', { ...settings, [anchor]: null, [threshold]: '' }, readConnectConfigurationFiles],
    ['a policy', { ...policy, stagingMode: false, sourceAnchor: null }, readConnectConfigurationFiles],
    [
      'a policy without rules',
      { azureDirectoryPolicy: { customSynchronizationRules: null } },
      readConnectConfigurationFiles,
    ],
  ])('are complete in %s', async (_, value, read) => {
    const { source } = await readFile<unknown>(JSON.stringify(value), read);
    expect(source).toMatchObject({ records: 1, rejected: 0, issues: [] });
  });

  it.each(['NextSyncCycleStartTimeInUTC', 'SyncCycleEnabled', 'CurrentlyEffectiveSyncCycleInterval'])(
    'survive a %s that is nested without end',
    async (name) => {
      const { source } = await readFile(`{"StagingModeEnabled":true,"${name}":${nested()}}`, readSyncStatusFiles);
      expect(isComplete(source)).toBe(false);
    },
  );

  it('survive a configuration that is nested without end', async () => {
    const text = `{"azureDirectoryPolicy":{},"stagingMode":${nested()}}`;
    expect(isComplete((await readFile(text, readConnectConfigurationFiles)).source)).toBe(false);
  });
});
