import { writeSync } from 'node:fs';
import { isClean } from '../../sources/compact/separate.js';
import {
  control,
  lengthMask,
  nameOffsetWord,
  otherCaseFlag,
  rowWords,
  type SharedPopulation,
  stateWord,
} from '../../sources/compact/shared.js';
import { lowerCase } from '../../sources/compact/tables.js';
import { copyBytes, copySlack, writeAnchor, writeGuid } from './encode.js';
import type { LineFormat } from './line-format.js';
import type { OtherLines } from './other-lines.js';
import { createGroupSorter, type Group } from './sort-group.js';

/** What each group of the order becomes in the file. */
export interface WritePlan {
  readonly descriptor: number;
  readonly others: OtherLines;
  /** Which of the other lines come before the end of each group: the first one that does not. */
  readonly otherEnds: Float64Array;
  /** Where the lines of each group start in the file. */
  readonly offsets: Float64Array;
}

/**
 * Where everything goes: the other lines are assigned to the groups whose names they stand between, and the lengths of all
 * lines give the offsets. What is left behind the last group belongs to the last group.
 */
export function planWrite(
  population: SharedPopulation,
  format: LineFormat,
  others: OtherLines,
  descriptor: number,
): WritePlan {
  const { control: words, rows, groupOfRow } = population;
  const groups = Atomics.load(words, control.groups);
  const otherEnds = new Float64Array(new SharedArrayBuffer(groups * 8));
  const offsets = new Float64Array(new SharedArrayBuffer(groups * 8));
  const lengths = new Float64Array(groups);
  const end = Math.min(Atomics.load(words, control.nextRow), rows.length / rowWords);
  for (let row = 0; row < end; row += 1) {
    const state = rows[row * rowWords + stateWord] as number;
    if (!isClean(state)) continue;
    const group = groupOfRow[row] as number;
    lengths[group] = (lengths[group] as number) + format.bytesWithoutNames + 2 * (state & lengthMask);
  }
  let other = 0;
  let offset = 0;
  for (let group = 0; group < groups; group += 1) {
    offsets[group] = offset;
    offset += lengths[group] as number;
    const last = group === groups - 1;
    while (other < others.count && (last || !isBehind(population, group, others, other))) {
      offset += (others.lineEnds[other] as number) - (other === 0 ? 0 : (others.lineEnds[other - 1] as number));
      other += 1;
    }
    otherEnds[group] = other;
  }
  return { descriptor, others, otherEnds, offsets };
}

/** True when the key of the line is greater than the greatest name that may be in the group. */
function isBehind(
  { rows, names, groupLimits }: SharedPopulation,
  group: number,
  others: OtherLines,
  other: number,
): boolean {
  const word = (groupLimits[group] as number) * rowWords;
  const offset = (rows[word + nameOffsetWord] as number) >>> 0;
  return compareKey(others, other, names, offset, (rows[word + stateWord] as number) & lengthMask) > 0;
}

/** Compares the name in a line's sort key with a name in lower case. */
function compareKey(others: OtherLines, other: number, names: Uint8Array, offset: number, length: number): number {
  const start = other === 0 ? 0 : (others.keyEnds[other - 1] as number);
  const keyLength = (others.keyEnds[other] as number) - start;
  const common = Math.min(keyLength, length);
  for (let index = 0; index < common; index += 1) {
    const letter = lowerCase[names[offset + index] as number] as number;
    const difference = (others.keys[start + index] as number) - letter;
    if (difference !== 0) return difference;
  }
  return keyLength - length;
}

const flushBytes = 1 << 18;
const longestLine = 1 << 10;

/** Writes groups in any order and on any thread, each to its place in the file. */
export function createGroupWriter(
  population: SharedPopulation,
  format: LineFormat,
  plan: WritePlan,
): (group: number) => void {
  const { groupEnds } = population;
  const { others, otherEnds } = plan;
  const sorted = createGroupSorter(population);
  const buffer = Buffer.allocUnsafeSlow(flushBytes + longestLine + copySlack);
  const writeClean = createLineWriter(population, format, buffer);

  return (number) => {
    const group = sorted(number === 0 ? 0 : (groupEnds[number - 1] as number), groupEnds[number] as number);
    let position = plan.offsets[number] as number;
    let used = 0;
    const flush = (data: Uint8Array, bytes: number): void => {
      for (let done = 0; done < bytes; ) done += writeSync(plan.descriptor, data, done, bytes - done, position + done);
      position += bytes;
    };
    const writeOther = (other: number): void => {
      const start = other === 0 ? 0 : (others.lineEnds[other - 1] as number);
      const line = others.lines.subarray(start, others.lineEnds[other]);
      if (used + line.length > flushBytes) {
        flush(buffer, used);
        used = 0;
      }
      if (line.length > flushBytes) flush(line, line.length);
      else {
        buffer.set(line, used);
        used += line.length;
      }
    };
    let other = number === 0 ? 0 : (otherEnds[number - 1] as number);
    const end = otherEnds[number] as number;
    for (let index = 0; index < group.count; index += 1) {
      const item = group.sorted[index] as number;
      for (; other < end && isBefore(other, group, item); other += 1) writeOther(other);
      if (used >= flushBytes) {
        flush(buffer, used);
        used = 0;
      }
      used = writeClean(group, item, used);
    }
    for (; other < end; other += 1) writeOther(other);
    flush(buffer, used);
  };

  /** The two names are never equal: a namesake is not clean. */
  function isBefore(other: number, { names, nameOffsets, states }: Group, item: number): boolean {
    const length = (states[item] as number) & lengthMask;
    return compareKey(others, other, names, nameOffsets[item] as number, length) < 0;
  }
}

/** Writes one clean pair’s line into the buffer and returns the position behind it. */
function createLineWriter(
  { entraNames, entraNameOffsets }: SharedPopulation,
  { before, after }: LineFormat,
  buffer: Uint8Array,
): (group: Group, item: number, at: number) => number {
  const view = viewOf(buffer);
  const entraView = viewOf(entraNames);
  const [toName, toEntraName, toGuid, toAnchor, toImmutableId] = before.map(padded);
  const toEnd = padded(after);
  if (!toName || !toEntraName || !toGuid || !toAnchor || !toImmutableId) throw new Error('a line has five values');
  let names: DataView | undefined;
  return (group, item, at) => {
    if (names?.buffer !== group.names.buffer) names = viewOf(group.names);
    const state = group.states[item] as number;
    const length = state & lengthMask;
    const offset = group.nameOffsets[item] as number;
    let end = copyBytes(view, at, toName.view, 0, toName.length);
    end = copyBytes(view, end, names, offset, length);
    end = copyBytes(view, end, toEntraName.view, 0, toEntraName.length);
    end =
      (state & otherCaseFlag) === 0
        ? copyBytes(view, end, names, offset, length)
        : copyBytes(view, end, entraView, entraNameOffsets[group.rows[item] as number] as number, length);
    end = copyBytes(view, end, toGuid.view, 0, toGuid.length);
    end = writeGuid(view, end, group.anchors, item * 4);
    end = copyBytes(view, end, toAnchor.view, 0, toAnchor.length);
    const anchor = end;
    end = writeAnchor(view, end, group.anchors, item * 4);
    end = copyBytes(view, end, toImmutableId.view, 0, toImmutableId.length);
    end = copyBytes(view, end, view, anchor, 24);
    return copyBytes(view, end, toEnd.view, 0, toEnd.length);
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function padded(bytes: Uint8Array): { readonly view: DataView; readonly length: number } {
  const copy = new Uint8Array(bytes.length + copySlack);
  copy.set(bytes);
  return { view: viewOf(copy), length: bytes.length };
}
