import { describe, expect, it } from 'vitest';
import { readOnPremFiles } from '../../../src/evidence/files.js';
import { readFile, utf16 } from '../read-text.js';

const guids = ['9efb9891-ae21-416b-b3f7-69880c297e4f', '9efb9891-ae21-416b-b3f7-69880c297e50'];
const lines = ['UserPrincipalName,Name,objectGUID', `a@x.example,Ann,${guids[0]}`, `b@x.example,Bo,${guids[1]}`];
const table = (delimiter: string, end: string) => lines.map((line) => line.replaceAll(',', delimiter) + end).join('');

describe('a table as spreadsheets write it', () => {
  const forms: readonly (readonly [string, string | Uint8Array])[] = [
    ['commas', table(',', '\r\n')],
    ['semicolons', table(';', '\r\n')],
    ['tabs', table('\t', '\n')],
    ['Excel’s Unicode text', utf16(table('\t', '\r\n'))],
    ['a sep line', `sep=;\r\n${table(';', '\r\n')}`],
    ['a quoted sep line', `"sep=,"\r\n${table(',', '\r\n')}`],
    ['a sep line that names another byte', `SEP=|\n${table('|', '\n')}`],
    ['carriage returns', table(',', '\r')],
    ['carriage returns and semicolons behind a sep line', `sep=;\r${table(';', '\r')}`],
    [
      'carriage returns, without the last one, quoted',
      lines.map((line) => `"${line.replaceAll(',', '","')}"`).join('\r'),
    ],
    ['a byte order mark and tabs', `\uFEFF${table('\t', '\r\n')}`],
  ];
  it.each(forms)('is read: %s', async (_what, content) => {
    const { records, source } = await readFile(content, readOnPremFiles);
    expect(source.issues).toEqual([]);
    expect(records.map(({ objectGuid, userPrincipalName, name }) => [userPrincipalName, name, objectGuid])).toEqual([
      ['a@x.example', 'Ann', guids[0]],
      ['b@x.example', 'Bo', guids[1]],
    ]);
  });

  it('keeps a carriage return and a tab within quotes', async () => {
    const text = `Name,objectGUID\n"a\tb\rc",${guids[0]}\n`;
    expect((await readFile(text, readOnPremFiles)).records).toMatchObject([{ name: 'a\tb\rc' }]);
  });

  const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['ANSI', Buffer.from(table(',', '\n').replace('Bo', 'Bö'), 'latin1'), /0xF6 .*Excel.*Windows-1252.*CSV UTF-8/],
    [
      'UTF-8 with ANSI behind it',
      Buffer.concat([Buffer.from('Name,objectGUID\nBö,'), Buffer.from('Bö\n', 'latin1')]),
      /Windows-1252/,
    ],
    ['UTF-16 without a mark', Buffer.from(table(',', '\n'), 'utf16le'), /UTF-16LE text without a byte order mark/],
    [
      'UTF-16 appended to UTF-8',
      Buffer.concat([Buffer.from(table(',', '\n')), Buffer.from('c@x.example', 'utf16le')]),
      /zero byte .*>> appended UTF-16/,
    ],
    ['zeros at the end', Buffer.concat([Buffer.from(table(',', '\n')), Buffer.alloc(64)]), /zero byte/],
  ];
  it.each(refused)('is refused: %s', async (_what, content, reason) => {
    const { source } = await readFile(content, readOnPremFiles);
    expect(source.issues.map(({ message }) => message)).toContainEqual(expect.stringMatching(reason));
    expect(source.issues.some(({ problem }) => problem === 'incomplete')).toBe(true);
  });
});
