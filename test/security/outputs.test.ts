import { lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendEntry, recordPhase, sealedJournal } from '../../src/audit/index.js';
import { writeFileAtomically } from '../../src/cli/output.js';
import { openCheckpoint as openLdapCheckpoint } from '../../src/connectors/active-directory/checkpoint.js';
import { openCheckpoint as openGraphCheckpoint } from '../../src/connectors/graph/checkpoint.js';
import { writeEvidenceFile } from '../../src/evidence/evidence-file/write.js';
import { writeBaseline } from '../../src/pipeline/verify/baseline.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'entra-cutover outputs '));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('a report', () => {
  it('replaces a link instead of writing through it, and is its owner’s alone', async () => {
    const [victim, report] = [join(folder, 'victim'), join(folder, 'report.html')];
    await writeFile(victim, 'precious', { mode: 0o644 });
    await symlink(victim, report);
    await writeFileAtomically(report, ['people']);
    expect(await readFile(victim, 'utf8')).toBe('precious');
    expect((await lstat(report)).isSymbolicLink()).toBe(false);
    expect((await stat(report)).mode & 0o777).toBe(0o600);
  });

  it('takes no wider mode over from the file that it replaces', async () => {
    const report = join(folder, 'report.json');
    await writeFile(report, 'old', { mode: 0o666 });
    await writeFileAtomically(report, ['people']);
    expect((await stat(report)).mode & 0o777).toBe(0o600);
  });

  it('that can’t be written leaves nothing behind', async () => {
    const report = join(folder, 'a file');
    await writeFile(report, '');
    await expect(writeFileAtomically(join(report, 'report.json'), ['people'])).rejects.toThrow(
      /can't be made a folder: it, or a part of its path, is a file/,
    );
  });
});

const record = { stack: 's', phase: 'cutover', operation: 'o', target: 't', outcome: 'started' as const };
const source = { kind: 'onPrem' as const, origin: 'o', sha256: '', records: 0, rejected: 0, skipped: 0, issues: [] };

/** Everything that is kept next to a run and names people or accounts, by what writes it. */
const writers: Readonly<Record<string, (path: (name: string) => string) => Promise<unknown>>> = {
  journal: (path) => appendEntry(path('audit.jsonl'), { ...record, at: '2026-11-24T00:00:00Z' }),
  'sealed journal': (path) =>
    sealedJournal(
      path('audit.repairs'),
      's',
      { ENTRA_CUTOVER_JOURNAL_KEY: Buffer.alloc(32).toString('base64') },
      'seal',
    ).append([{ person: 'p' }]),
  baseline: (path) => writeBaseline(path('audit.jsonl'), { key: 'k', digest: String, people: [], errors: new Set() }),
  status: (path) => recordPhase(path('audit.jsonl'), 's', 'assess', '2026-11-24T00:00:00Z'),
  evidence: (path) =>
    writeEvidenceFile(
      path('on-prem.ndjson'),
      { source: { ...source, fields: new Set() }, records: [] },
      { tool: 't' },
      { now: new Date() },
    ),
  'checkpoint of a tenant': async (path) => {
    const binding = { tenant: 't', graphUrl: 'https://g', query: 'q' };
    const checkpoint = await openGraphCheckpoint(path('entra.ndjson'), binding);
    const notes = { changesFrom: {}, log: { issues: [], rejected: 0, skipped: 0 }, gaps: [], read: [] };
    const page = { step: 'users' as const, records: [], identifiers: [], after: { step: 1, objects: 0 } };
    await checkpoint.append(page, '2026-11-24T00:00:00Z', notes);
    await checkpoint.close();
  },
  'checkpoint of a directory': async (path) => (await openLdapCheckpoint(path('checkpoint'), 'q')).close(),
};

describe.each(Object.entries(writers))('what is kept next to a run: %s', (_name, write) => {
  it('is its owner’s alone', async () => {
    await write((name) => join(folder, name));
    const names = await readdir(folder);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect([name, (await stat(join(folder, name))).mode & 0o077]).toEqual([name, 0]);
  });

  it('destroys nothing that a planted link leads to', async () => {
    // Its own files first, to know under which names it writes; then a link under each of them, the temporary ones too.
    await write((name) => join(folder, name));
    const names = await readdir(folder);
    const victim = join(folder, 'victim');
    for (const name of names) await rm(join(folder, name));
    await writeFile(victim, 'precious');
    for (const name of names.flatMap((own) => [own, `${own}.tmp`, `${own}.${process.pid}.partial`]))
      await symlink(victim, join(folder, name));
    await write((name) => join(folder, name)).catch(() => undefined);
    expect(await readFile(victim, 'utf8')).toBe('precious');
  });
});
