import { describe, expect, it } from 'vitest';
import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
import type { Thresholds } from '../../src/gate/thresholds.js';
import { attribute, evidence, staged } from '../validation/evidence.js';
import { id } from '../validation/findings.js';
import { anchor, organisation } from '../validation/organisation.js';

// Whom Entra Connect would create, match or update although the evidence of a side lacks them.
const change = (name: string, ...valuesAdded: string[]): AttributeChange => attribute(name, { valuesAdded });
const add = (number: number, name: string, more: Partial<PendingExport> = {}): PendingExport =>
  staged('add', {
    csObjectDn: `CN={${number}}`,
    sourceAnchor: anchor(number),
    userPrincipalName: `${name}@corp.example`,
    changes: [change('sourceAnchor', anchor(number)), change('userPrincipalName', `${name}@corp.example`)],
    ...more,
  });
const update = (number: number, name: string): PendingExport => ({ ...add(number, name), operation: 'update' });
const people = () =>
  organisation().person(1, 'ann').person(2, 'bob').entra(5, 'soft', { immutableId: undefined, synced: false });
const judged = (exports: readonly PendingExport[], thresholds: Thresholds = {}, to = people()) =>
  to.with({ pendingExports: [evidence('pendingExports', exports)] }).judge({}, { thresholds });
const told = (rule: string, ...given: Parameters<typeof judged>) =>
  judged(...given)
    .findings.filter((finding) => finding.rule === rule)
    .map(({ found, subject }) => `${subject?.userPrincipalName ?? ''}${found}`);

describe('a declared limit', () => {
  const none: Thresholds = { creations: { total: 0, perOrganizationalUnit: {} }, softMatches: 0 };

  it('counts who would be created although the on-premises evidence lacks them', () => {
    expect(told('creation-threshold', [add(7, 'new'), add(8, 'other')], none)).toEqual(['2 creations']);
    const two: Thresholds = { creations: { total: 2, perOrganizationalUnit: {} } };
    expect(told('creation-threshold', [add(7, 'new'), add(8, 'other')], two)).toEqual([]);
  });

  it('counts who is in the evidence once', () => {
    const one = organisation().person(1, 'ann').onPrem(7, 'new');
    expect(told('creation-threshold', [add(7, 'new')], none, one)).toEqual(['1 creation']);
  });

  it('counts who would be matched by name', () => {
    expect(told('soft-match-threshold', [add(5, 'soft')], none)).toEqual(['1 soft match']);
    expect(told('creation-threshold', [add(5, 'soft')], none)).toEqual([]);
    expect(told('soft-match-threshold', [add(5, 'soft')], { softMatches: 1 })).toEqual([]);
  });

  describe('looks for the account by what is staged, not by what Active Directory shows', () => {
    // Dan's account has his name and has no ImmutableID; Zed's is a cloud account, Gus a guest.
    const named = () =>
      people()
        .person(6, 'dan', { entra: { immutableId: undefined, synced: false } })
        .onPrem(7, 'new', { distinguishedName: 'CN=New,OU=Staff,DC=corp,DC=example' })
        .entra(8, 'zed', { immutableId: undefined, synced: false })
        .entra(9, 'gus', { immutableId: undefined, synced: false, userType: 'Guest' });
    const perUnit: Thresholds = {
      creations: { total: 0, perOrganizationalUnit: { 'OU=Staff,DC=corp,DC=example': 1 } },
    };
    it.each<[string, PendingExport[], string[], string[]]>([
      ['nothing staged', [], [], ['1 soft match']],
      ['the same name', [add(6, 'dan')], [], ['1 soft match']],
      ['a name that nobody has: an account of its own', [add(6, 'renamed')], ['1 creation'], []],
      ['the name of a cloud account', [add(6, 'zed')], [], ['1 soft match']],
      ['new, under the name of a cloud account', [add(6, 'dan'), add(7, 'zed')], [], ['2 soft matches']],
      ['new, under its own name', [add(6, 'dan'), add(7, 'new')], [], ['1 soft match']],
      ['both', [add(6, 'renamed'), add(7, 'zed')], ['1 creation'], ['1 soft match']],
      ['no name at all', [{ ...add(6, 'dan'), userPrincipalName: undefined } as never], [], ['1 soft match']],
      ['found by the anchor, whatever the name', [add(1, 'renamed'), add(6, 'dan')], [], ['1 soft match']],
    ])('%s', (_what, exports, creations, matches) => {
      expect(told('creation-threshold', exports, perUnit, named())).toEqual(
        creations.map((text) => `${text} outside the declared OUs`),
      );
      expect(told('soft-match-threshold', exports, none, named())).toEqual(matches);
    });
  });

  it('counts nobody who is matched by the anchor, updated, or no person', () => {
    const healthy = [
      add(1, 'ann'),
      update(2, 'bob'),
      add(9, 'list', { objectType: 'group', userPrincipalName: undefined } as never),
    ];
    expect(told('creation-threshold', healthy, none)).toEqual([]);
    expect(told('soft-match-threshold', healthy, none)).toEqual([]);
  });

  it('by share counts them too', () => {
    const shares: Thresholds = { percentages: { creations: 50, softMatches: 49, minimumPopulation: 1 } };
    expect(told('creation-threshold', [add(7, 'new')], shares)).toEqual([]);
    expect(told('creation-threshold', [add(7, 'new'), add(8, 'other')], shares)).toEqual(['2 creations of 2 users']);
    expect(told('soft-match-threshold', [add(5, 'soft')], shares)).toEqual(['1 soft match of 2 users']);
  });
});

describe('an update of an account that the evidence of Entra lacks', () => {
  const lacks =
    'Entra Connect would update the account of eve@corp.example, and the evidence of Entra does not have it';
  const incomplete = (exports: readonly PendingExport[], to = people()) =>
    told('evidence-incomplete', exports, {}, to).filter((text) => text.includes('would update'));

  it('makes it incomplete', () => {
    const withEve = () => people().person(3, 'eve', { entra: null });
    expect(incomplete([update(1, 'ann'), update(3, 'eve')], withEve())).toEqual([lacks]);
    expect(judged([update(1, 'ann'), update(3, 'eve')], {}, withEve()).decision).toBe('indeterminate');
  });

  it.each([
    ['is known by its anchor', update(1, 'renamed')],
    ['is known by its object id', { ...update(8, 'renamed'), entraObjectId: id(2) }],
    ['is known by its name', update(8, 'soft')],
    ['is of somebody who is matched by name', { ...update(6, 'x'), userPrincipalName: undefined } as never],
    ['is created', add(8, 'new')],
    ['is a group', { ...update(8, 'list'), objectType: 'group' as const }],
  ])('is none where it %s', (_, object) => {
    const named = people().person(6, 'named', { entra: { immutableId: undefined } });
    expect(incomplete([update(1, 'ann'), object], named)).toEqual([]);
  });

  it('is not told where the evidence of Entra is incomplete anyway', () => {
    const cut = people()
      .person(3, 'eve', { entra: null })
      .sources({ entra: { rejected: 1 } });
    expect(incomplete([update(1, 'ann'), update(3, 'eve')], cut)).toEqual([]);
  });
});
