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

describe('a name that is shared', () => {
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

  it('is another for each, however many letters there are that stand alone', { timeout: 60_000 }, async () => {
    const ideographs = Array.from({ length: 1500 }, (_, index) => String.fromCodePoint(0x4e00 + index));
    const shared = await shareAll(ideographs);
    expect(new Set(shared).size).toBe(ideographs.length);
  });
});
