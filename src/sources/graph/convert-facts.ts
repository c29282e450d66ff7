import type { RecordPosition } from '../../domain/evidence.js';
import type {
  AgentFact,
  ConnectExportFact,
  DeletionPreventionFact,
  DomainFact,
  FeaturesFact,
  LicenceFact,
} from '../../domain/service.js';
import { jsonObject } from '../json-document.js';
import { knownFields } from '../known-fields.js';

type Members = ReadonlyMap<string, unknown>;

/** A domain of `GET /domains`, or undefined for an entry without a name. */
export function convertDomain(json: unknown, at: RecordPosition, issuerUri?: string): DomainFact | undefined {
  const domain = jsonObject(json);
  const name = textOf(domain, 'id');
  if (name === undefined) return undefined;
  return {
    fact: 'domain',
    at,
    name: name.toLowerCase(),
    verified: domain?.get('isVerified') === true,
    // Only what Graph calls managed is: anchors of federated users may not change (facts 5).
    federated: domain?.get('authenticationType') !== 'Managed',
    ...(issuerUri !== undefined && { issuerUri }),
  };
}

/** `features` of directory/onPremisesSynchronization (facts 2.6). */
export function convertFeatures(json: unknown, at: RecordPosition): FeaturesFact {
  const features = jsonObject(jsonObject(json)?.get('features'));
  return {
    fact: 'features',
    at,
    ...knownFields({
      softMatchBlocked: flagOf(features, 'blockSoftMatchEnabled'),
      hardMatchBlocked: flagOf(features, 'blockCloudObjectTakeoverThroughHardMatchEnabled'),
      objectIdentifierUpdateAllowed: flagOf(features, 'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled'),
      passwordSyncEnabled: flagOf(features, 'passwordSyncEnabled'),
    }),
  };
}

const preventions = {
  disabled: 'disabled',
  enabledForCount: 'count',
  enabledForPercentage: 'percentage',
} as const;

/** `configuration.accidentalDeletionPrevention` (facts 2.6); a word that we don't know is `unknown`. */
export function convertDeletionPrevention(json: unknown, at: RecordPosition): DeletionPreventionFact {
  const configuration = jsonObject(jsonObject(json)?.get('configuration'));
  const prevention = jsonObject(configuration?.get('accidentalDeletionPrevention'));
  const type = textOf(prevention, 'synchronizationPreventionType') ?? '';
  const threshold = prevention?.get('alertThreshold');
  return {
    fact: 'deletionPrevention',
    at,
    prevention: Object.hasOwn(preventions, type) ? preventions[type as keyof typeof preventions] : 'unknown',
    ...(typeof threshold === 'number' && { threshold }),
  };
}

/** Beta `configuration`: what an Entra Connect server reported; undefined when none ever did. */
export function convertConnectExport(json: unknown, at: RecordPosition): ConnectExportFact | undefined {
  const configuration = jsonObject(jsonObject(json)?.get('configuration'));
  const exported = jsonObject(configuration?.get('currentExportData'));
  const known = knownFields({
    anchorAttribute: textOf(configuration, 'anchorAttribute'),
    clientMachineName: textOf(exported, 'clientMachineName'),
    pendingAdditions: countOf(exported, 'pendingObjectsAddition'),
    pendingUpdates: countOf(exported, 'pendingObjectsUpdate'),
    pendingDeletions: countOf(exported, 'pendingObjectsDeletion'),
  });
  return Object.keys(known).length === 0 ? undefined : { fact: 'connectExport', at, ...known };
}

/** A provisioning agent of onPremisesPublishingProfiles (beta), or undefined for an entry without an id. */
export function convertAgent(json: unknown, at: RecordPosition): AgentFact | undefined {
  const agent = jsonObject(json);
  const agentId = textOf(agent, 'id');
  if (agentId === undefined) return undefined;
  return {
    fact: 'agent',
    at,
    agentId,
    machineName: textOf(agent, 'machineName') ?? 'unknown',
    // Samples write it with a capital letter, the type without.
    status: (textOf(agent, 'status') ?? 'unknown').toLowerCase(),
  };
}

/** Who assigned a user's licences: `licenseAssignmentStates`. Those that are switched off are none. */
export function convertLicences(json: Members, at: RecordPosition): LicenceFact[] {
  const states = json.get('licenseAssignmentStates');
  const entraObjectId = textOf(json, 'id')?.toLowerCase();
  if (!Array.isArray(states) || entraObjectId === undefined) return [];
  return states.flatMap((item): LicenceFact[] => {
    const state = jsonObject(item);
    const [skuId, group] = [textOf(state, 'skuId'), textOf(state, 'assignedByGroup')];
    if (skuId === undefined || state?.get('state') === 'Disabled') return [];
    return [{ fact: 'licence', at, entraObjectId, skuId, ...(group !== undefined && { throughGroup: group }) }];
  });
}

function textOf(members: Members | undefined, name: string): string | undefined {
  const value = members?.get(name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function flagOf(members: Members | undefined, name: string): boolean | undefined {
  const value = members?.get(name);
  return typeof value === 'boolean' ? value : undefined;
}

function countOf(members: Members | undefined, name: string): number | undefined {
  const value = members?.get(name);
  return typeof value === 'number' ? value : undefined;
}
