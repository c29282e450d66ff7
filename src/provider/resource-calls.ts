import { isDeepStrictEqual } from 'node:util';
import type { EnvironmentInputs } from '../config/resource-table.js';
import { setPhase } from '../domain/connect-next.js';
import { UserError } from '../domain/errors.js';
import { isPhase, type Phase } from '../domain/phase.js';
import { declaredTwice } from './declared-once.js';
import { type Difference, differences } from './difference.js';
import { moveProblem } from './phase-move.js';
import { planWrite } from './planned-writes.js';
import type { OperationContext } from './ports.js';
import { type Properties, unknownValue, unwrapped } from './properties.js';
import type { Known, Refused, ResourceType } from './resource-type.js';
import { told, toldBefore } from './told.js';

/** The engine's calls on resources of one type, on properties as they cross the engine. */
export interface ResourceCalls {
  readonly token: string;
  /** What is wrong with the inputs, one sentence each. */
  readonly check: (previous: Properties, inputs: Properties, context: OperationContext) => Promise<readonly string[]>;
  readonly diff: (
    state: State,
    inputs: Properties,
    context: OperationContext,
  ) => Promise<{ readonly changes: readonly Difference[]; readonly replaces: readonly string[] }>;
  readonly create: (inputs: Properties, context: OperationContext) => Promise<{ id: string; properties: Properties }>;
  /** What a preview shows of a create or update: nothing is read or written. */
  readonly preview: (state: State | undefined, inputs: Properties, context: OperationContext) => Promise<Properties>;
  readonly read: (state: State, context: OperationContext) => Promise<State | undefined>;
  readonly update: (state: State, inputs: Properties, context: OperationContext) => Promise<Properties>;
  /** Refuses to let the record of it be removed while that would lose something. */
  readonly remove: (state: State, context: OperationContext) => Promise<void>;
}

/** What the state holds: the inputs of the last update, and all properties. */
export interface State {
  readonly inputs: Properties;
  readonly properties: Properties;
}

/**
 * Binds a resource type to the calls. Whatever the type itself does, each of them refuses a move between phases that is
 * not allowed: the engine may skip the check (PULUMI-1), and a preview may have been skipped too.
 */
export function resourceCalls<Inputs extends EnvironmentInputs>(type: ResourceType<Inputs>): ResourceCalls {
  const parse = (properties: Properties): Inputs => {
    const parsed = type.parse(unwrapped(properties));
    if ('inputs' in parsed) return parsed.inputs;
    throw new UserError(`${type.token} has invalid inputs: ${parsed.problems.join('; ')}`);
  };
  const known = ({ inputs, properties }: State): Known<Inputs> => ({
    inputs: parse(inputs),
    outputs: unwrapped(properties) as Properties,
  });
  const moveRefusal = async (previous: Properties | undefined, inputs: Inputs): Promise<Refused | undefined> => {
    const { stack, phase, journal } = inputs as Inputs & { readonly journal?: string };
    const birth = { bornIn: type.bornIn, stack, ...(journal !== undefined && { journal }) };
    const from = unwrapped(previous?.phase);
    const problem = await moveProblem(from, phase, birth, type.mayRejoin);
    if (problem === undefined) return undefined;
    const stays = [from, type.bornIn].find((one): one is Phase => typeof one === 'string' && isPhase(one));
    return { lines: [problem], ...(stays && { next: setPhase(stack, stays) }) };
  };
  const refuseMove = async (previous: Properties | undefined, inputs: Inputs): Promise<void> => {
    const refused = await moveRefusal(previous, inputs);
    if (refused !== undefined) throw new UserError(refused.lines[0], refused.next);
  };
  /** One that comes into being after its time goes on as remembered, or is looked at as then and brought to where the environment is now. */
  const create = async (inputs: Inputs, context: OperationContext): Promise<{ id: string; outputs: Properties }> => {
    const remembered = await type.remembered?.(inputs);
    if (remembered !== undefined) return { id: remembered.id, outputs: await type.update(inputs, remembered, context) };
    const born = inputs.phase === type.bornIn ? undefined : type.asBorn?.(inputs);
    if (born === undefined) return type.create(inputs, context);
    const { id, outputs } = await type.create(born, context);
    return { id, outputs: await type.update(inputs, { inputs: born, outputs }, context) };
  };
  return {
    token: type.token,
    async check(previous, inputs, context) {
      const parsed = type.parse(unwrapped(inputs));
      if ('problems' in parsed) return parsed.problems;
      const { inputs: declared } = parsed;
      const refused = await toldBefore(type, declared, context, async () => {
        const move = declaredTwice(type, declared, context) ?? (await moveRefusal(previous, declared));
        return move === undefined ? ((await type.check?.(declared, context)) ?? []) : [move];
      });
      return refused.flatMap(({ lines }) => lines);
    },
    async diff(state, inputs, context) {
      const material = (properties: Properties): Properties => {
        const plain = unwrapped(properties) as Properties;
        const declared = Object.entries(plain).filter(
          ([name]) => !type.immaterial.some((immaterial) => immaterial === name),
        );
        return { ...Object.fromEntries(declared), ...type.evidence?.(plain) };
      };
      const changes = differences(material(state.inputs), material(inputs));
      const waits =
        changes.length === 0
          ? (type.waiting?.(known(state), new Date()) ?? (await type.switchedByOthers?.(known(state), context)))
          : undefined;
      return {
        changes: waits === undefined ? changes : [{ path: waits, kind: 'update' }],
        replaces: type.identity.filter((name) => changes.some(({ path }) => path === name)),
      };
    },
    async create(inputs, context) {
      const parsed = parse(inputs);
      await refuseMove(undefined, parsed);
      const { id, outputs } = await told(type, parsed, context, async () => {
        const created = await create(parsed, context);
        return { ...created, told: created.outputs };
      });
      return { id, properties: { ...inputs, ...outputs } };
    },
    async preview(state, inputs, context) {
      const parsed = parse(inputs);
      await toldBefore(type, parsed, context, async () => {
        await refuseMove(state?.inputs, parsed);
        if ('journal' in parsed) planWrite();
        await type.announce?.(parsed, context, state && known(state));
        return [];
      });
      return { ...inputs, ...Object.fromEntries(type.computed.map((name) => [name, unknownValue])) };
    },
    async read(state, context) {
      if (Object.keys(state.inputs).length === 0) {
        throw new UserError(
          `${type.token} can't be imported, and need not be: reading alone creates it. Declare it and run an update.`,
        );
      }
      const actual = await type.read(known(state), context);
      if (actual === undefined) return undefined;
      // What has not changed stays as the state has it, secrets in their wrappers.
      const changed = Object.entries(actual.inputs).filter(
        ([name, value]) => !isDeepStrictEqual(unwrapped(state.inputs[name]), value),
      );
      const inputs = { ...state.inputs, ...Object.fromEntries(changed) };
      return { inputs, properties: { ...state.properties, ...inputs, ...actual.outputs } };
    },
    async update(state, inputs, context) {
      const parsed = parse(inputs);
      await refuseMove(state.inputs, parsed);
      const { outputs } = await told(type, parsed, context, async () => {
        const outputs = await type.update(parsed, known(state), context);
        return { outputs, told: outputs };
      });
      return { ...inputs, ...outputs };
    },
    async remove(state, context) {
      // What can't be understood any more can't be put back from the state either.
      if ('inputs' in type.parse(unwrapped(state.inputs))) await type.mayForget?.(known(state), context);
    },
  };
}
