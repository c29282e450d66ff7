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
});
