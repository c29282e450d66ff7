import { hexToBytes } from './guid.js';

/** The bytes of csvde's X'hexadecimal' (AD-4), or undefined when the text has another form. */
export function quotedHexToBytes(text: string): Uint8Array | undefined {
  const match = /^X'([0-9a-f]*)'$/i.exec(text);
  return match?.[1] === undefined ? undefined : hexToBytes(match[1]);
}
