// Loaded into the provider's process with --import: its waits and time limits pass fifty times as fast. What it does, and
// in which order, stays the same; the time of day does too.
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const speed = 50;
const faster = (milliseconds) => (milliseconds >= 100 ? Math.ceil(milliseconds / speed) : milliseconds);

const { setTimeout: pause } = timers;
timers.setTimeout = (milliseconds, ...rest) => pause(faster(milliseconds), ...rest);
syncBuiltinESMExports();

const { setTimeout: callLater } = globalThis;
globalThis.setTimeout = Object.assign(
  (work, milliseconds, ...rest) => callLater(work, faster(milliseconds ?? 0), ...rest),
  callLater,
);

const timeLimit = AbortSignal.timeout.bind(AbortSignal);
AbortSignal.timeout = (milliseconds) => timeLimit(faster(milliseconds));
