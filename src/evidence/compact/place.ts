// A row’s place in its file is one number of its segment, line and position: by these numbers rows sort in the order of the file.

const placeLine = 2 ** 20;
const placeSegment = 2 ** 40;

/** @param position of its first byte in the segment. */
export function placeOf(segment: number, line: number, position: number): number {
  return segment * placeSegment + line * placeLine + position;
}

/** The parts of a place: the segment, the lines before the row in it, the position of its first byte in it. */
export function partsOfPlace(place: number): { segment: number; line: number; position: number } {
  const segment = Math.floor(place / placeSegment);
  const within = place - segment * placeSegment;
  return { segment, line: Math.floor(within / placeLine), position: within % placeLine };
}
