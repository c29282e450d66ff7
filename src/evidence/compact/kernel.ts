import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../domain/errors.js';
import {
  inputBytes,
  inputScratch,
  nameRoom,
  nameScratch,
  outputScratch,
  scratchBytes,
  scratchRegion,
} from './layout.js';
import { bytesOf, type SharedPopulation } from './memory.js';

/** What the kernel (kernel/index.ts) can do; addresses are bytes of its memory. */
interface KernelExports {
  begin(participant: number): void;
  tellBuckets(): void;
  useColumns(side: number): void;
  readRow(at: number): number;
  readonly nameStart: WebAssembly.Global;
  readonly nameLength: WebAssembly.Global;
  scanRows(
    side: number,
    segment: number,
    origin: number,
    start: number,
    limit: number,
    end: number,
    line: number,
  ): number;
  readonly linesTaken: WebAssembly.Global;
  closeChunks(): void;
  leave(side: number, segment: number, line: number, position: number): void;
  joinBucket(bucket: number): void;
  bucketOfRecord(record: number): number;
  findAnchor(): number;
  findName(length: number): number;
  findRecord(record: number): number;
  writeLines(from: number, to: number, keyLength: number, used: number): number;
  readonly nextPair: WebAssembly.Global;
}

/** One thread’s kernel, with its parts of the memory. */
export interface Kernel extends KernelExports {
  /** The segment that is being read, and the address of its first byte. */
  readonly input: Buffer;
  readonly inputStart: number;
  readonly output: Buffer;
  /** Puts a name or a text to look up where the kernel looks for it, padded with zeros. */
  putName(text: Uint8Array): void;
}

const kernelFile = new URL(
  import.meta.url.endsWith('.js') ? '../kernel.wasm' : '../../../dist/kernel.wasm',
  import.meta.url,
);

/**
 * The kernel’s code, which `npm run build` compiles from kernel/; for all threads. Undefined where this Node or processor
 * runs no such code (`--jitless`, no vector instructions).
 *
 * @throws UserError when the package lacks it.
 */
export function loadKernel(): WebAssembly.Module | undefined {
  if (globalThis.WebAssembly === undefined) return undefined;
  let code: Buffer;
  try {
    code = readFileSync(kernelFile);
  } catch (error) {
    throw new UserError(
      `${fileURLToPath(kernelFile)}, a part of entra-cutover, can't be read (${(error as NodeJS.ErrnoException).code}): install the package again, or in its repository run npm run build.`,
    );
  }
  try {
    return new WebAssembly.Module(code);
  } catch (error) {
    if (error instanceof WebAssembly.CompileError) return undefined;
    throw error;
  }
}

/** Starts the kernel of one thread. */
export function startKernel(population: SharedPopulation, participant: number): Kernel {
  const { exports } = new WebAssembly.Instance(population.module, { env: { memory: population.memory } });
  const kernel = exports as unknown as KernelExports;
  kernel.begin(participant);
  const scratch = bytesOf(population, scratchRegion).subarray(participant * scratchBytes);
  const name = scratch.subarray(nameScratch, nameScratch + nameRoom);
  const input = scratch.subarray(inputScratch, inputScratch + inputBytes);
  return {
    ...kernel,
    input,
    inputStart: input.byteOffset,
    output: scratch.subarray(outputScratch, scratchBytes),
    putName(text) {
      name.fill(0);
      name.set(text);
    },
  };
}
