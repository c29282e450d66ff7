import { isDisplayName, isDistinguishedName, isDomain, isNickname, isText, isWord } from './cells.js';

/** What a plain row’s cell of a column is. Anything else in it makes the row an object. */
export const kinds = {
  empty: 0,
  /** Nothing looks at the column. */
  unread: 1,
  guid: 2,
  /** mS-DS-ConsistencyGuid, or the claimed ImmutableID: empty, or the anchor that objectGUID gives. */
  consistency: 3,
  anchor: 4,
  upn: 5,
  display: 6,
  /** True or False. */
  flag: 7,
  sid: 8,
  account: 9,
  mail: 10,
  proxies: 11,
  distinguishedName: 12,
  userClass: 13,
  text: 14,
  nickname: 15,
  recipientType: 16,
  accountControl: 17,
  yes: 18,
  member: 19,
  objectId: 20,
  domain: 21,
  /** Empty, or a name of the person’s objectGUID. */
  identifier: 22,
  noOrEmpty: 23,
  entraUserClass: 24,
  /** The word `user`, letter for letter. */
  user: 25,
} as const;

/** From here on: a text that fills a property of Entra, or that property; the number is that of the flow (default-flows.ts). */
export const flowKinds = 64;

/** Sets the bit of a flow. */
export function setFlow(flows: Uint8Array, kind: number): void {
  const flow = kind - flowKinds;
  flows[flow >> 3] = (flows[flow >> 3] as number) | (1 << (flow & 7));
}

/** What a column must have a value of in each plain row, of either side. */
const always: readonly ReadonlySet<number>[] = [
  new Set([kinds.guid, kinds.upn, kinds.flag, kinds.sid, kinds.account, kinds.accountControl, kinds.user]),
  new Set([kinds.anchor, kinds.upn, kinds.flag, kinds.yes, kinds.objectId, kinds.user]),
];

/** How many cells of a plain row have a value at least, and which kinds of them count. */
export function neededCells(side: 0 | 1, kindsOfColumns: Uint8Array): { count: number; isNeeded: Uint8Array } {
  const isNeeded = Uint8Array.from({ length: 256 }, (_, kind) => (always[side]?.has(kind) ? 1 : 0));
  return { count: kindsOfColumns.filter((kind) => isNeeded[kind] === 1).length, isNeeded };
}

const userClasses = ['user', 'top;person;organizationalperson;user'] as const;
const entraUserClasses = ['user', '#microsoft.graph.user', 'microsoft.graph.user'] as const;
/** Mailboxes of people and mail users, by number and in Exchange’s words. */
const harmlessRecipients = ['0', '1', '128', '2147483648', 'usermailbox', 'mailuser', 'remoteusermailbox'] as const;

/** Whether a plain row may have the cell, of a kind of which a row of the columns keeps nothing. Of any other kind it must be empty. */
export function isPlain(
  kind: number | undefined,
  data: Uint8Array,
  start: number,
  end: number,
  separator: number,
): boolean {
  switch (kind) {
    case kinds.unread:
      return true;
    case kinds.display:
      return isDisplayName(data, start, end);
    case kinds.text:
      return isText(data, start, end);
    case kinds.nickname:
      return isNickname(data, start, end);
    case kinds.distinguishedName:
      return isDistinguishedName(data, start, end, separator);
    case kinds.domain:
      return start === end || isDomain(data, start, end);
    case kinds.yes:
      return isWord(data, start, end, 'true');
    case kinds.noOrEmpty:
      return isEmptyOr(['false'], data, start, end);
    case kinds.member:
      return isEmptyOr(['member'], data, start, end);
    case kinds.userClass:
      return isEmptyOr(userClasses, data, start, end);
    case kinds.entraUserClass:
      return isEmptyOr(entraUserClasses, data, start, end);
    case kinds.user:
      return isExactly(userWord, data, start, end);
    case kinds.recipientType:
      return isEmptyOr(harmlessRecipients, data, start, end);
    default:
      return start === end;
  }
}

const userWord = Buffer.from('user');

function isExactly(word: Uint8Array, data: Uint8Array, start: number, end: number): boolean {
  return end - start === word.length && word.every((byte, index) => data[start + index] === byte);
}

function isEmptyOr(words: readonly string[], data: Uint8Array, start: number, end: number): boolean {
  return start === end || words.some((word) => isWord(data, start, end, word));
}
