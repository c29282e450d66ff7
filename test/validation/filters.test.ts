import { describe, expect, it } from 'vitest';
import type { OnPremObject } from '../../src/domain/objects.js';
import { exclusionOf } from '../../src/validation/filters.js';

type Change = Partial<Omit<OnPremObject, 'attributes'>> & { attributes?: Record<string, string> };

function exclusion(change: Change, scope?: Parameters<typeof exclusionOf>[2]): string | undefined {
  const user: OnPremObject = {
    objectType: 'user',
    at: { origin: 'x', line: 2 },
    samAccountName: 'ann',
    ...change,
    attributes: new Map(Object.entries(change.attributes ?? {})),
  };
  return exclusionOf(user, new Set(['samAccountName']), scope)?.kind;
}

describe('what Entra leaves out (facts 6.3)', () => {
  it.each<[string, Change]>([
    ['a critical system object', { attributes: { iscriticalsystemobject: 'TRUE' } }],
    ['adminDescription User_', { attributes: { admindescription: 'User_old' } }],
    ['no sAMAccountName', { samAccountName: '' }],
    ['the support account', { samAccountName: 'SUPPORT_388945a0' }],
    ['AAD_', { samAccountName: 'AAD_abc' }],
    ['MSOL_', { samAccountName: 'msol_abc' }],
    ['a system mailbox', { attributes: { mailnickname: 'SystemMailbox{1}' } }],
    ['CAS_ with a brace', { samAccountName: 'CAS_{1}' }],
    ['CAS_ nickname', { attributes: { mailnickname: 'CAS_x}' } }],
    ['an arbitration mailbox', { attributes: { msexchrecipienttypedetails: '8388608' } }],
    ['a public folder mailbox by 64-bit type', { attributes: { msexchrecipienttypedetails: String(0x20000000n) } }],
    ['a replication conflict', { distinguishedName: 'CN=ann\\0ACNF:1,DC=x' }],
  ])('%s', (_, change) => {
    expect(exclusion(change)).toBe('filter');
  });

  it('tells a linked mailbox from the rest', () => {
    expect(exclusion({ attributes: { msexchrecipienttypedetails: '2' } })).toBe('linked-mailbox');
  });

  it.each<[string, Change]>([
    ['an ordinary person', {}],
    ['an ordinary mailbox', { attributes: { msexchrecipienttypedetails: '1' } }],
    ['CAS_ without a brace', { samAccountName: 'CAS_ual' }],
    ['adminDescription that only contains it', { attributes: { admindescription: 'the User_' } }],
    ['a disabled account', { enabled: false }],
  ])('keeps %s', (_, change) => {
    expect(exclusion(change)).toBeUndefined();
  });

  it('judges sAMAccountName only where the evidence has it', () => {
    const user: OnPremObject = { objectType: 'user', at: { origin: 'x', line: 2 }, attributes: new Map() };
    expect(exclusionOf(user, new Set(), undefined)).toBeUndefined();
  });

  it('applies the OU scope, exclusions first, DNs without letter case', () => {
    const scope = {
      organizationalUnits: ['OU=Staff,DC=corp,DC=example'],
      excludedOrganizationalUnits: ['OU=Gone,OU=Staff,DC=corp,DC=example'],
    };
    const at = (distinguishedName: string) => exclusion({ distinguishedName }, scope);
    expect(at('CN=ann,ou=staff, dc=corp,dc=example')).toBeUndefined();
    expect(at('CN=ann,OU=Gone,OU=Staff,DC=corp,DC=example')).toBe('scope');
    expect(at('CN=ann,OU=Service,DC=corp,DC=example')).toBe('scope');
    expect(at('CN=ann,OU=NotStaff,DC=corp,DC=example')).toBe('scope');
    expect(exclusion({}, scope)).toBeUndefined();
  });
});
