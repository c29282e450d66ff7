import type { RecordPosition, Shown } from '../domain/evidence.js';
import { annotationOf } from './annotations.js';

/** What a delta says of an object that is gone. */
export interface Removal {
  readonly at: RecordPosition;
  /** `changed`: it lies in the recycle bin; `deleted`: it is gone for good. */
  readonly reason: 'changed' | 'deleted';
  /** How many records were read before: what follows the entry in the pages is there again. */
  readonly before: number;
}

/** Objects that were removed, by lower-case id. */
export type Removals = ReadonlyMap<string, Removal>;

/**
 * The records that pages of a delta query hold, by their position, each with what its JSON names: the fields of EntraObject and, in
 * lower case, the properties. What it names with `null` has no value any more; of the rest it says nothing.
 */
export type DeltaRecords = ReadonlyMap<RecordPosition, ReadonlySet<string>>;

/** Takes the text of one source piece by piece, always as valid UTF-8 without a byte order mark. */
export interface TextSink {
  /** The line (1-based) that the end of what was pushed lies on. */
  readonly line: number;
  push(chunk: Buffer): void;
  /** True when nothing that follows can change anything: a text without end need not be read to it. */
  isDone?(): boolean;
  /** Called once when the text ended regularly; not called when it broke off at something undecodable. */
  end(): void;
}

/** One page of a collection. */
export interface Page {
  readonly collection: string;
  readonly objects: number;
  /** How many objects the collection has, where the page says it. */
  readonly told: number | undefined;
  /** False where it names a next one. */
  readonly isLast: boolean;
}

/** `@odata.count` of a page, or the `Count` next to a list that Windows PowerShell wrapped. */
export function toldCount(page: Readonly<Record<string, unknown>>): number | undefined {
  const told = annotationOf(page, 'count');
  return told === undefined ? undefined : Number(told);
}

/** What a format's reader made of the text; issues go to the read log. */
export interface FormatResult<Item> extends Shown {
  readonly records: readonly Item[];
  readonly readAt?: string;
  readonly tenant?: string;
  readonly server?: string;
  /** Only where the content vouches for itself (evidence files): replaces the hash of the bytes. */
  readonly sha256?: string;
  /** The public key whose signature the content carries and that fits it. */
  readonly signer?: string;
  /** Objects that pages of a delta tell to be gone: they are among the records still, and those of files given before are meant too. */
  readonly removals?: Removals;
  /** Records of a delta: what they say again counts, also against files given before. */
  readonly deltas?: DeltaRecords;
  /** The services that the content says it is from, each with the line that says it first. */
  readonly services?: ReadonlyMap<string, number>;
  /** In their order; only for pages of an API. */
  readonly pages?: readonly Page[];
}

/** One file format for one kind of record. */
export interface FormatReader<Item> extends TextSink {
  result(): FormatResult<Item>;
  /** Says in the log what is wrong with the records that are left when the deltas of all files are worked in. */
  judge?(left: readonly Item[]): void;
}
