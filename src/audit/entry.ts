import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from './canonical-json.js';

/** The hash that the first entry names as its predecessor's. */
export const genesisHash = '0'.repeat(64);

/** What is recorded of one write, or of its beginning: nothing here may be a credential. */
export interface AuditRecord {
  readonly stack: string;
  readonly phase: string;
  /** For instance `okta.connection.deactivate`. */
  readonly operation: string;
  /** What was written to: an app, a job. */
  readonly target: string;
  /** `started` is appended before the request leaves, so that an interruption in between is visible. */
  readonly outcome: 'started' | 'done' | 'failed';
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  /** The assessment that authorized it; left out for what needs none. */
  readonly authorisedBy?: { readonly decision: string; readonly digest: string };
  /** Waivers and accepted losses that held a finding back when it was authorized. */
  readonly accepted?: readonly { readonly rule: string; readonly owner: string; readonly expires: string }[];
  /** SHA-256 of each evidence file by its path, and `live` for a tenant that was read. */
  readonly evidence?: Readonly<Record<string, string>>;
  /** What was reviewed: the git tree, the digests of its assessment and of its plan. */
  readonly reviewed?: { readonly tree: string; readonly assessment?: string; readonly plan?: string };
  /** Who ran it, in which run of a pipeline, and the commit that was applied, where known. */
  readonly actor?: string;
  readonly run?: string;
  readonly commit?: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A record in its place in the chain. */
export interface AuditEntry extends AuditRecord {
  /** 1-based. */
  readonly sequence: number;
  /** SHA-256 of the entry before, lower-case hex. */
  readonly previous: string;
  /** SHA-256 of this entry's canonical JSON without `hash`. */
  readonly hash: string;
}

/** Puts the record behind the entry with the given hash. */
export function chainEntry(record: AuditRecord, sequence: number, previous: string): AuditEntry {
  const unsigned = { ...record, sequence, previous };
  return { ...unsigned, hash: hashOf(unsigned) };
}

/** The hash that an entry must have. */
export function hashOf({ hash: _, ...unsigned }: Omit<AuditEntry, 'hash'> & { readonly hash?: string }): string {
  return createHash('sha256').update(canonicalJson(unsigned)).digest('hex');
}

/** The entry in a line of a journal, or undefined when the line is none. */
export function parseEntry(line: string): AuditEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { sequence, previous, hash } = value as Partial<AuditEntry>;
  const wellFormed = typeof sequence === 'number' && typeof previous === 'string' && typeof hash === 'string';
  return wellFormed ? (value as AuditEntry) : undefined;
}
