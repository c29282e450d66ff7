import { describe, expect, it } from 'vitest';
import {
  contributionOf,
  isCloudFiltered,
  isOutOfScope,
  sourceAnchorOf,
} from '../../../../workshop/simulators/connect/inbound.js';
import type { AdObject, ObjectType } from '../../../../workshop/simulators/connect/state.js';
import type { Values } from '../../../../workshop/simulators/connect/values.js';

const plain: Values = {
  sAMAccountName: ['ann'],
  objectGUID: ['AAAAAAAAAAAAAAAAAAAAAA=='],
  userAccountControl: ['512'],
};

function object(values: Values, objectType: ObjectType = 'user', name = 'Ann'): AdObject {
  const dn = `CN=${name},OU=Staff,DC=corp,DC=example`;
  return { id: 'i', objectGuid: 'g', objectType, dn, values: { ...plain, ...values }, changed: true, gone: false };
}

describe('the filters of the default configuration', () => {
  it.each<[string, Values]>([
    ['a system mailbox', { mailNickname: ['SystemMailbox{1f05}'] }],
    ['a temporary account', { sAMAccountName: ['CAS_{0a1b}'] }],
    ['a temporary mailbox', { mailNickname: ['cas_{0a1b}'] }],
    ['a discovery mailbox', { msExchRecipientTypeDetails: ['536870912'] }],
    ['a mailbox plan', { msExchRecipientTypeDetails: ['16777216'] }],
    ['a service account of the tool', { sAMAccountName: ['MSOL_0123'] }],
    ['nobody in particular', { sAMAccountName: [] }],
  ])('take out %s', (_what, values) => {
    expect(isCloudFiltered(object(values))).toBe(true);
  });

  it.each<[string, Values]>([
    ['an ordinary account', {}],
    ['a user mailbox', { msExchRecipientTypeDetails: ['1'] }],
    ['a remote mailbox', { msExchRecipientTypeDetails: ['2147483648'] }],
    ['a name that only begins like a temporary one', { sAMAccountName: ['CAS_clerk'] }],
  ])('let %s through', (_what, values) => {
    expect(isCloudFiltered(object(values))).toBe(false);
  });

  it('take out what replication left in conflict, by its own name alone', () => {
    expect(isCloudFiltered(object({}, 'user', 'Ann\\0ACNF:5b6f6f0e-1111-2222-3333-444455556666'))).toBe(true);
    const below = {
      ...object({}),
      dn: 'CN=Ann,OU=Staff\\0ACNF:5b6f6f0e-1111-2222-3333-444455556666,DC=corp,DC=example',
    };
    expect(isCloudFiltered(below)).toBe(false);
  });

  it('take out groups of roles and of 250,000 members', () => {
    const security = { groupType: ['-2147483646'] };
    expect(isCloudFiltered(object(security, 'group'))).toBe(false);
    expect(isCloudFiltered(object({ ...security, msExchRecipientTypeDetails: ['1073741824'] }, 'group'))).toBe(true);
    const members = Array.from({ length: 250_000 }, (_, index) => `CN=${index}`);
    expect(isCloudFiltered(object({ ...security, member: members }, 'group'))).toBe(true);
    expect(isCloudFiltered(object({ ...security, member: members.slice(1) }, 'group'))).toBe(false);
  });

  it('leave out of scope what is critical or marked', () => {
    expect(isOutOfScope(object({ isCriticalSystemObject: ['TRUE'] }))).toBe(true);
    expect(isOutOfScope(object({ isCriticalSystemObject: ['FALSE'] }))).toBe(false);
    expect(isOutOfScope(object({ adminDescription: ['User_NoSync'] }))).toBe(true);
    expect(isOutOfScope(object({ adminDescription: ['Group_NoSync'] }))).toBe(false);
    expect(isOutOfScope(object({ adminDescription: ['Group_NoSync'] }, 'group'))).toBe(true);
  });
});

describe('the source anchor', () => {
  const bound = { 'mS-DS-ConsistencyGuid': ['/////////////////////w=='] };

  it('is the attribute that was chosen, whatever its letter case', () => {
    expect(sourceAnchorOf(object(bound), 'ms-DS-ConsistencyGUID')).toBe('/////////////////////w==');
    expect(sourceAnchorOf(object({}), 'mS-DS-ConsistencyGuid')).toBe('AAAAAAAAAAAAAAAAAAAAAA==');
    expect(sourceAnchorOf(object(bound), 'objectGUID')).toBe('AAAAAAAAAAAAAAAAAAAAAA==');
    expect(sourceAnchorOf(object({ employeeID: ['4711'] }), 'employeeid')).toBe('4711');
    expect(sourceAnchorOf(object({}), 'employeeID')).toBe('');
  });

  it('does not come from a linked mailbox', () => {
    expect(sourceAnchorOf(object({ ...bound, msExchRecipientTypeDetails: ['2'] }), 'objectGUID')).toBe('');
  });
});

describe('what is contributed', () => {
  it('is the state of the account, its UPN or one that is made of the account name, and its alias', () => {
    expect(contributionOf(object({ userAccountControl: ['514'] }))).toMatchObject({
      accountEnabled: ['false'],
      userPrincipalName: ['ann@corp.example'],
    });
    expect(contributionOf(object({}))).toMatchObject({ accountEnabled: ['true'] });
    const addresses = {
      proxyAddresses: ['smtp:old@corp.example', 'SMTP:primary@corp.example'],
      mail: ['mail@corp.example'],
    };
    expect(contributionOf(object(addresses)).alias).toEqual(['primary']);
    expect(contributionOf(object({ ...addresses, mailNickname: ['nick'] })).alias).toEqual(['nick']);
    expect(contributionOf(object({ mail: ['mail@corp.example'] }))).toMatchObject({
      alias: ['mail'],
      proxyAddresses: ['SMTP:mail@corp.example'],
    });
  });
});
