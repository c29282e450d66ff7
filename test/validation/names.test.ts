import { describe, expect, it } from 'vitest';
import { domainOfName, sidsDiffer } from '../../src/validation/account.js';
import { primaryAddress, smtpAddresses } from '../../src/validation/addresses.js';
import { signInNameOf } from '../../src/validation/sign-in-name.js';
import { at } from './evidence.js';
import { federated, found, softly } from './findings.js';
import { anchor, organisation } from './organisation.js';

describe('names and addresses of an account', () => {
  it('the primary address is the SMTP: entry, else mail, in lower case; an empty one is none', () => {
    expect(primaryAddress({ proxyAddresses: ['smtp:a@x', 'SMTP:B@x'], mail: 'c@x' })).toBe('b@x');
    expect(primaryAddress({ proxyAddresses: ['smtp:a@x'], mail: 'C@x' })).toBe('c@x');
    expect(primaryAddress({ mail: '' })).toBeUndefined();
    expect(primaryAddress({})).toBeUndefined();
  });

  it('its addresses are mail and every smtp: entry, whatever else proxyAddresses holds', () => {
    const proxyAddresses = ['SMTP:A@x', 'smtp:b@x', 'X500:smtp:c@x', 'sip:d@x'];
    expect([...smtpAddresses({ proxyAddresses, mail: 'a@X' })]).toEqual(['a@x', 'b@x']);
    expect([...smtpAddresses({})]).toEqual([]);
  });

  it('domains are read from names', () => {
    expect(domainOfName('a@b@Corp.example')).toBe('corp.example');
  });

  it('SIDs differ only where both sides know one', () => {
    const user = { objectType: 'user', at, attributes: new Map() } as const;
    expect(sidsDiffer({ ...user, objectSid: 'S-1' }, 'S-2')).toBe(true);
    expect(sidsDiffer({ ...user, objectSid: 'S-1' }, 'S-1')).toBe(false);
    expect(sidsDiffer({ ...user, objectSid: 'S-1' }, undefined)).toBe(false);
    expect(sidsDiffer(user, 'S-2')).toBe(false);
  });

  it('the sign-in name is the configured attribute without blanks; an empty one is none', () => {
    const user = { objectType: 'user', at, userPrincipalName: ' a@x ', mail: ' ', attributes: new Map() } as const;
    const settings = { sourceAnchor: { attribute: 'objectGUID', encoding: 'bytes' } } as const;
    expect(signInNameOf(settings)(user)).toBe('a@x');
    expect(signInNameOf({ ...settings, userPrincipalNameAttribute: 'Mail' })(user)).toBeUndefined();
  });
});

describe('upn-suffix-unverified', () => {
  const rule = 'upn-suffix-unverified';
  const verified = { verifiedDomains: new Set(['z.example', 'a.example']) };

  it('is an error for everybody who has an account, a warning for a newcomer, nothing for the excluded', () => {
    const org = organisation()
      .person(1, 'hard')
      .person(2, 'soft', softly)
      .person(3, 'wrong', { entra: { immutableId: anchor(33) } })
      .person(4, 'held', { entra: { userPrincipalName: 'owner@corp.example' } })
      .onPrem(5, 'owner')
      .person(6, 'torn')
      .onPrem(7, 'copy', { consistencyGuid: anchor(6) })
      .onPrem(8, 'new')
      .onPrem(9, 'out', { attributes: { iscriticalsystemobject: 'TRUE' } })
      .onPrem(10, 'nameless', { userPrincipalName: undefined })
      .person(11, 'fine', { onPrem: { userPrincipalName: 'fine@A.example' } });
    const findings = found(rule, org, verified);
    const severities = Object.entries(findings).map(([name, { severity }]) => `${name} ${severity}`);
    expect(severities.sort()).toEqual([
      'copy error',
      'hard error',
      'held error',
      'new warning',
      'owner error',
      'soft error',
      'torn error',
      'wrong error',
    ]);
    expect(findings.hard).toMatchObject({ found: 'corp.example', expected: 'a.example, z.example' });
    expect(findings.hard).not.toHaveProperty('prediction');
    expect(findings.new?.consequence).toContain('The new account');
    expect(found(rule, org)).toEqual({});
  });

  it('says that sign-in breaks where the present name is federated', () => {
    const org = organisation().person(1, 'ann', { onPrem: { userPrincipalName: 'ann@new.example' } });
    expect(found(rule, org, { ...verified, ...federated })).toMatchObject({
      ann: { prediction: { signInBreaks: true } },
    });
  });
});

describe('upn-changed', () => {
  it('is an error where either name is federated', () => {
    const renamed = (here: string, there: string) =>
      found(
        'upn-changed',
        organisation().person(1, 'ann', {
          onPrem: { userPrincipalName: `ann@${here}` },
          entra: { userPrincipalName: `ann@${there}` },
        }),
        federated,
      ).ann?.severity;
    expect(renamed('corp.example', 'new.example')).toBe('error');
    expect(renamed('new.example', 'corp.example')).toBe('error');
    expect(renamed('new.example', 'other.example')).toBe('warning');
  });
});

describe('duplicate-upn', () => {
  const rule = 'duplicate-upn';

  it('names all who share a name on one side, by the configured attribute, and not the pair itself', () => {
    const org = organisation()
      .person(1, 'ann')
      .onPrem(2, 'ANN')
      .entra(3, 'twin', { immutableId: undefined })
      .entra(4, 'TWIN', { immutableId: undefined })
      .person(5, 'fine')
      .onPrem(6, 'out', { userPrincipalName: 'fine@corp.example', attributes: { iscriticalsystemobject: 'TRUE' } })
      .onPrem(7, 'blank', { userPrincipalName: undefined })
      .onPrem(8, 'blank', { userPrincipalName: undefined });
    const findings = found(rule, org);
    expect(Object.keys(findings).sort()).toEqual(['ANN', 'TWIN', 'ann', 'twin']);
    expect(findings.ANN).toMatchObject({
      found: 'ANN@corp.example',
      related: [{ userPrincipalName: 'ann@corp.example' }],
      prediction: { refusal: 'QuarantinedDuplicate' },
    });
    expect(findings.twin?.related).toMatchObject([{ userPrincipalName: 'TWIN@corp.example' }]);
  });

  it('names a person whose name two accounts of the cloud have, with both of them', () => {
    const org = organisation().person(1, 'ann').entra(2, 'Ann', { immutableId: undefined, synced: false });
    const { findings } = org.judge();
    const twice = findings.filter((finding) => finding.rule === rule);
    expect(twice.map(({ subject, related }) => [subject?.entraObjectId, related?.length])).toEqual([[undefined, 2]]);
  });

  it('is none of an account alone whose name somebody has who has another account', () => {
    const sid = 'S-1-5-21-1-2-3-1101';
    const org = organisation()
      .person(1, 'ann', {
        onPrem: { objectSid: sid },
        entra: { onPremisesSecurityIdentifier: sid, userPrincipalName: 'anna@corp.example' },
      })
      .entra(2, 'ann', { immutableId: undefined, synced: false });
    expect(org.judge().identities.map(({ outcome }) => outcome)).toEqual(['hardMatch', 'cloudOnly']);
    expect(found(rule, org)).toEqual({});
  });

  it('is about the attribute that becomes the name', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { userPrincipalName: undefined, mail: 'Team@x' } })
      .person(2, 'bob', { onPrem: { userPrincipalName: undefined, mail: 'team@x' } });
    const { findings } = org.judge({ userPrincipalNameAttribute: 'mail' });
    expect(findings.filter((finding) => finding.rule === rule).map((finding) => finding.found)).toEqual([
      'Team@x',
      'team@x',
    ]);
    expect(found(rule, org)).toEqual({});
  });
});

describe('duplicate-proxy-address', () => {
  const rule = 'duplicate-proxy-address';

  it('names every shared address of a person, and who else has them, excluded people left out', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { proxyAddresses: ['SMTP:ann@x', 'smtp:z@x', 'smtp:b@x'] } })
      .person(2, 'bob', { onPrem: { mail: 'Z@x' } })
      .person(3, 'eve', { onPrem: { mail: 'B@x' } })
      .onPrem(4, 'out', { mail: 'ann@x', attributes: { iscriticalsystemobject: 'TRUE' } })
      .person(5, 'plain');
    const findings = found(rule, org);
    expect(Object.keys(findings).sort()).toEqual(['ann', 'bob', 'eve']);
    expect(findings.ann).toMatchObject({ found: 'b@x, z@x', prediction: { refusal: 'QuarantinedDuplicate' } });
    expect(findings.ann?.related?.map(({ name }) => name)).toEqual(['eve', 'bob']);
    expect(findings.bob?.related?.map(({ name }) => name)).toEqual(['ann']);
  });

  it('names a group or contact of Entra that has somebody’s primary address, and what a newcomer would be told', () => {
    const org = organisation()
      .person(1, 'ann', { onPrem: { mail: 'sales@x' } })
      .onPrem(2, 'new', { mail: 'info@x' })
      .onPrem(3, 'out', { mail: 'info@x', attributes: { iscriticalsystemobject: 'TRUE' } })
      .person(4, 'plain')
      .object('group', 'Sales', { entra: { mail: 'Sales@x' } })
      .object('contact', 'Info', { entra: { mail: 'info@x' } })
      .object('group', 'Silent', { entra: {} });
    const findings = found(rule, org);
    expect(Object.keys(findings).sort()).toEqual(['ann', 'new']);
    expect(findings.ann).toMatchObject({
      found: 'sales@x',
      related: [{ objectType: 'group', name: 'Sales' }],
      consequence: expect.stringContaining('group or contact'),
    });
    expect(findings.ann).not.toHaveProperty('prediction');
    expect(findings.new).toMatchObject({ prediction: { refusal: 'ObjectTypeMismatch' } });
  });
});

describe('primary-address-change', () => {
  it('is judged of people who keep their account: joined, joinable, mismatched', () => {
    const addresses = { onPrem: { mail: 'new@x' }, entra: { mail: 'old@x' } };
    const org = organisation()
      .person(1, 'hard', addresses)
      .person(2, 'soft', { onPrem: { mail: 'b@x' }, entra: { mail: 'c@x', immutableId: undefined } })
      .person(3, 'wrong', { onPrem: { mail: 'd@x' }, entra: { mail: 'e@x', immutableId: anchor(33) } })
      .person(4, 'out', {
        onPrem: { mail: 'f@x', attributes: { iscriticalsystemobject: 'TRUE' } },
        entra: { mail: 'g@x' },
      })
      .onPrem(5, 'new', { mail: 'h@x' });
    expect(Object.keys(found('primary-address-change', org)).sort()).toEqual(['hard', 'soft', 'wrong']);
  });
});
