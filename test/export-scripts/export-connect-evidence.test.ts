import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Node } from 'web-tree-sitter';
import { parse as parseYaml } from 'yaml';
import { repository } from '../cli/run-cli.js';
import { misunderstood, parsePowerShell } from '../powershell.js';
import { repaired } from '../workshop/simulators/clients.js';
import { standing, synchronizeAll } from '../workshop/simulators/connect/stand.js';

const script = readFileSync(join(repository, 'export-scripts/Export-ConnectEvidence.ps1'), 'utf8');
const textsOf = (type: string, node: Node = parsePowerShell(script)): string[] =>
  node.descendantsOfType(type).flatMap((one) => (one === null ? [] : [one.text]));

describe('the workflow of the export script', () => {
  it('is PowerShell that reads on the server, and deletes nothing but its own files', () => {
    const { jobs } = parseYaml(readFileSync(join(repository, '.github/workflows/connect.yml'), 'utf8')) as {
      jobs: { export: { steps: { name?: string; shell?: string; run?: string }[] } };
    };
    const scripts = jobs.export.steps.flatMap(({ shell, run }) => (shell === 'powershell' && run ? [run] : []));
    expect(scripts).toHaveLength(2);
    for (const one of scripts) expect(misunderstood(one)).toEqual([]);
    const names = scripts.flatMap((one) =>
      textsOf('command_name', parsePowerShell(one)).map((name) => name.toLowerCase()),
    );
    expect([...new Set(names)].sort()).toEqual([
      'copy-item',
      'invoke-command',
      'join-path',
      'new-item',
      'new-pssession',
      'out-null',
      'remove-item',
      'remove-pssession',
      'set-strictmode',
      'test-path',
    ]);
    // Its arguments are the script's own, in their order.
    expect(scripts[0]).toMatch(/Export-ConnectEvidence\.ps1 -ArgumentList \$env:CONNECTOR, \$folder/);
    expect(script).toMatch(/param\([\s\S]*\$Connector,\s+\[Parameter\(Mandatory\)\] \[string\] \$Folder\s+\)/);
  });
});

describe('the export script', () => {
  it('is PowerShell', () => {
    expect(misunderstood(script)).toEqual([]);
    expect(
      misunderstood(script.replace("{ param($path) Export-ConnectorSpace $path 'x' }", "{ param($path) Export 'x")),
    ).not.toEqual([]);
  });

  it('calls what reads, and what writes its own files: no cmdlet that changes the server', () => {
    expect([...new Set(textsOf('command_name').map((name) => name.toLowerCase()))].sort()).toEqual([
      'add-evidence',
      'convertto-json',
      'copy-item',
      'export-connectorspace',
      'get-adsyncconnector',
      'get-adsyncglobalsettings',
      'get-adsyncrunprofileresult',
      'get-adsyncscheduler',
      'get-childitem',
      'get-date',
      'get-filehash',
      'get-itemproperty',
      'import-module',
      'join-path',
      'new-item',
      'out-null',
      'remove-item',
      'select-object',
      'set-content',
      'set-strictmode',
      'sort-object',
      'test-path',
      'where-object',
      'write-output',
      'write-warning',
    ]);
  });

  it('writes the files, kinds and members that the stand-in writes', async () => {
    const stand = await standing(repaired);
    await synchronizeAll(stand);
    const files = stand.server.exportEvidence();
    const read = (name: string) => JSON.parse((files[name] ?? '').toString().replace(/^\uFEFF/, ''));
    const manifest = read('manifest.json');
    const evidence = [...script.matchAll(/Add-Evidence '(\w+)' ["']([^"']+)["']/g)].map(([, kind, name]) => [
      kind,
      name?.replace('$number', '1'),
    ]);
    expect(evidence).toEqual(manifest.files.map(({ kind, path }: { kind: string; path: string }) => [kind, path]));
    const members = (text: string | undefined) =>
      (text ?? '').split(',').map((name) => name.trim().replaceAll("'", ''));
    const [, ...runs] = read('sync-status.json');
    const selected = /Select-Object ('RunHistoryId.*), \$steps/.exec(script)?.[1];
    const steps = /RunStepResults \| Select-Object (.*?)\)/.exec(script)?.[1];
    expect(Object.keys(runs[0])).toEqual([...members(selected), 'RunStepResults']);
    expect(Object.keys(runs[0].RunStepResults)).toEqual(members(steps));
    for (const name of ['entraCutoverManifest', 'server', 'connector', 'files', 'kind', 'path', 'exportedAt', 'sha256'])
      expect(script).toMatch(new RegExp(`\\b${name} = `));
    expect(Object.keys(manifest)).toEqual(['entraCutoverManifest', 'server', 'connector', 'files']);
    expect(Object.keys(manifest.files[0]).sort()).toEqual(['exportedAt', 'kind', 'path', 'sha256']);
  });
});
