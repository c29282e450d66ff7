import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type AuditRecord, appendEntry } from '../../src/audit/index.js';
import type { GuardedInputs } from '../../src/config/resource-table.js';
import { refuseBesideAnother } from '../../src/provider/beside-another.js';
import { record } from '../audit/record.js';

const [first, second] = [
  '/servicePrincipals/one/synchronization/jobs/a',
  '/servicePrincipals/two/synchronization/jobs/b',
];
let folder: string;
let inputs: GuardedInputs;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'next to another '));
  inputs = { stack: 'staging', journal: join(folder, 'staging.jsonl') } as GuardedInputs;
});
afterEach(() => rmSync(folder, { recursive: true }));

type Written = Partial<AuditRecord> & { readonly state?: string };

async function journal(...entries: readonly Written[]): Promise<void> {
  for (const { state, ...entry } of entries)
    await appendEntry(inputs.journal, {
      ...record(first),
      operation: 'entra.synchronization.start',
      ...entry,
      ...(state !== undefined && { after: { scheduleState: state } }),
    });
}

const start: Written = { state: 'Active' };
const pause: Written = { operation: 'entra.synchronization.pause', state: 'Disabled' };

it.each<[string, readonly Written[]]>([
  ['was started', [start]],
  ['was begun to start, and nobody saw it end', [{ outcome: 'started' }]],
  ['was restarted after a pause', [start, pause, { ...start, operation: 'entra.synchronization.restart' }]],
  ['was begun to be paused, and nobody saw it end', [start, { ...pause, outcome: 'started' }]],
  ['was found on', [start, pause, { operation: 'audit.found', state: 'Active' }]],
  ['was paused, but by another stack', [start, { ...pause, stack: 'prod' }]],
  ['is a server that was cleared to leave staging', [{ operation: 'connect.leaveStaging.cleared', target: 'SYNC01' }]],
  ['was started after a rollback', [start, { operation: 'okta.connection.activate', target: 'app' }, start]],
])('another synchronization that %s keeps this one off', async (_, entries) => {
  await journal(...entries);
  await expect(refuseBesideAnother(inputs, [second])).rejects.toThrow(
    /switched (\/servicePrincipals\/one|SYNC01).* on before/,
  );
});

it.each<[string, readonly Written[]]>([
  ['was never started', []],
  ['was paused', [start, pause]],
  ['was found off', [start, { operation: 'audit.found', state: 'Disabled' }]],
  ['is of another stack', [{ ...start, stack: 'prod' }]],
  ['is this one', [{ ...start, target: second.toUpperCase() }]],
  ['is this server by its short name', [{ operation: 'connect.leaveStaging.cleared', target: 'SYNC01' }]],
  ['was on before a rollback', [start, { operation: 'okta.connection.activate', target: 'app' }]],
  [
    'was on before capabilities were restored',
    [start, { operation: 'okta.features.USER_PROVISIONING.restore', target: 'app' }],
  ],
])('one that %s does not', async (_, entries) => {
  await journal(...entries);
  await expect(refuseBesideAnother(inputs, [second, 'sync01.corp.example'])).resolves.toBeUndefined();
});
