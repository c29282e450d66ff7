import { describe, expect, it } from 'vitest';
import { identityStories } from '../../src/validation/story.js';
import { found } from './findings.js';
import { anchor, organisation } from './organisation.js';

// A person whose mailbox lies in another forest has the addresses of both objects.

const sid = 'S-1-5-21-1-2-3-1101';
const cloud = { immutableId: undefined, synced: false };
type Account = Parameters<ReturnType<typeof organisation>['person']>[2];
type Mailbox = Parameters<ReturnType<typeof organisation>['onPrem']>[2];

/** Ann, and her mailbox in the forest of Exchange. */
const ann = (mailbox: Mailbox, account: Account = {}, attributes: Record<string, string> = {}) =>
  organisation()
    .person(1, 'ann', {
      ...account,
      ...(account?.onPrem !== null && { onPrem: { objectSid: sid, ...account?.onPrem } }),
    })
    .onPrem(2, 'mailbox', {
      enabled: false,
      ...mailbox,
      attributes: { msexchrecipienttypedetails: '2', msexchmasteraccountsid: sid, ...attributes },
    });
const rulesOf = (org: ReturnType<typeof ann>) =>
  org
    .judge()
    .findings.filter(({ severity }) => severity !== 'info')
    .map(({ rule, severity, subject, found: value, expected }) => {
      const values = [value, expected].filter(Boolean).join(' for ');
      return `${severity} ${rule} ${subject?.name ?? subject?.userPrincipalName}: ${values}`;
    })
    .filter((line) => !line.startsWith('warning evidence'));
const primary = { proxyAddresses: ['SMTP:ann@x', 'smtp:a@x'] };
const same = { mail: 'ann@x', proxyAddresses: ['SMTP:ann@x', 'smtp:a@x'] };

describe('the primary address of a linked mailbox', () => {
  it('is the person’s: somebody else’s account that has it is an error', () => {
    const org = ann(primary, { entra: { proxyAddresses: ['SMTP:ann@x', 'smtp:a@x'] } });
    expect(rulesOf(org)).toEqual([]);
    const taken = org.entra(3, 'thief', { ...cloud, proxyAddresses: ['SMTP:thief@x', 'smtp:ANN@x'] });
    expect(rulesOf(taken)).toEqual(['error duplicate-proxy-address ann: ann@x']);
  });

  it('is so where it is its mail alone, and an alias of it is an alias of the person', () => {
    const mail = ann({ mail: 'ann@x' }, { entra: { mail: 'ann@x' } }).entra(3, 'guest', {
      ...cloud,
      userType: 'Guest',
      mail: 'ann@x',
    });
    expect(rulesOf(mail)).toEqual(['error duplicate-proxy-address ann: ann@x']);
    const alias = ann(primary, { entra: same }).entra(3, 'other', { ...cloud, proxyAddresses: ['smtp:a@x'] });
    expect(rulesOf(alias)).toEqual(['warning duplicate-proxy-address ann: a@x']);
  });

  it('lets a group of that address keep the person out', () => {
    const org = ann(primary, { entra: null }).object('group', 'sales', { entra: { mail: 'ann@x' } });
    expect(found('duplicate-proxy-address', org).ann).toMatchObject({
      severity: 'error',
      prediction: { refusal: 'ObjectTypeMismatch' },
    });
  });

  it('is what the account in Entra gets', () => {
    const changed = ann(primary, { entra: { mail: 'old@x' } });
    expect(rulesOf(changed)).toEqual(['error primary-address-change ann: old@x for ann@x']);
    expect(rulesOf(ann({ mail: 'ann@x' }, { entra: { mail: 'old@x' } }))).toEqual([
      'error primary-address-change ann: old@x for ann@x',
    ]);
  });

  it('wins over the mail of the account, whose forest knows less of it', () => {
    expect(rulesOf(ann(primary, { onPrem: { mail: 'a.old@x' }, entra: { mail: 'ann@x' } }))).toEqual([]);
    expect(rulesOf(ann({ mail: 'ann@x' }, { onPrem: { mail: 'a.old@x' }, entra: { mail: 'ann@x' } }))).toEqual([]);
    const both = { proxyAddresses: ['SMTP:a.old@x'] };
    expect(rulesOf(ann(primary, { onPrem: both, entra: { mail: 'ann@x' } }))).toEqual([]);
    // A primary entry says more than a mail.
    expect(rulesOf(ann({ mail: 'm@x' }, { onPrem: both, entra: { mail: 'a.old@x' } }))).toEqual([]);
  });

  it('shares its rank with that of the account where somebody else has one of them', () => {
    const org = (address: string) =>
      ann(primary, {
        onPrem: { proxyAddresses: ['SMTP:a.old@x'] },
        entra: { proxyAddresses: primary.proxyAddresses },
      }).entra(3, 'other', { ...cloud, proxyAddresses: [`smtp:${address}`] });
    expect(rulesOf(org('ann@x'))).toEqual(['error duplicate-proxy-address ann: ann@x']);
    expect(rulesOf(org('a.old@x'))).toEqual(['error duplicate-proxy-address ann: a.old@x']);
    expect(rulesOf(org('a@x'))).toEqual(['warning duplicate-proxy-address ann: a@x']);
  });

  it('leads to the account that Entra would match the person with', () => {
    const org = ann(primary, { onPrem: { userPrincipalName: 'ann@new.example' }, entra: { ...cloud, ...same } });
    expect(org.populate().counts.outcomes).toMatchObject({ softMatch: 1, onPremOnly: 0 });
    const anchored = ann(primary, {
      onPrem: { userPrincipalName: 'ann@new.example' },
      entra: { immutableId: anchor(77), ...same },
    });
    expect(rulesOf(anchored)).toContain(`error anchor-mismatch ann: ${anchor(77)} for ${anchor(1)}`);
  });

  it('contradicts an equal anchor where it leads to somebody else', () => {
    const org = ann(primary, { entra: { userPrincipalName: 'bob@x' } }).entra(3, 'ann.lee', {
      ...cloud,
      mail: 'ann@x',
    });
    expect(org.populate().counts.outcomes).toMatchObject({ anchorHeldByAnother: 1 });
  });

  it('tells of exchanged people', () => {
    const two = 'S-1-5-21-1-2-3-1102';
    const box = (master: string) => ({ msexchrecipienttypedetails: '2', msexchmasteraccountsid: master });
    const org = (first: string, second: string) =>
      organisation()
        .onPrem(1, 'ann', { objectSid: sid, userPrincipalName: undefined })
        .onPrem(2, 'bob', { objectSid: two, userPrincipalName: undefined })
        .onPrem(3, 'box1', { mail: 'ann@x', attributes: box(sid) })
        .onPrem(4, 'box2', { mail: 'bob@x', attributes: box(two) })
        .entra(1, 'u1', { mail: first })
        .entra(2, 'u2', { mail: second });
    expect(org('ann@x', 'bob@x').populate().counts.outcomes).toMatchObject({ hardMatch: 2 });
    expect(org('bob@x', 'ann@x').populate().counts.outcomes).toMatchObject({ hardMatch: 0, anchorHeldByAnother: 2 });
  });

  it('is nobody’s but the master’s', () => {
    const thief = { ...cloud, proxyAddresses: ['smtp:ann@x'] };
    for (const master of ['S-1-5-10', 'S-1-5-21-9-9-9-9'])
      expect(rulesOf(ann(primary, {}, { msexchmasteraccountsid: master }).entra(3, 'thief', thief))).toEqual([]);
    expect(rulesOf(ann(primary, { onPrem: { objectSid: undefined } }).entra(3, 'thief', thief))).toEqual([]);
  });

  it('names the person to explain', () => {
    const stories = identityStories(ann(primary, { entra: {} }).populate(), 'ann@x');
    expect(stories.map(({ subject }) => subject.name)).toContain('ann');
  });

  it('keeps what it brings, and nothing that only its own sign-in name would', () => {
    const fields = new Set(['objectGuid', 'mail', 'proxyAddresses']);
    const lost = (entra: object) =>
      Object.values(found('attribute-deletion', ann(primary, { entra }).sources({ onPrem: { fields } }))).map(
        (finding) => finding.found,
      );
    expect(lost(same)).toEqual([]);
    expect(lost({ ...same, proxyAddresses: ['SMTP:ann@x', 'smtp:mailbox@corp.example'] })).toEqual([
      'proxyAddresses: mailbox@corp.example',
    ]);
  });
});

describe('the addresses of groups and contacts', () => {
  const fields = new Set(['objectGuid', 'mail', 'proxyAddresses']);
  const lost = (onPrem: Mailbox, entra: object, type: 'group' | 'contact' = 'group', shown = fields) =>
    Object.values(
      found(
        'attribute-deletion',
        organisation()
          .person(1, 'ann')
          .object(type, 'sales', { onPrem: { mail: 'sales@x', ...onPrem }, entra: { mail: 'sales@x', ...entra } })
          .sources({ onPrem: { fields: shown } }),
      ),
    ).map(({ severity, found: values, subject }) => `${severity} ${subject?.objectType} ${values}`);
  const listed = { proxyAddresses: ['SMTP:sales@x', 'smtp:orders@x'] };

  it('are lost where only the cloud has them', () => {
    expect(lost({ proxyAddresses: ['SMTP:sales@x'] }, listed)).toEqual(['error group proxyAddresses: orders@x']);
    expect(lost({}, listed, 'contact')).toEqual(['error contact proxyAddresses: orders@x']);
    expect(lost({}, { proxyAddresses: ['SMTP:sales@x', 'X500:/o=Corp/cn=sales'] })).toEqual([
      'error group proxyAddresses: X500:/o=Corp/cn=sales',
    ]);
  });

  it('are kept where Active Directory has them, and where Entra adds them itself', () => {
    expect(lost(listed, listed)).toEqual([]);
    expect(lost(listed, listed, 'contact')).toEqual([]);
    expect(lost({}, { proxyAddresses: ['SMTP:sales@x', 'smtp:sales@corp.onmicrosoft.com', 'SPO:1@2'] })).toEqual([]);
  });

  it('are not judged where they were not asked for', () => {
    expect(lost({}, listed, 'group', new Set(['objectGuid', 'mail']))).toEqual([]);
  });
});

describe('X500 addresses', () => {
  const fields = new Set(['objectGuid', 'mail', 'proxyAddresses', 'legacyexchangedn']);
  const name = '/o=Corp/ou=Exchange/cn=Recipients/cn=ann';
  const entra = { mail: 'ann@x', proxyAddresses: ['SMTP:ann@x', `X500:${name}`, 'SIP:ann@x', 'SPO:SPO_1@SPO_2'] };
  const lost = (onPrem: Mailbox, mailbox: Mailbox = {}, shown = fields) =>
    Object.values(
      found(
        'attribute-deletion',
        ann(mailbox, { onPrem: { mail: 'ann@x', ...onPrem }, entra }).sources({ onPrem: { fields: shown } }),
      ),
    ).map(({ severity, found: values }) => `${severity} ${values}`);

  it('that only the cloud has are lost', () => {
    expect(lost({})).toEqual([`error proxyAddresses: X500:${name}`]);
    expect(lost({ proxyAddresses: ['x500:/o=Corp/cn=other'] })).toEqual([`error proxyAddresses: X500:${name}`]);
  });

  it('are kept by the same on-premises, on the account or its mailbox, in any letter case', () => {
    expect(lost({ proxyAddresses: [`x500:${name.toUpperCase()}`] })).toEqual([]);
    expect(lost({}, { proxyAddresses: [`X500:${name}`] })).toEqual([]);
  });

  it('are kept by the legacyExchangeDN, by which Exchange finds the mailbox too', () => {
    expect(lost({ attributes: { legacyexchangedn: name.toLowerCase() } })).toEqual([]);
    expect(lost({ attributes: { legacyexchangedn: `${name}x` } })).toHaveLength(1);
  });

  it('are not judged where on-premises addresses were not asked for', () => {
    expect(lost({}, {}, new Set(['objectGuid', 'mail']))).toEqual([]);
  });
});

describe('addresses of other types than SMTP', () => {
  const fields = new Set(['objectGuid', 'mail', 'proxyAddresses']);
  const lost = (address: string, onPrem: Mailbox = {}, more: object = {}) =>
    Object.values(
      found(
        'attribute-deletion',
        ann(
          {},
          {
            onPrem: { mail: 'ann@x', ...onPrem },
            entra: { mail: 'ann@x', proxyAddresses: ['SMTP:ann@x', address], ...more },
          },
        ).sources({ onPrem: { fields } }),
      ),
    ).map(({ severity, found: values }) => `${severity} ${values}`);

  it.each(['X400:C=us;A= ;P=corp;S=Lee;G=Ann;', 'NOTES:Ann Lee/corp', 'sip:ann.lee@x', 'SIP:ann@y'])(
    'that only the cloud has are lost: %s',
    (address) => {
      expect(lost(address)).toEqual([`error proxyAddresses: ${address}`]);
    },
  );

  it.each<[string, string, Mailbox, object]>([
    ['the same on-premises', 'X400:C=us;S=Lee;', { proxyAddresses: ['SMTP:ann@x', 'x400:c=US;s=lee;'] }, {}],
    ['the primary address', 'SIP:Ann@x', {}, {}],
    ['the UPN', 'SIP:ann@corp.example', {}, {}],
    ['the UPN of today', 'SIP:before@corp.example', {}, { userPrincipalName: 'before@corp.example' }],
    [
      'the name that Skype for Business gave',
      'SIP:ann.lee@x',
      { attributes: { 'msrtcsip-primaryuseraddress': 'sip:Ann.Lee@x' } },
      {},
    ],
    ['SharePoint', 'SPO:SPO_1@SPO_2', {}, {}],
  ])('stay with %s', (_what, address, onPrem, more) => {
    expect(lost(address, onPrem, more)).toEqual([]);
  });

  it('of groups and contacts are lost too', () => {
    for (const type of ['group', 'contact'] as const) {
      const org = organisation().object(type, 'sales', {
        onPrem: { mail: 'sales@x' },
        entra: { mail: 'sales@x', proxyAddresses: ['SMTP:sales@x', 'X400:C=us;S=Sales;'] },
      });
      const drafts = Object.values(found('attribute-deletion', org.sources({ onPrem: { fields } })));
      expect(drafts.map((draft) => draft.found)).toEqual(['proxyAddresses: X400:C=us;S=Sales;']);
    }
  });
});
