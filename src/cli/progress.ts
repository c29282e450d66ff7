/** Tells on standard error how far a long reading is. */
export interface Progress {
  /** So many more of what is counted. `expected` is how many there will be in all, where that is known. */
  readonly add: (what: string, count: number, expected?: number) => void;
  readonly note: (message: string) => void;
  /** Ends the last line. */
  readonly end: () => void;
}

const everyMilliseconds = 1000;

/**
 * Progress with count, rate and remaining time, at most one line a second; on a terminal in one line that is written over.
 * `--quiet` tells nothing.
 */
export function createProgress(quiet: boolean, stream: NodeJS.WriteStream = process.stderr): Progress {
  const counts = new Map<string, { count: number; readonly since: number }>();
  let lastWrite = Date.now();
  let open = false;
  const write = (text: string, last: boolean): void => {
    if (stream.isTTY) {
      stream.write(`\r\u001b[K${text}${last ? '\n' : ''}`);
      open = !last;
    } else stream.write(`${text}\n`);
  };
  return {
    add(what, count, expected) {
      if (quiet) return;
      const now = Date.now();
      const entry = counts.get(what) ?? { count: 0, since: now };
      counts.set(what, entry);
      entry.count += count;
      if (now - lastWrite < everyMilliseconds) return;
      lastWrite = now;
      const seconds = Math.max(0.001, (now - entry.since) / 1000);
      const rate = Math.round(entry.count / seconds);
      const left = expected === undefined || rate === 0 ? undefined : Math.max(0, (expected - entry.count) / rate);
      const remaining = left === undefined ? '' : `, about ${Math.ceil(left)} s left`;
      write(`${what}: ${entry.count} read, ${rate} a second${remaining}`, false);
    },
    note(message) {
      if (!quiet) write(message, true);
    },
    end() {
      if (open) stream.write('\n');
      open = false;
    },
  };
}
