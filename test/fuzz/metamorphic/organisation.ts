import { base64, bytesOf, guidText, type Random, randomFrom } from './random.js';

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
}

export interface EntraRecord {
  readonly key: string;
  type: 'user' | 'group' | 'contact';
  id: string;
  upn?: string;
  name: string;
  immutableId?: string;
  /** onPremisesSyncEnabled, which is null for what was never synchronised. */
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
}

export interface Organisation {
  readonly onPrem: OnPremRecord[];
  readonly entra: EntraRecord[];
  /** Keys of those whose deletion Entra Connect holds back. */
  readonly stagedDeletes: string[];
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
  | 'errors';

const given = ['Ada', 'Bo', 'Zoë', 'Bjørn', 'Łukasz', 'Siobhán', 'Ngọc', 'José', 'Renée', 'Kofi', '玲', 'Ines'];
const family = ['Lind', 'Tarr', 'Ångström', 'O’Neill', 'van der Meer', 'Müller, Dr.', 'de "la" Cruz', 'Čapek', 'Roe'];
const container = (dn: string): string => `${dn},DC=corp,DC=example`;

/** A person whose account in Entra is the one that the anchor says, with everything equal on both sides. */
function addPerson(organisation: Organisation, number: number, random: Random, shows: ReadonlySet<Fact>): void {
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

/** An organisation in which nobody is at risk, with what real life has, as far as the formats can show that it is harmless. */
export function healthyOrganisation(seed: number, people: number, shows: ReadonlySet<Fact>): Organisation {
  const random = randomFrom(seed);
  const organisation: Organisation = { onPrem: [], entra: [], stagedDeletes: [] };
  for (let number = 0; number < people; number += 1) addPerson(organisation, number, random, shows);
  for (const life of realLife) {
    if (life.needs.every((fact) => shows.has(fact)) && random.chance(30)) life.add(organisation, random);
  }
  return organisation;
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

interface Life {
  readonly needs: readonly Fact[];
  add(organisation: Organisation, random: Random): void;
}

const realLife: readonly Life[] = [
  {
    // Mastered in Okta: no source in Active Directory, an ImmutableID that is no GUID, and never synchronised.
    needs: ['synced', 'id', 'upn'],
    add: ({ entra }) =>
      entra.push({ ...cloudAccount('contractor', 'contractor@corp.example'), immutableId: '00u1contractorEMEA01' }),
  },
  {
    needs: ['id', 'upn', 'synced'],
    add: ({ entra }) => {
      const guest = cloudAccount('guest', 'partner_supplier.example#EXT#@corp.onmicrosoft.com');
      entra.push({ ...guest, userType: 'Guest', mail: 'partner@supplier.example' });
    },
  },
  {
    needs: ['synced'],
    add: ({ entra }) => entra.push(cloudAccount('breakglass', 'breakglass@corp.onmicrosoft.com')),
  },
  {
    // A room: its account is disabled on both sides by design.
    needs: ['enabled', 'recipientType'],
    add: ({ onPrem, entra }) => {
      const [one, two] = [onPrem[0], entra[0]];
      if (one === undefined || two === undefined || one.key !== two.key) return;
      Object.assign(one, { enabled: false, recipientType: '16' });
      two.enabled = false;
    },
  },
  {
    // Renamed in Active Directory: the anchor still says who it is.
    needs: ['sid'],
    add: (organisation, random) => {
      const { onPrem } = personOf(organisation, random);
      onPrem.upn = `renamed.${onPrem.upn}`;
    },
  },
  {
    // A service account of Entra Connect, which its own default rules leave out.
    needs: ['account', 'enabled'],
    add: ({ onPrem }) =>
      onPrem.push({
        key: 'service',
        type: 'user',
        guid: bytesOf('service'),
        name: 'MSOL_0a1b2c3d4e5f',
        account: 'MSOL_0a1b2c3d4e5f',
        sid: 'S-1-5-21-1004336348-1177238915-682003330-900',
        addresses: [],
        dn: container('CN=MSOL_0a1b2c3d4e5f,CN=Users'),
        enabled: true,
      }),
  },
  {
    needs: ['everyType', 'sid'],
    add: ({ onPrem, entra }) => {
      const shared = { name: 'Sales', mail: 'sales@corp.example', addresses: ['SMTP:sales@corp.example'] };
      const sid = 'S-1-5-21-1004336348-1177238915-682003330-800';
      const dn = container('CN=Sales,OU=Groups');
      onPrem.push({ key: 'sales', type: 'group', guid: bytesOf('sales'), ...shared, account: 'sales', sid, dn });
      const id = guidText(bytesOf('entra sales'));
      entra.push({ key: 'sales', type: 'group', id, ...shared, addresses: [...shared.addresses], synced: true, sid });
    },
  },
  {
    needs: ['everyType'],
    add: ({ onPrem, entra }) => {
      const shared = { name: 'Partner', mail: 'p@partner.example', addresses: ['SMTP:p@partner.example'] };
      const dn = container('CN=Partner,OU=Contacts');
      onPrem.push({ key: 'contact', type: 'contact', guid: bytesOf('contact'), ...shared, dn });
      const id = guidText(bytesOf('entra contact'));
      entra.push({ key: 'contact', type: 'contact', id, ...shared, addresses: [...shared.addresses], synced: true });
    },
  },
  {
    // An alias that Entra keeps back already, and that both know of.
    needs: ['errors', 'addresses', 'synced'],
    add: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      onPrem.addresses.push('smtp:kept.back@corp.example');
      entra.errors = [
        { category: 'PropertyConflict', propertyCausingError: 'ProxyAddresses', value: 'smtp:kept.back@corp.example' },
      ];
      const holder = cloudAccount('holder', 'holder@corp.onmicrosoft.com');
      organisation.entra.push({ ...holder, addresses: ['SMTP:kept.back@corp.example'] });
    },
  },
];
