import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntraObject } from '../../../src/domain/objects.js';
import { readEntraFiles } from '../../../src/evidence/files.js';
import { createGraphJsonReader } from '../../../src/evidence/graph-json/read.js';
import { completeCuts } from '../complete-cuts.js';
import { readFile, readText, utf16 } from '../read-text.js';

const ids = ['6c1b7b39-0000-4000-8000-000000000001', '6c1b7b39-0000-4000-8000-000000000002'] as const;
const user = (index: 0 | 1, more: object = {}) => ({
  id: ids[index],
  userPrincipalName: `user${index}@corp.example`,
  onPremisesImmutableId: index === 0 ? 'kZj7niGua0Gz92mIDCl+Tw==' : null,
  onPremisesSyncEnabled: index === 0 ? true : null,
  displayName: `A "}]," ${index}`,
  proxyAddresses: [`SMTP:user${index}@corp.example`],
  value: ['not a page'],
  ...more,
});
const context = 'https://graph.microsoft.com/v1.0/$metadata#users(id,userPrincipalName)';
const nextLink = 'https://graph.microsoft.com/v1.0/users?$skiptoken=x';
const page = (users: readonly object[], more: object = {}) => ({ '@odata.context': context, ...more, value: users });

const read = (text: string, piece?: number) => readText<EntraObject>(text, (log) => createGraphJsonReader(log), piece);
const both = [
  {
    objectType: 'user',
    entraObjectId: ids[0],
    immutableId: 'kZj7niGua0Gz92mIDCl+Tw==',
    synced: true,
    displayName: 'A "}]," 0',
    proxyAddresses: ['SMTP:user0@corp.example'],
  },
  { objectType: 'user', entraObjectId: ids[1], synced: false },
];

describe('Graph JSON', { timeout: 60_000 }, () => {
  const shapes: Readonly<Record<string, string>> = {
    'one page': JSON.stringify(page([user(0), user(1)])),
    'one page, indented': JSON.stringify(page([user(0), user(1)]), undefined, 2),
    'an array of pages': JSON.stringify([page([user(0)], { '@odata.nextLink': nextLink }), page([user(1)])]),
    'an array of users': JSON.stringify([user(0), user(1)]),
    'an array of users, indented': JSON.stringify([user(0), user(1)], undefined, 4),
    'users, one a line': [user(0), user(1)].map((object) => `${JSON.stringify(object)}\n`).join(''),
    'pages, one a line': `${JSON.stringify(page([user(0)], { '@odata.nextLink': nextLink }))}\n${JSON.stringify(page([user(1)]))}`,
    'other letter case': JSON.stringify(
      [user(0), user(1)].map((object) =>
        Object.fromEntries(
          Object.entries(object).map(([name, value]) => [name[0]?.toUpperCase() + name.slice(1), value]),
        ),
      ),
    ),
  };
  for (const [shape, text] of Object.entries(shapes)) {
    it(`is read as ${shape}, however the chunks are cut`, () => {
      for (const piece of [1, 3, 10_000]) {
        const { records, issues } = read(text, piece);
        expect(issues).toEqual([]);
        expect(records).toMatchObject(both);
        expect(records[1]).not.toHaveProperty('immutableId');
      }
    });
  }

  it('gives the position in pages and arrays, and the line in NDJSON', () => {
    const positions = (text: string) => read(text).records.map(({ at }) => at.line);
    expect(positions(shapes['an array of pages'] ?? '')).toEqual([1, 2]);
    expect(positions(shapes['an array of users, indented'] ?? '')).toEqual([1, 2]);
    expect(positions(`\n${JSON.stringify(user(0))}\n\n${JSON.stringify(user(1))}\n`)).toEqual([2, 4]);
  });

  it('tells types from the context or the object, and skips removed ones and other types', () => {
    const text = [
      {
        '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#groups',
        value: [{ id: ids[0], displayName: 'G' }],
      },
      page([user(0), { id: ids[1], '@removed': { reason: 'deleted' } }]),
      page([
        { '@odata.type': '#microsoft.graph.device', id: ids[1] },
        { '@odata.type': '#microsoft.graph.servicePrincipal', id: ids[1] },
      ]),
    ].map((object) => JSON.stringify(object));
    const { records, skipped } = read(text.join('\n'));
    expect(records.map(({ objectType }) => objectType)).toEqual(['group', 'user', 'device']);
    expect(skipped).toBe(2);
  });

  it('is UTF-16 too', async () => {
    const { records, source } = await readFile(utf16(shapes['one page, indented'] ?? ''), readEntraFiles);
    expect(records).toHaveLength(2);
    expect(source.issues).toEqual([]);
    expect(source.fields).toEqual(
      new Set([
        'entraObjectId',
        'userPrincipalName',
        'immutableId',
        'synced',
        'displayName',
        'proxyAddresses',
        'properties',
      ]),
    );
  });

  const incomplete: readonly (readonly [string, string, RegExp])[] = [
    [
      'ImmutableIDs that were not asked for',
      JSON.stringify([{ id: ids[0], userPrincipalName: 'a@x.example' }]),
      /no ImmutableID.*\$select/,
    ],
    ['a next page', JSON.stringify(page([user(0)], { '@odata.nextLink': nextLink })), /nextLink/],
    [
      'a next page after the last one',
      JSON.stringify([page([user(0)]), page([user(1)], { '@odata.nextLink': nextLink })]),
      /nextLink/,
    ],
    [
      'an error of Graph',
      '{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges"}}',
      /Insufficient privileges/,
    ],
    ['text after the end', `${JSON.stringify([user(0)])} and more`, /offset \d+ \(line 1\)/],
    ['a comma too many', `[${JSON.stringify(user(0))},]`, /malformed/],
    ['a comma too few', `{"value":[${JSON.stringify(user(0))}${JSON.stringify(user(1))}]}`, /malformed/],
    ['a broken object', `[{"id":"${ids[0]}",}]`, /malformed/],
    ['numbers', '[1, 2]', /something other than objects/],
    ['a page of numbers', `{"value":[${JSON.stringify(user(0))}, 3]}`, /something other than objects/],
    ['wrong brackets', `{"value":[${JSON.stringify(user(0))}}]`, /malformed/],
  ];
  for (const [what, text, message] of incomplete) {
    it(`is incomplete with ${what}`, async () => {
      const { source } = await readFile(text, readEntraFiles);
      expect(source.issues).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ problem: 'incomplete', message: expect.stringMatching(message) }),
        ]),
      );
    });
  }

  it.each([
    ['with the object', { onPremisesSyncBehavior: { isCloudManaged: true } }, true],
    ['as a property', { isCloudManaged: false }, false],
    ['not at all', { onPremisesSyncBehavior: null }, undefined],
  ])('tells who is managed in the cloud %s', (_, more, cloudManaged) => {
    const { records, issues } = read(JSON.stringify([user(0, { ...more, isExchangeCloudManaged: true })]));
    expect(records.map((one) => [one.cloudManaged, one.exchangeCloudManaged])).toEqual([[cloudManaged, true]]);
    expect(issues).toEqual([]);
  });

  it('rejects an object whose properties have other types than Graph’s', () => {
    for (const more of [
      { onPremisesImmutableId: 5 },
      { onPremisesSyncEnabled: 'True' },
      { proxyAddresses: 'SMTP:a' },
      { onPremisesSyncBehavior: { isCloudManaged: 'true' } },
      { id: null, userPrincipalName: null },
    ]) {
      expect(read(JSON.stringify([user(0), user(1, more)]))).toMatchObject({
        records: [{}],
        rejected: 1,
        issues: [{ problem: 'row-rejected', at: { line: 2 } }],
      });
    }
  });

  it('finds the next pages in the files that are given later, and only there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pages-'));
    try {
      const paths = ['10', '9', '8'].map((name) => join(folder, name));
      const [first = '', middle = '', last = ''] = paths;
      await writeFile(first, JSON.stringify(page([user(0)], { '@odata.nextLink': nextLink })));
      await writeFile(middle, JSON.stringify(page([user(1)], { '@odata.nextLink': nextLink })));
      await writeFile(last, JSON.stringify(page([])));
      const issues = async (given: readonly string[]) =>
        (await readEntraFiles(given)).map(({ source }) => source.issues.length);
      expect(await issues([first, middle, last])).toEqual([0, 0, 0]);
      expect(await issues([last, first])).toEqual([0, 1]);
      expect(await issues([first, middle])).toEqual([0, 1]);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  for (const shape of ['one page', 'an array of pages', 'an array of users, indented', 'pages, one a line'] as const) {
    it(`cut at any byte is never complete: ${shape}`, async () => {
      const text = `${shapes[shape]}\n`;
      const passing = await completeCuts(text.slice(0, -1), readEntraFiles);
      expect(passing).toEqual([]);
    });
  }

  it('cut at any byte is never complete: users, one a line, but after a line', async () => {
    const text = shapes['users, one a line'] ?? '';
    const passing = await completeCuts(text, readEntraFiles);
    const end = text.indexOf('\n');
    expect(passing).toEqual([end, end + 1, text.length - 1]);
  });

  it('takes every JSON text inside an object for what it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ id: fc.uuid(), extra: fc.jsonValue() }), { minLength: 1 }),
        fc.boolean(),
        fc.integer({ min: 1, max: 50 }),
        (objects, indented, piece) => {
          const users = objects.map((object) => ({ ...object, onPremisesImmutableId: null }));
          const { records, issues } = read(JSON.stringify(page(users), undefined, indented ? 1 : 0), piece);
          expect(issues).toEqual([]);
          expect(records.map(({ entraObjectId }) => entraObjectId)).toEqual(objects.map(({ id }) => id));
        },
      ),
    );
  });
});
