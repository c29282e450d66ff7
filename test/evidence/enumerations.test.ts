import { describe, expect, it } from 'vitest';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { readFile } from './read-text.js';

// ConvertTo-Json writes the words of an enumeration as numbers, Get-MsolUser's UserType among them.
const id = '6c1b7b39-0000-4000-8000-000000000001';
const anchor = 'kZj7niGua0Gz92mIDCl+Tw==';
const msol = (more: object) => ({
  ...{ ObjectId: id, UserPrincipalName: 'ann@corp.example', ImmutableId: anchor, BlockCredential: false },
  ...{ ProxyAddresses: ['SMTP:ann@corp.example'], SoftDeletionTimestamp: null, ValidationStatus: 1, ...more },
});
const entra = async (content: string) => {
  const { records, source } = await readFile(content, readEntraFiles);
  return { records, issues: source.issues.map(({ message }) => message) };
};
const json = (...users: object[]) => entra(JSON.stringify(users));
const csv = (userType: string) =>
  entra(`UserPrincipalName,ImmutableID,UserType\nann@corp.example,${anchor},${userType}\n`);

describe('a number instead of a word', () => {
  it.each<[string, () => ReturnType<typeof entra>]>([
    ['UserType of Get-MsolUser', () => json(msol({ UserType: 0 }))],
    ['the same of a guest', () => json(msol({ UserType: 2 }))],
    ['the same as text', () => json(msol({ UserType: '2' }))],
    [
      'the same of one of two',
      () => json(msol({ UserType: 'Member' }), msol({ ObjectId: id.replace(/1$/, '2'), UserType: 1 })),
    ],
    ['the same in a CSV that was made of the JSON', () => csv('2')],
    ['the same with blanks', () => csv(' 1 ')],
    ['a type of object', () => json({ id, displayName: 'Sales', mail: 's@x', ObjectType: 2 })],
  ])('is refused, and told how to have the word: %s', async (_what, read) => {
    const { issues } = await read();
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatch(
      /Type is \d, a number .*@\{n='(\w+)';e=\{"\$\(\$_\.\1\)"\}\} -ExcludeProperty \1 before ConvertTo-Json/,
    );
  });

  it.each<[string, () => ReturnType<typeof entra>, string | undefined]>([
    ['the word that the advice writes', () => json(msol({ UserType: 'Member' })), 'Member'],
    ['the word of a guest', () => json(msol({ UserType: 'Guest' })), 'Guest'],
    ['a word that is seldom', () => json(msol({ UserType: 'Viral' })), 'Viral'],
    ['null', () => json(msol({ UserType: null })), undefined],
    ['none in a CSV', () => csv(''), undefined],
    ['a word in a CSV', () => csv('Member'), 'Member'],
  ])('is not %s', async (_what, read, userType) => {
    const { records, issues } = await read();
    expect(issues).toEqual([]);
    expect(records).toMatchObject([userType === undefined ? {} : { userType }]);
    expect(records[0] !== undefined && 'userType' in records[0]).toBe(userType !== undefined);
  });

  it.each<[string, object, object]>([
    ['what no rule reads', { GroupScope: 1, GroupCategory: 1, ObjectClass: 'group' }, { objectType: 'group' }],
    ['whole numbers of the directory', { groupType: -2147483646, ObjectClass: 'group' }, { objectType: 'group' }],
    ['bits', { userAccountControl: 514, ObjectClass: 'user' }, { enabled: false }],
    [
      'a recipient type, whose numbers are known',
      { RecipientTypeDetails: 4, ObjectClass: 'user' },
      { objectType: 'user' },
    ],
    ['an account name that is a number', { SamAccountName: 4711, ObjectClass: 'user' }, { samAccountName: '4711' }],
  ])('is read in Active Directory’s JSON where it is %s', async (_what, more, expected) => {
    const object = { ObjectGUID: '9efb9891-ae21-416b-b3f7-69880c297e4f', UserPrincipalName: 'ann@corp.example' };
    const { records, source } = await readFile(JSON.stringify([{ ...object, ...more }]), readOnPremFiles);
    expect(source.issues).toEqual([]);
    expect(records).toMatchObject([expected]);
  });
});
