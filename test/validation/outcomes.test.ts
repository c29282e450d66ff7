import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/assessment.js';
import { at, evidence } from './evidence.js';
import { id } from './findings.js';
import { anchor, guid, named, type Organisation, organisation, outcomeOf } from './organisation.js';

describe('outcomes', () => {
  it('clears an organization in which every anchor is the ImmutableID', () => {
    const result = organisation().person(1, 'ann').person(2, 'bob').judge();
    expect(result.decision).toBe('cleared');
    expect(result.findings).toEqual([]);
    expect(result.counts).toMatchObject({ onPremUsers: 2, entraUsers: 2, outcomes: { hardMatch: 2 } });
    expect(result.cutoverReady).toBe(false);
    expect(result.scope).toEqual(['anchors', 'consistencyGuid', 'cloudSyncFlag']);
    expect(result.openQuestions).toContain('pendingExports');
  });

  it('compares anchors with letter case', () => {
    const result = organisation()
      .person(1, 'ann', { entra: { immutableId: anchor(1).toLowerCase() } })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'anchorMismatch' });
    expect(result.decision).toBe('blocked');
  });

  it('takes mS-DS-ConsistencyGuid before objectGUID', () => {
    const result = organisation()
      .person(1, 'ann', { onPrem: { consistencyGuid: anchor(9) }, entra: { immutableId: anchor(9) } })
      .person(2, 'bob', { onPrem: { consistencyGuid: anchor(8) } })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'hardMatch', bob: 'anchorMismatch' });
    expect(named(result.findings)).toEqual(['anchor-mismatch bob', 'consistency-guid-differs ann']);
    expect(result.findings[0]?.diagnosis).toBe('object-guid-instead-of-consistency-guid');
  });

  it('uses another configured source anchor', () => {
    const result = organisation()
      .person(1, 'ann', { onPrem: { attributes: { employeeid: 'E1' } }, entra: { immutableId: 'E1' } })
      .person(2, 'bob', { onPrem: { attributes: {} }, entra: { immutableId: 'E2' } })
      .sources({ onPrem: { fields: new Set(['objectGuid', 'employeeid']) } })
      .judge({ sourceAnchor: { attribute: 'employeeID', encoding: 'text' } });
    expect(outcomeOf(result.identities)).toEqual({ ann: 'hardMatch', bob: 'excluded', 'cloud:bob': 'entraOnly' });
    expect(named(result.findings)).toEqual(['excluded-but-synced bob']);
  });

  it('matches softly by UPN or primary address when Entra has no ImmutableID', () => {
    const result = organisation()
      .person(1, 'ann', { entra: { immutableId: undefined } })
      .person(2, 'bob', {
        onPrem: { proxyAddresses: ['smtp:alias@corp.example', 'SMTP:Bob@corp.example'] },
        entra: { immutableId: undefined, userPrincipalName: 'robert@corp.example', mail: 'bob@corp.example' },
      })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'softMatch', bob: 'softMatch' });
    expect(named(result.findings)).toEqual(['anchor-missing-entra ann', 'anchor-missing-entra bob', 'upn-changed bob']);
    expect(result.decision).toBe('cleared');
  });

  it('does not let an alias match softly', () => {
    const result = organisation()
      .person(1, 'ann', {
        onPrem: { proxyAddresses: ['smtp:anna@corp.example'] },
        entra: { immutableId: undefined, userPrincipalName: 'other@corp.example', mail: 'anna@corp.example' },
      })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'onPremOnly', 'cloud:other': 'entraOnly' });
  });

  it('calls a twin known only by SID a creation, because Entra does not match by SID', () => {
    const sid = 'S-1-5-21-1-2-3-1001';
    const result = organisation()
      .person(1, 'ann', {
        onPrem: { objectSid: sid },
        entra: { immutableId: undefined, userPrincipalName: 'a.nn@corp.example', onPremisesSecurityIdentifier: sid },
      })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'onPremOnly' });
    expect(named(result.findings)).toEqual(['anchor-missing-entra ann', 'on-prem-only ann']);
    expect(result.decision).toBe('blocked');
  });

  it('sees the same person by SID although everything else differs', () => {
    const sid = 'S-1-5-21-1-2-3-1001';
    const result = organisation()
      .person(1, 'ann', {
        onPrem: { objectSid: sid },
        entra: { immutableId: anchor(7), userPrincipalName: 'x@corp.example', onPremisesSecurityIdentifier: sid },
      })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'anchorMismatch' });
  });

  it('says that a name may have been reused when the SIDs differ', () => {
    const result = organisation()
      .person(1, 'ann', {
        onPrem: { objectSid: 'S-1-5-21-1-2-3-2' },
        entra: { immutableId: anchor(7), onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1' },
      })
      .person(2, 'bob', {
        onPrem: { objectSid: 'S-1-5-21-1-2-3-4' },
        entra: { immutableId: undefined, onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-3' },
      })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'anchorMismatch', bob: 'softMatch' });
    expect(result.findings.find(({ rule }) => rule === 'anchor-mismatch')?.consequence).toContain(
      'given to another person',
    );
    expect(named(result.findings)).toContain('ambiguous-identity bob');
    expect(result.decision).toBe('blocked');
  });

  it('counts an equal anchor under another UPN as a hard match, unless the name is somebody else’s', () => {
    const renamed = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'anna@corp.example' } })
      .judge();
    expect(outcomeOf(renamed.identities)).toEqual({ ann: 'hardMatch' });
    expect(named(renamed.findings)).toEqual(['upn-changed ann']);
    expect(renamed.decision).toBe('cleared');

    const onPremOwner = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'bob@corp.example' } })
      .onPrem(2, 'bob')
      .judge();
    expect(outcomeOf(onPremOwner.identities)).toEqual({ ann: 'anchorHeldByAnother', bob: 'anchorMismatch' });

    const cloudOwner = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'zoe@corp.example' } })
      .entra(2, 'ann', { immutableId: undefined })
      .judge();
    expect(outcomeOf(cloudOwner.identities)).toEqual({ ann: 'anchorHeldByAnother' });
    expect(named(cloudOwner.findings)).toEqual(['anchor-held-by-another ann']);
  });

  it('shows a swap of two people’s anchors for both, each naming the other', () => {
    const result = organisation()
      .person(1, 'ann', { entra: { immutableId: anchor(2) } })
      .person(2, 'bob', { entra: { immutableId: anchor(1) } })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'anchorHeldByAnother', bob: 'anchorHeldByAnother' });
    const held = result.findings.filter(({ rule }) => rule === 'anchor-held-by-another');
    expect(held.map(({ subject, related }) => [subject?.userPrincipalName, related?.[0]?.userPrincipalName])).toEqual([
      ['ann@corp.example', 'bob@corp.example'],
      ['bob@corp.example', 'ann@corp.example'],
    ]);
  });

  it('lets an excluded person own their name: taking over their account is refused', () => {
    const result = organisation()
      .person(1, 'ann', { entra: { userPrincipalName: 'bob@corp.example' } })
      .onPrem(2, 'bob', { attributes: { admindescription: 'User_left' } })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'anchorHeldByAnother', bob: 'excluded' });
  });

  it('calls everybody who shares an on-premises anchor ambiguous', () => {
    const result = organisation()
      .person(1, 'ann')
      .onPrem(2, 'copy', { consistencyGuid: anchor(1) })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'ambiguous', copy: 'ambiguous' });
    expect(named(result.findings)).toEqual(['anchor-duplicate-on-prem ann', 'anchor-duplicate-on-prem copy']);
  });

  it('calls everybody who shares an ImmutableID ambiguous', () => {
    const result = organisation()
      .person(1, 'ann')
      .person(2, 'bob', { entra: { immutableId: anchor(1) } })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'ambiguous', bob: 'ambiguous' });
    expect(named(result.findings)).toEqual(['anchor-duplicate-entra ann', 'anchor-duplicate-entra bob']);
  });

  it('refuses keys that lead to different accounts', () => {
    const result = organisation()
      .person(1, 'ann', { onPrem: { mail: 'shared@corp.example' } })
      .entra(5, 'zoe', { mail: 'shared@corp.example', immutableId: undefined, synced: false })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'ambiguous' });
    expect(named(result.findings)).toEqual(['ambiguous-identity ann']);
  });

  it('refuses several people who lead to one account, and one who leads to somebody else’s', () => {
    const rivals = organisation()
      .onPrem(1, 'ann', { mail: 'team@corp.example' })
      .onPrem(2, 'bob', { mail: 'team@corp.example' })
      .entra(3, 'team', { mail: 'team@corp.example', immutableId: undefined })
      .judge();
    expect(outcomeOf(rivals.identities)).toEqual({ ann: 'ambiguous', bob: 'ambiguous' });

    const taken = organisation()
      .person(1, 'ann')
      .onPrem(2, 'newcomer', { userPrincipalName: 'ANN@corp.example' })
      .judge();
    expect(outcomeOf(taken.identities)).toEqual({ ann: 'hardMatch', newcomer: 'ambiguous' });
    expect(named(taken.findings)).toContain('duplicate-upn ann');
    expect(named(taken.findings)).toContain('duplicate-upn ANN');
  });

  it('calls a guest as the only candidate ambiguous, and ignores it otherwise', () => {
    const guest = { userType: 'Guest', immutableId: undefined, synced: false, mail: 'ann@corp.example' };
    const only = organisation()
      .onPrem(1, 'ann', { mail: 'ann@corp.example' })
      .entra(2, 'ann_partner#EXT#', guest)
      .judge();
    expect(outcomeOf(only.identities)).toEqual({ ann: 'ambiguous' });

    const beside = organisation()
      .person(1, 'ann', { onPrem: { mail: 'ann@corp.example' } })
      .entra(2, 'ann_partner#EXT#', guest)
      .judge();
    expect(outcomeOf(beside.identities)).toEqual({ ann: 'hardMatch', 'cloud:ann_partner#EXT#': 'cloudOnly' });
  });

  it('counts members from other tenants as accounts of the cloud, whether a sync column shows it or not', () => {
    const member = { userType: 'Member', immutableId: undefined };
    const people = (synced?: boolean) =>
      organisation()
        .person(1, 'ann', { entra: { synced } })
        .entra(2, 'eve_partner#EXT#', { ...member, synced })
        .entra(3, 'fay', { ...member, synced: synced === false ? true : synced })
        .judge();
    const outcomes = { ann: 'hardMatch', 'cloud:eve_partner#EXT#': 'cloudOnly', 'cloud:fay': 'entraOnly' };
    expect(outcomeOf(people().identities)).toEqual(outcomes);
    expect(outcomeOf(people(false).identities)).toEqual(outcomes);
    expect(named(people().findings)).toEqual(['entra-only fay']);
  });

  it('counts an account to which only the names of somebody else’s match lead as nobody’s', () => {
    const sid = (number: number): string => `S-1-5-21-1-2-3-${number}`;
    // Ann took over Ben’s old name; her anchor and SID say whose account is whose. Ben’s row is missing.
    const renamed = organisation()
      .person(1, 'ben', {
        onPrem: { objectSid: sid(1) },
        entra: { onPremisesSecurityIdentifier: sid(1), userPrincipalName: 'ann@x' },
      })
      .entra(2, 'ben', { onPremisesSecurityIdentifier: sid(2) })
      .judge();
    expect(outcomeOf(renamed.identities)).toEqual({ ben: 'hardMatch', 'cloud:ben': 'entraOnly' });
    expect(named(renamed.findings)).toContain('entra-only ben');
    const mail = organisation()
      .person(1, 'ann', {
        onPrem: { objectSid: sid(1), mail: 'ben@x' },
        entra: { onPremisesSecurityIdentifier: sid(1) },
      })
      .entra(2, 'ben', { onPremisesSecurityIdentifier: sid(2), mail: 'ben@x' })
      .judge();
    expect(outcomeOf(mail.identities)).toEqual({ ann: 'hardMatch', 'cloud:ben': 'entraOnly' });
    const account = organisation()
      .person(1, 'ann', { onPrem: { samAccountName: 'b' }, entra: { userPrincipalName: 'old@x' } })
      .entra(2, 'ben', { onPremisesSamAccountName: 'b' })
      .judge();
    expect(outcomeOf(account.identities)).toEqual({ ann: 'hardMatch', 'cloud:ben': 'entraOnly' });
    const present = organisation()
      .person(1, 'ben', {
        onPrem: { objectSid: sid(1) },
        entra: { onPremisesSecurityIdentifier: sid(1), userPrincipalName: 'ann@x' },
      })
      .person(2, 'other', {
        onPrem: { objectSid: sid(2) },
        entra: { onPremisesSecurityIdentifier: sid(2), userPrincipalName: 'ben@corp.example' },
      })
      .judge();
    expect(outcomeOf(present.identities)).toEqual({ ben: 'hardMatch', other: 'hardMatch' });
  });

  it('tells synced accounts without a source from cloud accounts', () => {
    const result = organisation()
      .person(1, 'ann')
      .entra(2, 'orphan', { immutableId: undefined })
      .entra(3, 'stamped', { synced: false })
      .entra(4, 'admin', { synced: false, immutableId: undefined })
      .judge();
    expect(outcomeOf(result.identities)).toMatchObject({
      'cloud:orphan': 'entraOnly',
      'cloud:stamped': 'entraOnly',
      'cloud:admin': 'cloudOnly',
    });
    expect(named(result.findings)).toEqual(['entra-only orphan', 'entra-only stamped']);
  });

  it('does not block on entra-only while the on-premises evidence is incomplete', () => {
    const result = organisation()
      .person(1, 'ann')
      .entra(2, 'orphan')
      .sources({ onPrem: { rejected: 1 } })
      .judge();
    expect(result.decision).toBe('indeterminate');
    expect(result.findings.find(({ rule }) => rule === 'entra-only')?.severity).toBe('warning');
  });

  it('reports an excluded person’s twin once', () => {
    const result = organisation()
      .person(1, 'svc', { onPrem: { samAccountName: 'MSOL_1' } })
      .person(2, 'ann', { onPrem: { samAccountName: 'ann' } })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ svc: 'excluded', ann: 'hardMatch', 'cloud:svc': 'entraOnly' });
    expect(named(result.findings)).toEqual(['excluded-but-synced svc']);
  });

  it('never lets excluded people make duplicates', () => {
    const result = organisation()
      .person(1, 'ann', { onPrem: { mail: 'ann@corp.example' } })
      .onPrem(2, 'old', {
        consistencyGuid: anchor(1),
        userPrincipalName: 'ann@corp.example',
        mail: 'ann@corp.example',
        attributes: { iscriticalsystemobject: 'TRUE' },
      })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'hardMatch', old: 'excluded' });
    expect(result.findings).toEqual([]);
  });

  it('accepts an on-premises record without a UPN', () => {
    const result = organisation()
      .person(1, 'ann', { onPrem: { userPrincipalName: undefined } })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'hardMatch' });
    expect(result.decision).toBe('cleared');
  });

  it('knows an account name only where it is unique and the domains agree', () => {
    const known = (domain: string) =>
      organisation()
        .onPrem(1, 'ann', { samAccountName: 'ann', distinguishedName: 'CN=ann,DC=corp,DC=example' })
        .entra(2, 'else', { onPremisesSamAccountName: 'ANN', onPremisesDomainName: domain })
        .judge();
    expect(outcomeOf(known('corp.example').identities)).toEqual({ ann: 'anchorMismatch' });
    expect(outcomeOf(known('other.example').identities)).toMatchObject({ ann: 'onPremOnly' });
  });

  it('ignores objects that are not users', () => {
    const result = organisation().person(1, 'ann').onPrem(2, 'staff', { objectType: 'group' }).judge();
    expect(result.counts.onPremUsers).toBe(1);
  });

  it('uses the vectors of the facts', () => {
    const result = organisation()
      .person(1, 'ann', {
        onPrem: { objectGuid: '00112233-4455-6677-8899-aabbccddeeff' },
        entra: { immutableId: 'MyIRAFVEd2aImaq7zN3u/w==' },
      })
      .person(2, 'bob', {
        onPrem: { objectGuid: '3ab39606-c642-489b-84b6-58c038d3ef39' },
        entra: { immutableId: 'OrOWBsZCSJuEtljAONPvOQ==' },
      })
      .judge();
    expect(outcomeOf(result.identities)).toEqual({ ann: 'hardMatch', bob: 'anchorMismatch' });
    expect(result.findings[0]).toMatchObject({ diagnosis: 'byte-order-swapped', expected: 'BpazOkLGm0iEtljAONPvOQ==' });
    expect(guid(1)).not.toBe(guid(2));
  });
});

describe('an account that is managed in the cloud', () => {
  const managed = { cloudManaged: true };
  const without = { immutableId: undefined };

  it.each<[string, Organisation, Record<string, Outcome>]>([
    ['the one with the anchor', organisation().person(1, 'ann', { entra: managed }), { ann: 'excluded' }],
    [
      'one of another account with the same anchor',
      organisation()
        .person(1, 'ann', { entra: managed })
        .entra(2, 'bob', { immutableId: anchor(1) }),
      { ann: 'ambiguous' },
    ],
    [
      'two of one anchor',
      organisation()
        .person(1, 'ann', { entra: managed })
        .entra(2, 'bob', { immutableId: anchor(1), ...managed }),
      { ann: 'ambiguous' },
    ],
    [
      'that of an anchor of two people',
      organisation()
        .person(1, 'ann', { entra: managed })
        .onPrem(2, 'bob', { consistencyGuid: anchor(1) }),
      { ann: 'ambiguous', bob: 'ambiguous' },
    ],
    [
      'the one with the SID, whatever it is called',
      organisation().person(1, 'ann', {
        onPrem: { objectSid: 'S-1' },
        entra: { ...managed, ...without, onPremisesSecurityIdentifier: 'S-1', userPrincipalName: 'lee@corp.example' },
      }),
      { ann: 'excluded' },
    ],
    [
      'the one with the anchor, and another one has the SID',
      organisation()
        .person(1, 'ann', { onPrem: { objectSid: 'S-1' }, entra: managed })
        .entra(2, 'bob', { ...without, onPremisesSecurityIdentifier: 'S-1' }),
      { ann: 'ambiguous' },
    ],
    [
      'the one with the SID, and another one has the anchor',
      organisation()
        .onPrem(1, 'ann', { objectSid: 'S-1' })
        .entra(1, 'bob')
        .entra(2, 'lee', { ...managed, ...without, onPremisesSecurityIdentifier: 'S-1' }),
      { ann: 'anchorHeldByAnother' },
    ],
    [
      'the one with the SID, and it has another anchor',
      organisation().person(1, 'ann', {
        onPrem: { objectSid: 'S-1' },
        entra: { ...managed, immutableId: anchor(7), onPremisesSecurityIdentifier: 'S-1' },
      }),
      { ann: 'anchorMismatch' },
    ],
    [
      'one of the same name and another SID',
      organisation().person(1, 'ann', {
        onPrem: { objectSid: 'S-1' },
        entra: { ...managed, ...without, onPremisesSecurityIdentifier: 'S-2' },
      }),
      { ann: 'softMatch' },
    ],
    [
      'that of two people by their SID',
      organisation()
        .person(1, 'ann', {
          onPrem: { objectSid: 'S-1' },
          entra: { ...managed, ...without, onPremisesSecurityIdentifier: 'S-1' },
        })
        .onPrem(2, 'bob', { objectSid: 'S-1' }),
      { ann: 'ambiguous', bob: 'ambiguous' },
    ],
    [
      'one that only a name leads to',
      organisation().person(1, 'ann', { entra: { ...managed, ...without } }),
      { ann: 'softMatch' },
    ],
    [
      'somebody else’s',
      organisation()
        .person(1, 'ann')
        .entra(2, 'bob', { ...managed, ...without }),
      { ann: 'hardMatch', 'cloud:bob': 'entraOnly' },
    ],
  ])('leaves the person alone where it is %s', (_what, org, expected) => {
    expect(outcomeOf(org.populate().identities)).toMatchObject(expected);
  });
});

describe('a mailbox whose Exchange attributes are managed in the cloud', () => {
  const versions = (...serverVersions: (string | undefined)[]) =>
    organisation()
      .person(1, 'ann', {
        onPrem: { mail: 'lee@corp.example' },
        entra: { mail: 'ann@corp.example', exchangeCloudManaged: true },
      })
      .with({
        connectConfig: [
          evidence(
            'connectConfig',
            serverVersions.map((serverVersion) => ({ at, ...(serverVersion !== undefined && { serverVersion }) })),
          ),
        ],
      });

  it.each<[string, Organisation, 'connect' | 'cloudSync' | undefined, boolean]>([
    ['an Entra Connect that is new enough', versions('2.5.190.0'), 'connect', true],
    ['two servers of which one is too old', versions('2.5.190.0', '2.5.79.0'), 'connect', false],
    ['a server of unknown version', versions(undefined), 'connect', false],
    ['a server of a version that is none', versions('unknown'), 'connect', false],
    ['nothing that tells the tool', versions().with({ connectConfig: [] }), undefined, false],
    ['cloud sync', versions('2.5.79.0'), 'cloudSync', true],
  ])('with %s keeps its addresses: %s %s %s', (_what, org, syncTool, keeps) => {
    const { findings } = org.judge(syncTool === undefined ? {} : { syncTool });
    expect(findings.some(({ rule }) => rule === 'primary-address-change')).toBe(!keeps);
  });

  it.each([
    ['an alias', ['SMTP:ann@corp.example', 'smtp:x@corp.example']],
    ['the primary address', ['SMTP:x@corp.example', 'smtp:ann@corp.example']],
  ])('keeps %s that Active Directory gives to somebody else, who alone is told of it', (_what, proxyAddresses) => {
    const told = (exchangeCloudManaged: boolean) =>
      organisation()
        .person(1, 'ann', {
          onPrem: { mail: 'ann@corp.example', proxyAddresses: ['SMTP:ann@corp.example'] },
          entra: { mail: proxyAddresses[0]?.slice(5), proxyAddresses, exchangeCloudManaged },
        })
        .person(2, 'bob', {
          onPrem: { mail: 'bob@corp.example', proxyAddresses: ['SMTP:bob@corp.example', 'smtp:x@corp.example'] },
          entra: { mail: 'bob@corp.example', proxyAddresses: ['SMTP:bob@corp.example'] },
        })
        .judge({ syncTool: 'cloudSync' })
        .findings.flatMap(({ rule, subject, consequence }) =>
          rule === 'duplicate-proxy-address' ? [`${subject?.userPrincipalName}: ${consequence.split('.')[0]}`] : [],
        );
    expect(told(true)).toEqual([
      'bob@corp.example: Entra would keep the alias back: mail to it reaches the other user',
    ]);
    // Otherwise the same export takes it away from the account.
    expect(told(false)).toEqual([
      'bob@corp.example: The other object gives the address up with the same synchronization',
    ]);
  });
});

describe('a twin of somebody who is left out', () => {
  it('is that of the first of two', () => {
    const critical = { attributes: { iscriticalsystemobject: 'TRUE' } };
    const { identities } = organisation()
      .onPrem(1, 'old', { ...critical, userPrincipalName: 'ann@corp.example' })
      .onPrem(2, 'older', { ...critical, userPrincipalName: 'ann@corp.example' })
      .entra(3, 'ann')
      .populate();
    expect(identities.map(({ entra }) => entra?.entraObjectId)).toEqual([id(3), undefined, id(3)]);
  });
});

describe('somebody to whom a guest’s name leads', () => {
  it('is ambiguous with the guest where that one was synchronized', () => {
    const guest = { userType: 'Guest', immutableId: undefined, synced: true };
    const { identities, findings } = organisation().person(1, 'ann', { entra: guest }).judge();
    expect(identities).toMatchObject([{ outcome: 'ambiguous', ambiguity: 'guest-only' }]);
    expect(findings.find(({ rule }) => rule === 'ambiguous-identity')?.related).toMatchObject([
      { userPrincipalName: 'ann@corp.example' },
    ]);
  });

  it('is matched where the guest has an ImmutableID: it has a source', () => {
    const guest = { userType: 'Guest', synced: undefined };
    expect(outcomeOf(organisation().person(1, 'ann', { entra: guest }).populate().identities)).toEqual({
      ann: 'hardMatch',
    });
  });
});
