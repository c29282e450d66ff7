import { afterAll, beforeAll, expect, vi } from 'vitest';

// The files of a fast run share their processes. What one leaves behind would be in the way of another, in another run of
// another: so stubbed variables and the dispatcher of `fetch` are put back here, and the file that leaves anything else fails.

const dispatcher = Symbol.for('undici.globalDispatcher.1');

/** What a test can change that outlives it: where it stands, what it is told, how it ends, what hears its signals. */
const surroundings = () => ({
  directory: process.cwd(),
  environment: { ...process.env },
  exitCode: process.exitCode,
  fetch: globalThis.fetch,
  fakeClock: vi.isFakeTimers(),
  written: [process.stdout.write, process.stderr.write],
  heard: ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection', 'warning'].map((name) =>
    process.listenerCount(name),
  ),
});

let before: ReturnType<typeof surroundings>;
let trusting: unknown;

beforeAll(async () => {
  before = surroundings();
  // `fetch` makes its dispatcher on first use.
  await fetch('data:,');
  trusting = Reflect.get(globalThis, dispatcher);
});

afterAll(() => {
  vi.unstubAllEnvs();
  Reflect.set(globalThis, dispatcher, trusting);
  expect(surroundings(), 'this file leaves something behind: put it back in afterEach or afterAll').toEqual(before);
});
