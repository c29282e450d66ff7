import { describe, expect, it } from 'vitest';
import { formatPath, isWithin, valueAt } from '../../src/config/key-path.js';

describe('a path to a key', () => {
  it('is written as people say it', () => {
    expect(formatPath(['cutover:okta', 'apps', 0, 'id'])).toBe('cutover:okta.apps[0].id');
    expect(formatPath(['cutover:x', 'OU=a,DC=b'])).toBe('cutover:x["OU=a,DC=b"]');
    expect(formatPath([])).toBe('');
  });

  it('leads to the value, and to none where the file has none', () => {
    const value = { a: [{ b: null }], c: 'text' };
    expect(valueAt(value, ['a', 0, 'b'])).toBeNull();
    expect([valueAt(value, ['a', 1, 'b']), valueAt(value, ['c', 'length']), valueAt(value, ['constructor'])]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('lies within itself and what is above it', () => {
    expect(isWithin(['a', 'b'], ['a', 'b'])).toBe(true);
    expect(isWithin(['a', 'b'], [])).toBe(true);
    expect(isWithin(['a'], ['a', 'b'])).toBe(false);
  });
});
