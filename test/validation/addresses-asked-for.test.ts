import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../src/domain/evidence.js';
import type { OnPremObject } from '../../src/domain/objects.js';
import type { EntraRecord } from '../../src/domain/service.js';
import { defaultSourceAnchor } from '../../src/domain/source-anchor.js';
import { readEntraFiles, readOnPremFiles } from '../../src/evidence/files.js';
import { judge } from '../../src/gate/decide.js';
import { populate } from '../../src/validation/population.js';
import { readFile } from '../evidence/read-text.js';
import { anchor, guid } from './organisation.js';

// What was not asked for is named as open: whose primary address nobody has read, nobody knows to be kept.

const sid = 'S-1-5-21-1-2-3-1101';
const csv = (columns: string, ...rows: string[]) =>
  `objectGUID,mS-DS-ConsistencyGuid,UserPrincipalName,objectSid,objectClass,${columns}\n${rows.join('\n')}\n`;
const ann = (cells: string, own = sid) => `${guid(1)},${anchor(1)},ann@x,${own},user,${cells}`;
const ldif = (...lines: string[]) =>
  `dn: CN=Ann,DC=x\nobjectClass: user\nobjectGUID:: ${anchor(1)}\nuserPrincipalName: ann@x\nobjectSid: ${sid}\n${lines.join('\n')}\n\n`;
const account = {
  id: 'e0000000-0000-4000-8000-000000000001',
  userPrincipalName: 'ann@x',
  onPremisesImmutableId: anchor(1),
  onPremisesSyncEnabled: true,
  mail: 'ann@x',
  proxyAddresses: ['SMTP:ann@x', 'smtp:a@x'],
};
const page = (...value: object[]) => JSON.stringify({ '@odata.context': 'https://x/$metadata#users', value });
const group = { '@odata.type': '#microsoft.graph.group', id: 'e0000000-0000-4000-8000-000000000002', displayName: 'G' };

/** Whether the question of addresses is answered, and the rules that block. */
async function asked(onPrem: string | readonly string[], entra: string | readonly string[] = page(account)) {
  const texts = <Text>(text: Text | readonly Text[]): readonly Text[] => (Array.isArray(text) ? text : [text as Text]);
  const here: Evidence<OnPremObject>[] = [];
  for (const text of texts(onPrem)) here.push(await readFile(text, readOnPremFiles));
  const there: Evidence<EntraRecord>[] = [];
  for (const text of texts(entra)) there.push(await readFile(text, readEntraFiles));
  const population = populate({ onPrem: here, entra: there }, { sourceAnchor: defaultSourceAnchor });
  const { scope, openQuestions, findings } = judge(population, {
    thresholds: {},
    waivers: [],
    missing: [],
    at: '2026-11-24T03:00:00.000Z',
  });
  expect(scope.includes('addresses')).not.toBe(openQuestions.includes('addresses'));
  const blocking = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
  return `${scope.includes('addresses') ? 'answered' : 'open'} ${blocking.join(' ')}`.trim();
}

describe('the question of addresses', () => {
  it.each<[string, string | readonly string[], (string | readonly string[])?]>([
    ['no column of mail and no primary entry', csv('proxyAddresses', ann('smtp:ann@x;smtp:a@x'))],
    ['an empty column of mail', csv('proxyAddresses,mail', ann('smtp:ann@x;smtp:a@x,'))],
    ['no column of mail, with a primary entry', csv('proxyAddresses', ann('SMTP:ann@x;smtp:a@x'))],
    ['no column of addresses', csv('mail', ann('ann@x'))],
    ['LDIF without mail', ldif('proxyAddresses: smtp:ann@x', 'proxyAddresses: smtp:a@x')],
    [
      'JSON without mail',
      JSON.stringify([
        { ObjectGUID: guid(1), UserPrincipalName: 'ann@x', proxyAddresses: ['SMTP:ann@x', 'smtp:a@x'], Enabled: true },
      ]),
    ],
    [
      'a file of groups without addresses',
      [
        csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x')),
        csv('name', `${guid(2)},${anchor(2)},,S-1-5-21-1-2-3-9,group,Sales`),
      ],
    ],
    [
      'a file of contacts without mail',
      [
        csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x')),
        csv('proxyAddresses', `${guid(2)},${anchor(2)},,,contact,smtp:c@x`),
      ],
    ],
    [
      'a linked mailbox without msExchMasterAccountSid',
      csv(
        'proxyAddresses,mail,msExchRecipientTypeDetails',
        ann('SMTP:ann@x;smtp:a@x,ann@x,'),
        `${guid(2)},${anchor(2)},box@x,S-1-5-21-1-2-3-9,user,SMTP:b@x,b@x,2`,
      ),
    ],
    [
      'a linked mailbox whose owner’s SID was not asked for',
      `objectGUID,UserPrincipalName,mail,proxyAddresses,msExchRecipientTypeDetails,msExchMasterAccountSid
${guid(1)},ann@x,ann@x,SMTP:ann@x;smtp:a@x,,
${guid(2)},box@x,b@x,SMTP:b@x,2,${sid}\n`,
    ],
    [
      'an account of Entra without mail',
      csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x')),
      page({ ...account, mail: undefined }),
    ],
    [
      'a group of Entra without mail',
      csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x')),
      page(account, { ...group, proxyAddresses: [] }),
    ],
    [
      'a file of Entra’s groups without addresses',
      csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x')),
      [page(account), page({ ...group, mail: null })],
    ],
  ])('stays open with %s', async (_what, onPrem, entra) => {
    expect(await asked(onPrem, entra)).toMatch(/^open( attribute-deletion)?$/);
  });

  it.each<[string, string | readonly string[], (string | readonly string[])?]>([
    ['both columns', csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x'))],
    ['mail alone for the primary', csv('proxyAddresses,mail', ann('smtp:a@x,ann@x'))],
    ['LDIF', ldif('mail: ann@x', 'proxyAddresses: smtp:a@x')],
    [
      'groups and contacts that show theirs',
      [
        csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x')),
        csv('proxyAddresses,mail', `${guid(2)},${anchor(2)},,,contact,SMTP:c@x,c@x`),
      ],
      [page(account), page({ ...group, mail: null, proxyAddresses: [] })],
    ],
    [
      'devices, which have none',
      [
        csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x')),
        csv('name', `${guid(2)},${anchor(2)},,S-1-5-21-1-2-3-9,computer,PC`),
      ],
      [page(account), page({ ...group, '@odata.type': '#microsoft.graph.device', deviceId: guid(2) })],
    ],
    [
      'a linked mailbox that leads to its owner',
      csv(
        'msExchRecipientTypeDetails,msExchMasterAccountSid,proxyAddresses,mail',
        ann(',,,'),
        `${guid(2)},${anchor(2)},box@x,S-1-5-21-1-2-3-9,user,2,${sid},SMTP:ann@x;smtp:a@x,ann@x`,
      ),
    ],
  ])('is answered with %s', async (_what, onPrem, entra) => {
    expect(await asked(onPrem, entra)).toBe('answered');
  });

  it('stays open, and nothing of a group is judged that its own file does not show', async () => {
    const people = csv('proxyAddresses,mail', ann('SMTP:ann@x;smtp:a@x,ann@x'));
    const groups = (columns: string, cells: string) =>
      csv(columns, `${guid(2)},${anchor(2)},,S-1-5-21-1-2-3-9,group,${cells}`);
    const synced = { onPremisesSyncEnabled: true, onPremisesSecurityIdentifier: 'S-1-5-21-1-2-3-9' };
    const entra = page(account, { ...group, ...synced, mail: 'g@x', proxyAddresses: ['SMTP:g@x', 'smtp:old@x'] });
    expect(await asked([people, groups('name', 'G')], entra)).toBe('open');
    expect(await asked([people, groups('proxyAddresses,mail', 'SMTP:g@x,g@x')], entra)).toBe(
      'answered attribute-deletion',
    );
    expect(await asked([people, groups('proxyAddresses,mail', 'SMTP:g@x;smtp:old@x,g@x')], entra)).toBe('answered');
  });

  it('is answered by what was asked for, though nobody has it', async () => {
    const [header, record] = [
      { entraCutoverEvidence: 1, kind: 'onPrem', origin: 'a', tenant: 'x', readAt: '2026-11-24T02:30:00.000Z' },
      { objectType: 'user', objectGuid: guid(1), userPrincipalName: 'ann@x', attributes: {}, at: 1 },
    ];
    const fields = ['objectGuid', 'userPrincipalName', 'mail', 'proxyAddresses'];
    const line = JSON.stringify(record);
    const { createHash } = await import('node:crypto');
    const sha256 = createHash('sha256').update(`${line}\n`).digest('hex');
    const footer = { records: 1, rejected: 0, skipped: 0, complete: true, sha256 };
    const text = [JSON.stringify({ ...header, tool: 'x', fields }), line, JSON.stringify(footer), ''].join('\n');
    expect(await asked(text)).toBe('answered attribute-deletion');
  });
});
