import { readFile } from 'node:fs/promises';
import { UserError } from '../../../domain/errors.js';
import { failureReason } from '../../../domain/failure-reason.js';
import { DamagedGzip, unpacked } from '../../../evidence/gzip.js';
import { recogniseBinary } from '../../../evidence/recognise.js';
import { decodingFor, UndecodableText } from '../../../evidence/text-decoding.js';

type Encoding = 'utf8' | 'utf8-mark' | 'utf16le' | 'utf16be';

export interface TextFile {
  readonly path: string;
  readonly text: string;
  readonly encoding: Encoding;
}

const largestBytes = 256 * 1024 * 1024;

/** The whole text of a file, compressed or not. Throws UserError for what is none. */
export async function readText(path: string): Promise<TextFile> {
  try {
    const bytes = await unpack(path, await readFile(path));
    const binary = recogniseBinary(bytes);
    if (binary !== undefined) throw new UserError(`${path} is ${binary}, expected a text.`);
    const decoding = decodingFor(bytes);
    const text = decoding.decode(bytes).toString('utf8');
    decoding.finish();
    return { path, text, encoding: encodingOf(bytes) };
  } catch (error) {
    if (error instanceof UserError) throw error;
    if (error instanceof UndecodableText || error instanceof DamagedGzip)
      throw new UserError(`${path}: ${error.message}`);
    throw new UserError(`${path} can't be read: ${failureReason(error)}.`);
  }
}

async function unpack(path: string, file: Buffer): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  async function* whole(): AsyncGenerator<Buffer> {
    yield file;
  }
  for await (const piece of unpacked(whole())) {
    length += piece.length;
    if (length > largestBytes)
      throw new UserError(`${path} is larger than ${largestBytes / 1024 / 1024} MiB: share a part of it.`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function encodingOf(bytes: Buffer): Encoding {
  const head = bytes.toString('hex', 0, 3);
  if (head.startsWith('fffe')) return 'utf16le';
  if (head.startsWith('feff')) return 'utf16be';
  return head === 'efbbbf' ? 'utf8-mark' : 'utf8';
}

/** The text as the file had it: its encoding, with its byte order mark. */
export function encodeText(text: string, encoding: Encoding): Buffer {
  if (encoding === 'utf8') return Buffer.from(text);
  const bytes = Buffer.from(`\ufeff${text}`, encoding === 'utf8-mark' ? 'utf8' : 'utf16le');
  return encoding === 'utf16be' ? bytes.swap16() : bytes;
}
