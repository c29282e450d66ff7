import { describe, expect, it } from 'vitest';
import type { AttributeChange } from '../../src/domain/connect.js';
import { attribute, evidence, staged } from './evidence.js';
import { anchor, named, organisation } from './organisation.js';

const list = ['SMTP:ann@corp.example', 'smtp:a@corp.example'];
const ann = { mail: 'ann@corp.example', proxyAddresses: list };

/** Ann, with equal addresses on both sides, and what is staged for her. */
function judged(changes: readonly AttributeChange[], entra: object = {}) {
  const identifier = attribute('onPremisesObjectIdentifier', { operation: 'add', valuesAdded: [anchor(1)] });
  return organisation()
    .person(1, 'ann', { onPrem: ann, entra: { ...ann, ...entra } })
    .person(2, 'bob', { onPrem: { mail: 'bob@corp.example' }, entra: { mail: 'bob@corp.example' } })
    .with({
      pendingExports: [
        evidence('pendingExports', [staged('update', { sourceAnchor: anchor(1), changes: [identifier, ...changes] })]),
      ],
    })
    .judge();
}

const errors = (result: ReturnType<typeof judged>) =>
  result.findings.filter(({ severity, rule }) => severity === 'error' && !rule.startsWith('evidence'));
const lost = (result: ReturnType<typeof judged>) =>
  result.findings.filter(({ rule }) => rule === 'attribute-deletion').map(({ severity, found }) => [severity, found]);

describe('a staged change that names no value', () => {
  it.each([
    'mail',
    'proxyAddresses',
    'accountEnabled',
    'userPrincipalName',
    'sourceAnchor',
    'manager',
    'usageLocation',
  ])('empties %s, whatever the operation is called', (name) => {
    for (const operation of ['replace', 'update', 'delete'] as const)
      expect(errors(judged([attribute(name, { operation })])).map(({ rule }) => rule)).toContain('attribute-deletion');
  });

  it('is a warning where little depends on it, and nothing where it adds nothing', () => {
    expect(lost(judged([attribute('department', { operation: 'replace' })]))).toEqual([['warning', 'department']]);
    expect(lost(judged([attribute('department', { operation: 'add' })]))).toEqual([]);
  });
});

describe('a replaced list of addresses', () => {
  const replaced = (valuesAdded: string[], change: Partial<AttributeChange> = {}, entra: object = {}) =>
    judged([attribute('proxyAddresses', { operation: 'replace', multivalued: true, valuesAdded, ...change })], entra);

  it.each<[string, Partial<AttributeChange>]>([
    ['the file shows nothing of what goes', {}],
    ['the file shows another list', { valuesDeleted: ['smtp:old@corp.example'] }],
    ['the file takes it for one value', { multivalued: false }],
  ])('loses what Entra has next to it, where %s', (_what, change) => {
    const [[severity, found] = []] = lost(replaced(['SMTP:ann@corp.example'], change));
    expect(severity).toBe('error');
    expect(found).toContain('smtp:a@corp.example');
  });

  it('loses nothing where it has the same, nor what Entra adds itself', () => {
    expect(lost(replaced(list))).toEqual([]);
    expect(lost(replaced(list.toReversed()))).toEqual([]);
    const own = { proxyAddresses: [...list, 'smtp:ann@org.onmicrosoft.com', 'SIP:ann@corp.example'] };
    expect(lost(replaced(list, {}, own))).toEqual([]);
  });

  it('may bring another primary address', () => {
    const rules = errors(replaced(['SMTP:new@corp.example', ...list.map((one) => one.toLowerCase())]));
    expect(rules.map(({ rule }) => rule)).toContain('primary-address-change');
  });
});

describe('addresses of an account whose Exchange attributes are managed in the cloud', () => {
  const managed = { exchangeCloudManaged: true };
  const change = (...valuesAdded: string[]) =>
    attribute('proxyAddresses', { multivalued: true, valuesAdded, valuesDeleted: ['SMTP:ann@corp.example'] });

  it('are judged where something is staged for them', () => {
    expect(named(errors(judged([change('SMTP:new@corp.example')], managed)))).toContain('primary-address-change ann');
    expect(named(errors(judged([change('SMTP:ann@corp.example', 'smtp:bob@corp.example')], managed)))).not.toEqual(
      named(errors(judged([], managed))),
    );
    expect(named(errors(judged([attribute('mail', { valuesAdded: ['new@corp.example'] })], managed)))).toContain(
      'primary-address-change ann',
    );
  });

  it('are left alone where nothing is', () => {
    expect(errors(judged([], managed))).toEqual([]);
    expect(errors(judged([attribute('department', { valuesAdded: ['x'] })], managed))).toEqual([]);
  });
});
