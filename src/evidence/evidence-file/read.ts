import { createHash } from 'node:crypto';
import { counted, grouped } from '../../domain/counted.js';
import type { EvidenceKind, ReadIssue, RecordPosition } from '../../domain/evidence.js';
import type { FormatReader, FormatResult } from '../format-reader.js';
import { createLineSplitter } from '../lines.js';
import type { ReadLog } from '../read-log.js';
import { withoutImmutableId } from '../records/entra.js';
import { repeatedKey } from '../repeated-key.js';
import { UnreadableValue } from '../values/unreadable-value.js';
import type { EvidenceFileFooter, EvidenceFileHeader } from './format.js';
import { isObject } from './shapes.js';
import { asSignature, type EvidenceSignature, verifiedSigner } from './signature.js';

type Json = Readonly<Record<string, unknown>>;

/** Makes a record of one line; `at` points to the origin that was collected. Throws UnreadableValue. */
export type Revive<Item> = (json: Json, at: RecordPosition) => Item;

const again = 'Collect the evidence again.';
const problems: ReadonlySet<unknown> = new Set<ReadIssue['problem']>(['row-rejected', 'incomplete', 'unreadable-text']);

/** What stands behind the records of an evidence file, as it is met. */
export interface EvidenceEnd {
  readonly footer?: { readonly value: EvidenceFileFooter; readonly text: Buffer };
  readonly signature?: EvidenceSignature;
}

/** Makes records of the lines of an evidence file, however it is split, and judges the file as a whole. */
export interface EvidenceRecords<Item> {
  readonly records: Item[];
  /** Takes the first line. False for a file of another kind, of which nothing else counts. */
  takeHeader(text: Buffer): boolean;
  /** Takes a line between header and footer, with the object that it holds, if it holds one. */
  takeRecord(json: Json | undefined, line: number): void;
  /**
   * Judges the file, once.
   *
   * @param count of the lines between header and footer.
   * @param sha256 over those lines, each with its line feed.
   */
  finish(end: EvidenceEnd, count: number, sha256: string, lastLine: number): void;
  result(): FormatResult<Item>;
}

/** Takes the lines of a file that `collect` wrote for `kind`; as `createEvidenceFileReader`. */
export function createEvidenceRecords<Item>(
  kind: EvidenceKind,
  log: ReadLog,
  revive: Revive<Item>,
): EvidenceRecords<Item> {
  const records: Item[] = [];
  let header: EvidenceFileHeader | undefined;
  let headerText = Buffer.alloc(0);
  let signer: string | undefined;
  let hash = '';
  return {
    records,
    takeHeader(text) {
      headerText = Buffer.from(text);
      header = asHeader(parseObject(text));
      const found =
        header === undefined ? 'a header line that this version does not know' : `evidence of the kind ${header.kind}`;
      if (header?.kind === kind) return true;
      log.incomplete(1, `This file holds ${found}, expected evidence of the kind ${kind}. ${again}`);
      return false;
    },
    takeRecord(json, line) {
      try {
        if (json === undefined)
          throw new UnreadableValue(`The line is not a JSON object that has each of its keys once. ${again}`);
        const at = { origin: header?.origin ?? log.origin, line: typeof json.at === 'number' ? json.at : line };
        records.push(revive(json, at));
      } catch (error) {
        if (!(error instanceof UnreadableValue)) throw error;
        log.reject(line, error.message);
      }
    },
    finish({ footer, signature }, count, sha256, lastLine) {
      hash = sha256;
      const problem = judge(footer?.value, count, sha256);
      if (problem !== undefined) log.incomplete(lastLine, `${problem} ${again}`);
      if (header !== undefined && lacksImmutableId(header, records)) log.incomplete(1, withoutImmutableId);
      if (footer !== undefined) carryOver(footer.value, header?.origin ?? log.origin, log);
      if (signature === undefined) return;
      signer = verifiedSigner(signature, headerText, footer?.text ?? Buffer.alloc(0));
      if (signer === undefined)
        log.incomplete(lastLine, `The signature does not match: the file was changed. ${again}`);
    },
    result: () => ({
      records,
      fields: new Set(header?.fields ?? []),
      ...(header?.empty && { empty: new Set(header.empty) }),
      ...(header?.mayBeCut && { mayBeCut: true }),
      ...(hash === '' ? {} : { sha256: hash }),
      ...(signer === undefined ? {} : { signer }),
      ...(header === undefined ? {} : { readAt: header.readAt }),
      ...(header?.tenant === undefined && header?.domain === undefined
        ? {}
        : { tenant: header.tenant ?? header.domain ?? '' }),
      ...(header?.server === undefined ? {} : { server: header.server }),
    }),
  };
}

/**
 * Reads a file that `collect` wrote for `kind`. It is incomplete without its footer, with another count or hash than
 * the footer names, or when it says so itself; what went wrong while it was collected is carried over.
 */
export function createEvidenceFileReader<Item>(
  kind: EvidenceKind,
  log: ReadLog,
  revive: Revive<Item>,
): FormatReader<Item> {
  const lines = createEvidenceRecords(kind, log, revive);
  const hash = createHash('sha256');
  let hasHeader = false;
  let isRefused = false;
  let end: EvidenceEnd = {};
  let count = 0;
  const splitter = createLineSplitter((text, line) => {
    if (isRefused || text.length === 0) return;
    if (!hasHeader) {
      hasHeader = true;
      isRefused = !lines.takeHeader(text);
      return;
    }
    const json = parseObject(text);
    if (end.footer === undefined) {
      const footer = asFooter(json);
      if (footer !== undefined) end = { footer: { value: footer, text: Buffer.from(text) } };
      else {
        count += 1;
        hash.update(text).update('\n');
        lines.takeRecord(json, line);
      }
      return;
    }
    const signature = end.signature === undefined ? asSignature(json) : undefined;
    if (signature !== undefined) end = { ...end, signature };
    else log.incomplete(line, `There is text after the last line of the evidence. ${again}`);
  });
  return {
    get line() {
      return splitter.line;
    },
    push: splitter.push,
    end() {
      splitter.end();
      if (!isRefused) lines.finish(end, count, hash.digest('hex'), splitter.line);
    },
    result: lines.result,
  };
}

/** True for people of Entra without the field that says who they are on-premises; an empty column is judged by the gate. */
function lacksImmutableId({ kind, fields, empty = [] }: EvidenceFileHeader, records: readonly unknown[]): boolean {
  if (kind !== 'entra' || fields.includes('immutableId') || empty.includes('immutableId')) return false;
  return records.some((record) => isObject(record) && record.objectType === 'user' && record.immutableId === undefined);
}

/** What is wrong with the file as a whole, in a sentence, or undefined. */
function judge(footer: EvidenceFileFooter | undefined, records: number, sha256: string): string | undefined {
  if (footer === undefined) return 'The last line with the counts is missing: the file was cut off.';
  if (footer.records !== records)
    return `The file holds ${counted(records, 'record')}, expected ${grouped(footer.records)}: it was changed or cut off.`;
  if (footer.sha256 !== sha256)
    return `The SHA-256 of the records is ${sha256}, expected ${footer.sha256}: the file was changed.`;
  return undefined;
}

/** What was wrong when the origin was read stays wrong: its rejections, skips and issues. */
function carryOver(footer: EvidenceFileFooter, origin: string, log: ReadLog): void {
  log.carryOver({
    issues: (footer.issues ?? []).map(({ problem, line, message }) => ({ problem, at: { origin, line }, message })),
    rejected: footer.rejected,
    skipped: footer.skipped,
  });
  if (footer.complete || footer.rejected > 0 || footer.issues?.some(({ problem }) => problem === 'incomplete')) return;
  log.incomplete(1, `The evidence is marked as incomplete. ${again}`);
}

/** The header that a line holds, or undefined. */
export function asHeader(json: Json | undefined): EvidenceFileHeader | undefined {
  const isHeader =
    json?.entraCutoverEvidence === 1 &&
    typeof json.kind === 'string' &&
    typeof json.origin === 'string' &&
    typeof json.readAt === 'string' &&
    !Number.isNaN(Date.parse(json.readAt)) &&
    isListOfTexts(json.fields) &&
    (json.empty === undefined || isListOfTexts(json.empty)) &&
    (json.mayBeCut === undefined || json.mayBeCut === true) &&
    isChangesFrom(json.changesFrom) &&
    ['tenant', 'domain', 'server'].every((name) => json[name] === undefined || typeof json[name] === 'string');
  return isHeader ? (json as unknown as EvidenceFileHeader) : undefined;
}

/** Where the next changes are asked for: a link of each collection. */
function isChangesFrom(value: unknown): boolean {
  return value === undefined || (isObject(value) && Object.values(value).every((link) => typeof link === 'string'));
}

function isIssue(value: unknown): boolean {
  return (
    isObject(value) &&
    problems.has(value.problem) &&
    typeof value.line === 'number' &&
    typeof value.message === 'string'
  );
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

/** The footer that a line holds, or undefined. */
export function asFooter(json: Json | undefined): EvidenceFileFooter | undefined {
  const isFooter =
    [json?.records, json?.rejected, json?.skipped].every((count) => Number.isInteger(count) && Number(count) >= 0) &&
    typeof json?.complete === 'boolean' &&
    typeof json.sha256 === 'string' &&
    (json.issues === undefined || (Array.isArray(json.issues) && json.issues.every(isIssue)));
  return isFooter ? (json as unknown as EvidenceFileFooter) : undefined;
}

/** The JSON object that a line holds, or undefined, also where it has a key twice. */
export function parseObject(line: Buffer): Json | undefined {
  try {
    const text = line.toString('utf8');
    const value: unknown = JSON.parse(text);
    if (repeatedKey(text, value) !== undefined) return undefined;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}
