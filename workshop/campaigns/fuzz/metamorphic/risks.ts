import { cloudAccount, container, type Fact, type Organisation, personOf, someContainers } from './organisation.js';
import { base64, bytesOf, guidText, type Random } from './random.js';

/** Who is at risk in an organization, how one would see it, and who takes part. */
export interface Risk {
  readonly kind: string;
  /** Any of these rules names it. */
  readonly rules: readonly string[];
  /** False where the finding is a warning: the decision may then be "cleared". */
  readonly blocks: boolean;
  /** The questions of which one must be open where the risk can no longer be seen. */
  readonly questions: readonly string[];
  /** Facts that show it; without one of them it can't be seen. */
  readonly needs: readonly Fact[];
  /** The record without which it would not be seen, on either side. */
  readonly onPrem: string;
  readonly entra: string;
}

interface RiskKind extends Omit<Risk, 'kind' | 'onPrem' | 'entra'> {
  readonly side?: 'stack';
  plant(organisation: Organisation, random: Random): { onPrem: string; entra: string };
}

const anchors = { blocks: true, questions: ['anchors'], needs: ['upn'] } as const;
const addresses = { rules: ['duplicate-proxy-address'], blocks: true, questions: ['addresses', 'groups'] } as const;
const addressNeeds = ['addresses', 'upn', 'synced', 'id', 'sid'] as const;

/** An account of the cloud alone that holds an address of somebody on premises. */
const holder = (organisation: Organisation, changes: Partial<ReturnType<typeof cloudAccount>>): string => {
  organisation.entra.push({ ...cloudAccount('thief', 'thief@corp.onmicrosoft.com'), ...changes });
  return 'thief';
};

const kinds: Readonly<Record<string, RiskKind>> = {
  mismatch: {
    ...anchors,
    rules: ['anchor-mismatch'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      entra.immutableId = base64(bytesOf(`other ${onPrem.key}`));
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'byte order': {
    ...anchors,
    rules: ['anchor-mismatch'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      entra.immutableId = base64(guidText(onPrem.consistencyGuid ?? onPrem.guid).replaceAll('-', ''));
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  malformed: {
    ...anchors,
    rules: ['anchor-malformed'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      entra.immutableId = guidText(onPrem.guid);
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'anchor in mS-DS-ConsistencyGuid': {
    ...anchors,
    rules: ['anchor-mismatch'],
    questions: ['consistencyGuid', 'anchors'],
    needs: ['upn', 'consistencyGuid'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      for (const person of organisation.onPrem) {
        if (person.consistencyGuid === undefined) continue;
        // Nobody else may show that the attribute was asked for, or that the anchor is another.
        delete person.consistencyGuid;
        const account = organisation.entra.find(({ key }) => key === person.key);
        if (account) account.immutableId = base64(person.guid);
      }
      onPrem.consistencyGuid = bytesOf(`former ${onPrem.key}`);
      entra.immutableId = base64(onPrem.guid);
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'anchors of two people exchanged': {
    ...anchors,
    rules: ['anchor-held-by-another'],
    plant: (organisation) => exchange(organisation, () => undefined),
  },
  'exchanged, account names tell': {
    ...anchors,
    rules: ['anchor-held-by-another'],
    needs: ['upn', 'account'],
    plant: (organisation) =>
      exchange(organisation, (one, two) => {
        for (const person of [one, two]) {
          // Nothing but the account name may lead to the other's account, nor tell that it is one's own.
          person.onPrem.upn = `${person.onPrem.key}@corp.local`;
          delete person.onPrem.sid;
          delete person.entra.sid;
          person.onPrem.addresses = [];
          person.entra.addresses = [];
          delete person.onPrem.mail;
          delete person.entra.mail;
          delete person.entra.objectIdentifier;
          person.onPrem.enabled = true;
          person.entra.enabled = true;
        }
      }),
  },
  'second holder in Entra': {
    ...anchors,
    rules: ['anchor-duplicate-entra'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const { immutableId } = entra;
      return { onPrem: onPrem.key, entra: holder(organisation, { ...(immutableId && { immutableId }), synced: true }) };
    },
  },
  'one anchor for two people': {
    ...anchors,
    rules: ['anchor-duplicate-on-prem'],
    needs: ['upn', 'consistencyGuid'],
    questions: ['consistencyGuid', 'anchors'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const anchor = onPrem.consistencyGuid ?? onPrem.guid;
      const dn = 'CN=Twin,OU=Staff,DC=corp,DC=example';
      organisation.onPrem.push({
        ...onPrem,
        key: 'twin',
        guid: bytesOf('twin'),
        consistencyGuid: anchor,
        upn: 'twin@corp.example',
        account: 'twin',
        sid: 'S-1-5-21-1004336348-1177238915-682003330-7001',
        addresses: [],
        dn,
      });
      delete organisation.onPrem.at(-1)?.mail;
      return { onPrem: 'twin', entra: entra.key };
    },
  },
  'a person’s anchor on a group or contact': {
    ...anchors,
    rules: ['anchor-duplicate-on-prem'],
    needs: ['upn', 'consistencyGuid', 'everyType'],
    questions: ['consistencyGuid', 'anchors'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const mail = 'copy@corp.example';
      const anchor = onPrem.consistencyGuid ?? onPrem.guid;
      // The anchor of a contact is its objectGUID, which no two objects have in one forest.
      const isGroup = anchor === onPrem.guid || random.chance(50);
      organisation.onPrem.push({
        key: 'copy',
        type: isGroup ? 'group' : 'contact',
        guid: isGroup ? bytesOf('copy') : anchor,
        ...(isGroup && { consistencyGuid: anchor }),
        name: 'Copy',
        mail,
        addresses: [`SMTP:${mail}`],
        dn: container('CN=Copy,OU=Groups'),
      });
      return { onPrem: 'copy', entra: entra.key };
    },
  },
  'holder in the recycle bin': {
    ...anchors,
    rules: ['soft-deleted-holder'],
    needs: ['upn', 'deleted'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      entra.deleted = '2026-11-20T08:00:00Z';
      if (random.chance(50)) entra.upn = deletedName(entra);
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'holder in the recycle bin, whose name alone tells': {
    ...anchors,
    rules: ['soft-deleted-holder'],
    needs: ['upn', 'id'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      entra.upn = deletedName(entra);
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'nobody manages it any more': {
    ...anchors,
    rules: ['entra-only'],
    needs: ['upn', 'synced'],
    plant: (organisation, random) => {
      const immutableId = base64(bytesOf('gone'));
      return {
        onPrem: personOf(organisation, random).onPrem.key,
        entra: holder(organisation, { immutableId, synced: true }),
      };
    },
  },
  'disabled on one side': {
    rules: ['account-state-change'],
    blocks: true,
    questions: ['accountState'],
    needs: ['enabled', 'recipientType'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const enabled = random.chance(50);
      Object.assign(onPrem, { enabled });
      delete onPrem.recipientType;
      entra.enabled = !enabled;
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'object identifier of another': {
    rules: ['hard-match-blocked-object-identifier'],
    blocks: true,
    questions: ['objectIdentifier'],
    needs: ['objectIdentifier'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      entra.objectIdentifier = base64(bytesOf('former directory'));
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'object identifier on an account that nobody matches': {
    rules: ['hard-match-blocked-object-identifier'],
    blocks: true,
    questions: ['objectIdentifier'],
    needs: ['objectIdentifier'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      delete entra.objectIdentifier;
      return { onPrem: onPrem.key, entra: holder(organisation, { objectIdentifier: base64(onPrem.guid) }) };
    },
  },
  'filtered, but synchronized': {
    ...anchors,
    rules: ['excluded-but-synced'],
    needs: ['upn', 'account', 'synced'],
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      onPrem.account = `MSOL_${onPrem.account}`;
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'primary address is a cloud account’s alias': {
    ...addresses,
    needs: addressNeeds,
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const address = 'new.name@corp.example';
      onPrem.addresses = [`SMTP:${address}`];
      onPrem.mail = address;
      entra.addresses = [`SMTP:${address}`];
      entra.mail = address;
      return { onPrem: onPrem.key, entra: holder(organisation, { addresses: [`smtp:${address}`] }) };
    },
  },
  'alias is a cloud account’s UPN': {
    ...addresses,
    blocks: false,
    needs: addressNeeds,
    plant: (organisation, random) => {
      const { onPrem } = personOf(organisation, random);
      onPrem.addresses = [...onPrem.addresses, 'smtp:dan@corp.example'];
      return { onPrem: onPrem.key, entra: holder(organisation, { upn: 'dan@corp.example' }) };
    },
  },
  'alias is a group’s address': {
    ...addresses,
    needs: [...addressNeeds, 'everyType'],
    plant: (organisation, random) => {
      const { onPrem } = personOf(organisation, random);
      onPrem.addresses = [...onPrem.addresses, 'smtp:events@corp.example'];
      const id = guidText(bytesOf('events'));
      const group = { mail: 'events@corp.example', addresses: ['SMTP:events@corp.example'], name: 'Events' };
      organisation.entra.push({ key: 'thief', type: 'group', id, ...group });
      return { onPrem: onPrem.key, entra: 'thief' };
    },
  },
  'UPN is a cloud account’s alias': {
    ...addresses,
    needs: addressNeeds,
    plant: (organisation) => {
      const upn = 'cleo@corp.example';
      const dn = 'CN=Cleo,OU=Staff,DC=corp,DC=example';
      const account = { account: 'cleo', sid: 'S-1-5-21-1004336348-1177238915-682003330-7002', enabled: true };
      organisation.onPrem.push({
        key: 'cleo',
        type: 'user',
        guid: bytesOf('cleo'),
        upn,
        name: 'Cleo',
        ...account,
        addresses: [],
        dn,
      });
      return { onPrem: 'cleo', entra: holder(organisation, { addresses: [`smtp:${upn}`] }) };
    },
  },
  'contact against a cloud account': {
    ...addresses,
    needs: [...addressNeeds, 'everyType'],
    plant: (organisation) => {
      const mail = 'dora@corp.example';
      const dn = 'CN=Dora,OU=Contacts,DC=corp,DC=example';
      const addresses = [`SMTP:${mail}`];
      organisation.onPrem.push({
        key: 'dora',
        type: 'contact',
        guid: bytesOf('dora'),
        name: 'Dora',
        mail,
        addresses,
        dn,
      });
      return { onPrem: 'dora', entra: holder(organisation, { upn: mail, mail, addresses: [`SMTP:${mail}`] }) };
    },
  },
  'primary address is a guest’s mail': {
    ...addresses,
    needs: addressNeeds,
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const mail = 'new.name@corp.example';
      Object.assign(onPrem, { mail, addresses: [`SMTP:${mail}`] });
      Object.assign(entra, { mail, addresses: [`SMTP:${mail}`] });
      const upn = 'new.name_corp.example#EXT#@corp.onmicrosoft.com';
      return { onPrem: onPrem.key, entra: holder(organisation, { upn, mail, userType: 'Guest' }) };
    },
  },
  'deletion staged': {
    rules: ['pending-delete'],
    blocks: true,
    questions: ['pendingExports'],
    needs: ['upn'],
    side: 'stack',
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      organisation.stagedDeletes.push(entra.key);
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'account disabled by a staged change': staged('account-state-change', ['upn'], ({ enabled = true }) => ({
    attribute: 'accountEnabled',
    from: String(enabled),
    to: String(!enabled),
  })),
  'sign-in name of somebody else staged': staged('duplicate-upn', ['upn'], ({ key, upn = '' }, { onPrem }) => ({
    attribute: 'userPrincipalName',
    from: upn,
    to: onPrem.find((person) => /^p\d/.test(person.key) && person.key !== key)?.upn ?? '',
  })),
  'source anchor of somebody else staged': staged(
    'anchor-held-by-another',
    ['upn'],
    ({ key, immutableId = '' }, { entra }) => ({
      attribute: 'sourceAnchor',
      from: immutableId,
      to: entra.find((other) => /^p\d/.test(other.key) && other.key !== key)?.immutableId ?? '',
    }),
  ),
  'addition that overwrites an account': {
    rules: ['pending-update'],
    blocks: false,
    questions: ['pendingExports'],
    needs: ['upn'],
    side: 'stack',
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const attribute = random.pick(['targetAddress', 'msExchHideFromAddressLists', 'preferredDataLocation']);
      organisation.stagedAdditions.push(entra.key);
      organisation.stagedChanges.push({ key: entra.key, attribute, from: '', to: 'x' });
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'account joined to somebody else': {
    rules: ['joined-to-another'],
    blocks: true,
    questions: ['pendingExports'],
    needs: ['upn'],
    side: 'stack',
    plant: (organisation, random) => {
      const { entra } = personOf(organisation, random);
      const other = organisation.onPrem.find(({ key }) => /^p\d/.test(key) && key !== entra.key)?.key ?? '';
      organisation.joinedTo.set(entra.key, other);
      return { onPrem: other, entra: entra.key };
    },
  },
  'account joined to nothing': {
    rules: ['disconnector'],
    blocks: true,
    questions: ['disconnectors'],
    needs: ['upn', 'synced'],
    side: 'stack',
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      organisation.unjoined.push(entra.key);
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'source in a container that Entra Connect leaves out': {
    rules: ['excluded-but-synced'],
    blocks: true,
    questions: ['disconnectors', 'connectConfig'],
    needs: ['upn', 'dn', 'synced'],
    side: 'stack',
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const leftOut = random.pick(['OU=Leavers', 'OU=Leavers\\, Berlin,OU=Staff']);
      const { included, excluded } = someContainers;
      organisation.containers = {
        included,
        excluded: [...excluded, ...(/Staff/.test(leftOut) ? [container(leftOut)] : [])],
      };
      onPrem.dn = container(`CN=${onPrem.key},${leftOut}`);
      organisation.unjoined.push(entra.key);
      return { onPrem: onPrem.key, entra: entra.key };
    },
  },
  'primary address staged away': staged('primary-address-change', ['upn', 'addresses'], (entra, { onPrem }) => {
    const first = `SMTP:${entra.key}@corp.example`;
    // Everybody without an address gets one on both sides first.
    for (const side of [entra, onPrem.find(({ key }) => key === entra.key)])
      if (side?.addresses.length === 0) Object.assign(side, { mail: first.slice('SMTP:'.length), addresses: [first] });
    const from = entra.addresses.find((address) => address.startsWith('SMTP:')) ?? first;
    return { attribute: 'proxyAddresses', from, to: `SMTP:${entra.key}.new@corp.example` };
  }),
};

type Pair = ReturnType<typeof personOf>;

/** The UPN of an account in the recycle bin: Graph writes the object id, without its hyphens, before the name. */
function deletedName({ id, upn }: Pair['entra']): string {
  return `${id.replaceAll('-', '')}${upn}`;
}

/** A change of somebody's account that Active Directory alone does not show. */
function staged(
  rule: string,
  needs: readonly Fact[],
  change: (entra: Pair['entra'], organisation: Organisation) => Omit<Organisation['stagedChanges'][number], 'key'>,
): RiskKind {
  return {
    rules: [rule],
    blocks: true,
    questions: ['pendingExports'],
    needs,
    side: 'stack',
    plant: (organisation, random) => {
      const { onPrem, entra } = personOf(organisation, random);
      const { attribute, ...values } = change(entra, organisation);
      // Directories tell no names apart by their letters, and tools write them differently.
      const name = random.pick([attribute, attribute.toLowerCase(), attribute.toUpperCase()]);
      organisation.stagedChanges.push({ key: entra.key, attribute: name, ...values });
      return { onPrem: onPrem.key, entra: entra.key };
    },
  };
}

function exchange(
  organisation: Organisation,
  prepare: (one: Pair, two: Pair) => void,
): { onPrem: string; entra: string } {
  const pair = (place: number): Pair => {
    const onPrem = organisation.onPrem[place];
    const entra = organisation.entra[place];
    if (onPrem === undefined || entra === undefined) throw new Error('too few people to exchange');
    return { onPrem, entra };
  };
  const [one, two] = [pair(0), pair(1)];
  prepare(one, two);
  const { immutableId } = one.entra;
  Object.assign(one.entra, { immutableId: two.entra.immutableId });
  Object.assign(two.entra, { immutableId });
  return { onPrem: one.onPrem.key, entra: one.entra.key };
}

export const riskKinds: readonly string[] = Object.keys(kinds);

/** The facts that a kind of risk needs, or that it is about what Entra Connect holds back. */
export function riskKind(kind: string): Pick<RiskKind, 'needs' | 'blocks' | 'questions'> & { staged: boolean } {
  const found = kinds[kind];
  if (found === undefined) throw new Error(`no risk is called ${kind}`);
  return { ...found, staged: found.side === 'stack' };
}

/** Puts the organization at risk; it must have three people at least. */
export function plantRisk(kind: string, organisation: Organisation, random: Random): Risk {
  const found = kinds[kind];
  if (found === undefined) throw new Error(`no risk is called ${kind}`);
  const { plant, rules, blocks, questions, needs } = found;
  return { kind, rules, blocks, questions, needs, ...plant(organisation, random) };
}
