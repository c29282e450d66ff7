import { describe, expect, it } from 'vitest';
import type { Disconnector, PendingExport, SyncRun, SyncStatus } from '../../src/domain/connect.js';
import { at, attribute, evidence, staged } from '../validation/evidence.js';
import { id } from '../validation/findings.js';
import { anchor, guid, type Organisation, organisation } from '../validation/organisation.js';

// What Entra Connect lists and the evidence of a side lacks: updated is what is joined, imported what is there.
const dnOf = (text: string): string => `CN={${Buffer.from(text).toString('hex').toUpperCase()}}`;
const renaming = (more: Partial<PendingExport>): PendingExport =>
  staged('update', { changes: [attribute('displayName', { valuesAdded: ['x'] })], ...more });
const settled = (number: number) => ({ entra: { onPremisesObjectIdentifier: guid(number) } });
const run = (connectorName: string, profileName: string, minute: number): SyncRun => {
  const [startedAt, endedAt] = [`2026-11-24T01:0${minute}:00.000Z`, `2026-11-24T01:0${minute}:30.000Z`];
  return { connectorName, profileName, result: 'success', complete: true, startedAt, endedAt };
};
/** A staging server that has read and synchronized everything. */
const atRest: SyncStatus = {
  at,
  scheduler: { stagingModeEnabled: true, syncCycleInProgress: false },
  runs: ['corp.example', 'corp.onmicrosoft.com - AAD'].flatMap((connector, index) => [
    run(connector, 'Full Import', index),
    run(connector, 'Full Synchronization', index + 3),
  ]),
};
const people = (): Organisation => organisation().person(1, 'ann', settled(1)).person(2, 'bob', settled(2));
const judged = (org: Organisation, updates: readonly PendingExport[], disconnectors: readonly Disconnector[] = []) => {
  const result = org
    .with({
      syncStatus: [evidence('syncStatus', [atRest])],
      pendingExports: [evidence('pendingExports', [renaming({ sourceAnchor: anchor(1) }), ...updates])],
      disconnectors: [evidence('disconnectors', disconnectors)],
    })
    .judge();
  const own = result.findings.filter(({ rule }) => rule === 'evidence-incomplete');
  for (const { found, expected, consequence, remedy } of own)
    if (found?.startsWith('Entra Connect'))
      expect(
        [expected, consequence, remedy].every((text) => text !== undefined && text.length > 20),
        found,
      ).toBe(true);
  const answering = result.scope.filter((question) => question === 'pendingExports' || question === 'disconnectors');
  return { decision: result.decision, told: own.map(({ found }) => found), answering };
};

describe('an update of somebody whom neither side has', () => {
  const foundOf = (who: string) =>
    `Entra Connect would update the account of ${who}, and the evidence of Entra does not have it`;

  it.each<[string, Partial<PendingExport>, string]>([
    [
      'by the anchor in its DN',
      { csObjectDn: dnOf(anchor(9)) },
      `somebody whom neither side knows (${dnOf(anchor(9))})`,
    ],
    ['by its anchor', { csObjectDn: 'CN={9}', sourceAnchor: anchor(9) }, 'somebody whom neither side knows (CN={9})'],
    ['by its object id', { entraObjectId: id(9) }, id(9)],
    ['by its display name', { displayName: 'Zoe' }, 'Zoe'],
    ['by a name of another domain', { userPrincipalName: 'zoe@other.example' }, 'zoe@other.example'],
  ])('known %s, makes the list incomplete', (_what, who, name) => {
    expect(judged(people(), [renaming(who)])).toMatchObject({ decision: 'indeterminate', told: [foundOf(name)] });
  });

  it('is one sentence for all of them', () => {
    const many = Array.from({ length: 23 }, (_, index) => renaming({ displayName: `p${index + 10}` }));
    const crowd = many.reduce((all, _, index) => all.person(index + 50, `c${index}`, settled(index + 50)), people());
    const known = many.map((_, index) => renaming({ sourceAnchor: anchor(index + 50) }));
    const { told } = judged(crowd, [...known, ...many]);
    expect(told).toEqual([expect.stringMatching(/account of p10, p11, .*, p29 and 3 more, and the evidence/)]);
  });

  it('who was hired since is named, and no more is said', () => {
    const hired = renaming({ sourceAnchor: anchor(9), userPrincipalName: 'Zoe@corp.example' });
    expect(judged(people(), [hired])).toMatchObject({
      decision: 'cleared',
      told: ['Entra Connect would update the account of Zoe@corp.example, whom neither side of the evidence has'],
    });
  });

  it('is told where the on-premises side has the person, although it was not read as a whole', () => {
    const org = people()
      .onPrem(3, 'cho')
      .sources({ onPrem: { rejected: 1 } });
    expect(judged(org, [renaming({ sourceAnchor: anchor(3) })]).told).toContain(foundOf('cho@corp.example'));
  });

  it('is none by a name or address of somebody, where it has no object id or an account was read without one', () => {
    const namesOf = (who: Partial<PendingExport>) => renaming({ sourceAnchor: anchor(9), ...who });
    const named = namesOf({ userPrincipalName: 'BOB@corp.example' });
    const updates = (org: Organisation, update: PendingExport) =>
      judged(org, [update]).told.filter((found) => found?.includes('would update'));
    expect(updates(people(), named)).toEqual([]);
    expect(updates(people(), namesOf({ primaryAddress: 'Bob@corp.example' }))).toEqual([]);
    expect(updates(people(), { ...named, entraObjectId: id(9) })).toHaveLength(1);
    const withoutId = people().person(3, 'cho', { entra: { entraObjectId: undefined } });
    expect(updates(withoutId, { ...named, entraObjectId: id(9) })).toEqual([]);
  });

  it('says nothing where a side was not read as a whole', () => {
    for (const sources of [{ onPrem: { rejected: 1 } }, { entra: { rejected: 1 } }])
      expect(judged(people().sources(sources), [renaming({ sourceAnchor: anchor(9) })]).told.join()).not.toContain(
        'would update',
      );
  });
});

describe('an update of a group or a contact', () => {
  const types = ['group', 'contact'] as const;
  const sid = 'S-1-5-21-1-2-3-1107';
  const withOne = (objectType: (typeof types)[number], both = true) => {
    const address = { mail: 'sales@corp.example' };
    return people().object(objectType, 'sales', {
      onPrem: { objectGuid: guid(7), objectSid: sid, ...address },
      ...(both && { entra: { onPremisesSecurityIdentifier: sid, synced: true, ...address } }),
    });
  };

  it.each(types)('that neither side has (%s) is told where both show some', (objectType) => {
    const stranger = renaming({ objectType, sourceAnchor: anchor(9), displayName: 'hr' });
    expect(judged(withOne(objectType), [stranger])).toMatchObject({
      decision: 'indeterminate',
      told: ['Entra Connect would update the account of hr, and the evidence of Entra does not have it'],
    });
    expect(judged(withOne(objectType, false), [stranger]).told).toEqual([]);
    // Also where the two sides have different ones.
    const apart = withOne(objectType, false).object(objectType, 'hq', { entra: { mail: 'hq@corp.example' } });
    expect(judged(apart, [stranger]).told).toEqual([expect.stringContaining('of hr, and the evidence of Entra')]);
    expect(judged(people(), [stranger]).told).toEqual([]);
  });

  it.each(types)('of both sides is none (%s)', (objectType) => {
    for (const who of [
      { sourceAnchor: anchor(7) },
      { csObjectDn: dnOf(anchor(7)) },
      { primaryAddress: 'Sales@corp.example' },
    ])
      expect(judged(withOne(objectType), [renaming({ objectType, ...who })])).toMatchObject({
        decision: 'cleared',
        told: [],
      });
  });

  it('is known by its objectGUID next to another anchor, a person is not', () => {
    const moved = { objectGuid: guid(7), consistencyGuid: anchor(17) };
    const update = (objectType: 'user' | 'group') => [renaming({ objectType, sourceAnchor: anchor(7) })];
    const org = people().object('group', 'sales', {
      onPrem: { ...moved, objectSid: sid },
      entra: { onPremisesSecurityIdentifier: sid, synced: true },
    });
    expect(judged(org, update('group')).told).toEqual([]);
    const person = people().person(7, 'dan', {
      onPrem: moved,
      entra: { ...settled(7).entra, immutableId: anchor(17) },
    });
    expect(judged(person, update('user')).told).toEqual([expect.stringContaining('does not have it')]);
  });

  it('of one side is told', () => {
    const org = withOne('group').object('group', 'hr', { onPrem: { objectGuid: guid(8), mail: 'hr@corp.example' } });
    expect(judged(org, [renaming({ objectType: 'group', sourceAnchor: anchor(8) })]).told).toEqual([
      'Entra Connect would update the account of hr, and the evidence of Entra does not have it',
    ]);
  });
});

describe('an update of somebody who is left out', () => {
  const critical = { attributes: { iscriticalsystemobject: 'TRUE' } };
  const leftOut =
    'Entra Connect would update di@corp.example (isCriticalSystemObject is TRUE), and should leave that object out';

  it('is told, with an account and without', () => {
    const update = renaming({ csObjectDn: dnOf(anchor(4)) });
    const without = judged(people().onPrem(4, 'di', critical), [update]);
    expect(without.decision).toBe('indeterminate');
    expect(without.told).toEqual([
      leftOut,
      'Entra Connect would update the account of di@corp.example, and the evidence of Entra does not have it',
    ]);
    expect(judged(people().person(4, 'di', { onPrem: critical }), [update]).told).toEqual([leftOut]);
  });

  it('is none where somebody in scope has the anchor, or where the account of a linked mailbox is updated', () => {
    const twin = people()
      .person(4, 'di', settled(4))
      .onPrem(8, 'old', { ...critical, consistencyGuid: anchor(4) });
    expect(judged(twin, [renaming({ sourceAnchor: anchor(4) })]).told).toEqual([]);
    const mailbox = { attributes: { msexchrecipienttypedetails: '2' } };
    const linked = people().person(4, 'di', { onPrem: mailbox });
    expect(judged(linked, [renaming({ sourceAnchor: anchor(4) })]).told).toEqual([]);
  });
});

describe('an update of an account without a source', () => {
  const alone =
    'Entra Connect would update the account of zoe@corp.example, and the on-premises evidence has no source of it';

  it('is told, by anchor and by object id', () => {
    for (const who of [{ sourceAnchor: anchor(5) }, { entraObjectId: id(5) }])
      expect(judged(people().entra(5, 'zoe'), [renaming(who)]).told).toEqual([alone]);
    // An Okta-mastered person alone would only be a warning.
    const okta = people().entra(5, 'zoe', { immutableId: '00u1zoe', synced: false });
    expect(judged(okta, [renaming({ csObjectDn: dnOf('00u1zoe') })])).toMatchObject({
      decision: 'indeterminate',
      told: [alone],
    });
  });

  it('is told of an account that shows no name', () => {
    const nameless = { userPrincipalName: undefined, entraObjectId: undefined };
    const { told } = judged(people().entra(5, 'zoe', nameless), [renaming({ csObjectDn: dnOf(anchor(5)) })]);
    expect(told).toContainEqual(
      expect.stringContaining(`account of somebody whom Entra knows (${dnOf(anchor(5))}), and`),
    );
  });

  it('is not a second finding where the account has another source than its anchor says, or is that of somebody left out', () => {
    const joined = renaming({ sourceAnchor: anchor(2), entraObjectId: id(5) });
    expect(judged(people().entra(5, 'zoe'), [joined]).told).toEqual([]);
    const twin = people().person(4, 'di', {
      onPrem: { attributes: { iscriticalsystemobject: 'TRUE' } },
      entra: { immutableId: anchor(44) },
    });
    expect(judged(twin, [renaming({ sourceAnchor: anchor(44) })]).told).toEqual([]);
  });

  it('is none where somebody is matched with it by name, or where the on-premises side is incomplete', () => {
    const byName = people().person(5, 'zoe', { entra: { immutableId: anchor(55) } });
    expect(judged(byName, [renaming({ sourceAnchor: anchor(55) })]).told).toEqual([]);
    const cut = people()
      .entra(5, 'zoe')
      .sources({ onPrem: { rejected: 1 } });
    expect(judged(cut, [renaming({ sourceAnchor: anchor(5) })]).told.join()).not.toContain('has no source');
  });
});

describe('a disconnector that Entra does not have', () => {
  const disconnector = (more: Partial<Disconnector>): Disconnector => ({
    at,
    objectType: 'user',
    csObjectDn: 'CN={zz}',
    ...more,
  });

  it('makes the list incomplete', () => {
    expect(
      judged(
        people(),
        [],
        [disconnector({ sourceAnchor: anchor(9) }), disconnector({ csObjectDn: 'CN={1}', sourceAnchor: anchor(1) })],
      ).told,
    ).toEqual([
      'Entra Connect has imported somebody whom neither side knows (CN={zz}) from Entra, and the evidence of Entra does not have it',
    ]);
    expect(
      judged(
        people().onPrem(3, 'cho'),
        [],
        [disconnector({ sourceAnchor: anchor(3) }), disconnector({ csObjectDn: 'CN={1}', entraObjectId: id(1) })],
      ).told,
    ).toEqual(['Entra Connect has imported cho@corp.example from Entra, and the evidence of Entra does not have it']);
  });

  it('is none where the account is there, or was deleted', () => {
    const org = people().entra(5, 'zoe').entra(6, 'gone', { deletedDateTime: '2026-11-20T00:00:00Z' });
    const objects = [
      { sourceAnchor: anchor(5) },
      { userPrincipalName: 'ZOE@corp.example' },
      { sourceAnchor: anchor(6) },
      { userPrincipalName: 'Gone@corp.example' },
      { entraObjectId: id(6).toUpperCase() },
    ];
    expect(
      judged(
        org,
        [],
        objects.map((one, index) => disconnector({ ...one, csObjectDn: `CN={${index}}` })),
      ).told,
    ).toEqual([]);
  });
});

describe('a list that contradicts the evidence', () => {
  const disconnected = { at, objectType: 'user', csObjectDn: 'CN={zz}', sourceAnchor: anchor(9) } as const;
  const critical = { attributes: { iscriticalsystemobject: 'TRUE' } };
  const both = ['pendingExports', 'disconnectors'];

  it.each<[string, readonly string[], Organisation, readonly PendingExport[], readonly Disconnector[]]>([
    ['nothing of it', both, people(), [renaming({ sourceAnchor: anchor(2) })], []],
    ['an account that Entra lacks', ['disconnectors'], people(), [renaming({ sourceAnchor: anchor(9) })], []],
    ['a disconnector that Entra lacks', ['pendingExports'], people(), [], [disconnected]],
    [
      'an account without a source',
      ['disconnectors'],
      people().entra(5, 'zoe'),
      [renaming({ entraObjectId: id(5) })],
      [],
    ],
    [
      'who is left out',
      ['disconnectors'],
      people().person(4, 'di', { onPrem: critical }),
      [renaming({ sourceAnchor: anchor(4) })],
      [],
    ],
    [
      'an account joined to nobody that is known',
      ['disconnectors'],
      people(),
      [renaming({ sourceAnchor: anchor(9), entraObjectId: id(1) })],
      [],
    ],
    [
      'who was hired since',
      both,
      people(),
      [renaming({ sourceAnchor: anchor(9), userPrincipalName: 'zoe@corp.example' })],
      [],
    ],
  ])('%s: the lists that answer are %j', (_what, expected, org, updates, disconnectors) => {
    expect(judged(org, updates, disconnectors).answering).toEqual(expected);
  });
});

describe('an addition of which the list shows nothing', () => {
  const told = (object: Partial<PendingExport>) =>
    judged(people(), [staged('add', { sourceAnchor: anchor(2), csObjectDn: dnOf(anchor(2)), ...object })]);

  it('makes the list incomplete, with the person', () => {
    expect(told({})).toMatchObject({
      decision: 'indeterminate',
      told: ['Entra Connect would add bob@corp.example, and the list does not show with which values'],
      answering: ['disconnectors'],
    });
    expect(told({ sourceAnchor: anchor(9), csObjectDn: dnOf(anchor(9)) }).decision).toBe('indeterminate');
  });

  it.each<[string, Partial<PendingExport>]>([
    ['a value', { changes: [attribute('displayName', { operation: 'add', valuesAdded: ['x'] })] }],
    ['the UPN', { userPrincipalName: 'bob@corp.example' }],
    ['the primary address', { primaryAddress: 'bob@corp.example' }],
    ['the display name', { displayName: 'Bob' }],
    ['a deletion', { operation: 'delete' }],
  ])('answers where it shows %s', (_what, object) => {
    expect(told(object).answering).toContain('pendingExports');
  });
});

describe('a first list of addresses for an account that has others', () => {
  const [primary, alias] = ['SMTP:bob@corp.example', 'smtp:b@corp.example'];
  const told = (
    inEntra: string[],
    added: string[],
    more: Partial<PendingExport> = {},
    operation: 'add' | 'update' = 'add',
  ) =>
    judged(
      organisation()
        .person(1, 'ann', settled(1))
        .person(2, 'bob', {
          onPrem: { mail: 'bob@corp.example', proxyAddresses: added },
          entra: { ...settled(2).entra, mail: 'bob@corp.example', proxyAddresses: inEntra },
        }),
      [
        staged('update', {
          sourceAnchor: anchor(2),
          changes: [attribute('proxyAddresses', { operation, multivalued: true, valuesAdded: added })],
          ...more,
        }),
      ],
    );

  it.each<[string, string[], string]>([
    ['an alias', [primary, alias], alias],
    ['an X500 name', [primary, 'X500:/o=Corp/cn=bob'], 'X500:/o=Corp/cn=bob'],
    ['a SIP address', [primary, 'sip:b@x.example'], 'sip:b@x.example'],
  ])('makes the list incomplete: %s', (_what, inEntra, other) => {
    const result = told(inEntra, [primary]);
    expect(result.decision).toBe('indeterminate');
    expect(result.told).toEqual([
      `Entra Connect would add proxyAddresses where it knows none, and the account has others: bob@corp.example (${other})`,
    ]);
    expect(result.answering).toEqual(['disconnectors']);
  });

  it('answers where nothing could go', () => {
    expect(told([primary], [primary, alias]).answering).toContain('pendingExports');
    expect(told([], [primary]).answering).toContain('pendingExports');
    const own = [primary, 'SIP:bob@corp.example', 'smtp:bob@corp.onmicrosoft.com', 'SPO:SPO_1@SPO_2'];
    expect(told(own, [primary]).answering).toContain('pendingExports');
    // One value comes to the others, or a hologram shows all that there will be.
    expect(told([primary, alias], ['smtp:c@corp.example'], {}, 'update').answering).toContain('pendingExports');
    expect(told([primary, alias], [primary], { addressesAfter: [primary] }).answering).toContain('pendingExports');
  });
});
