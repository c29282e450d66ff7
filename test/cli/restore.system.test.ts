import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGraphClient } from '../../src/connectors/graph/client.js';
import { keepBackup } from '../../src/pipeline/backup/backup.js';
import { type Organisation, startOrganisation } from '../../workshop/simulators/index.js';
import { trustingSession } from '../connectors/graph/trusting.js';
import { folderWith, repository, runCli, withoutProgress } from './run-cli.js';
import { graphSignIn } from './sign-in.js';

const key = { ENTRA_CUTOVER_JOURNAL_KEY: Buffer.alloc(32, 9).toString('base64') };
const ada = '14458d48-7540-4a4d-87e7-f646cf8c279f';

let organisation: Organisation;
let folder: string;
beforeAll(async () => {
  organisation = await startOrganisation({ scenario: join(repository, 'scenarios/repaired-organisation') });
  folder = folderWith({ 'Pulumi.staging.yaml': readFileSync(join(repository, 'Pulumi.staging.yaml'), 'utf8') });
});
afterAll(() => organisation.stop());

const plan = (args: readonly string[] = [], env: NodeJS.ProcessEnv = key) =>
  runCli(['restore', 'plan', ...args, '--stack', 'staging'], {
    cwd: folder,
    env: { ...graphSignIn(organisation), ...env },
  });

describe('entra-cutover restore plan', () => {
  it('says that there is no backup, and that a key is missing, in one line', async () => {
    const missing = await plan();
    expect(missing.code, missing.stderr).toBe(1);
    expect(missing.stderr).toMatch(/before\.sealed is not there: it is kept before the first write of a cutover/);
    const keyless = await plan([], { ENTRA_CUTOVER_JOURNAL_KEY: '' });
    expect(keyless.code).toBe(1);
    expect(keyless.stderr).toContain('ENTRA_CUTOVER_JOURNAL_KEY is not set');
    expect(keyless.stderr).toContain('Set it to the key with which the file was sealed');
    expect(keyless.stderr).not.toContain('openssl');
  });

  it('says what would be written of one person and of everybody, and writes nothing', async () => {
    const session = await trustingSession(organisation);
    const settings = readFileSync(join(folder, 'Pulumi.staging.yaml'), 'utf8');
    const journal = join(folder, /journal: (\S+)/.exec(settings)?.[1] ?? 'audit/staging.jsonl');
    const where = { journal, stack: 'staging', environment: key };
    await keepBackup(createGraphClient(session), where, { round: 0, at: '2026-11-30T01:00:00.000Z' });
    const whole = await plan();
    expect(whole.code, whole.stdout + whole.stderr).toBe(0);
    expect(whole.stdout).toBe(
      'staging: kept 2026-11-30T01:00:00.000Z, before the first write: everything is there. Nothing was written.\n',
    );
    const body = { '@odata.id': `https://graph.microsoft.com/v1.0/users/${ada}` };
    await session.send({ method: 'PATCH', path: `/users/${ada}`, body: { usageLocation: 'SE' } });
    await session.send({ method: 'PUT', path: `/users/${ada}/manager/$ref`, body });
    const snapshot = JSON.parse(organisation.snapshot());
    snapshot.graph.groups[0].members = [];
    organisation.restore(JSON.stringify(snapshot));
    const { code, stdout, stderr } = await plan(['ada.lindqvist@corp.example']);
    expect(code).toBe(2);
    expect(withoutProgress(stderr)).toBe('');
    expect(stdout).toMatch(
      /^groups {6}ada\.lindqvist@corp\.example: no member of All staff any more → Exchange\nstaging: kept .*: 1 thing would be written\. Nothing was written\.\n$/,
    );
    const json = JSON.parse((await plan(['--format', 'json'])).stdout);
    expect(json).toMatchObject({ schemaVersion: 1, stack: 'staging', keptAt: '2026-11-30T01:00:00.000Z' });
    expect(json.steps).toHaveLength(3);
    expect(json.earlier).toEqual([]);
    await keepBackup(createGraphClient(session), where, { round: 1, at: '2026-12-07T01:00:00.000Z' });
    const later = await plan();
    expect(later.stdout).toMatch(
      /everything is there\. Nothing was written\.\nEarlier backups \(--backup FILE\): (\S+before-2026-11-30T010000\.000Z\.sealed)\n$/,
    );
    const earlier = await plan(['--backup', later.stdout.trim().split(' ').at(-1) ?? '']);
    expect(earlier.stdout).toMatch(
      /staging: kept 2026-11-30T01:00:00\.000Z, before the first write: \d+ things would be/,
    );
    expect(organisation.requests().every(({ method, path }) => method === 'GET' || /\$batch|token/.test(path))).toBe(
      true,
    );
  });
});
