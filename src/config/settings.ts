import { z } from 'zod';
import type { ReadOnly } from '../domain/read-only.js';
import type { Configuration } from './schema.js';

type WithoutNamespace<Values> = {
  [Key in keyof Values as Key extends `cutover:${infer Name}` ? Name : never]: Values[Key];
};

/**
 * What a stack declares, checked and complete: the schema's keys without their namespace, defaults filled in, and GUIDs,
 * domains and distinguished names as they are compared. Paths are as written, relative to the folder of the stack file.
 * What each key means is said in the schema. No pilot and no waves are empty lists.
 */
export type Settings = ReadOnly<WithoutNamespace<Configuration>> & {
  readonly pilot: readonly string[];
  readonly waves: NonNullable<ReadOnly<Configuration>['cutover:waves']>;
  /** True when both services are stand-ins on this machine. */
  readonly embedded: boolean;
};

/** Settings as a function of the provider is given them: they were checked when the stack file was read. */
export const settingsArgument = z
  .custom<Settings>((value) => typeof value === 'object' && value !== null, 'expected the settings of the stack')
  .describe('The settings of the stack, as getStackSettings returns them.');

/** Path of the audit journal of the stack, relative to its file. */
export function journalOf({ audit }: Settings, stack: string): string {
  return audit.journal ?? `audit/${stack}.jsonl`;
}

/** Checked configuration in the product's own words. */
export function toSettings(configuration: Configuration): Settings {
  const named = Object.entries(configuration).map(([key, value]) => [key.slice('cutover:'.length), value] as const);
  const values = Object.fromEntries(named) as WithoutNamespace<Configuration>;
  return { pilot: [], waves: [], ...values, embedded: values.tenant.graphEndpoint === 'embedded' };
}
