import { copyFile, readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { type JsonValue, readSealed, writeSealed } from '../../audit/index.js';
import type { GraphClient } from '../../connectors/graph/client.js';
import { type CollectionStepName, collectTenant } from '../../connectors/graph/collection.js';
import { createSubReadLog, readTenantId } from '../../connectors/graph/read.js';
import { byText } from '../../domain/by-text.js';
import { isYoungerThan } from '../../domain/clock.js';
import { counted } from '../../domain/counted.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import { failureReason } from '../../domain/failure-reason.js';
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
  /** How many waves of it were verified by then. */
  readonly wave: number;
  readonly tenant: string;
}

/** When a backup is asked for. */
export interface BackupMoment extends Pick<BackupHeader, 'round' | 'at'> {
  /** How many waves are verified; left out by anyone who does not know of waves. */
  readonly wave?: number | undefined;
  /** When a sync last could write in this cutover (ISO 8601, UTC); left out where none could. */
  readonly lastSync?: string | undefined;
}

/** Longer than a night's work. A cutover that begins later finds people who came, moved and left since. */
export const oldestHours = 12;

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

/** Earlier backups of the environment, the last one first: each lies next to the journal under its time. */
export async function earlierBackups(directory: string, journal: string): Promise<readonly string[]> {
  const names = await readdir(dirname(resolve(directory, journal))).catch(() => []);
  const paths = names.map((name) => join(dirname(journal), name).replaceAll('\\', '/'));
  return paths.filter((path) => isEarlierBackup(path, journal)).sort((one, other) => byText(other, one));
}

/** True for the path of an earlier backup of the journal's environment. */
export function isEarlierBackup(path: string, journal: string): boolean {
  const [name, base] = [basename(path), basename(backupPath(journal)).replace(/\.sealed$/, '-')];
  return name.startsWith(base) && /^\d{4}-\d\d-\d\dT\d{6}\.\d{3}Z\.sealed$/.test(name.slice(base.length));
}

/** A copy, so that one of both is whole at every moment. */
async function setAside(path: string, { at }: BackupHeader): Promise<void> {
  const aside = path.replace(/\.sealed$/, `-${at.replaceAll(':', '')}.sealed`);
  await copyFile(path, aside).catch((error: unknown) => {
    throw new UserError(`${aside} can't be written: ${failureReason(error)}. Nothing is switched without it.`);
  });
}

const header = z.object({
  entraCutoverBackup: z.literal(1),
  at: z.string(),
  round: z.number(),
  wave: z.number().default(0),
  tenant: z.string(),
});
const footer = z.object({ records: z.number() });

/**
 * Keeps everything that a cutover could take, sealed, unless what is kept is still what was there before: of this cutover and wave, and
 * either from this night, or from before a sync that could have written since. Anything earlier stays next to it under its time.
 *
 * @param readEarlier gives what the assessment has read, as it is now; where that lacks something, the tenant is read as a whole.
 * @returns what was kept, in words; undefined where it was there.
 * @throws UserError without the key, where the tenant can't be read whole, and where the file can't be written: then nothing
 * may be switched.
 */
export async function keepBackup(
  client: GraphClient,
  where: { readonly journal: string; readonly stack: string; readonly environment: NodeJS.ProcessEnv },
  moment: BackupMoment,
  readEarlier: () => Promise<Evidence<EntraRecord> | undefined> = async () => undefined,
): Promise<string | undefined> {
  const { journal, stack, environment } = where;
  const path = backupPath(journal);
  const earlier = await readHeader(path, stack, environment);
  if (earlier !== undefined && isFromBefore(earlier, moment)) return undefined;
  if (earlier !== undefined) await setAside(path, earlier);
  const { round, at, wave = earlier?.round === round ? earlier.wave : 0 } = moment;
  const counts = { user: 0, group: 0, contact: 0, device: 0 };
  await writeSealed(path, stack, environment, lines());
  return [
    counted(counts.user, 'person', 'people'),
    counted(counts.group, 'group'),
    counted(counts.contact, 'contact'),
  ].join(', ');

  async function* lines(): AsyncGenerator<readonly JsonValue[]> {
    const tenant = await readTenantId(client);
    yield [{ entraCutoverBackup: 1, at, round, wave, tenant }];
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

/** Whether the backup still shows what was there before the write that is to come. */
function isFromBefore(kept: BackupHeader, { round, at, wave = kept.wave, lastSync }: BackupMoment): boolean {
  if (kept.round !== round || kept.wave < wave) return false;
  if (lastSync !== undefined && lastSync >= kept.at) return true;
  return isYoungerThan(oldestHours * 3_600_000, Date.parse(kept.at), Date.parse(at));
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
  const { at, round, wave, tenant } = first.data;
  return { header: { at, round, wave, tenant }, records };
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
