import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { exitCodes } from './exit-codes.js';

/**
 * Runs a program of the workshop in a process of its own, since it starts servers and an engine, and returns its exit code.
 * @param program relative to dist/workshop/
 */
export async function runWorkshop(program: string, args: readonly string[]): Promise<number> {
  const path = fileURLToPath(new URL(`../../dist/workshop/${program}`, import.meta.url));
  const child = spawn(process.execPath, [path, ...args], { stdio: 'inherit' });
  const [code] = (await once(child, 'close')) as [number | null];
  return code ?? exitCodes.error;
}
