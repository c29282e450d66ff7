import { encodeBase64 } from '../../src/domain/base64.js';
import { bytesToGuid } from '../../src/domain/guid.js';
import { type Kernel, loadKernel, startKernel } from '../../src/evidence/compact/kernel.js';
import {
  anchorCell,
  arenaRegion,
  bucketsWord,
  conflictFlag,
  controlRegion,
  guardBytes,
  guidCell,
  lengthMask,
  limitsRegion,
  nameByte,
  nameCell,
  pairCountsRegion,
  pairStartsRegion,
  pairsRegion,
  refusedWord,
  restWord,
  stateByte,
  unitBytes,
} from '../../src/evidence/compact/layout.js';
import {
  bytesOf,
  createSharedPopulation,
  type SharedPopulation,
  setText,
  wordsOf,
} from '../../src/evidence/compact/memory.js';
import { cleanLineFormat } from '../../src/pipeline/assess/compact/line-format.js';

const loaded = loadKernel();
if (loaded === undefined) throw new Error('no WebAssembly here');
export const kernelModule = loaded;
const lineFeed = 0x0a;

/** A record as the kernel keeps it. */
export interface KernelRecord {
  readonly anchor: Buffer;
  readonly name: string;
  readonly state: number;
}

export interface Stand {
  readonly population: SharedPopulation;
  readonly kernel: Kernel;
  readonly refused: () => boolean;
  /** Reads a text as a segment of a side’s file; returns how many of its bytes are plain rows. */
  scan(side: number, text: Buffer | string): number;
  /** Reads rows that are all plain, however many. */
  scanAll(side: number, rows: readonly string[]): void;
  /** How many rows of a side were left to the object path. */
  left(side: number): number;
  /** Marks a pair as one that somebody else’s name or anchor disputes. */
  takeOut(pair: number): void;
  /** The pairs of a bucket in their order. */
  pairsOf(bucket: number): (readonly [KernelRecord, KernelRecord])[];
}

interface StandOptions {
  /** The kinds of the columns of each side. */
  readonly columns?: readonly [readonly number[], readonly number[]];
  readonly limits?: readonly string[];
  readonly fileBytes?: number;
  readonly expectedRows?: number;
  readonly verifiedDomains?: readonly string[];
}

/** A kernel with the memory for two files, without the files. */
export function setStand({
  columns = [
    [guidCell, nameCell],
    [anchorCell, nameCell],
  ],
  limits = [],
  fileBytes = 1 << 20,
  expectedRows = 1000,
  verifiedDomains,
}: StandOptions = {}): Stand {
  const [onPrem, entra] = columns.map((kinds) => ({
    ...{ descriptor: -1, bytes: fileBytes, firstRow: 0, firstLine: 0, delimiter: 0x2c },
    kinds: Uint8Array.from(kinds),
  }));
  if (onPrem === undefined || entra === undefined) throw new Error('there are two sides');
  const population = createSharedPopulation(kernelModule, {
    files: [onPrem, entra],
    expectedRows,
    verifiedDomains,
    lineTexts: cleanLineFormat().texts,
  });
  if (population === undefined) throw new Error('no memory');
  const kernel = startKernel(population, 0);
  const words = wordsOf(population, controlRegion);
  limits.forEach((limit, index) => {
    setText(population, limitsRegion, index, Buffer.from(limit));
  });
  words[bucketsWord] = limits.length + 1;
  kernel.tellBuckets();
  const arena = bytesOf(population, arenaRegion);
  const recordOf = (units: number): KernelRecord => {
    const at = units * unitBytes;
    const state = arena.readUInt32LE(at + stateByte);
    const name = arena.toString('latin1', at + nameByte, at + nameByte + (state & lengthMask));
    return { anchor: Buffer.from(arena.subarray(at, at + 16)), name, state };
  };
  const scan = (side: number, text: Buffer | string): number => {
    const { input, inputStart } = kernel;
    const data = Buffer.from(text);
    input.set(data);
    input.fill(lineFeed, data.length, data.length + guardBytes);
    const end = inputStart + data.length;
    const next = kernel.scanRows(side, 0, inputStart, inputStart, end, end, 0);
    kernel.closeChunks();
    return next - inputStart;
  };
  return {
    population,
    kernel,
    refused: () => words[refusedWord] !== 0,
    left: (side) => words[restWord + side] as number,
    scan,
    scanAll(side, rows) {
      for (let index = 0; index < rows.length; index += 500) {
        const text = rows.slice(index, index + 500).join('');
        if (scan(side, text) !== text.length) throw new Error('not every row is plain, or there is no room');
      }
    },
    takeOut(pair) {
      const at = (wordsOf(population, pairsRegion)[pair * 2] as number) * unitBytes + stateByte;
      arena.writeUInt32LE(arena.readUInt32LE(at) | conflictFlag, at);
    },
    pairsOf(bucket) {
      const pairs = wordsOf(population, pairsRegion);
      const start = wordsOf(population, pairStartsRegion)[bucket] as number;
      const count = wordsOf(population, pairCountsRegion)[bucket] as number;
      return Array.from({ length: count }, (_, index) => {
        const at = (start + index) * 2;
        return [recordOf(pairs[at] as number), recordOf(pairs[at + 1] as number)] as const;
      });
    },
  };
}

/** An anchor’s bytes, all of them different, which only an objectGUID explains; its Base64 has a + and a /. */
export function anchorBytes(number: number): Uint8Array {
  const bytes = Uint8Array.from([0xfb, 0xef, 0xbe, 0, 0, 0, 0, 0xff, 0xef, 0x12, 0x34, 0x56, 0x78, 0x9a, 0xbc, 0xde]);
  new DataView(bytes.buffer).setUint32(3, number);
  return bytes;
}

/** The row of an on-premises user, and of an account in Entra. */
export const onPremRow = (number: number, name: string): string => `${bytesToGuid(anchorBytes(number))},${name}\n`;
export const entraRow = (number: number, name: string): string => `${encodeBase64(anchorBytes(number))},${name}\n`;
