import type { FormatReader } from '../format-reader.js';
import type { ReadLog } from '../read-log.js';

const lineFeed = 0x0a;

/**
 * The same reader for the output of a tool that ends every line with a break: text without one at its end was cut off,
 * even in the header, where a table that lists nothing would otherwise pass for the ideal answer.
 */
export function withWholeLines<Item>(reader: FormatReader<Item>, log: ReadLog): FormatReader<Item> {
  let last: number | undefined;
  return {
    get line() {
      return reader.line;
    },
    push(chunk) {
      last = chunk.at(-1) ?? last;
      reader.push(chunk);
    },
    end() {
      if (last !== lineFeed) {
        log.incomplete(
          reader.line,
          'The file does not end with a line break, so it was cut off. Copy or export it again.',
        );
      }
      reader.end();
    },
    result: () => reader.result(),
  };
}
