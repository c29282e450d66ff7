import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { folderWith, repository } from './run-cli.js';

/** Exports in which everybody is a finding, so that the report takes a while to write. */
function exportsOf(people: number): Record<string, string> {
  const guid = (index: number): string => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const rows = Array.from({ length: people }, (_, index) => `p${index}@corp.example,${guid(index)}`);
  return {
    'a.csv': `UserPrincipalName,objectGUID\n${rows.join('\n')}\n`,
    'b.csv': `UserPrincipalName,ImmutableID\n${rows.map((row) => row.replace(/,.*/, ',x')).join('\n')}\n`,
  };
}

describe('Ctrl-C', () => {
  it('leaves no half-written report behind', async () => {
    const folder = folderWith(exportsOf(20_000));
    const args = ['assess', '--on-prem', 'a.csv', '--entra', 'b.csv', '--output', 'report.html'];
    const child = spawn(process.execPath, [join(repository, 'dist/cli/main.js'), ...args], {
      cwd: folder,
      stdio: 'ignore',
    });
    const closed = once(child, 'close');
    while (child.exitCode === null && !readdirSync(folder).some((name) => name.endsWith('.partial')))
      await setTimeout(5);
    child.kill('SIGINT');
    const [code] = (await closed) as [number | null];
    expect(code).toBe(130);
    expect(readdirSync(folder).sort()).toEqual(['a.csv', 'b.csv']);
  });
});
