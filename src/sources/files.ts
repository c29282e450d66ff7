import type { Evidence, EvidenceKind } from '../domain/evidence.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { entraTable } from './csv/entra.js';
import { onPremTable } from './csv/on-prem.js';
import { createCsvReader } from './csv/read.js';
import { createEvidenceFileReader } from './evidence-file/read.js';
import { reviveEntraObject, reviveOnPremObject } from './evidence-file/revive.js';
import { assertReadableFile, readFileText } from './file-text.js';
import type { FormatReader, FormatResult } from './format-reader.js';
import { createGraphJsonReader } from './graph-json/read.js';
import { createLdifReader } from './ldif/read.js';
import { createReadLog, type ReadLog } from './read-log.js';
import { type Recognised, recogniseText } from './recognise.js';

/** The readers of one side: each format that it has evidence in. */
interface Side<Item> {
  readonly kind: EvidenceKind;
  /** What the files of this side are, for a message. */
  readonly expected: string;
  readonly readers: Partial<
    Record<Exclude<Recognised['format'], 'other'>, (head: Buffer, log: ReadLog) => FormatReader<Item>>
  >;
}

const onPremSide: Side<OnPremObject> = {
  kind: 'onPrem',
  expected: 'an export of Active Directory (CSV, csvde, LDIF or a file that collect wrote)',
  readers: {
    csv: (head, log) => createCsvReader(head, log, (header, line) => onPremTable(header, line, log)),
    ldif: (_head, log) => createLdifReader(log),
    'evidence-file': (_head, log) => createEvidenceFileReader('onPrem', log, reviveOnPremObject),
  },
};

const entraSide: Side<EntraObject> = {
  kind: 'entra',
  expected: 'an export of Entra (CSV, Graph JSON or a file that collect wrote)',
  readers: {
    csv: (head, log) => createCsvReader(head, log, (header, line) => entraTable(header, line, log)),
    json: (_head, log) => createGraphJsonReader(log),
    'evidence-file': (_head, log) => createEvidenceFileReader('entra', log, reviveEntraObject),
  },
};

/**
 * Reads on-premises evidence, one Evidence per file with the path as given for `origin`. Formats are recognised by
 * content. Throws UserError for a path that does not exist, is a directory or may not be read; all else is an issue.
 */
export function readOnPremFiles(paths: readonly string[]): Promise<Evidence<OnPremObject>[]> {
  return readFiles(paths, onPremSide);
}

/** Reads Entra evidence, one Evidence per file with the path as given for `origin`. Throws as `readOnPremFiles` does. */
export function readEntraFiles(paths: readonly string[]): Promise<Evidence<EntraObject>[]> {
  return readFiles(paths, entraSide);
}

async function readFiles<Item>(paths: readonly string[], side: Side<Item>): Promise<Evidence<Item>[]> {
  for (const path of paths) await assertReadableFile(path);
  const files: ReadFile<Item>[] = [];
  for (const path of paths) files.push(await readFile(path, side));
  return files.map((file, index) => evidenceOf(file, files.slice(index + 1), side.kind));
}

interface ReadFile<Item> {
  readonly log: ReadLog;
  readonly sha256: string;
  readonly result: FormatResult<Item>;
}

async function readFile<Item>(path: string, side: Side<Item>): Promise<ReadFile<Item>> {
  const log = createReadLog(path);
  let reader: FormatReader<Item> = ignoringReader();
  const sha256 = await readFileText(path, log, (head) => {
    reader = readerFor(head, side, log);
    return reader;
  });
  return { log, sha256, result: reader.result() };
}

/** The evidence of one file. A page that names a next one is answered for by a file given later with pages of its kind. */
function evidenceOf<Item>(file: ReadFile<Item>, later: readonly ReadFile<Item>[], kind: EvidenceKind): Evidence<Item> {
  const { log, result } = file;
  const { records, fields, readAt, tenant } = result;
  const missing = result.unfinished?.filter(
    (collection) => !later.some((other) => other.result.collections?.includes(collection)),
  );
  if (missing?.length) log.incomplete(1, withoutLastPage);
  return {
    source: {
      kind,
      origin: log.origin,
      sha256: result.sha256 ?? file.sha256,
      records: records.length,
      ...log.summary(),
      ...(readAt === undefined ? {} : { readAt }),
      ...(tenant === undefined ? {} : { tenant }),
      fields,
    },
    records,
  };
}

const withoutLastPage =
  'The last page has an @odata.nextLink, so there are more objects than were saved. Save every page, and give files of pages in their order.';

function readerFor<Item>(head: Buffer, side: Side<Item>, log: ReadLog): FormatReader<Item> {
  const recognised = recogniseText(head);
  const create = recognised.format === 'other' ? undefined : side.readers[recognised.format];
  if (create !== undefined) return create(head, log);
  const found = recognised.format === 'other' ? recognised.found : recognised.format === 'ldif' ? 'LDIF' : 'JSON';
  log.incomplete(1, `This is ${found}, expected ${side.expected}.`);
  return ignoringReader();
}

/** Takes the text of a file that is of another kind, and makes nothing of it. */
function ignoringReader<Item>(): FormatReader<Item> {
  return { line: 1, push: () => {}, end: () => {}, result: () => ({ records: [], fields: new Set() }) };
}
