import { createHash } from 'node:crypto';
import { createRandom } from '../mutate.js';

/** Numbers, choices and identifiers from a seed: the same seed makes the same organization on every machine. */
export interface Random {
  (below: number): number;
  chance(percent: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
}

export function randomFrom(seed: number): Random {
  const next = createRandom(seed);
  return Object.assign((below: number) => next(below), {
    chance: (percent: number) => next(100) < percent,
    pick: <Item>(items: readonly Item[]): Item => {
      const item = items[next(items.length)];
      if (item === undefined) throw new Error('nothing to pick from');
      return item;
    },
  });
}

/** Sixteen bytes of a name, in hexadecimal: an objectGUID as it lies in the directory. */
export function bytesOf(name: string): string {
  return createHash('sha256').update(name).digest('hex').slice(0, 32);
}

/** The text of a GUID by its bytes: the first three fields are little-endian (MS-DTYP, GUID--Packet Representation). */
export function guidText(hex: string): string {
  const byte = (index: number): string => hex.slice(index * 2, index * 2 + 2);
  const run = (...indexes: readonly number[]): string => indexes.map(byte).join('');
  return [run(3, 2, 1, 0), run(5, 4), run(7, 6), hex.slice(16, 20), hex.slice(20)].join('-');
}

export function base64(hex: string): string {
  return Buffer.from(hex, 'hex').toString('base64');
}
