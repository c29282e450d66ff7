import { createHash } from 'node:crypto';
import { byText } from '../../domain/by-text.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence, RecordPosition } from '../../domain/evidence.js';
import { type DomainFact, type EntraRecord, isServiceFact, type ServiceFact } from '../../domain/service.js';
import { jsonObject } from '../../evidence/json-document.js';
import { createReadLog } from '../../evidence/read-log.js';
import { tellReading } from '../../evidence/reading.js';
import type { GraphClient } from './client.js';
import { collectTenant } from './collection.js';
import { collectedFields } from './queries.js';
import type { SubReadLog } from './sub-read.js';

/** The domains of a tenant, in lower case. */
export interface TenantDomains {
  readonly verified: readonly string[];
  /** Those of the verified ones whose sign-in is federated. */
  readonly federated: readonly string[];
}

/** A log for one reading of the tenant. */
export function createSubReadLog(client: GraphClient): SubReadLog {
  return { log: createReadLog(client.graphUrl), gaps: [], read: new Set() };
}

/** The fields of the evidence: the objects', `service`, and each part that was read by its name in `graphReads`. */
export function fieldsRead({ read }: SubReadLog): ReadonlySet<string> {
  return new Set([
    ...collectedFields,
    ...(read.has('objectIdentifiers') ? ['onPremisesObjectIdentifier'] : []),
    'service',
    ...read,
  ]);
}

/**
 * A whole tenant as evidence in memory: its objects, those in the recycle bin included, and the facts about it. Which
 * tenant that is, Graph itself is asked.
 *
 * @throws UserError (GraphApiError) when a page of users can't be read: half a tenant is not evidence.
 */
export async function readEntraTenant(
  client: GraphClient,
  now: () => Date = () => new Date(),
): Promise<Evidence<EntraRecord>> {
  // Before the first page: what changes while we read is then after it.
  const readAt = now();
  const tenant = await readTenantId(client);
  const log = createSubReadLog(client);
  const records: EntraRecord[] = [];
  // Graph promises no order of a list, so a place in it says nothing.
  const at: RecordPosition = { origin: client.graphUrl, line: 1 };
  const hash = createHash('sha256');
  for await (const page of collectTenant({ client, log, readAt })) {
    tellReading({ what: `Microsoft Graph, ${page.step}`, count: page.records.length, unit: 'objects' });
    for (const record of page.records) {
      const { at: _, ...facts } = record;
      hash.update(`${JSON.stringify(facts, plainMap)}\n`);
      records.push({ ...record, at });
    }
  }
  return {
    source: {
      kind: 'entra',
      origin: client.graphUrl,
      sha256: hash.digest('hex'),
      records: records.length,
      ...log.log.summary(),
      readAt: readAt.toISOString(),
      tenant,
      fields: fieldsRead(log),
    },
    records: inOrder(records),
  };
}

const ranks = { user: 0, group: 2, contact: 3, device: 4 } as const;

/**
 * Sorts the records of a tenant in place, by type and object id: what is told of several names them in this order, whether they were
 * listed or came with a change. Facts come last, in the order in which they were read, but for licenses, which follow their owners.
 */
export function inOrder(records: EntraRecord[]): EntraRecord[] {
  const rankOf = (record: EntraRecord): number => {
    if (isServiceFact(record)) return record.fact === 'licence' ? 5 : 6;
    return ranks[record.objectType] + (record.deletedDateTime === undefined ? 0 : 1);
  };
  const idOf = (record: EntraRecord): string =>
    isServiceFact(record) && record.fact !== 'licence' ? '' : (record.entraObjectId ?? '');
  return records.sort((one, other) => rankOf(one) - rankOf(other) || byText(idOf(one), idOf(other)));
}

function plainMap(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value) : value;
}

/** The id of the tenant that answers. Throws UserError when it does not say. */
export async function readTenantId(client: GraphClient): Promise<string> {
  for await (const organization of client.list('/organization?$select=id')) {
    const id = jsonObject(organization)?.get('id');
    if (typeof id === 'string') return id.toLowerCase();
  }
  throw new UserError(`${client.graphUrl} does not say which tenant it is: GET /organization lists none.`);
}

/** The verified domains by the facts of a tenant, and which of them are federated; undefined where they were not read. */
export function domainsOf({ source, records }: Evidence<EntraRecord>): TenantDomains | undefined {
  if (!source.fields.has('domains')) return undefined;
  const verified = records.filter(isServiceFact).filter(isVerifiedDomain);
  const names = (some: readonly DomainFact[]): string[] => some.map(({ name }) => name).sort();
  return { verified: names(verified), federated: names(verified.filter(({ federated }) => federated)) };
}

function isVerifiedDomain(fact: ServiceFact): fact is DomainFact {
  return fact.fact === 'domain' && fact.verified;
}
