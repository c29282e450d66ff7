import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/domain/errors.js';
import type { Evidence, RecordPosition } from '../../src/domain/evidence.js';
import {
  readConnectConfigurationFiles,
  readDisconnectorFiles,
  readExportErrorFiles,
  readOktaFiles,
  readPendingExportFiles,
  readSyncStatusFiles,
  scanPendingExports,
} from '../../src/evidence/connect-files.js';
import { writeEvidenceFile } from '../../src/evidence/evidence-file/write.js';
import { confirmed, connectorObject, document, exported, pending } from './csexport/samples.js';

type Read = (paths: readonly string[]) => Promise<Evidence<{ readonly at: RecordPosition }>[]>;

const change =
  '<attr name="proxyAddresses" operation="update" multivalued="true"><value operation="delete">smtp:a@corp.example</value></attr>';
const error = '<export-errordetail retry-count="1"><error-type>LargeObject</error-type></export-errordetail>';
const app = {
  id: '0oa1',
  name: 'office365',
  label: 'Office',
  status: 'ACTIVE',
  settings: { app: { domain: 'corp.example' } },
};
const samples: readonly (readonly [string, Read, string])[] = [
  [
    'pending exports',
    readPendingExportFiles,
    document(pending('update', change, confirmed + exported), pending('delete', '', confirmed), pending('none')),
  ],
  ['disconnectors', readDisconnectorFiles, document(connectorObject(confirmed))],
  ['export errors', readExportErrorFiles, document(connectorObject(confirmed + error))],
  [
    'sync status',
    readSyncStatusFiles,
    JSON.stringify([{ StagingModeEnabled: true }, { RunHistoryId: '1', Result: 'success' }]),
  ],
  [
    'Connect configuration',
    readConnectConfigurationFiles,
    JSON.stringify({
      onpremisesDirectoryPolicy: [{ partitionFilters: [{ distinguishedName: 'DC=a', containerInclusions: ['DC=a'] }] }],
    }),
  ],
  [
    'Okta',
    readOktaFiles,
    JSON.stringify([
      { app, connection: { status: 'ENABLED' }, features: [{ name: 'USER_PROVISIONING', status: 'ENABLED' }] },
    ]),
  ],
];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'connect-files-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function stored(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

describe.each(samples)('%s', (name, read, content) => {
  it('are read with origin, hash and counts', async () => {
    const path = await stored(name, content);
    const [evidence] = await read([path]);
    expect(evidence?.source).toMatchObject({
      origin: path,
      records: evidence?.records.length,
      rejected: 0,
      issues: [],
    });
    expect(evidence?.source.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(evidence?.records).not.toEqual([]);
    expect(evidence?.records.every(({ at }) => at.origin === path)).toBe(true);
  });

  it('are the same after collect wrote them and gzip packed them', async () => {
    const [direct] = await read([await stored(name, content)]);
    if (direct === undefined) throw new Error('one evidence per file expected');
    const path = join(folder, `${name}.evidence`);
    await writeEvidenceFile(path, direct, { tool: 'entra-cutover 0.0.0' }, { now: new Date(0) });
    const [collected] = await read([path]);
    expect(collected?.records).toEqual(direct.records);
    expect(collected?.source).toMatchObject({
      records: direct.records.length,
      issues: [],
      readAt: new Date(0).toISOString(),
    });
    const [packed] = await read([await stored(`${name}.packed`, gzipSync(content))]);
    expect(packed?.records).toHaveLength(direct.records.length);
    expect(packed?.source.issues).toEqual([]);
  });

  it('are refused when the evidence file holds another record', async () => {
    const header = {
      entraCutoverEvidence: 1,
      kind: (await read([await stored(name, content)]))[0]?.source.kind,
      origin: 'x',
      readAt: new Date(0).toISOString(),
      tool: 't',
      fields: [],
    };
    const text = `${JSON.stringify(header)}\n{"at":1,"surprise":true}\n`;
    const [evidence] = await read([await stored(`${name}.other`, text)]);
    expect(evidence?.records).toEqual([]);
    expect(evidence?.source.issues[0]).toMatchObject({ problem: 'row-rejected' });
    expect(evidence?.source.issues[0]?.message).toContain('not as collect writes it');
  });

  it('are the user’s mistake when the path is none', async () => {
    await expect(read([join(folder, 'nowhere')])).rejects.toThrow(UserError);
    await expect(read([folder])).rejects.toThrow('is a directory');
  });

  it('are not what another flag wants', async () => {
    for (const [other, , foreign] of samples) {
      if (other === name) continue;
      const [evidence] = await read([await stored('foreign', foreign)]);
      expect(evidence?.source.issues, `${other} given as ${name}`).not.toEqual([]);
    }
  });
});

it.each([
  ['startedAt', 'yesterday'],
  ['startedAt', '2026-11-24'],
  ['startedAt', ''],
  ['endedAt', '24.11.2026 02:00'],
  ['endedAt', 'NaN'],
])('a run’s %s that is not a time (%s) is rejected, for nothing would be before or after it', async (field, time) => {
  const header = {
    entraCutoverEvidence: 1,
    kind: 'syncStatus',
    origin: 'x',
    readAt: '2026-11-24T02:00:00.000Z',
    tool: 't',
    fields: [],
  };
  const read = async (value: string) => {
    const record = { at: 1, runs: [{ result: 'success', [field]: value }] };
    const text = `${JSON.stringify(header)}\n${JSON.stringify(record)}\n`;
    return (await readSyncStatusFiles([await stored('times', text)]))[0];
  };
  expect((await read(time))?.source.issues[0]?.message).toContain(`runs.0.${field}`);
  expect((await read('2026-11-24T02:00:00.000Z'))?.records).toHaveLength(1);
});

it('pending exports are handed over one by one, from any format', async () => {
  const [, , content] = samples[0] ?? ['', readPendingExportFiles, ''];
  const path = await stored('streamed', content);
  const [whole] = await readPendingExportFiles([path]);
  for (const source of [path, join(folder, 'pending exports.evidence')]) {
    const records: unknown[] = [];
    const read = await scanPendingExports(source, (record) => records.push(record));
    expect(read.records).toBe(2);
    expect(records).toHaveLength(2);
    if (source === path) expect({ records, source: read }).toEqual(whole);
  }
});
