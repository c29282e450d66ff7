import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EvidenceSource } from '../../../src/domain/evidence.js';
import { isEntraObject } from '../../../src/domain/service.js';
import { collectFromFile } from '../../../src/evidence/evidence-file/collect.js';
import { writeEvidenceFile } from '../../../src/evidence/evidence-file/write.js';
import { readEntraFiles, readOnPremFiles } from '../../../src/evidence/files.js';

const ids = ['6c1b7b39-0000-4000-8000-000000000001', '6c1b7b39-0000-4000-8000-000000000002'];
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';
const context = 'https://graph.microsoft.com/v1.0/$metadata#users';
const page = (...users: object[]) => JSON.stringify({ '@odata.context': context, value: users });
const user = (more: object = {}) => ({ id: ids[0], userPrincipalName: 'a@x.example', ...more });

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shown-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** The sources of a file and of what `collect --from` makes of it, and the header that it writes. */
async function collected(text: string, read: typeof readEntraFiles | typeof readOnPremFiles = readEntraFiles) {
  const [origin, path] = [join(folder, 'origin'), join(folder, 'evidence.ndjson')];
  await writeFile(origin, text);
  const readAny = read as typeof readEntraFiles;
  await writeEvidenceFile(
    path,
    await collectFromFile(readAny, origin, '2026-11-24T08:00:00Z'),
    { tool: 'x' },
    { now: new Date() },
  );
  const [[direct], [again]] = [await readAny([origin]), await readAny([path])];
  if (direct === undefined || again === undefined) throw new Error('both are there');
  const [header = ''] = (await readFile(path, 'utf8')).split('\n');
  return { direct, again, header: JSON.parse(header) as Record<string, unknown> };
}
const shown = ({ fields, empty, mayBeCut }: EvidenceSource) => ({
  fields: [...fields].sort(),
  empty: [...(empty ?? [])].sort(),
  mayBeCut: mayBeCut ?? false,
});

describe('what collect --from makes of an export', () => {
  const onPrem = 'objectGUID,UserPrincipalName,mS-DS-ConsistencyGuid,Enabled\n';
  it.each([
    [
      'a table with empty columns',
      `Id,ImmutableID,AccountEnabled,DirSyncEnabled\n${ids[0]},${anchor},,\n`,
      readEntraFiles,
    ],
    ['a table without one', `Id,ImmutableID\n${ids[0]},${anchor}\n`, readEntraFiles],
    ['a table of no ImmutableIDs', `Id,ImmutableID\n${ids[0]},\n`, readEntraFiles],
    ['a page', page(user({ onPremisesImmutableId: null, accountEnabled: true })), readEntraFiles],
    [
      'a list of objects',
      JSON.stringify([user({ onPremisesImmutableId: anchor, accountEnabled: null })]),
      readEntraFiles,
    ],
    [
      'ConvertTo-Json',
      JSON.stringify([{ Id: ids[0], OnPremisesImmutableId: null, AccountEnabled: true }]),
      readEntraFiles,
    ],
    [
      'one record without a key',
      page(user({ onPremisesImmutableId: null, mail: null }), { ...user({ onPremisesImmutableId: null }), id: ids[1] }),
      readEntraFiles,
    ],
    ['Active Directory, an empty column', `${onPrem}${ids[0]},a@x.example,,True\n`, readOnPremFiles],
    ['Active Directory, filled columns', `${onPrem}${ids[0]},a@x.example,${anchor},True\n`, readOnPremFiles],
    [
      'LDIF',
      `dn: CN=a,DC=x\nobjectClass: user\nuserPrincipalName: a@x.example\nobjectGUID:: ${anchor}\n\n`,
      readOnPremFiles,
    ],
  ])('knows what the export knows, no more and no less: %s', async (_, text, read) => {
    const { direct, again } = await collected(text, read);
    expect(shown(again.source)).toEqual(shown(direct.source));
    expect(again.records).toEqual(direct.records);
    expect(again.source.issues.map(({ problem }) => problem)).toEqual(
      direct.source.issues.map(({ problem }) => problem),
    );
  });

  it('says in its header only what its reader is to be careful about', async () => {
    const table = await collected(`Id,ImmutableID,DirSyncEnabled,AccountEnabled\n${ids[0]},${anchor},,\n`);
    expect(table.header).toMatchObject({
      fields: ['entraObjectId', 'immutableId'],
      empty: ['accountEnabled', 'synced'],
      mayBeCut: true,
    });
    const { header } = await collected(page(user({ onPremisesImmutableId: null })));
    expect(Object.keys(header)).toEqual(expect.not.arrayContaining(['empty', 'mayBeCut']));
  });

  it('leaves unknown who is synced where the export did', async () => {
    const flags = async (text: string) =>
      (await collected(text)).again.records.filter(isEntraObject).map(({ synced }) => synced);
    const rows = (one: string, other: string) =>
      `Id,ImmutableID,DirSyncEnabled\n${ids[0]},${anchor},${one}\n${ids[1]},,${other}\n`;
    expect(await flags(rows('', ''))).toEqual([undefined, undefined]);
    expect(await flags(rows('True', ''))).toEqual([true, false]);
  });
});
