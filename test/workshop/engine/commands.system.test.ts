import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageDirectory } from '../../../workshop/engine/launchers.js';
import { isExecutable, run } from '../../../workshop/engine/processes.js';

const command = (file: string, ...args: readonly string[]) =>
  run(process.execPath, ['--import', 'tsx', join('workshop', 'engine', file), ...args], { cwd: packageDirectory });

describe('the commands of workshop/engine', () => {
  it('get prints the path and version of an engine', async () => {
    const { code, stdout } = await command('get.ts');
    const [path = '', version = ''] = stdout.trim().split(/ (?=v3\.)/);
    expect([code, isExecutable(path), version]).toEqual([0, true, expect.stringMatching(/^v3\.\d+\.\d+/)]);
  });

  it('pulumi without arguments says how it is used, without a stack trace', async () => {
    const { code, stdout, stderr } = await command('pulumi.ts');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('for example: npm run pulumi -- preview --stack staging');
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it('pulumi refuses its own options for a stack that is not embedded', async () => {
    const { code, stderr } = await command('pulumi.ts', '--reset', 'preview', '--stack', 'nowhere');
    expect(code).toBe(1);
    expect(stderr.trim()).toBe('--scenario and --reset are for an embedded stack; Pulumi.nowhere.yaml is not one.');
  });
});
