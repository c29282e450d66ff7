import { byText } from '../../domain/by-text.js';
import type { RecordPosition } from '../../domain/evidence.js';
import type { DomainFact, ServiceFact, SyncPrincipalFact } from '../../domain/service.js';
import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';
import {
  convertAccessPolicy,
  convertAgent,
  convertConnectExport,
  convertDeletionPrevention,
  convertDomain,
  convertFeatures,
  entry,
} from './convert-facts.js';
import { readJobs } from './jobs.js';
import { accessPoliciesPath, agentsPath, domainsPath, signInPrincipalsPath, syncFeaturesPath } from './queries.js';
import { readRoleHolders } from './roles.js';
import { listOr, readPart, rejectEntry, type SubReadLog } from './sub-read.js';
import { isCloudSync } from './synchronization.js';

/**
 * What the tenant says about itself (GRAPH-9, GRAPH-13, GRAPH-20, CLOUDSYNC-1). A part that is refused is put down in the
 * log with the grant that it needs; a fault of the connection is an exception.
 */
export async function readServiceFacts(
  client: GraphClient,
  log: SubReadLog,
  at: RecordPosition,
  now: Date,
): Promise<ServiceFact[]> {
  const domains = await readPart('domains', log, () => readDomainFacts(client, at, log));
  const features = await readPart('synchronizationFeatures', log, () => readSynchronization(client, at, log));
  const holders = await readRoleHolders(client, log, at);
  const jobs = await readJobs(client, log, at, now);
  const agents = await readPart('agents', log, async () => {
    const found: unknown[] = [];
    for await (const item of client.list(agentsPath, 'beta')) found.push(item);
    return found.flatMap((item, index) => convertAgent(item, at, rejectEntry(log, agentsPath, index + 1)) ?? []);
  });
  const policies = await readPart('accessPolicies', log, async () => {
    const found: unknown[] = [];
    for await (const item of client.list(accessPoliciesPath)) found.push(item);
    return found.flatMap(
      (item, index) => convertAccessPolicy(item, at, rejectEntry(log, accessPoliciesPath, index + 1)) ?? [],
    );
  });
  // A policy for all users leaves a sync alone that signs in as an application.
  const areNeeded = policies?.some(
    ({ everybody, syncRole, onPremSyncRole, includedPrincipals, demands }) =>
      includedPrincipals !== undefined ||
      (demands.length > 0 && (everybody || [syncRole, onPremSyncRole].includes('included'))),
  );
  const principals = areNeeded === true && (await readPart('applications', log, () => readSyncPrincipals(client, at)));
  return [
    ...[...(domains ?? []), ...(features ?? []), ...holders, ...jobs, ...(agents ?? [])],
    ...[...(policies ?? []), ...(principals || [])],
  ];
}

/** How Entra Connect names the application that it makes for a server (CONNECT-41). */
export const connectApplication: RegExp = /^ConnectSyncProvisioning_/;

/** The applications that sign in for a sync, and the one that the reading itself signs in as. */
async function readSyncPrincipals(client: GraphClient, at: RecordPosition): Promise<SyncPrincipalFact[]> {
  const found: SyncPrincipalFact[] = [];
  for await (const item of client.list(signInPrincipalsPath)) {
    const principal = jsonObject(item);
    const [id, name = '', appId] = ['id', 'appDisplayName', 'appId'].map((member) => {
      const value = principal?.get(member);
      return typeof value === 'string' ? value : undefined;
    });
    if (id === undefined) continue;
    const isOurs = client.clientId !== undefined && appId?.toLowerCase() === client.clientId.toLowerCase();
    const tool = isCloudSync(principal) ? 'cloudSync' : connectApplication.test(name) ? 'connect' : undefined;
    const signsInFor = isOurs ? 'pipeline' : tool;
    if (signsInFor === undefined) continue;
    found.push({ fact: 'syncPrincipal', at, entraObjectId: id.toLowerCase(), name: name || id, signsInFor });
  }
  return found.sort((one, other) => byText(one.entraObjectId, other.entraObjectId));
}

/** Every domain; of federated ones with the issuer that signs its people in. */
export async function readDomainFacts(client: GraphClient, at: RecordPosition, log: SubReadLog): Promise<DomainFact[]> {
  const found: unknown[] = [];
  for await (const item of client.list(domainsPath)) found.push(item);
  const domains = found.flatMap(
    (item, index) => convertDomain(item, at, rejectEntry(log, domainsPath, index + 1)) ?? [],
  );
  const federated = domains.filter(({ federated }) => federated);
  const answers = await client.batch(
    federated.map(({ name }) => `/domains/${encodeURIComponent(name)}/federationConfiguration`),
  );
  const issuers = new Map<string, string>();
  for (const [index, answer] of answers.entries()) {
    // Who the issuer is decides nothing; that the domain is federated does.
    const list = 'body' in answer ? jsonObject(answer.body)?.get('value') : undefined;
    const issuer = jsonObject(Array.isArray(list) ? list[0] : undefined)?.get('issuerUri');
    if (typeof issuer === 'string') issuers.set(federated[index]?.name ?? '', issuer);
  }
  return domains.map((domain) => {
    const issuerUri = issuers.get(domain.name);
    return issuerUri === undefined ? domain : { ...domain, issuerUri };
  });
}

async function readSynchronization(client: GraphClient, at: RecordPosition, log: SubReadLog): Promise<ServiceFact[]> {
  const facts: ServiceFact[] = [];
  let position = 0;
  for await (const item of client.list(syncFeaturesPath)) {
    position += 1;
    const reject = rejectEntry(log, syncFeaturesPath, position);
    const object = entry(item, reject);
    facts.push(convertFeatures(object, at), convertDeletionPrevention(object, at));
  }
  // Only beta tells what a Connect server reported; without it there is nothing that a rule could misread.
  const [answer] = await client.batch([syncFeaturesPath], 'beta');
  if (answer === undefined || 'error' in answer) return facts;
  const list = listOr(jsonObject(answer.body)?.get('value'), rejectEntry(log, syncFeaturesPath, 1));
  for (const [index, item] of list.entries()) {
    const exported = convertConnectExport(entry(item, rejectEntry(log, syncFeaturesPath, index + 1)), at);
    if (exported !== undefined) facts.push(exported);
  }
  return facts;
}
