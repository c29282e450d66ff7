import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ldbsearch, type Samba } from '../../directory-servers/samba.js';
import { scenarioFolder } from '../../engine/project.js';

/** How many people have each defect; the others are as they should be. */
export interface Defects {
  /** ImmutableID of swapped bytes, of other bytes, of objectGUID where there is an mS-DS-ConsistencyGuid: each as many. */
  readonly wrongAnchor: number;
  /** Pairs who have each other's anchor. */
  readonly swaps: number;
  /** Sizes of the circles in which everybody has the next one's anchor. */
  readonly circles: readonly number[];
  /** Cloud-managed accounts with an Okta user id, and with nothing, as ImmutableID: each as many. */
  readonly cloudManaged: number;
  /** Whose account is in the recycle bin. */
  readonly deleted: number;
  /** Whose mS-DS-ConsistencyGuid was copied to somebody else. */
  readonly copied: number;
}

const allDefects: Defects = { wrongAnchor: 20, swaps: 10, circles: [3, 7], cloudManaged: 10, deleted: 5, copied: 5 };
export const fewDefects: Defects = { wrongAnchor: 1, swaps: 1, circles: [3], cloudManaged: 1, deleted: 1, copied: 1 };

type Kind =
  | 'fine'
  | 'swapped-bytes'
  | 'other-bytes'
  | 'object-guid'
  | 'circle'
  | 'cloud-malformed'
  | 'cloud-empty'
  | 'deleted'
  | 'copied-from'
  | 'copied-to';

interface Person {
  readonly account: string;
  readonly kind: Kind;
  /** Whose anchor the person's account has; of circles. */
  readonly next?: string;
  /** mS-DS-ConsistencyGuid before the repair, Base64. */
  readonly consistencyGuid?: string;
}

/** Everybody, those with a defect first. */
export function people(total: number, defects: Defects = allDefects): readonly Person[] {
  const list: Person[] = [];
  const account = (index: number): string => `p${String(index).padStart(6, '0')}`;
  const add = (kind: Kind, more: Partial<Person> = {}): void => {
    list.push({ account: account(list.length), kind, ...more });
  };
  for (let count = 0; count < defects.wrongAnchor; count += 1) {
    add('swapped-bytes');
    add('other-bytes');
    add('object-guid', { consistencyGuid: bytesOf(`own ${list.length}`) });
  }
  for (const size of [...Array<number>(defects.swaps).fill(2), ...defects.circles]) {
    const first = list.length;
    for (let place = 0; place < size; place += 1) add('circle', { next: account(first + ((place + 1) % size)) });
  }
  for (let count = 0; count < defects.cloudManaged; count += 1) {
    add('cloud-malformed');
    add('cloud-empty');
  }
  for (let count = 0; count < defects.deleted; count += 1) add('deleted');
  for (let count = 0; count < defects.copied; count += 1) {
    const consistencyGuid = bytesOf(`copied ${count}`);
    add('copied-from', { consistencyGuid });
    add('copied-to', { consistencyGuid });
  }
  while (list.length < total)
    add('fine', list.length % 2 === 0 ? {} : { consistencyGuid: bytesOf(`fine ${list.length}`) });
  return list;
}

/** How many repairs that is. */
export function repairsOf(list: readonly Person[]): number {
  return list.filter(({ kind }) => kind !== 'fine' && kind !== 'copied-from').length;
}

/** The directory before the repair. */
export function directoryLdif(list: readonly Person[]): string {
  const users = list.map(
    ({ account, consistencyGuid }) => `dn: CN=${account},OU=Staff,DC=corp,DC=example
objectClass: user
sAMAccountName: ${account}
userPrincipalName: ${account}@corp.example
mail: ${account}@corp.example
proxyAddresses: SMTP:${account}@corp.example
userAccountControl: 544
${consistencyGuid === undefined ? '' : `mS-DS-ConsistencyGuid:: ${consistencyGuid}\n`}`,
  );
  return `dn: OU=Staff,DC=corp,DC=example\nobjectClass: organizationalUnit\n\n${users.join('\n')}\n`;
}

/** The records of the people in the directory's own database by account, all attributes, letter for letter. */
export function directoryRecords(samba: Samba): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (const record of ldbsearch(samba, samba.baseDn, '(&(objectClass=user)(mail=*))', ['*']).split('\n\n')) {
    const account = /^sAMAccountName: (\S+)$/m.exec(record)?.[1];
    if (account !== undefined) records.set(account, record.replace(/^# record \d+\n/m, '').trim());
  }
  return records;
}

const value = (record: string, name: string): string => new RegExp(`^${name}::? (.*)$`, 'm').exec(record)?.[1] ?? '';

/** OnPremIDs.csv of what the directory holds now. */
export function onPremCsv(records: ReadonlyMap<string, string>): string {
  const columns = [
    'UserPrincipalName',
    'Name',
    'objectGUID',
    'mS-DS-ConsistencyGuid',
    'objectSid',
    'sAMAccountName',
    'mail',
    'proxyAddresses',
    'distinguishedName',
    'Enabled',
  ];
  const rows = [...records.values()].map((record) =>
    columns
      .map((name) => {
        if (name === 'UserPrincipalName') return value(record, 'userPrincipalName');
        if (name === 'Name') return value(record, 'name');
        return name === 'Enabled' ? 'True' : value(record, name);
      })
      .map((cell) => `"${cell}"`)
      .join(','),
  );
  return `${[columns.map((name) => `"${name}"`).join(','), ...rows].join('\n')}\n`;
}

/** A scenario's folder for the directory as it is now, with the tenant in which every defect shows. */
export function writeScenario(list: readonly Person[], records: ReadonlyMap<string, string>): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'repairable-')), 'organisation');
  mkdirSync(folder);
  const organisation = JSON.parse(
    readFileSync(join(scenarioFolder('repaired-organisation'), 'organisation.json'), 'utf8'),
  );
  const [office365, frontline, ...others] = organisation.okta.apps;
  writeFileSync(
    join(folder, 'organisation.json'),
    JSON.stringify({
      ...organisation,
      groups: [],
      contacts: [],
      devices: [],
      roleAssignments: [],
      roleEligibility: [],
      okta: { apps: [{ ...office365, inFlight: [] }, { ...frontline, users: [], inFlight: [] }, ...others] },
      deletedUsers: list.filter(({ kind }) => kind === 'deleted').map(({ account }) => `${account}@corp.example`),
    }),
  );
  writeFileSync(join(folder, 'OnPremIDs.csv'), onPremCsv(records));
  writeFileSync(join(folder, 'AzureADSyncedIDS.csv'), entraCsv(list, records));
  return folder;
}

function entraCsv(list: readonly Person[], records: ReadonlyMap<string, string>): string {
  const columns =
    'UserPrincipalName,ImmutableID,Id,DisplayName,OnPremisesSyncEnabled,AccountEnabled,UserType,Mail,ProxyAddresses,OnPremisesSecurityIdentifier,OnPremisesSamAccountName,OnPremisesDomainName';
  const guidOf = (account: string): Buffer => guidBytes(value(records.get(account) ?? '', 'objectGUID'));
  const rows = list.map((person) => {
    const { account, kind, next, consistencyGuid } = person;
    const own = guidOf(account);
    const immutableId = {
      fine: consistencyGuid ?? own.toString('base64'),
      'swapped-bytes': swapped(own).toString('base64'),
      'other-bytes': bytesOf(`other ${account}`),
      'object-guid': own.toString('base64'),
      circle: guidOf(next ?? account).toString('base64'),
      'cloud-malformed': `00u1${account}ABCDEFGHI`,
      'cloud-empty': '',
      deleted: own.toString('base64'),
      'copied-from': consistencyGuid ?? '',
      'copied-to': own.toString('base64'),
    }[kind];
    const cloud = kind.startsWith('cloud-');
    const address = `${account}@corp.example`;
    return [
      address,
      immutableId,
      guidText(createHash('sha256').update(`entra ${account}`).digest().subarray(0, 16)),
      account,
      cloud ? '' : 'True',
      'True',
      'Member',
      address,
      `SMTP:${address}`,
      cloud ? '' : value(records.get(account) ?? '', 'objectSid'),
      cloud ? '' : account,
      cloud ? '' : 'corp.example',
    ]
      .map((cell) => `"${cell}"`)
      .join(',');
  });
  return `${[columns, ...rows].join('\n')}\n`;
}

function bytesOf(seed: string): string {
  return createHash('sha256').update(seed).digest().subarray(0, 16).toString('base64');
}

function guidBytes(guid: string): Buffer {
  return swapped(Buffer.from(guid.replaceAll('-', ''), 'hex'));
}

/** The first three fields of a GUID the other way round. */
function swapped(bytes: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((index) => bytes[index] ?? 0));
}

function guidText(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
