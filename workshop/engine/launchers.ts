import {
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The package's own folder, in a clone as well as installed. */
export const packageDirectory = dirname(createRequire(import.meta.url).resolve('entra-cutover/package.json'));

/** Whether this is a clone of the repository, which has what the package leaves out. */
export const isClone = existsSync(join(packageDirectory, 'workshop'));

/** Makes node_modules in the folder, with everything that was installed for this package or next to it, but not the package. */
export function linkDependencies(directory: string): void {
  const modules = join(directory, 'node_modules');
  const installed = isClone ? join(packageDirectory, 'node_modules') : dirname(packageDirectory);
  mkdirSync(modules, { recursive: true });
  for (const name of readdirSync(installed).filter((entry) => !entry.startsWith('.') && entry !== 'entra-cutover'))
    symlinkSync(join(installed, name), join(modules, name), 'junction');
}

/**
 * Writes an executable that starts one of the workshop's programs, since the engine starts plugins by file name and without
 * arguments of ours: a shell script, and a `.cmd` for Windows next to it.
 * @param path of the executable, without extension
 * @param program as `npm run build` makes it, relative to dist/workshop/
 */
export function writeLauncher(path: string, program: string): void {
  const command = [process.execPath, join(packageDirectory, 'dist', 'workshop', program)];
  mkdirSync(dirname(path), { recursive: true });
  replaceFile(path, `#!/bin/sh\nexec ${command.map(shellQuoted).join(' ')} "$@"\n`);
  if (process.platform === 'win32') {
    replaceFile(`${path}.cmd`, `@echo off\r\n${command.map((word) => `"${word}"`).join(' ')} %*\r\n`);
  }
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
 * link: the engine looks for companions next to its real path.) Does nothing when the file is there already.
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
