import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Binding } from '../../src/domain/remediation.js';
import { objectGuidAnchor } from '../../src/domain/source-anchor.js';
import { anchorOf, type Due, orderWrites, parkingValue } from '../../src/remediation/order.js';

const guid = (number: number): string => `${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
const anchor = (number: number): string => objectGuidAnchor(guid(number));

function binding(system: Binding['system'], number: number, expected: string | null, desired: string | null): Binding {
  return {
    ...{ person: `p${number}`, rule: 'anchor-mismatch', system, objectId: guid(number), matchedBy: ['sid'] },
    attribute: system === 'entra' ? 'onPremisesImmutableId' : 'mS-DS-ConsistencyGuid',
    ...{ expected, desired },
  };
}

/** Makes the writes and checks after each of them that no two objects have one anchor. */
function play(due: readonly Due[]): Map<string, string | null> {
  const values = new Map(due.map(({ binding: { objectId }, current }) => [objectId, current]));
  const anchors = () => due.flatMap(({ binding: one }) => anchorOf(one, values.get(one.objectId) ?? null) ?? []);
  for (const { binding: one, from, to } of orderWrites(due).flat()) {
    expect(values.get(one.objectId)).toBe(from);
    values.set(one.objectId, to);
    expect(new Set(anchors()).size).toBe(anchors().length);
  }
  return values;
}

describe('the order of writes', () => {
  it('never gives two objects one anchor, whatever permutation is asked for, and ends where it should', () => {
    const people = fc.integer({ min: 1, max: 40 }).chain((count) =>
      fc.record({
        system: fc.constantFrom<Binding['system']>('activeDirectory', 'entra'),
        moves: fc.shuffledSubarray(
          Array.from({ length: count }, (_, index) => index),
          { minLength: count },
        ),
        explicit: fc.array(fc.boolean(), { minLength: count, maxLength: count }),
      }),
    );
    fc.assert(
      fc.property(people, ({ system, moves, explicit }) => {
        const due = moves.map((from, index): Due => {
          // Without a value of its own the anchor of a directory object is that of its objectGUID.
          const current = system === 'activeDirectory' && !explicit[index] ? null : anchor(index);
          return { binding: binding(system, index, current, anchor(from)), current };
        });
        const moving = due.filter(({ binding: one, current }) => one.desired !== current);
        const after = play(moving);
        for (const { binding: one } of moving) expect(after.get(one.objectId)).toBe(one.desired);
      }),
    );
  });

  it('parks one of a swap, and nobody of a chain', () => {
    const swap = [0, 1].map(
      (number): Due => ({ binding: binding('activeDirectory', number, null, anchor(1 - number)), current: null }),
    );
    expect(
      orderWrites(swap)
        .flat()
        .filter(({ parks }) => parks),
    ).toHaveLength(1);
    const chain = [0, 1, 2].map(
      (number): Due => ({ binding: binding('activeDirectory', number, null, anchor(number + 1)), current: null }),
    );
    const writes = orderWrites(chain);
    expect(writes).toHaveLength(1);
    expect(writes.flat().map(({ binding: { person } }) => person)).toEqual(['p2', 'p1', 'p0']);
  });

  it('joins what a later walk waits for, so that side by side nothing overtakes', () => {
    // 0 and 1 both wait for 2; written in parallel chains one of them could come first.
    const holder = binding('activeDirectory', 2, anchor(7), anchor(9));
    const due = [
      { binding: binding('activeDirectory', 0, null, anchor(7)), current: null },
      { binding: holder, current: anchor(7) },
      { binding: binding('activeDirectory', 3, null, anchor(5)), current: null },
    ];
    const chains = orderWrites(due);
    expect(chains.map((chain) => chain.map(({ binding: { person } }) => person))).toEqual([['p2', 'p0'], ['p3']]);
  });

  it('a chain of 5,000 needs no stack, and unrelated people are separate chains', () => {
    const chain = Array.from(
      { length: 5_000 },
      (_, number): Due => ({ binding: binding('activeDirectory', number, null, anchor(number + 1)), current: null }),
    );
    expect(orderWrites(chain)).toHaveLength(1);
    const apart = Array.from(
      { length: 100 },
      (_, number): Due => ({ binding: binding('activeDirectory', number, null, anchor(number + 1000)), current: null }),
    );
    expect(orderWrites(apart)).toHaveLength(100);
  });

  it('parks in a value that is known again, and nobody else’s', () => {
    const parked = new Set(
      Array.from({ length: 500 }, (_, number) => parkingValue(binding('activeDirectory', number, null, null))),
    );
    expect(parked.size).toBe(500);
    expect(parkingValue(binding('entra', 1, null, null))).toBeNull();
  });
});
