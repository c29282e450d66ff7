import { expect, it } from 'vitest';
import { tokenOf } from '../../src/config/token.js';
import { packageSchema } from '../../src/provider/package-schema.js';
import { providerFunctions, resources } from '../../src/provider/registry.js';

interface Named {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, { readonly description?: string }>>;
}
interface Schema {
  readonly types: Readonly<Record<string, Named & { readonly enum?: readonly { readonly value: string }[] }>>;
  readonly resources: Readonly<Record<string, Named & { readonly requiredInputs: readonly string[] }>>;
  readonly functions: Readonly<Record<string, Named & { readonly inputs: Named; readonly outputs: Named }>>;
}

const schema = packageSchema('1.2.3') as Schema;

it('has each resource and each function of the provider, and no other', () => {
  expect(Object.keys(schema.resources).sort()).toEqual(resources.map(({ token }) => token).sort());
  expect(Object.keys(schema.functions).sort()).toEqual(providerFunctions.map(({ name }) => tokenOf(name)).sort());
});

it('says of everything what it is', () => {
  const owners = [
    ...Object.entries(schema.types),
    ...Object.entries(schema.resources),
    ...Object.entries(schema.functions).flatMap(([name, { inputs, outputs, description }]): [string, Named][] => [
      [name, { description: description ?? '' }],
      [`${name} inputs`, { description: ' ', ...inputs }],
      [`${name} outputs`, { description: ' ', ...outputs }],
    ]),
  ];
  const silent = owners.flatMap(([owner, { description, properties = {} }]) => [
    ...(description ? [] : [owner]),
    ...Object.entries(properties).flatMap(([name, { description: said }]) => (said ? [] : [`${owner} ${name}`])),
  ]);
  expect(silent).toEqual([]);
});

it('refers to types that it has', () => {
  const referenced = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/types\/([^"]+)"/g)].map(([, name]) => name);
  expect(referenced.length).toBeGreaterThan(20);
  expect(referenced.filter((name) => schema.types[name ?? ''] === undefined)).toEqual([]);
});

it('lists the values of a setting, and what must be given', () => {
  expect(schema.types[tokenOf('OktaProvisioningProvisioning')]?.enum?.map(({ value }) => value)).toEqual([
    'unmanaged',
    'off',
    'on',
  ]);
  expect(schema.resources[tokenOf('Phase')]?.requiredInputs).toEqual(['stack', 'phase']);
  expect(schema.types[tokenOf('CutoverPhase')]?.enum?.map(({ value }) => value)).toEqual([
    'assess',
    'stage',
    'cutover',
    'complete',
    'rollback',
  ]);
});

it('gives from functions no enumeration, which a YAML program could hand on to no resource', () => {
  const reaches = (text: string): boolean =>
    [...text.matchAll(/"\$ref":"#\/types\/([^"]+)"/g)].some(([, name = '']) => {
      const type = schema.types[name];
      return type?.enum !== undefined || reaches(JSON.stringify(type?.properties ?? {}));
    });
  for (const [name, { outputs }] of Object.entries(schema.functions))
    expect(reaches(JSON.stringify(outputs)), name).toBe(false);
  const { properties = {} } = schema.functions[tokenOf('getStackSettings')]?.outputs ?? {};
  expect(properties).toMatchObject({ phase: { type: 'string' }, drain: { $ref: `#/types/${tokenOf('Drain')}` } });
});
