import { addPerson, cloudAccount, container, type Fact, type Organisation, personOf } from './organisation.js';
import { bytesOf, guidText, type Random, randomFrom } from './random.js';

/** Something that every estate has and that puts nobody at risk, as far as the formats show that it does not. */
interface Life {
  readonly needs: readonly Fact[];
  /** It would change by which rule somebody at risk is told. */
  readonly onlyHealthy?: boolean;
  add(organisation: Organisation, random: Random, number: number): void;
}

/** An organization of so many people, with some of real life, in which nobody is at risk. */
export function healthyOrganisation(
  seed: number,
  people: number,
  shows: ReadonlySet<Fact>,
  lives: readonly Life[] = realLife,
): Organisation {
  const random = randomFrom(seed);
  const organisation: Organisation = {
    onPrem: [],
    entra: [],
    stagedDeletes: [],
    stagedAdditions: [],
    stagedChanges: [],
    joinedTo: new Map(),
    unjoined: [],
  };
  for (let number = 0; number < people; number += 1) addPerson(organisation, number, random, shows);
  for (const life of lives) {
    if (life.needs.every((fact) => shows.has(fact)) && random.chance(30)) life.add(organisation, random, 0);
  }
  return organisation;
}

/** A person by number, while nobody has been added behind the people. */
const person = ({ onPrem, entra }: Organisation, number: number) => {
  const [one, two] = [onPrem[number], entra[number]];
  return one !== undefined && two !== undefined && one.key === `p${number}` && two.key === one.key
    ? { one, two }
    : undefined;
};

export const realLife: readonly Life[] = [
  {
    // Mastered in Okta: no source in Active Directory, an ImmutableID that is not a GUID, and never synchronized.
    needs: ['synced', 'id', 'upn'],
    add: ({ entra }, _random, number) => {
      const key = `contractor${number}`;
      entra.push({ ...cloudAccount(key, `${key}@corp.example`), immutableId: `00u1contractor${1000 + number}EU` });
    },
  },
  {
    needs: ['id', 'upn', 'synced'],
    add: ({ entra }, _random, number) => {
      const guest = cloudAccount(`guest${number}`, `partner${number}_supplier.example#EXT#@corp.onmicrosoft.com`);
      entra.push({ ...guest, userType: 'Guest', mail: `partner${number}@supplier.example` });
    },
  },
  {
    needs: ['synced'],
    add: ({ entra }, _random, number) =>
      entra.push(cloudAccount(`breakglass${number}`, `breakglass${number}@corp.onmicrosoft.com`)),
  },
  {
    // A room: its account is disabled on both sides by design.
    needs: ['enabled', 'recipientType'],
    onlyHealthy: true,
    add: (organisation, random, number) => {
      const room = person(organisation, number * 4);
      if (room === undefined) return;
      Object.assign(room.one, {
        enabled: false,
        recipientType: random.pick(['16', '32', '8589934592', '17179869184']),
      });
      room.two.enabled = false;
    },
  },
  {
    // A shared mailbox: disabled in Active Directory, and Entra's account never was.
    needs: ['enabled', 'recipientType'],
    onlyHealthy: true,
    add: (organisation, random, number) => {
      const shared = person(organisation, number * 4 + 1);
      if (shared === undefined) return;
      Object.assign(shared.one, { enabled: false, recipientType: random.pick(['4', '34359738368']) });
      shared.two.enabled = true;
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
    // Two people who have each other's names in the cloud, and whose SIDs say that the anchors are right.
    needs: ['sid', 'account', 'upn'],
    onlyHealthy: true,
    add: (organisation, _random, number) => {
      const [left, right] = [person(organisation, number * 4 + 2), person(organisation, number * 4 + 3)];
      if (left === undefined || right === undefined) return;
      for (const [own, other] of [[left, right] as const, [right, left] as const]) {
        Object.assign(own.two, { upn: `${other.one.account}@old.example`, account: other.one.account });
        Object.assign(own.one, { addresses: [], mail: undefined });
        Object.assign(own.two, { addresses: [], mail: undefined });
      }
    },
  },
  {
    // A service account of Entra Connect, which its own default rules leave out.
    needs: ['account', 'enabled'],
    add: ({ onPrem }, _random, number) => {
      const account = `MSOL_${bytesOf(`service ${number}`).slice(0, 12)}`;
      onPrem.push({
        key: `service${number}`,
        type: 'user',
        guid: bytesOf(`service guid ${number}`),
        name: account,
        account,
        sid: `S-1-5-21-1004336348-1177238915-682003330-${900_000 + number}`,
        addresses: [],
        dn: container(`CN=${account},CN=Users`),
        enabled: true,
      });
    },
  },
  {
    needs: ['everyType', 'sid'],
    add: ({ onPrem, entra }, _random, number) => {
      const key = `sales${number}`;
      const shared = { key, type: 'group' as const, name: key, mail: `${key}@corp.example` };
      const addresses = [`SMTP:${shared.mail}`];
      const sid = `S-1-5-21-1004336348-1177238915-682003330-${800_000 + number}`;
      const dn = container(`CN=${key},OU=Groups`);
      const [member, account] = [onPrem[number], entra[number]];
      const members = { onPrem: member ? [member.dn] : [], entra: account ? [account.id] : [] };
      onPrem.push({ ...shared, guid: bytesOf(key), addresses, account: key, sid, dn, members: members.onPrem });
      const id = guidText(bytesOf(`entra ${key}`));
      entra.push({ ...shared, id, addresses: [...addresses], synced: true, sid, members: members.entra });
    },
  },
  {
    needs: ['everyType'],
    add: ({ onPrem, entra }, _random, number) => {
      const key = `contact${number}`;
      const shared = { key, type: 'contact' as const, name: key, mail: `${key}@partner.example` };
      const addresses = [`SMTP:${shared.mail}`];
      onPrem.push({ ...shared, guid: bytesOf(key), addresses, dn: container(`CN=${key},OU=Contacts`) });
      entra.push({ ...shared, id: guidText(bytesOf(`entra ${key}`)), addresses: [...addresses], synced: true });
    },
  },
  {
    // An alias that Entra keeps back already, and that both know of.
    needs: ['errors', 'addresses', 'synced'],
    onlyHealthy: true,
    add: (organisation, random, number) => {
      const { onPrem, entra } = personOf(organisation, random);
      const value = `smtp:kept.back${number}@corp.example`;
      onPrem.addresses.push(value);
      entra.errors = [
        ...(entra.errors ?? []),
        { category: 'PropertyConflict', propertyCausingError: 'ProxyAddresses', value },
      ];
      const holder = cloudAccount(`holder${number}`, `holder${number}@corp.onmicrosoft.com`);
      organisation.entra.push({ ...holder, addresses: [value.replace('smtp', 'SMTP')] });
    },
  },
];
