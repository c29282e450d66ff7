import { describe, expect, it } from 'vitest';
import { judgeAnswer } from '../../src/provider/cloud-sync/pilot.js';
import { parseAnswer } from '../../src/provider/cloud-sync/pilot-answer.js';
import { anyOn, changesTo, isAsWanted, switchedOff } from '../../src/provider/okta/capabilities.js';
import { vendorAnswer } from '../vendor-answers.js';

describe('a pilot', () => {
  const entraObjectId = '14458d48-7540-4a4d-87e7-f646cf8c279f';
  const ada = { name: 'ada.lindqvist@corp.example', distinguishedName: 'CN=Ada', entraObjectId };
  const newcomer = { name: ada.name, distinguishedName: ada.distinguishedName };
  const judge = (name: string, person: Parameters<typeof judgeAnswer>[0] = ada): string | undefined =>
    judgeAnswer(person, parseAnswer(vendorAnswer(`graph/${name}`).answer.body));

  it.each([
    ['provision-on-demand-updated'],
    ['provision-on-demand-redundant-cloud-sync'],
  ])('goes on after %s', (name) => {
    expect(judge(name)).toBeUndefined();
    expect(judge(name, newcomer)).toBeUndefined();
  });

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
    expect(judgeAnswer(ada, parseAnswer(short))).toBeUndefined();
  });

  it('stops at every other skip, with the reason or without', () => {
    expect(judge('provision-on-demand-out-of-scope')).toMatch(
      /was not provisioned\. Entra answered Skipped, Other \(NotInScope: The user is not in scope\.\)/,
    );
    const bare = { key: '{"result":"Skipped","details":{}}', value: '{"action":"Other"}' };
    expect(judgeAnswer(ada, parseAnswer(bare))).toMatch(/was not provisioned\. Entra answered Skipped, Other\.$/);
    const both = { result: 'Skipped', details: { errorCode: 'RedundantExport' } };
    const contradicted = { action: 'Other', statusInfo: { errorCode: 'InvalidAnchor' } };
    const answer = parseAnswer({ key: JSON.stringify(both), value: JSON.stringify(contradicted) });
    expect(judgeAnswer(ada, answer)).toMatch(/RedundantExport: InvalidAnchor/);
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

  it('understands no answer that does not say what was done', () => {
    expect(() => judge('provision-on-demand-group')).toThrow(/not documented/);
  });
});

describe('capabilities of Okta', () => {
  const features = vendorAnswer('okta/features-with-imports-on').answer.body as {
    name: string;
    capabilities: Record<string, unknown>;
  }[];
  const [outbound = {}, inbound = {}] = features.map(({ capabilities }) => capabilities);

  it('are switched off by what is on, and nothing else is put back', () => {
    expect(switchedOff(inbound)).toEqual({ importSettings: { schedule: { status: 'DISABLED' } } });
    expect(switchedOff(outbound)).toEqual({
      create: { lifecycleCreate: { status: 'DISABLED' } },
      update: { lifecycleDeactivate: { status: 'DISABLED' }, password: { status: 'DISABLED' } },
    });
    const { capabilities: off } = vendorAnswer('okta/feature-inbound').answer.body as {
      capabilities: Record<string, unknown>;
    };
    expect([anyOn(inbound), anyOn(outbound), anyOn(off), anyOn({}), anyOn({ a: { status: 'BETA' } })]).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it('are put back by what differs, nulls left out', () => {
    const off = vendorAnswer('okta/feature-inbound').answer.body as { capabilities: Record<string, unknown> };
    expect(changesTo(inbound, off.capabilities)).toEqual({ importSettings: { schedule: { status: 'ENABLED' } } });
    expect(JSON.stringify(changesTo(inbound, {}))).not.toContain('null');
    expect(isAsWanted(inbound, { ...inbound, somethingNew: { status: 'DISABLED' } })).toBe(true);
    expect(isAsWanted(inbound, off.capabilities)).toBe(false);
    const scheduled = { schedule: { status: 'ENABLED', fullImport: { expression: '0 3 * * *' } } };
    expect(changesTo({ schedule: { status: 'ENABLED', fullImport: null } }, scheduled)).toEqual({
      schedule: { fullImport: null },
    });
  });
});
