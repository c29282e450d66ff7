import { describe, expect, it } from 'vitest';
import type { EvidenceSource } from '../../src/domain/evidence.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { explainAnchors } from '../../src/validation/explain-anchors.js';
import { firstOthers, indexBy } from '../../src/validation/index-by.js';
import { isComplete, populate } from '../../src/validation/population.js';
import { onPremRule } from '../../src/validation/rule.js';
import { entraSubject, onPremSubject, subjectOf } from '../../src/validation/subject.js';
import { at, evidence, staged } from './evidence.js';
import { anchor, guid, type Organisation, organisation } from './organisation.js';

const lost = { problem: 'unreadable-text', at, message: '?' } as const;
const rejected = { problem: 'row-rejected', at, message: '?' } as const;

describe('a population', () => {
  it('counts clean pairs as people of both sides who are joined', () => {
    const both = { onPrem: [evidence('onPrem', [])], entra: [evidence('entra', [])] };
    const settings = { sourceAnchor: defaultSourceAnchor };
    const { counts } = populate(both, settings, { people: 3, explained: new Map(), units: new Map() });
    expect(counts).toMatchObject({ onPremUsers: 3, entraUsers: 3, outcomes: { hardMatch: 3, onPremOnly: 0 } });
    const one = organisation()
      .person(1, 'ann')
      .onPrem(2, 'out', { attributes: { admindescription: 'User_' } });
    expect(one.populate().counts).toMatchObject({
      onPremUsers: 2,
      entraUsers: 1,
      outcomes: { hardMatch: 1, excluded: 1 },
    });
  });

  it('is complete only where every source of a side was read, somebody is there, and the anchor’s column too', () => {
    const completeness = (onPrem: Partial<EvidenceSource>[], entra: Partial<EvidenceSource>[], people = true) => {
      const { records } = { records: people ? organisation().person(1, 'ann').populate().inScope : [] };
      const side = (kind: 'onPrem' | 'entra', changes: Partial<EvidenceSource>[], own: readonly object[]) =>
        changes.map((change) => {
          const { source } = evidence(kind, own);
          return { source: { ...source, fields: new Set(['objectGuid']), ...change }, records: own as never[] };
        });
      const population = populate(
        {
          onPrem: side('onPrem', onPrem, records),
          entra: side('entra', entra, people ? [{ objectType: 'user', at }] : []),
        },
        { sourceAnchor: defaultSourceAnchor },
      );
      return [population.onPremComplete, population.entraComplete];
    };
    expect(completeness([{}], [{}])).toEqual([true, true]);
    expect(completeness([{}, {}], [{}, {}])).toEqual([true, true]);
    expect(completeness([{}, { rejected: 1 }], [{}, { rejected: 1 }])).toEqual([false, false]);
    expect(completeness([{ issues: [lost] }], [{ issues: [lost] }])).toEqual([true, true]);
    expect(completeness([{ issues: [rejected] }], [{ issues: [lost, rejected] }])).toEqual([false, false]);
    expect(completeness([{}, { fields: new Set(['mail']) }], [{}])).toEqual([false, true]);
    expect(completeness([{}], [{}], false)).toEqual([false, false]);
    expect(isComplete({ ...evidence('entra', []).source, issues: [lost] })).toBe(true);
  });

  const crowd = (onPrem: number, entra: number) => {
    const org = organisation();
    for (let number = 1; number <= Math.max(onPrem, entra); number += 1)
      org.person(number, `p${number}`, {
        ...(number > onPrem && { onPrem: null }),
        ...(number > entra && { entra: null }),
      });
    return org;
  };
  const mayBeCut = true;

  it.each<[string, Organisation, [boolean, boolean]]>([
    ['both are whole', crowd(3, 3), [true, true]],
    ['Active Directory may be cut', crowd(100, 101).sources({ onPrem: { mayBeCut } }), [false, true]],
    ['Entra may be cut', crowd(101, 100).sources({ entra: { mayBeCut } }), [true, false]],
    ['Active Directory was read twice and differs', crowd(3, 3).onPrem(1, 'eve'), [false, true]],
    ['Entra was read twice and differs', crowd(3, 3).entra(1, 'eve'), [true, false]],
  ])('is complete of each side by itself: %s', (_what, org, expected) => {
    const { onPremComplete, entraComplete } = org.populate();
    expect([onPremComplete, entraComplete]).toEqual(expected);
  });

  it('knows the fields that every file with users shows, and members wherever groups stand', () => {
    const [ann, staff] = organisation()
      .person(1, 'ann')
      .object('group', 'staff', { onPrem: { objectGuid: guid(7) }, entra: {} })
      .populate()
      .identities.concat(
        organisation()
          .object('group', 'staff', { onPrem: { objectGuid: guid(7) }, entra: {} })
          .populate().objects,
      )
      .flatMap((one) => (one.side === 'onPrem' ? one.onPrem : []));
    if (ann === undefined || staff === undefined) throw new Error('somebody is missing');
    const file = (records: (typeof ann)[], ...fields: string[]) => {
      const { source } = evidence('onPrem', records);
      return { source: { ...source, fields: new Set(['objectGuid', ...fields]) }, records };
    };
    const fields = (...onPrem: ReturnType<typeof file>[]) =>
      [...populate({ onPrem, entra: [] }, { sourceAnchor: defaultSourceAnchor }).fields.onPrem].sort();
    const eve = { ...ann, objectGuid: guid(2) };
    expect(fields(file([ann], 'mail'), file([staff], 'title'))).toEqual(['mail', 'objectGuid']);
    expect(fields(file([ann, staff], 'mail'), file([eve], 'title'))).toEqual(['objectGuid']);
    expect(fields(file([ann], 'mail'), file([staff], 'members'))).toEqual(['mail', 'members', 'objectGuid']);
    expect(fields(file([ann], 'mail'))).toEqual(['mail', 'objectGuid']);
  });

  it('takes a list for that of a directory where everything of it is', () => {
    const toDirectory = (...inDirectory: boolean[]) =>
      organisation()
        .person(1, 'ann')
        .with({
          pendingExports: [
            evidence(
              'pendingExports',
              inDirectory.map((one) => staged('update', one ? { inDirectory: true } : {})),
            ),
          ],
        })
        .populate()
        .sources.filter(({ kind }) => kind === 'pendingExports')
        .map((source) => source.toDirectory ?? false);
    expect([toDirectory(true, true), toDirectory(true, false), toDirectory(false), toDirectory()]).toEqual([
      [true],
      [false],
      [false],
      [false],
    ]);
  });

  it('judges nobody of a source without the anchor’s column', () => {
    const org = organisation()
      .person(1, 'ann')
      .sources({ onPrem: { fields: new Set(['mail']) } });
    expect(org.populate().counts).toMatchObject({ onPremUsers: 0, outcomes: { entraOnly: 1 } });
  });

  it('knows the fields that every source of a side has, and no facts among its objects', () => {
    const source = (fields: string[]) => {
      const empty = evidence<never>('onPrem', []);
      return { ...empty, source: { ...empty.source, fields: new Set(fields) } };
    };
    const of = (...fields: string[][]) =>
      populate({ onPrem: fields.map(source), entra: [] }, { sourceAnchor: defaultSourceAnchor }).fields;
    expect(of(['objectGuid', 'mail', 'title'], ['mail', 'objectGuid'])).toEqual({
      onPrem: new Set(['objectGuid', 'mail']),
      entra: new Set(),
    });
    expect(of().onPrem).toEqual(new Set());
    const facts = organisation().person(1, 'ann').facts({ fact: 'features' }).populate();
    expect(facts.service.map(({ fact }) => fact)).toEqual(['features']);
    expect(facts.entraUsers).toHaveLength(1);
    expect(facts.entraObjects).toEqual([]);
  });

  it('leaves out what lies in either recycle bin, and keeps deleted users of Entra apart', () => {
    const gone = { deletedDateTime: '2026-11-01T00:00:00Z' };
    const { inScope, entraUsers, deletedUsers, entraObjects } = organisation()
      .onPrem(1, 'tombstone', { deleted: true })
      .person(2, 'ann')
      .entra(3, 'gone', gone)
      .object('group', 'goneToo', { entra: gone })
      .object('group', 'here', { entra: {} })
      .populate();
    expect(inScope.map(({ name }) => name)).toEqual(['ann']);
    expect(entraUsers.map(({ userPrincipalName }) => userPrincipalName)).toEqual(['ann@corp.example']);
    expect(deletedUsers.map(({ userPrincipalName }) => userPrincipalName)).toEqual(['gone@corp.example']);
    expect(entraObjects.map(({ displayName }) => displayName)).toEqual(['here']);
  });
});

describe('subjects', () => {
  it('have what is known and nothing else', () => {
    const user = { objectType: 'user', at, attributes: new Map() } as const;
    expect(onPremSubject(user)).toStrictEqual({ objectType: 'user' });
    const known = { userPrincipalName: 'a@x', name: 'a', objectGuid: guid(1), distinguishedName: 'CN=a' };
    expect(onPremSubject({ ...user, ...known, samAccountName: 's' })).toStrictEqual({ objectType: 'user', ...known });
    expect(entraSubject({ objectType: 'group', at })).toStrictEqual({ objectType: 'group' });
    const cloud = { userPrincipalName: 'b@x', entraObjectId: 'e', immutableId: 'i' };
    expect(entraSubject({ objectType: 'user', at, ...cloud, displayName: 'B' })).toStrictEqual({
      objectType: 'user',
      ...cloud,
      name: 'B',
    });
    const identity = { side: 'onPrem', outcome: 'excluded', onPrem: user, others: [] } as const;
    expect(subjectOf({ ...identity, sourceAnchor: undefined })).toStrictEqual({ objectType: 'user' });
    expect(subjectOf({ ...identity, sourceAnchor: 'A', entra: { objectType: 'user', at, ...cloud } })).toStrictEqual({
      objectType: 'user',
      ...cloud,
      sourceAnchor: 'A',
    });
  });

  it('of a rule about people are not groups', () => {
    const metadata = {
      id: 'x',
      category: 'anchors',
      severity: 'error',
      title: '',
      help: '',
      consequence: '',
      remedy: '',
    } as const;
    const population = organisation()
      .person(1, 'ann')
      .entra(2, 'cloud')
      .object('group', 'g', { onPrem: { mail: 'g@x' }, entra: { mail: 'g@x' } })
      .populate();
    const names = (coverage?: 'all') =>
      onPremRule(metadata, ({ onPrem }) => ({ found: onPrem.name }), coverage)
        .find(population)
        .map(({ found }) => found);
    expect(names()).toEqual(['ann']);
    expect(names('all')).toEqual(['ann', 'g']);
  });
});

describe('indexes', () => {
  it('leave out items without a key, the empty one included', () => {
    const index = indexBy(['a', 'A', '', 'b'], (text) => (text === 'b' ? undefined : text.toLowerCase()));
    expect([...index]).toEqual([['a', ['a', 'A']]]);
  });

  it('name twenty others at most, and none of the excluded', () => {
    const items = Array.from({ length: 30 }, (_, index) => index);
    expect(firstOthers(items, 0, 3)).toEqual([1, 2, ...items.slice(4, 22)]);
    expect(firstOthers(items.slice(0, 3), 1)).toEqual([0, 2]);
  });
});

describe('the explanation of the ImmutableIDs', () => {
  it('counts people in scope who have an ImmutableID, clean pairs among them; ties go by name', () => {
    const { identities } = organisation()
      .person(1, 'ann')
      .person(2, 'bob', { onPrem: { consistencyGuid: anchor(2) } })
      .person(3, 'out', { onPrem: { attributes: { admindescription: 'User_' } } })
      .person(4, 'soft', { entra: { immutableId: undefined } })
      .person(5, 'odd', { entra: { immutableId: 'odd' } })
      .entra(6, 'orphan')
      .populate();
    expect(
      explainAnchors(identities, { people: 4, explained: new Map([['objectGUID', 4]]), units: new Map() }),
    ).toEqual({
      people: 7,
      explained: [
        { source: 'objectGUID', people: 6 },
        { source: 'mS-DS-ConsistencyGuid', people: 1 },
        { source: 'name:text', people: 1 },
      ],
      unexplained: 0,
      sources: [
        ['objectGUID'],
        ['mS-DS-ConsistencyGuid', 'objectGUID'],
        undefined,
        ['name:text'],
        undefined,
        undefined,
        undefined,
      ],
    });
  });
});
