/**
 * The candidate that the word most likely stands for, or undefined when none is near: letter case is ignored, and a
 * third of a word's letters may be wrong, but always one.
 */
export function nearestKey(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ candidate, distance }) => distance <= Math.max(1, Math.floor(candidate.length / 3)))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0]?.candidate;
}

/** How many letters must be changed, added, left out or exchanged with their neighbor to turn one word into the other. */
export function editDistance(left: string, right: string): number {
  const [from, to] = [left.toLowerCase(), right.toLowerCase()];
  // A key of thousands of letters is nobody's typing error, and the table below grows with the product of the lengths.
  if (Math.abs(from.length - to.length) > to.length) return Number.POSITIVE_INFINITY;
  let twoBefore: number[] = [];
  let before = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      const changed = (before[column - 1] ?? 0) + (same ? 0 : 1);
      let least = Math.min(changed, (before[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1);
      const exchanged = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (exchanged) least = Math.min(least, (twoBefore[column - 2] ?? 0) + 1);
      current.push(least);
    }
    twoBefore = before;
    before = current;
  }
  return before[to.length] ?? 0;
}
