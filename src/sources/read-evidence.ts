import type { Evidence, EvidenceKind } from '../domain/evidence.js';
import { assertReadableFile, readFileText } from './file-text.js';
import type { FormatReader, FormatResult } from './format-reader.js';
import { applyRemovals, ofEarlierFile } from './graph-json/removed.js';
import { createReadLog, type ReadLog } from './read-log.js';
import { recogniseText } from './recognise.js';

/** Chooses the reader for a file by its first bytes (UTF-8), or says in the log why there is none. */
export type ChooseReader<Item> = (head: Buffer, log: ReadLog) => FormatReader<Item>;

/**
 * Reads files of one kind, one Evidence per file with the path as given for `origin`. Throws UserError, before anything
 * is read, for a path that does not exist, is a directory or may not be read; all else is an issue of its file.
 */
export async function readEvidenceFiles<Item>(
  paths: readonly string[],
  kind: EvidenceKind,
  choose: ChooseReader<Item>,
): Promise<Evidence<Item>[]> {
  for (const path of paths) await assertReadableFile(path);
  const files: ReadFile<Item>[] = [];
  for (const path of paths) files.push(await readFile(path, choose));
  return files.map((file, index) => evidenceOf(file, files.slice(index + 1), kind));
}

/** The same for one file. Throws UserError when the path cannot be read. */
export async function readEvidenceFile<Item>(
  path: string,
  kind: EvidenceKind,
  choose: ChooseReader<Item>,
): Promise<Evidence<Item>> {
  return evidenceOf(await readFile(path, choose), [], kind);
}

interface ReadFile<Item> {
  readonly log: ReadLog;
  readonly sha256: string;
  readonly result: FormatResult<Item>;
}

async function readFile<Item>(path: string, choose: ChooseReader<Item>): Promise<ReadFile<Item>> {
  const log = createReadLog(path);
  let reader: FormatReader<Item> | undefined;
  const sha256 = await readFileText(path, log, (head) => {
    reader = choose(head, log);
    return reader;
  });
  return { log, sha256, result: reader?.result() ?? nothing };
}

/** A page that names a next one is answered for by a file given later with pages of the same collection. */
function evidenceOf<Item>(file: ReadFile<Item>, later: readonly ReadFile<Item>[], kind: EvidenceKind): Evidence<Item> {
  const { log, result } = file;
  const { fields, empty, mayBeCut, readAt, tenant, server, signer } = result;
  const records = later.reduce(
    (kept, { result: { removals } }) => (removals === undefined ? kept : applyRemovals(kept, ofEarlierFile(removals))),
    result.records,
  );
  const missing = result.unfinished?.some(
    (collection) => !later.some((other) => other.result.collections?.includes(collection)),
  );
  if (missing) log.incomplete(1, withoutLastPage);
  return {
    source: {
      kind,
      origin: log.origin,
      sha256: result.sha256 ?? file.sha256,
      records: records.length,
      ...log.summary(),
      ...(readAt === undefined ? {} : { readAt }),
      ...(tenant === undefined ? {} : { tenant }),
      ...(server === undefined ? {} : { server }),
      ...(signer === undefined ? {} : { signer }),
      fields,
      ...(empty?.size ? { empty } : {}),
      ...(mayBeCut && { mayBeCut }),
    },
    records,
  };
}

const withoutLastPage =
  'The last page has an @odata.nextLink, so there are more objects than were saved. Save every page, and give files of pages in their order.';

const nothing = { records: [], fields: new Set<string>() };

/** Takes the text of a file that is of another kind than was asked for, says so, and makes nothing of it. */
export function refuseKind<Item>(head: Buffer, log: ReadLog, expected: string): FormatReader<Item> {
  const recognised = recogniseText(head);
  const found = recognised.format === 'other' ? recognised.found : formatNames[recognised.format];
  log.incomplete(1, `This is ${found}, expected ${expected}.`);
  return { line: 1, push: () => {}, isDone: () => true, end: () => {}, result: () => nothing };
}

const formatNames = {
  csv: 'CSV or other text',
  ldif: 'LDIF',
  json: 'JSON',
  'evidence-file': 'a file that collect wrote for another flag',
} as const;
