import { describe, expect, it } from 'vitest';
import { found } from './findings.js';
import { anchor, type Organisation, organisation } from './organisation.js';

const columns = ['objectGuid', 'mail', 'proxyAddresses', 'department', 'title', 'c', 'msexchusagelocation', 'company'];
/** `rule found` of anyone who would lose values through the default attribute flows. */
const lost = (org: Organisation, more: readonly string[] = columns) =>
  Object.fromEntries(
    Object.entries(found('attribute-deletion', org.sources({ onPrem: { fields: new Set(more) } }))).map(
      ([name, finding]) => [name, `${finding.severity} ${finding.found}`],
    ),
  );
const properties = (values: Record<string, string>) => ({ properties: new Map(Object.entries(values)) });

describe('what the default attribute flows would take away', () => {
  it('is what Active Directory has no value for, where its export shows the attribute', () => {
    const entra = properties({ department: 'Sales', jobtitle: 'Boss', companyname: 'Corp', city: 'Bern' });
    const org = (attributes: Record<string, string>) =>
      organisation().person(1, 'ann', { onPrem: { attributes }, entra });
    expect(lost(org({ department: 'Sales', title: 'Boss', company: 'Corp' }))).toEqual({});
    expect(lost(org({ department: '', title: 'Chief' }))).toEqual({
      ann: 'warning companyName: Corp; department: Sales',
    });
    expect(lost(org({}), ['objectGuid'])).toEqual({});
  });

  it('has for a usage location two sources of which one is enough', () => {
    const org = (attributes: Record<string, string>) =>
      organisation().person(1, 'ann', { onPrem: { attributes }, entra: properties({ usagelocation: 'CH' }) });
    expect(lost(org({ c: 'CH' }))).toEqual({});
    expect(lost(org({ msexchusagelocation: 'CH' }))).toEqual({});
    expect(lost(org({}))).toEqual({ ann: 'error usageLocation: CH' });
    expect(lost(org({}), ['objectGuid', 'c'])).toEqual({ ann: 'error usageLocation: CH' });
    expect(lost(org({ title: 'x' }))).toEqual({ ann: 'error usageLocation: CH' });
  });

  it.each<[string, string, object, object]>([
    ['the address that Exchange Online made', 'ann@corp.onmicrosoft.com', {}, {}],
    ['the same of another cloud', 'ann@corp.onmicrosoft.us', {}, {}],
    ['the same in capitals', 'ANN@CORP.ONMICROSOFT.COM', {}, {}],
    ['an address like it', 'ann@onmicrosoft.com.example', {}, { ann: 'error mail: ann@onmicrosoft.com.example' }],
    ['an address of the company', 'ann@x', {}, { ann: 'error mail: ann@x' }],
    ['an address that Active Directory has', 'ann@x', { mail: 'ann@x' }, {}],
  ])('does not include a mail that Entra itself adds: %s', (_, mail, onPrem, expected) => {
    expect(lost(organisation().person(1, 'ann', { onPrem, entra: { mail } }))).toEqual(expected);
  });

  it('includes mail and addresses, but for what Entra itself adds', () => {
    const entra = {
      mail: 'ann@x',
      proxyAddresses: [
        'SMTP:ann@x',
        'smtp:old@x',
        'smtp:Ann@corp.example',
        'smtp:a@corp.onmicrosoft.com',
        'smtp:a@corp.onmicrosoft.us',
        'smtp:a@corp.partner.onmschina.cn',
      ],
    };
    expect(lost(organisation().person(1, 'ann', { entra }))).toEqual({
      ann: 'error mail: ann@x; proxyAddresses: ann@x, old@x',
    });
    const kept = { mail: 'ann@x', proxyAddresses: ['smtp:OLD@x'] };
    expect(lost(organisation().person(1, 'ann', { onPrem: kept, entra }))).toEqual({});
    expect(lost(organisation().person(1, 'ann', { onPrem: { proxyAddresses: ['SMTP:ann@x'] }, entra }))).toEqual({
      ann: 'error proxyAddresses: old@x',
    });
    expect(lost(organisation().person(1, 'ann', { entra }), ['objectGuid', 'department'])).toEqual({});
    expect(lost(organisation().person(1, 'ann', { entra: { mail: 'ann@x' } }))).toEqual({ ann: 'error mail: ann@x' });
    const nameless = {
      onPrem: { userPrincipalName: undefined, ...kept },
      entra: { ...entra, userPrincipalName: undefined },
    };
    expect(lost(organisation().person(1, 'x', nameless))).toEqual({ '': 'error proxyAddresses: ann@corp.example' });
  });

  it('is not a loss where a linked mailbox in another forest brings the value', () => {
    const sid = 'S-1-5-21-1-2-3-4';
    const org = (master: string, account = sid) =>
      organisation()
        .person(1, 'ann', {
          onPrem: { objectSid: account, attributes: { title: 'Boss' } },
          entra: { mail: 'ann@x', ...properties({ department: 'Sales', jobtitle: 'Boss' }) },
        })
        .onPrem(2, 'mailbox', {
          mail: 'ann@x',
          attributes: { msexchrecipienttypedetails: '2', msexchmasteraccountsid: master, department: 'Sales' },
        })
        .onPrem(3, 'other', { attributes: { admindescription: 'User_x', msexchmasteraccountsid: sid } });
    expect(lost(org(sid))).toEqual({});
    expect(lost(org('S-1-5-21-9-9-9-9'))).toEqual({ ann: 'error department: Sales; mail: ann@x' });
    expect(lost(org(sid, 'S-1-9'))).toEqual({ ann: 'error department: Sales; mail: ann@x' });
    const filtered = organisation()
      .person(1, 'ann', { onPrem: { objectSid: sid }, entra: { mail: 'ann@x' } })
      .onPrem(2, 'service', { mail: 'ann@x', attributes: { admindescription: 'User_x', msexchmasteraccountsid: sid } });
    expect(lost(filtered)).toEqual({ ann: 'error mail: ann@x' });
  });

  it('is judged of people who keep their account', () => {
    const entra = properties({ department: 'Sales' });
    const org = () =>
      organisation()
        .person(1, 'hard', { entra })
        .person(2, 'soft', { entra: { ...entra, immutableId: undefined } })
        .person(3, 'wrong', { entra: { ...entra, immutableId: anchor(33) } })
        .person(4, 'out', { onPrem: { attributes: { iscriticalsystemobject: 'TRUE' } }, entra })
        .onPrem(5, 'new')
        .entra(6, 'orphan', entra);
    expect(Object.keys(lost(org())).sort()).toEqual(['hard', 'soft', 'wrong']);
  });
});
