import type { Binding, Reasoned } from '../domain/remediation.js';
import type { View } from './view.js';

/**
 * The anchor repairs that would leave two people with one anchor once all of them are made, each with the other holders.
 * Taking one out gives that person their old anchor back, so the search goes on until nothing collides.
 */
export function collisions(
  bindings: readonly Reasoned<Binding>[],
  view: View,
): ReadonlyMap<Reasoned<Binding>, readonly string[]> {
  const onPrem = view.population.identities.filter((identity) => identity.side === 'onPrem');
  const entra = [...view.population.entraUsers, ...view.population.deletedUsers];
  return new Map([
    ...colliding(
      bindings.filter(({ entry }) => entry.attribute === 'mS-DS-ConsistencyGuid' && entry.desired !== null),
      onPrem.map(({ onPrem: { objectGuid }, sourceAnchor }) => [objectGuid, sourceAnchor]),
    ),
    ...colliding(
      bindings.filter(({ entry }) => entry.attribute === 'onPremisesImmutableId' && entry.desired !== null),
      entra.map(({ entraObjectId, immutableId }) => [entraObjectId, immutableId]),
    ),
  ]);
}

function colliding(
  bindings: readonly Reasoned<Binding>[],
  today: readonly (readonly [string | undefined, string | undefined])[],
): Map<Reasoned<Binding>, readonly string[]> {
  const holders = new Map<string, Set<string>>();
  const give = (anchor: string, objectId: string): void => {
    holders.set(anchor, (holders.get(anchor) ?? new Set()).add(objectId));
  };
  const before = new Map<string, string | undefined>();
  const planned = new Map(bindings.map((binding) => [binding.entry.objectId, binding]));
  for (const [index, [objectId, anchor]] of today.entries()) {
    if (objectId !== undefined) before.set(objectId, anchor);
    const next = (objectId === undefined ? undefined : planned.get(objectId)?.entry.desired) ?? anchor;
    if (next !== undefined) give(next, objectId ?? `#${index}`);
  }
  const refused = new Map<Reasoned<Binding>, readonly string[]>();
  for (let again = true; again; ) {
    again = false;
    for (const binding of bindings) {
      const { objectId, desired } = binding.entry;
      const others = [...(holders.get(desired ?? '') ?? [])].filter((other) => other !== objectId);
      if (refused.has(binding) || desired === null || others.length === 0) continue;
      refused.set(binding, others);
      holders.get(desired)?.delete(objectId);
      const old = before.get(objectId);
      if (old !== undefined) give(old, objectId);
      again = true;
    }
  }
  return refused;
}
