import { describe, expect, it } from 'vitest';
import { unnamedValues } from '../../../src/domain/connect.js';
import { readPendingExportFiles } from '../../../src/evidence/connect-files.js';
import { createAnalyzerReader } from '../../../src/evidence/csexport/analyzer.js';
import { readFile, textLengthsThatPass, utf16 } from '../read-text.js';
import { anchor, dn, dnOf } from './samples.js';

const header =
  'ObjectType,DN,OMODT,ChangedAttrCount,AttrName,AMODT,ATYPE,IsMultiValued,ValueChangeCount,ValueAdds,ValueDeletes,OldValue,NewValue';
const rows = [
  `user,${dn},Update,2,displayName,UPDATE,string,FALSE,2,1,1,Old Name,New Name`,
  `user,${dnOf(1)},delete,0,,,,,,,,,`,
  `user,${dn},update,2,proxyAddresses,update,string,TRUE,4,1,3,smtp:old@corp.example,smtp:new@corp.example`,
  `group,${dnOf(2)},Add,2,sourceAnchor,Add,string,False,1,1,0,,${anchor}`,
  `group,${dnOf(2)},Add,2,mail,Add,string,False,1,1,0,,"team,all@corp.example"`,
];
const table = [header, ...rows, ''].join('\r\n');
const read = (content: string | Uint8Array) => readFile(content, readPendingExportFiles);

describe('pending exports from CSExportAnalyzer', () => {
  it('reads names and addresses without the blanks around them, and anchors letter for letter', async () => {
    const row = (name: string) =>
      `user,${dn},update,2,${name},update,string,FALSE,2,1,1, old@corp.example , new@corp.example`;
    const { records } = await read([header, row(' mail '), row('sourceAnchor'), ''].join('\r\n'));
    expect(records[0]?.changes).toMatchObject([
      { name: 'mail', valuesAdded: ['new@corp.example'], valuesDeleted: ['old@corp.example'] },
      { name: 'sourceAnchor', valuesAdded: [' new@corp.example'], valuesDeleted: [' old@corp.example '] },
    ]);
  });

  it.each(['sourceAnchor', 'sourceanchor', 'SOURCEANCHOR'])('reads the anchor of %s', async (name) => {
    const own = Buffer.alloc(16, 9).toString('base64');
    const { records } = await read(
      [header, `user,${dn},update,1,${name},replace,string,FALSE,1,1,0,,${own}`, ''].join('\n'),
    );
    expect(records).toMatchObject([{ csObjectDn: dn, sourceAnchor: own }]);
  });

  it('gathers the rows of an object by its DN', async () => {
    const { source, records } = await read(table);
    expect(source).toMatchObject({ records: 3, rejected: 0, skipped: 0, issues: [] });
    expect(records).toEqual([
      {
        at: { origin: source.origin, line: 2 },
        objectType: 'user',
        csObjectDn: dn,
        sourceAnchor: anchor,
        displayName: 'New Name',
        operation: 'update',
        changes: [
          {
            name: 'displayName',
            operation: 'update',
            valuesAdded: ['New Name'],
            valuesDeleted: ['Old Name'],
            multivalued: false,
          },
          {
            name: 'proxyAddresses',
            operation: 'update',
            valuesAdded: ['smtp:new@corp.example'],
            valuesDeleted: ['smtp:old@corp.example', '(2 values not named in the file)'],
            multivalued: true,
          },
        ],
        losses: [],
      },
      expect.objectContaining({ operation: 'delete', csObjectDn: dnOf(1), changes: [], losses: [] }),
      expect.objectContaining({
        objectType: 'group',
        operation: 'add',
        sourceAnchor: anchor,
        primaryAddress: 'team,all@corp.example',
      }),
    ]);
  });

  it.each([1, 2, 999, 1_200, 250_000])('knows %d values again that the file counts only', async (count) => {
    const row = `group,${dn},Update,1,member,UPDATE,string,TRUE,${count},${count},0,,`;
    const { records } = await read([header, row, ''].join('\r\n'));
    const [value = '', ...others] = records[0]?.changes[0]?.valuesAdded ?? [];
    expect([value, others]).toEqual([expect.stringMatching(unnamedValues), []]);
    expect(value).toContain(`(${count} value`);
  });

  it('does not read an object of which one attribute is there twice', async () => {
    const again = `user,${dn},Update,2,DISPLAYNAME,UPDATE,string,FALSE,2,1,1,Old Name,Other Name`;
    const { source, records } = await read([header, ...rows, again, ''].join('\r\n'));
    expect(source).toMatchObject({ records: 2, rejected: 1 });
    expect(source.issues[0]?.message).toContain('its attribute DISPLAYNAME is there twice');
    expect(records.map(({ csObjectDn }) => csObjectDn)).not.toContain(dn);
  });

  it('reads what PowerShell redirects: UTF-16LE with a byte order mark', async () => {
    const { records } = await read(utf16(table));
    expect(records.map(({ operation }) => operation)).toEqual(['update', 'delete', 'add']);
  });

  it('is complete when it lists nothing', async () => {
    expect((await read(`${header}\r\n`)).source).toMatchObject({ records: 0, rejected: 0, issues: [] });
  });

  it.each([
    ['a missing row', [header, rows[0], ''], 'has 1 attribute row, expected 2'],
    ['contradicting rows', [header, rows[0], rows[2]?.replace('update', 'delete'), ''], 'another ObjectType or OMODT'],
    ['an unknown operation', [header, rows[1]?.replace('delete', 'merge'), ''], 'OMODT is “merge”'],
    ['an unknown attribute operation', [header, rows[0]?.replace('UPDATE', 'swap'), ''], 'AMODT is “swap”'],
    ['a count that is none', [header, rows[1]?.replace('delete,0', 'delete,x'), ''], 'ChangedAttrCount is “x”'],
    ['a row of another width', [header, `user,${dn},delete,0`, ''], 'it has 4 cells, the header has 13'],
    ['a missing column', [header.replace('AMODT', 'X'), ''], 'The columns AMODT are missing'],
  ])('does not call %s complete', async (_, lines, found) => {
    const { source } = await read(lines.join('\r\n'));
    expect(source.issues.map(({ message }) => message).join('\n')).toContain(found);
  });

  it('skips objects that nothing happens to', async () => {
    const { source } = await read([header, rows[1]?.replace('delete', 'none'), ''].join('\r\n'));
    expect(source).toMatchObject({ records: 0, skipped: 1, issues: [] });
  });

  it('is never complete when it is cut, but behind the last line of an object, where CSV cannot tell', () => {
    const objects = [[header], [rows[0], rows[2]], [rows[1]], [rows[3], rows[4]]];
    const text = (count: number): string => [...objects.slice(0, count).flat(), ''].join('\r\n');
    expect(textLengthsThatPass(text(4), (log, head) => createAnalyzerReader(head, log))).toEqual(
      [1, 2, 3].map((count) => text(count).length),
    );
  });
});
