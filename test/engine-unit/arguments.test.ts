import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../engine/arguments.js';
import { isEmbedded } from '../../engine/stack-file.js';
import { temporaryDirectory } from './temporary.js';

describe('parseArguments', () => {
  it.each([
    [['preview'], 'staging'],
    [['preview', '--stack', 'prod'], 'prod'],
    [['-s', 'prod', 'up'], 'prod'],
    [['up', '--stack=prod', '--yes'], 'prod'],
    [['up', '-s=prod'], 'prod'],
    [['up', '-sprod'], 'prod'],
    [['stack', 'select', 'prod'], 'prod'],
    [['stack', 'rm', '--yes'], 'staging'],
    [['config', 'set', 'key', '--', '--stack'], 'staging'],
  ])('%j is about the stack %s', (args, stack) => {
    expect(parseArguments(args, {})).toEqual({ reset: false, stack, pulumi: args });
  });

  it('takes PULUMI_STACK where the arguments name no stack', () => {
    expect(parseArguments(['preview'], { PULUMI_STACK: 'prod' }).stack).toBe('prod');
    expect(parseArguments(['preview', '-s', 'staging'], { PULUMI_STACK: 'prod' }).stack).toBe('staging');
  });

  it('takes its own options from the front only', () => {
    expect(parseArguments(['--reset', '--scenario', 'repaired', 'up', '--scenario', 'x'], {})).toEqual({
      reset: true,
      scenario: 'repaired',
      stack: 'staging',
      pulumi: ['up', '--scenario', 'x'],
    });
    expect(parseArguments(['--scenario=a', 'up'], {}).scenario).toBe('a');
  });

  it('refuses nothing to do and an option without its value', () => {
    expect(() => parseArguments([], {})).toThrow('npm run pulumi -- preview --stack staging');
    expect(() => parseArguments(['--scenario', '--reset'], {})).toThrow('--scenario needs a value');
  });
});

describe('isEmbedded', () => {
  const judge = (text: string): boolean => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'Pulumi.staging.yaml'), text);
    return isEmbedded(directory, 'staging');
  };

  it.each([
    ['config:\n  cutover:okta.orgUrl: embedded\n', true],
    ['config:\n  cutover:okta:\n    orgUrl: embedded\n  cutover:tenant:\n    graphEndpoint: embedded\n', true],
    ['config:\n  cutover:okta.orgUrl: https://corp.okta.com\n', false],
    ['config: {}\n', false],
    ['', false],
  ])('%j: %s', (text, expected) => {
    expect(judge(text)).toBe(expected);
  });

  it('is not embedded without a file', () => {
    expect(isEmbedded(temporaryDirectory(), 'prod')).toBe(false);
  });

  it('refuses a mix of simulated and real services, and a file that is no YAML', () => {
    const mix =
      'config:\n  cutover:okta.orgUrl: embedded\n  cutover:tenant.graphEndpoint: https://graph.microsoft.com\n';
    expect(() => judge(mix)).toThrow('cutover:tenant.graphEndpoint is "https://graph.microsoft.com"');
    expect(() => judge('config: [')).toThrow('Pulumi.staging.yaml is not valid YAML');
  });
});
