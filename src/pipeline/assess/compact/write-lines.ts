import { writeSync } from 'node:fs';
import {
  anchorWord,
  type Columns,
  objectIdWord,
  otherNameWord,
  recordWords,
} from '../../../evidence/compact/columns.js';
import { createNames } from '../../../evidence/compact/names.js';
import { type LineFormat, lineValues } from './line-format.js';
import type { OtherLines } from './other-lines.js';

/** The sorted lines of everybody in parts, each with its place in the file: any thread writes any part. */
export interface WritePlan {
  readonly descriptor: number;
  readonly format: LineFormat;
  readonly others: OtherLines;
  /** The clean pairs, part by part, and where each part ends. */
  readonly order: Int32Array;
  readonly ends: Int32Array;
  /** The first of the other lines that does not stand in each part. */
  readonly otherEnds: Int32Array;
  /** Where each part starts in the file. */
  readonly offsets: Float64Array;
}

const rowsOfPart = 1 << 14;
const samplesOfPart = 16;
const flushBytes = 1 << 18;
/** Two names and what else stands in a line. */
const longestLine = 1 << 11;

/** Splits the names into ranges of about the same size, by an even sample, and computes where everything goes. */
export function planWrite(
  columns: Columns,
  pairs: Int32Array,
  format: LineFormat,
  others: OtherLines,
  descriptor: number,
): WritePlan {
  const names = createNames(columns);
  const wanted = Math.ceil(pairs.length / rowsOfPart);
  const sample = Int32Array.from(
    { length: wanted === 1 ? 0 : wanted * samplesOfPart },
    (_, index) => pairs[Math.floor((index * pairs.length) / (wanted * samplesOfPart))] as number,
  );
  names.sort(sample, 0, sample.length);
  const limits = Array.from({ length: wanted - 1 }, (_, part) =>
    names.textOf(sample[(part + 1) * samplesOfPart] as number),
  );
  const isBefore = (row: number, part: number): boolean => names.compare(row, limits[part] as Uint8Array) <= 0;
  const partOf = new Uint16Array(pairs.length);
  pairs.forEach((row, index) => {
    let low = 0;
    let high = limits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(row, middle)) high = middle;
      else low = middle + 1;
    }
    partOf[index] = low;
  });
  const shared = (count: number): SharedArrayBuffer => new SharedArrayBuffer(count);
  const order = new Int32Array(shared(pairs.length * 4));
  const ends = new Int32Array(shared(wanted * 4));
  const otherEnds = new Int32Array(shared(wanted * 4));
  const offsets = new Float64Array(shared(wanted * 8));
  const counts = new Int32Array(wanted);
  const bytes = new Float64Array(wanted);
  pairs.forEach((row, index) => {
    const part = partOf[index] as number;
    counts[part] = (counts[part] as number) + 1;
    bytes[part] = (bytes[part] as number) + format.bytesWithoutNames + 2 * names.lengthOf(row);
  });
  let [end, other, offset] = [0, 0, 0];
  for (let part = 0; part < wanted; part += 1) {
    const limit = limits[part];
    ends[part] = end;
    end += counts[part] as number;
    const first = other;
    while (other < others.count && (limit === undefined || Buffer.compare(keyOf(others, other), limit) <= 0))
      other += 1;
    otherEnds[part] = other;
    offsets[part] = offset;
    offset += (bytes[part] as number) + endOf(others, other) - endOf(others, first);
  }
  pairs.forEach((row, index) => {
    const part = partOf[index] as number;
    order[ends[part] as number] = row;
    ends[part] = (ends[part] as number) + 1;
  });
  return { descriptor, format, others, order, ends, otherEnds, offsets };
}

/** The sort key of one of the other lines, in lower case. */
function keyOf({ keys, keyEnds }: OtherLines, other: number): Uint8Array {
  return keys.subarray(other === 0 ? 0 : keyEnds[other - 1], keyEnds[other]);
}

/** Where the lines before this one end. */
function endOf({ lineEnds }: OtherLines, other: number): number {
  return other === 0 ? 0 : (lineEnds[other - 1] as number);
}

const [hyphen, equals] = [0x2d, 0x3d];
const hexLetters = Buffer.from('0123456789abcdef');
const base64Letters = Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/');
/** The bytes of a GUID in the order of its text, -1 for a hyphen. */
const guidOrder = [3, 2, 1, 0, -1, 5, 4, -1, 7, 6, -1, 8, 9, -1, 10, 11, 12, 13, 14, 15] as const;

/** Writes parts, each sorted, to their places in the file. */
export function createPartWriter(columns: Columns): (plan: WritePlan, part: number) => void {
  const { arena, records } = columns;
  const names = createNames(columns);
  const output = new Uint8Array(flushBytes + longestLine);
  let used = 0;

  const put = (bytes: Uint8Array, start: number, end: number): void => {
    for (let place = start; place < end; place += 1, used += 1) output[used] = bytes[place] as number;
  };
  const byteOf = (word: number, byte: number): number =>
    ((records[word + (byte >> 2)] as number) >>> ((byte & 3) * 8)) & 255;
  const putGuid = (word: number): void => {
    for (let index = 0; index < guidOrder.length; index += 1) {
      const place = guidOrder[index] as number;
      if (place < 0) output[used] = hyphen;
      else {
        const byte = byteOf(word, place);
        output[used] = hexLetters[byte >> 4] as number;
        used += 1;
        output[used] = hexLetters[byte & 15] as number;
      }
      used += 1;
    }
  };
  const putAnchor = (word: number): void => {
    for (let byte = 0; byte < 16; byte += 3) {
      const isLast = byte === 15;
      const bits = (byteOf(word, byte) << 16) | (isLast ? 0 : (byteOf(word, byte + 1) << 8) | byteOf(word, byte + 2));
      output[used] = base64Letters[bits >> 18] as number;
      output[used + 1] = base64Letters[(bits >> 12) & 63] as number;
      output[used + 2] = isLast ? equals : (base64Letters[(bits >> 6) & 63] as number);
      output[used + 3] = isLast ? equals : (base64Letters[bits & 63] as number);
      used += 4;
    }
  };
  const putLine = (row: number, { texts, values }: LineFormat): void => {
    const start = names.startOf(row);
    const length = names.lengthOf(row);
    const record = row * recordWords;
    for (let index = 0; index < values.length; index += 1) {
      const text = texts[index] as Uint8Array;
      put(text, 0, text.length);
      switch (values[index]) {
        case lineValues.onPremName:
          put(arena, start, start + length);
          break;
        case lineValues.entraName: {
          const other = (records[record + otherNameWord] as number) * 4;
          put(arena, other === 0 ? start : other, (other === 0 ? start : other) + length);
          break;
        }
        case lineValues.objectGuid:
          putGuid(record + anchorWord);
          break;
        case lineValues.entraObjectId:
          putGuid(record + objectIdWord);
          break;
        default:
          putAnchor(record + anchorWord);
      }
    }
    const last = texts[values.length] as Uint8Array;
    put(last, 0, last.length);
  };

  return ({ descriptor, format, others, order, ends, otherEnds, offsets }, part) => {
    let position = offsets[part] as number;
    const write = (bytes: Uint8Array, length: number): void => {
      for (let done = 0; done < length; ) done += writeSync(descriptor, bytes, done, length - done, position + done);
      position += length;
    };
    const flush = (): void => {
      write(output, used);
      used = 0;
    };
    let at = part === 0 ? 0 : (ends[part - 1] as number);
    const end = ends[part] as number;
    names.sort(order, at, end);
    const putPairs = (key: Uint8Array | undefined): void => {
      for (; at < end; at += 1) {
        const row = order[at] as number;
        if (key !== undefined && names.compare(row, key) > 0) return;
        putLine(row, format);
        if (used >= flushBytes) flush();
      }
    };
    for (
      let other = part === 0 ? 0 : (otherEnds[part - 1] as number);
      other < (otherEnds[part] as number);
      other += 1
    ) {
      putPairs(keyOf(others, other));
      flush();
      const line = others.lines.subarray(endOf(others, other), endOf(others, other + 1));
      write(line, line.length);
    }
    putPairs(undefined);
    flush();
  };
}
