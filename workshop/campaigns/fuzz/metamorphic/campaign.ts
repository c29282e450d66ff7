import { mutations } from './mutations/index.js';
import { type Cell, cells, type Pair, tryPair } from './pairs.js';
import { personKeys } from './shrink.js';

/** What came of one relation with one format. */
export interface CellResult extends Cell {
  readonly pairs: number;
  /** Answers "cleared": where a mutation leaves no trace, some must be, or it is not true that nobody can see it. */
  readonly cleared: number;
  readonly wrong: readonly Wrong[];
  readonly wrongPairs: number;
}

/** A pair that broke its relation, shrunk: the same seed without the people that it does not need. */
export interface Wrong {
  readonly seed: number;
  readonly without: readonly string[];
  readonly problem: string;
  readonly files: Readonly<Record<string, readonly string[]>>;
}

const keptPerCell = 3;

/** Tries so many pairs of one relation and format. The same seed makes the same pairs. */
export async function tryCell(cell: Cell, wanted: number, seed: number): Promise<CellResult> {
  const wrong: Wrong[] = [];
  let [pairs, cleared, wrongPairs] = [0, 0, 0];
  for (let number = 0; pairs < wanted && number < wanted * 50 + 200; number += 1) {
    const own = (seed * 2_654_435 + number * 104_729) >>> 0;
    const pair = await tryPair(cell, own);
    if (pair === undefined) continue;
    pairs += 1;
    if (pair.decision === 'cleared') cleared += 1;
    if (pair.problem === undefined) continue;
    wrongPairs += 1;
    const kind = (text: string): string => text.slice(0, 60);
    if (wrong.length < keptPerCell && !wrong.some(({ problem }) => kind(problem) === kind(pair.problem ?? '')))
      wrong.push(await shrunk(cell, own, pair));
  }
  return { ...cell, pairs, cleared, wrong, wrongPairs };
}

/** Leaves out everybody whom the pair does not need to be wrong. */
async function shrunk(cell: Cell, seed: number, first: Pair): Promise<Wrong> {
  let [pair, without] = [first, new Set<string>()];
  for (const key of personKeys) {
    const fewer = new Set([...without, key]);
    const smaller = await tryPair(cell, seed, fewer).catch(() => undefined);
    if (smaller?.problem === undefined || smaller.problem.startsWith('threw ') !== first.problem?.startsWith('threw '))
      continue;
    [pair, without] = [smaller, fewer];
  }
  const files = Object.entries(pair.files).map(([kind, contents]) => [
    kind,
    contents.map((content) => content.toString('base64')),
  ]);
  return { seed, without: [...without], problem: pair.problem ?? '', files: Object.fromEntries(files) };
}

/** Every cell, or those whose relation contains the text, in an order in which neighbors are of different cost. */
export function cellsOf(part: string | undefined): readonly Cell[] {
  return cells().filter(({ relation }) => part === undefined || relation.includes(part));
}

/**
 * How many pairs of the cell are tried, where a mutation gets so many: what is told of a risk, and what changes nothing, is judged twice
 * or varies less, and gets a part of them.
 */
export function pairsOf({ relation }: Cell, ofMutation: number): number {
  return mutations.some(({ name }) => name === relation) ? ofMutation : Math.ceil(ofMutation * 0.3);
}
