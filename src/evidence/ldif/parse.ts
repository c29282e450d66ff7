import { decodeBase64 } from '../../domain/base64.js';
import type { TextSink } from '../format-reader.js';
import { createLineSplitter } from '../lines.js';

/** One attribute value of an LDIF record: text from `name: value`, bytes from `name:: Base64`. */
export interface LdifValue {
  /** As written, with options such as `;range=0-1499`. */
  readonly name: string;
  readonly value: string | Uint8Array;
  /** The value as it is written in the file. */
  readonly written: string;
}

/** One LDIF record: the lines between two blank ones. */
export interface LdifRecord {
  /** The line (1-based) on which the record starts. */
  readonly line: number;
  readonly values: readonly LdifValue[];
  /** The first thing that is wrong with a line of it, in words for a message. */
  readonly defect?: string;
  /** False where the file ends before the blank line that ends a record. */
  readonly closed: boolean;
  /** Characters of its last line as it stands in the file, before unfolding. */
  readonly lastLineLength: number;
  /** False where the file ends in the middle of a line. */
  readonly terminated: boolean;
}

const attributeLine = /^([A-Za-z0-9][A-Za-z0-9.;=*-]*):([:<]?) *(.*)$/s;

/**
 * Splits LDIF text (RFC 2849) into records: comments, folded lines and the version line are dealt with. A line that is
 * none gives its record a defect. Calls `onRecord` for every record in order, and `onComment` for what stands behind each `#`, of comments
 * within a record behind it.
 */
export function createLdifSplitter(
  onRecord: (record: LdifRecord) => void,
  onComment: (text: string) => void = () => {},
): TextSink {
  const open = createOpenRecord(onRecord, onComment);
  let lastTerminated = true;
  const lines = createLineSplitter((text, line, terminated) => {
    open.addLine(text.toString('utf8'), line);
    lastTerminated = terminated;
  });
  return {
    get line() {
      return lines.line;
    },
    push: lines.push,
    end() {
      lines.end();
      open.close(false, lastTerminated);
    },
  };
}

/** Collects the lines of the record being read. A folded line continues on the next, so each waits for its successor. */
function createOpenRecord(
  onRecord: (record: LdifRecord) => void,
  onComment: (text: string) => void,
): {
  addLine(text: string, line: number): void;
  close(closed: boolean, terminated: boolean): void;
} {
  let start = 0;
  let values: LdifValue[] = [];
  let defect: string | undefined;
  let waiting: string[] = [];
  /** Those within the record: ldapsearch begins its next page right behind the last line of one. */
  let comments: string[] = [];
  let lastLineLength = 0;

  const spoil = (reason: string): void => {
    defect ??= reason;
  };
  const tellComments = (): void => {
    for (const comment of comments) onComment(comment);
    comments = [];
  };
  const flush = (): void => {
    const text = waiting.join('');
    waiting = [];
    if (text === '') return;
    if (text.startsWith('#')) {
      comments.push(text.slice(1).trim());
      if (values.length === 0 && defect === undefined) tellComments();
      return;
    }
    const parsed = parseLine(text);
    if (typeof parsed === 'string') spoil(parsed);
    else values.push(parsed);
  };
  const close = (closed: boolean, terminated: boolean): void => {
    flush();
    if (values[0]?.name.toLowerCase() === 'version') values.shift();
    if (values.length > 0 || defect !== undefined) {
      onRecord({
        line: start,
        values,
        ...(defect === undefined ? {} : { defect }),
        closed,
        lastLineLength,
        terminated,
      });
    }
    values = [];
    defect = undefined;
    start = 0;
    tellComments();
  };
  return {
    close,
    addLine(text, line) {
      if (text === '') {
        close(true, true);
        return;
      }
      lastLineLength = text.length;
      if (text.startsWith(' ')) {
        if (waiting.length === 0) spoil('it starts with a continuation line');
        waiting.push(text.slice(1));
        return;
      }
      flush();
      // Comments before a record and the version line are not where the record starts.
      if (start === 0 && !text.startsWith('#') && !/^version:/i.test(text)) start = line;
      waiting.push(text);
    },
  };
}

/** The value on one unfolded line, or what is wrong with the line. */
function parseLine(text: string): LdifValue | string {
  const match = attributeLine.exec(text);
  if (!match) return `a line is not “attribute: value” (${text.slice(0, 40)})`;
  const [, name = '', kind, written = ''] = match;
  if (kind === '<') return `the value of ${name} is kept in another file (${written.slice(0, 40)}), which is not read`;
  if (kind === '') return { name, value: written, written };
  const bytes = decodeBase64(written);
  return bytes === undefined ? `the Base64 of ${name} is broken or cut off` : { name, value: bytes, written };
}
