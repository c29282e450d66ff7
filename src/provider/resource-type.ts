import type { z } from 'zod';
import type { PartStatus } from '../audit/index.js';
import type { EnvironmentInputs } from '../config/resource-table.js';
import { UserError } from '../domain/errors.js';
import type { Phase } from '../domain/phase.js';
import type { MayRejoin } from './phase-move.js';
import type { OperationContext } from './ports.js';
import type { Properties } from './properties.js';

/** What the state holds of a resource. `outputs` are the computed ones, and may lack any of them after an import. */
export interface Known<Inputs> {
  readonly inputs: Inputs;
  readonly outputs: Properties;
}

/** One reason why a declared state is refused. */
export interface Refused {
  /** The reason; whatever follows it may name people. */
  readonly lines: readonly [string, ...string[]];
  /** The one thing to do next, where it is known to the word. */
  readonly next?: string;
}

/** Refuses an input that follows from the phase and says something else. */
export function unlessOfPhase<Value extends boolean | string>(
  name: string,
  declared: Value,
  wanted: Value,
  phase: string,
): readonly Refused[] {
  if (declared === wanted) return [];
  return [{ lines: [`${name} must be ${wanted} in phase ${phase}, but is ${declared}. Derive it from the phase.`] }];
}

/** One resource type: what the engine's calls mean for it. Values are plain; wrapping and messages are the service's. */
export interface ResourceType<Inputs extends EnvironmentInputs> {
  readonly token: string;
  /** The phase in which it may come into being. Creating it writes to no remote system, but for reviewed repairs. */
  readonly bornIn: Phase | 'any';
  /** Where it may go besides the moves of an environment; left out: to a rollback. */
  readonly mayRejoin?: MayRejoin;
  /** What the journal remembers of one that has lost its state; undefined where it does not: then `asBorn`. */
  readonly remembered?: (inputs: Inputs) => Promise<(Known<Inputs> & { readonly id: string }) | undefined>;
  /** Its inputs as they were where it is born, for one that has lost its state since: it then goes on from there. */
  readonly asBorn?: (inputs: Inputs) => Inputs;
  /** Inputs whose change means another resource. */
  readonly identity: readonly (keyof Inputs & string)[];
  /** The input that names what one resource of a program alone may switch. */
  readonly once?: keyof Inputs & string;
  /** Inputs that say how to decide, not what should be: their change alone is not a difference. */
  readonly immaterial: readonly (keyof Inputs & string)[];
  /** The part of them that is evidence, which an update looks at: where it is another one, that is a difference all the same. */
  readonly evidence?: (inputs: Properties) => Properties;
  /** Computed properties, so that a preview can mark them as not known yet. */
  readonly computed: readonly string[];
  /** The inputs, or one sentence for each thing that is wrong with them. */
  readonly parse: (properties: unknown) => { readonly inputs: Inputs } | { readonly problems: readonly string[] };
  /** Why the declared state is refused, beyond what `parse` and the phase say. */
  readonly check?: (inputs: Inputs, context: OperationContext) => Promise<readonly Refused[]>;
  /**
   * Tells in a preview what an update would do; nothing is written. Throws UserError where the update would be refused by what the
   * state already knows. `known` is undefined before the resource is created.
   */
  readonly announce?: (inputs: Inputs, context: OperationContext, known: Known<Inputs> | undefined) => Promise<void>;
  /** The state waits for something, or for a deadline: the property that differs, although no input does. */
  readonly waiting?: (known: Known<Inputs>, now: Date) => string | undefined;
  /**
   * Somebody else switched on what the state holds for off, or off what would leave nobody provisioning: the property that
   * differs, although no input does. Asked of the service, so that a plain update sees it too; undefined where it can't be read.
   */
  readonly switchedByOthers?: (known: Known<Inputs>, context: OperationContext) => Promise<string | undefined>;
  /** What people call it, for the status file. */
  readonly label?: (inputs: Inputs) => string;
  /** What it came to, for the status file; left out: it has nothing to tell. */
  readonly status?: (inputs: Inputs, outputs: Properties) => PartStatus;
  readonly create: (inputs: Inputs, context: OperationContext) => Promise<{ id: string; outputs: Properties }>;
  readonly update: (inputs: Inputs, known: Known<Inputs>, context: OperationContext) => Promise<Properties>;
  /** Throws UserError while the state is the only place that knows something, and nothing else can keep it: its record stays then. */
  readonly mayForget?: (known: Known<Inputs>, context: OperationContext) => Promise<void>;
  /** The actual state: inputs changed to what is, so that drift shows as a difference. Undefined when it is gone. */
  readonly read: (known: Known<Inputs>, context: OperationContext) => Promise<Known<Inputs> | undefined>;
}

/** A function of the provider that a program invokes: its arguments are parsed before it is called. */
export interface ProviderFunction<Inputs extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly description: string;
  readonly inputs: Inputs;
  /** What it returns, for the package schema. */
  readonly outputs: z.ZodObject;
  call(args: z.output<Inputs>, context: Omit<OperationContext, 'urn'>): Promise<Properties>;
}

/** What the service says, or undefined where it can't be read: a diff decides nothing, the update reads again. */
export async function whereReadable<Value>(read: () => Promise<Value>): Promise<Value | undefined> {
  return read().catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
}
