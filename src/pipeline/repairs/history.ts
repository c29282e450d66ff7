import { z } from 'zod';
import type { JsonValue, SealedJournal } from '../../audit/index.js';
import { type Binding, bindingKey } from '../../domain/remediation.js';
import { isAnchor, parkingValue } from '../../remediation/order.js';

/** What became of one value since it was last as it had been found. */
export interface ValueHistory {
  readonly binding: Binding;
  /** What it was before the first repair. */
  readonly original: string | null;
  /** Every value that we gave it, parked ones included. */
  readonly ours: ReadonlySet<string | null>;
}

const recordSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('repair'),
    system: z.enum(['activeDirectory', 'entra']),
    objectId: z.string(),
    attribute: z.string(),
    person: z.string(),
    rule: z.string(),
    previous: z.string().nullable(),
    desired: z.string().nullable(),
    at: z.string(),
  }),
  z.object({ event: z.literal('restored'), key: z.string(), at: z.string() }),
]);

/** The histories of every value that was repaired and not restored since, by binding key. */
export async function readHistories(journal: SealedJournal): Promise<ReadonlyMap<string, ValueHistory>> {
  const histories = new Map<string, ValueHistory>();
  for (const value of await journal.read()) {
    const record = recordSchema.parse(value);
    if (record.event === 'restored') {
      histories.delete(record.key);
      continue;
    }
    const { system, objectId, attribute, person, rule, previous, desired } = record;
    const binding: Binding = {
      ...{ system, objectId, attribute, person, rule },
      ...{ expected: previous, desired, matchedBy: ['journal'] },
    };
    const found = histories.get(bindingKey(binding));
    // A value that somebody else gave it meanwhile is the one that a restore puts back.
    const before = found !== undefined && knows(found, previous) ? found : undefined;
    histories.set(bindingKey(binding), {
      binding,
      original: before === undefined ? previous : before.original,
      ours: new Set([...(before?.ours ?? []), desired, ...(isAnchor(binding) ? [parkingValue(binding)] : [])]),
    });
  }
  return histories;
}

/** True for a value that the history accounts for: as it was found, or given by us. */
export function knows({ original, ours }: ValueHistory, value: string | null): boolean {
  return value === original || ours.has(value);
}

/** The records of repairs that are about to be made. */
export function repairRecords(
  due: readonly { readonly binding: Binding; readonly current: string | null }[],
  at: string,
): JsonValue[] {
  return due.map(({ binding: { system, objectId, attribute, person, rule, desired }, current }) => ({
    ...{ event: 'repair', system, objectId, attribute, person, rule },
    ...{ previous: current, desired, at },
  }));
}

/** The records of values that are as they had been found. */
export function restoredRecords(keys: readonly string[], at: string): JsonValue[] {
  return keys.map((key) => ({ event: 'restored', key, at }));
}
