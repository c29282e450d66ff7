import { describe, expect, it } from 'vitest';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { readConsistencyGuid, readObjectGuid } from '../../../src/evidence/values/anchors.js';
import { readBoolean } from '../../../src/evidence/values/flags.js';
import { isTypeName, wordInstead } from '../../../src/evidence/values/words.js';
import { readFile } from '../read-text.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';

describe('a word instead of a value', () => {
  it.each([
    ['NULL', /databases/],
    ['None', /databases/],
    ['(null)', /databases/],
    ['#NAME?', /Excel/],
    ['#N/A', /Excel/],
    ['#BEZUG!', /Excel/],
    ['########', /Excel/],
    ['System.Byte[]', /Export-Csv/],
    ['System.Security.Principal.SecurityIdentifier', /Export-Csv/],
    ['Microsoft.Graph.PowerShell.Models.IMicrosoftGraphOnPremisesProvisioningError[]', /Export-Csv/],
    ['@{Category=PropertyConflict}', /PowerShell/],
  ])('%s is named with the program that wrote it', (text, program) => expect(wordInstead(text)).toMatch(program));

  it.each(['nullmann@x.example', 'Nonesuch', 'System Administrator', 'Microsoft.com', '#1', 'null-1', anchor, guid])(
    '%s is a value',
    (text) => expect(wordInstead(text)).toBeUndefined(),
  );

  it('may be a name of somebody, but no type name is', async () => {
    const text = `objectGUID,Name,sAMAccountName\n${guid},Null,None\n`;
    expect((await readFile(text, readOnPremFiles)).source.issues).toEqual([]);
    expect(isTypeName('System.Object[]')).toBe(true);
  });

  it.each([
    ['mS-DS-ConsistencyGuid', `UserPrincipalName,objectGUID,mS-DS-ConsistencyGuid\na@x.example,${guid},NULL\n`],
    ['objectGUID', `UserPrincipalName,objectGUID\na@x.example,#N/A\n`],
    ['UPN', `UPN,objectGUID\n(null),${guid}\n`],
    ['objectSid', `UserPrincipalName,objectGUID,objectSid\na@x.example,${guid},None\n`],
  ])('rejects the row on-premises: %s', async (column, text) => {
    const { source } = await readFile(text, readOnPremFiles);
    expect(source.issues.map(({ message }) => message)).toEqual([expect.stringContaining(`${column} reads “`)]);
  });

  it('says what Excel rounded in an attribute, once, and leaves the column out', async () => {
    const rows = ['1,23457E+11', '1.2E+11', '4711'].map((value) => `${guid},"${value}"\n`).join('');
    const { source } = await readFile(`objectGUID,employeeID\n${rows}`, readOnPremFiles);
    expect(source.fields.has('employeeid')).toBe(false);
    expect(source.issues).toMatchObject([
      { problem: 'unreadable-text', message: expect.stringMatching(/employeeID.*Excel/) },
    ]);
  });

  it('rejects an ImmutableID that Excel rounded', async () => {
    const { source } = await readFile('UPN,ImmutableID\na@x.example,"1,23457E+11"\n', readEntraFiles);
    expect(source.issues.map(({ message }) => message)).toEqual([expect.stringMatching(/^ImmutableID reads .*Excel/)]);
  });

  it('in the place of provisioning errors makes the file incomplete, and an empty one does not', async () => {
    const csv = (errors: string) => `UPN,ImmutableID,OnPremisesProvisioningErrors\na@x.example,${anchor},${errors}\n`;
    expect((await readFile(csv('System.Object[]'), readEntraFiles)).source.issues).toMatchObject([
      { problem: 'incomplete', message: expect.stringContaining('OnPremisesProvisioningErrors') },
    ]);
    expect((await readFile(csv(''), readEntraFiles)).source.issues).toEqual([]);
  });
});

describe('bytes that are written one by one', () => {
  const pairs = Buffer.from(anchor, 'base64').toString('hex').match(/../g) ?? [];
  const decimals = [...Buffer.from(anchor, 'base64')];
  it.each([
    pairs.join('-').toUpperCase(),
    pairs.join(' '),
    decimals.join(' '),
    decimals.join(','),
    decimals.join(', '),
  ])('%s', (text) => {
    expect(readConsistencyGuid(text)).toBe(anchor);
    expect(readObjectGuid(text)).toBe(guid);
  });
  it.each([decimals.join(' ').replace('145', '300'), `${pairs.join('-')}-`, pairs.slice(1).join('-')])(
    'are refused: %s',
    (text) => expect(() => readObjectGuid(text)).toThrow(),
  );
});

describe('a truth value', () => {
  it.each(['True', 'WAHR', 'VRAI', 'VERDADERO', 'VERO', 'waar', 'ИСТИНА'])('%s is true', (text) =>
    expect(readBoolean(text, 'x')).toBe(true),
  );
  it.each(['False', 'FALSCH', 'FAUX', 'FALSO', 'onwaar', 'ЛОЖЬ'])('%s is false', (text) =>
    expect(readBoolean(text, 'x')).toBe(false),
  );
  it.each(['1', 'ja', 'maybe', ''])('%j is refused with the name of its column', (text) =>
    expect(() => readBoolean(text, 'AccountEnabled')).toThrow(/^AccountEnabled is/),
  );
});
