import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { isPlain, lookAlikeKey, nameKey } from '../../../../src/domain/name-key.js';
import { shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-share-spelled-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function shareAll(values: readonly string[]): Promise<string[]> {
  const path = join(folder, 'a.json');
  writeFileSync(path, JSON.stringify(values));
  const [shared] = await shareFiles([path]);
  return JSON.parse(shared?.content.toString() ?? '') as string[];
}

/** What the product compares names by. */
const comparisons: Readonly<Record<string, (name: string) => unknown>> = {
  'without letter case': (name) => name.toLowerCase(),
  composed: (name) => name.normalize('NFC').toLowerCase(),
  nameKey,
  lookAlikeKey: (name) => lookAlikeKey(name.toLowerCase()),
};
/** For each name the first that it is the same as. */
const classes = (names: readonly string[]) =>
  Object.fromEntries(
    Object.entries(comparisons).map(([what, keyOf]) => {
      const keys = names.map(keyOf);
      return [what, keys.map((key) => keys.indexOf(key))];
    }),
  );

const wide = (text: string): string =>
  text.replaceAll(/[a-z]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
/** One letter of each name that is written otherwise, or another letter that looks like it. */
const changes: Readonly<Record<string, (letter: string) => string>> = {
  same: (letter) => letter,
  capital: (letter) => letter.toUpperCase(),
  wide,
  mathematical: (letter) =>
    letter.replace(/[a-z]/, (one) => String.fromCodePoint(0x1d41a + one.charCodeAt(0) - 'a'.charCodeAt(0))),
  decomposed: (letter) => letter.normalize('NFD'),
  'behind what nobody sees': (letter) => `\u200b${letter}`,
  'before what nobody sees': (letter) => `${letter}\u00ad`,
  Cyrillic: (letter) => ({ a: 'а', o: 'о', e: 'е', k: 'к' })[letter] ?? letter,
  Greek: (letter) => ({ a: 'α', o: 'ο', k: 'κ' })[letter] ?? letter,
  'the other sigma': (letter) => ({ σ: 'ς', ς: 'σ' })[letter] ?? letter,
  'the sign of Kelvin': (letter) => (letter === 'k' ? '\u212a' : letter),
};
const spelling = fc
  .tuple(
    fc.constantFrom('kowalska', 'müllér', 'νικοσ', 'σασ', '한국', 'йога', 'ẅḗ', 'öl', 'k', 'ﬁnk', 'a.σ.a', 'νικοσ.α'),
    fc.array(fc.tuple(fc.nat(7), fc.constantFrom(...Object.keys(changes))), { maxLength: 3 }),
  )
  .map(([word, all]) => {
    const letters = [...word];
    for (const [at, change] of all)
      if (letters[at] !== undefined) letters[at] = changes[change]?.(letters[at]) ?? letters[at];
    return letters.join('');
  });

/** Several characters in one, and letters and signs in the place of digits and words. */
const folding = fc
  .array(
    fc.constantFrom(
      ...[
        'ab',
        'l',
        '·',
        'an',
        '1',
        '12',
        '2',
        '(',
        ')',
        '株',
        '~',
        '.',
        '@',
        'tm',
        'ii',
        '⁄',
        '\u00ad',
        '\u{e0061}',
        'ǰ',
        'J\u030c',
      ],
      ...['²', 'Ⅱ', 'ⅱ', '①', '⑴', '～', '㈱', '™', 'ŀ', 'Ŀ', '½', '１', '（', '\u00a0', ' ', '…', '㏂', '𝟏', '٢'],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((all) => all.join(''))
  // Of many blanks only how many there are is kept, so which they are makes no other name.
  .filter((name) => !/\s{3}/.test(name));

describe('a name that is shared', () => {
  it('has the parts of any other that folds to the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(folding, { minLength: 2, maxLength: 12 }), async (names) => {
        const all = [...names, ...names.map((name) => name.normalize('NFKC'))];
        const shared = await shareAll(all);
        expect(shared.map(nameKey).map((key, _, keys) => keys.indexOf(key))).toEqual(
          all.map(nameKey).map((key, _, keys) => keys.indexOf(key)),
        );
        expect(new Set(shared).size).toBe(new Set(all).size);
        expect(shared.join('')).not.toMatch(/[\u{e0000}-\u{e0fff}]/u);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['ab²', 'ab2'],
    ['abⅡ', 'abii'],
    ['①ab', '1ab'],
    ['ab～cd', 'ab~cd'],
    ['㈱ab', '(株)ab'],
    ['™ab', 'tmab'],
    ['ŀan', 'l·an'],
    ['ǰan', 'J\u030cAN'],
    ['ῆα', 'Η\u0342Α'],
  ])('looks like another as before: %s and %s', async (one, other) => {
    const [first = '', second = ''] = await shareAll([`${one}@fs.example`, `${other}@fs.example`]);
    expect(lookAlikeKey(first)).toBe(lookAlikeKey(second));
    expect(first).not.toBe(second);
  });

  it('is the same as another, or only looks like it, where it was so before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spelling, { minLength: 2, maxLength: 12 }), async (names) => {
        const shared = await shareAll(names);
        expect(classes(shared)).toEqual(classes(names));
        expect(shared.map((name) => isPlain(name.toLowerCase()))).toEqual(
          names.map((name) => isPlain(name.toLowerCase())),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('takes as many bytes as before', async () => {
    const names = ['Müller', 'МЮЛЛЕР', 'Ἀθηνᾶ', '山田', 'é', '한', '𠮷野', 'Zoë-Ångström', 'Straße'];
    const shared = await shareAll(names);
    const bytes = (all: readonly string[]): number[][] =>
      all.map((name) => [name.length, Buffer.byteLength(name.toLowerCase())]);
    expect(bytes(shared)).toEqual(bytes(names));
  });

  it.each([
    ['zero-width signs after a name', 'Anna', '\u200b', '\u200c', ''],
    ['zero-width signs between letters', 'A', '\u200bb', '\u200cb', 'c'],
    ['variation selectors after a sign', '-', '\ufe00', '\ufe0f', '-'],
    ['variation selectors after a picture', '\u2764', '\ufe0e', '\ufe0f', ''],
    ['tags of the last plane', 'Anna', '\u{e0061}', '\u{e0062}', ''],
    ['invisible signs between signs', '-', '\u200b-', '\u200c-', '-'],
    ['blanks', 'Anna', ' ', '\u00a0', 'Müller'],
    ['blanks and tabs at the end of a line', 'Anna', ' ', '\t', '\r\nMüller'],
    ['blanks and line ends', 'Anna', ' ', '\n', 'Müller'],
    ['blanks and nothing else', '', ' ', '\u00a0', ''],
    ['invisible signs and nothing else', '', '\u200b', '\u200c', ''],
  ])('hides what only the kinds of signs would say: %s', async (_, start, zero, one, end) => {
    const said = (text: string): string =>
      [...Buffer.from(text)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
    const names = ['Kowalski', 'Klaowski'].map(
      (text) => `${start}${said(text).replaceAll('0', zero).replaceAll('1', one)}${end}`,
    );
    const texts = names.map((name) => [
      name,
      Buffer.from(`Ada ${name}`).toString('base64'),
      `a.${name}@b`,
      `True${name}`,
    ]);
    const first = await shareAll(texts[0] ?? []);
    const second = await shareAll(texts[1] ?? []);
    const read = ([plain = '', encoded = '', ...others]: readonly string[]): string[] =>
      [plain, Buffer.from(encoded, 'base64').toString(), ...others].map((text) =>
        text.replaceAll(/(?!\p{Default_Ignorable_Code_Point})[\p{L}\p{N}]/gu, 'x'),
      );
    expect(read(first)).toEqual(read(second));
  });

  it.each([
    ['Mª Jose Garcia1', 'Ma Jose Garcia1'],
    ['Nº', 'NO'],
    ['m²', 'M2'],
    ['Ⅱb', 'iib'],
    ['𝒜lpha', 'alpha'],
    ['ﾔﾏﾀ', 'ヤマタ'],
    ['ａb', 'ab'],
    ['a\u00adb\u200bc\u{e0061}', 'abc'],
  ])('takes as many bytes as before where letters are of a compatibility form: %s', async (...names) => {
    for (const all of [names, [...names].reverse(), [names[0]]]) {
      const shared = await shareAll(all);
      expect(shared.map((name) => Buffer.byteLength(name))).toEqual(all.map((name) => Buffer.byteLength(name)));
      expect(shared.map((name) => /^[\p{L}\p{M}\p{Cf} ]+$/u.test(name))).toEqual(
        all.map((name) => /^[\p{L}\p{M}\p{Cf} ]+$/u.test(name)),
      );
      expect(new Set(shared.map(nameKey)).size).toBe(1);
      expect(nameKey(shared[0] ?? '')).not.toBe(nameKey(names[0]));
    }
  });

  it('is another for each, however many letters there are that stand alone', { timeout: 60_000 }, async () => {
    const ideographs = Array.from({ length: 1500 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    const shared = await shareAll(ideographs);
    expect(new Set(shared).size).toBe(ideographs.length);
  });
});
