import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { folderWith, repository } from './run-cli.js';

const program = `node ${join(repository, 'dist/cli/main.js')}`;
const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const folder = folderWith({
  'a.csv': `UserPrincipalName,objectGUID\nann@corp.example,${guid}\n`,
  'b.csv': 'UserPrincipalName,ImmutableID\nann@corp.example,kZj7niGua0Gz92mIDCl+Tw==\n',
});
const shell = (command: string) =>
  spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8', timeout: 60_000 });

describe.skipIf(process.platform === 'win32')('what is not a file', { timeout: 90_000 }, () => {
  it.each([
    ['<(…)', `${program} assess --quiet --on-prem <(cat a.csv) --entra <(sleep 1; cat b.csv)`],
    ['/dev/stdin', `cat a.csv | ${program} assess --quiet --on-prem /dev/stdin --entra b.csv`],
    ['compressed <(…)', `${program} assess --quiet --on-prem <(gzip -c a.csv) --entra b.csv`],
  ])('is read where it ends: %s', (_what, command) => {
    const { status, stderr } = shell(command);
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });

  it.each([
    ['/dev/zero', '/dev/zero', 1, /\/dev\/zero is a device/],
    ['a pipe of zeros', '<(cat /dev/zero)', 3, /zero byte/],
    ['a pipe without end', '<(yes)', 3, /No column is known/],
    ['nothing', '/dev/null', 3, /empty/],
  ])('is told: %s', (_what, path, code, reason) => {
    const { status, stdout, stderr } = shell(`${program} assess --quiet --on-prem ${path} --entra b.csv`);
    expect(stdout + stderr).toMatch(reason);
    expect(status).toBe(code);
  });

  it('is told when nobody writes, and can be interrupted until then', async () => {
    execFileSync('mkfifo', ['silent'], { cwd: folder });
    const { status, stderr } = shell(`${program} assess --quiet --on-prem silent --entra b.csv`);
    expect(stderr).toMatch(/silent is a pipe that nobody writes into/);
    expect(status).toBe(1);
    const args = [join(repository, 'dist/cli/main.js'), 'assess', '--on-prem', 'silent', '--entra', 'b.csv'];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
    const closed = once(child, 'close');
    await setTimeout(3000);
    const before = Date.now();
    child.kill('SIGINT');
    expect((await closed)[0] ?? 130).toBe(130);
    expect(Date.now() - before).toBeLessThan(5000);
  });
});
