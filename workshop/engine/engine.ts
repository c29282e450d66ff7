import type { Say } from './progress.js';

/** Where the engine came from. */
export type Origin = 'path' | 'cache' | 'launcher' | 'built';

/** A Pulumi CLI that can be started. */
export interface Engine {
  /** Path of the executable. */
  readonly pulumi: string;
  /** As it says itself: `v3.259.0`. */
  readonly version: string;
  readonly origin: Origin;
  /** Whether the official `pulumi-language-nodejs` lies next to it or on PATH. */
  readonly hasNodeLanguageHost: boolean;
}

/** What every way of getting an engine is given. */
export interface Search {
  readonly say: Say;
  readonly cache: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** One way of getting an engine: the engine, or in one phrase why this way is closed. */
export type Way = (search: Search) => Promise<Engine | string>;
