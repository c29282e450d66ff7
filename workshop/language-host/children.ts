import { type ChildProcess, spawn } from 'node:child_process';
import type { NodeProgram } from './programs.js';

const running = new Set<ChildProcess>();

/** Starts a Node program in the given way and remembers it, so that no program outlives the language host. */
export function start(program: NodeProgram, output: 'ours' | 'piped'): ChildProcess {
  const stream = output === 'ours' ? 'inherit' : 'pipe';
  const child = spawn(process.execPath, [...program.args], {
    cwd: program.cwd,
    env: { ...process.env, ...program.env },
    stdio: ['ignore', stream, stream],
  });
  running.add(child);
  child.on('close', () => running.delete(child));
  return child;
}

/** Asks every program that still runs to end. */
export function endAll(): void {
  for (const child of running) child.kill('SIGTERM');
}
