import type { EvidenceKind, ReadIssue } from '../../domain/evidence.js';

/** The first line of an evidence file. Times stand here alone, so that equal evidence has an equal hash. */
export interface EvidenceFileHeader {
  readonly entraCutoverEvidence: 1;
  readonly kind: EvidenceKind;
  /** The file or endpoint that was read. */
  readonly origin: string;
  /** Entra tenant id. */
  readonly tenant?: string;
  /** AD or Okta domain. */
  readonly domain?: string;
  /** Entra Connect server. */
  readonly server?: string;
  /** ISO 8601, UTC. */
  readonly readAt: string;
  /** `entra-cutover` and its version. */
  readonly tool: string;
  readonly fields: readonly string[];
  /** What a converted file knew no more about than its origin did (`Shown`): columns without a value, and whether it is whole. */
  readonly empty?: readonly string[];
  readonly mayBeCut?: true;
  /** Where a later `collect entra --since` asks for what changed: Graph's delta link of each collection. */
  readonly changesFrom?: Readonly<Record<string, string>>;
}

/** The last line of an evidence file: without it the file is cut off. */
export interface EvidenceFileFooter {
  readonly records: number;
  readonly rejected: number;
  readonly skipped: number;
  readonly complete: boolean;
  /** Over the record lines, each with its line feed; lower-case hex. */
  readonly sha256: string;
  /** What went wrong when the origin was read (the first rejections, as a reader keeps them). */
  readonly issues?: readonly {
    readonly problem: ReadIssue['problem'];
    readonly line: number;
    readonly message: string;
  }[];
}
