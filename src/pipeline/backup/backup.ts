import { rename } from 'node:fs/promises';
import { z } from 'zod';
import { type JsonValue, readSealed, writeSealed } from '../../audit/index.js';
import type { GraphClient } from '../../connectors/graph/client.js';
import { type CollectionStepName, collectTenant } from '../../connectors/graph/collection.js';
import { createSubReadLog, readTenantId } from '../../connectors/graph/read.js';
import { counted } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import { type EntraRecord, isEntraObject, isServiceFact } from '../../domain/service.js';
import { reviveEntraRecord } from '../../evidence/evidence-file/revive.js';
import { isObject } from '../../evidence/evidence-file/shapes.js';
import { recordLine } from '../../evidence/evidence-file/write.js';
import { tellReading } from '../../evidence/reading.js';

/** Everything that a cutover could take, as it was before the first write. */
export interface Backup {
  readonly header: BackupHeader;
  readonly records: readonly EntraRecord[];
}

export interface BackupHeader {
  /** When it was read (ISO 8601, UTC). */
  readonly at: string;
  /** Which cutover of the environment it is of: how many rollbacks came before it. */
  readonly round: number;
  readonly tenant: string;
}

/** Users with licenses and managers, the recycle bin, groups with members, contacts. */
const wanted: readonly CollectionStepName[] = ['users', 'deletedUsers', 'groups', 'contacts'];
/** The parts of a reading that have all of that. */
const wantedParts = ['users', 'groups', 'contacts'];
/** Records in one sealed line. */
const pageLength = 1000;

/** Where the backup is kept: sealed, next to the journal. `audit/prod.jsonl` has `audit/prod.before.sealed`. */
export function backupPath(journal: string): string {
  return `${journal.replace(/\.jsonl$/, '')}.before.sealed`;
}

const header = z.object({ entraCutoverBackup: z.literal(1), at: z.string(), round: z.number(), tenant: z.string() });
const footer = z.object({ records: z.number() });

/**
 * Keeps everything that a cutover could take, sealed, unless that of this cutover is kept already: what is there after the first
 * write is no longer what was there before. The one of an earlier cutover stays next to it under its time.
 *
 * @param readEarlier gives what the assessment has read, as it is now; where that lacks something, the tenant is read as a whole.
 * @returns what was kept, in words; undefined where it was there.
 * @throws UserError without the key, where the tenant can't be read whole, and where the file can't be written: then nothing
 * may be switched.
 */
export async function keepBackup(
  client: GraphClient,
  where: { readonly journal: string; readonly stack: string; readonly environment: NodeJS.ProcessEnv },
  { round, at }: Pick<BackupHeader, 'round' | 'at'>,
  readEarlier: () => Promise<Evidence<EntraRecord> | undefined> = async () => undefined,
): Promise<string | undefined> {
  const { journal, stack, environment } = where;
  const path = backupPath(journal);
  const earlier = await readHeader(path, stack, environment);
  if (earlier?.round === round) return undefined;
  if (earlier !== undefined) await rename(path, path.replace(/\.sealed$/, `-${earlier.at.replaceAll(':', '')}.sealed`));
  const counts = { user: 0, group: 0, contact: 0, device: 0 };
  await writeSealed(path, stack, environment, lines());
  return [
    counted(counts.user, 'person', 'people'),
    counted(counts.group, 'group'),
    counted(counts.contact, 'contact'),
  ].join(', ');

  async function* lines(): AsyncGenerator<readonly JsonValue[]> {
    const tenant = await readTenantId(client);
    yield [{ entraCutoverBackup: 1, at, round, tenant }];
    let records = 0;
    const earlier = await readEarlier();
    for await (const page of pagesOfReading(earlier, tenant) ?? pagesOf(client, new Date(at))) {
      for (const record of page)
        if (isEntraObject(record) && record.deletedDateTime === undefined) counts[record.objectType] += 1;
      records += page.length;
      yield page.map((record) => recordLine(record));
    }
    yield [{ records }];
  }
}

/** A reading as a backup holds it, page by page; undefined where it is incomplete, or of another tenant. */
function pagesOfReading(
  reading: Evidence<EntraRecord> | undefined,
  tenant: string,
): Iterable<readonly EntraRecord[]> | undefined {
  if (reading === undefined) return undefined;
  const { source, records } = reading;
  const isWhole = source.issues.length === 0 && source.rejected === 0 && source.tenant === tenant;
  if (!isWhole || wantedParts.some((part) => !source.fields.has(part))) return undefined;
  return pagesOfRecords(records);
}

function* pagesOfRecords(records: readonly EntraRecord[]): Generator<readonly EntraRecord[]> {
  for (let start = 0; start < records.length; start += pageLength) {
    const page = records
      .slice(start, start + pageLength)
      .filter(isWanted)
      .map(withoutIdentifier);
    if (page.length > 0) yield page;
  }
}

function isWanted(record: EntraRecord): boolean {
  return isServiceFact(record) ? record.fact === 'licence' : record.objectType !== 'device';
}

/** What beta alone shows belongs to no backup: the plan of its way back reads none of it. */
function withoutIdentifier(record: EntraRecord): EntraRecord {
  if (isServiceFact(record)) return record;
  const { onPremisesObjectIdentifier: _, ...rest } = record;
  return rest;
}

/**
 * The tenant as a backup holds it, page by page.
 *
 * @throws UserError where a part was refused or not understood: half of it would look like a loss, or hide one.
 */
export async function* pagesOf(client: GraphClient, readAt: Date): AsyncGenerator<readonly EntraRecord[]> {
  const log = createSubReadLog(client);
  for await (const { records, step } of collectTenant({ client, log, readAt, only: wanted })) {
    tellReading({ what: `Microsoft Graph, ${step}`, count: records.length, unit: 'objects' });
    if (records.length > 0) yield records;
  }
  const [issue] = log.log.summary().issues;
  if (issue !== undefined) throw new UserError(`The tenant was not read whole: ${issue.message}`);
}

/**
 * The backup of a stack, or undefined where none was kept.
 *
 * @throws UserError without the key, or where the file is not whole.
 */
export async function readBackup(
  path: string,
  stack: string,
  environment: NodeJS.ProcessEnv,
): Promise<Backup | undefined> {
  const lists: (readonly JsonValue[])[] = [];
  for await (const list of readSealed(path, stack, environment)) lists.push(list);
  if (lists.length === 0) return undefined;
  const [first, last] = [header.safeParse(lists[0]?.[0]), footer.safeParse(lists.at(-1)?.[0])];
  const records = lists.slice(1, -1).flatMap((list) => list.map((line, index) => revived(line, path, index + 1)));
  if (!first.success || !last.success || last.data.records !== records.length)
    throw new UserError(
      `${path}: this backup is not whole. Take it from the audit branch (entra-cutover audit fetch).`,
    );
  const { at, round, tenant } = first.data;
  return { header: { at, round, tenant }, records };
}

async function readHeader(
  path: string,
  stack: string,
  environment: NodeJS.ProcessEnv,
): Promise<BackupHeader | undefined> {
  for await (const [first] of readSealed(path, stack, environment)) return header.safeParse(first).data;
  return undefined;
}

function revived(line: JsonValue, origin: string, position: number): EntraRecord {
  const json: unknown = typeof line === 'string' ? JSON.parse(line) : undefined;
  if (!isObject(json)) throw new UserError(`${origin}: this backup holds something other than objects of a tenant.`);
  return reviveEntraRecord(json, { origin, line: position });
}
