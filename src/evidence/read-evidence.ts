import { counted } from '../domain/counted.js';
import type { Evidence, EvidenceKind, EvidenceSource, RecordPosition } from '../domain/evidence.js';
import type { EntraObject } from '../domain/objects.js';
import { assertReadableFile, readFileText } from './file-text.js';
import type { FormatReader, FormatResult } from './format-reader.js';
import { afterDeltas } from './graph-json/delta.js';
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
  return evidenceOfFiles(files, kind);
}

/** The same for one file. Throws UserError when the path cannot be read. */
export async function readEvidenceFile<Item>(
  path: string,
  kind: EvidenceKind,
  choose: ChooseReader<Item>,
): Promise<Evidence<Item>> {
  const [evidence] = evidenceOfFiles([await readFile(path, choose)], kind);
  if (evidence === undefined) throw new Error('one evidence for each file');
  return evidence;
}

interface ReadFile<Item> {
  readonly log: ReadLog;
  readonly sha256: string;
  readonly reader: FormatReader<Item> | undefined;
  readonly result: FormatResult<Item>;
}

async function readFile<Item>(path: string, choose: ChooseReader<Item>): Promise<ReadFile<Item>> {
  const log = createReadLog(path);
  let reader: FormatReader<Item> | undefined;
  const sha256 = await readFileText(path, log, (head) => {
    reader = choose(head, log);
    return reader;
  });
  return { log, sha256, reader, result: reader?.result() ?? nothing };
}

/** What pages say of objects and of pages in files given before counts for these too. */
function evidenceOfFiles<Item>(files: readonly ReadFile<Item>[], kind: EvidenceKind): Evidence<Item>[] {
  checkPages(files);
  checkServices(files);
  const left = afterDeltas(
    files.map(({ result }) => result),
    (removal, record, file) => {
      const { entraObjectId, at } = record as Partial<EntraObject>;
      files[file]?.log.incomplete(at?.line ?? 1, removedAndThere(entraObjectId, removal.at, at));
    },
  );
  files.forEach(({ reader }, index) => {
    reader?.judge?.(left[index] ?? []);
  });
  return files.map(({ log, sha256, result }, index) => {
    const records = left[index] ?? [];
    return { source: sourceOf(kind, log, sha256, result, records.length), records };
  });
}

function removedAndThere(id: string | undefined, removal: RecordPosition, record = removal): string {
  return `The object ${id} is removed by ${removal.origin}, line ${removal.line}, and is in ${record.origin}, line ${record.line}, which is not a page of a delta, so nothing says which of the two is newer. Give the files in the order in which they were read, or export all pages again.`;
}

/**
 * What is known of a file that was read.
 *
 * @param sha256 of its bytes, for content that does not vouch for itself.
 */
export function sourceOf(
  kind: EvidenceKind,
  log: ReadLog,
  sha256: string,
  result: Omit<FormatResult<unknown>, 'records'>,
  records: number,
): EvidenceSource {
  const { fields, empty, mayBeCut, readAt, tenant, server, signer } = result;
  return {
    kind,
    origin: log.origin,
    sha256: result.sha256 ?? sha256,
    records,
    ...log.summary(),
    ...(readAt === undefined ? {} : { readAt }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(server === undefined ? {} : { server }),
    ...(signer === undefined ? {} : { signer }),
    fields,
    ...(empty?.size ? { empty } : {}),
    ...(mayBeCut && { mayBeCut }),
  };
}

/**
 * Says in the logs what is missing of a collection: the page that the last one names, which a file given later may hold, or objects
 * that a page counts. A count is of the whole collection, whatever page says it: of the pages from the first to the one that names
 * no next.
 */
function checkPages(files: readonly ReadFile<unknown>[]): void {
  const all = files.flatMap(({ log, result: { pages = [] } }) => pages.map((page) => ({ ...page, log })));
  for (const name of new Set(all.map(({ collection }) => collection))) {
    let [objects, told]: [number, Set<number>] = [0, new Set()];
    const pages = all.filter(({ collection }) => collection === name);
    for (const page of pages) {
      objects += page.objects;
      if (page.told !== undefined) told.add(page.told);
      if (!page.isLast) continue;
      told.delete(objects);
      for (const count of told) page.log.incomplete(1, otherCount(count, objects));
      [objects, told] = [0, new Set()];
    }
    const last = pages.at(-1);
    if (last?.isLast === false) last.log.incomplete(1, withoutLastPage);
  }
}

/** Says in the logs which pages are of another service than the first: of another cloud, so of another tenant. */
function checkServices(files: readonly ReadFile<unknown>[]): void {
  const all = files.flatMap(({ log, result: { services = [] } }) =>
    [...services].map(([name, line]) => ({ name, line, log })),
  );
  const [first] = all;
  for (const { name, line, log } of all)
    if (first !== undefined && name !== first.name) log.incomplete(line, otherService(name, first));
}

function otherService(name: string, first: { readonly name: string; readonly log: ReadLog }): string {
  return `This is from ${name}, and ${first.log.origin} from ${first.name}: two clouds, which have no tenant in common. Give the pages of one tenant only.`;
}

function otherCount(told: number, objects: number): string {
  return `A page counts ${counted(told, 'object')} (@odata.count), and ${counted(objects, 'is', 'are')} in its pages: the list was cut or changed. Save every page again, and give files of pages in their order.`;
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
