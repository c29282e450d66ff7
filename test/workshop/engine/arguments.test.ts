import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../workshop/engine/arguments.js';

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
