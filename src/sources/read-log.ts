import type { EvidenceSource, ReadIssue } from '../domain/evidence.js';

/** How many `row-rejected` issues of one file are kept; the `rejected` count stays true beyond it. */
export const keptRejections = 1000;

/** Collects what went wrong while one source is read. Lines are 1-based. */
export interface ReadLog {
  readonly origin: string;
  /** One record could not be read. */
  reject(line: number, message: string): void;
  /** The whole source is incomplete. The same message is kept once: a defect of a column is one issue, not 100,000. */
  incomplete(line: number, message: string): void;
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
  let rejected = 0;
  let skipped = 0;
  let unreadable = 0;
  let firstUnreadable = 0;
  return {
    origin,
    reject(line, message) {
      rejected += 1;
      if (rejected <= keptRejections) issues.push({ problem: 'row-rejected', at: { origin, line }, message });
    },
    incomplete(line, message) {
      if (reasons.has(message)) return;
      reasons.add(message);
      issues.push({ problem: 'incomplete', at: { origin, line }, message });
    },
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
      return {
        issues: unreadable === 0 ? issues : [...issues, lostCharacters(origin, firstUnreadable, unreadable)],
        rejected,
        skipped,
      };
    },
  };
}

/** Export-Csv of Windows PowerShell 5.1 writes ASCII by default and puts `?` for everything else (facts 6.2). */
function lostCharacters(origin: string, line: number, count: number): ReadIssue {
  const names = count === 1 ? '1 name holds' : `${count} names hold`;
  const message = `${names} “?” or “\uFFFD” where a letter was lost when the file was written; export again with -Encoding utf8.`;
  return { problem: 'unreadable-text', at: { origin, line }, message };
}

/** True when every record of the source was read: no rejected row and nothing missing. Lost letters do not count. */
export function isComplete(source: Pick<EvidenceSource, 'issues' | 'rejected'>): boolean {
  return source.rejected === 0 && source.issues.every((issue) => issue.problem === 'unreadable-text');
}
