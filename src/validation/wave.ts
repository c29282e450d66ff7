import type { ConnectConfiguration } from '../domain/connect.js';
import { isInContainer, normalizeDn } from '../domain/distinguished-name.js';
import { outOfPolicy, type SynchronizationScope } from './filters.js';

/** The waves of a stack whose server of Entra Connect takes over, up to the declared one. */
export interface DeclaredWaves {
  /** For each wave, all the units that are in scope by then. */
  readonly organizationalUnits: readonly (readonly string[])[];
  /** True where the declared wave is the last one: it takes everybody in scope, as without waves. */
  readonly isLast: boolean;
  /** Distinguished names or objectGUIDs of the only people whom the first wave may take; left out: everybody of its units. */
  readonly pilot?: readonly string[];
}

/** Whom a server takes while a wave is still to come: of everybody in scope, those in these units. */
export interface CurrentWave {
  readonly organizationalUnits: readonly string[];
  readonly pilot?: readonly string[];
}

/**
 * The wave by which the server is judged: the declared one or, while its containers are still ticked as in a wave before, that one.
 * Undefined where everybody in scope is to be taken.
 */
export function waveOf(
  { organizationalUnits, isLast, pilot }: DeclaredWaves,
  scope: SynchronizationScope | undefined,
  configurations: readonly ConnectConfiguration[],
): CurrentWave | undefined {
  const fits = organizationalUnits.findLastIndex((units) => {
    const difference = compareContainers(units, scope, configurations);
    return difference !== undefined && difference.beyond.length + difference.lacking.length === 0;
  });
  const index = fits < 0 ? organizationalUnits.length - 1 : fits;
  const units = organizationalUnits[index];
  if (units === undefined || (isLast && index === organizationalUnits.length - 1)) return undefined;
  return { organizationalUnits: units, ...(index === 0 && pilot && { pilot }) };
}

const everything: SynchronizationScope = { organizationalUnits: [], excludedOrganizationalUnits: [] };

/** How the containers of a server and those of a wave differ. */
export interface ContainerDifference {
  /** What the server takes, and the wave does not name. */
  readonly beyond: readonly string[];
  /** What the wave names, and the server does not take as a whole. */
  readonly lacking: readonly string[];
}

/**
 * Holds the containers that the wizard's policy shows as ticked against the units of a wave.
 *
 * @returns undefined where no policy shows the containers of every directory.
 */
export function compareContainers(
  organizationalUnits: readonly string[],
  { excludedOrganizationalUnits: excluded }: Pick<SynchronizationScope, 'excludedOrganizationalUnits'> = everything,
  configurations: readonly Pick<ConnectConfiguration, 'scope' | 'unscopedDirectories'>[],
): ContainerDifference | undefined {
  const scope = configurations.flatMap((one) => one.scope ?? []);
  if (scope.length === 0 || configurations.some(({ unscopedDirectories = 0 }) => unscopedDirectories > 0))
    return undefined;
  const isWithin = (container: string, units: readonly string[]): boolean =>
    units.some((unit) => isInContainer(container, unit));
  const beyond = scope.flatMap(({ inclusions }) => inclusions).filter((one) => !isWithin(one, organizationalUnits));
  const hidden = scope
    .flatMap(({ exclusions }) => exclusions)
    .filter((one) => isWithin(one, organizationalUnits) && !isWithin(one, excluded));
  const unticked = organizationalUnits.filter((unit) => outOfPolicy(unit, scope, false) !== undefined);
  const sorted = (names: readonly string[]): string[] => [...new Set(names.map(normalizeDn))].sort();
  return { beyond: sorted(beyond), lacking: sorted([...unticked, ...hidden]) };
}

/** True for everybody in a unit of the wave. Whose place is unknown may be anywhere: nobody vouches that it is in the wave. */
export function isInWave(
  distinguishedName: string | undefined,
  { organizationalUnits }: Pick<CurrentWave, 'organizationalUnits'>,
): boolean {
  return distinguishedName !== undefined && organizationalUnits.some((unit) => isInContainer(distinguishedName, unit));
}

/** Where somebody lies in Active Directory, and who it is. */
export interface Placed {
  readonly distinguishedName?: string;
  readonly objectGuid?: string;
}

/** Tells whom `cutover:pilot` names, by distinguished name or objectGUID. */
export function pilotOf(pilot: readonly string[]): (person: Placed) => boolean {
  const guids = new Set<string | undefined>(pilot.map((entry) => entry.toLowerCase()));
  const names = new Set(pilot.map(normalizeDn));
  return ({ distinguishedName, objectGuid }) =>
    guids.has(objectGuid?.toLowerCase()) ||
    (distinguishedName !== undefined && names.has(normalizeDn(distinguishedName)));
}

/** True for whom a later wave will take: what the server says of that person now says nothing yet. */
export function waitsForWave({ distinguishedName }: Placed, wave: CurrentWave | undefined): boolean {
  return wave !== undefined && distinguishedName !== undefined && !isInWave(distinguishedName, wave);
}
