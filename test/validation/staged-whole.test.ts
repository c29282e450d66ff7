import { describe, expect, it } from 'vitest';
import type { AttributeChange } from '../../src/domain/connect.js';
import { at, attribute, evidence, staged } from './evidence.js';
import { exports, found, id } from './findings.js';
import { anchor, organisation } from './organisation.js';

const mailbox = {
  mail: 'ann@corp.example',
  proxyAddresses: ['SMTP:ann@corp.example', 'smtp:ann.alias@corp.example'],
};
const value = (name: string, ...valuesAdded: string[]): AttributeChange =>
  attribute(name, { operation: 'add', valuesAdded, multivalued: name === 'proxyAddresses' });
const lost = (more: AttributeChange[], inEntra: object = mailbox): string | undefined => {
  const addition = staged('add', {
    sourceAnchor: anchor(1),
    entraObjectId: id(1),
    changes: [value('sourceAnchor', anchor(1)), value('userPrincipalName', 'ann@corp.example'), ...more],
  });
  const org = organisation().person(1, 'ann', { onPrem: mailbox, entra: inEntra });
  return found('attribute-deletion', org.with(exports(addition))).ann?.found;
};

describe('an addition that will be matched', () => {
  const mail = value('mail', 'ann@corp.example');
  const all = value('proxyAddresses', ...mailbox.proxyAddresses);

  it.each<[string, AttributeChange[], string | undefined, string[]?]>([
    ['neither mail nor addresses', [], 'mail: ann@corp.example; proxyAddresses: ann.alias@corp.example'],
    ['mail alone', [mail], 'proxyAddresses: ann.alias@corp.example'],
    ['the addresses alone', [all], undefined],
    [
      'one address of two',
      [mail, value('proxyAddresses', 'SMTP:ann@corp.example')],
      'proxyAddresses: ann.alias@corp.example',
    ],
    ['everything', [mail, all], undefined],
    ['all but an X500 name', [mail, all], 'proxyAddresses: X500:/o=Corp/cn=ann', ['X500:/o=Corp/cn=ann']],
    ['all but a SIP address', [mail, all], 'proxyAddresses: sip:ann.lee@corp.example', ['sip:ann.lee@corp.example']],
    ['all but what services add', [mail, all], undefined, ['SIP:ann@corp.example', 'SPO:SPO_1@SPO_2']],
  ])('that names %s takes the rest away', (_what, changes, expected, more = []) => {
    const inEntra = { ...mailbox, proxyAddresses: [...mailbox.proxyAddresses, ...more] };
    expect(lost(changes, inEntra)).toBe(expected);
  });

  it('takes nothing from an account without addresses', () => {
    expect(lost([], {})).toBeUndefined();
  });
});

describe('an update whose hologram shows the addresses that remain', () => {
  const identifier = value('onPremisesObjectIdentifier', 'X82jep72SVGLBtVUAejyEg==');
  const [primary = '', alias = ''] = mailbox.proxyAddresses;
  const cloud = ['SIP:ann@corp.example', 'smtp:ann@corp.onmicrosoft.com', 'SPO:SPO_1@SPO_2'];
  const others = ['X400:C=us;S=Lee;', 'SIP:ann.lee@corp.example'];

  it.each<[string, readonly string[] | undefined, readonly string[], string | undefined]>([
    ['one of two', [primary], mailbox.proxyAddresses, `proxyAddresses: ${alias}`],
    ['none', [], mailbox.proxyAddresses, `proxyAddresses: ${primary}, ${alias}`],
    [
      'the primary one as an alias',
      [primary.toLowerCase(), alias],
      mailbox.proxyAddresses,
      `proxyAddresses: ${primary}`,
    ],
    ['all, in other letter case', [primary, alias.toUpperCase()], mailbox.proxyAddresses, undefined],
    ['all that Entra does not add itself', [primary, alias], [...mailbox.proxyAddresses, ...cloud], undefined],
    [
      'none of another type',
      [primary, alias],
      [...mailbox.proxyAddresses, ...others],
      `proxyAddresses: ${others.join(', ')}`,
    ],
    [
      'one of another type',
      [primary, alias, 'x500:/O=Corp/cn=a'],
      [...mailbox.proxyAddresses, 'X500:/o=Corp/cn=a'],
      undefined,
    ],
    ['more than today', [primary, alias, 'smtp:a@corp.example'], mailbox.proxyAddresses, undefined],
    ['none of an account without addresses', [], [], undefined],
    ['nothing, because there is no hologram', undefined, mailbox.proxyAddresses, undefined],
  ])('as %s loses the others', (_what, addressesAfter, proxyAddresses, expected) => {
    for (const changes of [[identifier], [identifier, value('proxyAddresses', primary)]]) {
      const update = staged('update', { sourceAnchor: anchor(1), entraObjectId: id(1), changes });
      const object = { ...update, ...(addressesAfter && { addressesAfter }) };
      const org = organisation().person(1, 'ann', { onPrem: mailbox, entra: { mail: mailbox.mail, proxyAddresses } });
      expect(found('attribute-deletion', org.with(exports(object))).ann?.found).toBe(expected);
    }
  });
});

describe('an addition whose anchor', () => {
  const add = (number: number) =>
    exports(staged('add', { sourceAnchor: anchor(number), changes: [value('sourceAnchor', anchor(number))] }));
  const bin = organisation().person(1, 'ann').entra(5, 'eve', { deletedDateTime: '2026-11-20T00:00:00Z' });

  it.each([
    [5, 1],
    [6, 0],
    [1, 0],
  ])('of %i is held in the recycle bin %i times', (number, times) => {
    const findings = bin
      .with(add(number))
      .judge()
      .findings.filter(({ rule }) => rule === 'soft-deleted-holder');
    expect(findings).toHaveLength(times);
  });
});

describe('somebody whom the list of pending exports does not name', () => {
  const status = { syncStatus: [evidence('syncStatus', [{ at, runs: [] }])] };
  const other = staged('update', { sourceAnchor: anchor(2), changes: [value('displayName', 'x')] });
  const judged = (
    list: object,
    more: object = {},
    onPrem: object = { mail: mailbox.mail, proxyAddresses: ['SMTP:ann@corp.example'] },
  ) => {
    const org = organisation()
      .person(1, 'ann', { onPrem, entra: { ...mailbox, ...more } })
      .person(2, 'bob', { onPrem: mailboxOf('bob'), entra: mailboxOf('bob') });
    const { ann, bob } = found('attribute-deletion', org.with(list));
    expect(bob).toBeUndefined();
    return ann && `${ann.severity} ${ann.found}${/does not name/.test(ann.consequence) ? ', not named' : ''}`;
  };
  const mailboxOf = (name: string) => ({ mail: `${name}@corp.example`, proxyAddresses: [`SMTP:${name}@corp.example`] });
  const alias = 'proxyAddresses: ann.alias@corp.example';

  it('loses what was predicted, as without a list, where no status shows what the list is worth', () => {
    expect(judged({})).toBe(`error ${alias}`);
    expect(judged(exports(other))).toBe(`error ${alias}`);
    expect(judged(exports())).toBe(`error ${alias}`);
  });

  it('is warned of, where the server shows that it stages nothing', () => {
    expect(judged({ ...exports(other), ...status })).toBe(`warning ${alias}, not named`);
    expect(judged({ ...exports(), ...status })).toBe(`warning ${alias}, not named`);
    expect(judged({ ...exports(other), ...status }, { properties: new Map([['department', 'Sales']]) })).toBe(
      `warning ${alias}, not named`,
    );
  });

  it('loses nothing where both sides agree, or the list names the person or account', () => {
    expect(judged({ ...exports(other), ...status }, {}, mailbox)).toBeUndefined();
    const identifier = value('onPremisesObjectIdentifier', 'X82jep72SVGLBtVUAejyEg==');
    for (const named of [{ sourceAnchor: anchor(1) }, { entraObjectId: id(1) }]) {
      const update = staged('update', { ...named, changes: [identifier] });
      expect(judged({ ...exports(update, other), ...status })).toBeUndefined();
      expect(judged(exports(update, other))).toBeUndefined();
    }
  });

  it('is a group or contact as well', () => {
    for (const type of ['group', 'contact'] as const) {
      const org = organisation()
        .object(type, 'sales', {
          onPrem: { mail: 'sales@x' },
          entra: { mail: 'sales@x', proxyAddresses: ['SMTP:sales@x', 'smtp:orders@x'] },
        })
        .sources({ onPrem: { fields: new Set(['objectGuid', 'mail', 'proxyAddresses']) } });
      const told = Object.values(found('attribute-deletion', org.with({ ...exports(other), ...status })));
      expect(told.map(({ severity, found: values }) => `${severity} ${values}`)).toEqual([
        'warning proxyAddresses: orders@x',
      ]);
    }
  });
});
