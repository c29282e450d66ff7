/** Values as they cross the engine: JSON, with unknown values of a preview as the engine's marker strings. */
export type Properties = Readonly<Record<string, unknown>>;

/** A value that a preview does not know yet (`@pulumi/pulumi`, runtime/rpc: unknownValue). */
export const unknownValue = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

/** One resource type of a stand-in: what the real plugin does on each call of the engine, against the stand-ins. */
export interface StandInResource {
  /** The properties that force a replacement. */
  readonly replacedBy: readonly string[];
  /** Fills defaults in and names what is wrong, property by property. */
  check(inputs: Properties): { readonly inputs: Properties; readonly failures: Readonly<Record<string, string>> };
  create(inputs: Properties): Promise<{ readonly id: string; readonly properties: Properties }>;
  /** The live properties, inputs included; undefined when the resource is gone. `known` is what the state holds. */
  read(id: string, known: Properties): Promise<Properties | undefined>;
  /** `changed` names the inputs that differ and are not ignored. */
  update(id: string, inputs: Properties, changed: readonly string[]): Promise<Properties>;
  delete(id: string, properties: Properties): Promise<void>;
}

/** A stand-in of a provider plugin. */
export interface StandIn {
  readonly name: string;
  readonly version: string;
  /** Signs in, as the real plugin does when the engine configures it. */
  configure(settings: Properties): Promise<void>;
  readonly resources: Readonly<Record<string, StandInResource>>;
  readonly functions: Readonly<Record<string, (args: Properties) => Promise<Properties>>>;
}

/** The first of the given settings that is a non-empty text, else the environment variable's. */
export function textSetting(settings: Properties, name: string, variable: string): string | undefined {
  const value = settings[name];
  return typeof value === 'string' && value !== '' ? value : process.env[variable] || undefined;
}

/** A property of a JSON object, undefined where there is none. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Properties)[name] : undefined;
}
