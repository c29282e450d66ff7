import type { Random } from '../random.js';
import type { Format } from '../sheet.js';
import {
  addressRisks,
  anchorRisks,
  csv,
  delta,
  evidence,
  json,
  type Mutation,
  never,
  otherAnchor,
  rowOf,
  shows,
  type Target,
} from './mutation.js';

const sides = ['onPrem', 'entra'] as const;
const said = { onPrem: 'on-premises', entra: 'Entra' } as const;
const second = 'second holder in Entra';
const cutLists = (format: Format): boolean => csv(format) || delta(format) || format.name.endsWith('| ConvertTo-Json');

const linkedMailbox: Mutation = {
  name: 'the addresses of the person on a linked mailbox in another forest',
  trace: 'msExchMasterAccountSid of the mailbox names the person',
  on: 'onPrem',
  fits: (format) => ['sid', 'addresses', 'recipientType'].every((field) => shows(field)(format)),
  hides: ['primary address is a cloud account’s alias', 'primary address is a guest’s mail'],
  always: false,
  questions: [],
  apply: (target) => {
    const { sheet, format } = target.side;
    const person = rowOf(target);
    const owner = person?.cells.get('sid');
    if (person === undefined || typeof owner !== 'string') return false;
    const mailbox = new Map(person.cells)
      .set('guid', { hex: '6d61696c626f7827732067756964206f' })
      .set('consistencyGuid', null)
      .set('sid', 'S-1-5-21-3004336348-3177238915-382003330-1101')
      .set('account', 'mailbox')
      .set('upn', null)
      .set('dn', 'CN=Mailbox,OU=Linked,DC=exchange,DC=example')
      .set('enabled', false)
      .set('recipientType', '2')
      .set('master', owner);
    person.cells.set('mail', null).set('addresses', null);
    sheet.rows.push({ key: 'mailbox', cells: mailbox });
    sheet.columns.push({
      field: 'master',
      name: evidence(format) ? 'msexchmasteraccountsid' : 'msExchMasterAccountSid',
    });
    return true;
  },
};

const missing: readonly Mutation[] = sides.flatMap((on): Mutation[] => [
  {
    name: `one record taken out of the ${said[on]} side`,
    trace: undefined,
    on,
    // A footer of `collect` counts them.
    fits: (format) => !evidence(format) && (on === 'entra' || shows('consistencyGuid')(format)),
    hides: on === 'entra' ? [...anchorRisks, second] : ['one anchor for two people', 'UPN is a cloud account’s alias'],
    always: false,
    questions: [],
    apply: (target) => takeOut(target),
  },
  {
    ...never,
    name: `one record taken out of what collect wrote of the ${said[on]} side`,
    trace: 'the count and the SHA-256 of the footer',
    on,
    fits: evidence,
    apply: ({ side, focus, random }) => {
      const place = side.sheet.rows.findIndex(({ key }) => key === focus);
      const line = place < 0 || random.chance(30) ? random(side.sheet.rows.length) : place;
      side.text.push((text) =>
        text
          .split('\n')
          .toSpliced(line + 1, 1)
          .join('\n'),
      );
      return true;
    },
  },
  {
    ...never,
    name: `the ${said[on]} side cut at a page size`,
    trace: 'the number of records is the page size of a tool, and people of the other side are left over',
    on,
    fits: cutLists,
    hides: on === 'entra' ? [...anchorRisks, second] : ['mismatch', 'one anchor for two people'],
    people: (random: Random) => pageSize(random) + 1 + random(3),
    apply: (target) => {
      const { rows } = target.side.sheet;
      const size = [1000, 999, 500, 100].find((one) => rows.length > one && rows.length - one < 60);
      if (size === undefined) return false;
      toTheEnd(target);
      rows.length = size;
      // Somebody of the other side must be left over, not only a guest or a service account of this one.
      const left = new Set(rows.map(({ key }) => key));
      const other = target.set[on === 'entra' ? 'onPrem' : 'entra'].sheet.rows;
      return other.some(({ key }) => /^p\d+$/.test(key) && !left.has(key));
    },
  },
  {
    ...never,
    name: `more than half of the ${said[on]} side missing`,
    trace: 'fewer than half of the other side’s people',
    on,
    fits: cutLists,
    hides: on === 'entra' ? [...anchorRisks, second] : ['mismatch', 'one anchor for two people'],
    people: () => 12,
    apply: (target) => {
      toTheEnd(target);
      target.side.sheet.rows.length = 2 + target.random(2);
      return true;
    },
  },
  {
    ...never,
    name: `an object twice on the ${said[on]} side, with values that differ`,
    trace: 'equal object id or objectGUID',
    on,
    fits: (format) => shows(on === 'entra' ? 'id' : 'guid')(format) && !delta(format),
    hides: on === 'entra' ? anchorRisks : ['mismatch', 'anchor in mS-DS-ConsistencyGuid'],
    apply: (target) => {
      const row = rowOf(target);
      const { rows, columns } = target.side.sheet;
      if (typeof row?.cells.get('upn') !== 'string') return false;
      const again = { key: `${row.key} again`, cells: new Map(row.cells) };
      if (on === 'entra') again.cells.set('immutableId', otherAnchor(target, row.cells.get('immutableId')));
      else if (columns.some(({ field }) => field === 'consistencyGuid') && target.random.chance(50))
        again.cells.set('consistencyGuid', { hex: '00112233445566778899aabbccddeeff' });
      else again.cells.set('upn', 'somebody.else@corp.example');
      rows.splice(target.random(rows.length + 1), 0, again);
      return true;
    },
  },
  {
    ...never,
    name: `the anchors of two people exchanged on the ${said[on]} side`,
    trace: 'UPNs, account names and SIDs of the other side',
    on,
    fits: () => true,
    // A person who is at risk already might be put right by it.
    hides: [],
    apply: ({ side: { sheet }, random }) => {
      const people = sheet.rows.filter(({ key }) => /^p\d+$/.test(key));
      const one = random.pick(people);
      const two = random.pick(people);
      if (one === two || one.cells.get('deleted') || two.cells.get('deleted')) return false;
      for (const field of on === 'entra' ? ['immutableId'] : ['guid', 'consistencyGuid']) {
        const [first, then] = [one.cells.get(field), two.cells.get(field)];
        if (first !== undefined) two.cells.set(field, first);
        if (then !== undefined) one.cells.set(field, then);
      }
      return true;
    },
  },
  {
    name: `groups and contacts left out on the ${said[on]} side`,
    trace: 'no object of such a type',
    on,
    // `collect` always asks for them: where it read none, there are none.
    fits: (format) => shows('type')(format) && format.shows.includes('everyType') && !evidence(format),
    hides: ['alias is a group’s address', 'contact against a cloud account'],
    always: false,
    questions: ['groups', 'addresses'],
    apply: ({ side: { sheet } }) => {
      sheet.rows = sheet.rows.filter(({ cells }) => cells.get('type') === 'user');
      return true;
    },
  },
]);

const hidden: readonly Mutation[] = [
  {
    ...never,
    name: 'deletedDateTime of an odd form',
    trace: 'it is not a time, or one of the future',
    on: 'entra',
    fits: (format) => !delta(format) && shows('immutableId')(format),
    hides: [second],
    apply: (target) => {
      const odd = target.random.pick([
        'never',
        'true',
        '9999-12-31T23:59:59Z',
        '2126-01-01T00:00:00Z',
        'soon',
        '0',
        'False',
      ]);
      const { sheet } = target.side;
      if (!shows('deleted')(target.side.format)) sheet.columns.push({ field: 'deleted', name: 'DeletedDateTime' });
      return rowOf(target)?.cells.set('deleted', odd) !== undefined;
    },
  },
  {
    ...never,
    name: '@removed after a person',
    trace: 'the entry itself: the person whom it names is in the recycle bin, with the anchor',
    on: 'entra',
    fits: (format) => json(format) || delta(format),
    hides: [],
    apply: (target) => removed(target, { reason: 'changed' }),
  },
  {
    ...never,
    name: '@removed of an odd form',
    trace: 'Graph writes an object with a reason',
    on: 'entra',
    fits: (format) => json(format) || delta(format),
    hides: [],
    apply: (target) => removed(target, target.random.pick([true, 'changed', ['changed'], 1])),
  },
  {
    ...never,
    name: 'an object type that nobody knows',
    trace: 'the object has a UPN or an ImmutableID',
    on: 'entra',
    fits: () => true,
    hides: [second],
    apply: (target) => {
      const row = rowOf(target);
      const { sheet, format } = target.side;
      if (row === undefined) return false;
      if (!shows('type')(format)) {
        if (json(format)) sheet.columns.push({ field: 'kind', name: '@odata.type' });
        else sheet.columns.push({ field: 'kind', name: 'ObjectType' });
        for (const { cells } of sheet.rows) cells.set('kind', json(format) ? '#microsoft.graph.user' : 'user');
        row.cells.set('kind', json(format) ? '#microsoft.graph.agentUser' : 'agentUser');
      } else row.cells.set('type', 'agentUser');
      return true;
    },
  },
];

const blurred: readonly Mutation[] = [
  {
    ...never,
    name: 'an account in the recycle bin without the time of its deletion',
    trace: 'its name begins with its object id',
    on: 'entra',
    // A delta says who was deleted by an entry of its own.
    fits: (format) => shows('deleted')(format) && !delta(format),
    hides: ['holder in the recycle bin'],
    apply: (target) => {
      const row = rowOf(target);
      if (!/^[0-9a-f]{32}/.test(String(row?.cells.get('upn')))) return false;
      row?.cells.set('deleted', null);
      return true;
    },
  },
  {
    ...never,
    name: 'account names in letters of another width, with letters that nobody sees',
    trace: 'they are the same after Unicode’s compatibility normalization',
    on: 'onPrem',
    fits: shows('account'),
    other: shows('account'),
    hides: ['exchanged, account names tell'],
    apply: ({ side: { sheet }, risk }) => {
      if (risk?.kind !== 'exchanged, account names tell') return false;
      for (const { cells } of sheet.rows) {
        const account = cells.get('account');
        if (typeof account === 'string' && account.startsWith('user'))
          cells.set('account', account.replace('u', 'ｕ').replace('s', 's\u200b'));
      }
      return true;
    },
  },
  {
    name: 'one person’s ImmutableID empty',
    trace: undefined,
    on: 'entra',
    fits: (format) => !evidence(format),
    hides: anchorRisks,
    always: false,
    questions: [],
    apply: (target) => rowOf(target)?.cells.set('immutableId', null) !== undefined,
  },
  {
    name: 'one address taken out of a person’s list',
    trace: undefined,
    on: 'onPrem',
    fits: shows('addresses'),
    hides: addressRisks.filter((kind) => kind.startsWith('alias') || kind.startsWith('contact')),
    always: false,
    questions: [],
    apply: (target) => {
      const row = rowOf(target);
      const addresses = row?.cells.get('addresses');
      if (!Array.isArray(addresses) || addresses.length === 0) return false;
      row?.cells.set('addresses', addresses.slice(0, -1));
      row?.cells.set('mail', null);
      return true;
    },
  },
];

function takeOut(target: Target): boolean {
  const { rows } = target.side.sheet;
  const place = rows.findIndex(({ key }) => key === target.focus);
  if (place < 0 || rows.length < 3) return false;
  rows.splice(place, 1);
  return true;
}

function toTheEnd(target: Target): void {
  const { rows } = target.side.sheet;
  const place = rows.findIndex(({ key }) => key === target.focus);
  if (place >= 0) rows.push(...rows.splice(place, 1));
}

const pageSize = (random: Random): number =>
  random.pick([100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 100, 500, 999, 1000]);

/** An entry of a delta after the person: an object of the sheet that is written as it is. */
function removed(target: Target, value: unknown): boolean {
  const row = rowOf(target);
  const id = row?.cells.get('id');
  const immutableId = row?.cells.get('immutableId');
  if (typeof id !== 'string' || typeof immutableId !== 'string' || row?.cells.get('deleted')) return false;
  target.side.sheet.rows.push({ key: 'removed', cells: new Map([['raw', JSON.stringify({ id, '@removed': value })]]) });
  return true;
}

export const recordMutations: readonly Mutation[] = [...missing, ...hidden, ...blurred, linkedMailbox];
