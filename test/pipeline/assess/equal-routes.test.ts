import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { collectTenantToFile } from '../../../src/connectors/graph/collect-file.js';
import { deletedUsersPath, usersPath } from '../../../src/connectors/graph/queries.js';
import { readEntraTenant, readTenantId } from '../../../src/connectors/graph/read.js';
import { byText } from '../../../src/domain/by-text.js';
import type { Evidence } from '../../../src/domain/evidence.js';
import type { EntraRecord } from '../../../src/domain/service.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { assess } from '../../../src/pipeline/assess/assess.js';
import { type Organisation, startOrganisation } from '../../../workshop/simulators/index.js';
import { trustingSession } from '../../connectors/graph/trusting.js';
import { at, type Graph, signIn } from '../../workshop/simulators/clients.js';

// One organization by every route that Entra is read by: what is found must not depend on the route.

let organisation: Organisation;
let graph: Graph;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', pageLimit: 9 });
  graph = await signIn(organisation);
});
afterAll(() => organisation.stop());

/** The pages of a collection as Graph sends them. */
async function pagesOf(path: string): Promise<string[]> {
  const pages: string[] = [];
  for (let next: unknown = `/v1.0${path}`; typeof next === 'string'; ) {
    const answer = await graph('GET', next);
    pages.push(answer.text);
    next = at(answer, '@odata.nextLink');
  }
  return pages;
}

const onlyUsers = ({ source, records }: Evidence<EntraRecord>): Evidence<EntraRecord> => {
  const users = records.filter((record) => !('fact' in record) && record.objectType === 'user');
  // The facts about the tenant are what no export by hand has.
  return {
    source: { ...source, fields: new Set([...source.fields].filter((field) => !live.has(field))) },
    records: users,
  };
};
const live = new Set([
  'service',
  'domains',
  'roles',
  'eligibleRoles',
  'synchronizationFeatures',
  'agents',
  'applications',
]);

/** The findings without where they were met. */
async function findingsBy(entra: readonly Evidence<EntraRecord>[]): Promise<string> {
  const onPrem = await readOnPremFiles(['scenarios/mismatching-organisation/OnPremIDs.csv']);
  const { assessment } = assess({
    evidence: { onPrem, entra },
    validation: {
      sourceAnchor: { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' },
      verifiedDomains: new Set(['corp.example']),
    },
    gate: { thresholds: {}, waivers: [], missing: [], at: new Date().toISOString() },
  });
  const { counts, decision, findings } = assessment;
  return JSON.stringify({ decision, counts, findings: findings.map(({ at: _, ...finding }) => finding) }, undefined, 1);
}

/** What is known of each user, by object id, without where it was read. */
const factsBy = (entra: readonly Evidence<EntraRecord>[]): unknown[] =>
  entra
    .flatMap(({ records }) => records.map(({ at: _, ...facts }) => facts))
    .sort((one, other) => byText(idOf(one), idOf(other)));
const idOf = (facts: object): string => ('entraObjectId' in facts ? String(facts.entraObjectId) : '');

function write(name: string, content: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'routes-')), name);
  writeFileSync(path, content);
  return path;
}

describe('Entra read live, from pages, from a collected file and from CSV', { timeout: 60_000 }, () => {
  it('gives byte-identical findings', async () => {
    const client = createGraphClient(await trustingSession(organisation));
    const live = onlyUsers(await readEntraTenant(client));
    const direct = await findingsBy([live]);
    expect(JSON.parse(direct).findings.length).toBeGreaterThan(10);

    const pages = await Promise.all([pagesOf(usersPath), pagesOf(deletedUsersPath)]);
    const json = pages.map((list, index) => write(`${index}.json`, `${list.join('\n')}\n`));
    const pageFiles = (await readEntraFiles(json)).map(onlyUsers);
    expect(await findingsBy(pageFiles)).toBe(direct);

    const output = write('entra.ndjson', '');
    const request = { client, tenant: await readTenantId(client), output, tool: 'test', now: () => new Date() };
    await collectTenantToFile(request);
    const collected = (await readEntraFiles([output])).map(onlyUsers);
    expect(await findingsBy(collected)).toBe(direct);

    const users = pages.flat().flatMap((page) => (JSON.parse(page) as { value: Record<string, unknown>[] }).value);
    const spreadsheet = (await readEntraFiles([write('users.csv', csvOf(users))])).map(onlyUsers);
    expect(await findingsBy(spreadsheet)).toBe(direct);
    for (const route of [pageFiles, collected, spreadsheet]) expect(factsBy(route)).toEqual(factsBy([live]));
  });
});

/** The same attributes as Export-Csv would write them. */
function csvOf(users: readonly Record<string, unknown>[]): string {
  const left = new Set([
    'manager',
    'licenseAssignmentStates',
    'onPremisesProvisioningErrors',
    'onPremisesExtensionAttributes',
  ]);
  const columns = [...new Set(users.flatMap((user) => Object.keys(user)))].filter((name) => !left.has(name));
  const cell = (value: unknown): string => {
    const text = Array.isArray(value) ? value.join(';') : value === null || value === undefined ? '' : String(value);
    return `"${text.replaceAll('"', '""')}"`;
  };
  const rows = users.map((user) => columns.map((name) => cell(user[name])).join(','));
  return `${[columns.map(cell).join(','), ...rows].join('\r\n')}\r\n`;
}
