import { describe, expect, it } from 'vitest';
import { encodeConnectorDn } from '../../src/domain/connector-dn.js';
import { identityStories } from '../../src/validation/story.js';
import { anchor, guid, organisation } from './organisation.js';

const people = () =>
  organisation()
    .person(1, 'ann', {
      onPrem: {
        samAccountName: 'ann1',
        distinguishedName: 'CN=Ann,OU=Staff,DC=corp,DC=example',
        mail: 'a@corp.example',
      },
    })
    .person(2, 'bob', { onPrem: { samAccountName: 'bob1' }, entra: { immutableId: anchor(9) } })
    .entra(3, 'orphan')
    .entra(4, 'gone', { immutableId: anchor(1), deletedDateTime: '2026-11-01T00:00:00Z' })
    .populate();

const who = (key: string): (string | undefined)[] =>
  identityStories(people(), key).map(({ subject }) => subject.userPrincipalName?.split('@')[0]);

describe('identityStories', () => {
  it.each([
    ['a UPN in any letter case', 'ANN@corp.example'],
    ['an address', 'a@corp.example'],
    ['an account name', 'Ann1'],
    ['an objectGUID', `{${guid(1).toUpperCase()}}`],
    ['a source anchor', anchor(1)],
    ['a distinguished name', 'cn=ann,ou=staff,dc=corp,dc=example'],
    ['a connector DN', encodeConnectorDn(anchor(1))],
    ['an Entra object id', 'E0000000-0000-4000-8000-000000000001'],
  ])('finds a person by %s', (_, key) => {
    expect(who(key)).toEqual(['ann']);
  });

  it('finds by the ImmutableID that Entra holds, with its letter case', () => {
    expect(who(anchor(9))).toEqual(['bob']);
    expect(who(anchor(9).toLowerCase())).toEqual([]);
  });

  it('finds who is in the cloud only, and nobody for a stranger', () => {
    expect(who('orphan@corp.example')).toEqual(['orphan']);
    expect(who('nobody@corp.example')).toEqual([]);
  });

  it('tells every source with its place, the recycle bin too', () => {
    const [story] = identityStories(people(), 'ann@corp.example');
    expect(story?.sources.map(({ system }) => system)).toEqual([
      'Active Directory',
      'Microsoft Entra',
      'Microsoft Entra recycle bin',
    ]);
    expect(story?.sources[0]?.attributes).toContainEqual(['sourceAnchor', anchor(1)]);
    expect(story?.sources[0]?.at).toEqual({ origin: 'OnPremIDs.csv', line: 2 });
  });

  it('tells what Entra Connect and Okta hold', () => {
    const at = { origin: 'x', line: 1 };
    const source = {
      kind: 'okta' as const,
      origin: 'x',
      sha256: '',
      records: 1,
      rejected: 0,
      skipped: 0,
      fields: new Set<string>(),
      issues: [],
    };
    const change = {
      name: 'mail',
      operation: 'delete' as const,
      valuesAdded: [],
      valuesDeleted: ['a@corp.example'],
      multivalued: false,
    };
    const population = organisation()
      .person(1, 'ann')
      .with({
        okta: [
          { source, records: [{ at, appId: '0oa1', id: '00u1', userName: 'ann@corp.example', status: 'ACTIVE' }] },
        ],
        pendingExports: [
          {
            source: { ...source, kind: 'pendingExports' },
            records: [
              {
                at,
                objectType: 'user',
                csObjectDn: 'CN=x',
                sourceAnchor: anchor(1),
                operation: 'update',
                changes: [change],
                losses: [],
              },
            ],
          },
        ],
      })
      .populate();
    const sources = identityStories(population, guid(1))[0]?.sources ?? [];
    expect(sources.map(({ system }) => system).slice(2)).toEqual(['Okta', 'Entra Connect']);
    expect(sources[3]?.attributes).toContainEqual(['delete mail', '− a@corp.example']);
  });
});
