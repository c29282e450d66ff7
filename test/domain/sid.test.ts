import { describe, expect, it } from 'vitest';
import { bytesToSid, isWellKnownSid, sidToBytes } from '../../src/domain/sid.js';

const hex = (bytes: Uint8Array | undefined): string | undefined => bytes && Buffer.from(bytes).toString('hex');

describe('a SID', () => {
  it.each([
    ['S-1-5-32-544', '01020000000000052000000020020000'],
    ['S-1-5-10', '01010000000000050a000000'],
    ['S-1-5-21-1-2-4294967295-1104', '0105000000000005150000000100000002000000ffffffff50040000'],
    ['S-1-281474976710655-7', '0101ffffffffffff07000000'],
  ])('%s has the bytes %s', (sid, bytes) => {
    expect(hex(sidToBytes(sid))).toBe(bytes);
    expect(hex(sidToBytes(sid.toLowerCase()))).toBe(bytes);
    expect(bytesToSid(Buffer.from(bytes, 'hex'))).toBe(sid);
  });

  it.each(['', 'S-1-5', 'S-2-5-7', 'S-1-281474976710656-7', 'S-1-5-4294967296', `S-1-5${'-1'.repeat(16)}`, 'xS-1-5-7'])(
    'is not “%s”',
    (text) => {
      expect(sidToBytes(text)).toBeUndefined();
    },
  );

  it.each([
    ['S-1-0-0', true],
    ['S-1-5-10', true],
    ['S-1-5-32-544', true],
    ['S-1-5-32-1544', false],
    ['S-1-5-21-1-2-3-500', false],
  ])('%s is one that every Windows has: %s', (sid, expected) => {
    expect(isWellKnownSid(sid)).toBe(expected);
  });
});
