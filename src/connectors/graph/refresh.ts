import { createHash } from 'node:crypto';
import { UserError } from '../../domain/errors.js';
import type { EvidenceSource } from '../../domain/evidence.js';
import type { EntraObject, ObjectType } from '../../domain/objects.js';
import { type EntraRecord, isServiceFact } from '../../domain/service.js';
import type { EvidenceFileFooter, EvidenceFileHeader } from '../../evidence/evidence-file/format.js';
import { evidenceLines } from '../../evidence/evidence-file/lines.js';
import { asFooter, asHeader, parseObject } from '../../evidence/evidence-file/read.js';
import { reviveEntraRecord } from '../../evidence/evidence-file/revive.js';
import { asSignature } from '../../evidence/evidence-file/signature.js';
import { recordLine, writeEvidenceLines } from '../../evidence/evidence-file/write.js';
import { jsonText } from '../../evidence/known-members.js';
import { createReadLog } from '../../evidence/read-log.js';
import { type ObjectChange, readChanges } from './changes.js';
import type { CollectedFile, CollectToFile } from './collect-file.js';
import { collectionSteps, collectTenant, convertPage } from './collection.js';
import { GraphApiError } from './errors.js';
import { type TrackedCollection, trackedCollections } from './queries.js';
import { createSubReadLog, fieldsRead } from './read.js';
import type { SubReadLog } from './sub-read.js';

/** The earlier evidence can't be refreshed: it has to be collected as a whole, for this reason. */
export class RefreshImpossible extends UserError {}

const typeOf: Readonly<Record<TrackedCollection, ObjectType>> = {
  users: 'user',
  groups: 'group',
  contacts: 'contact',
  devices: 'device',
};

/**
 * The evidence of an earlier file brought up to now: Graph is asked for the pages of changes only (GRAPH-5), the recycle
 * bin and the tenant's own facts, which are few, are read again. The earlier file is streamed into the new one, which
 * appears whole or not at all; both may be the same path.
 *
 * @throws RefreshImpossible when the earlier file or Graph does not allow it; UserError, GraphApiError.
 */
export async function refreshTenantFile(since: string, request: CollectToFile): Promise<CollectedFile> {
  const { client, tenant, output } = request;
  const readAt = request.now();
  const header = await readHeader(since, tenant, client.graphUrl);
  const changes = new Map<ObjectType, Map<string, ObjectChange>>();
  const changesFrom: Record<string, string> = {};
  for (const collection of trackedCollections) {
    const found = await changesOf(request, collection, header.changesFrom?.[collection] ?? '');
    changes.set(typeOf[collection], found.changes);
    changesFrom[collection] = found.changesFrom;
    request.onPage?.(collection, found.changes.size);
  }
  const log = createSubReadLog(client);
  for (const part of [...trackedCollections, 'objectIdentifiers']) if (header.fields.includes(part)) log.read.add(part);
  const again: EntraRecord[] = [];
  for (const step of ['deletedUsers', 'service'] as const) {
    const from = { step: collectionSteps.indexOf(step), objects: 0 };
    for await (const page of collectTenant({ client, log, readAt }, from)) {
      again.push(...page.records);
      if (page.after.step !== from.step) break;
    }
  }
  let records = 0;
  const lines = async function* (): AsyncGenerator<string> {
    for await (const piece of mergedLines(since, changes, again, log.log.origin)) {
      records += piece.count;
      yield piece.lines;
    }
  };
  const source = (): EvidenceSource => ({
    kind: 'entra',
    origin: client.graphUrl,
    sha256: '',
    records,
    ...log.log.summary(),
    readAt: readAt.toISOString(),
    tenant,
    fields: fieldsRead(log),
  });
  const sha256 = await writeEvidenceLines(
    output,
    source,
    lines(),
    { tool: request.tool, changesFrom, signingKey: request.signingKey },
    { now: readAt },
  );
  return { source: source(), sha256, gaps: log.gaps };
}

async function readHeader(since: string, tenant: string, graphUrl: string): Promise<EvidenceFileHeader> {
  for await (const line of evidenceLines(since)) {
    const header = asHeader(parseObject(line));
    if (header === undefined || header.kind !== 'entra')
      throw new UserError(`--since ${since}: this is no Entra evidence that collect wrote.`);
    if (header.tenant !== tenant || header.origin !== graphUrl)
      throw new UserError(
        `--since ${since}: it is of tenant ${header.tenant ?? 'unknown'} at ${header.origin}, and this collection is of ${tenant} at ${graphUrl}.`,
      );
    const missing = trackedCollections.filter((collection) => header.changesFrom?.[collection] === undefined);
    if (missing.length > 0)
      throw new RefreshImpossible(`${since} does not say where the changes of ${missing.join(', ')} begin`);
    return header;
  }
  throw new UserError(`--since ${since}: the file is empty.`);
}

async function changesOf({ client }: CollectToFile, collection: TrackedCollection, link: string) {
  try {
    return await readChanges(client, collection, link);
  } catch (error) {
    if (error instanceof GraphApiError && (error.status === 400 || error.status === 410))
      throw new RefreshImpossible(`Microsoft Graph no longer knows since when: ${error.message}`);
    throw error;
  }
}

/** The earlier records without those that are read again, changed ones as they are now, and what is new. */
async function* mergedLines(
  since: string,
  changes: ReadonlyMap<ObjectType, Map<string, ObjectChange>>,
  again: readonly EntraRecord[],
  origin: string,
): AsyncGenerator<{ readonly lines: string; readonly count: number }> {
  const hash = createHash('sha256');
  const changedUsers = new Set(changes.get('user')?.keys());
  let footer: EvidenceFileFooter | undefined;
  let isHeader = true;
  let batch: string[] = [];
  for await (const line of evidenceLines(since)) {
    if (isHeader) {
      isHeader = false;
      continue;
    }
    const json = parseObject(line);
    // The old signature is of the old file.
    if (footer !== undefined && asSignature(json) !== undefined) continue;
    footer = asFooter(json);
    if (footer !== undefined || json === undefined) continue;
    hash.update(line).update('\n');
    const record = reviveEntraRecord(json, { origin, line: typeof json.at === 'number' ? json.at : 1 });
    batch.push(...keptLines(record, line, changes, changedUsers));
    if (batch.length < 1000) continue;
    yield { lines: batch.join(''), count: batch.length };
    batch = [];
  }
  if (footer?.sha256 !== hash.digest('hex'))
    throw new RefreshImpossible(
      `${since} was changed or cut off: its records are not those that its last line vouches for`,
    );
  if (!footer.complete) throw new RefreshImpossible(`${since} says of itself that it is incomplete`);
  for (const [type, left] of changes) {
    for (const change of left.values()) batch.push(...newRecords(type, change, undefined, origin).map(recordLine));
  }
  batch.push(...again.map(recordLine));
  yield { lines: batch.join(''), count: batch.length };
}

/** What to write in place of an earlier line: itself, the record as it is now, or nothing. */
function keptLines(
  record: EntraRecord,
  line: Buffer,
  changes: ReadonlyMap<ObjectType, Map<string, ObjectChange>>,
  changedUsers: ReadonlySet<string>,
): readonly string[] {
  const asItIs = `${line.toString('utf8')}\n`;
  // A licence is a user's; every other fact of the tenant was read again, and so was the recycle bin.
  if (isServiceFact(record))
    return record.fact === 'licence' && !changedUsers.has(record.entraObjectId) ? [asItIs] : [];
  if (record.deletedDateTime !== undefined) return [];
  const changesOfType = changes.get(record.objectType);
  const change = changesOfType?.get(record.entraObjectId ?? '');
  if (change === undefined) return [asItIs];
  changesOfType?.delete(record.entraObjectId ?? '');
  return newRecords(record.objectType, change, record, record.at.origin).map(recordLine);
}

/** The object as it is now, with its licences; nothing when it is gone. */
function newRecords(
  type: ObjectType,
  change: ObjectChange,
  before: EntraObject | undefined,
  origin: string,
): readonly EntraRecord[] {
  if (change.removed) return [];
  const manager = change.manager === undefined ? before?.properties?.get('manager') : change.manager;
  const members = new Set(before?.members);
  for (const id of change.membersAdded) members.add(id);
  for (const id of change.membersRemoved) members.delete(id);
  return objectRecords(type, change, before, origin, manager ?? undefined).map((record) =>
    isServiceFact(record) || type !== 'group' ? record : { ...record, members: [...members] },
  );
}

function objectRecords(
  type: ObjectType,
  { json }: ObjectChange,
  before: EntraObject | undefined,
  origin: string,
  manager: string | undefined,
): readonly EntraRecord[] {
  if (json === undefined) {
    if (before === undefined) throw new RefreshImpossible(`Microsoft Graph tells of a ${type} that is not in the file`);
    const properties = new Map(before.properties);
    properties.delete('manager');
    if (manager !== undefined) properties.set('manager', manager);
    return [{ ...before, ...(properties.size > 0 && { properties }) }];
  }
  const log = createSilentLog(origin);
  const shown = { ...json, ...(manager !== undefined && { manager }) };
  const records = convertPage([shown], `${type}s`, (before?.at.line ?? 1) - 1, { log });
  if (log.log.summary().rejected > 0)
    throw new RefreshImpossible(`Microsoft Graph describes the ${type} ${jsonText(json.id)} without what it needs`);
  return records;
}

function createSilentLog(origin: string): SubReadLog {
  return { log: createReadLog(origin), gaps: [], read: new Set() };
}
