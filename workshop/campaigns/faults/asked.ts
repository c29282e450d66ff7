import type { Phase } from '../../../src/domain/phase.js';
import type { Properties } from '../../../src/provider/properties.js';
import type { Kept } from './provider-process.js';
import { phaseOf, type Recording, type Stop } from './recording.js';

/** What an update asks for, as far as its writes are judged by it. */
export interface Asked {
  readonly phase: Phase;
  /** Units that the wave of the stack file brings into scope, lower case; undefined without waves. */
  readonly units: readonly string[] | undefined;
  /** The wave of the stack file, and the one that the state knows as verified. */
  readonly wave: number;
  readonly reached: number;
  /** Distinguished names, lower case. */
  readonly pilot: readonly string[];
  /** The tenant's switches as this phase sets them; undefined where the stack leaves them alone. */
  readonly switches: Switches | undefined;
}

export interface Switches {
  readonly blockSoftMatchEnabled: boolean;
  readonly blockCloudObjectTakeoverThroughHardMatchEnabled: boolean;
  readonly synchronizationPreventionType: string;
  readonly alertThreshold: number;
}

interface SyncInputs {
  readonly waves?: readonly { readonly organizationalUnits: readonly string[] }[];
  readonly wave?: number;
  readonly pilot?: readonly string[];
}

/** @param kept the state before the update. */
export function askedOf(recording: Recording, stop: Stop, kept: ReadonlyMap<string, Kept>): Asked {
  const phase = phaseOf(stop);
  const declared = (kind: string): Properties =>
    recording[stop].plan.find(({ urn }) => urn.includes(`:${kind}::`))?.inputs ?? {};
  const { waves, wave = 1, pilot = [] } = declared('CloudSyncActivation') as SyncInputs;
  const [, known] = [...kept].find(([urn]) => urn.includes(':CloudSyncActivation::')) ?? [];
  const matching = declared('TenantSwitches');
  return {
    phase,
    units: waves
      ?.slice(0, wave)
      .flatMap(({ organizationalUnits }) => organizationalUnits.map((unit) => unit.toLowerCase())),
    wave,
    reached: Number(known?.outputs.reachedWave ?? 0),
    pilot,
    switches: Object.keys(matching).length === 0 ? undefined : switchesOf(recording, phase, matching),
  };
}

function switchesOf(recording: Recording, phase: Phase, matching: Properties): Switches {
  if (phase === 'assess' || phase === 'rollback') return switchesIn(recording.assess.organisation);
  const open = phase !== 'complete';
  return {
    blockSoftMatchEnabled: !(open && matching.softMatch === true),
    blockCloudObjectTakeoverThroughHardMatchEnabled: !(open && matching.hardMatch === true),
    synchronizationPreventionType: 'enabledForCount',
    alertThreshold: Number(matching.deletionThreshold),
  };
}

/** How the switches stand in an organization. */
export function switchesIn(snapshot: string): Switches {
  const { graph } = JSON.parse(snapshot) as { graph: { onPremisesSynchronization: unknown } };
  return switchesFrom(graph.onPremisesSynchronization);
}

/** The switches of a `PATCH`, or of the tenant. */
export function switchesFrom(body: unknown): Switches {
  const { configuration, features } = body as {
    configuration: { accidentalDeletionPrevention: Pick<Switches, 'synchronizationPreventionType' | 'alertThreshold'> };
    features: Pick<Switches, 'blockSoftMatchEnabled' | 'blockCloudObjectTakeoverThroughHardMatchEnabled'>;
  };
  const { synchronizationPreventionType, alertThreshold } = configuration.accidentalDeletionPrevention;
  const { blockSoftMatchEnabled, blockCloudObjectTakeoverThroughHardMatchEnabled } = features;
  return {
    blockSoftMatchEnabled,
    blockCloudObjectTakeoverThroughHardMatchEnabled,
    synchronizationPreventionType,
    alertThreshold,
  };
}
