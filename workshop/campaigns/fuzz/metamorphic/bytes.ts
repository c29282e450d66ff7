import { gzipSync } from 'node:zlib';
import type { Style } from './sheet.js';

/** The text in the encoding of the style, compressed where it says so. */
export function bytesIn(text: string, { encoding, gzip }: Style): Buffer {
  const bytes = encode(text, encoding);
  return gzip ? gzipSync(bytes) : bytes;
}

function encode(text: string, encoding: Style['encoding']): Buffer {
  if (encoding === 'utf8') return Buffer.from(text);
  if (encoding === 'utf8-bom') return Buffer.from(`\ufeff${text}`);
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  return encoding === 'utf16le' ? little : little.swap16();
}
