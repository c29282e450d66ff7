import { counted, grouped } from '../domain/counted.js';
import type { EvidenceSource, ReadIssue } from '../domain/evidence.js';

/** How many different `row-rejected` issues of one file are kept; the `rejected` count stays true beyond it. */
export const keptRejections = 1000;

/** Collects what went wrong while one source is read. Lines are 1-based. */
export interface ReadLog {
  readonly origin: string;
  /** One record could not be read. Equal messages become one issue at the first line: a fault of a file is one sentence. */
  reject(line: number, message: string): void;
  /** The whole source is incomplete. The same message is kept once: a defect of a column is one issue, not 100,000. */
  incomplete(line: number, message: string): void;
  /** Something that the reader of the report should know, and that makes nothing incomplete; kept once, as above. */
  remark(line: number, message: string): void;
  /** Characters of a name were lost before we saw them: one issue per source, with the count. */
  unreadableText(line: number): void;
  /** One record that is none of the objects we look at. */
  skip(): void;
  /** Takes over what was met when the source was collected, with the positions it had there. */
  carryOver(earlier: Pick<EvidenceSource, 'issues' | 'rejected' | 'skipped'>): void;
  /** Everything so far, in the order it was met; rejections first up to the limit. */
  summary(): Pick<EvidenceSource, 'issues' | 'rejected' | 'skipped'>;
}

/** A log for the source called `origin` (the path as the user gave it, or an endpoint). */
export function createReadLog(origin: string): ReadLog {
  const issues: ReadIssue[] = [];
  const reasons = new Set<string>();
  const rejections = new Map<string, Rejections>();
  let rejected = 0;
  let skipped = 0;
  let unreadable = 0;
  let firstUnreadable = 0;
  const noteOnce = (problem: ReadIssue['problem'], line: number, message: string): void => {
    if (reasons.has(message)) return;
    reasons.add(message);
    issues.push({ problem, at: { origin, line }, message });
  };
  return {
    origin,
    reject(line, message) {
      rejected += 1;
      const known = rejections.get(message);
      if (known !== undefined) {
        known.further += 1;
        if (known.lines.length < namedLines) known.lines.push(line);
      } else if (rejections.size < keptRejections) {
        rejections.set(message, { issue: issues.length, lines: [], further: 0 });
        issues.push({ problem: 'row-rejected', at: { origin, line }, message });
      }
    },
    incomplete: (line, message) => noteOnce('incomplete', line, message),
    remark: (line, message) => noteOnce('unreadable-text', line, message),
    unreadableText(line) {
      unreadable += 1;
      if (unreadable === 1) firstUnreadable = line;
    },
    skip() {
      skipped += 1;
    },
    carryOver(earlier) {
      rejected += earlier.rejected;
      skipped += earlier.skipped;
      issues.push(...earlier.issues);
    },
    summary() {
      const all = [...issues];
      for (const { issue, lines, further } of rejections.values()) {
        const first = all[issue];
        if (first !== undefined && further > 0)
          all[issue] = { ...first, message: `${first.message} ${alsoOn(lines, further)}`, rows: further + 1 };
      }
      return {
        issues: unreadable === 0 ? all : [...all, lostCharacters(origin, firstUnreadable, unreadable)],
        rejected,
        skipped,
      };
    },
  };
}

/** How many lines with the same fault are named; the others are counted. */
const namedLines = 5;

interface Rejections {
  /** Position of the first one among the issues. */
  readonly issue: number;
  /** Where it was met again. */
  readonly lines: number[];
  further: number;
}

function alsoOn(lines: readonly number[], further: number): string {
  const more = further > lines.length ? ` and ${grouped(further - lines.length)} more` : '';
  return `The same on ${further === 1 ? 'line' : 'lines'} ${lines.join(', ')}${more}.`;
}

/** Export-Csv of Windows PowerShell 5.1 writes ASCII by default and puts `?` for everything else (AD-7). */
function lostCharacters(origin: string, line: number, count: number): ReadIssue {
  const names = counted(count, 'name holds', 'names hold');
  const message = `${names} “?” or “\uFFFD” where a letter was lost when the file was written; export again with -Encoding utf8.`;
  return { problem: 'unreadable-text', at: { origin, line }, message };
}

/** True when every record of the source was read: no rejected row and nothing missing. Lost letters do not count. */
export function isComplete(source: Pick<EvidenceSource, 'issues' | 'rejected'>): boolean {
  return source.rejected === 0 && source.issues.every((issue) => issue.problem === 'unreadable-text');
}
