import { onReading } from '../sources/reading.js';

/** Tells on standard error how far a long reading is. */
export interface Progress {
  /** So many more of what is counted. `expected` is how many there will be in all, where that is known. */
  readonly add: (what: string, count: number, expected?: number, unit?: 'bytes' | 'objects') => void;
  readonly note: (message: string) => void;
  /** Takes away the line that is written over; what was said in lines of their own stays. */
  readonly end: () => void;
}

const everyMilliseconds = 1000;

/** The terminal has one last line, whoever writes it. */
let clearOpenLine: (() => void) | undefined;

/** Called before anything but progress is written: a line that is being written over goes away. */
export function clearProgress(): void {
  clearOpenLine?.();
  clearOpenLine = undefined;
}

/**
 * Progress with count, rate and remaining time, at most one line a second; on a terminal in one line that is written over.
 * `--quiet` tells nothing.
 */
export function createProgress(
  quiet: boolean,
  stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  now: () => number = Date.now,
): Progress {
  const counts = new Map<string, { count: number; readonly since: number }>();
  let lastWrite = now();
  return {
    add(what, count, expected, unit = 'objects') {
      if (quiet) return;
      const at = now();
      const entry = counts.get(what) ?? { count: 0, since: at };
      counts.set(what, entry);
      entry.count += count;
      if (at - lastWrite < everyMilliseconds) return;
      lastWrite = at;
      clearProgress();
      const text = lineOf(what, entry.count, expected, unit, Math.max(0.001, (at - entry.since) / 1000));
      stream.write(stream.isTTY ? text : `${text}\n`);
      if (stream.isTTY) clearOpenLine = () => stream.write('\r\u001b[K');
    },
    note(message) {
      if (quiet) return;
      clearProgress();
      stream.write(`${message}\n`);
    },
    end: clearProgress,
  };
}

function lineOf(what: string, count: number, expected: number | undefined, unit: string, seconds: number): string {
  const shown = (value: number): string => String(Math.round(unit === 'bytes' ? value / 1e6 : value));
  const rate = count / seconds;
  const total = expected === undefined ? '' : ` of ${shown(expected)}`;
  const left =
    expected === undefined || rate === 0 ? '' : `, about ${Math.ceil(Math.max(0, expected - count) / rate)} s left`;
  return `${what}: ${shown(count)}${total}${unit === 'bytes' ? ' MB' : ''} read, ${shown(rate)}${unit === 'bytes' ? ' MB' : ''} a second${left}`;
}

/** Shows every reading of this process on standard error, until the returned function is called. */
export function showReadings(progress: Progress): () => void {
  return onReading(({ what, count, expected, unit }) => progress.add(what, count, expected, unit));
}
