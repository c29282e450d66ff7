import { createHash } from 'node:crypto';
import { UserError } from '../../domain/errors.js';
import type { EvidenceSource } from '../../domain/evidence.js';
import type { EntraRecord } from '../../domain/service.js';
import type { EvidenceFileFooter, EvidenceFileHeader } from '../../evidence/evidence-file/format.js';
import { evidenceLines } from '../../evidence/evidence-file/lines.js';
import { asFooter, asHeader, parseObject } from '../../evidence/evidence-file/read.js';
import { reviveEntraRecord } from '../../evidence/evidence-file/revive.js';
import { asSignature } from '../../evidence/evidence-file/signature.js';
import { recordLine, writeEvidenceLines } from '../../evidence/evidence-file/write.js';
import type { CollectedFile, CollectToFile } from './collect-file.js';
import { trackedCollections } from './queries.js';
import { fieldsRead } from './read.js';
import type { SubReadLog } from './sub-read.js';
import {
  changedRecords,
  continuedLog,
  RefreshImpossible,
  readTenantChanges,
  readUntracked,
  type TenantChanges,
  withBehaviorAgain,
} from './tenant-changes.js';

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
  const { changesFrom = {} } = header;
  const changes = await readTenantChanges(client, changesFrom, request.onPage);
  const log = continuedLog(client, header.fields);
  const again = await readUntracked(client, log, readAt);
  let records = 0;
  const lines = async function* (): AsyncGenerator<string> {
    for await (const piece of mergedLines(since, request, changes, again, log)) {
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
    { tool: request.tool, changesFrom: changes.changesFrom, signingKey: request.signingKey },
    { now: readAt },
  );
  return { source: source(), sha256, gaps: log.gaps };
}

async function readHeader(since: string, tenant: string, graphUrl: string): Promise<EvidenceFileHeader> {
  for await (const line of evidenceLines(since)) {
    const header = asHeader(parseObject(line));
    if (header === undefined || header.kind !== 'entra')
      throw new UserError(`--since ${since}: this is not Entra evidence that collect wrote.`);
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

/** The earlier records without those that are read again, changed ones as they are now, and what is new. */
async function* mergedLines(
  since: string,
  { client }: CollectToFile,
  changes: TenantChanges,
  again: readonly EntraRecord[],
  log: SubReadLog,
): AsyncGenerator<{ readonly lines: string; readonly count: number }> {
  const hash = createHash('sha256');
  const { origin } = log.log;
  const changed = changedRecords(changes, origin);
  let footer: EvidenceFileFooter | undefined;
  let isHeader = true;
  let batch: (EntraRecord | string)[] = [];
  const written = async (): Promise<{ readonly lines: string; readonly count: number }> => {
    const told = [...(await withBehaviorAgain(client, log, batch.filter(isRecord)))].reverse();
    const lines = batch.map((item) => (isRecord(item) ? recordLine(told.pop() ?? item) : item));
    batch = [];
    return { lines: lines.join(''), count: lines.length };
  };
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
    batch.push(...(changed.inPlaceOf(record) ?? [`${line.toString('utf8')}\n`]));
    if (batch.length >= 1000) yield await written();
  }
  if (footer?.sha256 !== hash.digest('hex'))
    throw new RefreshImpossible(
      `${since} was changed or cut off: its records are not those that its last line vouches for`,
    );
  if (!footer.complete) throw new RefreshImpossible(`${since} is marked as incomplete`);
  batch.push(...changed.added());
  yield await written();
  batch.push(...again);
  yield await written();
}

function isRecord(item: EntraRecord | string): item is EntraRecord {
  return typeof item !== 'string';
}
