import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { collectOnPremCommand } from '../../src/cli/collect-on-prem.js';
import { requestedAttributes } from '../../src/connectors/active-directory/attributes.js';
import { deletedUsers, livingObjects } from '../../src/connectors/active-directory/container-search.js';
import { folderWith, repository } from '../cli/run-cli.js';
import { misunderstood, parsePowerShell } from '../powershell.js';

const script = readFileSync(join(repository, 'export-scripts/Export-DirectoryEvidence.ps1'), 'utf8');
/** Written by hand, as the script writes it: names in lower case as ADSI returns them, bytes and unsafe letters as Base64, CRLF. */
const exported = [
  ...['version: 1', '# LDAPv3', ''],
  'dn:: Q049UmVuw6llLERDPWNvcnAsREM9ZXhhbXBsZQ==',
  ...['top', 'person', 'organizationalPerson', 'user'].map((name) => `objectclass: ${name}`),
  'name:: UmVuw6ll',
  'objectguid:: ABEiM0RVZneImaq7zN3u/w==',
  'ms-ds-consistencyguid:: ABEiM0RVZneImaq7zN3u/w==',
  'objectsid:: AQUAAAAAAAUVAAAAAQAAAAIAAAADAAAA6QMAAA==',
  'userprincipalname: renee@corp.example',
  'useraccountcontrol: 512',
  ...['proxyaddresses: SMTP:renee@corp.example', 'proxyaddresses: smtp:r@corp.example', ''],
  'dn: CN=PC,DC=corp,DC=example',
  ...['top', 'user', 'computer'].map((name) => `objectclass: ${name}`),
  'name: PC',
  'objectguid:: ARIiM0RVZneImaq7zN3u/w==',
  ...['useraccountcontrol: 4096', 'userCertificate: present', ''],
  'dn:: Q049T2xkXDBBREVMOjEsQ049RGVsZXRlZCBPYmplY3RzLERDPWNvcnAsREM9ZXhhbXBsZQ==',
  ...['top', 'user'].map((name) => `objectclass: ${name}`),
  'name:: T2xkCkRFTDox',
  'objectguid:: AhIiM0RVZneImaq7zN3u/w==',
  ...['isdeleted: TRUE', '', '# search result', '# returned 3 records', ''],
].join('\r\n');

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

  it('ends its file with the count that the reader compares, and writes what it understands', async () => {
    for (const line of ["'# LDAPv3'", "'# search result'", '"# returned $count records"'])
      expect(script).toContain(`$writer.WriteLine(${line})`);
    const folder = folderWith({});
    const [from, output] = [join(folder, 'on-prem.ldf'), join(folder, 'on-prem.ndjson')];
    const collect = (text: string) => {
      writeFileSync(from, text);
      return collectOnPremCommand({ from, output, exportedAt: '2026-11-24T02:00:00Z', quiet: true });
    };
    expect(await collect(exported)).toBe(0);
    const [, person, computer, old, end] = readFileSync(output, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
    expect(person).toMatchObject({
      objectGuid: '33221100-5544-7766-8899-aabbccddeeff',
      consistencyGuid: 'ABEiM0RVZneImaq7zN3u/w==',
      name: 'Renée',
      proxyAddresses: ['SMTP:renee@corp.example', 'smtp:r@corp.example'],
    });
    expect(computer).toMatchObject({ objectType: 'device', attributes: { usercertificate: 'present' } });
    expect(old).toMatchObject({ objectType: 'user', deleted: true });
    expect(end).toMatchObject({ records: 3, rejected: 0, complete: true });
    // One entry lost on the way.
    const lost = exported.replace(/dn: CN=PC[\s\S]*?\r\n\r\n/, '');
    expect(lost).not.toBe(exported);
    expect(await collect(lost)).toBe(3);
    // The file lost its end, between two entries.
    const cut = exported.slice(0, exported.indexOf('dn: CN=PC'));
    expect(cut).toContain('# LDAPv3');
    expect(await collect(cut)).toBe(3);
    rmSync(folder, { recursive: true });
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
