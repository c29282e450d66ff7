import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Evidence } from '../../domain/evidence.js';
import type { EntraRecord } from '../../domain/service.js';
import { factsLine } from '../../evidence/evidence-file/write.js';
import type { GraphClient } from './client.js';
import { fieldsRead, inOrder, readEntraTenant } from './read.js';
import {
  type ChangesFrom,
  changedRecords,
  continuedLog,
  putIdentifiersAgain,
  RefreshImpossible,
  readChangeStarts,
  readTenantChanges,
  readUntracked,
  refuseDeletedAmong,
  withBehaviorAgain,
} from './tenant-changes.js';

/** A tenant that was read, and where what changes after it begins. */
export interface KeptTenant {
  readonly evidence: Evidence<EntraRecord>;
  readonly changesFrom: ChangesFrom;
}

/**
 * Reads a whole tenant so that it can be brought up to date later. Throws as `readEntraTenant` and `settle` do.
 *
 * @param settle awaited before the first page: a list may lag, and no later change tells of what was changed before the changes begin.
 */
export async function readKeptTenant(
  client: GraphClient,
  now?: () => Date,
  settle: () => Promise<void> = async () => {},
): Promise<KeptTenant> {
  // Before the first page: what changes while we read is told again.
  const changesFrom = await readChangeStarts(client);
  await settle();
  return { evidence: await readEntraTenant(client, now), changesFrom };
}

/** How an earlier reading is brought up to date. */
export interface RefreshOptions {
  readonly now?: () => Date;
  /** The on-premises object identifiers are listed again, instead of trusting that each change of one is told. */
  readonly identifiersAgain?: boolean;
}

/**
 * The tenant as it is now: only what changed since the earlier reading is read (GRAPH-5), and what no change is told of:
 * the recycle bin, the facts of the tenant, who manages an object that may be managed in the cloud.
 *
 * @throws RefreshImpossible when it has to be read as a whole; GraphApiError, UserError.
 */
export async function refreshKeptTenant(
  client: GraphClient,
  { evidence: { source, records }, changesFrom }: KeptTenant,
  { now = () => new Date(), identifiersAgain = false }: RefreshOptions = {},
): Promise<KeptTenant> {
  if (source.issues.length > 0 || source.rejected > 0)
    throw new RefreshImpossible('the earlier reading was incomplete');
  // Before the first question: what changes while we ask is told the next time.
  const readAt = now();
  const changes = await readTenantChanges(client, changesFrom);
  const log = continuedLog(client, source.fields);
  const changed = changedRecords(changes, source.origin);
  const current: EntraRecord[] = [];
  const replaced: EntraRecord[] = [];
  const asked: EntraRecord[] = [];
  for (const record of records) {
    const instead = changed.inPlaceOf(record);
    if (instead === undefined) {
      current.push(record);
      continue;
    }
    replaced.push(record);
    current.push(...instead);
    asked.push(...instead);
  }
  for (const record of changed.added()) {
    current.push(record);
    asked.push(record);
  }
  const told = await withBehaviorAgain(client, log, asked);
  let next = 0;
  for (const [index, record] of current.entries()) if (record === asked[next]) current[index] = told[next++] ?? record;
  const untracked = await readUntracked(client, log, readAt);
  const identified = identifiersAgain ? await putIdentifiersAgain(client, log, readAt, current) : [];
  refuseDeletedAmong(current, untracked);
  for (const record of untracked) current.push(record);
  const again = [...told, ...untracked];
  const read = { ...source, ...log.log.summary(), readAt: readAt.toISOString(), fields: fieldsRead(log) };
  const hash = createHash('sha256').update(source.sha256);
  for (const record of [...identified, ...again]) hash.update(factsLine(record));
  const isUnchanged = identified.length === 0 && saySame(replaced, again);
  return {
    // The very same records, so that nobody has to look at them again to see that they are.
    evidence: isUnchanged
      ? { source: read, records }
      : { source: { ...read, sha256: hash.digest('hex'), records: current.length }, records: inOrder(current) },
    changesFrom: changes.changesFrom,
  };
}

/** True where both hold the same, in any order and read from any place. */
function saySame(one: readonly EntraRecord[], other: readonly EntraRecord[]): boolean {
  const lines = (records: readonly EntraRecord[]): readonly string[] => records.map(factsLine).sort();
  return one.length === other.length && isDeepStrictEqual(lines(one), lines(other));
}
