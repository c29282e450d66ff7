import { describe, expect, it } from 'vitest';
import type { PendingExport } from '../../src/domain/connect.js';
import { pendingWriteback } from '../../src/validation/rules/pending-writeback.js';
import { attribute, evidence, staged } from './evidence.js';
import { anchor, guid, type Organisation, organisation } from './organisation.js';

const dn = (name: string) => `CN=${name},OU=Staff,DC=corp,DC=example`;
const people = (): Organisation =>
  organisation()
    .person(1, 'ann', { onPrem: { distinguishedName: dn('Ann') } })
    .person(2, 'bob', { onPrem: { distinguishedName: undefined } });

const toDirectory = (exports: readonly PendingExport[]) => ({
  pendingExports: [
    evidence(
      'pendingExports',
      exports.map((one) => ({ ...one, inDirectory: true as const })),
    ),
  ],
});

/** What the rule says of exports to Active Directory. */
function said(org: Organisation, ...exports: readonly PendingExport[]) {
  return org
    .with(toDirectory(exports))
    .judge()
    .findings.filter(({ rule }) => rule === 'pending-writeback');
}
/** The attributes that a waiver of each finding may name. */
const attributes = (...exports: readonly PendingExport[]) => {
  return pendingWriteback.find(people().with(toDirectory(exports)).populate()).map((draft) => draft.attributes);
};
const writing = (name: string, ...valuesAdded: readonly string[]) => attribute(name, { valuesAdded });
const toAnn = (...changes: PendingExport['changes']) => staged('update', { objectGuid: guid(1), changes });

describe('an export to Active Directory', () => {
  it('is about the person whom its objectGUID or its distinguished name tells, and about itself otherwise', () => {
    const change = { changes: [writing('department', 'x')] };
    const who = (more: Partial<PendingExport>) => said(people(), staged('update', { ...change, ...more }))[0]?.subject;
    expect(who({ objectGuid: guid(1) })).toMatchObject({ userPrincipalName: 'ann@corp.example', name: 'ann' });
    expect(who({ csObjectDn: dn('ANN') })).toMatchObject({ userPrincipalName: 'ann@corp.example' });
    expect(who({ objectGuid: guid(2) })).toMatchObject({ userPrincipalName: 'bob@corp.example' });
    expect(who({ csObjectDn: dn('Zoe') })).toStrictEqual({ objectType: 'user', distinguishedName: dn('Zoe') });
    expect(who({ csObjectDn: dn('Zoe'), objectGuid: guid(9), displayName: 'Zoe', userPrincipalName: 'zoe@x' })).toEqual(
      {
        ...{ objectType: 'user', distinguishedName: dn('Zoe'), objectGuid: guid(9) },
        ...{ name: 'Zoe', userPrincipalName: 'zoe@x' },
      },
    );
    const group = people().object('group', 'sales', {
      onPrem: { objectGuid: guid(7), objectSid: 'S-1' },
      entra: { onPremisesSecurityIdentifier: 'S-1', synced: true },
    });
    const ofGroup = staged('update', { ...change, objectType: 'group', objectGuid: guid(7) });
    expect(said(group, ofGroup)[0]?.subject).toMatchObject({ objectType: 'group', name: 'sales' });
    expect(said(people())).toEqual([]);
  });

  it('that deletes is an error, with what would go', () => {
    const losses = [
      { name: 'member', values: ['a', 'b'] },
      { name: 'mail', values: ['m@x'] },
    ];
    expect(said(people(), staged('delete', { objectGuid: guid(1) }))).toMatchObject([
      {
        severity: 'error',
        found: 'it would be deleted',
        consequence: expect.stringContaining('would be deleted from'),
      },
    ]);
    expect(said(people(), staged('recreate', { objectGuid: guid(1), losses }))).toMatchObject([
      { severity: 'error', found: 'it would be deleted and created again (member: a, b; mail: m@x)' },
    ]);
  });

  it('writes the source anchor back into mS-DS-ConsistencyGuid, and nothing else there', () => {
    const name = 'mS-DS-ConsistencyGuid';
    const found = (org: Organisation, ...exports: readonly PendingExport[]) =>
      said(org, ...exports).map(({ severity, found, expected }) => [severity, found, expected]);
    expect(found(people(), toAnn(writing(name, anchor(1))), toAnn(writing(name, ` ${anchor(1)} `)))).toEqual([]);
    expect(found(people(), toAnn(writing(name, anchor(3))))).toEqual([['error', `${name}: ${anchor(3)}`, anchor(1)]]);
    expect(found(people(), toAnn(writing(name, anchor(1), anchor(3))))).toEqual([
      ['error', `${name}: ${anchor(1)}, ${anchor(3)}`, anchor(1)],
    ]);
    expect(attributes(toAnn(writing(name, anchor(3))))).toEqual([[name]]);
    const lost = attribute(name, { valuesDeleted: [anchor(1), 'x'] });
    expect(found(people(), toAnn(lost), toAnn(attribute(name, {})))).toEqual([
      ['error', `${name}: ${anchor(1)}, x would go`, anchor(1)],
      ['error', `${name}: its value would go`, anchor(1)],
    ]);
    const stranger = staged('update', { csObjectDn: dn('Zoe'), changes: [writing(name, anchor(9))] });
    expect(found(people(), stranger)).toEqual([
      ['error', `${name}: ${anchor(9)}`, 'the source anchor of an account that the evidence has'],
    ]);
    expect(found(people(), { ...stranger, objectGuid: guid(9) })).toEqual([]);
    expect(found(people(), { ...stranger, changes: [attribute(name, {})] })).toEqual([
      ['error', `${name}: its value would go`, 'the source anchor of an account that the evidence has'],
    ]);
  });

  it('of an Exchange hybrid is information, as long as nothing else is written', () => {
    const severities = (...changes: PendingExport['changes']) => said(people(), toAnn(...changes))[0]?.severity;
    const x500 = writing('proxyAddresses', 'X500:/o=a', 'x500:/o=b');
    expect(severities(writing('msExchArchiveStatus', '1'), x500)).toBe('info');
    expect(severities(x500, writing('department', 'x'))).toBe('warning');
    expect(severities(writing('proxyAddresses', 'X500:/o=a', 'smtp:a@x'))).toBe('warning');
    expect(severities(writing('proxyAddresses', 'smtp:x500:a@x'))).toBe('warning');
    expect(severities({ ...x500, valuesDeleted: ['X500:/o=c'] })).toBe('warning');
    const create = staged('add', { csObjectDn: dn('New'), changes: [x500] });
    expect(said(people(), create)[0]?.severity).toBe('warning');
  });

  it('names what would be created or changed, sorted', () => {
    const create = staged('add', { csObjectDn: dn('New'), changes: [] });
    expect(said(people(), create)).toMatchObject([{ found: 'it would be created' }]);
    const [changed] = said(people(), toAnn(writing('title', 'x'), writing('department', 'y')));
    expect(changed?.found).toMatch(/^department.*; title/);
    expect(attributes(toAnn(writing('title', 'x'), writing('department', 'y')))).toEqual([['department', 'title']]);
    const [both] = said(people(), { ...create, changes: [writing('title', 'x')] });
    expect(both?.found).toMatch(/^it would be created; title/);
    expect(said(people(), toAnn())).toEqual([]);
  });

  it('is not reviewed where the lists are for Entra alone', () => {
    const list = (change: object) => evidence('pendingExports', [{ ...toAnn(writing('title', 'x')), ...change }]);
    const unchecked = (...lists: ReturnType<typeof list>[]) =>
      people().with({ pendingExports: lists }).judge().unchecked?.['pending-writeback'];
    const none = 'no pending exports to Active Directory were given';
    expect(unchecked()).toBe(none);
    expect(unchecked(list({}))).toBe(none);
    expect(unchecked(list({}), list({ inDirectory: true }))).toBeUndefined();
  });
});
