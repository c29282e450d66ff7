import { domainOf } from '../../directory.js';
import type { GraphState } from '../../graph/state.js';
import { stableGuid } from '../../random.js';
import type { ConnectState } from '../state.js';
import { deletionThreshold } from '../threshold.js';
import type { PowerShellObject } from './powershell.js';

/** `Get-ADSyncGlobalSettings`, with parameters that outputs of real servers have: all are text, whatever they mean. */
export function globalSettings(state: ConnectState, graph: GraphState): PowerShellObject {
  const { scheduler } = state;
  const threshold = deletionThreshold(graph);
  const parameters: Readonly<Record<string, string | null>> = {
    'Microsoft.ConnectDirectories.WizardDirectoryMode': 'ActiveDirectory',
    'Microsoft.GroupWriteBack.Container': null,
    'Microsoft.OptionalFeature.AutoUpgradeState': 'Suspended',
    'Microsoft.OptionalFeature.ExportDeletionThreshold': trueOrFalse(threshold !== undefined),
    'Microsoft.OptionalFeature.ExportDeletionThresholdValue': String(threshold ?? 0),
    'Microsoft.OptionalFeature.HybridExchange': 'False',
    'Microsoft.SynchronizationOption.AnchorAttribute': state.sourceAnchorAttribute,
    'Microsoft.SynchronizationOption.CustomAttribute': null,
    'Microsoft.SynchronizationOption.JoinCriteria': 'AlwaysProvision',
    'Microsoft.SynchronizationOption.UPNAttribute': 'userPrincipalName',
    'Microsoft.Synchronize.MaintenanceEnabled': 'True',
    'Microsoft.Synchronize.NextStartTime': new Date(scheduler.nextStart).toUTCString(),
    'Microsoft.Synchronize.RunHistoryPurgeInterval': '7.00:00:00',
    'Microsoft.Synchronize.SchedulerSuspended': trueOrFalse(scheduler.suspended),
    'Microsoft.Synchronize.ServerConfigurationVersion': state.version,
    'Microsoft.Synchronize.StagingMode': trueOrFalse(state.stagingMode),
    'Microsoft.Synchronize.SynchronizationPolicy': scheduler.nextPolicy,
    'Microsoft.Synchronize.SynchronizationSchedule': trueOrFalse(scheduler.enabled),
    'Microsoft.SystemInformation.MachineRole': 'RoleMemberServer',
    'Microsoft.UserSignIn.SignOnMethod': state.passwordHashSync ? 'PasswordHashSync' : 'NotConfigured',
    'Microsoft.Version.SynchronizationRuleImmutableTag': 'V1',
  };
  return {
    SqlSchemaVersion: 616,
    Version: 22_102,
    InstanceId: stableGuid(state.serverName),
    Parameters: Object.entries(parameters).map(([Name, Value]) => ({ Name, DefaultValue: null, Value })),
  };
}

/** `Exported-SynchronizationPolicy-….JSON` of the wizard's "View or export current configuration": the ticked containers. */
export function synchronizationPolicy(state: ConnectState): PowerShellObject {
  const domains = [...new Set([state.adConnector, ...state.ad.map(({ dn }) => domainOf(dn).toLowerCase())])].sort();
  const partitionFilters = domains.map((domain) => {
    const root = `DC=${domain.replaceAll('.', ',DC=')}`;
    const ticked = state.organizationalUnits.filter((unit) => domainOf(unit).toLowerCase() === domain);
    const containerInclusions = state.organizationalUnits.length === 0 ? [root] : ticked;
    return { distinguishedName: root, containerInclusions, containerExclusions: [] };
  });
  return {
    onpremisesDirectoryPolicy: [
      {
        fullyQualifiedDomainName: state.adConnector,
        partitionFilters,
        standardSynchronizationRules: [],
        customSynchronizationRules: [],
      },
    ],
    azureDirectoryPolicy: { standardSynchronizationRules: [], customSynchronizationRules: [] },
  };
}

function trueOrFalse(value: boolean): string {
  return value ? 'True' : 'False';
}
