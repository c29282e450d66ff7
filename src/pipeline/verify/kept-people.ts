import { createHmac, createSecretKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { z } from 'zod';
import { replaceFile } from '../../audit/index.js';
import { UserError } from '../../domain/errors.js';
import { failureReason } from '../../domain/failure-reason.js';
import type { KeyedDigest } from '../../validation/verify-people.js';

// Files that keep, next to the journal, what people were before a write, for who verifies it after: one line a person, and no names.

/** Digests by a key: the same text has the same one, and without the key nobody finds it out. */
export function keyed(key: string): KeyedDigest {
  const secret = createSecretKey(key, 'utf8');
  return (text) => createHmac('sha256', secret).update(text).digest('base64url').slice(0, 22);
}

/** Writes a file of JSON lines, all or nothing, for its owner alone. */
export async function writeLines(path: string, lines: readonly unknown[]): Promise<void> {
  await replaceFile(path, (file) => file.writeFile(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`));
}

/**
 * Reads what `writeLines` wrote, the first line being a header that counts the people; undefined where there is no such file.
 *
 * @throws UserError for a file that is cut off or something else.
 */
export async function readLines<Header extends { readonly people: number }, Person>(
  path: string,
  headerOf: z.ZodType<Header>,
  personOf: z.ZodType<Person>,
  what: string,
): Promise<{ readonly header: Header; readonly people: readonly Person[] } | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new UserError(`${path}: the ${what} can't be read: ${failureReason(error)}.`);
  });
  if (text === undefined) return undefined;
  try {
    const [first = '', ...rest] = text.split('\n').filter((line) => line !== '');
    const found = headerOf.parse(JSON.parse(first));
    const people = rest.map((line) => personOf.parse(JSON.parse(line)));
    if (people.length === found.people) return { header: found, people };
  } catch {
    // Told below, as a file that is cut off is.
  }
  throw new UserError(`${path}: this is not the whole list of the ${what}, so nobody can be verified by it.`);
}
