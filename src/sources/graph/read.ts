import { createHash } from 'node:crypto';
import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import type { EntraObject } from '../../domain/objects.js';
import { convertGraphObject, fieldsOfGraphObject } from '../graph-json/convert.js';
import { jsonObject } from '../json-document.js';
import { createReadLog, type ReadLog } from '../read-log.js';
import { UnreadableValue } from '../values/unreadable-value.js';
import type { GraphClient } from './client.js';

// None of the anchor's properties is in Graph's default set (facts 2.1).
const userProperties = [
  'id',
  'userPrincipalName',
  'displayName',
  'mail',
  'proxyAddresses',
  'accountEnabled',
  'userType',
  'onPremisesImmutableId',
  'onPremisesSyncEnabled',
  'onPremisesSecurityIdentifier',
  'onPremisesDistinguishedName',
  'onPremisesDomainName',
  'onPremisesSamAccountName',
];

/** The domains of a tenant, in lower case. */
export interface TenantDomains {
  readonly verified: readonly string[];
  /** Those of the verified ones whose sign-in is federated. */
  readonly federated: readonly string[];
}

/**
 * Every user of the tenant, those in the recycle bin included: a deleted user still holds its anchor (facts 2.2). Which
 * tenant that is, Graph itself is asked.
 *
 * @throws UserError (GraphApiError) when a page can't be read: half a tenant is no evidence.
 */
export async function readEntraUsers(
  client: GraphClient,
  now: () => Date = () => new Date(),
): Promise<Evidence<EntraObject>> {
  // Before the first page: what changes while we read is then after it.
  const readAt = now().toISOString();
  const tenant = await readTenantId(client);
  const log = createReadLog(client.graphUrl);
  const select = userProperties.join(',');
  const collector = createCollector(log);
  await collector.take(client.list(`/users?$select=${select}&$top=999`));
  const deleted = `/directory/deletedItems/microsoft.graph.user?$select=${select},deletedDateTime&$top=999`;
  await collector.take(client.list(deleted));
  const { records, fields, sha256 } = collector.result();
  return {
    source: {
      kind: 'entra',
      origin: client.graphUrl,
      sha256,
      records: records.length,
      ...log.summary(),
      readAt,
      tenant,
      fields,
    },
    records,
  };
}

interface Collector {
  readonly take: (users: AsyncIterable<unknown>) => Promise<void>;
  readonly result: () => { readonly records: EntraObject[]; readonly fields: Set<string>; readonly sha256: string };
}

function createCollector(log: ReadLog): Collector {
  const records: EntraObject[] = [];
  const fields = new Set<string>();
  const hash = createHash('sha256');
  const convert = (item: unknown, line: number): void => {
    const members = jsonObject(item);
    if (members === undefined) {
      log.reject(line, 'It is no object, expected a user.');
      return;
    }
    const json = Object.fromEntries(members);
    try {
      const user = convertGraphObject(json, { origin: log.origin, line }, 'users');
      if (user === undefined) {
        log.skip();
        return;
      }
      for (const field of fieldsOfGraphObject(json)) fields.add(field);
      const { at: _, ...facts } = user;
      hash.update(`${JSON.stringify(facts)}\n`);
      records.push(user);
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
      log.reject(line, error.message);
    }
  };
  let line = 0;
  return {
    async take(users) {
      for await (const item of users) {
        line += 1;
        convert(item, line);
      }
    },
    result: () => ({ records, fields, sha256: hash.digest('hex') }),
  };
}

/** The id of the tenant that answers. */
async function readTenantId(client: GraphClient): Promise<string> {
  for await (const organization of client.list('/organization?$select=id')) {
    const id = jsonObject(organization)?.get('id');
    if (typeof id === 'string') return id.toLowerCase();
  }
  throw new UserError(`${client.graphUrl} does not say which tenant it is: GET /organization lists none.`);
}

/** The verified domains of the tenant, and which of them are federated. */
export async function readDomains(client: GraphClient): Promise<TenantDomains> {
  const verified: string[] = [];
  const federated: string[] = [];
  for await (const item of client.list('/domains?$select=id,isVerified,authenticationType')) {
    const domain = jsonObject(item);
    const id = domain?.get('id');
    if (typeof id !== 'string' || domain?.get('isVerified') !== true) continue;
    verified.push(id.toLowerCase());
    // Only what Graph calls managed is: anchors of federated users may not change (facts 5).
    if (domain.get('authenticationType') !== 'Managed') federated.push(id.toLowerCase());
  }
  return { verified: verified.sort(), federated: federated.sort() };
}
