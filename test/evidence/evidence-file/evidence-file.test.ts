import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../../src/domain/errors.js';
import { readDisconnectorFiles } from '../../../src/evidence/connect-files.js';
import { collectFromFile } from '../../../src/evidence/evidence-file/collect.js';
import { writeEvidenceFile } from '../../../src/evidence/evidence-file/write.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';
import { isComplete } from '../../../src/evidence/read-log.js';
import { completeCuts } from '../complete-cuts.js';
import { readFile as readContent } from '../read-text.js';

const guid = '9efb9891-ae21-416b-b3f7-69880c297e4f';
const csv = `UserPrincipalName,Name,objectGUID,proxyAddresses,Enabled,employeeID
änn@corp.example,Änn,${guid},SMTP:ann@corp.example;smtp:a@corp.example,True,E1
bob@corp.example,Bob,3ab39606-c642-489b-84b6-58c038d3ef39,,False,
`;
const exportedAt = '2026-11-24T08:00:00+01:00';
const clock = { now: new Date('2026-11-24T09:00:00Z') };
const context = { tool: 'entra-cutover 0.1.0', domain: 'corp.example' };

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'collect-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function collect(
  text: string,
  name = 'evidence.ndjson',
): Promise<{ path: string; sha256: string; origin: string }> {
  const origin = join(folder, 'export.csv');
  await writeFile(origin, text);
  const path = join(folder, name);
  const sha256 = await writeEvidenceFile(
    path,
    await collectFromFile(readOnPremFiles, origin, exportedAt),
    context,
    clock,
  );
  return { path, sha256, origin };
}

describe('an evidence file', () => {
  it('gives back what was read, with time, domain and hash', async () => {
    const { path, sha256, origin } = await collect(csv);
    const [direct] = await readOnPremFiles([origin]);
    const [evidence] = await readOnPremFiles([path]);
    expect(evidence?.records).toEqual(direct?.records);
    expect(evidence?.source).toEqual({
      ...direct?.source,
      origin: path,
      sha256,
      readAt: '2026-11-24T07:00:00.000Z',
      tenant: 'corp.example',
    });
  });

  it('gives back Entra objects', async () => {
    const origin = join(folder, 'entra.csv');
    await writeFile(origin, `Id,UPN,ImmutableID,DirSyncEnabled\n${guid},a@x.example, x ,True\n`);
    const path = join(folder, 'entra.ndjson');
    await writeEvidenceFile(
      path,
      await collectFromFile(readEntraFiles, origin, exportedAt),
      { tool: 'entra-cutover 0.1.0', tenant: guid },
      clock,
    );
    const [evidence] = await readEntraFiles([path]);
    expect(evidence?.records).toEqual((await readEntraFiles([origin]))[0]?.records);
    expect(evidence?.source.tenant).toBe(guid);
  });

  it('says which server it is from, as its header does', async () => {
    const path = join(folder, 'disconnectors.ndjson');
    await writeEvidenceFile(
      path,
      {
        source: {
          ...{ kind: 'disconnectors', origin: 'disconnectors.xml', sha256: '', fields: new Set() },
          ...{ records: 0, rejected: 0, skipped: 0, issues: [], readAt: exportedAt },
        },
        records: [],
      },
      { tool: 'entra-cutover 0.1.0', server: 'SYNC1', tenant: guid },
      clock,
    );
    const [evidence] = await readDisconnectorFiles([path]);
    expect(evidence?.source).toMatchObject({ server: 'SYNC1', tenant: guid, issues: [] });
  });

  it('is written whole, for its owner alone, with equal bytes for equal evidence', async () => {
    const { path, sha256 } = await collect(csv);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readdir(folder)).sort()).toEqual(['evidence.ndjson', 'export.csv']);
    const first = await readFile(path);
    const again = await collect(csv);
    expect(await readFile(again.path)).toEqual(first);
    expect(again.sha256).toBe(sha256);
  });

  it('is compressed when its name says so, and read by its content', async () => {
    const { path } = await collect(csv, 'evidence.ndjson.gz');
    const bytes = await readFile(path);
    expect(gunzipSync(bytes).toString()).toContain('"entraCutoverEvidence":1');
    const renamed = join(folder, 'x.csv');
    await writeFile(renamed, bytes);
    const [evidence] = await readOnPremFiles([renamed]);
    expect(evidence?.source).toMatchObject({ records: 2, issues: [] });
    const cut = await readContent(bytes.subarray(0, -5), readOnPremFiles);
    expect(isComplete(cut.source)).toBe(false);
    const damaged = Buffer.from(bytes);
    damaged.fill(0x55, 40, 60);
    expect((await readContent(damaged, readOnPremFiles)).source.issues[0]?.message).toMatch(/gzip data is damaged/);
  });

  it('carries over what could not be read', async () => {
    const { path, origin } = await collect(`${csv}cid@corp.example,Cid,none,,,\n`);
    const [evidence] = await readOnPremFiles([path]);
    expect(evidence?.source).toMatchObject({ records: 2, rejected: 1 });
    expect(evidence?.source.issues).toMatchObject([{ problem: 'row-rejected', at: { origin, line: 4 } }]);
    expect((await readFile(path, 'utf8')).trimEnd().split('\n').at(-1)).toContain('"complete":false');
  });

  it('cut at any byte is never complete, but without its last line break', async () => {
    const { path } = await collect(csv);
    const bytes = await readFile(path);
    expect(await completeCuts(bytes, readOnPremFiles)).toEqual([bytes.length - 1]);
  });

  const changes: readonly (readonly [string, (text: string) => string, RegExp])[] = [
    ['another letter', (text) => text.replace('"Bob"', '"Rob"'), /SHA-256 of the records/],
    ['a missing record', (text) => text.replace(/^.*Bob.*\n/m, ''), /1 record, expected 2/],
    ['a record added', (text) => text.replace(/^.*Bob.*\n/m, '$&$&'), /3 records, expected 2/],
    ['something after its end', (text) => `${text}{}\n`, /after the last line/],
    [
      'another kind',
      (text) => text.replace('"kind":"onPrem"', '"kind":"entra"'),
      /evidence of the kind entra, expected evidence of the kind onPrem/,
    ],
    [
      'another version',
      (text) => text.replace('Evidence":1', 'Evidence":2'),
      /header line that this version does not know/,
    ],
    ['incompleteness', (text) => text.replace('"complete":true', '"complete":false'), /is marked as incomplete/],
    [
      'a record of another shape',
      (text) => text.replace('"enabled":true', '"enabled":"yes"'),
      /not as collect writes it/,
    ],
  ];
  for (const [what, change, message] of changes) {
    it(`is incomplete with ${what}`, async () => {
      const text = await readFile((await collect(csv)).path, 'utf8');
      expect(change(text)).not.toBe(text);
      const { source } = await readContent(change(text), readOnPremFiles);
      expect(isComplete(source)).toBe(false);
      expect(source.issues.map((issue) => issue.message).join('\n')).toMatch(message);
    });
  }

  it('needs a time with a time zone', async () => {
    const { origin } = await collect(csv);
    for (const time of ['yesterday', '2026-11-24', '2026-11-24T08:00:00', '2026-13-45T08:00:00Z']) {
      await expect(collectFromFile(readOnPremFiles, origin, time)).rejects.toThrow(UserError);
    }
  });

  it('takes no time that has not come: it would count as fresh when it comes', async () => {
    const { origin } = await collect(csv);
    const at = (time: string) => collectFromFile(readOnPremFiles, origin, time, new Date('2026-11-24T08:00:00Z'));
    for (const time of [
      '2026-11-24T08:05:01Z',
      '2026-11-25T08:00:00Z',
      '2036-01-01T00:00:00Z',
      '2026-11-24T08:00:00-01:00',
    ])
      await expect(at(time)).rejects.toThrow(/is in the future/);
    for (const time of ['2026-11-24T08:05:00Z', '2026-11-24T08:00:00Z', '2026-11-24T09:04:00+01:00'])
      expect((await at(time)).source.readAt).toBe(new Date(time).toISOString());
  });

  it('that cannot be written is the user’s matter, and leaves nothing behind', async () => {
    const { origin } = await collect(csv);
    const evidence = await collectFromFile(readOnPremFiles, origin, exportedAt);
    await expect(writeEvidenceFile(join(folder, 'no', 'such'), evidence, context, clock)).rejects.toThrow(UserError);
    await expect(writeEvidenceFile(folder, evidence, context, clock)).rejects.toThrow(UserError);
    expect((await readdir(folder)).some((name) => name.endsWith('.tmp'))).toBe(false);
  });

  it('is what any gzip holds: other formats may be compressed too', async () => {
    expect((await readContent(gzipSync(csv), readOnPremFiles)).source).toMatchObject({ records: 2, issues: [] });
  });
});
