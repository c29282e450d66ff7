import { createHash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

// What `collect` writes of the people of everyday.ts, without the product's own writer: a line of JSON each.

/** Members of the lines by the columns of the tables. */
const members: Readonly<Record<string, string>> = {
  UserPrincipalName: 'userPrincipalName',
  Name: 'name',
  DisplayName: 'displayName',
  objectGUID: 'objectGuid',
  sAMAccountName: 'samAccountName',
  mail: 'mail',
  Mail: 'mail',
  DistinguishedName: 'distinguishedName',
  Enabled: 'enabled',
  objectSid: 'objectSid',
  'mS-DS-ConsistencyGuid': 'consistencyGuid',
  proxyAddresses: 'proxyAddresses',
  ProxyAddresses: 'proxyAddresses',
  Id: 'entraObjectId',
  UserType: 'userType',
  AccountEnabled: 'accountEnabled',
  OnPremisesSyncEnabled: 'synced',
  OnPremisesImmutableId: 'immutableId',
  OnPremisesSecurityIdentifier: 'onPremisesSecurityIdentifier',
  OnPremisesSamAccountName: 'onPremisesSamAccountName',
};
const flags = new Set(['enabled', 'accountEnabled', 'synced']);
const attributes = ['cn', 'department', 'givenname', 'mailnickname', 'sn', 'title', 'useraccountcontrol'] as const;
const properties = ['department', 'givenname', 'jobtitle', 'mailnickname', 'surname'] as const;

function valueIn(member: string, cell: string): unknown {
  if (flags.has(member)) return cell === 'True';
  return member === 'proxyAddresses' ? cell.split(';') : cell;
}

/** What else the line of somebody has, by the names that either side has for it. */
function furtherOf(row: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const name = row.Name ?? row.DisplayName ?? '';
  const [given = '', family = ''] = name.split(' ');
  const department = ['Sales', 'Finance', 'Research and Development', 'Operations'][name.length % 4] ?? '';
  return {
    ...{ cn: name, department, givenname: given, surname: family, sn: family, title: 'Clerk', jobtitle: 'Clerk' },
    ...{ mailnickname: `${given}.${family}`, useraccountcontrol: row.Enabled === 'False' ? '514' : '512' },
  };
}

/** A file of one side that rows are written into. */
export function collectedFile(path: string, side: 'onPrem' | 'entra', columns: readonly string[]) {
  const file = openSync(path, 'w');
  const hash = createHash('sha256');
  const further: readonly string[] = side === 'onPrem' ? attributes : properties;
  let pending = '';
  let records = 0;
  const flush = (): void => {
    hash.update(pending);
    writeSync(file, pending);
    pending = '';
  };
  const known = columns.flatMap((column) => members[column] ?? []);
  const header = {
    ...{ entraCutoverEvidence: 1, kind: side, origin: 'bench', readAt: '2026-01-01T00:00:00.000Z', tool: 'bench' },
    fields: [...known, ...(side === 'onPrem' ? ['admindescription', ...attributes] : ['properties', 'service'])].sort(),
  };
  writeSync(file, `${JSON.stringify(header)}\n`);
  const line = (value: unknown): void => {
    records += 1;
    pending += `${JSON.stringify(value)}\n`;
    if (pending.length > 1 << 20) flush();
  };
  return {
    row(row: Readonly<Record<string, string>>): void {
      const own = Object.entries(row).flatMap(([column, cell]) => {
        const member = members[column];
        return member === undefined || cell === '' ? [] : [[member, valueIn(member, cell)]];
      });
      const values = furtherOf(row);
      const inner = Object.fromEntries(further.map((name) => [name, values[name]]));
      const name = side === 'onPrem' ? 'attributes' : 'properties';
      line({ objectType: 'user', at: records + 1, ...Object.fromEntries(own), [name]: inner });
    },
    close(): string {
      const domains = ['corp.contoso.example', 'emea.contoso.example', 'apac.contoso.example', 'contoso.example'];
      if (side === 'entra')
        for (const name of domains) line({ fact: 'domain', at: 1, name, verified: true, federated: false });
      flush();
      const sha256 = hash.digest('hex');
      writeSync(file, `${JSON.stringify({ records, rejected: 0, skipped: 0, complete: true, sha256 })}\n`);
      closeSync(file);
      return path;
    },
  };
}
