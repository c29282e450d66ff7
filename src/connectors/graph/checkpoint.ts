import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { UserError } from '../../domain/errors.js';
import type { EvidenceSource } from '../../domain/evidence.js';
import { failureReason } from '../../domain/failure-reason.js';
import { recordLine } from '../../evidence/evidence-file/write.js';
import { createLineSplitter } from '../../evidence/lines.js';
import type { CollectedPage, CollectionPosition } from './collection.js';

/** What a checkpoint is good for: the same tenant asked the same questions by the same endpoint. */
export interface CheckpointBinding {
  readonly tenant: string;
  readonly graphUrl: string;
  /** Everything that decides what is read. */
  readonly query: string;
}

/** What a collection must remember besides its records. No token and no credential is in it. */
export interface CollectionNotes {
  readonly changesFrom: Readonly<Record<string, string>>;
  readonly log: Pick<EvidenceSource, 'issues' | 'rejected' | 'skipped'>;
  readonly gaps: readonly string[];
  readonly read: readonly string[];
}

interface Saved extends CheckpointBinding, CollectionNotes {
  readonly entraCutoverCheckpoint: 1;
  /** ISO 8601: when the collection began. */
  readonly readAt: string;
  readonly position: CollectionPosition;
  readonly records: number;
  readonly recordBytes: number;
  /** Of the record lines so far. */
  readonly sha256: string;
  readonly identifierBytes: number;
}

/** A collection on its way, next to the evidence file to be. */
export interface Checkpoint {
  /** What an earlier run left, when it can be gone on from. */
  readonly saved: (CollectionNotes & { readonly readAt: string; readonly position: CollectionPosition }) | undefined;
  /** Adds a page and remembers where to go on. Killed at any moment, the page counts wholly or not at all. */
  readonly append: (page: CollectedPage, readAt: string, notes: CollectionNotes) => Promise<void>;
  /** The identifiers that earlier pages gave. */
  readonly identifiers: () => AsyncGenerator<readonly [id: string, identifier: string]>;
  readonly records: () => number;
  /** The record lines in pieces. */
  readonly lines: () => AsyncIterable<Buffer>;
  /** Forgets everything, so that the collection begins again. */
  readonly restart: () => Promise<void>;
  readonly close: () => Promise<void>;
  /** Once the evidence file is there. */
  readonly remove: () => Promise<void>;
}

/**
 * Opens what an interrupted collection left next to the evidence file, or begins again. Pages stand in `FILE.partial` and
 * `FILE.partial-identifiers`; `FILE.checkpoint` says how much of them counts and is replaced as a whole after each page.
 *
 * @throws UserError when it is of another tenant or endpoint: somebody may still need it. Files can't be written likewise.
 */
export async function openCheckpoint(output: string, binding: CheckpointBinding): Promise<Checkpoint> {
  const paths = {
    state: `${output}.checkpoint`,
    records: `${output}.partial`,
    identifiers: `${output}.partial-identifiers`,
  };
  await mkdir(dirname(output), { recursive: true });
  let saved = await readSaved(paths.state, binding);
  const hash = saved && (await hashOf(paths.records, saved.recordBytes));
  // A partial file that is shorter or other than what was remembered is of no use.
  if (saved !== undefined && hash?.copy().digest('hex') !== saved.sha256) saved = undefined;
  let running = saved === undefined || hash === undefined ? createHash('sha256') : hash;
  let [records, recordBytes, identifierBytes] = [
    saved?.records ?? 0,
    saved?.recordBytes ?? 0,
    saved?.identifierBytes ?? 0,
  ];
  const files = await openPartials(paths, { recordBytes, identifierBytes });

  return {
    saved,
    async append(page, readAt, notes) {
      const lines = Buffer.from(page.records.map(recordLine).join(''));
      const pairs = Buffer.from(page.identifiers.map(([id, identifier]) => `${id} ${identifier}\n`).join(''));
      await Promise.all([
        files.records.write(lines, 0, lines.length, recordBytes),
        files.identifiers.write(pairs, 0, pairs.length, identifierBytes),
      ]);
      running.update(lines);
      records += page.records.length;
      recordBytes += lines.length;
      identifierBytes += pairs.length;
      const state: Saved = {
        entraCutoverCheckpoint: 1,
        ...binding,
        ...notes,
        readAt,
        position: page.after,
        records,
        recordBytes,
        sha256: running.copy().digest('hex'),
        identifierBytes,
      };
      // What somebody put under that name is taken away, never written through.
      await rm(`${paths.state}.tmp`, { force: true });
      await writeFile(`${paths.state}.tmp`, JSON.stringify(state), { mode: 0o600, flag: 'wx' });
      await rename(`${paths.state}.tmp`, paths.state);
    },
    identifiers: () => readPairs(paths.identifiers, identifierBytes),
    records: () => records,
    lines: () => pieces(paths.records, recordBytes),
    async restart() {
      [records, recordBytes, identifierBytes] = [0, 0, 0];
      running = createHash('sha256');
      await Promise.all([files.records.truncate(0), files.identifiers.truncate(0)]);
      await rm(paths.state, { force: true });
    },
    async close() {
      await Promise.all([files.records.close(), files.identifiers.close()]);
    },
    async remove() {
      for (const path of [paths.state, paths.records, paths.identifiers]) await rm(path, { force: true });
    },
  };
}

async function readSaved(path: string, binding: CheckpointBinding): Promise<Saved | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const state = parse(text);
  if (state === undefined) return undefined;
  if (state.tenant !== binding.tenant || state.graphUrl !== binding.graphUrl) {
    throw new UserError(
      `${path} is the checkpoint of tenant ${state.tenant} at ${state.graphUrl}, and this collection is of ${binding.tenant} at ${binding.graphUrl}. Finish that one, or remove its checkpoint, or name another output.`,
    );
  }
  // Another version asks other questions: its pages do not fit these.
  return state.query === binding.query ? state : undefined;
}

const count = z.int().min(0);
const savedState = z.looseObject({
  entraCutoverCheckpoint: z.literal(1),
  tenant: z.string(),
  graphUrl: z.string(),
  query: z.string(),
  changesFrom: z.record(z.string(), z.string()),
  log: z.looseObject({ issues: z.array(z.looseObject({})), rejected: count, skipped: count }),
  gaps: z.array(z.string()),
  read: z.array(z.string()),
  readAt: z.iso.datetime(),
  position: z.looseObject({ step: count, next: z.string().optional(), objects: count }),
  records: count,
  recordBytes: count,
  sha256: z.string(),
  identifierBytes: count,
});

/** What was saved, or undefined for what no collection writes: then it begins again. */
function parse(text: string): Saved | undefined {
  try {
    const { data } = savedState.safeParse(JSON.parse(text));
    return data as Saved | undefined;
  } catch {
    return undefined;
  }
}

/** What stands beyond the counted bytes belongs to a page that was cut off: it is read again. */
async function openPartials(
  paths: { readonly records: string; readonly identifiers: string },
  counted: { readonly recordBytes: number; readonly identifierBytes: number },
): Promise<{ readonly records: FileHandle; readonly identifiers: FileHandle }> {
  const at = async (path: string, bytes: number): Promise<FileHandle> => {
    let file: FileHandle | undefined;
    try {
      if (bytes === 0) await rm(path, { force: true });
      file = await open(path, bytes === 0 ? 'wx+' : 'r+', 0o600);
      await file.truncate(bytes);
      return file;
    } catch (error) {
      await file?.close();
      throw new UserError(`${path} can't be written: ${failureReason(error)}.`);
    }
  };
  const records = await at(paths.records, counted.recordBytes);
  try {
    return { records, identifiers: await at(paths.identifiers, counted.identifierBytes) };
  } catch (error) {
    await records.close();
    throw error;
  }
}

async function hashOf(path: string, bytes: number): Promise<Hash | undefined> {
  const hash = createHash('sha256');
  try {
    for await (const piece of pieces(path, bytes)) hash.update(piece);
    return hash;
  } catch {
    return undefined;
  }
}

async function* pieces(path: string, bytes: number): AsyncGenerator<Buffer> {
  if (bytes > 0) yield* createReadStream(path, { end: bytes - 1, highWaterMark: 1024 * 1024 });
}

async function* readPairs(path: string, bytes: number): AsyncGenerator<readonly [string, string]> {
  let pairs: [string, string][] = [];
  const splitter = createLineSplitter((line) => {
    const [, id = '', identifier = ''] = /^(\S+) (.*)$/.exec(line.toString('utf8')) ?? [];
    pairs.push([id, identifier]);
  });
  for await (const piece of pieces(path, bytes)) {
    splitter.push(piece);
    yield* pairs;
    pairs = [];
  }
}
