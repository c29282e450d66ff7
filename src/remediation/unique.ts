import type { Binding, Reasoned } from '../domain/remediation.js';
import { anchorOf } from './order.js';
import type { View } from './view.js';

/**
 * The anchor repairs that would leave two people with one anchor once all of them are made, each with the other holders.
 * Taking one out gives that person their old anchor back, so the search goes on until nothing collides.
 *
 * @param unread of objects that the evidence does not have: they hold what is expected of them.
 */
export function collisions<Repair extends Pick<Reasoned<Binding>, 'entry'>>(
  bindings: readonly Repair[],
  { population }: Pick<View, 'population'>,
  unread: readonly Binding[] = [],
): ReadonlyMap<Repair, readonly string[]> {
  const onPrem = population.identities.filter((identity) => identity.side === 'onPrem');
  const entra = [...population.entraUsers, ...population.deletedUsers];
  const ofAttribute = (attribute: Binding['attribute'], read: readonly Holder[]) =>
    colliding(
      bindings.filter(({ entry }) => entry.attribute === attribute && entry.desired !== null),
      [
        ...read,
        ...unread
          .filter((binding) => binding.attribute === attribute)
          .map((binding): Holder => [binding.objectId, anchorOf(binding, binding.expected)]),
      ],
    );
  return new Map([
    ...ofAttribute(
      'mS-DS-ConsistencyGuid',
      onPrem.map(({ onPrem: { objectGuid }, sourceAnchor }) => [objectGuid, sourceAnchor]),
    ),
    ...ofAttribute(
      'onPremisesImmutableId',
      entra.map(({ entraObjectId, immutableId }) => [entraObjectId, immutableId]),
    ),
  ]);
}

/** An object and the anchor that it has. */
type Holder = readonly [objectId: string | undefined, anchor: string | undefined];

function colliding<Repair extends Pick<Reasoned<Binding>, 'entry'>>(
  bindings: readonly Repair[],
  today: readonly Holder[],
): Map<Repair, readonly string[]> {
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
  const refused = new Map<Repair, readonly string[]>();
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
