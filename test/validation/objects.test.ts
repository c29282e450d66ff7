import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/validation/identity.js';
import type { ValidationSettings } from '../../src/validation/population.js';
import { anchor, guid, organisation, organisationWithNumbers, setting } from './organisation.js';

/** `outcome key twin` of each group, contact and device; `cloud:` before those who are in the cloud only. */
function outcomes(identities: readonly Identity[]): Record<string, string> {
  return Object.fromEntries(
    identities.map((identity) => {
      const { outcome, entra } = identity;
      if (identity.side === 'entra')
        return [`cloud:${entra?.displayName}`, `${outcome} ${identity.excludedTwin?.name ?? '-'}`];
      return [identity.onPrem.name, `${outcome} ${identity.matchedBy ?? '-'} ${entra?.displayName ?? '-'}`];
    }),
  );
}

describe('groups, contacts and devices', () => {
  it('are looked at only where both sides show some of the type', () => {
    const alone = organisation()
      .object('group', 'here', { onPrem: { objectSid: 'S-1' } })
      .object('contact', 'there', { entra: { mail: 'c@x' } })
      .populate();
    expect(alone.objects).toEqual([]);
    const ignored = organisation()
      .object('group', 'old', { onPrem: { objectSid: 'S-1', deleted: true } })
      .object('group', 'new', { entra: {} })
      .populate();
    expect(ignored.objects).toEqual([]);
  });

  it('are joined by the strongest key: groups by anchor, SID, mail; contacts by mail; devices by id', () => {
    const { objects } = organisation()
      .object('group', 'anchored', { onPrem: { objectGuid: guid(1), objectSid: 'S-1' } })
      .object('group', 'a1', { entra: { immutableId: anchor(1), synced: false } })
      .object('group', 'a2', { entra: { onPremisesSecurityIdentifier: 'S-1', synced: true } })
      .object('group', 'bySid', { onPrem: { objectSid: 'S-2', mail: 'sid@x' } })
      .object('group', 's1', { entra: { onPremisesSecurityIdentifier: 'S-2', synced: true } })
      .object('group', 's2', { entra: { mail: 'sid@x', synced: true } })
      .object('group', 'byMail', { onPrem: { objectSid: 'S-3', mail: 'Mail@x' } })
      .object('group', 'm1', { entra: { mail: 'mail@X', synced: false } })
      .object('group', 'new', { onPrem: { objectSid: 'S-4' } })
      .object('contact', 'supplier', { onPrem: { mail: 'sup@x' } })
      .object('contact', 'c1', { entra: { mail: 'sup@x', synced: true } })
      .object('device', 'PC1', { onPrem: { objectGuid: guid(5) } })
      .object('device', 'd1', { entra: { deviceId: guid(5).toUpperCase(), synced: true } })
      .object('device', 'd2', { entra: { synced: true } })
      .populate();
    expect(outcomes(objects)).toEqual({
      anchored: 'hardMatch anchor a1',
      'cloud:a2': 'entraOnly -',
      bySid: 'hardMatch sid s1',
      'cloud:s2': 'entraOnly -',
      byMail: 'softMatch primaryAddress m1',
      new: 'onPremOnly - -',
      supplier: 'hardMatch primaryAddress c1',
      PC1: 'hardMatch deviceId d1',
      'cloud:d2': 'entraOnly -',
    });
  });

  it('are joined by the anchor whatever the SIDs are, and by an address only where they agree', () => {
    const sides = (entra: object) => ({
      onPrem: { objectGuid: guid(1), objectSid: 'S-1', mail: 'a@x' },
      entra: { onPremisesSecurityIdentifier: 'S-2', synced: true, mail: 'a@x', ...entra },
    });
    const outcome = (entra: object) =>
      organisation()
        .object('group', 'one', sides(entra))
        .populate()
        .objects.map((one) => one.outcome);
    expect(outcome({ immutableId: anchor(1) })).toEqual(['hardMatch']);
    expect(outcome({})).toEqual(['onPremOnly', 'entraOnly']);
  });

  it('mismatch where Entra shows another anchor, and are ambiguous where one key leads to several', () => {
    const { objects } = organisation()
      .object('group', 'wrong', { onPrem: { objectGuid: guid(1), objectSid: 'S-1' } })
      .object('group', 'w', { entra: { onPremisesSecurityIdentifier: 'S-1', immutableId: anchor(9), synced: true } })
      .object('group', 'torn', { onPrem: { mail: 'torn@x' } })
      .object('group', 't1', { entra: { mail: 'torn@x', synced: true } })
      .object('group', 't2', { entra: { mail: 'torn@x' } })
      .populate();
    expect(outcomes(objects)).toEqual({ wrong: 'anchorMismatch sid w', torn: 'ambiguous - -' });
    const torn = objects.find(({ outcome }) => outcome === 'ambiguous');
    expect(torn).toMatchObject({ ambiguity: 'several-candidates', sourceAnchor: undefined });
    expect(torn?.side === 'onPrem' && torn.others.map((other) => 'displayName' in other && other.displayName)).toEqual([
      't1',
      't2',
    ]);
    expect(objects[0]).toMatchObject({ sourceAnchor: anchor(1), others: [] });
  });

  it('that Entra leaves out keep their twin, unless somebody in scope has it', () => {
    const critical = { attributes: { iscriticalsystemobject: 'TRUE' } };
    const { objects } = organisation()
      .object('group', 'admins', { onPrem: { mail: 'adm@x', ...critical } })
      .object('group', 'adm', { entra: { mail: 'adm@x', synced: true } })
      .object('group', 'double', { onPrem: { mail: 'sales@x', ...critical } })
      .object('group', 'sales', { onPrem: { mail: 'sales@x' } })
      .object('group', 'sal', { entra: { mail: 'sales@x', synced: true } })
      .object('group', 'adminsToo', { onPrem: { mail: 'adm@x', ...critical } })
      .populate();
    expect(objects.filter(({ side }) => side === 'onPrem').map(({ outcome }) => outcome)).toEqual([
      'hardMatch',
      'excluded',
      'excluded',
      'excluded',
    ]);
    expect(outcomes(objects)).toEqual({
      admins: 'excluded - adm',
      double: 'excluded - -',
      adminsToo: 'excluded - -',
      sales: 'hardMatch primaryAddress sal',
      'cloud:adm': 'entraOnly admins',
    });
  });

  it('are left alone as managed in the cloud by anchor or SID, and by an address where Graph shows neither', () => {
    const managed = (entra: object, onPrem: object = {}, type: 'group' | 'contact' = 'group') => {
      const org = organisation()
        .person(1, 'ann')
        .object(type, 'Team', {
          onPrem: { objectSid: 'S-1', mail: 'team@x', ...onPrem },
          entra: { cloudManaged: true, synced: false, mail: 'team@x', ...entra },
        });
      const { objects } = org.populate();
      return objects.map(({ outcome }) => outcome);
    };
    expect(managed({ onPremisesSecurityIdentifier: 'S-1' })).toEqual(['excluded']);
    expect(managed({ immutableId: anchor(7) }, { consistencyGuid: anchor(7) })).toEqual(['excluded']);
    expect(managed({ immutableId: anchor(7) })).toEqual(['anchorMismatch']);
    expect(managed({})).toEqual(['softMatch']);
    expect(managed({ mail: 'other@x', immutableId: anchor(7) })).toEqual(['onPremOnly', 'entraOnly']);
    const unknown = { objectSid: undefined };
    expect(managed({ onPremisesSecurityIdentifier: 'S-1' }, unknown)).toEqual(['excluded']);
    for (const type of ['group', 'contact'] as const) {
      const alias = { mail: 'new@x', proxyAddresses: ['SMTP:new@x', 'smtp:team@x'] };
      expect(managed({}, unknown, type)).toEqual(['excluded']);
      expect(managed(alias, unknown, type)).toEqual(['excluded']);
      expect(managed({ immutableId: anchor(7) }, unknown, type)).toEqual(['anchorMismatch']);
      expect(managed({ cloudManaged: false }, unknown, type)).toEqual(['softMatch']);
    }
  });

  it('are not left alone where an address leads several to one that is managed in the cloud', () => {
    const two = (sid?: string) =>
      organisation()
        .person(1, 'ann')
        .object('group', 'Team', { onPrem: { mail: 'team@x', ...(sid && { objectSid: sid }) } })
        .object('group', 'Crew', { onPrem: { mail: 'old@x', proxyAddresses: ['SMTP:old@x', 'smtp:team@x'] } })
        .object('group', 'Team', {
          entra: { cloudManaged: true, synced: false, mail: 'team@x', onPremisesSecurityIdentifier: 'S-1' },
        })
        .populate()
        .objects.map(({ outcome }) => outcome);
    expect(two()).toEqual(['softMatch', 'softMatch']);
    expect(two('S-1')).toEqual(['excluded', 'softMatch']);
  });

  it('of the cloud are cloudOnly unless they are synced or carry an ImmutableID', () => {
    const { objects } = organisation()
      .object('contact', 'here', { onPrem: { mail: 'here@x' } })
      .object('contact', 'cloud', { entra: { synced: false } })
      .object('contact', 'unknown', { entra: { synced: undefined } })
      .object('contact', 'marked', { entra: { synced: false, immutableId: 'AAA=' } })
      .object('contact', 'synced', { entra: { synced: true } })
      .populate();
    expect(outcomes(objects)).toEqual({
      here: 'onPremOnly - -',
      'cloud:cloud': 'cloudOnly -',
      'cloud:unknown': 'cloudOnly -',
      'cloud:marked': 'entraOnly -',
      'cloud:synced': 'entraOnly -',
    });
  });
});

describe('where another attribute is the source anchor', () => {
  const settings = { sourceAnchor: setting('employeeID:text') };
  const numbered = { attributes: { employeeid: '7' } };
  const judged = (type: 'contact' | 'group', onPrem: object, entra: object) =>
    organisationWithNumbers()
      .person(1, 'ann', { onPrem: { attributes: { employeeid: 'E1' } }, entra: { immutableId: 'E1' } })
      .object(type, 'kim', {
        onPrem: { objectGuid: guid(2), mail: 'k@x', ...onPrem },
        entra: { mail: 'k@x', synced: true, ...entra },
      })
      .judge(settings);

  // What is known of contacts and groups without a value there: that they are synchronized.
  it.each<[string, object, object]>([
    ['Graph shows no ImmutableID', {}, {}],
    ['Graph shows none of one with a value', numbered, {}],
    ['the ImmutableID is the value', numbered, { immutableId: '7' }],
    ['it has no value, and is held under its objectGUID', {}, { immutableId: anchor(2) }],
    ['it has an empty one', { attributes: { employeeid: '' } }, { immutableId: anchor(2) }],
  ])('blocks no contact and no group: %s', (_what, onPrem, entra) => {
    for (const type of ['contact', 'group'] as const) {
      const { decision, findings } = judged(type, onPrem, entra);
      expect([decision, findings]).toEqual(['cleared', []]);
    }
  });

  it.each<[string, object, object]>([
    ['its objectGUID, and it has a value', numbered, { immutableId: anchor(2) }],
    ['another value', numbered, { immutableId: '8' }],
    ['the objectGUID of something else', {}, { immutableId: anchor(3) }],
  ])('blocks one that is held under %s', (_what, onPrem, entra) => {
    for (const type of ['contact', 'group'] as const)
      expect(judged(type, onPrem, entra)).toMatchObject({
        decision: 'blocked',
        findings: [{ rule: 'anchor-mismatch', severity: 'error' }],
      });
  });

  it('leaves out a person without a value', () => {
    const { counts } = organisationWithNumbers()
      .person(1, 'ann', { onPrem: { attributes: { employeeid: '' } } })
      .judge(settings);
    expect(counts.outcomes).toMatchObject({ excluded: 1 });
  });
});

describe('device-match-blocked', () => {
  it.each<[string, ReturnType<typeof organisation>, string | undefined]>([
    ['that only the cloud knows', organisation().object('device', 'PC', { entra: { synced: false } }), undefined],
    [
      'that nobody calls synchronized',
      organisation().object('device', 'PC', { entra: { synced: undefined } }),
      undefined,
    ],
    ['that is synchronized today', organisation().object('device', 'PC', { entra: { synced: true } }), '1 device'],
    [
      'of Active Directory, next to a group',
      organisation()
        .object('device', 'PC', { onPrem: { objectGuid: guid(8) }, entra: { synced: true, deviceId: guid(8) } })
        .object('device', 'old', { onPrem: { objectGuid: guid(9), attributes: { iscriticalsystemobject: 'TRUE' } } })
        .object('group', 'staff', { onPrem: { objectSid: 'S-1' }, entra: { synced: true } }),
      '1 device',
    ],
    [
      'that is left out',
      organisation().object('device', 'old', {
        onPrem: { objectGuid: guid(9), attributes: { iscriticalsystemobject: 'TRUE' } },
        entra: { synced: true, deviceId: guid(9) },
      }),
      undefined,
    ],
  ])('is told of a device %s: %s', (_what, org, devices) => {
    const { findings } = org.person(1, 'ann').judge();
    expect(findings.filter(({ rule }) => rule === 'device-match-blocked').map(({ found }) => found)).toEqual(
      devices === undefined ? [] : [`${devices} synchronized, blockSoftMatchEnabled not known`],
    );
  });

  /** What is said of devices: on both sides, in Active Directory, left out there, in Entra. */
  const told = (
    { both = 0, here = 0, leftOut = 0, there = 0 }: { both?: number; here?: number; leftOut?: number; there?: number },
    settings: Partial<ValidationSettings> = {},
    change: { onPrem?: object; entra?: object } = {},
  ) => {
    const org = organisation().person(1, 'ann');
    let number = 100;
    const add = (count: number, sides: (id: string) => object) => {
      for (let index = 0; index < count; index += 1) {
        number += 1;
        org.object('device', `PC${number}`, sides(guid(number)));
      }
    };
    const [ad, cloud] = [
      (id: string, more = {}) => ({ onPrem: { objectGuid: id, ...change.onPrem, ...more } }),
      (id: string) => ({ entra: { deviceId: id, synced: true, entraObjectId: `id-${id}`, ...change.entra } }),
    ];
    add(both, (id) => ({ ...ad(id), ...cloud(id) }));
    add(here, (id) => ad(id));
    add(leftOut, (id) => ({ ...ad(id, { attributes: { iscriticalsystemobject: 'TRUE' } }), ...cloud(id) }));
    add(there, cloud);
    const judged = org.judge(settings);
    const [text] = judged.findings.flatMap(({ rule, found }) => (rule === 'device-match-blocked' ? found : []));
    return text?.replace(/, blockSoftMatchEnabled.*/, '') ?? judged.unchecked?.['device-match-blocked'];
  };

  it.each<[string, string | undefined, Parameters<typeof told>]>([
    ['nobody has any', 'the evidence has no device', [{}]],
    ['both sides have them', '2 devices synchronized', [{ both: 2 }]],
    ['Active Directory alone has them, as before a first sync', '2 computers in scope', [{ here: 2 }]],
    ['some are new', '1 device synchronized, 2 computers in scope', [{ both: 1, here: 2 }]],
    ['Entra alone has them', '2 devices synchronized', [{ there: 2 }]],
    [
      'one is left out, and others of Entra were not read in Active Directory',
      '2 devices synchronized',
      [{ leftOut: 1, there: 2 }],
    ],
    ['all are left out', undefined, [{ leftOut: 2 }]],
    ['all of them registered in the cloud alone', undefined, [{ there: 2 }, {}, { entra: { synced: false } }]],
    [
      'they registered, and are to be synchronized',
      '2 computers in scope',
      [{ both: 2 }, {}, { entra: { synced: false } }],
    ],
    [
      'Entra Connect takes over',
      '1 device synchronized, 1 computer in scope',
      [{ both: 1, here: 1 }, { syncTool: 'connect' }],
    ],
    ['cloud sync takes over, which takes none', undefined, [{ here: 2 }, { syncTool: 'cloudSync' }]],
    [
      'cloud sync takes over, and a server synchronizes them',
      '2 devices synchronized',
      [{ both: 2 }, { syncTool: 'cloudSync' }],
    ],
    [
      'cloud sync takes over, and some registered only',
      undefined,
      [{ both: 2 }, { syncTool: 'cloudSync' }, { entra: { synced: false } }],
    ],
    [
      'they were deleted in Active Directory',
      'the evidence has no device',
      [{ here: 2 }, {}, { onPrem: { deleted: true } }],
    ],
    [
      'they were deleted in Entra',
      'the evidence has no device',
      [{ there: 2 }, {}, { entra: { deletedDateTime: '2026-11-01T00:00:00Z' } }],
    ],
    [
      'their ids are spelled otherwise',
      '1 device synchronized',
      [{ both: 1 }, {}, { entra: { deviceId: guid(101).toUpperCase() } }],
    ],
  ])('tells what is to come where %s: %s', (_what, text, given) => {
    expect(told(...given)).toBe(text);
  });
});

describe('group-membership-loss', () => {
  const dn = (name: string) => `CN=${name},OU=Staff,DC=corp,DC=example`;
  const id = (number: number) => `e0000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const staff = (members: string[]) =>
    organisation()
      .person(1, 'ann', { onPrem: { distinguishedName: dn('ann') } })
      .person(2, 'bob', { onPrem: { distinguishedName: dn('bob') } })
      .person(3, 'eve')
      .entra(4, 'cloud', { synced: false, immutableId: undefined })
      .entra(5, 'elsewhere', { synced: false, immutableId: undefined, onPremisesDistinguishedName: dn('else') })
      .object('group', 'Sales', {
        onPrem: { objectSid: 'S-1', members },
        entra: {
          onPremisesSecurityIdentifier: 'S-1',
          synced: true,
          members: [id(1).toUpperCase(), id(2), id(3), id(4), id(5), 'a stranger'],
        },
      });
  const lost = (org: ReturnType<typeof organisation>) =>
    org
      .judge()
      .findings.filter(({ rule }) => rule === 'group-membership-loss')
      .map(({ subject, found }) => `${subject?.userPrincipalName?.split('@')[0]} ${found}`);

  it('names who is a member in Entra and not of the group that takes over, and anyone who can’t be one', () => {
    expect(lost(staff([dn('ANN'), dn('else')]))).toEqual(['bob Sales', 'cloud Sales']);
    expect(lost(staff([dn('ann'), dn('bob')]))).toEqual(['cloud Sales', 'elsewhere Sales']);
  });

  it('says nothing of people without on-premises side while Active Directory was not read completely', () => {
    expect(lost(staff([dn('ann'), dn('bob'), dn('else')]).sources({ onPrem: { rejected: 1 } }))).toEqual([]);
  });

  it('names every group once a person, by name', () => {
    const group = (name: string, sid: string, entra: object = {}) =>
      [
        name,
        { onPrem: { objectSid: sid }, entra: { onPremisesSecurityIdentifier: sid, members: [id(1)], ...entra } },
      ] as const;
    const org = staff([dn('ann'), dn('bob'), dn('else')])
      .object('group', ...group('Zoo', 'S-2', { synced: true }))
      .object('group', ...group('Art', 'S-3', { synced: false }))
      .object('group', ...group('other', 'S-4', { immutableId: anchor(9) }))
      .object('group', 'cloud', { entra: { members: [id(1)], synced: false } });
    const { findings } = org.judge();
    const about = findings.filter(
      ({ rule, subject }) => rule === 'group-membership-loss' && subject?.userPrincipalName === 'ann@corp.example',
    );
    expect(about).toMatchObject([{ found: 'Art, Zoo', related: [{ name: 'Zoo' }, { name: 'Art' }] }]);
  });

  it('is judged only where both sides show members', () => {
    const fields = new Set(['objectGuid', 'consistencyGuid', 'userPrincipalName', 'objectType']);
    expect(lost(staff([]).sources({ onPrem: { fields } }))).toEqual([]);
    expect(lost(staff([]).sources({ entra: { fields } }))).toEqual([]);
    const devices = organisation()
      .person(1, 'ann', { onPrem: { distinguishedName: dn('ann') } })
      .object('device', 'PC', {
        onPrem: { objectGuid: guid(8), members: [] },
        entra: { deviceId: guid(8), synced: true, members: [id(1)] },
      });
    expect(lost(devices)).toEqual([]);
  });
});
