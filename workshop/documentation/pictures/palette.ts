// A screenshot with a palette: the browser writes three bytes a pixel, and the pictures of docs/ are part of the package.
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const mostColors = 256;

/** The same picture with at most 256 colors, a byte a pixel. Takes what Chromium writes: 8 bits a channel, not interlaced. */
export function withPalette(png: Buffer): Buffer {
  const { width, height, colors } = pixelsOf(png);
  const palette = paletteOf(colors);
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc((width + 1) * height);
  for (const [place, color] of colors.entries()) {
    let index = nearest.get(color);
    if (index === undefined) {
      index = nearestIn(palette, color);
      nearest.set(color, index);
    }
    rows[place + Math.floor(place / width) + 1] = index;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3], 8);
  const entries = Buffer.from(palette.flatMap((color) => channels(color)));
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', entries),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** The colors of a picture as 0xRRGGBB, row by row. */
export function pixelsOf(png: Buffer): {
  readonly width: number;
  readonly height: number;
  readonly colors: Uint32Array;
} {
  const [width, height, bits, type, interlaced] = [
    png.readUInt32BE(16),
    png.readUInt32BE(20),
    png[24],
    png[25],
    png[28],
  ];
  const bytes = { 2: 3, 3: 1, 6: 4 }[type as 2 | 3 | 6];
  if (bits !== 8 || bytes === undefined || interlaced !== 0)
    throw new Error('a picture of another kind than Chromium writes');
  const parts = chunksOf(png);
  const raw = inflateSync(Buffer.concat(parts.filter(({ name }) => name === 'IDAT').map(({ data }) => data)));
  const palette = parts.find(({ name }) => name === 'PLTE')?.data;
  const colors = new Uint32Array(width * height);
  const stride = width * bytes;
  let above: Uint8Array = new Uint8Array(stride);
  for (let y = 0; y < height; y += 1) {
    const start = y * (stride + 1);
    const row = unfiltered(raw[start] ?? 0, raw.subarray(start + 1, start + 1 + stride), above, bytes);
    for (let x = 0; x < width; x += 1) {
      const [from, at] = palette ? [palette, (row[x] ?? 0) * 3] : [row, x * bytes];
      colors[y * width + x] = ((from[at] ?? 0) << 16) | ((from[at + 1] ?? 0) << 8) | (from[at + 2] ?? 0);
    }
    above = row;
  }
  return { width, height, colors };
}

/** PNG, "Filter types": what a row is before it was told by its neighbors. */
function unfiltered(filter: number, row: Uint8Array, above: Uint8Array, bytes: number): Uint8Array {
  for (let place = 0; place < row.length; place += 1) {
    const left = row[place - bytes] ?? 0;
    const up = above[place] ?? 0;
    const corner = place < bytes ? 0 : (above[place - bytes] ?? 0);
    const told = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
    row[place] = (row[place] ?? 0) + told;
  }
  return row;
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The colors that are there most; where there are too many, those alike in their upper bits count as one. */
function paletteOf(colors: Uint32Array): number[] {
  for (const mask of [0xffffff, 0xfcfcfc, 0xf8f8f8, 0xf0f0f0]) {
    const groups = new Map<number, { color: number; count: number }>();
    for (const color of colors) {
      const group = groups.get(color & mask);
      if (group === undefined) groups.set(color & mask, { color, count: 1 });
      else group.count += 1;
    }
    const all = [...groups.values()].sort((a, b) => b.count - a.count || a.color - b.color);
    if (all.length <= mostColors || mask === 0xf0f0f0) return all.slice(0, mostColors).map(({ color }) => color);
  }
  return [];
}

function nearestIn(palette: readonly number[], color: number): number {
  const [red, green, blue] = channels(color);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, candidate] of palette.entries()) {
    const [r, g, b] = channels(candidate);
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [least, best] = [distance, index];
  }
  return best;
}

function channels(color: number): [number, number, number] {
  return [color >> 16, (color >> 8) & 255, color & 255];
}

function chunksOf(png: Buffer): { readonly name: string; readonly data: Buffer }[] {
  const found: { name: string; data: Buffer }[] = [];
  for (let at = signature.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    found.push({ name: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return found;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
