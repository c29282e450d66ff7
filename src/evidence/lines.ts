import { maximumRowBytes } from './csv/scan.js';
import type { TextSink } from './format-reader.js';

/** Takes one line without its line break. `terminated` is false for a last line that no line break ends. */
export type LineHandler = (text: Buffer, line: number, terminated: boolean) => void;

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Splits text into lines (LF or CRLF), however the chunks are cut. A line of more than 16 MiB is handed over in pieces,
 * which no format accepts. An empty rest after the last line break is not a line.
 */
export function createLineSplitter(onLine: LineHandler): TextSink {
  let pending = Buffer.alloc(0);
  let line = 1;
  const hand = (text: Buffer, terminated: boolean): void => {
    const returns = text.at(-1) === carriageReturn;
    // A lone carriage return at the end is half a line break: the line before it is whole.
    onLine(returns ? text.subarray(0, -1) : text, line, terminated || returns);
  };
  return {
    get line() {
      return line;
    },
    push(chunk) {
      const data = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      let position = 0;
      for (let end = data.indexOf(lineFeed); end >= 0; end = data.indexOf(lineFeed, position)) {
        hand(data.subarray(position, end), true);
        line += 1;
        position = end + 1;
      }
      pending = Buffer.from(data.subarray(position));
      if (pending.length <= maximumRowBytes) return;
      hand(pending, false);
      pending = Buffer.alloc(0);
    },
    end() {
      if (pending.length > 0) hand(pending, false);
    },
  };
}
