import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { guidOf, type Row } from './organisations.js';

// Organizations as files that `collect` writes: rows become lines of JSON, whatever stands in their cells.

type Json = Record<string, unknown>;

const onPremMembers: Readonly<Record<string, string>> = {
  UserPrincipalName: 'userPrincipalName',
  Name: 'name',
  objectGUID: 'objectGuid',
  sAMAccountName: 'samAccountName',
  mail: 'mail',
  DistinguishedName: 'distinguishedName',
  Enabled: 'enabled',
  objectSid: 'objectSid',
  'mS-DS-ConsistencyGuid': 'consistencyGuid',
  proxyAddresses: 'proxyAddresses',
  ImmutableID: 'immutableIdClaim',
  objectClass: 'objectType',
};
const entraMembers: Readonly<Record<string, string>> = {
  Id: 'entraObjectId',
  UserPrincipalName: 'userPrincipalName',
  DisplayName: 'displayName',
  Mail: 'mail',
  ProxyAddresses: 'proxyAddresses',
  UserType: 'userType',
  AccountEnabled: 'accountEnabled',
  OnPremisesSyncEnabled: 'synced',
  OnPremisesImmutableId: 'immutableId',
  OnPremisesSecurityIdentifier: 'onPremisesSecurityIdentifier',
  OnPremisesSamAccountName: 'onPremisesSamAccountName',
  OnPremisesDomainName: 'onPremisesDomainName',
  OnPremisesObjectIdentifier: 'onPremisesObjectIdentifier',
  DeletedDateTime: 'deletedDateTime',
  ObjectType: 'objectType',
};
const lists = new Set(['proxyAddresses']);
const types = new Set(['user', 'group', 'contact', 'device']);
const words: Readonly<Record<string, boolean>> = { True: true, False: false };

function valueIn(member: string, cell: string): unknown {
  if (member === 'objectType') return types.has(cell) || !/user|^$/i.test(cell) ? cell : 'user';
  if (lists.has(member)) return cell.split(';');
  if (member === 'objectGuid' || member === 'entraObjectId') return cell.startsWith('{') ? cell : cell.toLowerCase();
  return ['enabled', 'accountEnabled', 'synced'].includes(member) ? (words[cell] ?? cell) : cell;
}

/** The lines of one side, as objects. */
export function linesOf(side: 'onPrem' | 'entra', rows: readonly Row[]): Json[] {
  const members = side === 'onPrem' ? onPremMembers : entraMembers;
  return rows.map((row, index) => {
    const line: Json = { objectType: 'user', at: index + 2 };
    const further: Json = {};
    for (const [column, cell] of Object.entries(row)) {
      const member = members[column];
      if (cell === '') continue;
      if (member !== undefined) line[member] = valueIn(member, cell);
      else if (side === 'onPrem') further[column.toLowerCase()] = cell;
      else if (column === 'Department') further.department = cell;
    }
    if (side === 'onPrem') line.attributes = further;
    else if (Object.keys(further).length > 0) line.properties = further;
    return line;
  });
}

const allFields = {
  onPrem: [
    ...Object.values(onPremMembers),
    ...['admindescription', 'useraccountcontrol', 'mailnickname', 'msexchrecipienttypedetails'],
    ...['msexchmasteraccountsid', 'legacyexchangedn', 'department', 'members', 'title', 'cn', 'usercertificate'],
  ],
  entra: [
    ...Object.values(entraMembers).filter((name) => name !== 'objectType'),
    ...['properties', 'provisioningErrors', 'members', 'service'],
  ],
};

/** How a file of lines is written; but for `damage` every choice must read the same. */
export const collectedDialect = fc.record({
  start: fc.constantFrom('', '', '', '\ufeff'),
  lineBreak: fc.nat({ max: 15 }).map((number) => (number === 0 ? '\r\n' : '\n')),
  /** Of the keys of each line. */
  order: fc.constantFrom('written', 'reversed'),
  /** Of every third line. */
  spelling: fc.constantFrom('plain', 'plain', 'escaped', 'blanks'),
  /** Neither the header nor the lines have it. */
  without: fc.constantFrom(
    ...['', '', '', ''],
    'mail',
    'proxyAddresses',
    'department',
    'objectSid',
    'properties',
    'synced',
  ),
  facts: fc.constantFrom('none', 'domains', 'all'),
  damage: fc.constantFrom(
    ...Array.from({ length: 14 }, () => 'none' as const),
    ...(['footer', 'count', 'hash', 'byte', 'twice', 'blank', 'cut', 'mark', 'undeclared'] as const),
  ),
  damaged: fc.nat(),
});
export type CollectedDialect = typeof collectedDialect extends fc.Arbitrary<infer Value> ? Value : never;

export const plainCollected: CollectedDialect = {
  start: '',
  lineBreak: '\n',
  order: 'written',
  spelling: 'plain',
  without: '',
  facts: 'all',
  damage: 'none',
  damaged: 0,
};

const factsOfTenant: readonly Json[] = [
  { fact: 'domain', at: 1, name: 'corp.example', verified: true, federated: false },
  { fact: 'domain', at: 1, name: 'x.example', verified: false, federated: false },
];
const furtherFacts: readonly Json[] = [
  { fact: 'roleHolder', at: 1, entraObjectId: guidOf(1004), role: 'Global Administrator', assignment: 'active' },
  { fact: 'licence', at: 1, entraObjectId: guidOf(1003), skuId: 'E3', throughGroup: guidOf(5000) },
  { fact: 'features', at: 1, hardMatchBlocked: true },
  ...['AD2AADProvisioning'].map((templateId) => ({
    ...{ fact: 'job', at: 1, servicePrincipalId: 's', jobId: 'j', templateId },
    ...{ scheduleState: 'Active', statusCode: 'Active' },
  })),
  {
    fact: 'accessPolicy',
    at: 1,
    name: 'MFA',
    demands: ['mfa'],
    includedUsers: [],
    includedGroups: [guidOf(5000)],
    everybody: false,
    syncRole: 'unnamed',
    excludedUsers: [],
    excludedGroups: [],
  },
];

/** A group of the people, in which one of Entra is that Active Directory does not have there. */
export function groupLines(side: 'onPrem' | 'entra', lines: readonly Json[]): Json[] {
  const named = lines.filter(({ attributes, synced }) => attributes !== undefined || synced === true);
  const sid = 'S-1-5-21-1-2-3-9000';
  return side === 'onPrem'
    ? [
        {
          ...{ objectType: 'group', at: 9000, objectGuid: guidOf(6000), name: 'Everybody', objectSid: sid },
          members: named.slice(1).flatMap(({ distinguishedName }) => distinguishedName ?? []),
          attributes: { grouptype: '-2147483646' },
        },
      ]
    : [
        {
          ...{ objectType: 'group', at: 9000, entraObjectId: guidOf(5000), displayName: 'Everybody' },
          ...{ onPremisesSecurityIdentifier: sid, synced: true, securityEnabled: true },
          members: named.slice(0, -1).flatMap(({ entraObjectId }) => entraObjectId ?? []),
        },
      ];
}

/** The file of a side. */
export function writeCollected(side: 'onPrem' | 'entra', objects: readonly Json[], how: CollectedDialect): Buffer {
  const { start, lineBreak, order, spelling, without, facts, damage, damaged } = how;
  const header = {
    ...{ entraCutoverEvidence: 1, kind: side, origin: 'somewhere', readAt: '2026-06-30T00:00:00.000Z', tool: 'test' },
    ...(side === 'entra' ? { tenant: guidOf(1) } : { domain: 'corp.example' }),
    fields: allFields[side].filter((name) => name !== without),
  };
  const told =
    side === 'onPrem' || facts === 'none'
      ? []
      : facts === 'domains'
        ? factsOfTenant
        : [...factsOfTenant, ...furtherFacts];
  const text = (value: Json, index: number): string => {
    const entries = Object.entries(value).filter(([name]) => damage === 'undeclared' || name !== without);
    const json = JSON.stringify(Object.fromEntries(order === 'reversed' ? entries.reverse() : entries));
    if (index % 3 !== damaged % 3) return json;
    if (spelling === 'escaped') return json.replaceAll('e', '\\u0065').replaceAll('/', '\\/');
    return spelling === 'blanks' ? json.replaceAll('":', '": ') : json;
  };
  const lines = [...objects, ...told].map(text);
  const at = damaged % Math.max(1, lines.length);
  if (damage === 'twice') lines[at] = lines[at]?.replace('{', '{"at":1,') ?? '';
  if (damage === 'mark') lines[at] = lines[at]?.replace('objectType', 'objectTypes') ?? '';
  const hash = createHash('sha256');
  for (const line of lines) hash.update(`${line}\n`);
  const footer = {
    records: lines.length + (damage === 'count' ? 1 : 0),
    ...{ rejected: damaged % 3 === 0 ? 1 : 0, skipped: damaged % 2, complete: damaged % 3 !== 0 },
    sha256: damage === 'hash' ? 'wrong' : hash.digest('hex'),
  };
  if (damage === 'blank') lines.splice(at, 0, '');
  const written = [JSON.stringify(header), ...lines, ...(damage === 'footer' ? [] : [JSON.stringify(footer)]), ''];
  const bytes = Buffer.from(start + written.join(lineBreak));
  if (damage === 'byte') bytes[damaged % bytes.length] = damaged & 255;
  return damage === 'cut' ? bytes.subarray(0, bytes.length - (damaged % 700)) : bytes;
}
