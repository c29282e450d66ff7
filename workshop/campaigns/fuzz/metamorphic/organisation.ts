import { base64, bytesOf, guidText, type Random } from './random.js';

/** What one directory holds about somebody, in words of no format. Identifiers are bytes in hexadecimal. */
export interface OnPremRecord {
  readonly key: string;
  type: 'user' | 'group' | 'contact';
  guid: string;
  consistencyGuid?: string;
  upn?: string;
  name: string;
  sid?: string;
  account?: string;
  mail?: string;
  addresses: string[];
  dn: string;
  enabled?: boolean;
  recipientType?: string;
  /** Distinguished names. */
  members?: string[];
}

export interface EntraRecord {
  readonly key: string;
  type: 'user' | 'group' | 'contact';
  id: string;
  upn?: string;
  name: string;
  immutableId?: string;
  /** onPremisesSyncEnabled, which is null for what was never synchronized. */
  synced?: boolean;
  sid?: string;
  account?: string;
  domain?: string;
  mail?: string;
  addresses: string[];
  userType?: string;
  enabled?: boolean;
  deleted?: string;
  objectIdentifier?: string;
  errors?: { category: string; propertyCausingError: string; value: string }[];
  /** Object ids. */
  members?: string[];
}

export interface Organisation {
  readonly onPrem: OnPremRecord[];
  readonly entra: EntraRecord[];
  /** Keys of those whose deletion Entra Connect holds back. */
  readonly stagedDeletes: string[];
  /** Keys of those whose account Entra Connect has joined to nothing, so that it stages an addition: Entra matches it. */
  readonly stagedAdditions: string[];
  /** What Entra Connect would write besides the identifier: whose attribute, from what to what. */
  readonly stagedChanges: {
    readonly key: string;
    readonly attribute: string;
    readonly from: string;
    readonly to: string;
  }[];
  /** Whose account Entra Connect has joined to whose on-premises object, by keys; people who are left out, to their own. */
  readonly joinedTo: Map<string, string>;
  /** Keys of those whose account Entra Connect has imported and joined to nothing. */
  readonly unjoined: string[];
  /** Containers that Entra Connect takes and leaves out; undefined where it takes the whole domain. */
  containers?: { readonly included: readonly string[]; readonly excluded: readonly string[] };
}

/** The words for what a format may show or not. Both sides must show it where two are compared. */
export type Fact =
  | 'id'
  | 'upn'
  | 'consistencyGuid'
  | 'sid'
  | 'account'
  | 'addresses'
  | 'enabled'
  | 'recipientType'
  | 'everyType'
  | 'synced'
  | 'deleted'
  | 'objectIdentifier'
  | 'errors'
  | 'dn';

const given = ['Ada', 'Bo', 'Zoë', 'Bjørn', 'Łukasz', 'Siobhán', 'Ngọc', 'José', 'Renée', 'Kofi', '玲', 'Ines'];
const family = ['Lind', 'Tarr', 'Ångström', 'O’Neill', 'van der Meer', 'Müller, Dr.', 'de "la" Cruz', 'Čapek', 'Roe'];
export const container = (dn: string): string => `${dn},DC=corp,DC=example`;

/** The containers in which everybody of a healthy organization lies, and one of nobody below them. */
export const someContainers: NonNullable<Organisation['containers']> = {
  included: ['OU=Staff', 'OU=Contacts', 'OU=Groups', 'CN=Users'].map(container),
  excluded: ['OU=Trainees,OU=Staff'].map(container),
};

/** A person whose account in Entra is the one that the anchor says, with everything equal on both sides. */
export function addPerson(organisation: Organisation, number: number, random: Random, shows: ReadonlySet<Fact>): void {
  const key = `p${number}`;
  const account = `user${number}`;
  const upn = `${account}@corp.example`;
  const name = `${random.pick(given)} ${random.pick(family)} ${number}`;
  const guid = bytesOf(`guid ${key} ${random(1e6)}`);
  const other = shows.has('consistencyGuid') && random.chance(15) ? bytesOf(`former ${key}`) : undefined;
  const consistencyGuid = shows.has('consistencyGuid') && random.chance(20) ? (other ?? guid) : other;
  const addresses = random.chance(80) ? [`SMTP:${upn}`] : [];
  if (addresses.length > 0 && random.chance(30)) addresses.push(`smtp:alias${number}@corp.example`);
  const mail = addresses.length > 0 ? upn : undefined;
  const sid = `S-1-5-21-1004336348-1177238915-682003330-${1100 + number}`;
  const enabled = !random.chance(10);
  organisation.onPrem.push({
    key,
    type: 'user',
    guid,
    ...(consistencyGuid && { consistencyGuid }),
    upn,
    name,
    sid,
    account,
    ...(mail && { mail }),
    addresses,
    dn: container(`CN=User ${number},OU=Staff`),
    enabled,
  });
  organisation.entra.push({
    key,
    type: 'user',
    id: guidText(bytesOf(`entra ${key}`)),
    upn,
    name,
    immutableId: base64(consistencyGuid ?? guid),
    synced: true,
    sid,
    account,
    domain: 'corp.example',
    ...(mail && { mail }),
    addresses: [...addresses],
    userType: 'Member',
    enabled,
    ...(random.chance(20) && { objectIdentifier: base64(guid) }),
  });
}

export function cloudAccount(key: string, upn: string): EntraRecord {
  const id = guidText(bytesOf(`entra ${key}`));
  return { key, type: 'user', id, upn, name: `Cloud ${key}`, addresses: [], userType: 'Member', enabled: true };
}

/** A person who was added already, on both sides. */
export function personOf(organisation: Organisation, random: Random): { onPrem: OnPremRecord; entra: EntraRecord } {
  const people = organisation.onPrem.filter(({ key }) => /^p\d+$/.test(key));
  const onPrem = random.pick(people);
  const entra = organisation.entra.find(({ key }) => key === onPrem.key);
  if (entra === undefined) throw new Error(`${onPrem.key} has no account`);
  return { onPrem, entra };
}
