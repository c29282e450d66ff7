import { describe, expect, it } from 'vitest';
import { encodeConnectorDn } from '../../src/domain/connector-dn.js';
import { identityNames, identityStories } from '../../src/validation/story.js';
import { at, attribute, oktaUser, staged } from './evidence.js';
import { exports, id, okta } from './findings.js';
import { anchor, guid, type Organisation, organisation } from './organisation.js';

const people = () =>
  organisation()
    .person(1, 'ann', {
      onPrem: {
        samAccountName: 'ann1',
        objectSid: 'S-1-5-21-1',
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
    ['a value with blanks around it', `  ${anchor(1)}\n`],
    ['a SID', 's-1-5-21-1'],
    ['a distinguished name', 'cn=ann,ou=staff,dc=corp,dc=example'],
    ['a connector DN', encodeConnectorDn(anchor(1))],
    ['an Entra object id', 'E0000000-0000-4000-8000-000000000001'],
  ])('finds a person by %s', (_, key) => {
    expect(who(key)).toEqual(['ann']);
  });

  it.each([
    ['the part of the UPN before the domain', 'EVE'],
    ['the display name', 'eve stranger'],
    ['the alias', 'Eva'],
    ['the account name that a directory once gave', 'eve1'],
    ['a second address', 'e.s@corp.example'],
    ['the SID', 's-1-5-21-9'],
    ['the objectGUID that the ImmutableID stands for', guid(3)],
  ])('finds an account of Entra, like a person of Active Directory, by %s', (_, key) => {
    const [entra, onPrem] = [
      organisation().entra(3, 'eve', {
        displayName: 'Eve Stranger',
        properties: new Map([['mailnickname', 'eva']]),
        onPremisesSamAccountName: 'Eve1',
        proxyAddresses: ['SMTP:eve@corp.example', 'smtp:E.S@corp.example'],
        onPremisesSecurityIdentifier: 'S-1-5-21-9',
      }),
      organisation().onPrem(3, 'eve', {
        name: 'Eve Stranger',
        samAccountName: 'Eve1',
        proxyAddresses: ['SMTP:eve@corp.example', 'smtp:E.S@corp.example'],
        objectSid: 'S-1-5-21-9',
        attributes: { mailnickname: 'eva' },
      }),
    ];
    for (const org of [entra, onPrem]) expect(identityStories(org.populate(), key)).toHaveLength(1);
  });

  it('tells everybody who has a short name', () => {
    const two = organisation().person(1, 'ann').entra(2, 'a', { userPrincipalName: 'ann@other.example' }).populate();
    expect(identityStories(two, 'ann').map(({ outcome }) => outcome)).toEqual(['hardMatch', 'entraOnly']);
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

  it('finds by mS-DS-ConsistencyGuid, as Base64 or as the text of a GUID, and by the DN that Entra was told', () => {
    const population = organisation()
      .onPrem(1, 'moved', { consistencyGuid: anchor(8), mail: undefined })
      .onPrem(2, 'other', { consistencyGuid: 'short' })
      .entra(3, 'cloud', { onPremisesDistinguishedName: 'CN=Cloud,DC=x', mail: 'c@x', userPrincipalName: undefined })
      .entra(4, 'noId', { entraObjectId: undefined, immutableId: undefined })
      .populate();
    const names = (key: string) =>
      identityStories(population, key).map(({ subject }) => subject.name ?? subject.entraObjectId?.slice(-1));
    expect(names(anchor(8))).toEqual(['moved']);
    expect(names(guid(8))).toEqual(['moved']);
    expect(names(guid(1))).toEqual(['moved']);
    expect(names(anchor(1))).toEqual(['moved']);
    expect(names('short')).toEqual(['other']);
    expect(names('Short')).toEqual([]);
    expect(names('cn=cloud,dc=X')).toEqual(['3']);
    expect(names('C@x')).toEqual(['3']);
    expect(names('')).toEqual([]);
    expect(names('undefined')).toEqual([]);
  });

  it('tells the outcome, and the key where one led somewhere', () => {
    const [ann] = identityStories(people(), 'ann@corp.example');
    expect(ann).toMatchObject({ outcome: 'hardMatch', matchedBy: 'anchor', subject: { sourceAnchor: anchor(1) } });
    const [orphan] = identityStories(people(), 'orphan@corp.example');
    expect(orphan?.outcome).toBe('entraOnly');
    expect(orphan).not.toHaveProperty('matchedBy');
    const [alone] = identityStories(organisation().onPrem(1, 'alone').populate(), 'alone@corp.example');
    expect(alone).not.toHaveProperty('matchedBy');
    expect(alone?.sources.map(({ system }) => system)).toEqual(['Active Directory']);
  });

  it.each<[string, Organisation, string, object]>([
    ['both sides', organisation().person(1, 'ann'), 'ann', { expected: anchor(1), found: anchor(1) }],
    [
      'two that differ',
      organisation().person(1, 'ann', { entra: { immutableId: anchor(9) } }),
      'ann',
      { expected: anchor(1), found: anchor(9) },
    ],
    [
      'Active Directory alone',
      organisation().person(1, 'ann', { entra: null }).person(2, 'bob'),
      'ann',
      { expected: anchor(1) },
    ],
    [
      'Active Directory, the account having none',
      organisation().person(1, 'ann', { entra: { immutableId: undefined } }),
      'ann',
      { expected: anchor(1) },
    ],
    ['Entra alone', organisation().person(1, 'ann').entra(2, 'eve'), 'eve', { found: anchor(2) }],
    ['neither', organisation().person(1, 'ann').entra(2, 'eve', { immutableId: undefined }), 'eve', {}],
  ])('tells the anchors of %s', (_what, org, name, anchors) => {
    const [story] = identityStories(org.populate(), `${name}@corp.example`);
    expect(story?.anchors).toStrictEqual(anchors);
  });

  it('knows the names that may be asked for, of both sides', () => {
    const population = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'anna@corp.example' } })
      .onPrem(2, 'blank', { userPrincipalName: undefined })
      .entra(3, 'orphan')
      .populate();
    expect(identityNames(population)).toEqual(['ann@corp.example', 'anna@corp.example', 'orphan@corp.example']);
  });

  it('writes out maps sorted, lists and records, and leaves out what is unknown', () => {
    const population = organisation()
      .onPrem(1, 'ann', {
        objectGuid: undefined,
        attributes: { title: 'Boss', city: 'Bern', NAME: 'ann', userprincipalname: 'another' },
        proxyAddresses: ['SMTP:a@x', 'smtp:b@x'],
      })
      .entra(2, 'ann', {
        immutableId: 'I',
        provisioningErrors: [{ category: 'X', property: 'Mail' }],
        accountEnabled: false,
      })
      .populate();
    const stories = identityStories(population, 'ann@corp.example');
    const attributes = Object.fromEntries(
      stories.flatMap(({ sources }) => sources.map((source) => [source.system, source.attributes])),
    );
    expect(attributes['Active Directory']).toEqual([
      ['objectType', 'user'],
      ['userPrincipalName', 'ann@corp.example'],
      ['name', 'ann'],
      ['proxyAddresses', 'SMTP:a@x; smtp:b@x'],
      ['city', 'Bern'],
      ['title', 'Boss'],
      ['userprincipalname', 'another'],
    ]);
    expect(attributes['Microsoft Entra']).toEqual([
      ['objectType', 'user'],
      ['entraObjectId', 'e0000000-0000-4000-8000-000000000002'],
      ['userPrincipalName', 'ann@corp.example'],
      ['immutableId', 'I'],
      ['synced', 'true'],
      ['provisioningErrors', '{"category":"X","property":"Mail"}'],
      ['accountEnabled', 'false'],
    ]);
  });

  it('tells only what belongs to the person: of the recycle bin, Okta and Entra Connect', () => {
    const gone = { deletedDateTime: '2026-11-01T00:00:00Z' };
    const population = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'anna@corp.example' } })
      .person(2, 'wrong', { entra: { immutableId: anchor(22) } })
      .entra(3, 'cloud', { immutableId: undefined, entraObjectId: undefined, synced: false })
      .onPrem(4, 'blank', { objectGuid: undefined, userPrincipalName: undefined })
      .entra(5, 'gone', { immutableId: anchor(2), ...gone })
      .entra(6, 'goneToo', { immutableId: undefined, ...gone })
      .entra(7, 'orphan')
      .entra(8, 'goneOrphan', { immutableId: anchor(7), ...gone })
      .with(
        okta(
          oktaUser('x', { entraObjectId: id(1).toUpperCase() }),
          oktaUser('ANNA'),
          oktaUser('wrong', { entraObjectId: id(99) }),
          oktaUser('nobody'),
        ),
      )
      .with(
        exports(
          staged('update', { sourceAnchor: anchor(22) }),
          staged('delete'),
          staged('add', { sourceAnchor: anchor(7) }),
        ),
      )
      .populate();
    const systems = (key: string) =>
      identityStories(population, key).flatMap(({ sources }) =>
        sources.slice(1).map(({ system, attributes }) => `${system} ${attributes[1]?.[1] ?? attributes[0]?.[1]}`),
      );
    expect(systems('ann@corp.example')).toEqual([`Microsoft Entra ${id(1)}`, 'Okta 00u-x', 'Okta 00u-ANNA']);
    expect(systems('wrong@corp.example')).toEqual([
      `Microsoft Entra ${id(2)}`,
      `Microsoft Entra recycle bin ${id(5)}`,
      'Okta 00u-wrong',
      'Entra Connect update',
    ]);
    expect(systems('cloud@corp.example')).toEqual([]);
    expect(systems('orphan@corp.example')).toEqual([`Microsoft Entra recycle bin ${id(8)}`, 'Entra Connect add']);
  });

  it('tells each change of a staged export: what goes, then what comes', () => {
    const change = attribute('mail', { valuesDeleted: ['a@x', 'b@x'], valuesAdded: ['c@x', 'd@x'] });
    const population = organisation()
      .person(1, 'ann')
      .with(exports(staged('update', { sourceAnchor: anchor(1), changes: [change] })))
      .populate();
    expect(identityStories(population, 'ann@corp.example')[0]?.sources[2]).toEqual({
      system: 'Entra Connect',
      at,
      attributes: [
        ['pending export', 'update'],
        ['update mail', '− a@x − b@x + c@x + d@x'],
      ],
    });
  });

  it('shows the exports, the recycle bin and the Okta people of one person, and nobody else’s', () => {
    const update = (number: number, name: string) =>
      staged('update', {
        sourceAnchor: anchor(number),
        changes: [attribute(name, { valuesDeleted: ['a'], valuesAdded: ['b', 'c'] })],
      });
    const population = organisation()
      .person(1, 'ann')
      .person(2, 'bob', { entra: { immutableId: anchor(9) } })
      .entra(4, 'gone', { immutableId: anchor(9), deletedDateTime: '2026-11-01T00:00:00Z' })
      .entra(5, 'blank', { immutableId: undefined, deletedDateTime: '2026-11-01T00:00:00Z' })
      .with({
        ...exports(update(1, 'mail'), update(2, 'title'), update(9, 'company'), staged('delete')),
        ...okta(
          oktaUser('ann', { userName: 'ANN@corp.example' }),
          oktaUser('other', { entraObjectId: id(2).toUpperCase() }),
          oktaUser('nobody'),
        ),
      })
      .populate();
    const sources = (key: string) =>
      identityStories(population, key).flatMap((story) =>
        story.sources.map(({ system, attributes }) =>
          system === 'Okta'
            ? `Okta ${attributes.find(([name]) => name === 'userName')?.[1]}`
            : system === 'Entra Connect'
              ? attributes.map((pair) => pair.join(': ')).join(', ')
              : system,
        ),
      );
    expect(sources('ann@corp.example')).toEqual([
      'Active Directory',
      'Microsoft Entra',
      'Okta ANN@corp.example',
      'pending export: update, update mail: − a + b + c',
    ]);
    expect(sources('bob@corp.example')).toEqual([
      'Active Directory',
      'Microsoft Entra',
      'Microsoft Entra recycle bin',
      'Okta other@corp.example',
      'pending export: update, update title: − a + b + c',
      'pending export: update, update company: − a + b + c',
    ]);
  });

  it('shows an export that changes the anchor, and one that only names the account', () => {
    const population = organisation()
      .person(1, 'ann')
      .person(2, 'bob')
      .with(
        exports(
          staged('update', { csObjectDn: encodeConnectorDn(anchor(1)), sourceAnchor: anchor(9) }),
          staged('update', { entraObjectId: id(2).toUpperCase() }),
          staged('update', { entraObjectId: id(3) }),
        ),
      )
      .populate();
    for (const name of ['ann', 'bob'])
      expect(identityStories(population, `${name}@corp.example`)[0]?.sources.slice(2)).toEqual([
        { system: 'Entra Connect', at, attributes: [['pending export', 'update']] },
      ]);
  });

  it('shows what would be written to Active Directory, by objectGUID, then by distinguished name', () => {
    const dn = (name: string) => `CN=${name},DC=corp,DC=example`;
    const writing = (name: string, objectGuid?: string) =>
      staged('update', { inDirectory: true, csObjectDn: dn(name), ...(objectGuid && { objectGuid }) });
    const population = organisation()
      .person(1, 'ann', { onPrem: { distinguishedName: dn('Ann') } })
      .person(2, 'bob', { onPrem: { distinguishedName: dn('Bob') } })
      .person(3, 'cho')
      .with(exports(writing('Moved', guid(1)), writing('BOB'), writing('Ann', guid(9))))
      .populate();
    const told = (name: string) => identityStories(population, `${name}@corp.example`)[0]?.sources.slice(2);
    const shown = { system: 'Entra Connect', at, attributes: [['pending export', 'update in Active Directory']] };
    expect([told('ann'), told('bob'), told('cho')]).toEqual([[shown], [shown], []]);
  });

  it('finds nobody by what nobody has, and everybody of a name', () => {
    const bare = organisation()
      .person(1, 'ann', { onPrem: { consistencyGuid: undefined }, entra: { entraObjectId: undefined } })
      .person(2, 'bob', { entra: { onPremisesDistinguishedName: 'CN=Bob,DC=corp,DC=example' } })
      .populate();
    const found = (key: string) => identityStories(bare, key).map(({ subject }) => subject.userPrincipalName);
    expect(found('undefined')).toEqual([]);
    expect(found('')).toEqual([]);
    expect(found('cn=bob,dc=corp,dc=example')).toEqual(['bob@corp.example']);
  });
});
