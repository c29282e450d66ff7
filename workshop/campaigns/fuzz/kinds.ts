import { UserError } from '../../../src/domain/errors.js';
import type { FormatReader } from '../../../src/evidence/format-reader.js';
import { createReadLog, isComplete, type ReadLog } from '../../../src/evidence/read-log.js';

/** Runs a parser on a text, and throws where something that must be true of any text is not. */
export type Parse = (text: string) => void | Promise<void>;

/** Whatever the text: no exception, and a record that was left out is an issue, so that nothing passes for complete. */
export function reader<Item>(create: (log: ReadLog, head: Buffer) => FormatReader<Item>): Parse {
  return (text) => {
    const bytes = Buffer.from(text);
    if (bytes.length === 0) return;
    const log = createReadLog('fuzz');
    const made = create(log, bytes.subarray(0, 65_536));
    const middle = bytes.length >> 1;
    // Two pieces, cut where it may hurt: within a line, a quoted cell, a letter of several bytes.
    made.push(bytes.subarray(0, middle));
    made.push(bytes.subarray(middle));
    made.end();
    const { records } = made.result();
    const summary = log.summary();
    if (records.length === 0 && bytes.length > 3 && summary.rejected > 0 && isComplete(summary))
      throw new Error('rejected records pass for complete evidence');
    for (const record of records) {
      if (typeof record !== 'object' || record === null) throw new Error('a record that is not an object');
    }
  };
}

/** May refuse with a UserError; anything else is a crash. */
export function refusing(parse: (text: string) => unknown): Parse {
  return async (text) => {
    try {
      await parse(text);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  };
}

/** The text as JSON; undefined when it is none, and then there is nothing to try. */
export function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
