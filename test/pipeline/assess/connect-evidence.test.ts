import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { ConnectEvidenceInputs, FileFingerprint } from '../../../src/config/resource-table.js';
import { readConnectEvidence } from '../../../src/pipeline/assess/connect-evidence.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-connect-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const tenantId = '11111111-2222-3333-4444-555555555555';
const scheduler = JSON.stringify([{ StagingModeEnabled: true, SyncCycleEnabled: false, SchedulerSuspended: false }]);

function put(name: string, text: string): FileFingerprint {
  writeFileSync(join(folder, name), text);
  return { path: name, sha256: sha256(text) };
}

const syncStatus = [put('scheduler.json', scheduler)];
const manifestOf = (more: object): FileFingerprint =>
  put(
    'manifest.json',
    JSON.stringify({
      entraCutoverManifest: 1,
      ...more,
      files: [{ sha256: sha256(scheduler), exportedAt: '2026-11-29T08:00:00Z' }],
    }),
  );

async function read(manifest: FileFingerprint, signers?: readonly string[]) {
  const nothing = { pendingExports: [], disconnectors: [], exportErrors: [], connectConfig: [] };
  const server = { name: 'sync1.corp.example', connector: 'corp.onmicrosoft.com - AAD' };
  const connect: ConnectEvidenceInputs = { ...nothing, syncStatus, manifest, maximumAgeHours: 4, server };
  const demands = { tenantId, connect, evidence: signers === undefined ? {} : { signers } };
  const { evidence, problems } = await readConnectEvidence(demands, folder);
  return { problems, status: evidence.syncStatus[0] };
}

it('a manifest of the stack’s server dates its files', async () => {
  const { status, problems } = await read(manifestOf({ server: 'SYNC1', connector: 'corp.onmicrosoft.com - AAD' }));
  expect(problems).toEqual([]);
  expect(status?.source).toMatchObject({ readAt: '2026-11-29T08:00:00.000Z', server: 'SYNC1' });
  expect(status?.records).toHaveLength(1);
});

it('that another server is in staging mode says nothing of the stack’s', async () => {
  const { status } = await read(manifestOf({ server: 'SYNC2', connector: 'corp.onmicrosoft.com - AAD' }));
  expect(status?.records).toEqual([]);
});

it('a manifest about another connector dates nothing, and says so', async () => {
  const { status, problems } = await read(manifestOf({ server: 'SYNC1', connector: 'other.onmicrosoft.com - AAD' }));
  expect(problems).toEqual([expect.stringContaining('other.onmicrosoft.com - AAD')]);
  expect(status?.source.readAt).toBeUndefined();
});

it('a manifest that names no server dates nothing, and says so', async () => {
  const { status, problems } = await read(manifestOf({ connector: 'corp.onmicrosoft.com - AAD' }));
  expect(problems).toEqual([
    expect.stringMatching(/does not say of which server it is, expected sync1\.corp\.example/),
  ]);
  expect(status?.source.readAt).toBeUndefined();
});

it('where signers are demanded, what nobody signed says nothing, for anyone who reads it', async () => {
  const key = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const { status } = await read(manifestOf({}), [key]);
  expect(status?.source.issues).toHaveLength(1);
  expect(status?.records).toEqual([]);
});
