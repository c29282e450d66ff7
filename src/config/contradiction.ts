import type { KeyPath } from './key-path.js';

/** Two or more settings that contradict each other; the path is where to look first. */
export interface Contradiction {
  readonly path: KeyPath;
  readonly message: string;
}
