import { describe, expect, it } from 'vitest';
import { isOlderVersion, versionNumbers } from '../../src/domain/version.js';

describe('a version', () => {
  it('has three or four numbers', () => {
    expect(versionNumbers('2.5.79.0')).toEqual([2, 5, 79, 0]);
    expect(versionNumbers('2.5.79')).toEqual([2, 5, 79]);
    for (const text of [undefined, '', '2.5', '2.5.79.0.1', '2.5.79.0-preview', 'v2.5.79.0', '2.5.79.'])
      expect(versionNumbers(text)).toBeUndefined();
  });

  it.each([
    ['2.5.78.9', '2.5.79.0', true],
    ['2.5.9.0', '2.5.79.0', true],
    ['1.6.99.9', '2.5.79.0', true],
    ['2.5.79.0', '2.5.79.0', false],
    ['2.5.79.1', '2.5.79.0', false],
    ['2.10.0.0', '2.5.79.0', false],
    ['2.5.78', '2.5.79.0', true],
    ['2.5.79', '2.5.79.0', false],
    ['2.5.190', '2.5.79.0', false],
    // The number that is left out decides.
    ['2.5.79', '2.5.79.3', undefined],
    ['2.5', '2.5.79.0', undefined],
    [undefined, '2.5.79.0', undefined],
  ])('%s is older than %s: %s', (version, least, older) => {
    expect(isOlderVersion(version, least)).toBe(older);
  });
});
