import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from '../../src/domain/base64.js';
import { bytesToGuid, bytesToHex, guidToBytes, hexToBytes, normalizeGuid, sameBytes } from '../../src/domain/guid.js';
import { utf8 } from '../../src/domain/source-anchor.js';

// Node's own encoders are the oracle: the product can't use them, because its pure folders know no Node.
const bytes = fc.uint8Array({ maxLength: 40 });
const letters = fc.string({
  unit: fc.constantFrom(...'ABYZabyz0189+/=-_ \n', '\u00e9', '\u{1f600}'),
  maxLength: 24,
});

describe('Base64', () => {
  it('is Node’s, for bytes of any length', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        expect(encodeBase64(data)).toBe(Buffer.from(data).toString('base64'));
      }),
    );
    const long = Uint8Array.from({ length: 100_000 }, (_, index) => index * 7);
    expect(encodeBase64(long)).toBe(Buffer.from(long).toString('base64'));
  });

  it('is read where it is canonical, and nowhere else', () => {
    const isCanonical = (text: string): boolean => Buffer.from(text, 'base64').toString('base64') === text;
    const check = (text: string): void => {
      expect([text, decodeBase64(text)]).toEqual([
        text,
        isCanonical(text) ? Uint8Array.from(Buffer.from(text, 'base64')) : undefined,
      ]);
    };
    fc.assert(fc.property(letters, check), { numRuns: 1000 });
    fc.assert(fc.property(bytes, (data) => check(encodeBase64(data))));
    for (const last of 'ABCDEFGHgwx/+=') for (const end of ['=', '==', '']) check(`AAAAAAA${last}${end}`);
  });
});

describe('a GUID', () => {
  it('is read with hyphens, in either case, with both braces or none', () => {
    const pattern = /^(\{)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(\})?$/i;
    const guid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(bytesToGuid);
    const edit = fc.tuple(
      fc.nat({ max: 37 }),
      fc.constantFrom('', '-', '{', '}', 'g', 'F', '\u0141', '`', '@', ':', '/'),
    );
    fc.assert(
      fc.property(
        guid,
        fc.constantFrom('', '{'),
        fc.constantFrom('', '}'),
        fc.array(edit, { maxLength: 2 }),
        (text, open, close, edits) => {
          let edited = `${open}${text}${close}`;
          for (const [at, letter] of edits) edited = edited.slice(0, at) + letter + edited.slice(at + 1);
          const match = pattern.exec(edited);
          const whole = match !== null && (match[1] === undefined) === (match[3] === undefined);
          expect([edited, normalizeGuid(edited)]).toEqual([
            edited,
            whole ? edited.replace(/[{}]/g, '').toLowerCase() : undefined,
          ]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('has its bytes in .NET order, and its text again from them', () => {
    const text = '00112233-4455-6677-8899-aabbccddeeff';
    expect(bytesToHex(guidToBytes(text))).toBe('33221100554477668899aabbccddeeff');
    expect(bytesToHex(guidToBytes(text.toUpperCase()))).toBe('33221100554477668899aabbccddeeff');
    expect(bytesToGuid(guidToBytes(text))).toBe(text);
  });
});

describe('bytes', () => {
  it('are written in hexadecimal and read from it, and only from it', () => {
    fc.assert(
      fc.property(bytes, (data) => {
        const hex = bytesToHex(data);
        expect(hex).toBe(Buffer.from(data).toString('hex'));
        expect(hexToBytes(hex.toUpperCase())).toEqual(data);
      }),
    );
    for (const text of ['0', '0g', 'g0', '0 ', '\u01300', '@1', '`1', '0:', '/0', 'G1'])
      expect([text, hexToBytes(text)]).toEqual([text, undefined]);
  });

  it('are the same when every one of them is', () => {
    const one = Uint8Array.of(1, 2, 3);
    expect([sameBytes(one, Uint8Array.of(1, 2, 3)), sameBytes(one, Uint8Array.of(1, 2, 4))]).toEqual([true, false]);
    expect([sameBytes(one, Uint8Array.of(1, 2)), sameBytes(one.subarray(0, 2), one)]).toEqual([false, false]);
  });

  it('of a text are its UTF-8, half a surrogate pair being a replacement character', () => {
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
      fc.constantFrom(
        'a',
        '\u007f',
        '\u0080',
        '\u07ff',
        '\u0800',
        '\uffff',
        '\u{10000}',
        '\u{10ffff}',
        '\ud800',
        '\udfff',
      ),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 12 }), (units) => {
        const text = units.join('');
        expect(Buffer.from(utf8(text))).toEqual(Buffer.from(text));
      }),
      { numRuns: 1000 },
    );
  });
});
