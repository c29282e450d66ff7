import { lineShift, placeByte, segmentShift, stateByte, unitBytes } from './layout.js';

// A row's place in its file is one number of its segment, line and position: by these numbers rows sort in the order of
// the file. The kernel makes them for rows that are not plain (kernel/records.ts).

const placeLine = 2 ** 18;
const placeSegment = 2 ** 36;

/** The word of the arena at which a record’s state stands. */
export function stateIndex(record: number): number {
  return (record * unitBytes + stateByte) / 4;
}

/** The place of a record’s row. */
export function placeOfRecord(arena: Int32Array, record: number): number {
  const at = stateIndex(record);
  const place = arena[at + (placeByte - stateByte) / 4] as number;
  const line = place >>> lineShift;
  return ((arena[at] as number) >>> segmentShift) * placeSegment + line * placeLine + (place & (placeLine - 1));
}

/** The parts of a place: the segment, the lines before the row in it, the position of its first byte in it. */
export function partsOfPlace(place: number): { segment: number; line: number; position: number } {
  const segment = Math.floor(place / placeSegment);
  const within = place - segment * placeSegment;
  return { segment, line: Math.floor(within / placeLine), position: within % placeLine };
}
