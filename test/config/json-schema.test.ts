import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { generatedConfigurationFiles } from '../../src/config/documentation.js';
import { configurationJsonSchema, documentedKeys, stackConfigurationJsonSchema } from '../../src/config/json-schema.js';
import { parseStackFile } from '../../src/config/parse.js';
import { parseSourceAnchor } from '../../src/domain/source-anchor.js';
import { example } from './example.js';

describe('the files that are generated from the configuration schema', () => {
  it('describe every key', () => {
    expect(documentedKeys().filter(({ schema }) => (schema.description ?? '').length < 10)).toEqual([]);
    const page = generatedConfigurationFiles().find(({ path }) => path.endsWith('.md'))?.text ?? '';
    for (const { name } of documentedKeys()) expect(page).toContain(name);
  });

  it('show the default of a list, and what its entries are chosen from', () => {
    const page = generatedConfigurationFiles().find(({ path }) => path.endsWith('.md'))?.text ?? '';
    expect(page).toMatch(/`cutover:review\.dataFolders` .*\| `evidence`, `waivers`, `remediations` \|$/m);
    expect(page).toMatch(/`cutover:evidence\.complete` .*\| list of `onPrem`, `entra` \| none \|$/m);
    expect(page).toMatch(/\| list of texts \| none \|$/m);
  });

  it('say of what one sync tool needs that it is required with that one', () => {
    const page = generatedConfigurationFiles().find(({ path }) => path.endsWith('.md'))?.text ?? '';
    for (const section of ['cloudSync', 'connect']) {
      const [, about = ''] = page.split(`## cutover:${section}\n`);
      expect(about.split('\n')[1]).toMatch(new RegExp(`Required with \`cutover:syncTool: ${section}\`\\.$`));
    }
  });

  it.each(['wave: 1', 'wave: "1"', 'hold: true', 'hold: "true"'])(
    'let an editor take what the program takes: cutover:%s',
    (line) => {
      const text = `${example.replace(/^ {2}cutover:hold: .*\n/m, '')}  cutover:${line}\n`;
      expect(parseStackFile(text, 'Pulumi.staging.yaml').problems).toEqual([]);
      const validate = new Ajv({ strict: false }).compile(stackConfigurationJsonSchema());
      expect(validate(parse(text)), JSON.stringify(validate.errors)).toBe(true);
    },
  );

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
