import type { EnvironmentInputs } from '../config/resource-table.js';
import type { OperationContext } from './ports.js';
import type { Refused, ResourceType } from './resource-type.js';

/** By the provider of a run, what each resource declares: the resource's URN. */
const declared = new WeakMap<object, Map<string, string>>();

/**
 * Why a second resource of a program may not declare what another one has: both would switch it, and two cloud sync jobs would be made
 * where one may be. A rollback refuses nothing.
 *
 * @returns undefined for the only one, however often the engine asks.
 */
export function declaredTwice<Inputs extends EnvironmentInputs>(
  { token, once }: ResourceType<Inputs>,
  inputs: Inputs,
  { urn, ports }: Pick<OperationContext, 'urn' | 'ports'>,
): Refused | undefined {
  if (once === undefined || inputs.phase === 'rollback') return undefined;
  const known = declared.get(ports) ?? new Map<string, string>();
  declared.set(ports, known);
  const [stack, project] = urn.split('::');
  const key = JSON.stringify([stack, project, token, inputs[once]]);
  const first = known.get(key) ?? urn;
  known.set(key, first);
  if (first === urn) return undefined;
  const [one, other] = [first, urn].map((each) => each.split('::').at(-1));
  return {
    lines: [
      `${one} and ${other} declare the same ${once}, ${inputs[once]}: expected one of them. Remove one, or give each EnvironmentCutover the settings of an environment of its own.`,
    ],
  };
}
