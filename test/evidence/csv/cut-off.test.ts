import { describe, expect, it } from 'vitest';
import { mayHoldCutText } from '../../../src/evidence/csv/cut-off.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { isComplete } from '../../../src/evidence/read-log.js';
import { completeCuts } from '../complete-cuts.js';
import { readFile } from '../read-text.js';

const guids = ['9efb9891-ae21-416b-b3f7-69880c297e4f', '3ab39606-c642-489b-84b6-58c038d3ef39'];
const anchors = ['kZj7niGua0Gz92mIDCl+Tw==', 'BpazOkLGm0iEtljAONPvOQ=='];
const people = ['ann', 'bob'];

/** Where the format cannot tell: after a complete line, with or without its line break. */
function lineEnds(text: string, lineBreak: string): number[] {
  const bytes = Buffer.from(text);
  const ends: number[] = [];
  const header = bytes.indexOf('\n');
  for (let end = bytes.indexOf('\n', header + 1); end >= 0; end = bytes.indexOf('\n', end + 1)) {
    for (let back = lineBreak.length; back >= 0; back -= 1) ends.push(end + 1 - back);
  }
  return ends;
}

const table = (header: string, row: (index: number) => string, lineBreak = '\n') =>
  [header, ...people.map((_, index) => row(index)), ''].join(lineBreak);

describe('a CSV file cut at any byte is never complete but after a whole line', () => {
  const onPrem: Readonly<Record<string, string>> = {
    'the tutorial’s columns, quoted': table(
      '"UserPrincipalName","Name","objectGUID","mS-DS-ConsistencyGuid"',
      (index) => `"${people[index]}@corp.example","Ä, ${people[index]}","${guids[index]}","${anchors[index]}"`,
    ),
    'unquoted with the GUID last': table(
      'UserPrincipalName,objectGUID',
      (index) => `${people[index]}@corp.example,${guids[index]}`,
    ),
    'with the UPN last': table(
      'objectGUID;UserPrincipalName',
      (index) => `${guids[index]};${people[index]}@corp.example`,
    ),
    'with Enabled last': table('objectGUID,Enabled', (index) => `${guids[index]},True`),
  };
  for (const [name, text] of Object.entries(onPrem)) {
    it(`on-premises: ${name}`, async () => {
      expect(lineEnds(text, '\n')).toEqual(expect.arrayContaining(await completeCuts(text, readOnPremFiles)));
      expect(isComplete((await readFile(text, readOnPremFiles)).source)).toBe(true);
    });
  }

  it('on-premises: with the claim last, but for the first one of a column that may always be empty', async () => {
    const text = table('UPN,objectGUID,ImmutableID', (index) => `${people[index]},${guids[index]},${anchors[index]}`);
    const emptyClaim = text.indexOf(`,${anchors[0]}`) + 1;
    expect([emptyClaim, ...lineEnds(text, '\n')]).toEqual(
      expect.arrayContaining(await completeCuts(text, readOnPremFiles)),
    );
  });

  it('on-premises with CRLF', async () => {
    const text = table('objectGUID,mail', (index) => `${guids[index]},${people[index]}@corp.example`, '\r\n');
    expect(lineEnds(text, '\r\n')).toEqual(expect.arrayContaining(await completeCuts(text, readOnPremFiles)));
  });

  const entra: Readonly<Record<string, string>> = {
    'the ImmutableID last': table(
      'UserPrincipalName,ImmutableID',
      (index) => `${people[index]}@corp.example,${anchors[index]}`,
    ),
    'the SID last': table(
      'UserPrincipalName,ImmutableID,OnPremisesSecurityIdentifier',
      (index) => `${people[index]}@corp.example,${anchors[index]},S-1-5-21-1-2-3-110${index}`,
    ),
    'all quoted': table(
      '"UserPrincipalName","ImmutableID"',
      (index) => `"${people[index]}@corp.example","${anchors[index]}"`,
    ),
  };
  for (const [name, text] of Object.entries(entra)) {
    it(`Entra: ${name}`, async () => {
      expect(lineEnds(text, '\n')).toEqual(expect.arrayContaining(await completeCuts(text, readEntraFiles)));
      expect(isComplete((await readFile(text, readEntraFiles)).source)).toBe(true);
    });
  }
});

describe('a last line without a line break', () => {
  it('is whole when its last cell shows it', async () => {
    for (const text of [
      `UserPrincipalName,objectGUID\na@x.example,${guids[0]}`,
      `UserPrincipalName,objectGUID,ImmutableID\na@x.example,${guids[0]},`,
      `objectGUID,UserPrincipalName\n${guids[0]},a@x.example\n${guids[1]},b@x.example`,
      `objectGUID,Name\n${guids[0]},Ann`,
      `objectGUID,"sAMAccountName"\n${guids[0]},"ann"`,
    ]) {
      expect((await readFile(text, readOnPremFiles)).source.issues).toEqual([]);
    }
    for (const text of [
      `UPN,ImmutableID\na@x.example,${anchors[0]}`,
      'UPN,ImmutableID\na@x.example,E1\nb@x.example,E2',
    ]) {
      expect((await readFile(text, readEntraFiles)).source.issues).toEqual([]);
    }
  });

  it('is incomplete when an ImmutableID may be lost', async () => {
    const { source } = await readFile(`UPN,ImmutableID\na@x.example,${anchors[0]}\nb@x.example,`, readEntraFiles);
    expect(source.issues).toMatchObject([
      { problem: 'incomplete', at: { line: 3 }, message: expect.stringContaining('line break') },
    ]);
  });

  it('judges every property by its form', () => {
    const cell = (text: string, quoted = false) => ({ column: 0, text, quoted });
    expect(mayHoldCutText('objectSid', cell('S-1-5-21-1-2-3-11'), [])).toBe(true);
    expect(mayHoldCutText('objectSid', cell('S-1-5-21-1-2-3-11', true), [])).toBe(false);
    expect(mayHoldCutText('synced', cell('Tru'), [])).toBe(true);
    expect(mayHoldCutText('synced', cell('true'), [])).toBe(false);
    expect(mayHoldCutText('userType', cell('Memb'), [])).toBe(true);
    expect(mayHoldCutText('mail', cell('a@x.exam'), [{ mail: 'b@x.example' }])).toBe(true);
    expect(mayHoldCutText('mail', cell('a@X.example'), [{ mail: 'b@x.example' }])).toBe(false);
    expect(mayHoldCutText('attributes', cell('E1'), [])).toBe(false);
  });
});
