import { describe, expect, it } from 'vitest';
import type { SourceAnchorSetting } from '../../src/domain/source-anchor.js';
import { explainAnchors, prevailingSource } from '../../src/validation/explain-anchors.js';
import { anchor, organisation } from './organisation.js';

const guids: SourceAnchorSetting = { attribute: 'mS-DS-ConsistencyGuid', encoding: 'bytes' };
const objectGuid: SourceAnchorSetting = { attribute: 'objectGUID', encoding: 'bytes' };
const mailText: SourceAnchorSetting = { attribute: 'mail', encoding: 'text' };
const mailboxGuid: SourceAnchorSetting = { attribute: 'msExchMailboxGuid', encoding: 'bytes' };

/** People by where their ImmutableID comes from. */
function people({ guid = 0, employee = 0, mail = 0, mailbox = 0, typed = 0 }: Readonly<Record<string, number>>) {
  const org = organisation();
  let number = 0;
  const add = (count: number, of: (number: number) => Parameters<typeof org.person>[2]) => {
    for (let one = 0; one < count; one += 1) {
      number += 1;
      org.person(number, `p${number}`, of(number));
    }
  };
  add(guid, () => ({}));
  add(employee, (one) => ({ onPrem: { attributes: { employeeid: `E${one}` } }, entra: { immutableId: `E${one}` } }));
  add(mail, (one) => ({ onPrem: { mail: `m${one}@corp.example` }, entra: { immutableId: `m${one}@corp.example` } }));
  add(mailbox, (one) => ({
    onPrem: { attributes: { msexchmailboxguid: anchor(one + 500) } },
    entra: { immutableId: anchor(one + 500) },
  }));
  add(typed, (one) => ({ entra: { immutableId: `typed${one}` } }));
  return org.populate().identities;
}

describe('what most ImmutableIDs come from', () => {
  const employeeId = (count: number) => ({ other: { source: 'employeeID:text', people: count } });

  it.each<[string, Record<string, number>, SourceAnchorSetting, object]>([
    ['objectGUID, which stands in for mS-DS-ConsistencyGuid', { guid: 2, employee: 1 }, guids, { expected: 2 }],
    ['objectGUID itself', { guid: 2, employee: 1 }, objectGuid, { expected: 2 }],
    ['a text, as declared', { mail: 2, guid: 1 }, mailText, { expected: 2 }],
    ['another attribute of bytes, as declared', { mailbox: 2, guid: 1 }, mailboxGuid, { expected: 2 }],
  ])('is what is expected: %s', (_what, who, setting, expected) => {
    expect(prevailingSource(people(who), setting)).toStrictEqual({ isExpected: true, ...expected });
  });

  it.each<[string, Record<string, number>, SourceAnchorSetting, object]>([
    ['three of the five', { guid: 2, employee: 3 }, guids, { expected: 2, ...employeeId(3) }],
    ['everybody', { employee: 4 }, guids, { expected: 0, ...employeeId(4) }],
    ['next to a text', { mail: 1, employee: 3 }, mailText, { expected: 1, ...employeeId(3) }],
    ['next to an attribute of bytes', { mailbox: 1, employee: 3 }, mailboxGuid, { expected: 1, ...employeeId(3) }],
    [
      'objectGUID, which stands in for nothing else',
      { guid: 3 },
      mailText,
      { expected: 0, other: { source: 'objectGUID', people: 3 } },
    ],
  ])('is another attribute: %s', (_what, who, setting, expected) => {
    expect(prevailingSource(people(who), setting)).toStrictEqual({ isExpected: false, ...expected });
  });

  it.each<[string, Record<string, number>, object]>([
    ['nobody is there', {}, { expected: 0 }],
    ['two may have been typed in', { employee: 2 }, { expected: 0 }],
    ['half are no majority', { guid: 3, employee: 3 }, { expected: 3 }],
    ['fewer than half', { guid: 1, employee: 3, typed: 3 }, { expected: 1 }],
    ['each has another', { guid: 2, employee: 2, mail: 2 }, { expected: 2 }],
  ])('is nothing: %s', (_what, who, expected) => {
    expect(prevailingSource(people(who), guids)).toStrictEqual({ isExpected: false, ...expected });
  });

  it('counts those whom the columns of large files hold, too', () => {
    const cleanPairs = {
      people: 4,
      explained: new Map([
        ['mail:text', 1],
        ['objectGUID', 4],
        ['mS-DS-ConsistencyGuid', 3],
      ]),
      units: new Map(),
    };
    const identities = people({ employee: 3, guid: 1 });
    expect(prevailingSource(identities, guids, cleanPairs)).toStrictEqual({ expected: 5, isExpected: true });
    expect(prevailingSource(identities, guids)).toStrictEqual({ expected: 1, isExpected: false, ...employeeId(3) });
  });
});

describe('the explanation of ImmutableIDs', () => {
  it('is made once for the same people', () => {
    const identities = people({ guid: 2 });
    expect(explainAnchors(identities)).toBe(explainAnchors(identities));
  });
});
