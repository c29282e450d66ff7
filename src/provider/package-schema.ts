import { z } from 'zod';
import { type JsonSchema, referencedName } from '../config/json-schema.js';
import { resourceTable } from '../config/resource-table.js';
import { tokenOf } from '../config/token.js';
import { providerFunctions } from './registry.js';

/** A type of the package schema (Pulumi, "Package schema": TypeSpec), as much of it as we use. */
interface TypeSpec {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object';
  readonly $ref?: string;
  readonly items?: TypeSpec;
  readonly additionalProperties?: TypeSpec;
  readonly oneOf?: readonly TypeSpec[];
}

interface PropertySpec extends TypeSpec {
  readonly description: string;
}

/** A named type: an enumeration, or an object with its properties. */
interface NamedTypeSpec {
  readonly description?: string;
  readonly type: string;
  readonly enum?: readonly { readonly value: unknown }[];
  readonly properties?: Readonly<Record<string, PropertySpec>>;
  readonly required?: readonly string[];
}

const anything: TypeSpec = { $ref: 'pulumi.json#/Any' };

/**
 * The schema of the package (Pulumi, "Package schema"), from which the engine's tools make SDKs and check YAML programs: every
 * resource, function and type, each with its description. Made from the tables that the provider itself parses by.
 *
 * @param version of the package.
 */
export function packageSchema(version: string): object {
  const types = new Map<string, NamedTypeSpec>();
  const propertiesOf = (shape: z.ZodType, owner: string) => {
    const whole = z.toJSONSchema(shape, { io: 'input', target: 'draft-7', unrepresentable: 'any' }) as JsonSchema;
    const { definitions = {} } = whole;
    for (const [name, definition] of Object.entries(definitions)) if (isOurs(name)) addType(types, name, definition);
    return specsOf(types, definitions[referencedName(whole) ?? ''] ?? whole, owner);
  };
  const resources = Object.entries(resourceTable).map(([name, { description, inputs, outputs }]) => {
    const given = propertiesOf(inputs, name);
    const computed = propertiesOf(z.object(outputs), name);
    return [
      tokenOf(name),
      {
        description,
        inputProperties: given.properties,
        requiredInputs: given.required,
        properties: { ...given.properties, ...computed.properties },
        required: [...given.required, ...computed.required],
      },
    ];
  });
  const functions = providerFunctions.map(({ name, description, inputs, outputs }) => [
    tokenOf(name),
    {
      description,
      inputs: { type: 'object', ...propertiesOf(inputs, name) },
      outputs: { type: 'object', ...handedOn(types, propertiesOf(outputs, `${name}Result`)) },
    },
  ]);
  return {
    name: 'entra-cutover',
    displayName: 'Entra cutover',
    keywords: ['pulumi', 'category/infrastructure', 'kind/native', 'entra', 'okta'],
    version,
    description:
      'Moves Microsoft 365 provisioning from Okta to Microsoft Entra, and refuses while any ImmutableID is wrong.',
    license: 'Apache-2.0',
    // No more than the engine needs: each language then makes its own names of it.
    meta: { moduleFormat: '(.*)' },
    language: {
      nodejs: { respectSchemaVersion: true },
      python: { respectSchemaVersion: true, pyproject: { enabled: true } },
    },
    config: {},
    provider: { description: 'Credentials come from the environment, never from here.' },
    types: Object.fromEntries([...types].map(([name, spec]) => [tokenOf(name), spec])),
    resources: Object.fromEntries(resources),
    functions: Object.fromEntries(functions),
  };
}

type Types = Map<string, NamedTypeSpec>;

function addType(types: Types, name: string, { description, enum: words, ...schema }: JsonSchema): void {
  const said = description === undefined ? {} : { description };
  if (words !== undefined) types.set(name, { ...said, type: 'string', enum: words.map((value) => ({ value })) });
  else types.set(name, { ...said, type: 'object', ...specsOf(types, schema, name) });
}

function specsOf(
  types: Types,
  { properties = {}, required = [] }: JsonSchema,
  owner: string,
): Required<Pick<NamedTypeSpec, 'properties' | 'required'>> {
  const specs = Object.entries(properties).map(([name, schema]): [string, PropertySpec] => [
    name,
    { ...typeOf(types, schema, `${owner}${capital(name)}`), description: descriptionOf(types, schema) },
  ]);
  // A value that may be null may be left out too: a schema of packages knows no null.
  const whole = required.filter((name) => !isNullable(properties[name] ?? {}));
  return { properties: Object.fromEntries(specs), required: whole };
}

/**
 * What a function gives, as a resource may be given it: YAML programs assign no enumeration to an enumeration, so a word of one is
 * a text, and an object with one is anything.
 */
function handedOn<Owner extends Required<Pick<NamedTypeSpec, 'properties' | 'required'>>>(
  types: Types,
  owner: Owner,
): Owner {
  const nameIn = ({ $ref, items, additionalProperties }: TypeSpec): string | undefined =>
    ($ref ?? items?.$ref ?? additionalProperties?.$ref)?.split(':').at(-1);
  const hasWords = (spec: TypeSpec): boolean => {
    const named = types.get(nameIn(spec) ?? '');
    return named?.enum !== undefined || Object.values(named?.properties ?? {}).some(hasWords);
  };
  const plain = ({ description, ...spec }: PropertySpec): PropertySpec => {
    if (!hasWords(spec)) return { ...spec, description };
    const isWord = spec.$ref !== undefined && types.get(nameIn(spec) ?? '')?.enum !== undefined;
    return { ...(isWord ? { type: 'string' as const } : anything), description };
  };
  const properties = Object.entries(owner.properties).map(([name, spec]) => [name, plain(spec)]);
  return { ...owner, properties: Object.fromEntries(properties) };
}

function typeOf(types: Types, schema: JsonSchema, name: string): TypeSpec {
  const referenced = referencedName(schema);
  if (referenced !== undefined && !isOurs(referenced)) return anything;
  if (referenced !== undefined) return { $ref: `#/types/${tokenOf(referenced)}` };
  if (schema.anyOf !== undefined) {
    const kinds = schema.anyOf.filter(({ type }) => type !== 'null').map((one) => typeOf(types, one, name));
    return kinds.length === 1 && kinds[0] !== undefined ? kinds[0] : { oneOf: kinds };
  }
  if (schema.enum !== undefined) {
    addType(types, capital(name), schema);
    return { $ref: `#/types/${tokenOf(capital(name))}` };
  }
  switch (schema.type) {
    case 'array':
      return { type: 'array', items: typeOf(types, schema.items ?? {}, name) };
    case 'object':
      return { type: 'object', additionalProperties: valuesOf(types, schema, name) };
    case 'string':
    case 'integer':
    case 'number':
    case 'boolean':
      return { type: schema.type };
    default:
      return anything;
  }
}

function valuesOf(types: Types, { additionalProperties }: JsonSchema, name: string): TypeSpec {
  return typeof additionalProperties === 'object' ? typeOf(types, additionalProperties, name) : anything;
}

/** Its own, or else that of what it refers to. */
function descriptionOf(types: Types, schema: JsonSchema): string {
  const referenced = referencedName(schema);
  return schema.description ?? (referenced === undefined ? '' : (types.get(referenced)?.description ?? ''));
}

/** False for what zod names itself: any JSON. */
function isOurs(name: string): boolean {
  return !name.startsWith('__');
}

function isNullable({ anyOf }: JsonSchema): boolean {
  return anyOf?.some(({ type }) => type === 'null') ?? false;
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
