import type { ReadingStep } from '../evidence/reading.js';

/** Tells on standard error how far a long reading is. */
export interface Progress {
  readonly add: (step: ReadingStep) => void;
  readonly note: (message: string) => void;
  /** Takes away the line that is written over; what was said in lines of their own stays. */
  readonly end: () => void;
}

const everyMilliseconds = 1000;

/** The terminal has only one last line, no matter who writes it. */
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
    add(step) {
      if (quiet) return;
      const at = now();
      const entry = counts.get(step.what) ?? { count: 0, since: at };
      counts.set(step.what, entry);
      entry.count += step.count;
      if (at - lastWrite < everyMilliseconds) return;
      lastWrite = at;
      clearProgress();
      const text = lineOf({ ...step, count: entry.count }, Math.max(0.001, (at - entry.since) / 1000));
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

/** @param seconds since the first of the `count` was read. */
function lineOf({ what, count, unit, expected }: ReadingStep, seconds: number): string {
  const [scale, name] = unit !== 'bytes' ? [1, ''] : (expected ?? count) < 1e6 ? [1e3, ' KB'] : [1e6, ' MB'];
  const shown = (value: number): string => String(Math.round(value / scale));
  const rate = count / seconds;
  const total = expected === undefined ? '' : ` of ${shown(expected)}`;
  const read = `${what}: ${shown(count)}${total}${name} read`;
  // What came at once says nothing about how fast the rest will come.
  if (seconds < 1) return read;
  const left =
    expected === undefined || rate === 0 ? '' : `, about ${Math.ceil(Math.max(0, expected - count) / rate)} s left`;
  return `${read}, ${shown(rate)}${name} a second${left}`;
}
