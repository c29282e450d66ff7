import { describe, expect, it } from 'vitest';
import { attribute, staged } from '../validation/evidence.js';
import { exports } from '../validation/findings.js';
import { anchor, type Organisation, organisation } from '../validation/organisation.js';

const composed = 'jos\u00e9@corp.example';
const decomposed = 'jose\u0301@corp.example';
const cloud = { immutableId: undefined, synced: false };
const people = (): Organisation => organisation().person(1, 'ann').person(2, 'bob');
const told = (org: Organisation): unknown[] => {
  const { findings, decision } = org.judge();
  const own = findings.filter(({ found }) => found?.includes('look alike'));
  if (own.length > 0) expect(decision).not.toBe('cleared');
  return own.map(({ rule, found }) => `${rule}: ${found}`);
};

describe('names that look alike', () => {
  it('are shown with what tells them apart, whose they are, and where', () => {
    const org = people()
      .onPrem(3, 'x', { userPrincipalName: composed })
      .entra(4, 'y', { ...cloud, userPrincipalName: decomposed });
    expect(told(org)).toEqual([
      'evidence-incomplete: jos\\u{e9}@corp.example (on-premises user, OnPremIDs.csv, line 4) and jose\\u{301}@corp.example (Entra user, AzureADSyncedIDS.csv, line 4) look alike and are written differently',
    ]);
    expect(org.judge().decision).toBe('indeterminate');
  });

  it.each<[string, Organisation]>([
    [
      'an alias and a UPN',
      people()
        .person(3, 'x', { onPrem: { proxyAddresses: [`smtp:${composed}`] } })
        .entra(4, 'y', { ...cloud, userPrincipalName: decomposed }),
    ],
    [
      'two people of one side',
      people().onPrem(3, 'x', { userPrincipalName: composed }).onPrem(4, 'y', { userPrincipalName: decomposed }),
    ],
    [
      'two accounts',
      people()
        .entra(3, 'x', { ...cloud, userPrincipalName: composed })
        .entra(4, 'y', { ...cloud, mail: decomposed }),
    ],
    ['another width', people().onPrem(3, 'x', { userPrincipalName: '\uff42ob@corp.example' })],
    ['a blank inside', people().onPrem(3, 'x', { mail: 'bo b@corp.example' })],
    ['a blank that does not break', people().onPrem(3, 'x', { mail: 'bob@corp.example\u00a0' })],
    ['a sign that nobody sees', people().onPrem(3, 'x', { mail: 'bob@corp\u200b.example' })],
    [
      'letter case next to it',
      people()
        .onPrem(3, 'x', { userPrincipalName: 'JOSE\u0301@corp.example' })
        .entra(4, 'y', { ...cloud, userPrincipalName: composed }),
    ],
    ['a group', people().object('group', 'g', { onPrem: { mail: 'bo b@corp.example' } })],
    ['a contact of Entra', people().object('contact', 'c', { entra: { mail: 'bob @corp.example' } })],
    [
      'a staged alias',
      people().with(
        exports(
          staged('update', {
            sourceAnchor: anchor(1),
            changes: [attribute('proxyAddresses', { valuesAdded: ['smtp: bob@corp.example'], multivalued: true })],
          }),
        ),
      ),
    ],
    [
      'a staged addition',
      people().with(
        exports(
          staged('add', {
            sourceAnchor: anchor(9),
            userPrincipalName: '\uff42ob@corp.example',
            changes: [attribute('userPrincipalName', { valuesAdded: ['\uff42ob@corp.example'] })],
          }),
        ),
      ),
    ],
  ])('are neither one nor two: %s', (_what, org) => {
    expect(told(org)).toHaveLength(1);
  });

  it.each<[string, Organisation]>([
    [
      'equal',
      people()
        .onPrem(3, 'x', { userPrincipalName: composed })
        .entra(4, 'y', { ...cloud, userPrincipalName: composed }),
    ],
    [
      'of one person',
      people().person(3, 'x', { onPrem: { userPrincipalName: composed }, entra: { userPrincipalName: decomposed } }),
    ],
    [
      'of one account',
      people().entra(3, 'x', { ...cloud, userPrincipalName: composed, proxyAddresses: [`smtp:${decomposed}`] }),
    ],
    [
      'different',
      people()
        .onPrem(3, 'x', { userPrincipalName: composed })
        .entra(4, 'y', { ...cloud, userPrincipalName: 'jose@corp.example' }),
    ],
    [
      'of somebody left out',
      people()
        .onPrem(3, 'x', { userPrincipalName: composed, attributes: { iscriticalsystemobject: 'TRUE' } })
        .entra(4, 'y', { ...cloud, userPrincipalName: decomposed }),
    ],
    ['no names', people().onPrem(3, 'x', { name: 'bo b@corp.example' })],
  ])('are not told where they are %s', (_what, org) => {
    expect(told(org)).toEqual([]);
  });

  it('are told by the rule about names where they are of one pair', () => {
    const org = people().person(3, 'x', {
      onPrem: { userPrincipalName: composed },
      entra: { userPrincipalName: decomposed },
    });
    expect(org.judge().findings.map(({ rule }) => rule)).toContain('upn-changed');
  });

  it.each([
    [20, []],
    [21, ['1 more pair of names looks alike and is written differently']],
    [22, ['2 more pairs of names look alike and are written differently']],
  ])('are named one by one up to twenty: %i pairs', (pairs, more) => {
    const crowd = Array.from({ length: pairs }, (_, index) => index + 10).reduce(
      (all, number) =>
        all.onPrem(number, `p${number}`, { mail: `q ${number}@corp.example` }).entra(number + 100, `q${number}`, cloud),
      people(),
    );
    const all = crowd.judge().findings.filter(({ found }) => found?.includes('written differently'));
    expect(all.filter(({ at }) => at !== undefined)).toHaveLength(20);
    expect(all.filter(({ at }) => at === undefined).map(({ found }) => found)).toEqual(more);
  });
});
