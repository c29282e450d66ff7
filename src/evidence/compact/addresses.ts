import { colon, isAddress, isSameText, isWord, lowerCase } from './cells.js';

/** As many addresses as a plain row has at most. */
const mostAddresses = 60;
/** `"`, `,`, `:`, `\` and `|`: what separates or escapes in some way of joining a list. */
const ambiguous: ReadonlySet<number> = new Set([0x22, 0x2c, colon, 0x5c, 0x7c]);
/** What an address is of: without its prefix where it is for SMTP, and with it where it is of another type. */
export const [ofOtherType, ofSmtp] = [0, 1];

/**
 * The addresses of the row that was read last: those of smtp: and mail, and of other types but for SharePoint’s own, each once, in lower
 * case. Their bytes stand one after the other in `bytes`.
 */
export interface RowAddresses {
  readonly bytes: Uint8Array;
  /** Ends in `bytes`; an address starts where the one before it ends. */
  readonly ends: Int32Array;
  readonly types: Uint8Array;
  count: number;
  /** Which one is the primary address (`SMTP:`, else mail); -1 for none. */
  primary: number;
  hasMail: boolean;
  clear(): void;
  /** Reads a proxyAddresses cell: false where it has another form than prefixed addresses with the separator between them. */
  readProxies(data: Uint8Array, start: number, end: number, separator: number): boolean;
  /** Reads a mail cell. After the proxyAddresses. */
  readMail(data: Uint8Array, start: number, end: number): boolean;
}

export function createRowAddresses(): RowAddresses {
  const bytes = new Uint8Array(mostAddresses * 256);
  const ends = new Int32Array(mostAddresses);
  const types = new Uint8Array(mostAddresses);

  /** The number of the address, which is added where the row does not have it yet; -1 where there is no room. */
  const add = (type: number, data: Uint8Array, start: number, end: number): number => {
    const length = end - start;
    let from = 0;
    for (let index = 0; index < row.count; index += 1) {
      const to = ends[index] as number;
      if (types[index] === type && isSameText(bytes, from, to, data, start, end)) return index;
      from = to;
    }
    if (row.count === mostAddresses) return -1;
    for (let index = 0; index < length; index += 1)
      bytes[from + index] = lowerCase[data[start + index] as number] as number;
    ends[row.count] = from + length;
    types[row.count] = type;
    row.count += 1;
    return row.count - 1;
  };
  const readProxy = (data: Uint8Array, start: number, separator: number, end: number): boolean => {
    const value = separator + 1;
    for (let place = start; place < separator; place += 1) if (!isAlphanumeric(data[place] as number)) return false;
    if (separator === start || value >= end) return false;
    if (isWord(data, start, separator, 'smtp')) {
      if (!isAddress(data, value, end)) return false;
      const index = add(ofSmtp, data, value, end);
      if (data[start] === 0x53 && data[start + 1] === 0x4d && data[start + 2] === 0x54 && data[start + 3] === 0x50) {
        // Two that are marked are one question more.
        if (row.primary >= 0) return false;
        row.primary = index;
      }
      return index >= 0;
    }
    // A value that could be taken apart in another way is left to the other path.
    for (let place = value; place < end; place += 1) {
      const byte = data[place] as number;
      if (byte < 0x20 || byte > 0x7e || ambiguous.has(byte)) return false;
    }
    if (data[value] === 0x20 || data[end - 1] === 0x20 || end - start > 255) return false;
    return isWord(data, start, separator, 'spo') || add(ofOtherType, data, start, end) >= 0;
  };
  const row: RowAddresses = {
    bytes,
    ends,
    types,
    count: 0,
    primary: -1,
    hasMail: false,
    clear() {
      row.count = 0;
      row.primary = -1;
      row.hasMail = false;
    },
    readProxies(data, start, end, between) {
      let from = start;
      let separator = -1;
      for (let place = start; place < end; place += 1) {
        const byte = data[place];
        if (byte === colon && separator < 0) separator = place;
        else if (byte === between) {
          if (separator < 0 || !readProxy(data, from, separator, place)) return false;
          from = place + 1;
          separator = -1;
        }
      }
      return start === end || (separator >= 0 && readProxy(data, from, separator, end));
    },
    readMail(data, start, end) {
      if (start === end) return true;
      if (!isAddress(data, start, end)) return false;
      const index = add(ofSmtp, data, start, end);
      if (row.primary < 0) row.primary = index;
      row.hasMail = true;
      return index >= 0;
    },
  };
  return row;
}

function isAlphanumeric(byte: number): boolean {
  const small = byte | 0x20;
  return (byte >= 0x30 && byte <= 0x39) || (small >= 0x61 && small <= 0x7a);
}
