// The four words of an anchor as GUID text and as Base64, straight into a buffer, several letters at a time.

const hexPairs = Uint16Array.from({ length: 256 }, (_, byte) => {
  const text = byte.toString(16).padStart(2, '0');
  return text.charCodeAt(0) | (text.charCodeAt(1) << 8);
});
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** Two letters of Base64 for twelve bits. */
const letterPairs = Uint16Array.from(
  { length: 4096 },
  (_, bits) => alphabet.charCodeAt(bits >> 6) | (alphabet.charCodeAt(bits & 63) << 8),
);
const hyphen = 0x2d;
const padding = 0x3d3d;

/** How far behind its end a copy may write, and read. */
export const copySlack = 3;

/** Copies bytes, four at a time; returns the position behind them. */
export function copyBytes(target: DataView, at: number, source: DataView, from: number, length: number): number {
  for (let index = 0; index < length; index += 4)
    target.setUint32(at + index, source.getUint32(from + index, true), true);
  return at + length;
}

/** Writes the GUID’s text (36 letters) of four words. */
export function writeGuid(view: DataView, at: number, words: Int32Array, word: number): number {
  const a = words[word] as number;
  const b = words[word + 1] as number;
  const c = words[word + 2] as number;
  const d = words[word + 3] as number;
  writeHex(view, at, a >>> 24, (a >>> 16) & 255);
  writeHex(view, at + 4, (a >>> 8) & 255, a & 255);
  view.setUint8(at + 8, hyphen);
  writeHex(view, at + 9, (b >>> 8) & 255, b & 255);
  view.setUint8(at + 13, hyphen);
  writeHex(view, at + 14, b >>> 24, (b >>> 16) & 255);
  view.setUint8(at + 18, hyphen);
  writeHex(view, at + 19, c & 255, (c >>> 8) & 255);
  view.setUint8(at + 23, hyphen);
  writeHex(view, at + 24, (c >>> 16) & 255, c >>> 24);
  writeHex(view, at + 28, d & 255, (d >>> 8) & 255);
  writeHex(view, at + 32, (d >>> 16) & 255, d >>> 24);
  return at + 36;
}

function writeHex(view: DataView, at: number, first: number, second: number): void {
  view.setUint32(at, (hexPairs[first] as number) | ((hexPairs[second] as number) << 16), true);
}

/** Writes the Base64 (24 letters) of four words. */
export function writeAnchor(view: DataView, at: number, words: Int32Array, word: number): number {
  const a = words[word] as number;
  const b = words[word + 1] as number;
  const c = words[word + 2] as number;
  const d = words[word + 3] as number;
  writeThree(view, at, a & 255, (a >>> 8) & 255, (a >>> 16) & 255);
  writeThree(view, at + 4, a >>> 24, b & 255, (b >>> 8) & 255);
  writeThree(view, at + 8, (b >>> 16) & 255, b >>> 24, c & 255);
  writeThree(view, at + 12, (c >>> 8) & 255, (c >>> 16) & 255, c >>> 24);
  writeThree(view, at + 16, d & 255, (d >>> 8) & 255, (d >>> 16) & 255);
  view.setUint32(at + 20, (letterPairs[(d >>> 24) << 4] as number) | (padding << 16), true);
  return at + 24;
}

function writeThree(view: DataView, at: number, first: number, second: number, third: number): void {
  const bits = (first << 16) | (second << 8) | third;
  view.setUint32(at, (letterPairs[bits >>> 12] as number) | ((letterPairs[bits & 4095] as number) << 16), true);
}
