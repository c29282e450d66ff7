import type { Properties } from '../../../src/provider/properties.js';
import type { Kept, ProviderCalls } from './provider-process.js';
import type { Planned, Recording, Stop } from './recording.js';

/** How an update or a refresh ended; `problems` are the refusals in the order in which they came. */
export interface Outcome {
  readonly succeeded: boolean;
  readonly problems: readonly string[];
}

export interface UpdateOptions {
  /** Leaves every other resource as the state has it, as `--target` and `--exclude` do. */
  readonly only?: (urn: string) => boolean;
  /** Changes what the program declares, as another stack file would. */
  readonly change?: (inputs: Properties) => Properties;
  /** One resource after the other instead of all whose dependencies are done. */
  readonly serial?: boolean;
  /** Called before each resource. */
  readonly reached?: (urn: string) => void;
}

/** What the engine does with the resources of our provider: its state, and its calls in the order of the program. */
export interface Environment {
  readonly kept: Map<string, Kept>;
  readonly update: (stop: Stop, options?: UpdateOptions) => Promise<Outcome>;
  readonly refresh: () => Promise<Outcome>;
  readonly destroy: () => Promise<Outcome>;
  /** As `pulumi state delete`: the state forgets, and nobody is asked. */
  readonly forget: (urn: string) => Promise<void>;
}

/** @param provider the process to call now; it may be another one after a kill. */
export function createEnvironment(
  recording: Recording,
  state: ReadonlyMap<string, Kept>,
  provider: () => ProviderCalls,
): Environment {
  const kept = new Map(state);
  return {
    kept,
    async update(stop, options = {}) {
      const { plan } = recording[stop];
      const outcome = await inOrder(plan, options.serial ?? false, async (planned) => {
        if (options.only?.(planned.urn) === false) return;
        options.reached?.(planned.urn);
        const inputs = options.change?.(planned.inputs) ?? planned.inputs;
        await apply(provider(), kept, planned.urn, inputs);
      });
      if (!outcome.succeeded) return outcome;
      const declared = new Set(plan.map(({ urn }) => urn));
      const gone = [...kept.keys()].filter((urn) => !declared.has(urn) && options.only?.(urn) !== false).reverse();
      return removeAll(gone, kept, provider);
    },
    async refresh() {
      const problems: string[] = [];
      for (const [urn, resource] of [...kept]) {
        try {
          const actual = await provider().read(urn, resource);
          if (actual === undefined) kept.delete(urn);
          else kept.set(urn, actual);
        } catch (error) {
          problems.push(String(error));
        }
      }
      return { succeeded: problems.length === 0, problems };
    },
    destroy: () => removeAll([...kept.keys()].reverse(), kept, provider),
    forget: async (urn) => {
      kept.delete(urn);
    },
  };
}

async function apply(provider: ProviderCalls, kept: Map<string, Kept>, urn: string, inputs: Properties): Promise<void> {
  const before = kept.get(urn);
  const failures = await provider.check(urn, before?.inputs ?? {}, inputs);
  if (failures.length > 0) throw new Error(failures.join(' '));
  if (before === undefined) {
    kept.set(urn, await provider.create(urn, inputs));
    return;
  }
  const { changes, replace } = await provider.diff(urn, before, inputs);
  if (replace) kept.set(urn, await provider.create(urn, inputs));
  else if (changes) kept.set(urn, await provider.update(urn, before, inputs));
  // The engine keeps the new inputs of a resource without a difference; its outputs stay.
  else kept.set(urn, { ...before, inputs });
}

async function removeAll(
  urns: readonly string[],
  kept: Map<string, Kept>,
  provider: () => ProviderCalls,
): Promise<Outcome> {
  for (const urn of urns) {
    const resource = kept.get(urn);
    try {
      if (resource !== undefined) await provider().remove(urn, resource);
      kept.delete(urn);
    } catch (error) {
      return { succeeded: false, problems: [String(error)] };
    }
  }
  return { succeeded: true, problems: [] };
}

/** Runs each once what it depends on is done; after a failure nothing more begins, as in the engine. */
async function inOrder(
  plan: readonly Planned[],
  serial: boolean,
  work: (planned: Planned) => Promise<void>,
): Promise<Outcome> {
  const problems: string[] = [];
  const done = new Map<string, Promise<void>>();
  let last = Promise.resolve();
  for (const planned of plan) {
    const before = [...planned.dependsOn.flatMap((urn) => done.get(urn) ?? []), ...(serial ? [last] : [])];
    last = Promise.all(before).then(async () => {
      if (problems.length > 0) return;
      await work(planned).catch((error: unknown) => {
        problems.push(error instanceof Error ? error.message : String(error));
      });
    });
    done.set(planned.urn, last);
  }
  await Promise.all(done.values());
  return { succeeded: problems.length === 0, problems };
}
