import { readdirSync, readFileSync } from 'node:fs';

/** Ends a process and everything that it started, at once: none of them gets to do anything any more. */
export function killTree(root: number): void {
  // Stopped first, so that nobody starts another one while the others are being looked for.
  const stopped = new Set<number>();
  for (let found = [root]; found.length > 0; found = childrenOf(stopped).filter((pid) => !stopped.has(pid))) {
    for (const pid of found) {
      stopped.add(pid);
      send(pid, 'SIGSTOP');
    }
  }
  for (const pid of stopped) send(pid, 'SIGKILL');
}

function childrenOf(parents: ReadonlySet<number>): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => parents.has(parentOf(pid)));
}

function parentOf(pid: number): number {
  try {
    // The name of the program is in parentheses, and may hold anything.
    return Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
