import { isUtf8 } from 'node:buffer';
import { asFooter, asHeader, createEvidenceRecords, type EvidenceEnd, parseObject } from '../evidence-file/read.js';
import { asSignature } from '../evidence-file/signature.js';
import { unreadable } from './cells-of-row.js';
import { carriageReturn, lineFeed, readFully } from './compact-file.js';
import type { CompactStart, OpenFormat } from './open-format.js';
import type { CompactSide } from './sides.js';

/** A footer has the issues of the reading with it. */
const mostEndBytes = 1 << 20;

/** A file that `collect` wrote for the side, or undefined where the object path must read it. */
export function openEvidence<Item>(start: CompactStart, side: CompactSide<Item>): OpenFormat<Item> | undefined {
  const { head, mark } = start;
  const headerText = Buffer.from(head.subarray(0, head.indexOf(lineFeed)));
  if (head.indexOf(lineFeed) < 0 || !isPlainText(headerText)) return undefined;
  const header = asHeader(parseObject(headerText));
  const found = readEnd(start);
  if (header?.kind !== side.evidence || found === undefined) return undefined;
  const firstRow = mark + headerText.length + 1;
  const { fields } = header;
  const { columns, kinds } = side.membersOf(fields);
  return {
    layout: {
      format: { name: 'jsonLines', columns },
      firstRow,
      firstLine: 1,
      end: found.from,
      hashed: { from: firstRow, to: found.from },
      kinds,
      keepsNames: fields.includes('members'),
    },
    // The file has a list of its own.
    shownBy: () => fields,
    createRest(log) {
      const lines = createEvidenceRecords(side.evidence, log, side.revive);
      lines.takeHeader(headerText);
      return {
        records: lines.records,
        take(data, from, line) {
          const end = data.indexOf(lineFeed, from);
          if (end < 0) return -1;
          const json = parseObject(data.subarray(from, end));
          // The first footer is the one that counts.
          if (asFooter(json) !== undefined) return unreadable;
          lines.takeRecord(json, line);
          return end + 1;
        },
        finish(records, { rows, lines: before, sha256 }) {
          lines.finish(found.end, rows, sha256, before + found.lines + 1);
          return { ...lines.result(), records };
        },
      };
    },
  };
}

interface FoundEnd {
  /** Where the footer starts. */
  readonly from: number;
  readonly lines: number;
  readonly end: EvidenceEnd;
}

/** The footer in the last line, or in the one before a signature. */
function readEnd({ descriptor, bytes }: CompactStart): FoundEnd | undefined {
  const length = Math.min(bytes, mostEndBytes);
  const tail = Buffer.alloc(length);
  if (readFully(descriptor, tail, length, bytes - length) !== length || tail.at(-1) !== lineFeed) return undefined;
  const lastFrom = tail.lastIndexOf(lineFeed, length - 2) + 1;
  const last = tail.subarray(lastFrom, length - 1);
  const signature = asSignature(parseObject(last));
  const to = signature === undefined ? length : lastFrom;
  const from = to < 2 ? 0 : tail.lastIndexOf(lineFeed, to - 2) + 1;
  const text = tail.subarray(from, to - 1);
  const value = from === 0 ? undefined : asFooter(parseObject(text));
  if (value === undefined || !isPlainText(tail.subarray(from))) return undefined;
  return {
    from: bytes - length + from,
    lines: signature === undefined ? 1 : 2,
    end: { footer: { value, text: Buffer.from(text) }, ...(signature && { signature }) },
  };
}

/** True for text that every reader takes as it is. */
function isPlainText(bytes: Buffer): boolean {
  return isUtf8(bytes) && !bytes.includes(0) && !bytes.includes(carriageReturn);
}
