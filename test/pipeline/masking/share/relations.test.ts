import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { afterAll, describe, expect, it } from 'vitest';
import { shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';
import { publicWords } from '../../../../src/pipeline/masking/share/vocabulary.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-share-relations-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function share(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const shared = await shareFiles(Object.keys(files).map((name) => join(folder, name)));
  return shared.map(({ content }) => content.toString());
}
const shareOne = async (values: readonly string[]): Promise<string[]> =>
  JSON.parse((await share({ 'a.json': JSON.stringify(values) }))[0] ?? '') as string[];

const pairs = (bytes: Buffer): string[] => bytes.toString('hex').match(/../g) ?? [];
/** The text form of sixteen bytes in the order of .NET. */
function guidOf(bytes: Buffer): string {
  const fields = Buffer.from(bytes).subarray(0, 16);
  fields.subarray(0, 4).reverse();
  fields.subarray(4, 6).reverse();
  fields.subarray(6, 8).reverse();
  return fields.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
const numbersOf = (bytes: Buffer): number[] => [0, 4, 8, 12].map((place) => bytes.readUInt32LE(place));

/** Each way to write a GUID that is found in exports, and how a reader of that way reads it. */
const spellings: Readonly<Record<string, readonly [(bytes: Buffer) => string, (text: string) => string]>> = (() => {
  const ofGuid = (text: string): string => text.toLowerCase();
  const ofBytes = (bytes: Buffer): string => (bytes.length === 16 ? guidOf(bytes) : `${bytes.length} bytes`);
  const strict = (text: string, shape: RegExp): RegExpExecArray => {
    const found = shape.exec(text);
    if (found === null) throw new Error(`${text} is not of the form ${shape}`);
    return found;
  };
  const fromHex = (text: string): string => ofBytes(Buffer.from(text, 'hex'));
  return {
    text: [guidOf, (text) => ofGuid(strict(text, /^[0-9a-f-]{36}$/)[0])],
    'capital letters': [(bytes) => guidOf(bytes).toUpperCase(), (text) => ofGuid(strict(text, /^[0-9A-F-]{36}$/)[0])],
    braces: [(bytes) => `{${guidOf(bytes)}}`, (text) => ofGuid(strict(text, /^\{([0-9a-f-]{36})\}$/)[1] ?? '')],
    'braces of an address': [
      (bytes) => `%7B${guidOf(bytes)}%7D`,
      (text) => ofGuid(strict(text, /^%7B([0-9a-f-]{36})%7D$/)[1] ?? ''),
    ],
    'behind a word': [
      (bytes) => `Featherstone${guidOf(bytes)}`,
      (text) => ofGuid(strict(text, /^\p{L}+?([0-9a-f]{8}-[0-9a-f-]{27})$/u)[1] ?? ''),
    ],
    Base64: [
      (bytes) => bytes.toString('base64'),
      (text) => ofBytes(Buffer.from(strict(text, /^[A-Za-z0-9+/]{22}==$/)[0], 'base64')),
    ],
    'Base64 behind a sign': [
      (bytes) => `id=${bytes.toString('base64')}`,
      (text) => ofBytes(Buffer.from(strict(text, /^\w+=([A-Za-z0-9+/]{22}==)$/)[1] ?? '', 'base64')),
    ],
    'Base64 without padding': [
      (bytes) => bytes.toString('base64').slice(0, 22),
      (text) => ofBytes(Buffer.from(strict(text, /^[A-Za-z0-9+/]{22}$/)[0], 'base64')),
    ],
    'Base64 of addresses': [
      (bytes) => bytes.toString('base64url'),
      (text) => ofBytes(Buffer.from(strict(text, /^[A-Za-z0-9_-]{22}$/)[0], 'base64url')),
    ],
    'Base64 of addresses with padding': [
      (bytes) => `${bytes.toString('base64url')}==`,
      (text) => ofBytes(Buffer.from(strict(text, /^[A-Za-z0-9_-]{22}==$/)[0], 'base64url')),
    ],
    hexadecimal: [(bytes) => bytes.toString('hex'), (text) => fromHex(strict(text, /^[0-9a-f]{32}$/)[0])],
    'hexadecimal of C': [
      (bytes) => `0x${bytes.toString('hex')}`,
      (text) => fromHex(strict(text, /^0x([0-9a-f]{32})$/)[1] ?? ''),
    ],
    'hexadecimal of csvde': [
      (bytes) => `X'${bytes.toString('hex')}'`,
      (text) => fromHex(strict(text, /^X'([0-9a-f]{32})'$/)[1] ?? ''),
    ],
    'a structure of C': [
      (bytes) => {
        const hex = guidOf(bytes).replaceAll('-', '');
        const rest = (hex.slice(16).match(/../g) ?? []).map((pair) => `0x${pair}`);
        return `{0x${hex.slice(0, 8)},0x${hex.slice(8, 12)},0x${hex.slice(12, 16)},{${rest.join(',')}}}`;
      },
      (text) => {
        const [whole] = strict(text, /^\{0x[0-9a-f]{8}(,0x[0-9a-f]{4}){2},\{0x[0-9a-f]{2}(,0x[0-9a-f]{2}){7}\}\}$/);
        const hex = whole.replaceAll(/0x|[^0-9a-f]/g, '');
        return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
      },
    ],
    'numbers of PowerShell': [
      (bytes) => `{${[...bytes].join(', ')}}`,
      (text) => {
        const numbers = (strict(text, /^\{(\d{1,3}(?:, \d{1,3}){15})\}$/)[1] ?? '').split(', ').map(Number);
        if (numbers.some((number) => number > 255)) throw new Error(`${text} are not bytes`);
        return ofBytes(Buffer.from(numbers));
      },
    ],
    'pairs of LDAP': [
      (bytes) =>
        pairs(bytes)
          .map((pair) => `\\${pair}`)
          .join(''),
      (text) => fromHex(strict(text, /^(\\[0-9a-f]{2}){16}$/)[0].replaceAll('\\', '')),
    ],
    'pairs with hyphens': [
      (bytes) => pairs(bytes).join('-').toUpperCase(),
      (text) => fromHex(strict(text, /^[0-9A-F]{2}(-[0-9A-F]{2}){15}$/)[0].replaceAll('-', '')),
    ],
    'a SID of Entra': [
      (bytes) => `S-1-12-1-${numbersOf(bytes).join('-')}`,
      (text) => {
        const data = Buffer.alloc(16);
        const numbers = (strict(text, /^S-1-12-1-(\d+-\d+-\d+-\d+)$/)[1] ?? '').split('-').map(Number);
        for (const [index, number] of numbers.entries()) data.writeUInt32LE(number, 4 * index);
        return ofBytes(data);
      },
    ],
  };
})();

const guidBytes = fc
  .oneof(
    fc.uint8Array({ minLength: 16, maxLength: 16 }),
    fc.array(fc.constantFrom(250, 251, 252, 253, 254, 255, 62, 63), { minLength: 16, maxLength: 16 }),
  )
  .map((bytes) => Buffer.from(bytes))
  // Random: of a few letters only, it would look like a word.
  .filter((bytes) => /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)/.test(bytes.toString('base64')) && bytes[0] !== 1);

const letters = (alphabet: string): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 6, maxLength: 10 });
const name = fc
  .oneof(
    letters('abcdefghijklmnopqrstuvwxyz'),
    letters('abcdefäöüßéñøłž'),
    letters('абвгдежз'),
    letters('山田太郎東京本社'),
    // Letters that are pairs of hexadecimal digits where a backslash stands before them.
    letters('abcdef'),
  )
  .filter((word) => !publicWords.has(word.toLowerCase()));

const utf8 = (text: string, write: (byte: string) => string): string =>
  [...text]
    .map((letter) => (/[a-z0-9]/i.test(letter) ? letter : pairs(Buffer.from(letter)).map(write).join('')))
    .join('');
/** Each place in which somebody's name stands, and how it is read out of there. */
const places: Readonly<Record<string, readonly [(word: string) => string, (text: string) => string]>> = {
  bare: [(word) => word, (text) => text],
  'of a domain': [(word) => `FEATHERSTONE\\${word}`, (text) => text.slice(text.indexOf('\\') + 1)],
  'of a share': [(word) => `\\\\srv\\${word}`, (text) => text.slice(text.lastIndexOf('\\') + 1)],
  'an address': [(word) => `${word}@fs.example`, (text) => text.slice(0, text.indexOf('@'))],
  'a typed address': [(word) => `smtp:${word}@fs.example`, (text) => text.slice('smtp:'.length, text.indexOf('@'))],
  'a distinguished name': [(word) => `CN=${word},DC=fs`, (text) => text.slice('CN='.length, text.indexOf(','))],
  'a distinguished name, escaped': [
    (word) => `CN=${utf8(word, (pair) => `\\${pair}`)}\\, Xy,DC=fs`,
    (text) =>
      Buffer.concat(
        (text.slice('CN='.length, text.indexOf('\\,')).match(/\\[0-9a-f]{2}|[^\\]/giu) ?? []).map((piece) =>
          piece.startsWith('\\') ? Buffer.from(piece.slice(1), 'hex') : Buffer.from(piece),
        ),
      ).toString(),
  ],
  'several values of a name': [
    (word) => `CN=Xy+UID=${word},DC=fs`,
    (text) => text.slice(text.indexOf('UID=') + 4, text.indexOf(',')),
  ],
  'a path of an address': [
    (word) => `https://fs.example/${encodeURIComponent(word)}?q=1`,
    (text) => decodeURIComponent(/^https:\/\/[^/]+\/([^?]+)\?/.exec(text)?.[1] ?? ''),
  ],
  'a text of an address': [
    (word) => `x=%28${encodeURIComponent(word)}%29`,
    (text) => decodeURIComponent(/%28(.*)%29$/.exec(text)?.[1] ?? ''),
  ],
  'a query of an address': [
    (word) => `git+https://fs.example/?displayName=${encodeURIComponent(word)}`,
    (text) => decodeURIComponent(text.slice(text.indexOf('=') + 1)),
  ],
  Base64: [
    (word) => Buffer.from(`${word} ${word}`).toString('base64'),
    (text) => Buffer.from(text, 'base64').toString().split(' ')[0] ?? '',
  ],
  'the name of Exchange': [
    (word) => `X500:/o=Fs/cn=Recipients/cn=${word}`,
    (text) => text.slice(text.lastIndexOf('=') + 1),
  ],
};

const unlike = <Value>(values: readonly Value[]): number => new Set(values).size;

describe('what is shared', () => {
  it('says the same GUID in each spelling, in the same form, and never two of one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(guidBytes, { minLength: 2, maxLength: 4, selector: guidOf }), async (guids) => {
        const ways = Object.values(spellings);
        const shared = await shareOne(guids.flatMap((bytes) => ways.map(([write]) => write(bytes))));
        const read = shared.map((text, index) => ways[index % ways.length]?.[1](text));
        const invented = guids.map((_, index) => read.slice(index * ways.length, (index + 1) * ways.length));
        expect(invented.map(unlike)).toEqual(guids.map(() => 1));
        expect(unlike(invented.map(([one]) => one))).toBe(guids.length);
        for (const bytes of guids) expect(read).not.toContain(guidOf(bytes));
      }),
      { numRuns: 150 },
    );
  });

  it.each([
    ['kZj7niGua0Gz9wECAwQFqg==', 2],
    ['kZj7niGua0Gz9wECAwQFqg=', 1],
    ['kZj7niGua0Gz9wECAwQFqg', 0],
  ] as const)('keeps what is left of the padding of %s, which a reader may tell of', async (text, signs) => {
    const [bare = '', shown = ''] = await shareOne(['kZj7niGua0Gz9wECAwQFqg==', text]);
    expect(shown).toMatch(new RegExp(`^[A-Za-z0-9+/]{22}={${signs}}$`));
    expect(Buffer.from(shown, 'base64')).toEqual(Buffer.from(bare, 'base64'));
  });

  it('says the same name in each place, in the same form, and never two of one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(name, { minLength: 2, maxLength: 4, selector: (word) => word.normalize('NFKC') }),
        async (names) => {
          const ways = Object.values(places);
          const shared = await shareOne(names.flatMap((word) => ways.map(([write]) => write(word))));
          const read = shared.map((text, index) => ways[index % ways.length]?.[1](text));
          const invented = names.map((_, index) => read.slice(index * ways.length, (index + 1) * ways.length));
          expect(invented.map((all) => [...new Set(all)]).filter((all) => all.length > 1)).toEqual([]);
          expect(unlike(invented.map(([one]) => one))).toBe(names.length);
          const text = shared.join('\n').toLowerCase();
          for (const word of names) expect(text).not.toContain(word);
        },
      ),
      { numRuns: 100 },
    );
  });

  const digits = fc.tuple(fc.integer({ min: 10, max: 999_999 }), fc.constantFrom(0x30, 0x660, 0x966, 0xff10));
  it('keeps digits of every script such digits, and their numbers apart', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(digits, { minLength: 2, maxLength: 6, selector: ([number]) => number }),
        async (all) => {
          const write = (number: number, zero: number): string =>
            [...String(number)].map((digit) => String.fromCodePoint(zero + Number(digit))).join('');
          const shared = await shareOne(all.flatMap(([number, zero]) => [write(number, zero), String(number)]));
          for (const [index, [number, zero]] of all.entries()) {
            const [foreign = '', plain = ''] = shared.slice(2 * index);
            expect(foreign).toBe(write(Number(plain), zero));
            expect(plain).toHaveLength(String(number).length);
          }
          expect(unlike(shared.filter((_, index) => index % 2 === 1))).toBe(all.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  const xmlName = fc
    .tuple(letters('abcxyz'), fc.constantFrom('_', '.', '-'), letters('abcxyz'))
    .map((pieces) => pieces.join(''))
    .filter((word) => !publicWords.has(word));
  it('keeps XML well-formed, with each name another and the names of namespaces', async () => {
    await fc.assert(
      fc.asyncProperty(xmlName, fc.boolean(), async (word, isCliXml) => {
        const names = ['_', '.', '-', ''].map((sign) => word.replace(/[_.-]/, sign));
        const attributes = [...names, `p:${names[0]}`].map((one, index) => `${one}="${index}x"`).join(' ');
        const start = isCliXml ? '<Objs xmlns="http://schemas.microsoft.com/powershell/2004/04">' : '<cs-objects>';
        const content = `${start}<p:${word} xmlns:p="urn:${word}" ${attributes}><S N="${word}">1</S></p:${word}></${isCliXml ? 'Objs' : 'cs-objects'}>`;
        const [shared = ''] = await share({ 'a.xml': content });
        const namesOf = (text: string) => {
          const seen: { readonly name: string; readonly prefix: string; readonly uri: string }[] = [];
          const parser = new SaxesParser({ xmlns: true });
          parser.on('error', (error) => {
            throw error;
          });
          parser.on('opentag', (tag) => seen.push(tag, ...Object.values(tag.attributes)));
          parser.write(text).close();
          return seen.map(({ name: one, prefix, uri }) => {
            const place = seen.findIndex((other) => other.name === one);
            return [place, seen.findIndex((other) => other.uri === uri), prefix !== '', prefix === 'xmlns'];
          });
        };
        expect(shared.toLowerCase()).not.toContain(word.split(/[_.-]/)[0]);
        expect(namesOf(shared)).toEqual(namesOf(content));
        expect(shared.includes('<S N="')).toBe(isCliXml);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what CliXML calls its own, moves its times and undoes its escapes', async () => {
    const [shared = ''] = await share({
      'a.xml':
        '<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Selected.Microsoft.ActiveDirectory.Management.ADUser</T></TN><MS><S N="mail">ada_x000D__x000A_kowalski</S><S N="x">ada</S><DT N="Geburtstag">1976-03-05T00:00:00+01:00</DT><Nil N="Kowalski"/></MS></Obj></Objs>',
    });
    const word = String.raw`\p{L}+`;
    expect(shared).toMatch(
      new RegExp(
        `^<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><Obj RefId="0"><TN RefId="0"><T>Selected.Microsoft.ActiveDirectory.Management.ADUser</T></TN><MS><S N="mail">(${word})_x000D__x000A_(${word})</S><S N="${word}">\\1</S><DT N="${word}">197[2-6]-[01]\\d-[0-3]\\dT00:00:00\\+01:00</DT><Nil N="${word}"/></MS></Obj></Objs>$`,
        'u',
      ),
    );
    expect(shared).not.toMatch(/kowalski|\bada\b|Geburtstag/);
  });

  it.each([
    ['what follows a colon', 'Message: Group Manager failed'],
    ['curly quotes', 'Unable to update “Group Manager” now'],
    ['brackets', 'Unable to update [Group Manager] now'],
    ['backticks', 'Unable to update `Group Manager` now'],
  ])('takes for a name in a sentence %s', async (_, errorMessage) => {
    const [shared = ''] = await share({ 'a.json': JSON.stringify({ errorMessage }) });
    expect(shared).not.toMatch(/Group|Manager/);
  });

  it('takes words of an address for names, but for the vendors’ own in their letter case', async () => {
    const [shared = ''] = await shareOne(['https://fs.example/users/Manager/Export?displayName=Group&$select=mail,id']);
    expect(shared).toMatch(/^https:\/\/\w+\.\w+\/users\/\w+\/\w+\?\w+=\w+&\$select=mail,id$/);
    expect(shared).not.toMatch(/Manager|Export|displayName|Group/);
  });

  it.each([
    ['accountExpires', '9223372036854775807', /^9223372036854775807$/],
    ['accountExpires', '133456789012345678', /^13\d{16}$/],
    ['employeeHireDate', '2019-04-01T00:00:00Z', /^201[6-9]-[01]\d-[0-3]\dT00:00:00Z$/],
    ['employeeHireDate', '123456789012345678', /^(?!1234)\d{18}$/],
  ])('keeps a time of %s one: %s', async (member, time, expected) => {
    const [shared = ''] = await share({ 'a.json': JSON.stringify({ [member]: time }) });
    const { [member]: shown = '' } = JSON.parse(shared) as Record<string, string>;
    expect(shown).toMatch(expected);
    expect(Number.isNaN(Date.parse(shown)) && shown.includes('T')).toBe(false);
  });

  it('keeps languages of an attribute apart, and the same in LDIF and CSV', async () => {
    const [ldif = '', csv = ''] = await share({
      'a.ldif': 'dn: CN=Ada,DC=fs\ncn;lang-de: Ada\ncn;lang-fr: Ada\nuserCertificate;binary: Ada\n\n',
      'a.csv': 'mail,cn;lang-de,cn;lang-fr\nx@y,Ada,Ada\n',
    });
    const [, german = '', french = ''] =
      /^dn: .*\n(cn;lang-\w+): \w+\n(cn;lang-\w+): \w+\nuserCertificate;binary: /.exec(ldif) ?? [];
    expect(german).not.toBe('');
    expect(french).not.toBe(german);
    expect(csv.split('\n')[0]).toBe(`mail,${german},${french}`);
    expect(`${german}${french}`).not.toMatch(/-(de|fr)$/);
  });

  it('names what a change of LDIF is about as the line after it does', async () => {
    const [ldif = ''] = await share({
      'a.ldif':
        'dn: CN=Ada,DC=fs\nchangetype: modify\nreplace: title\ntitle: Ada\n-\nadd: adaBadge\nadaBadge: Ada\n-\n\n',
    });
    expect(ldif).toMatch(/^dn: .*\nchangetype: modify\nreplace: title\ntitle: \w+\n-\nadd: (\w+)\n\1: \w+\n-\n\n$/);
    expect(ldif).not.toMatch(/adaBadge|\bAda\b/);
  });

  it('keeps the parts of a link to the next page apart', async () => {
    const link = "https://graph.microsoft.com/v1.0/users?$filter=startswith(mail,'Kowalski')&$skiptoken=m~AQAnO2Q1Zjg";
    const [shared = ''] = await shareOne([link]);
    expect(shared).toMatch(
      /^https:\/\/graph\.microsoft\.com\/v1\.0\/users\?\$filter=\w+\(\w+,'\w+'\)&\$skiptoken=\S+$/,
    );
    expect(shared).not.toMatch(/Kowalski|AQAnO2Q1Zjg/);
  });

  const million = 1_000_000;
  it.each([
    ['letters', 'q'.repeat(9 * million)],
    ['letters of two code units', '𝐀'.repeat(2 * million)],
    ['escapes of JSON', '\n'.repeat(9 * million)],
    ['bytes', Buffer.alloc(3 * million, 0xab).toString('base64')],
  ])('takes a string of millions of %s', { timeout: 60_000 }, async (_, value) => {
    const [shared = ''] = await share({ 'a.json': JSON.stringify({ mail: 'x', value }) });
    const read = JSON.parse(shared) as { value: string };
    expect(read.value.trim() === '' || read.value !== value).toBe(true);
  });
});
