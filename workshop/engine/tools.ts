import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDirectory, fillDirectory } from './cache.js';
import { findGo, goEnvironment } from './go-toolchain.js';
import { executableNames, isExecutable, run } from './processes.js';

/** The path of a program that a test needs besides, or why there is none and what would bring it. */
export type Tool = { readonly path: string } | { readonly missing: string };

/**
 * A program in the user's cache, put there where it is missing. The version is pinned: a newer linter with a new rule must not turn
 * an old commit red.
 *
 * @param install puts `bin/NAME` into the folder, or says in one phrase why it can't.
 */
export async function cachedTool(
  name: string,
  version: string,
  install: (folder: string) => Promise<string | undefined>,
): Promise<Tool> {
  const folder = join(cacheDirectory(process.env), 'tools', `${name}-${version}-${process.platform}-${process.arch}`);
  const cached = () =>
    executableNames(name)
      .map((file) => join(folder, 'bin', file))
      .find(isExecutable);
  if (cached() === undefined) {
    let failure: string | undefined;
    mkdirSync(join(folder, '..'), { recursive: true });
    await fillDirectory(folder, async (staging) => {
      failure = await install(staging);
      if (failure !== undefined) throw new Error(failure);
    }).catch((error: unknown) => {
      failure ??= String(error);
    });
    if (failure !== undefined) return { missing: `left out: ${name} (${failure})` };
  }
  const path = cached();
  return path === undefined
    ? { missing: `left out: ${name} (its package has no program for this platform)` }
    : { path };
}

/**
 * Runs commands of the Go toolchain, one after the other.
 *
 * @param place how long each may take, the folder to run them in, and variables besides those of the toolchain.
 * @returns why one failed, or that there is no toolchain, in one phrase; undefined when all is done.
 */
export async function runGo(
  commands: readonly (readonly string[])[],
  { env = {}, ...place }: { readonly timeoutSeconds: number; readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): Promise<string | undefined> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const search = { say, environment: process.env, cache: cacheDirectory(process.env) };
  const toolchain = await findGo(search);
  if ('missing' in toolchain) return `${toolchain.missing}; install Go 1.24 or newer`;
  for (const command of commands) {
    const options = { ...place, env: { ...goEnvironment(search), ...env } };
    const { code, stderr } = await run(toolchain.go, command, options);
    if (code !== 0) return `go ${command.join(' ')} failed: ${stderr.trim().split('\n').at(-1)}`;
  }
  return undefined;
}

/** The path, or undefined after a line that says what was left out. In CI nothing is. */
export function pathOf(tool: Tool): string | undefined {
  if ('path' in tool) return tool.path;
  if (process.env.CI) throw new Error(tool.missing);
  process.stderr.write(`${tool.missing}\n`);
  return undefined;
}
