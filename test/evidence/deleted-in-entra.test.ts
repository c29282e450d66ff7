import { describe, expect, it } from 'vitest';
import type { EntraObject } from '../../src/domain/objects.js';
import { isEntraObject } from '../../src/domain/service.js';
import { reviveEntraRecord } from '../../src/evidence/evidence-file/revive.js';
import { readEntraFiles } from '../../src/evidence/files.js';
import { readFile } from './read-text.js';

// Entra puts the object id without hyphens in front of the UPN of what it deletes.
const id = '223f3165-2289-58c0-a0bb-cbf7655261d5';
const other = '8b334e48-5791-52df-8ccd-cd93b8e06981';
const upn = 'di@corp.example';
const mangled = `223f3165228958c0a0bbcbf7655261d5${upn}`;
const anchor = 'MM9VDv1tbVWnHxrz89UNcA==';

const user = (userPrincipalName: string, more: object = {}) => ({
  id,
  userPrincipalName,
  onPremisesImmutableId: anchor,
  ...more,
});
const page = (context: string, value: object, more: object = {}) =>
  JSON.stringify({
    '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#${context}`,
    ...more,
    value: [value],
  });
const csv = (name: string, objectId = id) => `Id,UserPrincipalName,ImmutableID\n${objectId},${name},${anchor}\n`;
const bin = 'directory/deletedItems';
const typed = { '@odata.type': '#microsoft.graph.user' };

async function deletion(content: string): Promise<string | undefined> {
  const { records, source } = await readFile(content, readEntraFiles);
  expect(source.issues.map(({ message }) => message).filter((message) => !message.includes('nextLink'))).toEqual([]);
  const [object, ...more] = records.filter(isEntraObject);
  expect(more).toEqual([]);
  expect(object?.entraObjectId).toBe(id);
  return object?.deletedDateTime;
}

describe('an account in the recycle bin of Entra whose time of deletion was not asked for', () => {
  it.each([
    ['the context of a page of users', page(`${bin}/microsoft.graph.user(id,userPrincipalName)`, user(upn))],
    ['the context of a page of objects', page(bin, user(upn, typed))],
    [
      'a context that follows the objects',
      `{"value":[${JSON.stringify(user(upn, typed))}],"@odata.context":"x#${bin}"}`,
    ],
    ['a time that is null', page(bin, user(upn, { ...typed, deletedDateTime: null }))],
    [
      'the link to the next page',
      page('users', user(upn), {
        '@odata.nextLink': `https://graph.microsoft.com/v1.0/${bin}/microsoft.graph.user?x=1`,
      }),
    ],
    ['the context of the object itself', JSON.stringify(user(upn, { '@odata.context': `https://x/#${bin}/$entity` }))],
    ['its UPN in a page', page('users', user(mangled))],
    ['its UPN in NDJSON', `${JSON.stringify(user(mangled.toUpperCase()))}\n`],
    [
      'its UPN from ConvertTo-Json',
      JSON.stringify([{ Id: id, UserPrincipalName: mangled, OnPremisesImmutableId: anchor }]),
    ],
    ['its UPN in CSV', csv(mangled)],
    ['its UPN in CSV, with an Id in capitals', csv(mangled, id.toUpperCase())],
  ])('is told by %s', async (_what, content) => {
    expect(await deletion(content)).toBe('unknown');
  });

  it('keeps the time where it is there', async () => {
    const deletedDateTime = '2026-11-01T00:00:00Z';
    expect(await deletion(page(bin, user(mangled, { ...typed, deletedDateTime })))).toBe(deletedDateTime);
  });

  it.each([
    ['a page of users', page('users(id,userPrincipalName)', user(upn))],
    ['a page of objects', page('directoryObjects', user(upn, typed))],
    ['somebody else’s id in front', csv(`${other.replaceAll('-', '')}${upn}`)],
    ['its id alone', csv('223f3165228958c0a0bbcbf7655261d5@corp.example')],
    ['its id further on', csv(`x${mangled}`)],
    ['an ordinary row', csv(upn)],
  ])('is not %s', async (_what, content) => {
    expect(await deletion(content)).toBeUndefined();
  });

  it.each([
    ['Graph, CSV', `Id,UserPrincipalName,ImmutableID,DeletedDateTime\n${id},${upn},${anchor},2026-11-01T00:00:00Z\n`],
    [
      'AzureAD, CSV',
      `ObjectId,UserPrincipalName,ImmutableID,DeletionTimestamp\n${id},${upn},${anchor},11/1/2026 8:00:00 AM\n`,
    ],
    [
      'MSOnline, CSV',
      `ObjectId,UserPrincipalName,ImmutableId,SoftDeletionTimestamp\n${id},${upn},${anchor},11/1/2026 8:00:00 AM\n`,
    ],
    [
      'the admin center’s CSV',
      `Object Id,User principal name,ImmutableID,Soft deletion time stamp\n${id},${upn},${anchor},2026-11-01T08:00:00Z\n`,
    ],
    ['MSOnline, JSON', JSON.stringify([user(upn, { SoftDeletionTimestamp: '/Date(1761955200000)/' })])],
    ['MSOnline in Graph’s letter case', page('users', user(upn, { softDeletionTimestamp: '2026-11-01T00:00:00Z' }))],
  ])('tells its time in the words of %s', async (_what, content) => {
    expect(await deletion(content)).toMatch(/2026|1761955200000/);
  });

  it.each([
    ['null', JSON.stringify([user(upn, { SoftDeletionTimestamp: null })])],
    ['an empty cell', `ObjectId,UserPrincipalName,ImmutableId,SoftDeletionTimestamp\n${id},${upn},${anchor},\n`],
  ])('is not what MSOnline writes of others: %s', async (_what, content) => {
    expect(await deletion(content)).toBeUndefined();
  });

  it('is refused where two columns of the deletion differ', async () => {
    const header = 'Id,UserPrincipalName,ImmutableID,DeletedDateTime,SoftDeletionTimestamp';
    const { source } = await readFile(`${header}\n${id},${upn},${anchor},,2026-11-01T00:00:00Z\n`, readEntraFiles);
    expect(source).toMatchObject({ rejected: 1, issues: [{ message: expect.stringContaining('mean the same') }] });
  });

  it('is refused where the Id that would tell is missing', async () => {
    const { source } = await readFile(`UserPrincipalName,ImmutableID\n${mangled},${anchor}\n`, readEntraFiles);
    expect(source).toMatchObject({ rejected: 1, issues: [{ message: expect.stringContaining('Export Id too.') }] });
  });

  it('is told by a line of an evidence file that an earlier version wrote', () => {
    const revive = (more: object) =>
      reviveEntraRecord({ objectType: 'user', entraObjectId: id, ...more }, { origin: 'x', line: 2 }) as EntraObject;
    expect(revive({ userPrincipalName: mangled }).deletedDateTime).toBe('unknown');
    expect(revive({ userPrincipalName: upn, deletedDateTime: 'unknown' }).deletedDateTime).toBe('unknown');
    expect(revive({ userPrincipalName: upn })).not.toHaveProperty('deletedDateTime');
  });
});
