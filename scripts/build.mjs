// Bundles src/ to dist/: one file for each program, and chunks for what several share or load when needed. A program of
// three hundred files takes three times as long to start. Types are checked by `npm run types`.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const programs = [
  'cli/main',
  'provider/main',
  'resources/index',
  // A thread of its own.
  'pipeline/compact/helper',
  // Measured by itself (bench/contenders).
  'sources/connect-files',
];

rmSync(join(root, 'dist'), { recursive: true, force: true });
await build({
  entryPoints: programs.map((program) => join(root, 'src', `${program}.ts`)),
  outdir: join(root, 'dist'),
  outbase: join(root, 'src'),
  // As deep as the modules that look for the package's files from where they are.
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  sourcemap: true,
  logLevel: 'warning',
});

const { error, stderr } = await asc.main([
  ...['kernel/index.ts', '--baseDir', root, '--outFile', 'dist/kernel.wasm', '--runtime', 'stub', '-O3'],
  // One memory for both threads, which the program makes (src/sources/compact/memory.ts).
  ...['--importMemory', '--sharedMemory', '--initialMemory', '2', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--enable', 'threads', '--use', 'abort='],
]);
if (error) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
