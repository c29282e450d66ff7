import { describe, expect, it } from 'vitest';
import { isOktaAppUser } from '../../../src/domain/okta.js';
import { readOktaFiles } from '../../../src/evidence/connect-files.js';
import { createOktaFileReader } from '../../../src/evidence/okta-file/read.js';
import { isComplete } from '../../../src/evidence/read-log.js';
import { answeredQuestions } from '../../../src/gate/questions.js';
import { readFile, readText, textLengthsThatPass } from '../read-text.js';

// As the Okta reference documents List all application users and Retrieve the default app user schema.
const anchor = 'MyIRAFVEd2aImaq7zN3u/w==';
const user = {
  id: '00u1',
  externalId: '7f0c0000-0000-4000-8000-000000000001',
  created: '2026-11-20T10:00:00.000Z',
  scope: 'USER',
  status: 'PROVISIONED',
  syncState: 'SYNCHRONIZED',
  credentials: { userName: 'ann@corp.example' },
  profile: { email: 'ann@corp.example', immutableId: anchor },
  _links: {
    app: { href: 'https://corp.okta.com/api/v1/apps/0oa1' },
    user: { href: 'https://corp.okta.com/api/v1/users/00u1' },
  },
};
const app = {
  id: '0oa1',
  name: 'office365',
  label: 'Microsoft Office 365',
  status: 'ACTIVE',
  credentials: { userNameTemplate: { type: 'BUILT_IN' } },
  connection: { status: 'ENABLED' },
  features: [{ name: 'USER_PROVISIONING', status: 'ENABLED' }],
};
const schema = (properties: object) => ({
  id: 'https://corp.okta.com/meta/schemas/apps/0oa1/default',
  $schema: 'http://json-schema.org/draft-04/schema#',
  definitions: { custom: { properties: {} }, base: { properties } },
});
const expected = {
  at: { origin: 'sample', line: 1 },
  appId: '0oa1',
  id: '00u1',
  userName: 'ann@corp.example',
  status: 'PROVISIONED',
  entraObjectId: user.externalId,
  immutableId: anchor,
  syncState: 'SYNCHRONIZED',
};
const read = (value: unknown) => readText(JSON.stringify(value), createOktaFileReader);

describe('app users of Okta as JSON', () => {
  it.each<[string, unknown, object]>([
    ['as the API answers them', [user], expected],
    ['one without brackets', user, expected],
    ['with the app next to them', [{ ...user, _links: undefined, appId: '0oa1' }], expected],
    ['under a name of the ImmutableID', [{ ...user, profile: { onPremisesImmutableId: anchor } }], expected],
    ['twice under one value', [{ ...user, profile: { immutableId: anchor, source_immutable_id: anchor } }], expected],
    ['with an empty one next to', [{ ...user, profile: { onPremisesImmutableId: '', immutableId: anchor } }], expected],
    [
      'with what the assignment gives, where the schema has an attribute for it',
      [
        schema({ immutableId: {}, licenses: {}, roles: {} }),
        { ...user, profile: { ...user.profile, licenses: ['E5'] } },
      ],
      { ...expected, at: { origin: 'sample', line: 2 }, licenseManagement: true, roleManagement: false },
    ],
    [
      'with the name that the schema gives',
      [{ ...user, profile: { x1: anchor, immutableId: 'other' } }, schema({ x1: { title: 'Immutable ID' } })],
      expected,
    ],
    [
      'who were never pushed',
      [{ ...user, externalId: null, syncState: undefined, profile: { immutableId: anchor } }],
      { ...expected, entraObjectId: undefined, syncState: undefined },
    ],
  ])('are read %s', (_, value, record) => {
    const { records, issues } = read(value);
    expect(issues).toEqual([]);
    expect(records).toEqual([Object.fromEntries(Object.entries(record).filter(([, known]) => known !== undefined))]);
  });

  it.each<[string, unknown, string]>([
    ['without an app', { ...user, _links: {} }, 'does not say to which'],
    ['without a status', { ...user, status: undefined }, 'no id, name or status'],
    ['without a name', { ...user, credentials: {} }, 'no id, name or status'],
    [
      'with two ImmutableIDs that differ',
      { ...user, profile: { immutableId: anchor, onPremisesImmutableId: 'x' } },
      'several ImmutableIDs',
    ],
    ['with an ImmutableID that is not text', { ...user, profile: { immutableId: 7 } }, 'immutableId is 7'],
    ['with a profile that is not an object', { ...user, profile: 'x' }, 'profile is "x"'],
    ['with an external id that is not text', { ...user, externalId: {} }, 'externalId is an object'],
  ])('are rejected %s, at their place', (_, wrong, found) => {
    const { issues } = read([user, wrong]);
    expect(issues).toMatchObject([
      { problem: 'row-rejected', at: { line: 2 }, message: expect.stringContaining(found) },
    ]);
  });

  it.each([
    ['no profile has one', [{ ...user, profile: { email: 'ann@corp.example' } }]],
    ['the schema has none', [user, schema({ email: { title: 'Email' } })]],
  ])('say that nothing is compared where %s', (_, value) => {
    const { records, issues } = read(value);
    expect(records).not.toHaveProperty('[0].immutableId');
    expect(issues).toMatchObject([{ problem: 'unreadable-text', message: expect.stringContaining('is not compared') }]);
  });

  it('say that a page of Okta may be one of several', async () => {
    const people = (count: number) => Array.from({ length: count }, (_, index) => ({ ...user, id: `00u${index}` }));
    expect(read(people(50)).issues).toMatchObject([{ message: expect.stringContaining('Give every page') }]);
    expect(read(people(51)).issues).toEqual([]);
    const pages = [49, 50, 51, 499, 500, 501].map(
      async (count) => (await readFile(JSON.stringify(people(count)), readOktaFiles)).source.mayBeCut,
    );
    expect(await Promise.all(pages)).toEqual([undefined, true, undefined, undefined, true, undefined]);
  });

  it('are skipped with an app that is not Office 365', () => {
    const { records, skipped, issues } = read([
      app,
      { id: '0oa2', name: 'slack' },
      { ...user, _links: {}, appId: '0oa2' },
    ]);
    expect({ records: records.filter(isOktaAppUser), skipped, issues }).toEqual({
      records: [],
      skipped: 2,
      issues: [],
    });
  });

  it('do not answer whether Okta provisions; their app does', async () => {
    const fields = { onPrem: new Set<string>(), entra: new Set<string>() };
    const questions = async (value: unknown) => {
      const { source } = await readFile(JSON.stringify(value), readOktaFiles);
      expect(isComplete(source)).toBe(true);
      return answeredQuestions({
        sources: [source],
        fields,
        addresses: { areKnown: true },
        memberships: { areKnown: true },
      });
    };
    expect(await questions([user])).toEqual([]);
    expect(await questions([app])).toEqual(['okta']);
    expect(await questions([app, user])).toEqual(['okta']);
  });

  it('are never complete when they are cut anywhere', () => {
    expect(textLengthsThatPass(JSON.stringify([user, schema({})]), createOktaFileReader)).toEqual([]);
  });
});
