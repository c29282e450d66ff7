import { expect, it } from 'vitest';
import { isYoungerThan } from '../../src/domain/clock.js';

it('knows no age of a moment that is still to come', () => {
  expect([-1, 0, 9, 10].map((age) => isYoungerThan(10, 1000, 1000 + age))).toEqual([false, true, true, false]);
  expect(isYoungerThan(10, Number.NaN, 1000)).toBe(false);
});
