import {
  flushBytes,
  limitBytes,
  nameByte,
  nameScratch,
  otherCaseFlag,
  outputScratch,
  stateByte,
} from '../src/evidence/compact/layout';
import { writeAnchor, writeGuid } from './anchors';
import { compareNames, copyText } from './letters';
import { lineTexts, pairs, scratch, wordAt } from './memory';
import { isClean } from './pairs';
import { nameLengthOf, recordAt } from './records';

/** The pair at which `writeLines` stopped. */
export let nextPair: i32 = 0;

/**
 * Writes the lines of the clean pairs from `from` to `to` into the output, `used` bytes of which are in use, until the output is
 * full or a name comes after the key in the name’s scratch (lower case, padded with zeros). Returns the bytes in use.
 *
 * @param keyLength -1 when there is no key.
 */
export function writeLines(from: i32, to: i32, keyLength: i32, used: i32): i32 {
  const output = scratch + outputScratch;
  const key = scratch + nameScratch;
  const full = output + flushBytes;
  let at = output + used;
  let pair = from;
  for (; pair < to && at < full; pair += 1) {
    if ((pair & (ahead - 1)) === 0 || pair === from) touched ^= touchRecords(pair, min(to, (pair | (ahead - 1)) + 1));
    const record = recordAt(wordAt(pairs, pair << 1));
    if (!isClean(record)) continue;
    // The two are never equal: a namesake is not clean.
    if (keyLength >= 0 && compareNames(record + nameByte, nameLengthOf(record), key, keyLength) > 0) break;
    at = writeLine(record, pair, at);
  }
  nextPair = pair;
  return <i32>(at - output);
}

/** So many records are read ahead at a time. */
const ahead = 64;
/** What was touched. Exported, so that no compiler leaves it out. */
export let touched: i32 = 0;

/** Touches the records that lines will be made of: these reads do not wait for each other, which those of the lines would. */
function touchRecords(from: i32, to: i32): i32 {
  let sum = 0;
  for (let pair = from; pair < to; pair += 1) {
    const record = recordAt(wordAt(pairs, pair << 1));
    sum ^= load<i32>(record) ^ load<i32>(record + 63);
  }
  return sum;
}

function writeLine(record: usize, pair: i32, to: usize): usize {
  const state = load<i32>(record + stateByte);
  const length = nameLengthOf(record);
  const entra = (state & otherCaseFlag) === 0 ? record : recordAt(wordAt(pairs, (pair << 1) + 1));
  const anchor = v128.load(record);
  let at = copyPart(to, 0);
  at = copyText(at, record + nameByte, length);
  at = copyPart(at, 1);
  at = copyText(at, entra + nameByte, length);
  at = copyPart(at, 2);
  at = writeGuid(at, anchor);
  at = copyPart(at, 3);
  at = writeAnchor(at, anchor);
  at = copyPart(at, 4);
  at = writeAnchor(at, anchor);
  return copyPart(at, 5);
}

/** Copies the text before one of a line’s five values, or after the last. */
function copyPart(to: usize, part: i32): usize {
  const text = lineTexts + part * limitBytes;
  return copyText(to, text + 4, load<i32>(text));
}
