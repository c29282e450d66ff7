import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

/** One program that is measured, as its arguments to Node. */
export interface Contender {
  readonly name: string;
  readonly args: readonly string[];
  /** A file that it writes: taken away before each turn, so that nobody's time has the removal of the last turn's in it. */
  readonly output?: string;
  /** Exit codes that are not a failure. */
  readonly exitCodes?: readonly number[];
}

export interface Measurement {
  readonly seconds: number;
  readonly megabytes: number;
  readonly output: string;
}

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** Runs a contender in a process of its own: wall time from start to end, and the peak of its resident memory. */
export function measure(
  { name, args, output: written, exitCodes = [0] }: Contender,
  folder: string,
): Promise<Measurement> {
  const usage = `${folder}/usage.txt`;
  if (written !== undefined) rmSync(written, { force: true });
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, ['--import', `${repository}workshop/bench/report-usage.mjs`, ...args], {
      cwd: repository,
      env: { ...process.env, BENCH_USAGE: usage, NO_COLOR: '1', NODE_OPTIONS: '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const seconds = (performance.now() - start) / 1000;
      if (code === null || !exitCodes.includes(code)) reject(new Error(`${name} ended with ${code}`));
      else resolve({ seconds, megabytes: Number(readFileSync(usage, 'utf8')) / 1024, output });
    });
  });
}

export interface Result {
  readonly name: string;
  readonly seconds: number;
  readonly megabytes: number;
  readonly output: string;
}

/** Measures the contenders in turns, so that a busy moment of the machine meets them all; medians of the turns. */
export async function race(
  contenders: readonly Contender[],
  turns: number,
  folder: string,
): Promise<Map<string, Result>> {
  const measured = new Map<string, Measurement[]>();
  for (let turn = 0; turn < turns; turn += 1) {
    for (const contender of contenders) {
      process.stderr.write(`  turn ${turn + 1} of ${turns}: ${contender.name}\n`);
      const all = measured.get(contender.name) ?? [];
      measured.set(contender.name, [...all, await measure(contender, folder)]);
    }
  }
  return new Map(
    [...measured].map(([name, all]) => [
      name,
      {
        name,
        seconds: median(all.map(({ seconds }) => seconds)),
        megabytes: median(all.map(({ megabytes }) => megabytes)),
        output: all[0]?.output ?? '',
      },
    ]),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** The machine in a few words, without its name. */
export function machine(): string {
  const [first, ...rest] = cpus();
  return `${rest.length + 1} × ${first?.model.trim() ?? 'unknown processor'}, Node ${process.version}`;
}
