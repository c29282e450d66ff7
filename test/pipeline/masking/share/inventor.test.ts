import { expect, it } from 'vitest';
import { nameKey } from '../../../../src/domain/name-key.js';
import { createInventor } from '../../../../src/pipeline/masking/share/inventor.js';

it.each([
  ['padded staff numbers', 10_000, (index: number) => String(index).padStart(5, '0')],
  ['every number of four digits', 9_000, (index: number) => String(1000 + index)],
  ['every digit', 9, (index: number) => String(1 + index)],
  ['most numbers of five digits', 60_000, (index: number) => String(10_000 + index)],
])('invents another for each, however many of a form there are: %s', (_, count, numberAt) => {
  const { digits } = createInventor(new Uint8Array(32), new Set());
  const originals = Array.from({ length: count }, (_, index) => numberAt(index));
  const invented = originals.map((original) => digits(original));
  expect(new Set(invented).size).toBe(count);
  expect(invented.every((number, index) => number.length === originals[index]?.length)).toBe(true);
  expect(originals.map((original) => digits(original))).toEqual(invented);
});

it('ends with more words of one character than there are letters', () => {
  const { word } = createInventor(new Uint8Array(32), new Set());
  const originals = [...'abcdefghijklmnopqrstuvwxyz²³¹～⑴⑵⑶①②③ⅠⅤⅩ'];
  expect(new Set(originals.map((original) => nameKey(word(original)))).size).toBe(new Set(originals.map(nameKey)).size);
  const short = originals.flatMap((one) => originals.slice(0, 26).map((other) => one + other));
  expect(new Set(short.map((original) => word(original))).size).toBe(
    new Set(short.map((one) => one.toLowerCase())).size,
  );
});
