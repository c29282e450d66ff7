import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { guidBytes, guidOfBytes, sourceAnchorOf } from '../../../workshop/simulators/anchors.js';
import { readCsv, writeCsv } from '../../../workshop/simulators/csv.js';
import { scenarioFiles } from '../../../workshop/simulators/generate/write.js';

const scenarios = new URL('../../../scenarios/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, scenarios), 'utf8');

describe('the generated scenarios', () => {
  const files = scenarioFiles();

  it.each([...files.keys()])('%s is what the generator writes', (path) => {
    expect(read(path)).toBe(files.get(path));
  });

  it('are described in the README, each person with a defect by name', () => {
    const readme = read('README.md');
    const names = [
      'tomas.eriksson',
      'priya.raman',
      'marek.novak',
      'fatima.elidrissi',
      'renee.vandermeer',
      'ingrid.halvorsen',
      'dario.conti',
      'grace.okafor',
      'anna.berg',
      'anna.bergstrom',
      'viktor.sandahl',
      'leila.haddad',
      'noah.fischer',
      'rosa.delgado',
      'emily.stone',
    ];
    for (const name of names) expect(readme).toContain(name);
    for (const folder of readdirSync(fileURLToPath(scenarios), { withFileTypes: true })) {
      if (folder.isDirectory() && [...files.keys()].some((path) => path.startsWith(`${folder.name}/`)))
        expect(readme).toContain(folder.name);
    }
  });

  it('give the right anchor to everybody in the repaired organization', () => {
    const entra = new Map(
      readCsv(read('repaired-organisation/AzureADSyncedIDS.csv')).map((row) => [row.get('userprincipalname'), row]),
    );
    const onPrem = readCsv(read('repaired-organisation/OnPremIDs.csv'));
    expect(onPrem.length).toBe(38);
    for (const row of onPrem) {
      const person = {
        objectGuid: row.get('objectguid') ?? '',
        consistencyGuid: row.get('ms-ds-consistencyguid') ?? '',
      };
      expect(entra.get(row.get('userprincipalname'))?.get('immutableid')).toBe(sourceAnchorOf(person));
    }
  });

  it('leave exactly the defective people with another anchor in the mismatching organization', () => {
    const entra = new Map(
      readCsv(read('mismatching-organisation/AzureADSyncedIDS.csv')).map((row) => [row.get('userprincipalname'), row]),
    );
    const wrong = readCsv(read('mismatching-organisation/OnPremIDs.csv')).flatMap((row) => {
      const anchor = sourceAnchorOf({
        objectGuid: row.get('objectguid') ?? '',
        consistencyGuid: row.get('ms-ds-consistencyguid') ?? '',
      });
      const name = row.get('userprincipalname') ?? '';
      return entra.get(name)?.get('immutableid') === anchor ? [] : [name.split('@')[0]];
    });
    expect(wrong.sort()).toEqual([
      'anna.berg',
      'anna.bergstrom',
      'dario.conti',
      'emily.stone',
      'fatima.elidrissi',
      'grace.okafor',
      'ingrid.halvorsen',
      'leila.haddad',
      'marek.novak',
      'noah.fischer',
      'priya.raman',
      'renee.vandermeer',
      'rosa.delgado',
      'tomas.eriksson',
    ]);
  });
});

describe('anchors', () => {
  // The vectors of AD-1.
  it.each([
    ['00112233-4455-6677-8899-aabbccddeeff', 'MyIRAFVEd2aImaq7zN3u/w=='],
    ['3ab39606-c642-489b-84b6-58c038d3ef39', 'BpazOkLGm0iEtljAONPvOQ=='],
    ['9efb9891-ae21-416b-b3f7-69880c297e4f', 'kZj7niGua0Gz92mIDCl+Tw=='],
  ])('%s has the ImmutableID %s', (guid, anchor) => {
    expect(guidBytes(guid).toString('base64')).toBe(anchor);
    expect(guidOfBytes(Buffer.from(anchor, 'base64'))).toBe(guid);
    expect(sourceAnchorOf({ objectGuid: guid, consistencyGuid: 'QF5HMK7n80qvdYsUPIHa9Q==' })).toBe(
      'QF5HMK7n80qvdYsUPIHa9Q==',
    );
  });
});

describe('the CSV of the scenarios', () => {
  it('keeps commas, quotes and line breaks inside cells', () => {
    const rows = [
      ['a,b', 'say "hi"'],
      ['', 'two\r\nlines'],
    ];
    const text = writeCsv(['First', 'Second'], rows);
    expect(readCsv(text).map((row) => [row.get('first'), row.get('second')])).toEqual(rows);
    expect(() => readCsv('"a","b"\r\n"1"\r\n')).toThrow('row 2 has 1 cells');
  });
});
