import { createHash } from 'node:crypto';
import { constants, createReadStream, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import type { TextSink } from './format-reader.js';
import { DamagedGzip, unpacked } from './gzip.js';
import { pipeBytes } from './pipe.js';
import type { ReadLog } from './read-log.js';
import { tellReading } from './reading.js';
import { recogniseBinary } from './recognise.js';
import { decodingFor, type TextDecoding, UndecodableText } from './text-decoding.js';

const chunkBytes = 256 * 1024;
/** Enough for every header line met in practice; recognition looks no further. */
const headBytes = 64 * 1024;

/**
 * Returns the size of the file in bytes. Throws a UserError with one sentence when the path does not exist, is a directory
 * or may not be read.
 */
export async function assertReadableFile(path: string): Promise<number> {
  return (await statReadable(path)).size;
}

async function statReadable(path: string): Promise<Stats> {
  try {
    const found = await stat(path);
    const isDevice = found.isBlockDevice() || (found.isCharacterDevice() && path !== '/dev/null');
    // A device may have no end.
    if (isDevice || found.isSocket())
      throw new UserError(`${path} is a ${isDevice ? 'device' : 'socket'}; give the path of a file, or a pipe.`);
    if (found.isDirectory()) throw new UserError(`${path} is a directory; give the path of a file.`);
    await access(path, constants.R_OK);
    return found;
  } catch (error) {
    throw asUserError(path, error);
  }
}

/**
 * Streams the text of a file into the sink that `chooseSink` returns for its first bytes (as UTF-8, up to 64 KiB).
 * Gzip is unpacked. What is wrong with the content goes to the log; afterwards the rest of the file is still read, so
 * that the hash is always of the whole file. Returns the SHA-256 of the file's bytes (lower-case hex).
 * Throws UserError when the path cannot be read.
 */
export async function readFileText(
  path: string,
  log: ReadLog,
  chooseSink: (head: Buffer) => TextSink,
): Promise<string> {
  const found = await statReadable(path);
  const hash = createHash('sha256');
  const stream = found.isFIFO() ? pipeBytes(path) : createReadStream(path, { highWaterMark: chunkBytes });
  const bytes = seen(stream, (chunk) => {
    hash.update(chunk);
    tellReading({ what: path, count: chunk.length, unit: 'bytes', expected: found.size || undefined });
  });
  const feed = createFeed(log, chooseSink);
  try {
    for await (const chunk of unpacked(bytes)) {
      feed.push(chunk);
      // What writes into a pipe may never end.
      if (found.isFIFO() && feed.isDone()) return hash.digest('hex');
    }
    feed.end();
  } catch (error) {
    if (error instanceof DamagedGzip) log.incomplete(1, `${error.message} Copy the file again.`);
    else throw asUserError(path, error);
  }
  // A damaged archive ends the loop early; the file's hash must not depend on where.
  for await (const _ of bytes);
  return hash.digest('hex');
}

interface Feed {
  /** True when nothing that follows can change anything. */
  isDone(): boolean;
  push(chunk: Buffer): void;
  end(): void;
}

/** Decodes the bytes, collects the head, chooses the sink and feeds it, until something undecodable is met. */
function createFeed(log: ReadLog, chooseSink: (head: Buffer) => TextSink): Feed {
  let raw: Buffer | undefined = Buffer.alloc(0);
  let decoding: TextDecoding | undefined;
  let head: Buffer = Buffer.alloc(0);
  let sink: TextSink | undefined;
  let broken = false;

  const pushText = (text: Buffer, last: boolean): void => {
    if (sink !== undefined) {
      sink.push(text);
      return;
    }
    head = head.length === 0 ? text : Buffer.concat([head, text]);
    if (head.length === 0 || (head.length < headBytes && !last)) return;
    sink = chooseSink(head.subarray(0, headBytes));
    sink.push(head);
  };
  const guarded = (step: () => void): void => {
    if (broken) return;
    try {
      step();
    } catch (error) {
      if (!(error instanceof UndecodableText)) throw error;
      broken = true;
      if (head.length + error.valid.length > 0) pushText(error.valid, true);
      log.incomplete(sink?.line ?? 1, error.message);
    }
  };
  const decode = (chunk: Buffer): void => {
    if (decoding === undefined) {
      raw = Buffer.concat([raw ?? chunk.subarray(0, 0), chunk]);
      if (raw.length < 4) return;
      decoding = textDecodingFor(raw);
      chunk = raw;
      raw = undefined;
    }
    pushText(decoding.decode(chunk), false);
  };
  return {
    isDone: () => broken || sink?.isDone?.() === true,
    push: (chunk) => guarded(() => decode(chunk)),
    end: () =>
      guarded(() => {
        if (raw !== undefined && raw.length > 0) {
          decoding = textDecodingFor(raw);
          pushText(decoding.decode(raw), false);
        }
        decoding?.finish();
        pushText(Buffer.alloc(0), true);
        if (sink === undefined) log.incomplete(1, 'The file is empty, expected records. Export it again.');
        sink?.end();
      }),
  };
}

function textDecodingFor(start: Buffer): TextDecoding {
  const binary = recogniseBinary(start);
  if (binary !== undefined) throw new UndecodableText(`This is ${binary}, expected text.`, start.subarray(0, 0));
  return decodingFor(start);
}

async function* seen(stream: AsyncIterable<Buffer>, see: (chunk: Buffer) => void): AsyncGenerator<Buffer> {
  for await (const chunk of stream) {
    see(chunk);
    yield chunk;
  }
}

function asUserError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new UserError(`${path} does not exist; check the path.`);
    case 'EISDIR':
      return new UserError(`${path} is a directory; give the path of a file.`);
    case 'EACCES':
    case 'EPERM':
      return new UserError(`${path} may not be read by this user; grant read access or copy the file.`);
    default:
      return typeof error.code === 'string' && /^E[A-Z]+$/.test(error.code)
        ? new UserError(`${path} could not be read: ${failureReason(error)}.`)
        : error;
  }
}
