import { chmodSync, copyFileSync, linkSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** The repository that this file belongs to. */
export const repositoryDirectory = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Writes an executable that starts one of our TypeScript files, since the engine starts plugins by file name and without
 * arguments of ours: a shell script, and a `.cmd` for Windows beside it.
 * @param path of the executable, without extension
 * @param entryPoint the TypeScript file, relative to workshop/
 */
export function writeLauncher(path: string, entryPoint: string): void {
  const command = [process.execPath, bundled(entryPoint)];
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, `#!/bin/sh\nexec ${command.map(shellQuoted).join(' ')} "$@"\n`);
  if (process.platform === 'win32') {
    replaceFile(`${path}.cmd`, `@echo off\r\n${command.map((word) => `"${word}"`).join(' ')} %*\r\n`);
  }
}

const bundles = new Map<string, string>();

/**
 * The TypeScript file with all of ours that it imports as one of JavaScript, made once by each process. The engine starts
 * three of them for every command, and compiling as they start would take twice the time.
 */
function bundled(entryPoint: string): string {
  const known = bundles.get(entryPoint);
  if (known !== undefined) return known;
  // Where Node finds the packages.
  const path = join(repositoryDirectory, 'node_modules', '.cache', 'entra-cutover', entryPoint.replace(/ts$/, 'mjs'));
  const { outputFiles } = buildSync({
    entryPoints: [join(repositoryDirectory, 'workshop', entryPoint)],
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'warning',
    write: false,
  });
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, outputFiles[0]?.text ?? '');
  bundles.set(entryPoint, path);
  return path;
}

/** Another run may be starting the old file just now: the new one takes its place in one step. */
function replaceFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  chmodSync(fresh, 0o755);
  renameSync(fresh, path);
}

/** A single-quoted word of a POSIX shell. */
function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Gives a file a second name without using its space twice, or copies it where the file systems differ. (Not a symbolic
 * link: the engine looks for companions beside its real path.) Does nothing when the file is there already.
 */
export function linkOrCopy(source: string, target: string): void {
  if (sameFile(source, target)) return;
  mkdirSync(dirname(target), { recursive: true });
  const fresh = `${target}.${process.pid}`;
  rmSync(fresh, { force: true });
  try {
    linkSync(source, fresh);
  } catch {
    copyFileSync(source, fresh);
  }
  renameSync(fresh, target);
}

function sameFile(source: string, target: string): boolean {
  const [one, other] = [statSync(source), statSync(target, { throwIfNoEntry: false })];
  return other !== undefined && (one.ino === other.ino || (one.size === other.size && one.mtimeMs <= other.mtimeMs));
}
