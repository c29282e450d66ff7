import { z } from 'zod';
import { configurationSchema } from './schema.js';

/** As much of a JSON Schema as the settings use. */
export interface JsonSchema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly anyOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly patternProperties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The name of the definition that the schema refers to; undefined for a schema of its own. */
export function referencedName({ $ref, allOf }: JsonSchema): string | undefined {
  return ($ref ?? allOf?.[0]?.$ref)?.replace('#/definitions/', '');
}

/** What Pulumi itself writes next to `config:` (encryption of secure values, environments). Not ours to check. */
export const keysOfPulumi = ['encryptionsalt', 'encryptedkey', 'secretsprovider', 'environment'] as const;

/** JSON Schema of what stands under `config:`, our keys only. */
export function configurationJsonSchema(): JsonSchema {
  const { $schema, ...schema } = z.toJSONSchema(configurationSchema, { io: 'input', target: 'draft-7' });
  return schema as JsonSchema;
}

/**
 * JSON Schema of a whole `Pulumi.<stack>.yaml`, for editors (yaml-language-server) and other tools. Values that are still
 * to be filled in do not match it, so that an editor marks them too.
 */
export function stackConfigurationJsonSchema(): JsonSchema & { readonly $schema: string } {
  const config: JsonSchema = {
    ...configurationJsonSchema(),
    description: 'Settings of entra-cutover. Credentials come from the environment, never from here.',
    // Other namespaces belong to other Pulumi packages.
    patternProperties: { '^(?!cutover:)[^:]+:.+$': {} },
  };
  const ofPulumi = keysOfPulumi.map((key) => [key, { description: "Pulumi's own." }] as const);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Stack configuration of entra-cutover (Pulumi.<stack>.yaml)',
    type: 'object',
    properties: { config, ...Object.fromEntries(ofPulumi) },
    required: ['config'],
    additionalProperties: false,
  };
}

/** One key of the configuration, list positions written as `[]`: `cutover:okta.apps[].id`. */
export interface DocumentedKey {
  readonly path: string;
  /** The last part of the path, as it stands in the file. */
  readonly name: string;
  /** Path of the mapping that holds it; empty for the keys directly under `config:`. */
  readonly parent: string;
  readonly required: boolean;
  readonly schema: JsonSchema;
}

/** Every key that the configuration knows, in the order of the schema, each mapping before what it holds. */
export function documentedKeys(schema: JsonSchema = configurationJsonSchema(), parent = ''): readonly DocumentedKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const path = parent === '' ? name : `${parent}.${name}`;
    const key: DocumentedKey = {
      path,
      name,
      parent,
      required: schema.required?.includes(name) ?? false,
      schema: value,
    };
    const inside = value.items === undefined ? documentedKeys(value, path) : documentedKeys(value.items, `${path}[]`);
    return [key, ...inside];
  });
}
