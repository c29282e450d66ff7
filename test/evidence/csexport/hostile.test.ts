import { describe, expect, it } from 'vitest';
import { readPendingExportFiles } from '../../../src/evidence/connect-files.js';
import { parseCsExport } from '../../../src/evidence/csexport/parse.js';
import { createPendingExportReader } from '../../../src/evidence/csexport/read.js';
import type { ReadLog } from '../../../src/evidence/read-log.js';
import { lengthsThatPass, readFile, readText, textLengthsThatPass, utf16 } from '../read-text.js';
import { connectorObject, document, hologram, pending } from './samples.js';

const read = (text: string) => readText(text, (log) => createPendingExportReader(log));
const small = { depth: 8, tokenCharacters: 100, valuesPerObject: 3, charactersPerObject: 1000 };
const parse = (text: string, piece: number) => () => {
  const parsing = parseCsExport(() => {}, small);
  for (let start = 0; start < text.length; start += piece) parsing.write(Buffer.from(text.slice(start, start + piece)));
  parsing.end();
};

describe('csexport files that are not what they should be', () => {
  it.each([
    ['a DTD', '<!DOCTYPE cs-objects SYSTEM "file:///etc/hostname"><cs-objects/>', 'DTD'],
    ['an entity bomb', '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><cs-objects>&c;</cs-objects>', 'DTD'],
    ['an entity of nobody', document(pending('add', '', '<connector>&who;</connector>')), 'undefined entity'],
    [
      'an entity named like a property',
      document(pending('add', '', '<connector>&constructor;</connector>')),
      'undefined entity',
    ],
    ['deep nesting', `<cs-objects>${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}</cs-objects>`, 'nested deeper than 32'],
    [
      'crossed tags',
      document('<cs-object cs-dn="a"><unapplied-export></cs-object></unapplied-export>'),
      'unexpected close tag',
    ],
    ['two roots', `${document()}${document()}`, 'not well-formed'],
    ['text after the end', `${document()}rest`, 'not well-formed'],
    ['a web page', '<html><body>Sign in</body></html>', 'root element is <html>'],
    ['one object alone', connectorObject(''), 'root element is <cs-object>'],
    [
      'two deltas',
      document(
        connectorObject(`<unapplied-export><delta operation="add"/><delta operation="delete"/></unapplied-export>`),
      ),
      'two pending exports',
    ],
    ['an attribute twice', '<cs-objects><cs-object id="1" id="2"/></cs-objects>', 'duplicate attribute'],
  ])('refuses %s', (_, text, found) => {
    const { issues } = read(text);
    expect(issues.at(-1)).toMatchObject({ problem: 'incomplete' });
    expect(issues.at(-1)?.message).toContain(found);
  });

  it('names the line', () => {
    expect(read(document(pending('add'), '<oops>')).issues).toMatchObject([{ problem: 'incomplete', at: { line: 5 } }]);
  });

  it.each([
    ['a value', `<cs-objects><cs-object cs-dn="a">${'x'.repeat(500)}</cs-object></cs-objects>`],
    ['an attribute', `<cs-objects><cs-object cs-dn="${'x'.repeat(500)}"/></cs-objects>`],
    ['a comment', `<cs-objects><!--${'x'.repeat(500)}--></cs-objects>`],
    ['a DTD that never ends', `<!DOCTYPE ${'x'.repeat(500)}`],
  ])('bounds the length of %s', (_, text) => {
    expect(parse(text, 10)).toThrow('longer than 100 characters');
  });

  it('bounds the values and the size of one object, not of the file', () => {
    const values = (count: number, text: string) =>
      `<cs-object cs-dn="a"><unapplied-export><delta operation="add"><attr name="n">${`<value>${text}</value>`.repeat(count)}</attr></delta></unapplied-export></cs-object>`;
    expect(parse(`<cs-objects>${values(4, '')}</cs-objects>`, 50)).toThrow('more than 3 values');
    expect(parse(`<cs-objects>${values(3, 'y'.repeat(400))}</cs-objects>`, 1000)).toThrow(
      'larger than 1000 characters',
    );
    expect(parse(`<cs-objects>${values(3, '').repeat(10)}</cs-objects>`, 50)).not.toThrow();
  });

  it.each([
    ['zero bytes', ''],
    ['bytes that are not text', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
    ['JSON', '{"value": []}'],
    ['disconnectors', document(connectorObject('<connector>0</connector>'))],
    ['another CSV', 'UserPrincipalName,objectGUID\na@corp.example,1\n'],
  ])('is incomplete for %s', async (_, content) => {
    const { source } = await readFile(content, readPendingExportFiles);
    expect(source.records).toBe(0);
    expect(source.issues.some(({ problem }) => problem === 'incomplete')).toBe(true);
  });

  const sample = document(pending('delete', '', hologram('hologram', { displayName: 'Zoë' })), '<!-- end -->');

  it('is never complete when it is cut anywhere', () => {
    const read = (log: ReadLog) => createPendingExportReader(log);
    expect(readText(sample, read)).toMatchObject({ records: [{ displayName: 'Zoë' }], rejected: 0, issues: [] });
    expect(textLengthsThatPass(sample, read)).toEqual([]);
  });

  it('is never complete when the file is cut at any byte of UTF-16', { timeout: 120_000 }, async () => {
    const bytes = utf16(sample.replace(/ id="[^"]*"/, ''));
    const { source, records } = await readFile(bytes, readPendingExportFiles);
    expect(source).toMatchObject({ records: 1, rejected: 0, issues: [] });
    expect(records).toMatchObject([{ displayName: 'Zoë' }]);
    expect(await lengthsThatPass(bytes, readPendingExportFiles)).toEqual([]);
  });
});
