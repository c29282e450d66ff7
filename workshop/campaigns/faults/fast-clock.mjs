// Loaded into the provider's process with --import: its waits pass five hundred times as fast, and its time limits fifty times,
// which leaves a request the time that it takes here. What it does, and in which order, stays the same; the time of day does
// too. A limit is counted in ticks of this process: it loses no time while it is stopped or has no processor.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const [waitSpeed, limitSpeed, tick] = [500, 50, 20];
const faster = (milliseconds, speed) => (milliseconds >= 100 ? Math.ceil(milliseconds / speed) : milliseconds);

const { setTimeout: pause } = timers;
timers.setTimeout = (milliseconds, ...rest) => pause(faster(milliseconds, waitSpeed), ...rest);
syncBuiltinESMExports();

const { setTimeout: callLater } = globalThis;
const limit = (work, milliseconds = 0, ...rest) => {
  const total = faster(milliseconds, limitSpeed);
  let ticks = Math.max(1, Math.ceil(total / tick));
  const timer = callLater(
    () => {
      ticks -= 1;
      if (ticks > 0) timer.refresh();
      else work(...rest);
    },
    Math.min(total, tick),
  );
  return timer;
};
globalThis.setTimeout = Object.assign(limit, callLater);

AbortSignal.timeout = (milliseconds) => {
  const ended = new AbortController();
  limit(
    () => ended.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    milliseconds,
  ).unref();
  return ended.signal;
};
