import type { RowCells } from './cells-of-row.js';

/** The row is one of the columns; it becomes an object; or only the object path can go on. */
export const [taken, unplain, refused] = [1, 0, -1];

/** Takes the rows of one file, whatever format they stand in. */
export interface RowTaker {
  take(cells: RowCells, place: number): number;
  /** After the last row of a piece. False where only the object path can go on. */
  finish(): boolean;
}

/** Notes the columns in which a plain row has a value. After the first rows few are left to look at. */
export function createColumnsSeen(seen: Uint8Array): { add(cells: RowCells): void } {
  let left = Array.from(seen.keys());
  return {
    // Only a CSV has such columns, and each of its cells has the number of its column.
    add({ starts, ends }) {
      if (left.length === 0) return;
      const found = left.filter((column) => starts[column] !== ends[column]);
      if (found.length === 0) return;
      for (const column of found) seen[column] = 1;
      left = left.filter((column) => seen[column] === 0);
    },
  };
}
