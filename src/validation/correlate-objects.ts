import type { EntraObject, ObjectType, OnPremObject } from '../domain/objects.js';
import { effectiveSourceAnchor } from '../domain/source-anchor.js';
import { sidsDiffer } from './account.js';
import { type OnPremAddresses, primaryAddress, smtpAddresses } from './addresses.js';
import { cloudManagedExclusion, leavesAlone } from './cloud-managed.js';
import { exclusionOf } from './filters.js';
import type { Identity, MatchKey, OnPremIdentity } from './identity.js';
import { indexByAll } from './index-by.js';
import type { OnceRead } from './read-twice.js';
import type { ValidationSettings } from './settings.js';

type KeyOf<Item> = (object: Item) => Iterable<string | undefined>;
type Keys<Item> = readonly (readonly [MatchKey, KeyOf<Item>])[];

/** By what each type is recognized on either side, strongest first. Graph shows no ImmutableID of groups and devices. */
function onPremKeys(type: Exclude<ObjectType, 'user'>, { primaryOf, allOf }: OnPremAddresses): Keys<OnPremObject> {
  if (type === 'device') return [['deviceId', ({ objectGuid }) => [objectGuid]]];
  const addresses: Keys<OnPremObject> = [
    ['primaryAddress', (object) => [primaryOf(object)]],
    ['address', allOf],
  ];
  return type === 'contact' ? addresses : [['sid', ({ objectSid }) => [objectSid]], ...addresses];
}
const entraKeys: Readonly<Partial<Record<MatchKey, KeyOf<EntraObject>>>> = {
  anchor: ({ immutableId }) => [immutableId],
  sid: ({ onPremisesSecurityIdentifier }) => [onPremisesSecurityIdentifier],
  primaryAddress: (object) => [primaryAddress(object)],
  address: smtpAddresses,
  deviceId: ({ deviceId }) => [deviceId?.toLowerCase()],
};

/**
 * Correlates groups by anchor, SID and any address, contacts by anchor and any address, devices by id. A type is looked at only where both sides show some:
 * evidence of users alone says nothing about groups. The outcomes are those of users; an object of the cloud whose
 * ImmutableID Graph does not show counts as joined when it is synced.
 */
export function correlateObjects(
  { evidence: onPrem, joinedFields }: Omit<OnceRead<OnPremObject>, 'disagreements'>,
  entra: readonly EntraObject[],
  settings: ValidationSettings,
  addresses: OnPremAddresses,
): Identity[] {
  return (['group', 'contact', 'device'] as const).flatMap((type) => {
    const here = onPrem.flatMap(({ source, records }) =>
      records
        .filter(({ objectType, deleted }) => objectType === type && !deleted)
        .map((object) => ({
          object,
          exclusion: exclusionOf(object, joinedFields.get(object) ?? source.fields, settings.scope),
        })),
    );
    const there = entra.filter(({ objectType }) => objectType === type);
    if (here.length === 0 || there.length === 0) return [];
    const find = finder(type, there, settings, addresses);
    const claimants = here
      .filter(({ exclusion }) => exclusion === undefined)
      .map(({ object }) => ({ object, known: find(object) }));
    const claims = indexByAll(claimants, ({ known }) => known.found);
    const inScope = claimants.map(({ object, known }) => inScopeObject(object, known, claims, settings));
    const taken = new Set(inScope.flatMap(({ entra: pair, others }) => [pair, ...others]));
    const excluded = here.flatMap(({ object, exclusion }): OnPremIdentity[] => {
      if (exclusion === undefined) return [];
      const twin = find(object).found.find((candidate) => !taken.has(candidate));
      taken.add(twin);
      return [{ ...base(object, settings), outcome: 'excluded', exclusion, ...(twin && { entra: twin }) }];
    });
    const twins = new Map(excluded.map(({ entra: twin, onPrem: object }) => [twin, object]));
    // A group that has no address is recognized by its SID alone: where one side shows none, it may well have its source.
    const unknowable =
      type === 'group' &&
      !(
        here.some(({ object }) => object.objectSid !== undefined) &&
        there.some(({ onPremisesSecurityIdentifier }) => onPremisesSecurityIdentifier !== undefined)
      );
    const rest = there
      .filter((object) => !taken.has(object) || twins.has(object))
      .filter((object) => !unknowable || twins.has(object) || object.synced !== true)
      .map((object): Identity => {
        const isSynced = object.synced === true || object.immutableId !== undefined;
        const outcome = isSynced ? 'entraOnly' : 'cloudOnly';
        const excludedTwin = twins.get(object);
        return { side: 'entra', outcome, entra: object, ...(excludedTwin && { excludedTwin }) };
      });
    return [...inScope, ...excluded, ...rest];
  });
}

type Found = { readonly found: readonly EntraObject[]; readonly key?: MatchKey };

/** Finds the Entra objects that the strongest known key of an object leads to. */
function finder(
  type: Exclude<ObjectType, 'user'>,
  there: readonly EntraObject[],
  { sourceAnchor }: ValidationSettings,
  addresses: OnPremAddresses,
): (object: OnPremObject) => Found {
  const keys: Keys<OnPremObject> = [
    ['anchor', (object) => [effectiveSourceAnchor(object, sourceAnchor)]],
    ...onPremKeys(type, addresses),
  ];
  const indexes = new Map(keys.map(([key]) => [key, indexByAll(there, entraKeys[key] ?? (() => []))]));
  return (object) => {
    for (const [key, keyOf] of keys) {
      const all = [...keyOf(object)].flatMap((value) => indexes.get(key)?.get(value) ?? []);
      // A synchronized object with another SID has another source, whatever address both have.
      const isOther = (one: EntraObject): boolean =>
        key !== 'anchor' &&
        (one.synced || one.cloudManaged) === true &&
        sidsDiffer(object, one.onPremisesSecurityIdentifier);
      const found = new Set(all.filter((one) => !isOther(one)));
      if (found.size > 0) return { found: [...found], key };
    }
    return { found: [] };
  };
}

/**
 * An object in scope with its outcome.
 *
 * @param claims the objects in scope by those of Entra that they lead to.
 */
function inScopeObject(
  object: OnPremObject,
  { found, key }: Found,
  claims: ReadonlyMap<EntraObject, readonly unknown[]>,
  settings: ValidationSettings,
): OnPremIdentity {
  const identity = base(object, settings);
  const [entra, ...more] = found;
  if (entra === undefined) return { ...identity, outcome: 'onPremOnly' };
  if (more.length > 0) return { ...identity, outcome: 'ambiguous', ambiguity: 'several-candidates', others: found };
  const pair = { ...identity, entra, ...(key && { matchedBy: key }) };
  // An address may lead several to one.
  const isOwn = key === 'anchor' || key === 'sid' || claims.get(entra)?.length === 1;
  if (isOwn && leavesAlone(entra, object, identity.sourceAnchor))
    return { ...pair, outcome: 'excluded', exclusion: cloudManagedExclusion };
  if (entra.immutableId !== undefined) return { ...pair, outcome: key === 'anchor' ? 'hardMatch' : 'anchorMismatch' };
  return { ...pair, outcome: entra.synced === true ? 'hardMatch' : 'softMatch' };
}

function base(object: OnPremObject, { sourceAnchor }: ValidationSettings): Omit<OnPremIdentity, 'outcome'> {
  return { side: 'onPrem', onPrem: object, sourceAnchor: effectiveSourceAnchor(object, sourceAnchor), others: [] };
}
