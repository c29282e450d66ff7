import { expect, it } from 'vitest';
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
