import { type CellScanner, unreadable } from './cells-of-row.js';
import { carriageReturn, type JsonColumn, lineFeed } from './compact-file.js';

/** What stands between the values of a list in its cell: no text that is written as usual has it. */
const listSeparator = 0x1f;
/** Room that a scanner needs behind its data, for values that stand in the file in another form. */
export const roomBytes = 1 << 16;

const [quote, backslash, slash, comma, openBrace, closeBrace, openBracket, closeBracket, blank] = [
  0x22, 0x5c, 0x2f, 0x2c, 0x7b, 0x7d, 0x5b, 0x5d, 0x20,
];
const [zero, nine] = [0x30, 0x39];
const mostDigits = 15;
/** 1 for what ends a run of letters in a text. */
const ends = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte === quote || byte === backslash || byte < blank ? 1 : 0,
);
const typeNumbers = { text: 0, lowerText: 1, flag: 2, number: 3, texts: 4, object: 5 } as const;
const words = [Buffer.from('true'), Buffer.from('false')] as const;

/**
 * Scans lines of one JSON object each. Usual is what JSON.stringify makes of an object with these members: without blanks, each key once,
 * no empty text or list, and of the escapes only `\"`, `\\` and `\/`.
 *
 * @param data with `roomBytes` at its end that nobody else uses.
 */
export function createJsonCells(data: Uint8Array, columns: readonly JsonColumn[]): CellScanner {
  const room = data.length - roomBytes;
  const keys = columns.map(({ name }) => new Uint8Array(Buffer.from(`${JSON.stringify(name)}:`)));
  const parents = Int16Array.from(columns, ({ parent }) => parent);
  const types = Uint8Array.from(columns, ({ type }) => typeNumbers[type]);
  /** Which key came behind each one in the rows before; behind -1 the first. */
  const expected = Int16Array.from({ length: columns.length + 1 }, (_, index) => Math.min(index, columns.length - 1));
  /** The number of the row in which each key was met last. */
  const met = new Int32Array(columns.length);
  const cells = {
    data,
    starts: new Int32Array(columns.length),
    ends: new Int32Array(columns.length),
    columns: new Uint16Array(columns.length),
    count: 0,
  };
  let row = 0;
  let used = 0;
  let start = 0;
  let end = 0;

  const isKeyAt = (column: number, at: number): boolean => {
    const key = keys[column] as Uint8Array;
    for (let index = 0; index < key.length; index += 1) if (data[at + index] !== key[index]) return false;
    return true;
  };
  const findKey = (at: number, parent: number): number => {
    for (let column = 0; column < keys.length; column += 1)
      if (parents[column] === parent && isKeyAt(column, at)) return column;
    return -1;
  };
  /** Copies what was read of a text to the room; false where there is none left. */
  const keep = (from: number, to: number): boolean => {
    if (used + to - from >= data.length) return false;
    data.copyWithin(used, from, to);
    used += to - from;
    return true;
  };
  /** Reads the text that starts there into `start` and `end`; returns where it goes on behind its quote, or -1. */
  const readText = (from: number): number => {
    let at = from;
    while (ends[data[at] as number] === 0) at += 1;
    if (data[at] === quote) {
      start = from;
      end = at;
      return at + 1;
    }
    start = used;
    let kept = from;
    while (data[at] === backslash) {
      const escaped = data[at + 1];
      if (escaped !== quote && escaped !== backslash && escaped !== slash) return -1;
      if (!keep(kept, at)) return -1;
      kept = at + 1;
      at += 2;
      while (ends[data[at] as number] === 0) at += 1;
    }
    if (data[at] !== quote || !keep(kept, at)) return -1;
    end = used;
    return at + 1;
  };
  const readTexts = (from: number): number => {
    const first = used;
    let at = from;
    for (;;) {
      if (data[at] !== quote) return -1;
      const before = used;
      at = readText(at + 1);
      if (at < 0) return -1;
      // A text with escapes stands there already.
      if (used === before && !keep(start, end)) return -1;
      if (data[at] === closeBracket) break;
      if (data[at] !== comma || used >= data.length) return -1;
      data[used] = listSeparator;
      used += 1;
      at += 1;
    }
    start = first;
    end = used;
    return at + 1;
  };
  const readFlag = (from: number): number => {
    const word = words[data[from] === words[0][0] ? 0 : 1];
    for (let index = 0; index < word.length; index += 1) if (data[from + index] !== word[index]) return -1;
    start = from;
    end = from + word.length;
    return end;
  };
  const readNumber = (from: number): number => {
    let at = from;
    while ((data[at] as number) >= zero && (data[at] as number) <= nine) at += 1;
    const digits = at - from;
    if (digits === 0 || digits > mostDigits || (data[from] === zero && digits > 1)) return -1;
    start = from;
    end = at;
    return at;
  };
  const readValue = (column: number, at: number): number => {
    switch (types[column]) {
      case typeNumbers.text:
        return data[at] === quote ? readText(at + 1) : -1;
      case typeNumbers.lowerText: {
        const next = data[at] === quote ? readText(at + 1) : -1;
        for (let place = start; next >= 0 && place < end; place += 1)
          if ((data[place] as number) >= 0x41 && (data[place] as number) <= 0x5a) return -1;
        return next;
      }
      case typeNumbers.flag:
        return readFlag(at);
      case typeNumbers.number:
        return readNumber(at);
      default:
        return data[at] === openBracket ? readTexts(at + 1) : -1;
    }
  };

  return {
    cells,
    separator: listSeparator,
    scan(from) {
      if (data[from] !== openBrace) return -1;
      row = (row + 1) | 0;
      used = room;
      cells.count = 0;
      let parent = -1;
      let previous = -1;
      let at = from + 1;
      for (;;) {
        let column = expected[previous + 1] as number;
        if (parents[column] !== parent || !isKeyAt(column, at)) {
          column = findKey(at, parent);
          if (column < 0) return -1;
          expected[previous + 1] = column;
        }
        if (met[column] === row) return -1;
        met[column] = row;
        at += (keys[column] as Uint8Array).length;
        previous = column;
        if (types[column] === typeNumbers.object) {
          if (data[at] !== openBrace) return -1;
          at += 1;
          parent = column;
          if (data[at] !== closeBrace) continue;
        } else {
          at = readValue(column, at);
          if (at < 0 || start === end) return -1;
          cells.starts[cells.count] = start;
          cells.ends[cells.count] = end;
          cells.columns[cells.count] = column;
          cells.count += 1;
        }
        while (data[at] === closeBrace && parent >= 0) {
          at += 1;
          parent = -1;
        }
        if (data[at] === closeBrace) return data[at + 1] === lineFeed ? at + 2 : -1;
        if (data[at] !== comma) return -1;
        at += 1;
      }
    },
    pass(bytes, from, isLast) {
      const at = bytes.indexOf(lineFeed, from);
      if (at < 0) return isLast ? unreadable : -1;
      // The lines that are hashed have no carriage returns, and blank ones do not count.
      return at === from || bytes[at - 1] === carriageReturn ? unreadable : at + 1;
    },
  };
}
