// Bundles src/, and of workshop/ what the package needs, to dist/: one file for each program and chunks for what several share
// or load when needed (a program of three hundred files takes three times as long to start).
// Types are checked by `npm run types`.
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = [
  'src/cli/main',
  'src/provider/main',
  'src/resources/index',
  // `demo` and `rehearse`, and what the engine starts for them.
  'workshop/demo/main',
  'workshop/rehearsal/main',
  'workshop/plugins/azuread-main',
  'workshop/plugins/okta-main',
  'workshop/language-host/main',
  // A thread of its own.
  'src/pipeline/assess/compact/helper',
  // Measured by itself (workshop/bench/contenders).
  'src/evidence/connect-files',
];

/** The types of what a program imports, where the package is made: every other start of npm would wait for them. */
async function declare(outdir) {
  if (!['pack', 'publish'].includes(process.env.npm_command ?? '')) return;
  const tsc = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  await promisify(execFile)(process.execPath, [tsc, '-p', join(root, 'tsconfig.types.json'), '--outDir', outdir]);
}

async function bundle(outdir) {
  await build({
    entryPoints: programs.map((program) => ({ in: join(root, `${program}.ts`), out: program.replace(/^src\//, '') })),
    outdir,
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
}

// Built next to the old one and put in place at once: a program that starts meanwhile finds either the old or the new one.
const made = mkdtempSync(join(root, '.build-'));
const old = `${made}.old`;
try {
  await Promise.all([bundle(made), declare(made)]);
  chmodSync(made, 0o755);
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
  renameSync(made, join(root, 'dist'));
} finally {
  for (const left of [made, old]) rmSync(left, { recursive: true, force: true });
}
