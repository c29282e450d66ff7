import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/domain/base64.js';
import { bytesToGuid, guidToBytes, normalizeGuid, swapGuidBytes } from '../../src/domain/guid.js';
import {
  anchorCell,
  consistencyCell,
  consistencyFlag,
  disabledFlag,
  emptyCell,
  enabledFlag,
  entraNumber,
  flagCell,
  guidCell,
  memberCell,
  nameCell,
  onPremNumber,
  textCell,
  unreadCell,
  yesCell,
} from '../../src/evidence/compact/layout.js';
import { setStand } from './stand.js';

const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
/** Bytes that only an objectGUID explains: some are no ASCII, and the two byte orders differ. */
const telling = sixteen.filter(
  (bytes) => bytes.some((byte) => byte >= 0x80) && encodeBase64(bytes) !== encodeBase64(swapGuidBytes(bytes)),
);
/** A text with one of its letters replaced by any other, or none. */
const damaged = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(text, fc.option(fc.tuple(fc.nat(), fc.integer({ min: 0x21, max: 0xff })), { nil: undefined }))
    .map(([whole, damage]) => {
      if (damage === undefined) return whole;
      const at = damage[0] % whole.length;
      return `${whole.slice(0, at)}${String.fromCharCode(damage[1])}${whole.slice(at + 1)}`;
    });
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** What becomes of one row: its record, or undefined when it is not plain. */
function readOne(side: number, kinds: readonly number[], cells: readonly string[], others: readonly number[] = []) {
  const columns = side === onPremNumber ? ([kinds, others] as const) : ([others, kinds] as const);
  const stand = setStand({ columns });
  const row = latin1(`${cells.join(',')}\n`);
  const taken = stand.scan(side, row);
  if (taken === 0) return undefined;
  expect(taken).toBe(row.length);
  return stand;
}

const isPlain = (kind: number, text: string): boolean =>
  readOne(entraNumber, [anchorCell, nameCell, kind], [encodeBase64(new Uint8Array(16).fill(200)), 'a', text]) !==
  undefined;

describe('a row', () => {
  it('has an objectGUID exactly where domain/guid reads one without braces, and its bytes', () => {
    fc.assert(
      fc.property(
        damaged(
          fc.tuple(telling, fc.boolean()).map(([bytes, large]) => {
            const text = bytesToGuid(bytes);
            return large ? text.toUpperCase() : text;
          }),
        ),
        (text) => {
          const stand = setStand();
          const row = latin1(`${text},ann@corp.example\n`);
          const plain = text.length === 36 && normalizeGuid(text) !== undefined;
          expect(stand.scan(onPremNumber, row)).toBe(plain ? row.length : 0);
          if (!plain) return;
          stand.scan(entraNumber, `${encodeBase64(guidToBytes(text))},ann@corp.example\n`);
          stand.kernel.joinBucket(0);
          expect(stand.pairsOf(0).map(([user]) => encodeBase64(user.anchor))).toEqual([
            encodeBase64(guidToBytes(text)),
          ]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('tells every hexadecimal digit from every other byte, in each place', () => {
    const guid = bytesToGuid(Uint8Array.from({ length: 16 }, (_, index) => 0xf0 - index * 3));
    for (let at = 0; at < guid.length; at += 1) {
      for (let code = 0x20; code < 0x100; code += 1) {
        const text = `${guid.slice(0, at)}${String.fromCharCode(code)}${guid.slice(at + 1)}`;
        expect([text, setOnce.scan(onPremNumber, latin1(`${text},a\n`)) > 0]).toEqual([
          text,
          normalizeGuid(text) !== undefined,
        ]);
      }
    }
  });

  it('has an ImmutableID exactly where domain/base64 reads sixteen bytes', () => {
    fc.assert(
      fc.property(damaged(sixteen.map(encodeBase64)), (text) => {
        const plain = decodeBase64(text)?.length === 16;
        const row = latin1(`${text},ann@corp.example\n`);
        expect(setStand().scan(entraNumber, row)).toBe(plain ? row.length : 0);
      }),
      { numRuns: 500 },
    );
  });

  it('tells every letter of Base64 from every other byte, in each place', () => {
    const anchor = encodeBase64(Uint8Array.from({ length: 16 }, (_, index) => index * 16));
    for (let at = 0; at < anchor.length; at += 1) {
      for (let code = 0x20; code < 0x100; code += 1) {
        const text = `${anchor.slice(0, at)}${String.fromCharCode(code)}${anchor.slice(at + 1)}`;
        const row = latin1(`${text},a\n`);
        expect([text, setOnce.scan(entraNumber, row) > 0]).toEqual([text, decodeBase64(text)?.length === 16]);
      }
    }
  });

  it('has a name of 1 to 255 printable ASCII letters that need no escape', () => {
    const letters = Array.from({ length: 0xe0 }, (_, index) => String.fromCharCode(0x20 + index));
    const taken = (name: string): boolean => {
      const row = latin1(`${encodeBase64(new Uint8Array(16))},${name}\n`);
      return setOnce.scan(entraNumber, row) === row.length;
    };
    const isPrintable = (name: string): boolean => /^[!-~]{1,255}$/.test(name) && !/["\\?,;]/.test(name);
    // What begins as an error of Excel or as an object of PowerShell is left to the object path.
    const isName = (name: string): boolean => isPrintable(name) && !/^[#@]/.test(name);
    for (const letter of letters) expect([letter, taken(`a${letter}b`)]).toEqual([letter, isPrintable(letter)]);
    const some = fc.string({ unit: fc.constantFrom(...letters), maxLength: 40 });
    fc.assert(
      fc.property(some, fc.integer({ min: 0, max: 260 }), (odd, length) => {
        for (const name of [odd, 'n'.repeat(length), `${'n'.repeat(length)}${odd}`, `${odd}\t`])
          expect([name, taken(name)]).toEqual([name, isName(name)]);
      }),
    );
  });

  it.each([
    ['System.Object', false],
    ['Systems.Object', true],
    ['Microsoft.ActiveDirectory', false],
    ['Microsofts', true],
    ["X'4142'", false],
    ['Xaver', true],
    ['a?b', false],
    ['a\u00efb', false],
    ['a\u00e9b', true],
    ['', true],
    ['sixteen letters!', true],
    ['sixteen letter\u00e9!', false],
    [encodeBase64(new Uint8Array(16)), false],
    ['a long display name that goes on over several vectors of sixteen letters', true],
    ['a long display name with a lost letter behind several vectors: ?', false],
  ])('takes the display name %j for plain: %s', (text, plain) => {
    expect(isPlain(textCell, text)).toBe(plain);
  });

  it.each([
    [flagCell, ['True', 'FALSE', 'true'], ['', '1', 'Tru', 'Truee', 'falsy', 'no']],
    [yesCell, ['True', 'tRUE'], ['', 'False', 'Yes']],
    [memberCell, ['', 'Member', 'MEMBER'], ['Guest', 'Membe', 'Members', 'memBEs']],
    [emptyCell, [''], ['x', ' ']],
    [unreadCell, ['', 'anything?', 'a'.repeat(50)], ['a"b']],
  ])('takes only what a cell of kind %i may hold', (kind, good, bad) => {
    expect(good.map((text) => isPlain(kind, text))).toEqual(good.map(() => true));
    expect(good.map((text) => isPlain(kind, `"${text}"`))).toEqual(good.map(() => true));
    expect(bad.map((text) => isPlain(kind, text))).toEqual(bad.map(() => false));
  });

  it('ends with a line feed, which a carriage return may precede, and has every column and no other', () => {
    const anchor = encodeBase64(new Uint8Array(16));
    const taken = (row: string) => setOnce.scan(entraNumber, row);
    expect([`${anchor},a\n`, `${anchor},a\r\n`, `"${anchor}","a"\r\n`].map(taken)).toEqual([27, 28, 32]);
    expect([`${anchor}\n`, `${anchor},a,b\n`, `${anchor},a\r`, `${anchor},a`, `"${anchor},a\n`].map(taken)).toEqual(
      Array(5).fill(0),
    );
  });

  it('is a person’s only where the anchors agree and only objectGUID explains them', () => {
    const kinds = [guidCell, nameCell, consistencyCell, anchorCell];
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => 0x80 + index);
    const other = encodeBase64(bytes.toReversed());
    const own = encodeBase64(bytes);
    const plain = (guid: Uint8Array, consistency: string, claim: string): boolean =>
      readOne(onPremNumber, kinds, [bytesToGuid(guid), 'a', consistency, claim]) !== undefined;
    expect([plain(bytes, '', ''), plain(bytes, own, ''), plain(bytes, '', own), plain(bytes, own, own)]).toEqual(
      Array(4).fill(true),
    );
    expect([plain(bytes, other, ''), plain(bytes, '', other), plain(bytes, own, other)]).toEqual(Array(3).fill(false));
    const printable = Uint8Array.from({ length: 16 }, (_, index) => 0x61 + index);
    const palindrome = Uint8Array.from([200, 201, 201, 200, 202, 202, 203, 203, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect([plain(printable, '', ''), plain(palindrome, '', '')]).toEqual([false, false]);
  });

  it('is a person’s only with a name of a verified domain, where these are known', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => 0x80 + index);
    const stand = setStand({ verifiedDomains: ['x.example', 'corp.example'] });
    const plain = (name: string): boolean => stand.scan(onPremNumber, `${bytesToGuid(bytes)},${name}\n`) > 0;
    expect(['a@corp.example', 'a@CORP.Example', 'a@x.example'].map(plain)).toEqual([true, true, true]);
    expect(['a@other.example', 'a@xcorp.example', 'corp.example', 'a'].map(plain)).toEqual(Array(4).fill(false));
    const none = setStand({ verifiedDomains: [] });
    expect(none.scan(onPremNumber, `${bytesToGuid(bytes)},a@corp.example\n`)).toBe(0);
  });

  it('keeps whether the account is enabled and mS-DS-ConsistencyGuid is there', () => {
    const bytes = Uint8Array.from({ length: 16 }, (_, index) => 0x80 + index);
    const own = encodeBase64(bytes);
    for (const [flag, consistency, state] of [
      ['True', own, enabledFlag | consistencyFlag],
      ['False', '', disabledFlag],
      ['False', own, disabledFlag | consistencyFlag],
    ] as const) {
      const stand = setStand({
        columns: [
          [guidCell, nameCell, flagCell, consistencyCell],
          [anchorCell, nameCell],
        ],
      });
      stand.scan(onPremNumber, `${bytesToGuid(bytes)},abc,${flag},${consistency}\n`);
      stand.scan(entraNumber, `${own},abc\n`);
      stand.kernel.joinBucket(0);
      expect(stand.pairsOf(0).map(([user]) => user.state)).toEqual([state | 'abc'.length]);
    }
  });
});

const setOnce = setStand();
