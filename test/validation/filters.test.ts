import { describe, expect, it } from 'vitest';
import type { OnPremObject } from '../../src/domain/objects.js';
import { exclusionOf, isLinkedMailbox } from '../../src/validation/filters.js';
import { found } from './findings.js';
import { anchor, organisation, outcomeOf } from './organisation.js';

type Change = Partial<Omit<OnPremObject, 'attributes'>> & { attributes?: Record<string, string> };

const user = ({ attributes, ...change }: Change = {}): OnPremObject => ({
  objectType: 'user',
  at: { origin: 'x', line: 2 },
  samAccountName: 'ann',
  ...change,
  attributes: new Map(Object.entries(attributes ?? {})),
});
const columns = new Set(['samAccountName', 'mail', 'usercertificate']);
const exclusion = (change: Change, scope?: Parameters<typeof exclusionOf>[2], fields = columns) =>
  exclusionOf(user(change), fields, scope);

describe('what Entra leaves out (CONNECT-29)', () => {
  const attribute = (name: string, value: string): Change => ({ attributes: { [name]: value } });

  it.each<[string, Change]>([
    ['isCriticalSystemObject is TRUE', attribute('iscriticalsystemobject', 'true')],
    ['isCriticalSystemObject is TRUE', attribute('iscriticalsystemobject', '1')],
    ['adminDescription starts with User_', attribute('admindescription', 'user_old')],
    ['it has no sAMAccountName', { samAccountName: '' }],
    ['it has no sAMAccountName', { samAccountName: undefined } as unknown as Change],
    ['sAMAccountName is SUPPORT_388945a0', { samAccountName: 'Support_388945A0' }],
    ['sAMAccountName starts with AAD_ or MSOL_', { samAccountName: 'AAD_abc' }],
    ['sAMAccountName starts with AAD_ or MSOL_', { samAccountName: 'msol_abc' }],
    ['mailNickname starts with SystemMailbox{', attribute('mailnickname', 'systemMailbox{1}')],
    ['its name starts with CAS_ and has a }', { samAccountName: 'cas_{1}' }],
    ['its name starts with CAS_ and has a }', attribute('mailnickname', 'CAS_x}')],
    ['msExchRecipientTypeDetails marks a system mailbox', attribute('msexchrecipienttypedetails', '8388608')],
    ['msExchRecipientTypeDetails marks a system mailbox', attribute('msexchrecipienttypedetails', '0x20000000')],
    ['it is a replication conflict (CNF)', { distinguishedName: 'CN=ann\\0ACNF:1,DC=x' }],
    ['it is a replication conflict (CNF)', { distinguishedName: 'CN=ann\ncnf:1,DC=x' }],
    ['it is a replication conflict (CNF)', { name: 'ann\nCNF:1' }],
  ])('%s (%j)', (reason, change) => {
    expect(exclusion(change)).toEqual({ kind: 'filter', reason });
  });

  it.each<[string, Change]>([
    ['an ordinary person', {}],
    ['an ordinary mailbox', attribute('msexchrecipienttypedetails', '1')],
    ['a recipient type that is not a number', attribute('msexchrecipienttypedetails', 'x8388608')],
    ['a recipient type with something after it', attribute('msexchrecipienttypedetails', '8388608x')],
    ['a number that is not a hexadecimal one', attribute('msexchrecipienttypedetails', '0xg')],
    ['a critical system object that is not', attribute('iscriticalsystemobject', 'FALSE')],
    ['one that only ends or begins like one', attribute('iscriticalsystemobject', 'untrue')],
    ['one that only begins like one', attribute('iscriticalsystemobject', '10')],
    ['CAS_ without a brace', { samAccountName: 'CAS_ual' }],
    ['a brace without CAS_ at the beginning', { samAccountName: 'xCAS_{1}' }],
    ['AAD_ further on', { samAccountName: 'xAAD_abc' }],
    ['SystemMailbox further on', attribute('mailnickname', 'mySystemMailbox{1}')],
    ['adminDescription that only contains it', attribute('admindescription', 'the User_')],
    ['adminDescription of groups', attribute('admindescription', 'Group_')],
    ['a disabled account', { enabled: false }],
    ['somebody below a conflicting container', { distinguishedName: 'CN=ann,OU=x\\0ACNF:1,DC=x' }],
  ])('keeps %s', (_, change) => {
    expect(exclusion(change)).toBeUndefined();
  });

  it('judges sAMAccountName only where the evidence has it', () => {
    expect(exclusion({ samAccountName: '' }, undefined, new Set())).toBeUndefined();
  });

  it('tells a linked mailbox from the rest: by its type, or by a master account in another forest', () => {
    const master = (msexchmasteraccountsid: string, change: Change = {}) =>
      isLinkedMailbox(user({ enabled: false, attributes: { msexchmasteraccountsid }, ...change }));
    expect(exclusion(attribute('msexchrecipienttypedetails', '2'))).toEqual({
      kind: 'linked-mailbox',
      reason: 'it is a linked mailbox; the account in the account forest gives anchor and UPN',
    });
    expect(master('S-1-5-21-9-9-9-1')).toBe(true);
    expect(master('S-1-5-21-9-9-9-1', { enabled: true })).toBe(false);
    expect(master('S-1-5-21-9-9-9-1', { objectSid: 'S-1-5-21-9-9-9-1' })).toBe(false);
    expect(master('S-1-5-10')).toBe(false);
    expect(isLinkedMailbox(user({ enabled: false }))).toBe(false);
    const contact = { objectType: 'contact', ...attribute('msexchrecipienttypedetails', '2') } as const;
    expect(isLinkedMailbox(user(contact))).toBe(false);
  });

  it.each<[string, Change, string | undefined]>([
    ['a contact without address', { objectType: 'contact' }, 'it has no mail address'],
    ['a contact with mail', { objectType: 'contact', mail: 'a@x' }, undefined],
    ['a contact with other addresses', { objectType: 'contact', proxyAddresses: ['smtp:a@x'] }, undefined],
    ['a contact without any', { objectType: 'contact', proxyAddresses: [] }, 'it has no mail address'],
    ['a distribution group', { objectType: 'group', ...attribute('grouptype', '8') }, 'it has no mail address'],
    ['one with mail', { objectType: 'group', mail: 'a@x', ...attribute('grouptype', '8') }, undefined],
    ['a security group', { objectType: 'group', ...attribute('grouptype', '-2147483640') }, undefined],
    ['a group of unknown type', { objectType: 'group' }, undefined],
    ['a computer', { objectType: 'device' }, 'the computer has no userCertificate'],
    ['one with a certificate', { objectType: 'device', ...attribute('usercertificate', 'x') }, undefined],
    [
      'a group that is reserved',
      { objectType: 'group', ...attribute('admindescription', 'group_x') },
      'adminDescription starts with Group_',
    ],
    [
      'a group with a user’s reservation',
      { objectType: 'group', ...attribute('admindescription', 'User_x') },
      undefined,
    ],
    ['a group without account name', { objectType: 'group', samAccountName: '' }, undefined],
  ])('of other objects: %s', (_, change, reason) => {
    expect(exclusion(change)?.reason).toBe(reason);
  });

  it('judges mail and certificates only where the evidence has them', () => {
    for (const objectType of ['contact', 'device'] as const)
      expect(exclusion({ objectType }, undefined, new Set())).toBeUndefined();
  });

  it('applies the OU scope, exclusions first, DNs without letter case', () => {
    const scope = {
      organizationalUnits: ['OU=Staff,DC=corp,DC=example'],
      excludedOrganizationalUnits: ['OU=Gone,OU=Staff,DC=corp,DC=example'],
    };
    const at = (distinguishedName: string) => exclusion({ distinguishedName }, scope)?.kind;
    expect(at('CN=ann,ou=staff, dc=corp,dc=example')).toBeUndefined();
    expect(exclusion({ distinguishedName: 'CN=ann,OU=Gone,OU=Staff,DC=corp,DC=example' }, scope)?.reason).toBe(
      'it is in OU=Gone,OU=Staff,DC=corp,DC=example, which the scope excludes',
    );
    expect(exclusion({ distinguishedName: 'CN=ann,DC=x' }, scope)?.reason).toBe('it is in none of the OUs in scope');
    const several = { organizationalUnits: ['OU=A,DC=x', 'OU=B,DC=x'], excludedOrganizationalUnits: [] };
    expect(exclusion({ distinguishedName: 'CN=ann,OU=B,DC=x' }, several)).toBeUndefined();
    const everything = { organizationalUnits: [], excludedOrganizationalUnits: [] };
    expect(exclusion({ distinguishedName: 'CN=ann,DC=x' }, everything)).toBeUndefined();
    expect(at('CN=ann,OU=Gone,OU=Staff,DC=corp,DC=example')).toBe('scope');
    expect(at('CN=ann,OU=Service,DC=corp,DC=example')).toBe('scope');
    expect(at('CN=ann,OU=NotStaff,DC=corp,DC=example')).toBe('scope');
    expect(exclusion({}, scope)).toBeUndefined();
  });
});

describe('excluded-but-synced', () => {
  const out = { attributes: { admindescription: 'User_x' } };

  it('names a twin that is synced, or carries an ImmutableID, or of which nobody says whether it is synced', () => {
    const twin = (entra: object) =>
      found('excluded-but-synced', organisation().person(1, 'ann', { onPrem: out, entra })).ann;
    const reason = 'adminDescription starts with User_';
    expect(twin({})).toMatchObject({ found: reason, consequence: expect.stringContaining(reason) });
    expect(twin({ synced: false })).toBeDefined();
    expect(twin({ synced: undefined, immutableId: undefined })).toBeDefined();
    expect(twin({ synced: false, immutableId: undefined })).toBeUndefined();
  });

  it('names the empty attribute of whom the source anchor leaves out', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { attributes: {} }, entra: { immutableId: anchor(1) } })
      .sources({ onPrem: { fields: new Set(['employeeid']) } });
    const settings = { sourceAnchor: { attribute: 'employeeID', encoding: 'text' } } as const;
    expect(found('excluded-but-synced', org, settings)).toMatchObject({ ann: { found: 'its employeeID is empty' } });
  });

  it('finds the twin among guests that a directory synchronizes', () => {
    const twinOf = (entra: object) =>
      organisation()
        .person(9, 'ann')
        .onPrem(5, 'left', { ...out, mail: 'g@x' })
        .entra(6, 'guest', { userType: 'Guest', mail: 'g@x', ...entra })
        .judge()
        .identities.find(({ outcome }) => outcome === 'excluded')?.entra?.userPrincipalName;
    expect(twinOf({})).toBe('guest@corp.example');
    expect(twinOf({ immutableId: undefined })).toBe('guest@corp.example');
    expect(twinOf({ immutableId: undefined, synced: false })).toBeUndefined();
  });

  it('finds the twin by anchor or any other key, once, unless somebody in scope has it', () => {
    const { identities } = organisation()
      .person(1, 'byAnchor', { onPrem: { ...out, userPrincipalName: 'x@x' } })
      .onPrem(2, 'again', { ...out, consistencyGuid: anchor(1), userPrincipalName: 'y@x' })
      .person(3, 'ann')
      .onPrem(4, 'late', { ...out, userPrincipalName: 'ANN@corp.example' })
      .onPrem(5, 'guestly', { ...out, mail: 'g@x' })
      .entra(6, 'guest', { userType: 'Guest', mail: 'g@x', immutableId: undefined, synced: undefined })
      .onPrem(7, 'blank', { ...out, objectGuid: undefined, userPrincipalName: 'byName@corp.example' })
      .entra(8, 'byName', { immutableId: undefined, synced: false })
      .judge();
    expect(outcomeOf(identities)).toEqual({
      ann: 'hardMatch',
      byAnchor: 'excluded',
      again: 'excluded',
      late: 'excluded',
      guestly: 'excluded',
      blank: 'excluded',
      'cloud:byAnchor': 'entraOnly',
      'cloud:guest': 'cloudOnly',
      'cloud:byName': 'cloudOnly',
    });
    const twins = identities.map((identity) => [
      identity.side === 'onPrem' ? identity.onPrem.name : '',
      identity.side === 'onPrem' && identity.outcome === 'excluded' ? identity.entra?.userPrincipalName : '-',
    ]);
    expect(Object.fromEntries(twins)).toMatchObject({
      byAnchor: 'byAnchor@corp.example',
      again: undefined,
      late: undefined,
      guestly: undefined,
      blank: 'byName@corp.example',
    });
    for (const identity of identities) if (identity.side === 'onPrem') expect(identity.others).toEqual([]);
  });
});
