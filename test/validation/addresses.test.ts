import { describe, expect, it } from 'vitest';
import { addressConflicts } from '../../src/validation/address-conflicts.js';
import { found } from './findings.js';
import { anchor, type Organisation, organisation } from './organisation.js';

const rule = 'duplicate-proxy-address';
const cloud = { immutableId: undefined, synced: false };

/** `severity address: holders` of everybody whom the rule names, by name. */
function conflicts(org: Organisation, settings: Parameters<Organisation['judge']>[0] = {}): Record<string, string> {
  const findings = org.judge(settings).findings.filter((finding) => finding.rule === rule);
  return Object.fromEntries(
    findings.map(({ subject, severity, found: addresses, related }) => [
      subject?.name ?? subject?.userPrincipalName,
      `${severity} ${addresses}: ${related?.map((one) => one.userPrincipalName ?? one.name).join(', ')}`,
    ]),
  );
}

describe('an address that another object of the cloud holds', () => {
  it('is an error where it is the UPN or the primary address of the person', () => {
    const org = organisation()
      .onPrem(1, 'alias-there', { mail: 'a@x' })
      .entra(2, 'one', { ...cloud, proxyAddresses: ['SMTP:one@x', 'smtp:A@x'] })
      .onPrem(3, 'upn-there')
      .entra(4, 'two', { ...cloud, proxyAddresses: ['smtp:UPN-there@corp.example'] })
      .person(5, 'joined', { onPrem: { proxyAddresses: ['smtp:old@x', 'SMTP:J@x'] } })
      .entra(6, 'three', { ...cloud, mail: 'three@x', proxyAddresses: ['SMTP:3@x', 'smtp:j@x'] })
      .onPrem(7, 'mail-there', { proxyAddresses: ['SMTP:m@x'] })
      .entra(8, 'M', { ...cloud, userPrincipalName: 'm@X' });
    expect(conflicts(org)).toEqual({
      'alias-there': 'error a@x: one@corp.example',
      'upn-there': 'error upn-there@corp.example: two@corp.example',
      joined: 'error j@x: three@corp.example',
      'mail-there': 'error m@x: m@X',
    });
    expect(found(rule, org)['upn-there']).toMatchObject({
      prediction: { refusal: 'QuarantinedDuplicate' },
      consequence: expect.stringContaining('placeholder'),
    });
  });

  it('is a warning where an alias meets another user’s address: UPN, primary address or alias', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { proxyAddresses: ['SMTP:ann@x', 'smtp:dan@corp.example', 'smtp:p@x', 'smtp:q@x'] } })
      .entra(2, 'dan', cloud)
      .entra(3, 'pat', { ...cloud, mail: 'P@x' })
      .entra(4, 'quin', { ...cloud, proxyAddresses: ['SMTP:other@x', 'smtp:q@x'] });
    expect(conflicts(org)).toEqual({
      ann: 'warning dan@corp.example, p@x, q@x: dan@corp.example, pat@corp.example, quin@corp.example',
    });
    expect(found(rule, org).ann?.consequence).toContain('keep the alias back');
  });

  it('takes the worst of several conflicts', () => {
    const org = organisation()
      .onPrem(1, 'ann', { proxyAddresses: ['smtp:a@x', 'SMTP:z@x'] })
      .entra(2, 'one', { ...cloud, proxyAddresses: ['smtp:a@x'] })
      .entra(3, 'two', { ...cloud, proxyAddresses: ['smtp:z@x'] });
    expect(conflicts(org)).toEqual({ ann: 'error a@x, z@x: one@corp.example, two@corp.example' });
    const first = organisation()
      .onPrem(1, 'ann', { proxyAddresses: ['SMTP:a@x', 'smtp:z@x'] })
      .entra(2, 'one', { ...cloud, proxyAddresses: ['smtp:a@x'] })
      .entra(3, 'two', { ...cloud, proxyAddresses: ['smtp:z@x'] });
    expect(conflicts(first)).toEqual({ ann: 'error a@x, z@x: one@corp.example, two@corp.example' });
  });

  it('counts guests, also where the guest has the person’s own primary address', () => {
    const guest = { ...cloud, userType: 'Guest', userPrincipalName: 'gert_x#EXT#@corp.onmicrosoft.com' };
    const org = organisation()
      .person(1, 'ann', { onPrem: { proxyAddresses: ['SMTP:ann@x', 'smtp:g@x'] } })
      .onPrem(2, 'gert', { mail: 'gert@x' })
      .entra(3, 'g', { ...guest, mail: 'g@x' })
      .entra(4, 'gert', { ...guest, mail: 'gert@x' });
    expect(conflicts(org)).toEqual({
      ann: 'warning g@x: gert_x#EXT#@corp.onmicrosoft.com',
      gert: 'error gert@x: gert_x#EXT#@corp.onmicrosoft.com',
    });
  });

  it('is none where the other is in the recycle bin, or where nothing but a foreign prefix is equal', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { mail: 'a@x' } })
      .entra(2, 'gone', { ...cloud, mail: 'a@x', deletedDateTime: '2026-11-01T00:00:00Z' })
      .entra(3, 'x500', { ...cloud, proxyAddresses: ['X500:a@x', 'sip:a@x'] });
    expect(conflicts(org)).toEqual({});
  });

  it('is none where the other is the person’s own pair by any outcome, or one of their candidates', () => {
    const own = { mail: 'own@x', proxyAddresses: ['SMTP:own@x', 'smtp:other@x'] };
    const org = organisation()
      .person(1, 'hard', { onPrem: own, entra: own })
      .person(2, 'soft', { onPrem: { mail: 's@x' }, entra: { immutableId: undefined, mail: 's@x' } })
      .person(3, 'wrong', { onPrem: { mail: 'w@x' }, entra: { immutableId: anchor(33), mail: 'w@x' } })
      .onPrem(4, 'torn', { mail: 't@x' })
      .entra(5, 'torn', cloud)
      .entra(6, 'elsewhere', { ...cloud, mail: 't@x' });
    expect(conflicts(org)).toEqual({});
  });

  it('is none with the own account of somebody whose anchor is another’s too, anyone who’s account has it', () => {
    const shared = { consistencyGuid: anchor(9) };
    const org = organisation()
      .onPrem(1, 'ann', { ...shared, objectSid: 'S-1-5-21-1-2-3-1101' })
      .onPrem(2, 'copy', { ...shared, proxyAddresses: ['SMTP:copy@corp.example', 'smtp:alias@x'] })
      .entra(3, 'ann', { immutableId: anchor(9), onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-1101' })
      .entra(4, 'copy', { immutableId: anchor(2), proxyAddresses: ['smtp:alias@x'] });
    expect(conflicts(org)).toEqual({});
    expect(Object.keys(found('anchor-duplicate-on-prem', org)).sort()).toEqual(['ann', 'copy']);
    expect(found('anchor-duplicate-on-prem', org).copy?.subject?.entraObjectId).toMatch(/4$/);
  });

  it('is a warning where Entra keeps exactly this value back already', () => {
    const errors = [{ category: 'PropertyConflict', property: 'ProxyAddresses', value: 'SMTP:Ann@x' }];
    const org = (provisioningErrors: typeof errors) =>
      organisation()
        .person(1, 'ann', { onPrem: { mail: 'ann@x' }, entra: { provisioningErrors } })
        .entra(2, 'bob', { ...cloud, proxyAddresses: ['smtp:ann@x'] });
    expect(conflicts(org(errors))).toEqual({ ann: 'warning ann@x: bob@corp.example' });
    expect(found(rule, org(errors)).ann?.consequence).toContain('already');
    const [error = { category: '', property: '', value: '' }] = errors;
    const other = { ...error, value: 'smtp:other@x' };
    expect(conflicts(org([other]))).toEqual({ ann: 'error ann@x: bob@corp.example' });
    expect(conflicts(org([other, error]))).toEqual({ ann: 'warning ann@x: bob@corp.example' });
    for (const value of ['x-smtp:ann@x', 'ann@smtp:x'])
      expect(conflicts(org([{ ...error, value }])), value).toEqual({ ann: 'error ann@x: bob@corp.example' });
    const { value: _, ...without } = error;
    expect(conflicts(org([without as typeof error, error]))).toEqual({ ann: 'warning ann@x: bob@corp.example' });
  });
});

describe('an address whose holder has a source of its own', () => {
  const old = { proxyAddresses: ['SMTP:bob@x', 'smtp:desk@x'] };

  it('is a warning where that source gave it up: the same export takes it away', () => {
    const org = organisation()
      .onPrem(1, 'ann', { proxyAddresses: ['SMTP:desk@x'] })
      .person(2, 'bob', { onPrem: { proxyAddresses: ['SMTP:bob@x'] }, entra: old });
    expect(conflicts(org)).toEqual({ ann: 'warning desk@x: bob@corp.example' });
    const finding = found(rule, org).ann;
    expect(finding?.consequence).toContain('gives the address up');
    expect(finding).not.toHaveProperty('prediction');
  });

  it('is an error where nobody knows what the source has, or where it will not be synchronized into the holder', () => {
    const without = organisation().onPrem(1, 'ann', { mail: 'desk@x' }).person(2, 'bob', { entra: old });
    expect(conflicts(without)).toEqual({ ann: 'error desk@x: bob@corp.example' });
    const mismatched = organisation()
      .onPrem(1, 'ann', { proxyAddresses: ['SMTP:desk@x'] })
      .person(2, 'bob', {
        onPrem: { proxyAddresses: ['SMTP:bob@x'] },
        entra: { ...old, immutableId: anchor(22) },
      });
    expect(conflicts(mismatched)).toEqual({ ann: 'error desk@x: bob@corp.example' });
  });

  it('is given up by a soft match, by somebody without a UPN, and by a group alike', () => {
    const newAddress = { proxyAddresses: ['SMTP:bob@x'] };
    const ann = () => organisation().onPrem(1, 'ann', { proxyAddresses: ['SMTP:desk@x'] });
    const warned = (holder: string) => ({ ann: `warning desk@x: ${holder}` });
    const soft = ann().person(2, 'bob', { onPrem: newAddress, entra: { ...old, immutableId: undefined } });
    expect(conflicts(soft)).toEqual(warned('bob@corp.example'));
    const nameless = ann().person(2, 'bob', { onPrem: { ...newAddress, userPrincipalName: undefined }, entra: old });
    expect(conflicts(nameless)).toEqual(warned('bob@corp.example'));
    const group = ann().object('group', 'Desk', {
      onPrem: { objectSid: 'S-1', mail: 'd@x', proxyAddresses: ['SMTP:d@x'] },
      entra: { synced: true, onPremisesSecurityIdentifier: 'S-1', proxyAddresses: ['SMTP:d@x', 'smtp:desk@x'] },
    });
    expect(conflicts(group)).toEqual({ ann: 'warning desk@x: Desk' });
  });

  it('is kept where the source lists no primary address and mail was not asked for', () => {
    const org = organisation()
      .onPrem(1, 'ann', { proxyAddresses: ['SMTP:desk@x'] })
      .person(2, 'bob', { onPrem: { proxyAddresses: ['smtp:bob@x'] }, entra: old });
    expect(conflicts(org)).toEqual({ ann: 'error desk@x: bob@corp.example' });
    org.onPrem(3, 'cy', { mail: 'cy@x' });
    expect(conflicts(org)).toEqual({ ann: 'warning desk@x: bob@corp.example' });
  });

  it('is kept where one of several sources does not give it up, and where the source is excluded', () => {
    const ann = () => organisation().onPrem(1, 'ann', { proxyAddresses: ['SMTP:desk@x'] });
    const rivals = ann()
      .person(2, 'bob', { onPrem: { proxyAddresses: ['SMTP:bob@x'] }, entra: old })
      .onPrem(3, 'bob', { proxyAddresses: ['SMTP:b3@x'] });
    expect(conflicts(rivals).ann).toEqual('error desk@x: bob@corp.example');
    const excluded = ann().person(2, 'bob', {
      onPrem: { ...old, attributes: { admindescription: 'User_x' } },
      entra: old,
    });
    expect(conflicts(excluded)).toEqual({ ann: 'error desk@x: bob@corp.example' });
  });

  it('is given up with the name of the account, as far as the account has it as its name alone', () => {
    const sid = 'S-1-5-21-1-2-3-1102';
    const named = (
      entra: Parameters<Organisation['entra']>[2] = {},
      onPrem: Parameters<Organisation['onPrem']>[2] = {},
    ) =>
      conflicts(
        organisation()
          .onPrem(1, 'ann', { mail: 'was@corp.example' })
          .person(2, 'bob', {
            onPrem: { mail: 'bob@x', objectSid: sid, ...onPrem },
            entra: {
              ...{ userPrincipalName: 'Was@corp.example', mail: 'bob@x' },
              ...{ onPremisesSecurityIdentifier: sid, ...entra },
            },
          }),
      );
    // Nobody of Active Directory shows addresses here: what Bob's are there is not known.
    expect(named()).toEqual({ ann: 'warning was@corp.example: Was@corp.example' });
    expect(named({ proxyAddresses: ['SMTP:bob@x', 'smtp:was@corp.example'] })).toEqual({
      ann: 'error was@corp.example: Was@corp.example',
    });
    expect(named({}, { userPrincipalName: undefined })).toEqual({ ann: 'error was@corp.example: Was@corp.example' });
    expect(named({ userPrincipalName: 'bob@corp.example', proxyAddresses: ['smtp:was@corp.example'] })).toEqual({
      ann: 'error was@corp.example: bob@corp.example',
    });
  });

  it('is the conflict of the two sources where both have it', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { proxyAddresses: ['SMTP:desk@x'] } })
      .person(2, 'bob', { onPrem: old, entra: old });
    expect(conflicts(org)).toEqual({
      ann: 'error desk@x: bob@corp.example',
      bob: 'warning desk@x: ann@corp.example',
    });
    // The holder in the cloud is Bob himself: he is named once, by his on-premises side.
    expect(found(rule, org).ann?.related).toMatchObject([{ name: 'bob' }]);
  });

  it('counts the UPN of a renamed account, where the SID proves whose it is', () => {
    const sid = 'S-1-5-21-1-2-3-1102';
    const org = organisation()
      .onPrem(1, 'ann', { proxyAddresses: ['SMTP:ann@corp.example', 'smtp:was@corp.example'] })
      .person(2, 'bob', {
        onPrem: { objectSid: sid },
        entra: { userPrincipalName: 'was@corp.example', onPremisesSecurityIdentifier: sid },
      });
    expect(conflicts(org)).toEqual({ ann: 'warning was@corp.example: was@corp.example' });
    expect(found(rule, org).ann?.consequence).toContain('gives the address up');
  });

  it('belongs to the person whose linked mailbox has it', () => {
    const master = 'S-1-5-21-1-2-3-1102';
    const org = organisation()
      .person(2, 'bob', { onPrem: { objectSid: master, proxyAddresses: ['SMTP:bob@x'] }, entra: old })
      .onPrem(3, 'mailbox', {
        proxyAddresses: ['smtp:desk@x'],
        attributes: { msexchrecipienttypedetails: '2', msexchmasteraccountsid: master },
      });
    expect(conflicts(org)).toEqual({});
    org.onPrem(1, 'ann', { proxyAddresses: ['SMTP:desk@x'] });
    expect(conflicts(org)).toEqual({
      ann: 'error desk@x: bob@corp.example',
      bob: 'warning desk@x: ann@corp.example',
    });
  });
});

describe('an address of two on-premises objects', () => {
  it('is one of two of whom nobody can say the anchor', () => {
    const unknown = { onPrem: { objectGuid: undefined, mail: 'a@x' } };
    const org = organisation().object('contact', 'Ann', unknown).object('contact', 'Bob', unknown);
    expect(conflicts(org)).toEqual({ Ann: 'error a@x: Bob', Bob: 'error a@x: Ann' });
  });

  it('is none of two who have no name', () => {
    const nameless = { userPrincipalName: undefined };
    expect(conflicts(organisation().onPrem(1, 'ann', nameless).onPrem(2, 'bob', nameless))).toEqual({});
  });

  it('is not a conflict of two who are one to Entra Connect, nor for the UPNs alone', () => {
    const twin = { consistencyGuid: anchor(9), mail: 'a@x' };
    const org = organisation()
      .onPrem(1, 'one', twin)
      .onPrem(2, 'other', twin)
      .onPrem(3, 'same', { name: 'first' })
      .onPrem(4, 'same', { name: 'second' });
    expect(conflicts(org)).toEqual({});
  });

  it('is one where the UPN of one is an address of the other', () => {
    const org = organisation()
      .person(1, 'ann')
      .person(2, 'bob', { onPrem: { proxyAddresses: ['smtp:ann@corp.example'] } });
    expect(conflicts(org)).toEqual({
      ann: 'error ann@corp.example: bob@corp.example',
      bob: 'warning ann@corp.example: ann@corp.example',
    });
  });

  it('compares the attribute that becomes the UPN', () => {
    const org = organisation()
      .onPrem(1, 'ann', { attributes: { employeeid: 'A@x' } })
      .entra(2, 'one', { ...cloud, mail: 'a@x' });
    expect(conflicts(org)).toEqual({});
    expect(conflicts(org, { userPrincipalNameAttribute: 'employeeID' })).toEqual({
      ann: 'error a@x: one@corp.example',
    });
  });

  it('is one with a group or contact too, where mail is the attribute that becomes the UPN', () => {
    const shared = { mail: 'desk@x' };
    const org = organisation().onPrem(1, 'ann', shared).object('group', 'Desk', { onPrem: shared });
    const both = { ann: 'error desk@x: Desk', Desk: 'error desk@x: ann@corp.example' };
    expect(conflicts(org)).toEqual(both);
    expect(conflicts(org, { userPrincipalNameAttribute: 'mail' })).toEqual(both);
  });

  it('names the first twenty of a crowd', () => {
    const org = organisation();
    for (let number = 1; number <= 30; number += 1) org.person(number, `p${number}`, { onPrem: { mail: 'all@x' } });
    const findings = found(rule, org);
    expect(Object.keys(findings)).toHaveLength(30);
    expect(findings.p30?.related).toHaveLength(20);
  });
});

describe('an address of groups and contacts', () => {
  it('is an error on either side, also where it is only an alias', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { proxyAddresses: ['SMTP:ann@x', 'smtp:sales@x'] } })
      .person(2, 'bob', { onPrem: { mail: 'bob@x' }, entra: { mail: 'bob@x' } })
      .entra(3, 'cy', { ...cloud, mail: 'cy@x' })
      .object('group', 'Sales', { entra: { mail: 'sales@x' } })
      .object('contact', 'Cy ext', { onPrem: { mail: 'CY@x' } })
      .object('group', 'Bobs', { onPrem: { proxyAddresses: ['smtp:bob@x'] } });
    expect(conflicts(org)).toEqual({
      ann: 'error sales@x: Sales',
      bob: 'error bob@x: Bobs',
      Bobs: 'error bob@x: bob@corp.example',
      'Cy ext': 'error cy@x: cy@corp.example',
    });
    const findings = org.judge().findings.filter((finding) => finding.rule === rule);
    expect(findings.every(({ consequence }) => consequence.includes('refuse the export'))).toBe(true);
    expect(findings.some(({ prediction }) => prediction !== undefined)).toBe(false);
  });

  it('refuses the match of somebody new, where the other holds the primary address in Entra', () => {
    const predicted = (org: Organisation) => found(rule, org).ann?.prediction;
    const mail = { mail: 'ann@x', proxyAddresses: ['SMTP:ann@x', 'smtp:alias@x'] };
    const newcomer = () => organisation().onPrem(1, 'ann', mail);
    const mismatch = { refusal: 'ObjectTypeMismatch' };
    expect(predicted(newcomer().object('group', 'Ann', { entra: { mail: 'ann@x' } }))).toEqual(mismatch);
    // The same address twice, one of them harmless: the harmful one counts.
    const both = newcomer().object('group', 'Ann', { entra: { mail: 'ann@x' } });
    expect(predicted(both.object('contact', 'Alias', { entra: { mail: 'alias@x' } }))).toEqual(mismatch);
    expect(predicted(newcomer().object('contact', 'Alias', { entra: { mail: 'alias@x' } }))).toBeUndefined();
    expect(predicted(newcomer().object('group', 'Ann', { onPrem: { mail: 'ann@x' } }))).toBeUndefined();
    const known = organisation().person(1, 'ann', { onPrem: mail });
    expect(predicted(known.object('group', 'Ann', { entra: { mail: 'ann@x' } }))).toBeUndefined();
  });

  it('is none of their own pair: by SID, anchor, mail or any address', () => {
    const org = organisation()
      .person(1, 'ann')
      .object('group', 'by sid', {
        onPrem: { objectSid: 'S-1', mail: 'new@x', proxyAddresses: ['SMTP:new@x', 'smtp:s@x'] },
        entra: { synced: true, onPremisesSecurityIdentifier: 'S-1', proxyAddresses: ['SMTP:s@x'] },
      })
      .object('contact', 'by alias', {
        onPrem: { proxyAddresses: ['SMTP:c2@x', 'smtp:c@x'] },
        entra: { synced: true, mail: 'c@x', proxyAddresses: ['SMTP:c@x'] },
      })
      .object('contact', 'by mail', { onPrem: { mail: 'd@x' }, entra: { synced: true, mail: 'D@x' } })
      .object('contact', 'by anchor', {
        onPrem: { consistencyGuid: anchor(7), mail: 'e@x', proxyAddresses: ['smtp:f@x'] },
        entra: { synced: true, immutableId: anchor(7), mail: 'f@x' },
      });
    expect(conflicts(org)).toEqual({});
  });

  it('leaves out what is excluded, deleted or a device', () => {
    const org = organisation()
      .person(1, 'ann')
      .entra(2, 'cy', { ...cloud, mail: 'cy@x' })
      .object('group', 'left', { onPrem: { mail: 'cy@x', attributes: { admindescription: 'Group_x' } } })
      .object('contact', 'gone', { onPrem: { mail: 'cy@x', deleted: true } })
      .object('device', 'pc', { onPrem: { mail: 'cy@x' } });
    expect(conflicts(org)).toEqual({});
  });
});

it('never loses the worse holder in a crowd of lesser ones', () => {
  const org = organisation();
  const alias = { proxyAddresses: ['smtp:all@x'] };
  for (let number = 1; number <= 60; number += 1) {
    org.person(number, `p${number}`, { onPrem: alias, entra: alias });
    org.person(100 + number, `g${number}`, { onPrem: { proxyAddresses: [] }, entra: alias });
    org.entra(200 + number, `m${number}`, { ...cloud, ...alias });
  }
  expect(found(rule, org).p60?.severity).toBe('warning');
  org.object('group', 'All', { entra: { mail: 'all@x' } });
  expect(found(rule, org).p60?.severity).toBe('error');
  // Twenty on-premises, twenty in the cloud, and the group: as much as a finding can name, however many there are.
  for (const conflicts of addressConflicts(org.populate()).values()) expect(conflicts).toHaveLength(41);
});

it('never loses who keeps an address behind many who give it up', () => {
  const org = organisation().onPrem(1, 'ann', { proxyAddresses: ['SMTP:all@x'] });
  const holding = { proxyAddresses: ['smtp:all@x'] };
  for (let number = 2; number <= 30; number += 1)
    org.person(number, `g${number}`, { onPrem: { proxyAddresses: [`SMTP:g${number}@x`] }, entra: holding });
  expect(found(rule, org).ann?.severity).toBe('warning');
  org.entra(31, 'last', { ...cloud, ...holding });
  expect(found(rule, org).ann?.severity).toBe('error');
});
