import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { UserError } from '../domain/errors.js';
import { failureReason } from '../domain/failure-reason.js';
import { openJournal } from './append-only.js';
import type { JsonValue } from './canonical-json.js';
import { withLock } from './lock.js';
import { replaceFile } from './replace-file.js';

/** Where the key comes from: 32 random bytes as Base64. */
export const journalKeyVariable = 'ENTRA_CUTOVER_JOURNAL_KEY';
const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

/** Sealing takes any key that is kept, opening the one with which it was sealed. */
export type KeyPurpose = 'seal' | 'open';

/** A journal whose lines only the holder of the key can read, or add to. */
export interface SealedJournal {
  readonly path: string;
  /** Every record, oldest first. */
  readonly read: () => Promise<readonly JsonValue[]>;
  /** Adds the records as one line, all or none, and returns once they are on the disk. */
  readonly append: (records: readonly JsonValue[]) => Promise<void>;
}

/**
 * The sealed journal of a stack: values that were replaced, encrypted (AES-256-GCM) line by line. Each line is bound to the
 * stack and to its place, so lines can't be exchanged, left out before the last, or taken from another journal.
 *
 * @param purpose what the key is needed for first: it says what to do where there is none.
 * @throws UserError without a key, or with one that is not 32 bytes.
 */
export function sealedJournal(
  path: string,
  stack: string,
  environment: NodeJS.ProcessEnv,
  purpose: KeyPurpose,
): SealedJournal {
  const key = keyFrom(environment, purpose);
  return {
    path,
    read: async () =>
      (await wholeLines(path)).flatMap((line, index) => recordsOf(unseal(line, key, placeOf(stack, index), path))),
    append: async (records) => {
      if (records.length === 0) return;
      try {
        await mkdir(dirname(path), { recursive: true });
        await withLock(`${path}.lock`, () => append(path, records, key, stack));
      } catch (error) {
        if (error instanceof UserError) throw error;
        throw new UserError(
          `${path}: the journal of replaced values can't be written: ${failureReason(error)}. Nothing is repaired without it.`,
        );
      }
    },
  };
}

/**
 * Writes a sealed file of its own, whole or not at all, in place of the one that was there: a line for each list. Bound to
 * the stack and to its place as the lines of the journal are, and packed, because it holds a whole tenant.
 *
 * @throws UserError without a key, or where it can't be written.
 */
export async function writeSealed(
  path: string,
  stack: string,
  environment: NodeJS.ProcessEnv,
  lists: AsyncIterable<readonly JsonValue[]>,
): Promise<void> {
  const key = keyFrom(environment, 'seal');
  try {
    await replaceFile(path, async (file) => {
      let index = 0;
      for await (const list of lists) {
        const packed = gzipSync(JSON.stringify(list));
        await file.appendFile(`${seal(packed, key, placeOf(stack, index, 'backup'))}\n`);
        index += 1;
      }
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${path} can't be written: ${failureReason(error)}. Nothing is switched without it.`);
  }
}

/**
 * The lists of a file that `writeSealed` wrote, one by one; none where there is no such file.
 *
 * @throws UserError without a key, or where a line can't be opened.
 */
export async function* readSealed(
  path: string,
  stack: string,
  environment: NodeJS.ProcessEnv,
): AsyncGenerator<readonly JsonValue[]> {
  const key = keyFrom(environment, 'open');
  let index = 0;
  for await (const line of linesOf(path)) {
    yield recordsOf(gunzipSync(unseal(line, key, placeOf(stack, index, 'backup'), path)));
    index += 1;
  }
}

async function append(path: string, records: readonly JsonValue[], key: Buffer, stack: string): Promise<void> {
  const lines = await wholeLines(path);
  // A key that can't read what is there would make a journal that nobody can restore from.
  const [last, index] = [lines.at(-1), lines.length - 1];
  if (last !== undefined) unseal(last, key, placeOf(stack, index), path);
  const file = await openJournal(path);
  try {
    // A line that was cut off was never acted upon: nothing is written before its line is on the disk.
    await file.truncate(lines.reduce((bytes, line) => bytes + line.length + 1, 0));
    const bytes = Buffer.from(JSON.stringify(records));
    await file.appendFile(`${seal(bytes, key, placeOf(stack, lines.length))}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

function seal(bytes: Buffer, key: Buffer, place: string): string {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(place));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

function unseal(line: string, key: Buffer, place: string, path: string): Buffer {
  const bytes = Buffer.from(line, 'base64');
  try {
    const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
  } catch {
    throw new UserError(
      `${path}: a line can't be decrypted: ${journalKeyVariable} is not the key it was written with, or the file was changed or belongs to another stack. Nothing was written. ${keyAdvice.open}`,
    );
  }
}

/** What only the holder of the key could write is taken as it stands. */
function recordsOf(bytes: Buffer): JsonValue[] {
  return JSON.parse(bytes.toString('utf8')) as JsonValue[];
}

function placeOf(stack: string, index: number, kind: 'repairs' | 'backup' = 'repairs'): string {
  return `entra-cutover ${kind} 1\n${stack}\n${index}`;
}

/** What to do about a key that is missing or wrong. A new key opens nothing that is there already. */
export const keyAdvice: Readonly<Record<KeyPurpose, string>> = {
  seal: 'Set it to the key that this environment has. If it never had one, make it with `openssl rand -base64 32`, and keep it where the pipeline’s other secrets are.',
  open: 'Set it to the key with which the file was sealed: it is where the pipeline’s other secrets are. No other key, and no new one, can open the file.',
};

const keyUse: Readonly<Record<KeyPurpose, string>> = {
  seal: 'what was there before a write is kept encrypted, and nothing is written without it',
  open: 'what was there before a write was kept encrypted, and can’t be read without it',
};

function keyFrom(environment: NodeJS.ProcessEnv, purpose: KeyPurpose): Buffer {
  const text = environment[journalKeyVariable];
  if (!text) throw new UserError(`${journalKeyVariable} is not set: ${keyUse[purpose]}. ${keyAdvice[purpose]}`);
  const key = Buffer.from(text, 'base64');
  if (key.length !== 32 || key.toString('base64') !== text.trim()) {
    throw new UserError(`${journalKeyVariable} is not the Base64 of 32 bytes. ${keyAdvice[purpose]}`);
  }
  return key;
}

async function wholeLines(path: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(path)) lines.push(line);
  return lines;
}

/** The lines that end: the last one may have been cut off. None where there is no such file. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of chunksOf(path)) {
    const [first = '', ...lines] = chunk.split('\n');
    rest += first;
    for (const line of lines) {
      yield rest;
      rest = line;
    }
  }
}

async function* chunksOf(path: string): AsyncGenerator<string> {
  try {
    yield* createReadStream(path, 'latin1') as AsyncIterable<string>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return;
    throw new UserError(`${path} can't be read: ${failureReason(error)}.`);
  }
}
