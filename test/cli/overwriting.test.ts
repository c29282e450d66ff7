import { linkSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { assessCommand } from '../../src/cli/assess.js';
import { collectConnectCommand } from '../../src/cli/collect-connect.js';
import { collectOnPremCommand } from '../../src/cli/collect-on-prem.js';
import { remediateCommand } from '../../src/cli/remediate.js';
import { folderWith, repository } from './run-cli.js';

it('writes over no file that the same run reads, under whatever name, and no file twice', async () => {
  const folder = folderWith({});
  const at = (name: string): string => join(folder, name);
  const contents = Object.fromEntries(['ad.csv', 'entra.csv', 'waivers.json', 'key.pem', 'ca.pem'].map((n) => [n, n]));
  for (const [name, text] of Object.entries(contents)) writeFileSync(at(name), text);
  symlinkSync(at('ad.csv'), at('link.csv'));
  linkSync(at('entra.csv'), at('hard.csv'));
  const files = { onPrem: [at('ad.csv')], entra: [at('entra.csv')], waivers: [at('waivers.json')] };
  const plain = { ...files, format: 'text', color: false, quiet: true } as const;
  const dated = { quiet: true, exportedAt: '2026-11-24T02:00:00Z' };
  const read = /this run reads that file, and would write over it\. Nothing was written; name another file\.$/;
  const twice = /this run would write that file twice\. Nothing was written; name another file\.$/;
  const refused: readonly (readonly [what: string, run: () => Promise<number>, why: RegExp])[] = [
    ['a report', () => assessCommand({ ...plain, output: [at('new.html'), at('ad.csv')] }), read],
    ['a link', () => assessCommand({ ...plain, output: [at('link.csv')] }), read],
    ['a hard link', () => assessCommand({ ...plain, output: [at('hard.csv')] }), read],
    ['another spelling', () => assessCommand({ ...plain, output: [at('x/../waivers.json')] }), read],
    ['identities', () => assessCommand({ ...plain, identities: at('entra.csv') }), read],
    ['one file', () => assessCommand({ ...plain, identities: at('n.csv'), output: [at('./n.csv')] }), twice],
    ['repairs', () => remediateCommand({ ...files, output: at('ad.csv') }), read],
    ['a script', () => remediateCommand({ ...files, output: at('n.yaml'), ldif: at('waivers.json') }), read],
    ['scripts', () => remediateCommand({ ...files, output: at('n.yaml'), powershell: at('n.yaml') }), twice],
    ['an export', () => collectOnPremCommand({ ...dated, from: at('ad.csv'), output: at('link.csv') }), read],
    [
      'a key',
      () =>
        collectConnectCommand({
          ...dated,
          kind: 'export-errors',
          from: at('ad.csv'),
          signKey: at('key.pem'),
          output: at('key.pem'),
        }),
      read,
    ],
    [
      'an authority',
      () =>
        collectOnPremCommand({
          server: ['ldaps://dc.invalid'],
          bindDn: 'x',
          caFile: at('ca.pem'),
          output: at('ca.pem'),
        }),
      read,
    ],
  ];
  for (const [what, run, why] of refused) await expect(run(), what).rejects.toThrow(why);
  for (const [name, text] of Object.entries(contents)) expect(readFileSync(at(name), 'utf8'), name).toBe(text);
  for (const name of ['new.html', 'n.csv', 'n.yaml']) expect(() => readFileSync(at(name)), name).toThrow('ENOENT');
  rmSync(folder, { recursive: true });
});

it('writes over no file that the stack names, nor its own file, nor the journal', async () => {
  const stack = readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8');
  const folder = folderWith({ 'Pulumi.staging.yaml': stack });
  const evidence = ['audit.jsonl', 'on-prem.evidence.ndjson'].map((name) => `.entra-cutover/embedded/${name}`);
  const start = process.cwd();
  process.chdir(folder);
  try {
    for (const path of ['Pulumi.staging.yaml', ...evidence])
      await expect(
        assessCommand({ stack: 'staging', format: 'text', color: false, quiet: true, identities: path }),
        path,
      ).rejects.toThrow(`${path}: this run reads that file`);
  } finally {
    process.chdir(start);
    rmSync(folder, { recursive: true });
  }
});
