import { appendFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../../src/connectors/graph/client.js';
import { type CollectToFile, collectTenantToFile } from '../../../src/connectors/graph/collect-file.js';
import { readEntraTenant, readTenantId } from '../../../src/connectors/graph/read.js';
import { refreshTenantFile } from '../../../src/connectors/graph/refresh.js';
import { RefreshImpossible } from '../../../src/connectors/graph/tenant-changes.js';
import { type EntraRecord, isEntraObject, isServiceFact } from '../../../src/domain/service.js';
import { readEntraFiles } from '../../../src/evidence/files.js';
import { type Organisation, type OrganisationOptions, startOrganisation } from '../../../workshop/simulators/index.js';
import { signIn } from '../../workshop/simulators/clients.js';
import { trustingSession } from './trusting.js';

let organisation: Organisation | undefined;
afterEach(() => organisation?.stop());

async function start(options: Partial<OrganisationOptions> = {}) {
  organisation = await startOrganisation({ scenario: 'scenarios/mismatching-organisation', ...options });
  const session = await trustingSession(organisation, { wait: async () => {} });
  const client = createGraphClient(session);
  const output = join(mkdtempSync(join(tmpdir(), 'collect-')), 'entra.ndjson');
  const request: CollectToFile = {
    client,
    tenant: await readTenantId(client),
    output,
    tool: 'entra-cutover 0.0.0',
    now: () => new Date('2026-11-25T04:00:00Z'),
  };
  return { organisation, client, output, request };
}

class Interruption extends Error {}

/** Reads until the page with this number was remembered, and breaks off. False when there is no such page. */
async function interruptAt(request: CollectToFile, page: number): Promise<boolean> {
  let pages = 0;
  try {
    await collectTenantToFile({
      ...request,
      onPage() {
        pages += 1;
        if (pages === page) throw new Interruption();
      },
    });
    return false;
  } catch (error) {
    if (error instanceof Interruption) return true;
    throw error;
  }
}

/** The records as they would stand in a file, sorted: what they say and not where they were met. */
function said(records: readonly EntraRecord[]): string[] {
  return records.map(({ at: _, ...record }) => JSON.stringify(record, sortedMembers)).sort();
}

function sortedMembers(_key: string, value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].sort());
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function recordsOf(path: string): Promise<readonly EntraRecord[]> {
  const [evidence] = await readEntraFiles([path]);
  expect(evidence?.source.issues).toEqual([]);
  return evidence?.records ?? [];
}

describe('collecting a tenant into a file', { timeout: 60_000 }, () => {
  it('gives what reading it at once gives', async () => {
    const { client, output, request } = await start({ pageLimit: 5 });
    const { source, sha256, gaps } = await collectTenantToFile(request);
    expect(gaps).toEqual([]);
    const live = await readEntraTenant(client);
    const [file] = await readEntraFiles([output]);
    expect(said(file?.records ?? [])).toEqual(said(live.records));
    expect([...(file?.source.fields ?? [])].sort()).toEqual([...live.source.fields].sort());
    expect(file?.source).toMatchObject({ sha256, records: source.records, readAt: '2026-11-25T04:00:00.000Z' });
  });

  it('interrupted after any page it goes on, whatever stood half written behind it', async () => {
    const { output, request, organisation } = await start({ pageLimit: 11 });
    await collectTenantToFile(request);
    const whole = readFileSync(output, 'utf8').split('\n').slice(1).join('\n');
    let page = 1;
    for (; await interruptAt({ ...request, output: `${output}${page}` }, page); page += 1) {
      appendFileSync(`${output}${page}.partial`, '{"objectType":"user","cut');
      const before = organisation.requests().length;
      await collectTenantToFile({ ...request, output: `${output}${page}`, now: () => new Date() });
      expect(readFileSync(`${output}${page}`, 'utf8').split('\n').slice(1).join('\n')).toBe(whole);
      expect(readFileSync(`${output}${page}`, 'utf8')).toContain('"readAt":"2026-11-25T04:00:00.000Z"');
      const asked = organisation
        .requests()
        .slice(before)
        .filter(({ path }) => /\/users\?/.test(path));
      expect(asked.length).toBeLessThanOrEqual(Math.max(0, 8 - page));
    }
    expect(page).toBeGreaterThan(10);
  });

  it('begins again when what it left was changed, or when Graph no longer knows the page', async () => {
    const { output, request, organisation } = await start({ pageLimit: 11 });
    await interruptAt(request, 6);
    writeFileSync(
      `${output}.partial`,
      readFileSync(`${output}.partial`, 'utf8').replace('corp.example', 'evil.example'),
    );
    await collectTenantToFile(request);
    expect(readFileSync(output, 'utf8')).not.toContain('evil.example');

    await interruptAt(request, 6);
    organisation.faults.add({ service: 'graph', path: /skiptoken/, status: 410, times: 1 });
    const notes: string[] = [];
    await collectTenantToFile({ ...request, onNote: (note) => void notes.push(note) });
    expect(notes.join()).toMatch(/no longer has the page/);
    expect(said(await recordsOf(output))).toEqual(said((await readEntraTenant(request.client)).records));
  });

  it('follows no next link that leaves Graph', async () => {
    const { request, client } = await start();
    const elsewhere = 'https://graph.evil.example/v1.0/users?$skiptoken=x';
    const lying = { ...client, pages: () => client.pages(elsewhere) };
    await expect(collectTenantToFile({ ...request, client: lying })).rejects.toThrow(/it was not followed/);
  });
});

describe('refreshing an earlier collection', { timeout: 60_000 }, () => {
  it('after people, licenses, managers, groups and members changed says what a whole collection says', async () => {
    const { output, request, client, organisation } = await start({ pageLimit: 3 });
    const graph = await signIn(organisation);
    await collectTenantToFile(request);
    const everybody = (await recordsOf(output)).filter(isEntraObject);
    const users = everybody.filter(({ objectType, synced }) => objectType === 'user' && synced === false);
    const [first, second] = users.map(({ entraObjectId }) => entraObjectId ?? '');
    const gone = everybody.find(({ userPrincipalName }) => userPrincipalName === 'priya.raman@corp.example');
    const group = everybody.find(({ objectType }) => objectType === 'group');
    await graph('PATCH', `/v1.0/users/${first}`, { body: { displayName: 'Renamed Person', usageLocation: 'SE' } });
    await graph('PUT', `/v1.0/users/${second}/manager/$ref`, {
      body: { '@odata.id': `https://x/v1.0/users/${first}` },
    });
    await graph('POST', `/v1.0/groups/${group?.entraObjectId}/members/$ref`, {
      body: { '@odata.id': `https://x/v1.0/directoryObjects/${second}` },
    });
    await graph('DELETE', `/v1.0/groups/${group?.entraObjectId}/members/${group?.members?.[0]}/$ref`);

    const before = organisation.requests().length;
    await refreshTenantFile(output, request);
    const asked = organisation
      .requests()
      .slice(before)
      .map(({ path }) => path);
    expect(asked.filter((path) => /\/users\?|\/groups\?|\/contacts\?|\/devices\?/.test(path))).toEqual([]);
    const refreshed = await recordsOf(output);
    expect(said(refreshed)).toEqual(said((await readEntraTenant(client)).records));
    const person = refreshed.filter(isEntraObject).find(({ entraObjectId }) => entraObjectId === second);
    expect(person?.properties?.get('manager')).toBe(first);

    // Quiet: nothing changed since, and the links of the new file are its own.
    await refreshTenantFile(output, request);
    expect(said(await recordsOf(output))).toEqual(said(refreshed));

    // The groups of a deleted user show fewer members, and no change tells so.
    await graph('DELETE', `/v1.0/users/${gone?.entraObjectId}`);
    await expect(refreshTenantFile(output, request)).rejects.toThrow(RefreshImpossible);
    await collectTenantToFile(request);
    await graph('POST', `/v1.0/directory/deletedItems/${gone?.entraObjectId}/restore`);
    const earlier = readFileSync(output);
    await expect(refreshTenantFile(output, request)).rejects.toThrow(RefreshImpossible);
    expect(readFileSync(output)).toEqual(earlier);
  });

  it('is refused for the file of another tenant, a cut one, and one without links', async () => {
    const { output, request, organisation } = await start();
    await collectTenantToFile(request);
    const text = readFileSync(output, 'utf8');
    const changed = `${output}.changed`;
    const refresh = (content: string): Promise<unknown> => {
      writeFileSync(changed, content);
      return refreshTenantFile(changed, { ...request, output: `${output}.new` }).catch((error: unknown) => error);
    };
    expect(String(await refresh(text.replace(request.tenant, '99999999-2222-3333-4444-555555555555')))).toMatch(
      /it is of tenant 99999999/,
    );
    expect(await refresh(text.slice(0, text.length - 40))).toBeInstanceOf(RefreshImpossible);
    expect(await refresh(text.replace('lindqvist', 'lundqvist'))).toBeInstanceOf(RefreshImpossible);
    expect(await refresh(text.replace(/,"changesFrom":\{[^}]*\}/, ''))).toBeInstanceOf(RefreshImpossible);
    organisation.faults.add({ service: 'graph', path: /deltatoken/, status: 410 });
    expect(await refresh(text)).toBeInstanceOf(RefreshImpossible);
  });

  it('keeps who assigned a license with the person, and drops it with them', async () => {
    const { output, request } = await start({ generatedUsers: 25, pageLimit: 999 });
    await collectTenantToFile(request);
    const licences = (await recordsOf(output)).filter(isServiceFact).filter(({ fact }) => fact === 'licence');
    expect(licences).toHaveLength(3);
    await refreshTenantFile(output, request);
    expect((await recordsOf(output)).filter(isServiceFact).filter(({ fact }) => fact === 'licence')).toEqual(licences);
  });
});
