import type { IdentityLine } from '../../../domain/assessment.js';

/** The lines of everybody who is not a clean pair, in their order, where both threads can read them. */
export interface OtherLines {
  readonly count: number;
  /** The first part of each sort key, as bytes that compare like the key itself. */
  readonly keys: Uint8Array;
  readonly keyEnds: Float64Array;
  readonly lines: Uint8Array;
  readonly lineEnds: Float64Array;
}

/** The sorted lines in shared memory. */
export function shareLines(sorted: readonly IdentityLine[]): OtherLines {
  const keys = sorted.map(({ userPrincipalName }) => comparableBytes(userPrincipalName?.toLowerCase() ?? '\uffff'));
  const lines = sorted.map((line) => Buffer.from(`${JSON.stringify(line)}\n`));
  return { count: sorted.length, ...join('keys', 'keyEnds', keys), ...join('lines', 'lineEnds', lines) };
}

/** One to three bytes for each UTF-16 unit, so that bytes compare like JavaScript strings: UTF-8 does but for surrogates. */
function comparableBytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes.push(unit);
    else if (unit < 0x800) bytes.push(0xc0 | (unit >> 6), 0x80 | (unit & 63));
    else bytes.push(0xe0 | (unit >> 12), 0x80 | ((unit >> 6) & 63), 0x80 | (unit & 63));
  }
  return Uint8Array.from(bytes);
}

function join<Bytes extends string, Ends extends string>(
  bytesName: Bytes,
  endsName: Ends,
  parts: readonly Uint8Array[],
) {
  const ends = new Float64Array(new SharedArrayBuffer(Math.max(1, parts.length) * 8));
  const bytes = new Uint8Array(new SharedArrayBuffer(parts.reduce((sum, part) => sum + part.length, 1)));
  let end = 0;
  parts.forEach((part, index) => {
    bytes.set(part, end);
    end += part.length;
    ends[index] = end;
  });
  return { [bytesName]: bytes, [endsName]: ends } as Record<Bytes, Uint8Array> & Record<Ends, Float64Array>;
}
