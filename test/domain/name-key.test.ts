import { expect, it } from 'vitest';
import { lookAlikeKey, nameKey } from '../../src/domain/name-key.js';

it('compares names whichever small sigma stands there', () => {
  expect(new Set(['ΝΙΚΟΣ.Α', 'νικος.α', 'νικοσ.α'].map(nameKey)).size).toBe(1);
  expect(new Set(['ΝΙΚΟΣ.Α@x', 'νικος.α@x'].map(lookAlikeKey)).size).toBe(1);
  expect(nameKey('νικοτ')).not.toBe(nameKey('νικος'));
});
