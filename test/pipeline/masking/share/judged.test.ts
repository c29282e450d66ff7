import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EvidenceKind } from '../../../../src/domain/evidence.js';
import { parseSourceAnchor } from '../../../../src/domain/source-anchor.js';
import { assessFiles } from '../../../../src/pipeline/assess/assess-files.js';
import { shareFiles } from '../../../../src/pipeline/masking/share/share-files.js';

const folder = mkdtempSync(join(tmpdir(), 'entra-cutover-share-judged-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Files = Readonly<Partial<Record<EvidenceKind, string>>>;
type Row = Readonly<Record<string, string>>;

const at = '2026-11-29T12:00:00Z';

/** What is said of the files, without a name. */
async function judged(paths: Readonly<Record<string, string>>, when: string, sourceAnchor?: string) {
  const files = Object.fromEntries(Object.entries(paths).map(([kind, path]) => [kind, [path]]));
  const anchor = sourceAnchor === undefined ? undefined : parseSourceAnchor(sourceAnchor);
  const { decision, openQuestions, counts, findings } = await assessFiles({
    ...{ files, waivers: [], thresholds: {}, at: when },
    ...(anchor && { sourceAnchor: anchor }),
  });
  const told = findings.map(({ rule, severity, diagnosis = '', remedy = '' }) =>
    [rule, severity, diagnosis, /Excel/.exec(remedy)?.[0] ?? ''].join(' ').trim(),
  );
  return { decision, openQuestions, counts, findings: told.sort() };
}

async function judgedTwice(files: Files, sourceAnchor?: string) {
  const kinds = Object.keys(files);
  const original = Object.fromEntries(kinds.map((kind): [string, string] => [kind, join(folder, `original-${kind}`)]));
  for (const [kind, path] of Object.entries(original)) writeFileSync(path, files[kind as EvidenceKind] ?? '');
  const shared = await shareFiles(Object.values(original), -100);
  const copies = Object.fromEntries(kinds.map((kind): [string, string] => [kind, join(folder, `copy-${kind}`)]));
  Object.values(copies).forEach((path, index) => {
    writeFileSync(path, shared[index]?.content ?? '');
  });
  const moved = new Date(Date.parse(at) - 100 * 86_400_000).toISOString();
  return [await judged(original, at, sourceAnchor), await judged(copies, moved, sourceAnchor)] as const;
}

const guids = [
  '5bc8fbbc-bde5-4099-8164-d8399f767c45',
  '87b0b125-ec1d-4da0-a6eb-8c9ebd69fe29',
  '0d464138-a623-4255-bfc1-ea36f17fd374',
];
const guid = (index: number): string => guids[index] ?? '';
const wire = (index: number): Buffer => {
  const hex = guid(index).replaceAll('-', '');
  const swap = (text: string): string => text.match(/../g)?.reverse().join('') ?? '';
  return Buffer.from(swap(hex.slice(0, 8)) + swap(hex.slice(8, 12)) + swap(hex.slice(12, 16)) + hex.slice(16), 'hex');
};
const anchor = (index: number): string => wire(index).toString('base64');
const cloudId = (index: number): string => guid(index).replace(/^./, 'e');
const names = ['amueller', 'joconnor', 'skjaer'];
const upn = (index: number): string => `${names[index]}@contoso-ag.de`;

const table = (rows: readonly Row[]): string => {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const line = (cells: readonly string[]): string => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',');
  return `${[columns, ...rows.map((row) => columns.map((column) => row[column] ?? ''))].map(line).join('\r\n')}\r\n`;
};
const people = (more: (index: number) => Row = () => ({})): Row[] =>
  names.map((name, index) => ({
    ...{
      UserPrincipalName: upn(index),
      sAMAccountName: name,
      objectGUID: guid(index),
      mail: upn(index),
      Enabled: 'True',
    },
    ...{ 'mS-DS-ConsistencyGuid': anchor(index), ...more(index) },
  }));
const accounts = (more: (index: number) => Row = () => ({})): Row[] =>
  names.map((_, index) => ({
    ...{ Id: cloudId(index), UserPrincipalName: upn(index), Mail: upn(index), UserType: 'Member' },
    ...{ AccountEnabled: 'True', OnPremisesSyncEnabled: 'True', OnPremisesImmutableId: anchor(index), ...more(index) },
  }));
const both = { onPrem: table(people()), entra: table(accounts()) };

const ldif = (ending: string, more: (index: number) => readonly string[] = () => ['userAccountControl: 512']): string =>
  names
    .map((name, index) =>
      [
        `dn: CN=${name},OU=Staff,DC=ad,DC=contoso-ag,DC=de`,
        ...['objectClass: top', 'objectClass: user', `userPrincipalName: ${upn(index)}`, `sAMAccountName: ${name}`],
        ...[`mail: ${upn(index)}`, `objectGUID:: ${anchor(index)}`],
        ...[`mS-DS-ConsistencyGuid:: ${anchor(index)}`, ...more(index), ''],
      ].join('\n'),
    )
    .concat(ending)
    .join('\n');

const dn = (index: number): string => `CN={${Buffer.from(anchor(index)).toString('hex').toUpperCase()}}`;
const changes = (attributes: readonly string[], type = 'user', name = dn(0), classes = ''): string =>
  `<cs-objects><cs-object cs-dn="${name}" id="{${cloudId(0)}}" object-type="${type}"><unapplied-export><delta operation="update" dn="${name}">${classes}${attributes
    .map((one) => `<attr name="${one}" operation="add" type="string" multivalued="false"><value>Wert</value></attr>`)
    .join('')}</delta></unapplied-export></cs-object></cs-objects>`;

const scheduler = {
  ...{ AllowedSyncCycleInterval: '00:30:00', CurrentlyEffectiveSyncCycleInterval: '00:30:00', SyncCycleEnabled: false },
  ...{ NextSyncCyclePolicyType: 1, NextSyncCycleStartTimeInUTC: '/Date(1796000000000)/', MaintenanceEnabled: true },
  ...{ StagingModeEnabled: true, SchedulerSuspended: false, SyncCycleInProgress: false },
};
const runs = (connector: string, result = 'success', profiles = ['Full Import', 'Full Synchronization']): string =>
  JSON.stringify([
    scheduler,
    ...[connector, 'ad.contoso-ag.de'].flatMap((ConnectorName) =>
      profiles.map((RunProfileName, index) => ({
        ...{ ConnectorName, RunProfileName, IsRunComplete: true, Result: index === 0 ? result : 'success' },
        ...{ StartDate: `/Date(179601${index}000000)/`, EndDate: `/Date(179601${index}100000)/` },
      })),
    ),
  ]);

const policy = (rule: object): string =>
  JSON.stringify({
    onpremisesDirectoryPolicy: [
      { name: 'ad.contoso-ag.de', customSynchronizationRules: [{ name: 'Contoso', disabled: false, ...rule }] },
    ],
  });

const app = (settings: object, ...more: readonly object[]): string =>
  JSON.stringify([
    {
      ...{ id: '0oa4x2kQpLmNbVcXz1d7', name: 'office365', label: 'Contoso', status: 'ACTIVE' },
      ...{ settings: { app: { domain: 'contoso-ag.de', ...settings } }, connection: { status: 'ENABLED' } },
      features: [{ name: 'USER_PROVISIONING', status: 'ENABLED', capabilities: {} }],
    },
    ...more,
  ]);
const assigned = (key: string): object[] =>
  names.map((_, index) => ({
    ...{ id: `00u${index}x2kQpLmNbVcXz1d7`, externalId: cloudId(index), status: 'PROVISIONED', scope: 'USER' },
    ...{
      credentials: { userName: upn(index) },
      profile: { email: upn(index), [key]: anchor(index === 1 ? 2 : index) },
    },
    _links: { app: { href: 'https://contoso-ag.okta.com/api/v1/apps/0oa4x2kQpLmNbVcXz1d7' } },
  }));
const schema = {
  id: 'https://contoso-ag.okta.com/meta/schemas/apps/0oa4x2kQpLmNbVcXz1d7/default',
  definitions: { base: { properties: { o365Anchor: { title: 'Immutable ID', type: 'string' } } } },
};

const self = Buffer.from('01010000000000050a000000', 'hex');
const administrators = Buffer.from('01020000000000052000000020020000', 'hex');
const csvdeSid = (sid: Buffer): string => `X'${sid.toString('hex')}'`;
const referral = (name: string): string =>
  `# search reference\nref: ldap://${name.toLowerCase()}.contoso-ag.de/${name}\n`;
const deletedUpn = (index: number, more: string): string =>
  `${cloudId(index).replaceAll('-', '')}${more}@contoso-ag.de`;
const graphUsers = (users: readonly object[], more: object = {}): string =>
  JSON.stringify({ '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata#users', ...more, value: users });
const users = names.map((_, index) => ({
  ...{ id: cloudId(index), userPrincipalName: upn(index), mail: upn(index), userType: 'Member', accountEnabled: true },
  ...{ onPremisesSyncEnabled: true, onPremisesImmutableId: anchor(index) },
}));

const cases: readonly (readonly [string, Files, string?])[] = [
  [
    'SELF as the owner of a shared mailbox, in bytes',
    {
      onPrem: ldif('', (index) =>
        index === 1
          ? ['userAccountControl: 514', `msExchMasterAccountSid:: ${self.toString('base64')}`]
          : ['userAccountControl: 512'],
      ),
      entra: both.entra,
    },
  ],
  [
    'a built-in group, by the bytes of its SID',
    {
      onPrem: ldif(
        `dn: CN=Administrators,CN=Builtin,DC=ad,DC=contoso-ag,DC=de\nobjectClass: group\nobjectGUID:: ${wire(2).reverse().toString('base64')}\nobjectSid:: ${administrators.toString('base64')}\ngroupType: -2147483643\n`,
      ),
      entra: both.entra,
    },
  ],
  [
    'well-known SIDs of csvde',
    {
      onPrem: table(people((index) => ({ objectSid: csvdeSid(index === 0 ? administrators : self) }))),
      entra: both.entra,
    },
  ],
  [
    'referrals to the forest’s own partitions',
    {
      onPrem: ldif(
        [
          'DC=ForestDnsZones',
          'DC=DomainDnsZones',
          'CN=Configuration',
          'CN=Schema,CN=Configuration',
          'dc=forestdnszones',
        ]
          .map((name) => referral(`${name},DC=ad,DC=contoso-ag,DC=de`))
          .join('\n'),
      ),
      entra: both.entra,
    },
  ],
  ['a referral to another domain', { onPrem: ldif(referral('DC=emea,DC=contoso-ag,DC=de')), entra: both.entra }],
  ...['contoso.onmicrosoft.us - AAD', 'contoso-ag.de - AAD', 'Contoso Entra (new)', 'contoso.partner.onmschina.cn'].map(
    (name) => [`the connector “${name}”`, { ...both, pendingExports: changes([]), syncStatus: runs(name) }] as const,
  ),
  ...['completed-no-objects', 'completed-export-errors', 'completed-import-errors', 'completed-discovery-errors'].map(
    (result) =>
      [
        `a run that ended with ${result}`,
        { ...both, pendingExports: changes([]), syncStatus: runs('contoso.onmicrosoft.com - AAD', result) },
      ] as const,
  ),
  [
    'profiles of somebody’s own',
    {
      ...both,
      pendingExports: changes([]),
      syncStatus: runs('contoso.onmicrosoft.com - AAD', 'success', ['ContosoImport (nightly)', 'Contoso Sync']),
    },
  ],
  ...[
    ['onmicrosoft.us', 'mail.onmicrosoft.us'],
    ['onmicrosoft.de', 'mail.onmicrosoft.de'],
    ['partner.onmschina.cn', 'partner.mail.onmschina.cn'],
  ].map(
    ([cloud, mail]) =>
      [
        `addresses and accounts that Entra makes in .${cloud}`,
        {
          onPrem: table(people((index) => ({ proxyAddresses: `SMTP:${upn(index)}` }))),
          entra: table([
            ...accounts((index) => ({
              ProxyAddresses: `SMTP:${upn(index)};smtp:${names[index]}@contoso.${mail};smtp:${names[index]}@contoso.${cloud}`,
            })),
            {
              ...{ Id: cloudId(0).replace(/^./, 'f'), UserType: 'Member', AccountEnabled: 'True' },
              UserPrincipalName: `Sync_AADC-SRV01_0a1b2c3d4e5f@contoso.${cloud}`,
              ...{
                DisplayName: 'On-Premises Directory Synchronization Service Account',
                OnPremisesSyncEnabled: 'True',
              },
            },
          ]),
        },
      ] as const,
  ),
  [
    'changes of attributes that describe somebody',
    {
      ...both,
      pendingExports: changes(
        'middleName url assistant otherMobile commonName personalTitle notes telephoneAssistant otherFacsimileTelephoneNumber otherIpPhone userSMIMECertificate countryLetterCode domainNetBios sourceObjectType msDS-PhoneticFirstName msDS-PhoneticLastName alias extension_5f0d2c118a3e4f0c9d551b7c8e2a6f10_contosoCostCenter'.split(
          ' ',
        ),
      ),
    },
  ],
  [
    'changes of attributes that nobody has judged',
    { ...both, pendingExports: changes(['contosoTier', 'msExchContosoPolicy', 'extensionContoso']) },
  ],
  ...[
    'Microsoft.Graph.PowerShell.Models.MicrosoftGraphDirectoryObject',
    'System.Collections.Generic.Dictionary`2[System.String,System.Object]',
    'System.Contoso[]',
  ].map(
    (type) =>
      [
        `cells that read ${type}`,
        {
          onPrem: table(people((index): Row => (index === 0 ? {} : { manager: 'CN=Ada,DC=contoso-ag,DC=de' }))),
          entra: table(accounts(() => ({ Manager: type, JobTitle: type }))),
        },
      ] as const,
  ),
  ['an Okta profile with sourceImmutableId', { ...both, okta: app({}, ...assigned('sourceImmutableId')) }],
  ['an Okta profile whose schema tells by a title', { ...both, okta: app({}, schema, ...assigned('o365Anchor')) }],
  ...[true, 'on', 'Enabled', 'no'].map(
    (value) =>
      [`deprovisioning that Okta puts off: ${value}`, { ...both, okta: app({ contosoDeferRemoval: value }) }] as const,
  ),
  ...['', '104711', 'ed', 'ab12', 'jd'].map(
    (name) =>
      [
        `a deleted account whose name was “${name}”`,
        {
          onPrem: table(people().slice(1)),
          entra: table(accounts((index) => (index === 0 ? { UserPrincipalName: deletedUpn(0, name || 'ada') } : {}))),
        },
      ] as const,
  ),
  [
    'a device that Entra Connect writes back',
    {
      ...both,
      pendingExports: changes(
        ['displayName'],
        'msDS-Device',
        'CN=0d464138-a623-4255-bfc1-ea36f17fd375,CN=RegisteredDevices,DC=ad,DC=contoso-ag,DC=de',
        '<primary-objectclass>msDS-Device</primary-objectclass>',
      ),
    },
  ],
  ...[
    { attributeMappings: [{ dest: 'sourceAnchor', src: ['sourceAnchor'], flowType: 'Direct' }] },
    { attributeMappings: [{ destAttribute: 'sourceAnchor', srcAttributes: ['contosoId'], flowType: 'Direct' }] },
    { attributeMappings: [{ destination: 'accountEnabled', source: ['accountEnabled'], contosoExpression: 'True' }] },
    { scope: 'IIF([cloudFiltered],True,NULL)' },
  ].map((rule) => [`the rule ${JSON.stringify(rule)}`, { ...both, connectConfig: policy(rule) }] as const),
  [
    'numbers without the zeros that Excel took',
    {
      onPrem: table(people((index) => ({ employeeID: index === 2 ? '00004750' : (['4724', '104711'][index] ?? '') }))),
      entra: table(accounts((index) => ({ OnPremisesImmutableId: ['00004724', '00104711', '00004750'][index] ?? '' }))),
    },
    'employeeID',
  ],
  [
    'numbers as Excel shows long ones',
    {
      onPrem: table(people((index) => ({ employeeID: ['1.23457E+11', '9,87654E+11', '445566778899'][index] ?? '' }))),
      entra: table(
        accounts((index) => ({ OnPremisesImmutableId: ['123456789012', '987654321098', '445566778899'][index] ?? '' })),
      ),
    },
    'employeeID',
  ],
  ...['ａｍｕｅｌｌｅｒ', 'a\u200bmueller', 'AMUELLER', 'amuellér'].map(
    (name) =>
      [
        `the name ${name} for amueller`,
        {
          onPrem: both.onPrem,
          entra: table(
            accounts(
              (index): Row =>
                index === 0 ? { UserPrincipalName: `${name}@contoso-ag.de`, OnPremisesImmutableId: '' } : {},
            ),
          ),
        },
      ] as const,
  ),
  ...['deleteditems', 'DeletedItems', 'deletedItems'].map(
    (list) =>
      [
        `the recycle bin by a link to ${list}`,
        {
          onPrem: both.onPrem,
          entra: `${graphUsers(users.slice(1))}\n${graphUsers(users.slice(0, 1), {
            '@odata.nextLink': `https://graph.microsoft.com/v1.0/directory/${list}/microsoft.graph.user?$skiptoken=RFNwdAIAAQ`,
          })}\n${graphUsers([])}`,
        },
      ] as const,
  ),
];

describe('a copy', () => {
  it.each(cases.map(([what, files, sourceAnchor]) => [what, files, sourceAnchor] as const))(
    'is judged as the original: %s',
    async (_, files, sourceAnchor) => {
      const [original, copy] = await judgedTwice(files, sourceAnchor);
      expect(copy).toEqual(original);
    },
  );
});
