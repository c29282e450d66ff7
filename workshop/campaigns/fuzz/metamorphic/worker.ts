import { type CellResult, tryCell } from './campaign.js';
import type { Cell } from './pairs.js';

/** A process of its own: takes a cell, tries its pairs, and sends what came of it. */
export interface Task {
  readonly cell: Cell;
  readonly pairs: number;
  readonly seed: number;
}

process.on('message', ({ cell, pairs, seed }: Task) => {
  void tryCell(cell, pairs, seed).then((result: CellResult) => process.send?.(result));
});
