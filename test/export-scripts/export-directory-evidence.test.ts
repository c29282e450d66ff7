import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requestedAttributes } from '../../src/connectors/active-directory/attributes.js';
import { deletedUsers, livingObjects } from '../../src/connectors/active-directory/container-search.js';
import { repository } from '../cli/run-cli.js';
import { misunderstood, parsePowerShell } from '../powershell.js';

const script = readFileSync(join(repository, 'export-scripts/Export-DirectoryEvidence.ps1'), 'utf8');
const textsOf = (type: string): string[] =>
  parsePowerShell(script)
    .descendantsOfType(type)
    .flatMap((one) => (one === null ? [] : [one.text]));

describe('the export script for a domain controller', () => {
  it('is PowerShell', () => {
    expect(misunderstood(script)).toEqual([]);
    expect(misunderstood(script.replace('} finally {', ' finally {'))).not.toEqual([]);
  });

  it('has nothing that only PowerShell 7 understands, and letters that 5.1 reads without a byte order mark', () => {
    for (const newer of [/\?\?/, /\?\./, /&&/, /\|\|/, /utf8NoBOM/i, / -Parallel/i, / \? .* : /])
      expect(script).not.toMatch(newer);
    expect([...script].every((letter) => letter <= '~')).toBe(true);
  });

  it('calls what reads, and what writes its own file', () => {
    expect([...new Set(textsOf('command_name').map((name) => name.toLowerCase()))].sort()).toEqual([
      'format-value',
      'get-date',
      'get-guidtext',
      'move-item',
      'new-object',
      'new-searcher',
      'remove-item',
      'select-object',
      'set-strictmode',
      'split-path',
      'test-path',
      'where-object',
      'write-entry',
      'write-output',
      'write-rest',
    ]);
    // What would write to the directory is a method of its entries.
    expect(script).not.toMatch(/CommitChanges|SetInfo|\.Put\(|DeleteTree|InvokeSet|MoveTo|Rename\(/i);
  });

  it('asks for what collect asks for, of the same objects', () => {
    const asked = [...(/\$names = @\(([\s\S]*?)\) \+/.exec(script)?.[1] ?? '').matchAll(/'([^']+)'/g)].map(
      ([, name]) => name,
    );
    expect(asked).toEqual(expect.arrayContaining([...requestedAttributes([])]));
    expect(asked.length).toBe(requestedAttributes([]).length + 1);
    expect(script).toContain(`$living = '${livingObjects}'`);
    expect(script).toContain(`$deleted = '${deletedUsers}'`);
  });
});
