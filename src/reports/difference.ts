/** A run of characters, and whether the other text has the same ones at that place. */
export interface Piece {
  readonly text: string;
  readonly same: boolean;
}

/**
 * Both texts cut where they differ, so that a reader sees which characters are wrong: place by place where they are as long as
 * each other (two anchors), else what lies between a common beginning and a common end.
 */
export function differences(left: string, right: string): readonly [readonly Piece[], readonly Piece[]] {
  const [a, b] = [Array.from(left), Array.from(right)];
  if (a.length === b.length)
    return [pieces(a, (place) => a[place] === b[place]), pieces(b, (place) => a[place] === b[place])];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < shorter - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const outside = (length: number) => (place: number) => place < start || place >= length - end;
  return [pieces(a, outside(a.length)), pieces(b, outside(b.length))];
}

function pieces(characters: readonly string[], isSame: (place: number) => boolean): readonly Piece[] {
  const made: { text: string; same: boolean }[] = [];
  for (const [place, character] of characters.entries()) {
    const same = isSame(place);
    const last = made.at(-1);
    if (last?.same === same) last.text += character;
    else made.push({ text: character, same });
  }
  return made;
}
