import { describe, expect, it } from 'vitest';
import type { AttributeChange } from '../../src/domain/connect.js';
import { pendingUpdate } from '../../src/validation/rules/pending-update.js';
import { attribute, evidence, staged } from './evidence.js';
import { id } from './findings.js';
import { anchor, type Organisation, organisation } from './organisation.js';

const change = (name: string, valuesDeleted: readonly string[], valuesAdded: readonly string[]): AttributeChange =>
  attribute(name, { valuesDeleted, valuesAdded, multivalued: name === 'proxyAddresses' });
const told = (to: Organisation, ...changes: AttributeChange[]) => {
  const update = staged('update', { sourceAnchor: anchor(1), entraObjectId: id(1), changes });
  const population = to.with({ pendingExports: [evidence('pendingExports', [update])] }).populate();
  return pendingUpdate.find(population).map(({ attributes, found }) => ({ attributes, found }));
};
const ann = (entra = {}) => organisation().person(1, 'ann', { entra });

describe('a change that nobody has judged', () => {
  it('is told with every other of the object, in one order', () => {
    const changes = [change('userType', ['Member'], ['Guest']), change('msExchHideFromAddressLists', [], ['TRUE'])];
    const both = {
      attributes: ['msExchHideFromAddressLists', 'userType'],
      found: 'msExchHideFromAddressLists: TRUE; userType: Member → Guest',
    };
    expect(told(ann(), ...changes)).toEqual([both]);
    expect(told(ann(), ...changes.toReversed())).toEqual([both]);
  });

  it('is not a change where every value was there, in other letters', () => {
    expect(told(ann(), change('targetAddress', ['a@x'], ['A@X']))).toEqual([]);
    expect(told(ann(), change('authOrig', ['CN=a'], ['CN=A', 'CN=b']))).toEqual([
      { attributes: ['authOrig'], found: 'authOrig: CN=a → CN=A, CN=b' },
    ]);
  });

  it('is none of this rule where values only go', () => {
    expect(told(ann(), change('targetAddress', ['a@x'], []))).toEqual([]);
    expect(told(ann(), change('accountEnabled', ['true'], []))).toEqual([]);
  });

  it.each([
    'displayName',
    'department',
    'extensionAttribute7',
    'manager',
    'otherMobile',
    'msDS-PhoneticDisplayName',
  ])('is none where %s only describes somebody', (name) => expect(told(ann(), change(name, ['a'], ['b']))).toEqual([]));

  it.each(['extensionAttribute123', 'mobilePhoneX', 'xdepartment', 'userType'])('is one where it is %s', (name) =>
    expect(told(ann(), change(name, ['a'], ['b']))).toHaveLength(1));

  it.each(['mailNickname', 'alias', 'usageLocation'])('of %s is one only where a value goes', (name) => {
    expect(told(ann(), change(name, [], ['b']))).toEqual([]);
    expect(told(ann(), change(name, ['a'], ['b']))).toHaveLength(1);
  });

  it.each(['xmailNickname', 'mailNicknames'])('of %s is one with a first value too', (name) =>
    expect(told(ann(), change(name, [], ['b']))).toHaveLength(1));
});

describe('a change of what is compared', () => {
  const shown = (...fields: string[]) =>
    ann().sources({ entra: { fields: new Set(['userPrincipalName', 'immutableId', ...fields] as const) as never } });

  it('is told where the account state before is not known', () => {
    const one = change('accountEnabled', [], ['false']);
    expect(told(ann(), one)).toHaveLength(1);
    expect(told(ann({ accountEnabled: true }), one)).toEqual([]);
    expect(told(ann(), change('accountEnabled', ['true'], ['false']))).toEqual([]);
  });

  it('is told where the name before is not known', () => {
    const one = change('userPrincipalName', [], ['ann@corp.example']);
    expect(told(ann({ userPrincipalName: undefined }), one)).toHaveLength(1);
    expect(told(ann(), one)).toEqual([]);
  });

  it('is told where nobody asked for the ImmutableID', () => {
    const one = change('sourceAnchor', [], [anchor(1)]);
    const without = ann({ immutableId: undefined });
    expect(told(without.sources({ entra: { fields: new Set(['userPrincipalName']) } }), one)).toHaveLength(1);
    expect(told(shown(), one)).toEqual([]);
    expect(told(ann(), one)).toEqual([]);
  });

  it('is told where a primary address comes and nobody asked for addresses', () => {
    const first = change('proxyAddresses', [], ['smtp:b@corp.example', 'SMTP:ann@corp.example']);
    expect(told(shown(), first)).toHaveLength(1);
    expect(told(shown('mail', 'proxyAddresses'), first)).toEqual([]);
    expect(told(shown('mail'), first)).toHaveLength(1);
    expect(told(shown(), change('mail', [], ['ann@corp.example']))).toHaveLength(1);
    expect(told(shown(), change('proxyAddresses', [], ['smtp:b@corp.example']))).toEqual([]);
  });

  it('is told where the file names some of the values only', () => {
    expect(
      told(
        shown('mail', 'proxyAddresses'),
        change('proxyAddresses', [], ['smtp:b@x', '(12 values not named in the file)']),
      ),
    ).toHaveLength(1);
    expect(
      told(shown('mail', 'proxyAddresses'), change('proxyAddresses', [], ['smtp:(1 value not named in the file)'])),
    ).toEqual([]);
  });
});
