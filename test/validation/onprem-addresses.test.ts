import { expect, it } from 'vitest';
import type { OnPremObject } from '../../src/domain/objects.js';
import { onPremAddresses, otherAddresses } from '../../src/validation/addresses.js';
import { organisation } from './organisation.js';

const every = new Set(['mail', 'proxyAddresses', 'objectSid']);
const sid = 'S-1-5-21-1-2-3-1104';

/** The account with the SID, and a mailbox of the account that its master SID names. */
function objects(master?: string): readonly [OnPremObject, OnPremObject] {
  const { identities } = organisation()
    .onPrem(1, 'ann', { objectSid: sid })
    .onPrem(2, 'box', {
      objectSid: 'S-1-5-21-9-9-9-1',
      mail: 'ann@corp.example',
      ...(master !== undefined && { attributes: { msexchmasteraccountsid: master } }),
    })
    .populate();
  const [account, mailbox] = identities.flatMap((one) => (one.side === 'onPrem' ? [one.onPrem] : []));
  if (account === undefined || mailbox === undefined) throw new Error('two objects');
  return account.name === 'ann' ? [account, mailbox] : [mailbox, account];
}

it('a person has no primary address where neither account nor mailbox has one', () => {
  const [account] = objects();
  expect([...onPremAddresses([], every).primariesOf(account)]).toEqual([]);
});

it('a mailbox without a master belongs to nobody, not to those without a SID', () => {
  const [account, mailbox] = objects();
  const { objectSid: _, ...nameless } = account;
  const addresses = onPremAddresses([mailbox], every);
  expect(addresses.sourcesOf(nameless)).toEqual([nameless]);
  expect(addresses.areKnown).toBe(false);
});

it('the mailbox comes before the account, and one of its own is there once', () => {
  const [account, mailbox] = objects(sid);
  expect(onPremAddresses([mailbox], every).sourcesOf(account)).toEqual([mailbox, account]);
  const own = { ...account, attributes: new Map([['msexchmasteraccountsid', sid]]) };
  expect(onPremAddresses([own], every).sourcesOf(own)).toEqual([own]);
});

it('addresses of another type than SMTP are known by their prefix, and those of SharePoint are nobody’s', () => {
  const others = ['X500:/o=Corp/cn=a', 'x400:C=us;S=a;', 'SIP:a@x', 'EUM:47;phone-context=x', 'NOTES:a/corp'];
  const mail = ['smtp:x500:1@corp.example', 'SMTP:a@x', 'SPO:SPO_1@SPO_2', 'spo:1'];
  expect(otherAddresses([...mail, ...others])).toEqual(others);
  expect(otherAddresses()).toEqual([]);
});
