import { expect, it } from 'vitest';
import { lookAlikeKey, nameKey } from '../../src/domain/name-key.js';

it('compares names whichever small sigma stands there', () => {
  expect(new Set(['ΝΙΚΟΣ.Α', 'νικος.α', 'νικοσ.α'].map(nameKey)).size).toBe(1);
  expect(new Set(['ΝΙΚΟΣ.Α@x', 'νικος.α@x'].map(lookAlikeKey)).size).toBe(1);
  expect(nameKey('νικοτ')).not.toBe(nameKey('νικος'));
});

it.each([
  ['ǰan', 'J\u030cAN'],
  ['ῆα', 'Η\u0342Α'],
  ['ẖ.ẗẘẙ', 'H\u0331.T\u0308W\u030aY\u030a'],
  ['ΐα', 'Ϊ\u0301Α'],
  ['é', 'e\u200b\u0301'],
])('compares %s with its capital letters, and where an invisible character stands before the mark', (one, other) => {
  expect(nameKey(other)).toBe(nameKey(one));
  expect(nameKey(one.toUpperCase())).toBe(nameKey(one));
  expect(nameKey(nameKey(other))).toBe(nameKey(other));
});
