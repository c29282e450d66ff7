import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EntraObject } from '../../src/domain/objects.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { readEntraFiles } from '../../src/evidence/files.js';
import { populate } from '../../src/validation/population.js';

const id = '6c1b7b39-0000-4000-8000-000000000001';
const ann = {
  id,
  userPrincipalName: 'ann@corp.example',
  onPremisesImmutableId: 'kZj7niGua0Gz92mIDCl+Tw==',
  onPremisesSyncEnabled: true,
  accountEnabled: true,
  mail: 'ann@corp.example',
  department: 'Sales',
  city: 'Bern',
  onPremisesExtensionAttributes: { extensionAttribute1: 'one', extensionAttribute2: 'two' },
};
const bob = { ...ann, id: id.replace(/1$/, '2'), userPrincipalName: 'bob@corp.example', onPremisesImmutableId: null };
const delta = (...value: object[]) =>
  JSON.stringify({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
    value,
    '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=x',
  });
const page = (...value: object[]) =>
  JSON.stringify({ '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users', value });

async function read(...texts: string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'delta-'));
  try {
    const paths = texts.map((_, index) => join(folder, `${index}.json`));
    for (const [index, path] of paths.entries()) await writeFile(path, texts[index] ?? '');
    const entra = await readEntraFiles(paths);
    const { disagreements } = populate({ onPrem: [], entra }, { sourceAnchor: defaultSourceAnchor });
    return { entra, users: entra.flatMap(({ records }) => records as EntraObject[]), disagreements };
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('somebody who comes twice in pages of a delta', () => {
  it.each([
    ['in one page', [delta(ann, bob, { ...ann, mail: 'a.berg@corp.example' })]],
    ['in two pages', [`${delta(ann, bob)}\n${delta({ ...ann, mail: 'a.berg@corp.example' })}`]],
    ['in two files', [delta(ann, bob), delta({ ...ann, mail: 'a.berg@corp.example' })]],
    ['after a list of all', [page(ann, bob), delta({ ...ann, mail: 'a.berg@corp.example' })]],
    ['with nothing but what has changed', [`${delta(ann, bob)}\n${delta({ id, mail: 'a.berg@corp.example' })}`]],
    ['three times', [delta(ann, bob, { id, mail: 'x@corp.example' }, { id, mail: 'a.berg@corp.example' })]],
    ['in capitals', [delta(ann, bob, { ...ann, id: id.toUpperCase(), mail: 'a.berg@corp.example' })]],
  ])('is as the last one says: %s', async (_, texts) => {
    const { entra, users, disagreements } = await read(...texts);
    expect(disagreements).toEqual([]);
    expect(entra.flatMap(({ source }) => source.issues)).toEqual([]);
    expect(entra.reduce((sum, { source }) => sum + source.records, 0)).toBe(2);
    expect(users.find(({ entraObjectId }) => entraObjectId === id)).toMatchObject({
      userPrincipalName: 'ann@corp.example',
      immutableId: ann.onPremisesImmutableId,
      mail: 'a.berg@corp.example',
      accountEnabled: true,
      synced: true,
    });
  });

  it('loses what the last one names with null, and nothing else', async () => {
    const { users } = await read(
      delta(ann),
      delta({ id, mail: null, department: null, onPremisesExtensionAttributes: { extensionAttribute1: 'new' } }),
    );
    expect(users).toHaveLength(1);
    expect(users[0]).toMatchObject({ userPrincipalName: 'ann@corp.example', accountEnabled: true });
    expect(users[0]?.mail).toBeUndefined();
    expect(Object.fromEntries(users[0]?.properties ?? [])).toEqual({ city: 'Bern', extensionattribute1: 'new' });
  });

  it('is there again after the recycle bin, and stays gone where the last word is that it is', async () => {
    const gone = { id, '@removed': { reason: 'changed' } };
    expect((await read(delta(ann, gone, { id, mail: 'back@corp.example' }))).users).toEqual([
      expect.not.objectContaining({ deletedDateTime: expect.anything() }),
    ]);
    const { users, disagreements } = await read(delta(ann, { ...ann, mail: 'b@corp.example' }, gone));
    expect({ users, disagreements }).toMatchObject({ users: [{ mail: 'b@corp.example' }], disagreements: [] });
    expect(users[0]?.deletedDateTime).toBeDefined();
  });

  it('differs still where no page of a delta tells what holds', async () => {
    const other = { ...ann, mail: 'a.berg@corp.example' };
    expect((await read(page(ann, other))).disagreements).toMatchObject([{ fields: ['mail'] }]);
    expect((await read(delta(other), page(ann))).disagreements).toMatchObject([{ fields: ['mail'] }]);
  });

  it.each([
    ['a file before', [delta({ id, '@removed': { reason: 'changed' } }), page(ann)]],
    ['a page before', [`${delta({ id, '@removed': { reason: 'changed' } })}\n${page(ann)}`]],
    ['for good', [delta({ id, '@removed': { reason: 'deleted' } }), page(ann)]],
    ['in capitals', [delta({ id: id.toUpperCase(), '@removed': { reason: 'changed' } }), page(bob, ann)]],
    ['two files before', [delta({ id, '@removed': { reason: 'changed' } }), delta(bob), page(ann)]],
    [
      'and listed in a table',
      [
        delta({ id, '@removed': { reason: 'changed' } }),
        `Id,UserPrincipalName,OnPremisesImmutableId\n${id},ann@corp.example,${ann.onPremisesImmutableId}\n`,
      ],
    ],
  ])('is incomplete where nothing says whether the removal is newer: %s', async (_, texts) => {
    const { entra } = await read(...texts);
    const issues = entra.flatMap(({ source }) => source.issues.filter(({ problem }) => problem === 'incomplete'));
    expect(issues).toHaveLength(1);
    expect(issues[0]?.message).toMatch(/removed by \S+0\.json, line 1, and is in \S+, line \d/);
  });

  it.each([
    ['removed after', [page(ann, bob), delta({ id, '@removed': { reason: 'changed' } })], true],
    ['removed and back', [page(ann, bob), delta({ id, '@removed': { reason: 'changed' } }, ann)], false],
    [
      'removed and back in a later file',
      [page(ann), delta({ id, '@removed': { reason: 'changed' } }), delta(ann)],
      false,
    ],
    ['another one removed', [delta({ id: bob.id, '@removed': { reason: 'changed' } }), page(ann)], false],
    [
      'removed from a list that was read twice',
      [page(ann), page(ann), delta({ id, '@removed': { reason: 'changed' } })],
      true,
    ],
  ])('is complete where the order is told: %s', async (_, texts, isDeleted) => {
    const { entra, users, disagreements } = await read(...texts);
    expect({ disagreements, issues: entra.flatMap(({ source }) => source.issues) }).toEqual({
      disagreements: [],
      issues: [],
    });
    const found = users.filter(({ entraObjectId }) => entraObjectId === id);
    expect(found.every(({ deletedDateTime }) => (deletedDateTime !== undefined) === isDeleted)).toBe(true);
    expect(found).not.toEqual([]);
  });

  it('takes nothing from what the full pages show when a later round names one property', async () => {
    const { entra, users } = await read(page(ann, bob), delta({ id, city: 'Basel' }));
    expect(entra.map(({ source }) => [source.records, source.issues])).toEqual([
      [2, []],
      [0, []],
    ]);
    expect(users[0]).toMatchObject({ immutableId: ann.onPremisesImmutableId, accountEnabled: true });
    expect(users[0]?.properties?.get('city')).toBe('Basel');
    const stranger = await read(page(bob), delta({ id, userPrincipalName: 'ann@corp.example' }));
    expect(stranger.entra[1]?.source.issues).toMatchObject([{ problem: 'incomplete' }]);
  });
});
