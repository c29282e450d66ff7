import { describe, expect, it } from 'vitest';
import { generatedConfigurationFiles } from '../../src/config/documentation.js';
import { configurationJsonSchema, documentedKeys, stackConfigurationJsonSchema } from '../../src/config/json-schema.js';
import { parseSourceAnchor } from '../../src/domain/source-anchor.js';

describe('the files that are generated from the configuration schema', () => {
  it('describe every key', () => {
    expect(documentedKeys().filter(({ schema }) => (schema.description ?? '').length < 10)).toEqual([]);
    const page = generatedConfigurationFiles().find(({ path }) => path.endsWith('.md'))?.text ?? '';
    for (const { name } of documentedKeys()) expect(page).toContain(name);
  });

  it('leave other namespaces and what is Pulumi’s alone, and nothing else', () => {
    const schema = stackConfigurationJsonSchema();
    const config = schema.properties?.config;
    const [foreign = ''] = Object.keys(config?.patternProperties ?? {});
    expect(['aws:region', 'okta:a', 'cutovers:x'].every((key) => new RegExp(foreign).test(key))).toBe(true);
    expect(['cutover:phas', 'cutover:x', 'phase'].some((key) => new RegExp(foreign).test(key))).toBe(false);
    expect([schema.additionalProperties, config?.additionalProperties]).toEqual([false, false]);
    expect(Object.keys(schema.properties ?? {})).toEqual([
      'config',
      'encryptionsalt',
      'encryptedkey',
      'secretsprovider',
      'environment',
    ]);
  });

  it.each([
    'mS-DS-ConsistencyGuid',
    'mail:text',
    'employeeID:text-base64',
    'objectSid:bytes',
    'a:b',
    ':text',
    'a b',
    '',
    'mail:',
    '1a',
  ])('take %j as a source anchor when the domain does', (text) => {
    const schema = configurationJsonSchema().properties?.['cutover:sourceAnchor'];
    expect(new RegExp(schema?.pattern ?? '^never$').test(text)).toBe(parseSourceAnchor(text) !== undefined);
  });
});
