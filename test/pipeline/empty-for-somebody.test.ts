import { describe, expect, it } from 'vitest';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { assess } from '../../src/pipeline/assess/assess.js';
import { readFile } from '../evidence/read-text.js';
import { anchor, guid } from '../validation/organisation.js';

/** Two people who agree in everything; a cell of the second may be emptied. `undefined`: the key isn't there. */
type Cells = Readonly<Record<string, unknown>>;
const number = (index: number) => index + 1;
const here = (index: number): Cells => ({
  ObjectGUID: guid(number(index)),
  'mS-DS-ConsistencyGuid': anchor(number(index)),
  UserPrincipalName: `u${index}@corp.example`,
  SamAccountName: `u${index}`,
  Enabled: true,
  objectSid: `S-1-5-21-1-2-3-110${index}`,
  mail: `u${index}@corp.example`,
  proxyAddresses: `SMTP:u${index}@corp.example`,
});
const there = (index: number): Cells => ({
  id: guid(number(index) + 50),
  userPrincipalName: `u${index}@corp.example`,
  onPremisesImmutableId: anchor(number(index)),
  onPremisesSyncEnabled: true,
  accountEnabled: true,
  mail: `u${index}@corp.example`,
  proxyAddresses: [`SMTP:u${index}@corp.example`],
  onPremisesSecurityIdentifier: `S-1-5-21-1-2-3-110${index}`,
  onPremisesObjectIdentifier: guid(number(index)),
});

const csv = (rows: readonly Cells[]) =>
  [Object.keys(rows[0] ?? {}), ...rows.map((row) => Object.values(row))]
    .map((cells) => `${cells.map((cell) => `"${cell ?? ''}"`).join(',')}\n`)
    .join('');
const list = (rows: readonly Cells[]) => JSON.stringify(rows);
const lines = (rows: readonly Cells[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const page = (rows: readonly Cells[]) =>
  JSON.stringify({
    '@odata.context': `https://graph.microsoft.com/v1.0/$metadata#users(${Object.keys(there(0)).join(',')})`,
    value: rows,
  });
const delta = (rows: readonly Cells[]) =>
  JSON.stringify({
    '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users',
    value: rows,
    '@odata.deltaLink': 'https://graph.microsoft.com/v1.0/users/delta?$deltatoken=1',
  });
const ldif = (rows: readonly Cells[]) =>
  rows
    .map(({ ObjectGUID, Enabled, ...row }) => {
      const kept = Object.entries({ objectGUID: ObjectGUID, ...row }).filter(([, value]) => value);
      const control = Enabled ? ['userAccountControl: 512'] : [];
      return [
        'dn: CN=x,DC=corp',
        ...kept.map(([name, value]) => `${name}:${name.startsWith('mS') ? ':' : ''} ${value}`),
        ...control,
        '',
        '',
      ].join('\n');
    })
    .join('');

const judged = async (onPrem: string, entra: string) => {
  const evidence = {
    onPrem: [await readFile(onPrem, readOnPremFiles)],
    entra: [await readFile(entra, readEntraFiles)],
  };
  const gate = { thresholds: {}, waivers: [], missing: [], at: '2026-11-24T03:00:00.000Z' };
  return assess({ evidence, validation: { sourceAnchor: defaultSourceAnchor }, gate }).assessment;
};
const openWith = async (onPrem: string, entra: string) => {
  const { decision, openQuestions } = await judged(onPrem, entra);
  const fields = ['accountState', 'addresses', 'cloudSyncFlag', 'sid', 'objectIdentifier', 'consistencyGuid'];
  return [decision, ...openQuestions.filter((question) => fields.includes(question))];
};
const people = (make: (index: number) => Cells, change: Cells = {}) => [make(0), { ...make(1), ...change }, make(2)];
const sound = { onPrem: csv(people(here)), entra: page(people(there)) };

describe('a field that the directory has of every user, and one person here has not', () => {
  it.each([
    ['nothing', sound.onPrem, sound.entra],
    ['nothing in LDIF', ldif(people(here)), sound.entra],
    ['nothing in JSON', list(people(here)), lines(people(there))],
    [
      'mail and addresses here',
      csv(people(here, { mail: '', proxyAddresses: '' })),
      page(people(there, { mail: null, proxyAddresses: [] })),
    ],
    ['mS-DS-ConsistencyGuid', csv(people(here, { 'mS-DS-ConsistencyGuid': '' })), sound.entra],
    [
      'the SID and the identifier in Entra',
      sound.onPrem,
      page(people(there, { onPremisesSecurityIdentifier: null, onPremisesObjectIdentifier: null })),
    ],
  ])('is none of what may be empty: %s', async (_, onPrem, entra) => {
    expect(await openWith(onPrem, entra)).toEqual(['cleared']);
  });

  it.each([
    ['CSV', csv(people(here, { Enabled: '' }))],
    ['Get-ADUser as JSON', list(people(here, { Enabled: null }))],
    ['one object a line', lines(people(here, { Enabled: null }))],
    ['LDIF', ldif(people(here, { Enabled: undefined }))],
    [
      'csvde',
      csv(people(here, { Enabled: '' }))
        .replaceAll('"Enabled"', '"userAccountControl"')
        .replaceAll('"true"', '"512"'),
    ],
  ])('leaves the account state open on-premises: %s', async (_, onPrem) => {
    expect(await openWith(onPrem, sound.entra)).toEqual(['cleared', 'accountState']);
  });

  it.each([
    [
      'CSV',
      csv(
        people((index) => ({ ...there(index), proxyAddresses: `SMTP:u${index}@corp.example` }), { accountEnabled: '' }),
      ),
    ],
    ['a page', page(people(there, { accountEnabled: null }))],
    ['a delta page', delta(people(there, { accountEnabled: undefined }))],
    ['one object a line', lines(people(there, { accountEnabled: null }))],
    ['a list', list(people(there, { accountEnabled: null }))],
  ])('leaves the account state open in Entra: %s', async (_, entra) => {
    expect(await openWith(sound.onPrem, entra)).toEqual(['cleared', 'accountState']);
  });

  it.each([
    ['objectSid in CSV', csv(people(here, { objectSid: '' })), ['sid']],
    ['objectSid in JSON', list(people(here, { objectSid: null })), ['sid']],
    ['objectSid in LDIF', ldif(people(here, { objectSid: '' })), ['sid']],
  ])('leaves its question open: %s', async (_, onPrem, open) => {
    expect(await openWith(onPrem, sound.entra)).toEqual(['cleared', ...open]);
  });

  it('has no identifier to compare with where an objectGUID is empty', async () => {
    const unset = page(people((index) => ({ ...there(index), onPremisesObjectIdentifier: null })));
    expect(await openWith(sound.onPrem, unset)).toEqual(['cleared']);
    expect(await openWith(csv(people(here, { ObjectGUID: '' })), unset)).toEqual(['cleared', 'objectIdentifier']);
  });

  it('counts of those alone whom the tool would synchronize', async () => {
    const left = { ...here(3), SamAccountName: 'MSOL_3', Enabled: '', objectSid: '' };
    const cloud = { ...there(4), onPremisesImmutableId: null, onPremisesSyncEnabled: null, accountEnabled: null };
    expect(await openWith(csv([...people(here), left]), page([...people(there), cloud]))).toEqual(['cleared']);
    const orphan = { ...there(4), accountEnabled: null };
    expect(await openWith(sound.onPrem, page([...people(there), orphan]))).toEqual(['blocked', 'accountState']);
  });
});
