import { compareNames, lowerCase } from './letters.js';
import { cell, createPlainRowReader } from './plain-row.js';
import { type CompactFile, guardBytes, readFully } from './segments.js';
import { control, limitWords, maximumBuckets, rowsOfBucket, type SharedPopulation } from './shared.js';

/** Names looked at for each bucket: the more, the more even the buckets. */
const samplesOfBucket = 8;
/** A sample is read from places all over the file, whose rows may be sorted; a few rows from each. */
const pieceBytes = 1 << 10;
const lineFeed = 0x0a;

/**
 * Splits the names into ranges: the limits are names of an even sample of the on-premises file, so no kind of names makes
 * a bucket large. Before both threads scan.
 */
export function chooseBuckets(
  population: SharedPopulation,
  file: CompactFile,
  expectedRows: number,
  wantedRows: number = rowsOfBucket,
): void {
  const wanted = Math.max(1, Math.min(maximumBuckets, Math.ceil(expectedRows / wantedRows)));
  const sample = wanted === 1 ? [] : sampleNames(file, wanted * samplesOfBucket, expectedRows);
  sample.sort();
  const { limits } = population;
  let buckets = 0;
  let last = '';
  for (let limit = 1; limit < wanted; limit += 1) {
    const name = sample[Math.floor((limit * sample.length) / wanted)] ?? '';
    if (name <= last) continue;
    limits[buckets * limitWords] = name.length;
    limitOf(population, buckets).set(Buffer.from(name, 'latin1'));
    buckets += 1;
    last = name;
  }
  population.control[control.buckets] = buckets + 1;
}

/** Names in lower case from places that lie evenly in the file. */
function sampleNames(file: CompactFile, wanted: number, expectedRows: number): string[] {
  const reader = createPlainRowReader(file.kinds, file.delimiter);
  const bytes = file.bytes - file.firstRow;
  const rowsOfPiece = Math.max(1, Math.floor((pieceBytes * expectedRows) / bytes) - 1);
  const step = Math.max(pieceBytes, Math.floor((bytes * rowsOfPiece) / wanted));
  const data = Buffer.alloc(pieceBytes + guardBytes, lineFeed);
  const names: string[] = [];
  for (let start = file.firstRow; start < file.bytes; start += step) {
    const read = readFully(file.descriptor, data, Math.min(pieceBytes, file.bytes - start), start);
    data.fill(lineFeed, read);
    let at = start === file.firstRow ? 0 : data.indexOf(lineFeed) + 1;
    while (at < read) {
      const next = reader.read(data, at);
      if (next < 0 || next > read) break;
      const from = reader.cells[cell.nameStart] as number;
      names.push(data.toString('latin1', from, reader.cells[cell.nameEnd]).toLowerCase());
      at = next;
    }
  }
  return names;
}

/** Letters that the table of `createClassifier` looks at, and into how many classes it puts each. */
const tableLetters = 3;
const classBits = 5;

/** A class for each byte in lower case, so that classes compare like bytes or are equal. */
const classes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const letter = lowerCase[byte] as number;
  if (letter === 0) return 0;
  return letter < 0x61 ? 1 : letter > 0x7a ? 28 : letter - 0x5f;
});

/** Tells the bucket of a name in words: the first whose limit is not before it. */
export function createClassifier({
  control: words,
  limits,
}: SharedPopulation): (name: Int32Array, at: number, length: number) => number {
  const count = (words[control.buckets] as number) - 1;
  // The buckets that names with these first classes may be in.
  const lowest = new Uint16Array(1 << (tableLetters * classBits));
  const highest = new Uint16Array(lowest.length).fill(count);
  let last = 0;
  for (let limit = 0; limit < count; limit += 1) {
    const own = classesOf(limits[limit * limitWords + 1] as number);
    // Whoever comes before all of these classes is in this bucket at the latest.
    highest.fill(limit, last, own);
    lowest.fill(limit + 1, own + 1);
    last = own;
  }
  return (name, at, length) => {
    const start = classesOf(name[at] as number);
    let low = lowest[start] as number;
    let high = highest[start] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const limit = middle * limitWords;
      if (compareNames(name, at, length, limits, limit + 1, limits[limit] as number) > 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

function classesOf(letters: number): number {
  const a = classes[letters & 255] as number;
  const b = classes[(letters >>> 8) & 255] as number;
  const c = classes[(letters >>> 16) & 255] as number;
  return (a << (2 * classBits)) | (b << classBits) | c;
}

/** The greatest name, in lower case, that may be in a bucket but the last. */
export function limitOf({ limits }: SharedPopulation, bucket: number): Uint8Array {
  const start = bucket * limitWords;
  return new Uint8Array(limits.buffer, (start + 1) * 4, limits[start]);
}
