import { Struct } from './protobuf.js';

/** Properties of a resource as they cross the engine: JSON, in which a secret is wrapped (`@pulumi/pulumi`, runtime/rpc). */
export type Properties = Readonly<Record<string, unknown>>;

/** Stands for a value that a preview does not know yet (`@pulumi/pulumi`, runtime/rpc: unknownValue). */
export const unknownValue = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

const signatureKey = '4dabf18193072939515e22adb298388d';
const secretSignature = '1b47061264138c4ac30d75fd1eb44270';

/** The properties in a message, wrapped secrets and all; none for an absent struct. */
export function propertiesOf(struct: { toJavaScript(): Record<string, unknown> } | undefined): Properties {
  return struct?.toJavaScript() ?? {};
}

/** The message for the properties. Struct has no undefined: such properties are left out. */
export function structOf(properties: object): Struct {
  return Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));
}

/** The value without the wrappers of secrets: to work with, never to return to the engine. */
export function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Properties;
  if (members[signatureKey] === secretSignature) return unwrapped(members.value);
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, unwrapped(member)]));
}
