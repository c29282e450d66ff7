import { describe, expect, it } from 'vitest';
import {
  arenaRegion,
  chunkBytes,
  chunksTakenWord,
  controlRegion,
  entraNumber,
  maximumBucketRecords,
  maximumLine,
  onPremNumber,
} from '../../src/evidence/compact/layout.js';
import { bytesOf, createSharedPopulation, wordsOf } from '../../src/evidence/compact/memory.js';
import { entraRow, kernelModule, onPremRow, setStand } from './stand.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, number) => number);

describe('where the memory ends, the run is left to the object path', () => {
  it('when a file is larger than a kernel can address', () => {
    const file = { descriptor: -1, firstRow: 0, firstLine: 0, delimiter: 0x2c, kinds: Uint8Array.of(1, 2) };
    const made = (bytes: number) =>
      createSharedPopulation(kernelModule, {
        files: [
          { ...file, bytes },
          { ...file, bytes },
        ],
        expectedRows: bytes / 119,
        verifiedDomains: undefined,
        lineTexts: [],
      });
    // Four million people, and forty.
    expect(made(4e6 * 119)).toBeDefined();
    expect(made(40e6 * 119)).toBeUndefined();
  });

  it('when more people have a name of one bucket than its lists hold', () => {
    const stand = setStand({ fileBytes: 1 << 25, expectedRows: 1 << 19 });
    const rows = numbers(4096).map((number) => onPremRow(number, 'a'));
    for (let count = 0; count < maximumBucketRecords; count += rows.length) stand.scanAll(onPremNumber, rows);
    stand.kernel.joinBucket(0);
    expect(stand.refused()).toBe(false);
    stand.scanAll(onPremNumber, rows.slice(0, 1));
    stand.kernel.joinBucket(0);
    expect(stand.refused()).toBe(true);
  });

  it('when there are more clean pairs than the table of anchors holds', () => {
    // It has 2^14 slots at least.
    const stand = setStand({ fileBytes: 1 << 22, expectedRows: 1 });
    stand.scanAll(
      onPremNumber,
      numbers(15_000).map((number) => onPremRow(number, `user${number}`)),
    );
    stand.scanAll(
      entraNumber,
      numbers(15_000).map((number) => entraRow(number, `user${number}`)),
    );
    stand.kernel.joinBucket(0);
    expect(stand.refused()).toBe(true);
  });

  it('when the records fill the arena', () => {
    // A file of one byte could not have these rows: the arena holds a chunk for each chain.
    const stand = setStand({ fileBytes: 1 });
    const rows = numbers(500).map((number) => onPremRow(number, 'n'.repeat(250)));
    const chunkRecords = 14;
    for (let count = 0; count < 16_000 * chunkRecords; count += rows.length) stand.scanAll(onPremNumber, rows);
    expect(stand.refused()).toBe(false);
    const fill = (): void => {
      for (let times = 0; times < 100; times += 1) stand.scanAll(onPremNumber, rows);
    };
    expect(fill).toThrow('no room');
    expect(stand.refused()).toBe(true);
    // The one that was not there was counted too; the first one is not used.
    const chunks = bytesOf(stand.population, arenaRegion).length / chunkBytes;
    expect(wordsOf(stand.population, controlRegion)[chunksTakenWord]).toBe(chunks);
  });

  it('when a side has more rows for the object path than it keeps places for', () => {
    const stand = setStand({ fileBytes: 1 });
    for (let row = 0; row < 4097; row += 1) stand.kernel.leave(entraNumber, 0, row, row);
    expect(stand.refused()).toBe(false);
    stand.kernel.leave(entraNumber, 0, 4097, 4097);
    expect(stand.refused()).toBe(true);
  });

  it('and a segment with more lines than a place can number stops there', () => {
    const stand = setStand({ fileBytes: 1 << 20 });
    const row = onPremRow(1, 'a');
    const { input, inputStart } = stand.kernel;
    const data = Buffer.from(row.repeat(4));
    input.set(data);
    const end = inputStart + data.length;
    const next = stand.kernel.scanRows(onPremNumber, 0, inputStart, inputStart, end, end, maximumLine - 3);
    expect([next - inputStart, stand.kernel.linesTaken.value]).toEqual([row.length * 3, maximumLine]);
  });
});
