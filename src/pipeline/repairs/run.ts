import { GraphApiError } from '../../connectors/graph/errors.js';
import type { ObjectState, RepairTarget } from '../../connectors/repair-target.js';
import { grouped } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import { type Binding, multivaluedAttributes, type RepairSystem } from '../../domain/remediation.js';
import { anchorOf, type Due, isAnchor, orderWrites, type Write } from '../../remediation/order.js';

/** What making repairs needs of the world. */
export interface RepairPorts {
  readonly open: (system: RepairSystem) => Promise<RepairTarget>;
  /** Throws while there is a hold, or somebody canceled, or Entra synchronizes: looked at before every write. */
  readonly mayWrite: () => Promise<void>;
  /** Records that writes are about to begin; what they replace is in the sealed journal then. */
  readonly begin: () => Promise<void>;
  readonly progress: (made: number, of: number) => void;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** ISO 8601, UTC. */
  readonly now: () => string;
}

const attempts = 5;
const longestWaitMilliseconds = 120_000;

/** The systems that the bindings are about, opened and read. */
export class Systems {
  readonly #targets = new Map<RepairSystem, RepairTarget>();
  readonly #states = new Map<RepairSystem, ReadonlyMap<string, ObjectState>>();
  readonly #bindings: readonly Binding[];

  constructor(bindings: readonly Binding[]) {
    this.#bindings = bindings;
  }

  async open(ports: Pick<RepairPorts, 'open'>): Promise<void> {
    for (const system of new Set(this.#bindings.map((binding) => binding.system))) {
      this.#targets.set(system, await ports.open(system));
    }
    await this.readAgain();
  }

  async readAgain(): Promise<void> {
    for (const [system, target] of this.#targets) {
      const attributes = this.#bindings
        .filter((binding) => binding.system === system)
        .map(({ attribute }) => attribute);
      this.#states.set(system, await target.readAll(new Set(attributes)));
    }
  }

  target(system: RepairSystem): RepairTarget {
    const target = this.#targets.get(system);
    if (target === undefined) throw new Error(`The system ${system} was not opened.`);
    return target;
  }

  objectOf({ system, objectId }: Binding): ObjectState | undefined {
    return this.#states.get(system)?.get(objectId);
  }

  /** The binding's value now; of several values, the desired one or none. */
  valueOf(binding: Binding): string | null {
    const values = this.objectOf(binding)?.values.get(binding.attribute) ?? [];
    if (multivaluedAttributes.has(binding.attribute)) {
      const value = binding.desired ?? binding.expected;
      return value !== null && values.includes(value) ? value : null;
    }
    return values[0] ?? null;
  }

  /** The objects of a system by the anchor that they have. */
  holders(system: RepairSystem): ReadonlyMap<string, readonly string[]> {
    const attribute = system === 'entra' ? 'onPremisesImmutableId' : 'mS-DS-ConsistencyGuid';
    const holders = new Map<string, string[]>();
    for (const { objectId, values } of this.#states.get(system)?.values() ?? []) {
      const anchor = anchorOf({ system, objectId, attribute } as Binding, values.get(attribute)?.[0] ?? null);
      if (anchor !== undefined) holders.set(anchor, [...(holders.get(anchor) ?? []), objectId]);
    }
    return holders;
  }

  async close(): Promise<void> {
    for (const target of this.#targets.values()) await target.close();
  }
}

/**
 * Why the anchors that are due must not be written: somebody holds one and is not about to give it up. By binding,
 * one sentence each.
 */
export function heldByOthers(due: readonly Due[], systems: Systems): ReadonlyMap<Binding, string> {
  const refused = new Map<Binding, string>();
  for (const system of new Set(due.map(({ binding }) => binding.system))) {
    const holders = systems.holders(system);
    const moving = new Set(
      due
        .filter(({ binding }) => binding.system === system && isAnchor(binding))
        .map(({ binding }) => binding.objectId),
    );
    for (const { binding } of due) {
      const anchor = binding.system === system ? anchorOf(binding, binding.desired) : undefined;
      const others = (anchor === undefined ? [] : (holders.get(anchor) ?? [])).filter(
        (id) => id !== binding.objectId && !moving.has(id),
      );
      if (others.length > 0) refused.set(binding, `${anchor} is the anchor of ${others.join(', ')}`);
    }
  }
  return refused;
}

/**
 * Makes the writes: chains side by side, as many as the system takes, the writes of a chain one after the other. A write
 * that meets another value ends its chain; the others go on.
 *
 * @returns how many were made, and what went wrong, one sentence each.
 */
export async function makeWrites(
  due: readonly Due[],
  systems: Systems,
  ports: RepairPorts,
): Promise<{ readonly made: number; readonly problems: readonly string[] }> {
  const problems: string[] = [];
  let made = 0;
  const chains = [...orderWrites(due)];
  const total = chains.reduce((sum, chain) => sum + chain.length, 0);
  const step = Math.max(1, Math.ceil(total / 10));
  const work = async (): Promise<void> => {
    for (let chain = chains.shift(); chain !== undefined; chain = chains.shift()) {
      for (const write of chain) {
        const problem = await makeWrite(write, systems, ports);
        if (problem !== undefined) {
          problems.push(problem);
          break;
        }
        made += 1;
        if (made % step === 0 || made === total) ports.progress(made, total);
      }
    }
  };
  const [first] = due;
  const concurrency = first === undefined ? 0 : systems.target(first.binding.system).concurrency;
  // What is refused for all (a hold, a lost connection) ends every worker, and only then is it told.
  const ended = await Promise.allSettled(Array.from({ length: concurrency }, work));
  const failed = ended.find((one) => one.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return { made, problems };
}

async function makeWrite(
  { binding, from, to }: Write,
  systems: Systems,
  ports: RepairPorts,
): Promise<string | undefined> {
  const { system, attribute, person } = binding;
  const target = systems.target(system);
  const object = systems.objectOf(binding);
  if (object === undefined) return `${person}: ${binding.objectId} is not in ${target.name} any more`;
  for (let count = 1; ; count += 1) {
    await ports.mayWrite();
    try {
      const answer = await target.write({ object, attribute, from, to });
      return answer === 'written' ? undefined : `${person}: ${attribute} was changed meanwhile; it was left alone`;
    } catch (error) {
      const throttled = error instanceof GraphApiError && error.status === 429;
      if (throttled && count < attempts) {
        await ports.pause(Math.min(error.waitMilliseconds ?? 1000, longestWaitMilliseconds));
        continue;
      }
      // A refusal is about this one; a broken connection about all.
      const refused = error instanceof GraphApiError ? error.status < 500 && !throttled : isDirectoryRefusal(error);
      if (!refused) throw error;
      return `${person}: ${target.name} refused to change ${attribute}: ${firstLine(error)}`;
    }
  }
}

/** An LDAP result code: the directory answered. */
function isDirectoryRefusal(error: unknown): boolean {
  return error instanceof Error && !(error instanceof UserError) && 'code' in error && typeof error.code === 'number';
}

function firstLine(error: unknown): string {
  return failureReason(error).split('\n')[0] ?? '';
}

/** One message about several people: the first twenty, and how many more. */
export function listed(problems: readonly string[]): string {
  const more = problems.length - 20;
  return [
    ...problems.slice(0, 20).map((problem) => `\n- ${problem}`),
    ...(more > 0 ? [`\n- … and ${grouped(more)} more`] : []),
  ].join('');
}
