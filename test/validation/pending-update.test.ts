import { describe, expect, it } from 'vitest';
import type { AttributeChange, PendingExport } from '../../src/domain/connect.js';
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

  it.each(['displayName', 'department', 'extensionAttribute7', 'manager', 'otherMobile', 'msDS-PhoneticDisplayName'])(
    'is none where %s only describes somebody',
    (name) => expect(told(ann(), change(name, ['a'], ['b']))).toEqual([]),
  );

  it.each(['extensionAttribute123', 'mobilePhoneX', 'xdepartment', 'userType'])('is one where it is %s', (name) =>
    expect(told(ann(), change(name, ['a'], ['b']))).toHaveLength(1),
  );

  describe.each(['mailNickname', 'alias', 'usageLocation', 'USAGELOCATION'])('of %s', (name) => {
    const property = name === 'alias' ? 'mailnickname' : name.toLowerCase();
    const shown = (value: string) => ({ properties: new Map([[property, value]]) });
    const by = (operation: AttributeChange['operation']) => ({ ...change(name, [], ['b']), operation });

    it('is one where a value goes', () => expect(told(ann(), change(name, ['a'], ['b']))).toHaveLength(1));

    it('is one where it takes the place of what nobody names', () => {
      expect(told(ann(), by('replace'))).toHaveLength(1);
      expect(told(ann(), by('update'))).toHaveLength(1);
      expect(told(ann(), by('add'))).toEqual([]);
    });

    it('is one where Entra shows another value', () => {
      for (const operation of ['add', 'replace', 'update'] as const) {
        expect(told(ann(shown('a')), by(operation))).toHaveLength(1);
        expect(told(ann(shown('B')), by(operation))).toEqual([]);
      }
    });

    it('is none where Entra is known to have no value', () => {
      const asked = ann().person(2, 'bob', { entra: shown('a') });
      expect(told(asked, by('replace'))).toEqual([]);
      const elsewhere = ann().person(2, 'bob', { entra: { ...shown('a'), at: { origin: 'other.csv', line: 2 } } });
      expect(told(elsewhere, by('replace'))).toHaveLength(1);
      expect(told(ann().object('group', 'all', { entra: shown('a') }), by('replace'))).toHaveLength(1);
    });
  });

  it.each(['xmailNickname', 'mailNicknames'])('of %s is one with a first value too', (name) =>
    expect(told(ann(), change(name, [], ['b']))).toHaveLength(1),
  );
});

describe('an addition', () => {
  const added = (to: Organisation, of: Partial<PendingExport>, ...changes: AttributeChange[]) => {
    const export_ = staged('add', { changes: changes.map((one) => ({ ...one, operation: 'add' })), ...of });
    return pendingUpdate
      .find(to.with({ pendingExports: [evidence('pendingExports', [export_])] }).populate())
      .map(({ found }) => found);
  };
  const guest = change('userType', [], ['Guest']);
  const hard = { sourceAnchor: anchor(1) };
  const soft = { sourceAnchor: anchor(7), userPrincipalName: 'ann@corp.example' };

  it.each([
    'userType',
    'targetAddress',
    'msExchHideFromAddressLists',
    'preferredDataLocation',
    'usageLocation',
    'alias',
  ])('overwrites %s of the account that it is matched with', (name) =>
    expect(added(ann(), hard, change(name, [], ['b']))).toEqual([`${name}: b`]),
  );

  it('overwrites what the account has, and no value that it has already', () => {
    const member = { userType: 'Member', properties: new Map([['usagelocation', 'DE']]) };
    expect(added(ann(member), hard, guest)).toEqual(['userType: Guest']);
    expect(added(ann(member), hard, change('userType', [], ['Member']))).toEqual([]);
    expect(added(ann(member), hard, change('usageLocation', [], ['US']))).toEqual(['usageLocation: US']);
    expect(added(ann(member), hard, change('usageLocation', [], ['DE']))).toEqual([]);
    expect(added(ann(member), hard, change('department', [], ['b']))).toEqual([]);
  });

  it('overwrites also the account that it is matched with by name', () => {
    expect(added(ann({ immutableId: undefined }), soft, guest)).toEqual(['userType: Guest']);
    // Nothing is matched: that is an error of its own.
    expect(added(ann(), soft, guest)).toEqual([]);
    expect(added(ann({ immutableId: undefined, userType: 'Guest' }), soft, guest)).toEqual([]);
  });

  it('of somebody without an account overwrites nothing', () =>
    expect(added(ann(), { sourceAnchor: anchor(7), userPrincipalName: 'new@corp.example' }, guest)).toEqual([]));
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

  it('is told of each property for itself, where one was asked for and another was not', () => {
    const changes = ['mailNickname', 'usageLocation'].map((name) => ({
      ...change(name, [], ['b']),
      operation: 'replace' as const,
    }));
    for (const [asked, other] of [
      ['mailnickname', 'usageLocation'],
      ['usagelocation', 'mailNickname'],
    ] as const) {
      const org = ann().person(2, 'bob', { entra: { properties: new Map([[asked, 'a']]) } });
      expect(told(org, ...changes)).toMatchObject([{ attributes: [other] }]);
    }
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
