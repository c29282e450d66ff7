import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import { folderWith, runCli, withoutProgress } from './run-cli.js';

const guids = {
  ann: ['00112233-4455-6677-8899-aabbccddeeff', 'MyIRAFVEd2aImaq7zN3u/w=='],
  bob: ['3ab39606-c642-489b-84b6-58c038d3ef39', 'BpazOkLGm0iEtljAONPvOQ=='],
} as const;

const onPrem = `"UserPrincipalName","Name","objectGUID","ImmutableID"\n${Object.entries(guids)
  .map(([name, [guid]]) => `"${name}@corp.example","${name}","${guid}",\n`)
  .join('')}`;
const entra = `"UserPrincipalName","objectGUID","ImmutableID"\n${Object.entries(guids)
  .map(([name, [guid, anchor]]) => `"${name}@corp.example","${guid}","${anchor}"\n`)
  .join('')}`;
const swapped = entra.replace(guids.bob[1], 'OrOWBsZCSJuEtljAONPvOQ==');
const files = ['--on-prem', 'OnPremIDs.csv', '--entra', 'AzureADSyncedIDS.csv'];

async function assess(contents: Readonly<Record<string, string | Buffer>>, ...flags: string[]) {
  const folder = folderWith(contents);
  const result = await runCli(['assess', ...files, '--format', 'json', ...flags], { cwd: folder });
  return { ...result, folder, assessment: (result.stdout ? JSON.parse(result.stdout) : undefined) as Assessment };
}

describe('entra-cutover assess, as a process', () => {
  it('clears the two exports of the tutorial, never with a bare "cleared"', async () => {
    const folder = folderWith({ 'OnPremIDs.csv': onPrem, 'AzureADSyncedIDS.csv': entra });
    const { code, stdout, stderr } = await runCli(['assess', ...files], { cwd: folder });
    expect(withoutProgress(stderr)).toBe('');
    expect(code).toBe(0);
    const verdict = stdout.split('\n').slice(0, 3).join(' ');
    expect(verdict).toMatch(/^CLEARED for anchors /);
    expect(verdict).toMatch(/not answered/i);
  });

  it('blocks with exit code 2 and names exactly the defective person, with the diagnosis and the place', async () => {
    const { code, assessment } = await assess({ 'OnPremIDs.csv': onPrem, 'AzureADSyncedIDS.csv': swapped });
    expect(code).toBe(2);
    const errors = assessment.findings.filter(({ severity }) => severity === 'error');
    expect(errors).toMatchObject([
      {
        rule: 'anchor-mismatch',
        diagnosis: 'byte-order-swapped',
        subject: { userPrincipalName: 'bob@corp.example', sourceAnchor: guids.bob[1] },
        found: 'OrOWBsZCSJuEtljAONPvOQ==',
        at: { origin: 'OnPremIDs.csv', line: 3 },
      },
    ]);
  });

  it('writes one line per identity, and every report by its extension, readable by the owner alone', async () => {
    const outputs = [
      'out/report.html',
      'report.json',
      'report.md',
      'report.xml',
      'report.sarif',
      'report.csv',
      'report.txt',
    ];
    const { folder, code } = await assess(
      { 'OnPremIDs.csv': onPrem, 'AzureADSyncedIDS.csv': swapped },
      ...['--identities', 'identities.ndjson'],
      ...outputs.flatMap((path) => ['--output', path]),
    );
    expect(code).toBe(2);
    const lines = readFileSync(join(folder, 'identities.ndjson'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { outcome: 'hardMatch', userPrincipalName: 'ann@corp.example', entraUserPrincipalName: 'ann@corp.example' },
      { outcome: 'anchorMismatch', userPrincipalName: 'bob@corp.example', immutableId: 'OrOWBsZCSJuEtljAONPvOQ==' },
    ]);
    for (const path of outputs) {
      expect(statSync(join(folder, path)).mode & 0o077, path).toBe(0);
      expect(readFileSync(join(folder, path), 'utf8'), path).toContain('bob@corp.example');
    }
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('gives the same bytes for the same evidence, but for meta.at', async () => {
    const run = async () => {
      const { assessment } = await assess({ 'OnPremIDs.csv': onPrem, 'AzureADSyncedIDS.csv': swapped });
      return JSON.stringify({ ...assessment, meta: { ...assessment.meta, at: '' } });
    };
    expect(await run()).toBe(await run());
  });

  const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
  it.each([
    ['UTF-8 with BOM', Buffer.from(`\ufeff${onPrem}`)],
    ['UTF-16LE', utf16(onPrem)],
    ['UTF-16BE', utf16(onPrem).swap16()],
    ['CRLF', onPrem.replaceAll('\n', '\r\n')],
    ['semicolons', onPrem.replaceAll('",', '";').replaceAll(',"', ';"')],
    ['a #TYPE line', `#TYPE Selected.Microsoft.ActiveDirectory.Management.ADUser\n${onPrem}`],
    [
      'other letter case',
      onPrem.replace('"UserPrincipalName","Name","objectGUID"', '"USERPRINCIPALNAME","name","OBJECTGUID"'),
    ],
    ['no newline at the end', onPrem.trimEnd()],
  ])('reads %s', async (_, content) => {
    const { code, assessment } = await assess({ 'OnPremIDs.csv': content, 'AzureADSyncedIDS.csv': entra });
    expect(assessment.counts.outcomes.hardMatch).toBe(2);
    expect(code).toBe(0);
  });

  it.each([
    ['an empty file', { 'OnPremIDs.csv': '', 'AzureADSyncedIDS.csv': entra }],
    ['a header alone', { 'OnPremIDs.csv': onPrem.split('\n')[0] ?? '', 'AzureADSyncedIDS.csv': entra }],
    ['a truncated row', { 'OnPremIDs.csv': `${onPrem}"eve@corp.example","ev`, 'AzureADSyncedIDS.csv': entra }],
    [
      'an unreadable encoding',
      {
        'OnPremIDs.csv': Buffer.concat([Buffer.from(onPrem), Buffer.from([0xff, 0xfe, 0x80, 0x0a])]),
        'AzureADSyncedIDS.csv': entra,
      },
    ],
    [
      'a picture',
      { 'OnPremIDs.csv': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 'AzureADSyncedIDS.csv': entra },
    ],
    [
      'no ImmutableID column',
      {
        'OnPremIDs.csv': onPrem,
        'AzureADSyncedIDS.csv': '"UserPrincipalName"\n"ann@corp.example"\n"bob@corp.example"\n',
      },
    ],
    [
      'System.Byte[]',
      {
        'OnPremIDs.csv':
          '"UserPrincipalName","objectGUID","mS-DS-ConsistencyGuid"\n"ann@corp.example","00112233-4455-6677-8899-aabbccddeeff","System.Byte[]"\n"bob@corp.example","3ab39606-c642-489b-84b6-58c038d3ef39",\n',
        'AzureADSyncedIDS.csv': entra,
      },
    ],
  ])('is indeterminate (3) for %s, with one clear sentence and no stack trace', async (_, contents) => {
    const { code, assessment, stderr } = await assess(contents);
    expect(code).toBe(3);
    expect(assessment.decision).toBe('indeterminate');
    const reasons = assessment.findings.filter(
      ({ rule, severity }) => rule === 'evidence-incomplete' && severity === 'error',
    );
    expect(reasons.length).toBeGreaterThan(0);
    for (const { found, at } of reasons) {
      expect(found?.length).toBeGreaterThan(10);
      expect(at?.origin).toMatch(/\.csv$/i);
    }
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    ['a file that does not exist', ['--on-prem', 'missing.csv', '--entra', 'AzureADSyncedIDS.csv'], /missing\.csv/],
    ['a directory', ['--on-prem', 'folder', '--entra', 'AzureADSyncedIDS.csv'], /folder/],
    ['the same file for both sides', ['--on-prem', 'OnPremIDs.csv', '--entra', './OnPremIDs.csv'], /same file/],
    ['one side only', ['--on-prem', 'OnPremIDs.csv'], /--entra/],
    ['an unknown flag', [...files, '--strict'], /unknown option/],
    ['a misspelled flag', [...files, '--formt', 'json'], /--format/],
    ['an unknown format', [...files, '--format', 'xml'], /text, json/],
    ['an unknown report extension', [...files, '--output', 'report.pdf'], /\.html/],
    ['a threshold that is not a number', [...files, '--max-creations', 'many'], /--max-creations many/],
    ['a malformed source anchor', [...files, '--source-anchor', 'employeeID:rot13'], /text-base64/],
    ['files next to a stack', [...files, '--stack', 'staging'], /--stack/],
    ['a malformed waiver file', [...files, '--waivers', 'waivers.yaml'], /expires/],
    ['a file that can’t be written', [...files, '--identities', 'OnPremIDs.csv/x'], /can't be made a folder/],
  ])('refuses %s with exit code 1 and a message', async (_, flags, message) => {
    const folder = folderWith({
      'OnPremIDs.csv': onPrem,
      'AzureADSyncedIDS.csv': entra,
      'waivers.yaml': 'waivers: [{rule: upn-changed, subjects: [a], reason: r, owner: o}]',
    });
    mkdirSync(join(folder, 'folder'));
    const { code, stderr, stdout } = await runCli(['assess', ...flags], { cwd: folder });
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).not.toMatch(/cleared/i);
  });

  it('waives with a file and says what waives nothing', async () => {
    const waivers = (rule: string) =>
      `waivers:\n  - { rule: ${rule}, subjects: [bob@corp.example], reason: checked, owner: ops, expires: 2999-12-31 }\n`;
    const contents = { 'OnPremIDs.csv': onPrem, 'AzureADSyncedIDS.csv': swapped };
    const waived = await assess({ ...contents, 'w.yaml': waivers('anchor-mismatch') }, '--waivers', 'w.yaml');
    expect(waived.code).toBe(0);
    expect(waived.assessment.findings.find(({ rule }) => rule === 'anchor-mismatch')?.waived).toBe(true);
    const refused = await assess({ ...contents, 'w.yaml': waivers('anchor-held-by-another') }, '--waivers', 'w.yaml');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('waives nothing');
  });

  it('prints help with an example for every command', async () => {
    for (const args of [
      ['--help'],
      ['assess', '--help'],
      ['collect', 'on-prem', '--help'],
      ['audit', 'verify', '--help'],
    ]) {
      const { code, stdout } = await runCli(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(args.length > 1 ? /Examples?:/ : /Exit codes:/);
    }
  });
});
