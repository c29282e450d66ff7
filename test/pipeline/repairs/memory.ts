import type { JsonValue, SealedJournal } from '../../../src/audit/index.js';
import type { ObjectState, RepairTarget } from '../../../src/connectors/repair-target.js';
import type { RepairPorts } from '../../../src/pipeline/repairs/run.js';

/** A system in memory that can break off before or after any write, as a killed process would see it. */
export interface MemorySystem {
  readonly values: Map<string, Map<string, readonly string[]>>;
  readonly target: RepairTarget;
  /** Every state of the anchors, one entry a write. */
  readonly history: string[][];
  writes: number;
  /** The write after which nothing more is done; with `applied`, it still reaches the system. */
  kill: { readonly at: number; readonly applied: boolean } | undefined;
}

export class Killed extends Error {}

export function memorySystem(
  objects: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>,
  anchor: string,
): MemorySystem {
  const values = new Map(Object.entries(objects).map(([id, one]) => [id, new Map(Object.entries(one))]));
  const system: MemorySystem = {
    values,
    history: [],
    writes: 0,
    kill: undefined,
    target: {
      name: 'memory',
      concurrency: 1,
      readAll: async () =>
        new Map(
          [...values].map(([objectId, one]): [string, ObjectState] => [
            objectId,
            { objectId, values: new Map(one), distinguishedName: `CN=${objectId},OU=Staff,DC=corp,DC=example` },
          ]),
        ),
      async write({ object, attribute, from, to }) {
        system.writes += 1;
        const { kill } = system;
        if (kill !== undefined && system.writes === kill.at && !kill.applied) throw new Killed('before the write');
        const one = values.get(object.objectId) ?? new Map();
        const now = one.get(attribute) ?? [];
        if (from === null ? to !== null && now.includes(to) : !now.includes(from)) return 'changed-meanwhile';
        const next = [...now.filter((value: string) => value !== from), ...(to === null ? [] : [to])];
        if (next.length === 0) one.delete(attribute);
        else one.set(attribute, next);
        system.history.push([...values.values()].flatMap((each) => each.get(anchor) ?? []));
        if (kill !== undefined && system.writes === kill.at) throw new Killed('after the write');
        return 'written';
      },
      close: async () => {},
    },
  };
  return system;
}

export function memoryJournal(): SealedJournal & { readonly records: JsonValue[] } {
  const records: JsonValue[] = [];
  return {
    path: 'memory',
    records,
    read: async () => [...records],
    append: async (more) => {
      records.push(...structuredClone(more as JsonValue[]));
    },
  };
}

export function memoryPorts(targets: {
  readonly activeDirectory: RepairTarget;
  readonly entra: RepairTarget;
}): RepairPorts {
  return {
    open: async (system) => targets[system],
    mayWrite: async () => {},
    begin: async () => {},
    progress: () => {},
    pause: async () => {},
    now: () => '2026-11-25T00:00:00.000Z',
  };
}
