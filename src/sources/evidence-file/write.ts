import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { UserError } from '../../domain/errors.js';
import type { Evidence, RecordPosition } from '../../domain/evidence.js';
import { isComplete } from '../read-log.js';
import type { EvidenceFileFooter, EvidenceFileHeader } from './format.js';

/** What the writer knows beyond the evidence itself. `tool` is `entra-cutover x.y.z`. */
export type EvidenceFileContext = Pick<EvidenceFileHeader, 'tool' | 'tenant' | 'domain'>;

/** How many characters are put together before they are written. */
const batchLength = 256 * 1024;

/**
 * Writes evidence as NDJSON: header, one record a line (`at` is the line in the origin), footer with counts and SHA-256.
 * The file appears whole or not at all (temporary file, fsync, rename) and only its owner may read it. It is compressed
 * when its name ends in `.gz`. The evidence's own `readAt` and `tenant` win; without them `now` and the context are
 * written. Returns the SHA-256 of the record lines. Throws UserError when the file cannot be written.
 */
export async function writeEvidenceFile<Item extends { readonly at: RecordPosition }>(
  path: string,
  evidence: Evidence<Item>,
  context: EvidenceFileContext,
  clock: { readonly now: Date },
): Promise<string> {
  const temporary = `${path}.${process.pid}.tmp`;
  const hash = createHash('sha256');
  const lines = linesOf(evidence, context, clock.now, hash);
  const target = createWriteStream(temporary, { flags: 'wx', mode: 0o600 });
  let sha256 = '';
  const batches = async function* (): AsyncGenerator<Buffer> {
    sha256 = yield* batched(lines);
  };
  try {
    if (path.endsWith('.gz')) await pipeline(batches, createGzip(), target);
    else await pipeline(batches, target);
    await flushToDisk(temporary);
    await rename(temporary, path);
    return sha256;
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EEXIST')
      await rm(temporary, { force: true });
    throw new UserError(`${path} could not be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The lines of the file, each with its line feed; returns the hash of the record lines. */
function* linesOf<Item extends { readonly at: RecordPosition }>(
  { source, records }: Evidence<Item>,
  context: EvidenceFileContext,
  now: Date,
  hash: ReturnType<typeof createHash>,
): Generator<string, string> {
  const tenant = source.kind === 'entra' ? (source.tenant ?? context.tenant) : context.tenant;
  const domain = source.kind === 'entra' ? context.domain : (source.tenant ?? context.domain);
  const header: EvidenceFileHeader = {
    entraCutoverEvidence: 1,
    kind: source.kind,
    origin: source.origin,
    ...(tenant === undefined ? {} : { tenant }),
    ...(domain === undefined ? {} : { domain }),
    readAt: source.readAt ?? now.toISOString(),
    tool: context.tool,
    fields: [...source.fields].sort(),
  };
  yield `${JSON.stringify(header)}\n`;
  for (const record of records) {
    const line = `${JSON.stringify({ ...record, at: record.at.line }, plainValue)}\n`;
    hash.update(line);
    yield line;
  }
  const sha256 = hash.digest('hex');
  const footer: EvidenceFileFooter = {
    records: records.length,
    rejected: source.rejected,
    skipped: source.skipped,
    complete: isComplete(source),
    sha256,
    ...(source.issues.length === 0
      ? {}
      : { issues: source.issues.map(({ problem, at, message }) => ({ problem, line: at.line, message })) }),
  };
  yield `${JSON.stringify(footer)}\n`;
  return sha256;
}

/** Maps become objects and sets lists, sorted, so that equal evidence gives equal bytes. */
function plainValue(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].sort(([one], [other]) => (one < other ? -1 : 1)));
  return value instanceof Set ? [...value].sort() : value;
}

function* batched(lines: Generator<string, string>): Generator<Buffer, string> {
  let batch = '';
  for (;;) {
    const next = lines.next();
    if (next.done) {
      yield Buffer.from(batch);
      return next.value;
    }
    batch += next.value;
    if (batch.length < batchLength) continue;
    yield Buffer.from(batch);
    batch = '';
  }
}

async function flushToDisk(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
