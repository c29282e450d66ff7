import { type CompactFile, lineFeed, readFully } from './compact-file.js';
import type { Kernel } from './kernel.js';
import { bucketsWord, controlRegion, guardBytes, limitsRegion, maximumBuckets, onPremNumber } from './layout.js';
import { type SharedPopulation, setText, wordsOf } from './memory.js';

/** So many rows of each side in a bucket, so that a processor’s cache holds them. */
const rowsOfBucket = 3072;
/** Names looked at for each bucket: the more, the more even the buckets. */
const samplesOfBucket = 8;
/** A sample is read from places all over the file, whose rows may be sorted; a few rows from each. */
const pieceBytes = 1 << 10;

/**
 * Splits the names into ranges: the limits are names of an even sample of the on-premises file, so no kind of names makes
 * a bucket large. Before both threads scan.
 */
export function chooseBuckets(
  population: SharedPopulation,
  kernel: Kernel,
  file: CompactFile,
  expectedRows: number,
  wantedRows: number = rowsOfBucket,
): void {
  const wanted = Math.max(1, Math.min(maximumBuckets, Math.ceil(expectedRows / wantedRows)));
  const sample = wanted === 1 ? [] : sampleNames(kernel, file, wanted * samplesOfBucket, expectedRows);
  sample.sort();
  let buckets = 0;
  let last = '';
  for (let limit = 1; limit < wanted; limit += 1) {
    const name = sample[Math.floor((limit * sample.length) / wanted)] ?? '';
    if (name <= last) continue;
    setText(population, limitsRegion, buckets, Buffer.from(name, 'latin1'));
    buckets += 1;
    last = name;
  }
  wordsOf(population, controlRegion)[bucketsWord] = buckets + 1;
  kernel.tellBuckets();
}

/** Names in lower case from places that lie evenly in the file. */
function sampleNames(kernel: Kernel, file: CompactFile, wanted: number, expectedRows: number): string[] {
  const { input, inputStart, nameStart, nameLength } = kernel;
  const bytes = file.bytes - file.firstRow;
  const rowsOfPiece = Math.max(1, Math.floor((pieceBytes * expectedRows) / bytes) - 1);
  const step = Math.max(pieceBytes, Math.floor((bytes * rowsOfPiece) / wanted));
  const names: string[] = [];
  kernel.useColumns(onPremNumber);
  for (let start = file.firstRow; start < file.bytes; start += step) {
    const read = readFully(file.descriptor, input, Math.min(pieceBytes, file.bytes - start), start);
    input.fill(lineFeed, read, read + guardBytes);
    let at = start === file.firstRow ? 0 : input.indexOf(lineFeed) + 1;
    while (at < read) {
      const next = kernel.readRow(inputStart + at);
      if (next === 0 || next > inputStart + read) break;
      const from = nameStart.value - inputStart;
      names.push(input.toString('latin1', from, from + nameLength.value).toLowerCase());
      at = next - inputStart;
    }
  }
  return names;
}
