import { createHash, type KeyObject } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { byText } from '../../domain/by-text.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence, EvidenceSource, RecordPosition } from '../../domain/evidence.js';
import { failureReason } from '../../domain/failure-reason.js';
import { isComplete } from '../read-log.js';
import { trackTemporaryFile } from '../temporary-files.js';
import type { EvidenceFileFooter, EvidenceFileHeader } from './format.js';
import { signatureLine } from './signature.js';

/** What the writer knows beyond the evidence itself. `tool` is `entra-cutover x.y.z`. */
export interface EvidenceFileContext
  extends Pick<EvidenceFileHeader, 'tool' | 'tenant' | 'domain' | 'server' | 'changesFrom'> {
  /** Ed25519 private key: the file then ends with a signature over header and footer. */
  readonly signingKey?: KeyObject | undefined;
}

/** How many characters are put together before they are written. */
const batchLength = 256 * 1024;

/**
 * Writes evidence as NDJSON: header, one record a line (`at` is the line in the origin), footer with counts and SHA-256.
 * The file appears whole or not at all (temporary file, fsync, rename) and only its owner may read it. It is compressed
 * when its name ends in `.gz`. The evidence's own `readAt` and `tenant` win; without them `now` and the context are
 * written. Returns the SHA-256 of the record lines. Throws UserError when the file cannot be written.
 */
export function writeEvidenceFile<Item extends { readonly at: RecordPosition }>(
  path: string,
  evidence: Evidence<Item>,
  context: EvidenceFileContext,
  clock: { readonly now: Date },
): Promise<string> {
  return writeEvidenceLines(path, evidence.source, recordLines(evidence.records), context, clock);
}

/**
 * The same for records that are lines already, `recordLine` by `recordLine` in pieces of any length: what is too large to
 * hold. The source is asked for once the lines have ended, and its `records` must be their number.
 */
export async function writeEvidenceLines(
  path: string,
  source: EvidenceSource | (() => EvidenceSource),
  lines: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
  context: EvidenceFileContext,
  clock: { readonly now: Date },
): Promise<string> {
  await removeStale(path);
  const temporary = `${path}.${process.pid}.tmp`;
  const release = trackTemporaryFile(temporary);
  const target = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
  const hash = createHash('sha256');
  let sha256 = '';
  const pieces = async function* (): AsyncGenerator<Buffer | string> {
    const header = headerLine(typeof source === 'function' ? source() : source, context, clock.now);
    yield header;
    for await (const piece of lines) {
      hash.update(piece);
      yield piece;
    }
    sha256 = hash.digest('hex');
    const footer = footerLine(typeof source === 'function' ? source() : source, sha256);
    yield footer;
    if (context.signingKey !== undefined) yield signatureLine(context.signingKey, header, footer);
  };
  try {
    if (path.endsWith('.gz')) await pipeline(pieces, createGzip(), target);
    else await pipeline(pieces, target);
    await flushToDisk(temporary);
    await rename(temporary, path);
    return sha256;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST')
      await rm(temporary, { force: true });
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} could not be written: ${failureReason(error)}.`);
  } finally {
    release();
  }
}

/** A record as a line of an evidence file, line feed included. */
export function recordLine(record: { readonly at: RecordPosition }): string {
  return `${JSON.stringify({ ...record, at: record.at.line }, plainValue)}\n`;
}

/** What a record says, wherever it was met and in whatever order its members were put down. */
export function factsLine({ at: _, ...facts }: { readonly at: RecordPosition }): string {
  const members = Object.entries(facts).sort(([one], [other]) => byText(one, other));
  return `${JSON.stringify(Object.fromEntries(members), plainValue)}\n`;
}

/** The lines of the records in pieces of some length, so that a million of them are not a million writes. */
function* recordLines(records: Iterable<{ readonly at: RecordPosition }>): Generator<string> {
  let batch = '';
  for (const record of records) {
    batch += recordLine(record);
    if (batch.length < batchLength) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}

function headerLine(source: EvidenceSource, context: EvidenceFileContext, now: Date): string {
  const tenant = source.kind === 'entra' ? (source.tenant ?? context.tenant) : context.tenant;
  const domain = source.kind === 'entra' ? context.domain : (source.tenant ?? context.domain);
  const header: EvidenceFileHeader = {
    entraCutoverEvidence: 1,
    kind: source.kind,
    origin: source.origin,
    ...(tenant === undefined ? {} : { tenant }),
    ...(domain === undefined ? {} : { domain }),
    ...(context.server === undefined ? {} : { server: context.server }),
    readAt: source.readAt ?? now.toISOString(),
    tool: context.tool,
    fields: [...source.fields].sort(),
    ...(source.empty?.size ? { empty: [...source.empty].sort() } : {}),
    ...(source.mayBeCut && { mayBeCut: true }),
    ...(context.changesFrom === undefined ? {} : { changesFrom: context.changesFrom }),
  };
  return `${JSON.stringify(header)}\n`;
}

function footerLine(source: EvidenceSource, sha256: string): string {
  const footer: EvidenceFileFooter = {
    records: source.records,
    rejected: source.rejected,
    skipped: source.skipped,
    complete: isComplete(source),
    sha256,
    ...(source.issues.length === 0
      ? {}
      : { issues: source.issues.map(({ problem, at, message }) => ({ problem, line: at.line, message })) }),
  };
  return `${JSON.stringify(footer)}\n`;
}

/** Maps become objects and sets lists, sorted, so that equal evidence gives equal bytes. */
function plainValue(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].sort(([one], [other]) => byText(one, other)));
  return value instanceof Set ? [...value].sort() : value;
}

async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Removes what a process that was killed in the middle of writing has left next to the file. */
async function removeStale(path: string): Promise<void> {
  const entries = await readdir(dirname(path)).catch(() => []);
  for (const entry of entries) {
    const pid = entry.startsWith(`${basename(path)}.`) && /\.(\d+)\.tmp$/.exec(entry)?.[1];
    if (pid && !isRunning(Number(pid))) await rm(join(dirname(path), entry), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
