import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { auditShowCommand, auditVerifyCommand } from '../../src/cli/audit.js';
import { folderWith, repository } from './run-cli.js';

it('says that a journal that is not there, or holds no entry, was not verified', async () => {
  const state = (outputs: object): string =>
    JSON.stringify({ deployment: { resources: [{ type: 'entra-cutover:index:AuditTrail', outputs }] } });
  const folder = folderWith({
    'junk.jsonl': 'x',
    'empty.jsonl': '',
    'none.json': state({ sequence: 0, head: '' }),
    'some.json': state({ sequence: 3, head: 'abc' }),
  });
  const said: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  try {
    for (const [name, why] of [
      ['nope.jsonl', 'there is no such file'],
      ['empty.jsonl', 'it is empty'],
      ['junk.jsonl', 'none of its lines is an entry'],
    ] as const)
      for (const [command, what] of [
        [auditVerifyCommand, 'verified'],
        [auditShowCommand, 'shown'],
      ] as const) {
        said.length = 0;
        expect(await command({ journal: join(folder, name) })).toBe(3);
        expect(said.join('')).toContain(`${name}: not ${what}: ${why}`);
        expect(said.join('')).not.toContain('intact.');
      }
    const verify = (journal: string, stackState: string): Promise<number> =>
      auditVerifyCommand({ journal: join(folder, journal), stackState: join(folder, stackState) });
    expect(await verify('nope.jsonl', 'none.json')).toBe(0);
    expect(said.at(-1)).toContain('nope.jsonl: no entry yet, and the Pulumi state expects none.');
    expect(await verify('junk.jsonl', 'none.json')).toBe(3);
    expect(await verify('nope.jsonl', 'some.json')).toBe(2);
    process.chdir(folder);
    copyFileSync(join(repository, 'Pulumi.staging.yaml'), 'Pulumi.staging.yaml');
    // Before its first update a stack has no journal: its first deployment must get past this.
    writeFileSync('state.json', JSON.stringify({ deployment: {} }));
    expect(await auditVerifyCommand({ stack: 'staging', stackState: 'state.json' })).toBe(0);
  } finally {
    process.chdir(repository);
    vi.restoreAllMocks();
    rmSync(folder, { recursive: true });
  }
});
