import type { z } from 'zod';
import { type InputsOf, type ResourceName, resourceTable } from '../config/resource-table.js';
import { tokenOf } from '../config/token.js';
import type { ResourceType } from './resource-type.js';

/** What the table says of a resource, as the provider's description of it needs it. */
export function fromTable<Name extends ResourceName>(
  name: Name,
): Pick<ResourceType<InputsOf<Name>>, 'token' | 'computed' | 'parse'> {
  const { inputs, outputs } = resourceTable[name];
  return {
    token: tokenOf(name),
    computed: Object.keys(outputs),
    parse: (properties) => parseWith(inputs as unknown as z.ZodType<InputsOf<Name>>, properties),
  };
}

/** Parses properties by the schema: the value, or one sentence for each problem with its path. Values are not repeated. */
export function parseWith<Value>(
  schema: z.ZodType<Value>,
  properties: unknown,
): { readonly inputs: Value } | { readonly problems: readonly string[] } {
  const result = schema.safeParse(properties);
  if (result.success) return { inputs: result.data };
  return { problems: result.error.issues.map(({ path, message }) => `${path.join('.') || 'inputs'}: ${message}`) };
}
