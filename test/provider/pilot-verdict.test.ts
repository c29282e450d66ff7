import { describe, expect, it } from 'vitest';
import type { KnownPeople, KnownPerson } from '../../src/pipeline/assess/known-people.js';
import { parseAnswer } from '../../src/provider/cloud-sync/pilot-answer.js';
import { judgeAnswer, type PilotPerson } from '../../src/provider/cloud-sync/pilot-verdict.js';
import { vendorAnswer } from '../vendor-answers.js';

describe('a pilot', () => {
  const entraObjectId = '14458d48-7540-4a4d-87e7-f646cf8c279f';
  const ada = { name: 'ada.lindqvist@corp.example', distinguishedName: 'CN=Ada', entraObjectId };
  const newcomer = { name: ada.name, distinguishedName: ada.distinguishedName };
  const bodyOf = (name: string) => vendorAnswer(`graph/${name}`).answer.body as { key: string; value: string };
  const accounts = new Map([[entraObjectId, ada.name]]);
  const judgeBody = (
    person: PilotPerson,
    body: unknown,
    known: Omit<KnownPerson, 'account' | 'hasSource'> | undefined = { mayBeLocked: false, wasEnabled: true },
    held: ReadonlyMap<string, string> = new Map(),
    others: KnownPeople = () => undefined,
  ): string | undefined => {
    const matched = known && { account: 'ada', hasSource: true, ...known };
    const people: KnownPeople = (ids: readonly string[]) =>
      ids.includes(person.entraObjectId ?? '') ? matched : others(ids);
    return judgeAnswer(person, parseAnswer(body), held, people);
  };
  const judge = (name: string, person: PilotPerson = ada): string | undefined => judgeBody(person, bodyOf(name));
  /** A documented answer with other members. */
  const changed = (name: string, key: object, value: object): unknown => ({
    key: JSON.stringify({ ...JSON.parse(bodyOf(name).key), ...key }),
    value: JSON.stringify({ ...JSON.parse(bodyOf(name).value), ...value }),
  });

  it.each([['provision-on-demand-updated'], ['provision-on-demand-redundant-cloud-sync']])(
    'goes on after %s',
    (name) => {
      expect(judge(name)).toBeUndefined();
      expect(judge(name, newcomer)).toBeUndefined();
    },
  );

  it('takes a skip of somebody who is equal on both sides for what it is, wherever the reason stands', () => {
    const { result, action, errorCodes, reason } = parseAnswer(
      vendorAnswer('graph/provision-on-demand-redundant').answer.body,
    );
    expect({ result, action, errorCodes }).toEqual({
      result: 'Skipped',
      action: 'Other',
      errorCodes: ['RedundantExport'],
    });
    expect(reason).toMatch(/^RedundantExport: The state of the user/);
    const steps = [{ details: { SkipReason: 'RedundantExport' } }];
    const value = { action: 'Other', statusInfo: { status: 'Skipped', errorCode: null }, provisioningSteps: steps };
    const short = { key: '{"result":"Skipped","details":null}', value: JSON.stringify(value) };
    expect(judgeBody(ada, short)).toBeUndefined();
  });

  it('stops at every other skip, with the reason or without', () => {
    expect(judge('provision-on-demand-out-of-scope')).toMatch(
      /was not provisioned\. Entra answered Skipped, Other \(NotInScope: The user is not in scope\.\)/,
    );
    const bare = { key: '{"result":"Skipped","details":{}}', value: '{"action":"Other"}' };
    expect(judgeBody(ada, bare)).toMatch(/was not provisioned\. Entra answered Skipped, Other\.$/);
    const both = { result: 'Skipped', details: { errorCode: 'RedundantExport' } };
    const contradicted = { action: 'Other', statusInfo: { errorCode: 'InvalidAnchor' } };
    const answer = { key: JSON.stringify(both), value: JSON.stringify(contradicted) };
    expect(judgeBody(ada, answer)).toMatch(/RedundantExport: InvalidAnchor/);
  });

  it('stops at a second account, and lets a newcomer have a first', () => {
    expect(judge('provision-on-demand-created-cloud-sync')).toMatch(/created a second account/);
    expect(judge('provision-on-demand-created-cloud-sync', newcomer)).toBeUndefined();
  });

  it('stops when another account was taken than the one that the evidence has', () => {
    const other = { ...ada, entraObjectId: '0f000000-0000-4000-8000-000000000001' };
    expect(judge('provision-on-demand-updated', other)).toMatch(
      /Entra took the account 14458d48-7540-4a4d-87e7-f646cf8c279f for ada.*whose own is 0f000000/,
    );
  });

  it.each([
    'provision-on-demand-updated',
    'provision-on-demand-redundant-cloud-sync',
    'provision-on-demand-created-cloud-sync',
  ])('stops when a newcomer is given an account of the cleared evidence (%s)', (name) => {
    const { targetIdentity } = JSON.parse(bodyOf(name).value) as { targetIdentity: { id: string } };
    const held = new Map([[targetIdentity.id.toLowerCase(), 'carl@corp.example']]);
    const upper = { targetIdentity: { id: targetIdentity.id.toUpperCase() } };
    for (const body of [bodyOf(name), changed(name, {}, upper)])
      expect(judgeBody(newcomer, body, undefined, held)).toMatch(
        /Entra took the account \S+ \(carl@corp\.example\) for ada.*who has none in the cleared evidence/,
      );
    expect(judgeBody(newcomer, bodyOf(name), undefined, new Map([['other', 'x']]))).toBeUndefined();
  });

  it('stops where nobody can tell which account was written', () => {
    for (const targetIdentity of [undefined, null, {}, { id: '' }, { id: 'no GUID' }]) {
      const updated = changed('provision-on-demand-updated', {}, { targetIdentity });
      expect(judgeBody(ada, updated, undefined, accounts)).toMatch(/does not say which account was written for ada/);
      expect(judgeBody(newcomer, updated)).toMatch(/does not say which account/);
      const equal = changed('provision-on-demand-redundant-cloud-sync', {}, { targetIdentity });
      expect(judgeBody(ada, equal)).toBeUndefined();
      expect(judgeBody(newcomer, equal)).toMatch(/does not say which account/);
      expect(judgeBody(newcomer, changed('provision-on-demand-created-cloud-sync', {}, { targetIdentity }))).toBe(
        undefined,
      );
    }
  });

  it.each([
    ['a failure next to the success', {}, { statusInfo: { status: 'failure', errorCode: 'AttributeConflict' } }],
    ['a skip next to the success', {}, { statusInfo: { status: 'Skipped' } }],
    ['an error next to the success', {}, { statusInfo: { status: 'Success', errorCode: 'AttributeConflict' } }],
    ['an error in the details', { details: { errorCode: 'AttributeConflict' } }, {}],
    ['a failed step', {}, { provisioningSteps: [{ status: 'Success' }, { status: 'Failure' }] }],
    ['a step that skips', {}, { provisioningSteps: [{ name: 'EntrySynchronizationSkip', status: 'Skipped' }] }],
    ['a step that nobody knows', {}, { provisioningSteps: [{ name: 'EntryExportRevive', status: 'Success' }] }],
  ])('takes no answer for a success that contradicts itself: %s', (_, key, value) =>
    expect(judgeBody(ada, changed('provision-on-demand-updated', key, value))).toMatch(
      /was not provisioned: the answer contradicts itself\. Entra answered Success, Update/,
    ),
  );

  const step = (name: string, status = 'Success'): object => ({
    provisioningSteps: [{ name, type: 'Export', status }],
  });
  const softDeleted = (newValue: unknown, oldValue: unknown = null): object => ({
    modifiedProperties: [{ displayName: 'IsSoftDeleted', oldValue, newValue }],
  });

  it('judges by what the steps did, whatever the action says', () => {
    for (const name of ['provision-on-demand-updated', 'provision-on-demand-redundant-cloud-sync']) {
      const judged = (value: object, person: PilotPerson = ada) => judgeBody(person, changed(name, {}, value));
      expect(judged(step('EntryExportAdd'))).toMatch(/created a second account for ada/);
      expect(judged(step('EntrySynchronizationAdd'))).toMatch(/created a second account for ada/);
      expect(judged(step('EntryExportAdd'), newcomer)).toMatch(/contradicts itself/);
      for (const end of ['Delete', 'Disable', 'SoftDelete'])
        expect(judged(step(`EntryExport${end}`))).toMatch(/would lock or delete ada/);
      for (const deleted of ['True', true, '"True"'])
        expect(judged(softDeleted(deleted))).toMatch(/lock or delete ada/);
      expect(judged(softDeleted('False'))).toBeUndefined();
      expect(judged(softDeleted('False', 'True'))).toBeUndefined();
      expect(judged({ action: 'HardDelete' })).toMatch(/would lock or delete ada/);
    }
    expect(judgeBody(ada, changed('provision-on-demand-redundant-cloud-sync', {}, step('EntryExportUpdate')))).toMatch(
      /contradicts itself/,
    );
    const disabled = { action: 'Disable', ...step('EntryExportUpdate') };
    expect(judgeBody(ada, changed('provision-on-demand-updated', {}, disabled), { mayBeLocked: true })).toBeUndefined();
    expect(
      judgeBody(newcomer, changed('provision-on-demand-created-cloud-sync', {}, step('EntryExportUpdate'))),
    ).toMatch(/contradicts itself/);
  });

  it('stops when the object in Active Directory is another matched person’s', () => {
    const { sourceIdentity } = JSON.parse(bodyOf('provision-on-demand-updated').value) as {
      sourceIdentity: { id: string };
    };
    const carl = { account: 'carl', hasSource: true, mayBeLocked: false };
    const others: KnownPeople = (ids) => (ids.includes(sourceIdentity.id) ? carl : undefined);
    for (const person of [ada, newcomer])
      expect(judgeBody(person, bodyOf('provision-on-demand-updated'), undefined, new Map(), others)).toMatch(
        /took the object ab7c4b17-\S+ of Active Directory for ada.*somebody else’s/,
      );
  });

  it('takes no skip for one that has failed', () => {
    const failed = changed('provision-on-demand-redundant-cloud-sync', {}, { statusInfo: { status: 'Failure' } });
    expect(judgeBody(ada, failed)).toMatch(/contradicts itself/);
    expect(judgeBody(ada, changed('provision-on-demand-updated', {}, { statusInfo: null }))).toBeUndefined();
    expect(judgeBody(ada, changed('provision-on-demand-updated', {}, { statusInfo: { status: 'success' } }))).toBe(
      undefined,
    );
  });

  it('stops at an update that locks somebody, unless it was cleared so or was so before', () => {
    const locking = (oldValue?: unknown, newValue: unknown = 'False') =>
      changed(
        'provision-on-demand-updated',
        {},
        { modifiedProperties: [{ displayName: 'AccountEnabled', oldValue, newValue }] },
      );
    const lock = /Entra would lock or delete ada/;
    expect(judgeBody(ada, locking('True'))).toMatch(lock);
    expect(judgeBody(ada, locking('True'), undefined)).toMatch(lock);
    expect(judgeBody(ada, locking('"True"', '"False"'))).toMatch(lock);
    expect(judgeBody(ada, locking())).toMatch(lock);
    expect(judgeBody(ada, locking(), { mayBeLocked: false, wasEnabled: false })).toBeUndefined();
    expect(judgeBody(ada, locking('False', 'True'))).toBeUndefined();
    const disabled = changed('provision-on-demand-updated', {}, { action: 'Disable' });
    expect(judgeBody(ada, disabled)).toMatch(lock);
    for (const body of [disabled, locking('True'), locking()])
      expect(judgeBody(ada, body, { mayBeLocked: true, wasEnabled: true })).toBeUndefined();
    expect(
      judgeBody(ada, changed('provision-on-demand-updated', {}, { action: 'Delete' }), { mayBeLocked: true }),
    ).toMatch(lock);
  });

  it('lets a newcomer be new and disabled', () => {
    const created = changed(
      'provision-on-demand-created-cloud-sync',
      {},
      {
        modifiedProperties: [{ displayName: 'AccountEnabled', oldValue: null, newValue: 'False' }],
      },
    );
    expect(judgeBody(newcomer, created, undefined)).toBeUndefined();
  });

  it('understands no answer that does not say what was done', () => {
    expect(() => judge('provision-on-demand-group')).toThrow(/not documented/);
  });
});
