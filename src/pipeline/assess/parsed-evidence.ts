import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Evidence } from '../../domain/evidence.js';

type ReadFiles<Item> = (paths: readonly string[]) => Promise<Evidence<Item>[]>;

interface Parsed {
  readonly sha256: string;
  readonly evidence: Promise<Evidence<unknown>[]>;
}

/** What this process has parsed: by the reader, then by path. */
const parsedBy = new WeakMap<object, Map<string, Parsed>>();

/**
 * Reads one evidence file, and parses it only where its bytes are others than the last time in this process: an update judges the same
 * files before each write. What is given holds the hash that was taken while it was parsed, so it is never taken for another file.
 *
 * @throws UserError as the reader does.
 */
export async function readParsed<Item>(path: string, read: ReadFiles<Item>): Promise<Evidence<Item>[]> {
  const sha256 = await hashOf(path);
  // Where there is no file to hash, the reader says why, or reads what can be read only once.
  if (sha256 === undefined) return read([path]);
  const parsed = parsedBy.get(read) ?? new Map<string, Parsed>();
  parsedBy.set(read, parsed);
  const earlier = parsed.get(path);
  // The reader is the key: what it has read are its items.
  if (earlier?.sha256 === sha256) return earlier.evidence as Promise<Evidence<Item>[]>;
  const evidence = read([path]).then(async (found) => {
    // Replaced meanwhile, what was parsed may be of other bytes than were hashed.
    if ((await hashOf(path)) !== sha256) forget();
    return found;
  });
  const own: Parsed = { sha256, evidence };
  parsed.set(path, own);
  const forget = (): void => {
    if (parsed.get(path) === own) parsed.delete(path);
  };
  evidence.catch(forget);
  return evidence;
}

/** The SHA-256 of a regular file's bytes; undefined for anything else. */
async function hashOf(path: string): Promise<string | undefined> {
  try {
    if (!(await stat(path)).isFile()) return undefined;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk);
    return hash.digest('hex');
  } catch {
    return undefined;
  }
}
