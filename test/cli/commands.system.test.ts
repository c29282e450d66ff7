import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith, repository, runCli } from './run-cli.js';

const scenario = join(repository, 'scenarios/mismatching-organisation');
const files = ['--on-prem', join(scenario, 'OnPremIDs.csv'), '--entra', join(scenario, 'AzureADSyncedIDS.csv')];

describe('entra-cutover explain', () => {
  it('tells a person’s story: both sides, the rule, what would happen, what to do', async () => {
    const { code, stdout } = await runCli(['explain', 'ingrid.halvorsen@corp.example', ...files]);
    expect(code).toBe(0);
    for (const word of ['anchorMismatch', 'Active Directory', 'Microsoft Entra', 'ERROR anchor-mismatch', '=>', 'do'])
      expect(stdout).toContain(word);
  });

  it('names the nearest person for a misspelt name', async () => {
    const { code, stderr } = await runCli(['explain', 'ingrid.halvorson@corp.example', ...files]);
    expect(code).toBe(1);
    expect(stderr).toContain('did you mean ingrid.halvorsen@corp.example?');
    expect(stderr).not.toContain('    at ');
  });

  it('gives JSON with the findings', async () => {
    const { stdout } = await runCli(['explain', 'anna.berg@corp.example', ...files, '--format', 'json']);
    const stories = JSON.parse(stdout) as { findings: { rule: string }[] }[];
    expect(stories[0]?.findings.map(({ rule }) => rule)).toContain('anchor-held-by-another');
  });
});

describe('entra-cutover init', () => {
  const values = {
    '--tenant': '11111111-2222-3333-4444-555555555555',
    '--domain': 'corp.onmicrosoft.com',
    '--okta-org': 'https://corp.okta.com',
    '--okta-app': '0oa1abcdefghij=Microsoft Office 365 = main',
    '--service-principal': '77777777-0000-4000-8000-000000000001',
    '--ad-domain': 'corp.example',
    '--notify': 'identity@corp.example',
  };

  it('writes a stack that is complete when every value was given', async () => {
    const folder = folderWith({});
    const { code, stdout } = await runCli(['init', '--directory', 'new', ...Object.entries(values).flat()], {
      cwd: folder,
    });
    expect(code).toBe(0);
    expect(stdout).not.toContain('to fill in');
    const assessed = await runCli(['assess', '--stack', 'prod', '--format', 'json'], { cwd: join(folder, 'new') });
    // Valid configuration; nothing can be read yet, so it is indeterminate and not a usage error.
    expect(assessed.code).toBe(3);
  });

  it('leaves lines to fill in, and the stack refuses with their list', async () => {
    const folder = folderWith({});
    await runCli(['init', '--stack', 'emea', '--tenant', values['--tenant']], { cwd: folder });
    const { code, stderr } = await runCli(['assess', '--stack', 'emea'], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toContain('value to fill in: the URL of the Okta org');
  });

  it('overwrites nothing and refuses what is not valid before it writes', async () => {
    const folder = folderWith({ 'index.ts': 'mine' });
    const existing = await runCli(['init'], { cwd: folder });
    expect(existing.code).toBe(1);
    expect(readFileSync(join(folder, 'index.ts'), 'utf8')).toBe('mine');
    const invalid = await runCli(['init', '--directory', 'x', '--tenant', 'nope'], { cwd: folder });
    expect(invalid.stderr).toContain('cutover:tenant.id');
    expect(existsSync(join(folder, 'x'))).toBe(false);
  });
});

describe('entra-cutover completion', () => {
  it('completes commands, subcommands and flags in bash', async () => {
    const { stdout } = await runCli(['completion', 'bash']);
    const complete = (words: string) => {
      const list = words.split(' ');
      const script = `${stdout}\nCOMP_WORDS=(${list.map((word) => `"${word}"`).join(' ')}); COMP_CWORD=${list.length - 1}; _entra_cutover; echo "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim().split(' ');
    };
    expect(complete('entra-cutover ass')).toEqual(['assess']);
    expect(complete('entra-cutover audit v')).toEqual(['verify']);
    expect(complete('entra-cutover assess --on')).toEqual(['--on-prem']);
  });

  it.each(['zsh', 'fish'])('knows every command in %s', async (shell) => {
    const { code, stdout } = await runCli(['completion', shell]);
    expect(code).toBe(0);
    for (const word of ['assess', 'explain', 'on-prem', 'verify']) expect(stdout).toContain(word);
  });
});

describe('every command', () => {
  it('has help with an example', async () => {
    const { stdout } = await runCli(['--help']);
    const names = [...stdout.matchAll(/^ {2}([a-z]+) /gm)]
      .map((match) => match[1] ?? '')
      .filter((name) => name !== 'help');
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const help = await runCli([name, '--help']);
      expect(help.code).toBe(0);
      if (!['collect', 'audit'].includes(name)) expect(help.stdout, name).toMatch(/Examples?[:,]/);
    }
  });
});
