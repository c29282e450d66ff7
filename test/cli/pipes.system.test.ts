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

describe.skipIf(process.platform === 'win32')('a verdict that nobody reads to its end', { timeout: 90_000 }, () => {
  // One anchor is another's in its other byte order, and the report is longer than a pipe holds.
  const people = Array.from(
    { length: 3000 },
    (_, index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
  );
  const wrong = folderWith({
    'a.csv': ['UserPrincipalName,objectGUID', ...people.map((id, index) => `p${index}@corp.example,${id}`)].join('\n'),
    'b.csv': [
      'UserPrincipalName,ImmutableID',
      ...people.map((_, index) => `p${index}@corp.example,kZj7niGua0Gz92mIDCl+Tw==`),
    ].join('\n'),
  });
  const assess = `${program} assess --on-prem a.csv --entra b.csv`;
  const inFolder = (command: string) =>
    spawnSync('bash', ['-c', command], { cwd: wrong, encoding: 'utf8', timeout: 60_000 });

  it.each(['text', 'html', 'json', 'markdown', 'junit', 'sarif', 'csv'])('keeps its exit code: %s', (format) => {
    expect(inFolder(`${assess} --quiet --format ${format} | head -c1; exit \${PIPESTATUS[0]}`).status).toBe(2);
  });

  it('writes its files all the same', () => {
    const { status } = inFolder(`${assess} --output r.html --identities r.ids 2>&1 | true; exit \${PIPESTATUS[0]}`);
    expect(status).toBe(2);
    expect(inFolder('ls r.html r.ids').status).toBe(0);
  });

  it.each(['--help', 'completion bash', 'assess --on-prem a.csv --entra b.csv'])(
    'is an error where the disk is full: %s',
    (words) => {
      const { status, stderr } = inFolder(`${program} ${words} > /dev/full`);
      expect(stderr).toMatch(/standard output: can't be written: the disk is full\. Send it somewhere else/);
      expect(stderr).not.toMatch(/\n\s+at /);
      expect(status).toBe(1);
    },
  );
});
