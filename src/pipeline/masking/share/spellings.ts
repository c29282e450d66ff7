import { decodeBase64, encodeBase64 } from '../../../domain/base64.js';
import { bytesToGuid, bytesToHex, guidToBytes, hexToBytes } from '../../../domain/guid.js';
import { deletedPrefix } from '../../../evidence/records/entra.js';
import { sidOfBytes } from './sid.js';

/** One way to write bytes as text: where such a text stands, the bytes that it says, and other bytes in the same way. */
export interface Spelling {
  readonly pattern: RegExp;
  /** Undefined for what only looks so. */
  readonly read: (text: string) => Uint8Array | undefined;
  readonly write: (bytes: Uint8Array, model: string) => string;
}

const alone = (pattern: string): RegExp =>
  new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${pattern})(?![\p{L}\p{N}])`, 'giu');
/** Hexadecimal digits, large where the model has large ones. */
export const sameCase = (model: string, hex: string): string => (/[A-F]/.test(model) ? hex.toUpperCase() : hex);
const pairsOf = (hex: string): string[] => hex.match(/../g) ?? [];
const digitsOf = (text: string): string => text.replaceAll(/0x|\\x|[^0-9a-f]/gi, '');

/** `9efb9891-ae21-…`, with any sign between the fields, whatever is glued to it. */
const guidText: Spelling = {
  pattern: /[0-9a-f]{8}([-_ :\u2010-\u2014])[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{4}\1[0-9a-f]{12}/gi,
  read: (text) => guidToBytes(digitsOf(text).toLowerCase()),
  write: (bytes, model) => sameCase(model, bytesToGuid(bytes)).replaceAll('-', model[8] ?? ''),
};

const fieldWidths = [8, 4, 4, 2, 2, 2, 2, 2, 2, 2, 2];
const field = (digits: number): string => `0x[0-9a-f]{1,${digits}}`;

/** `{0x9efb9891,0xae21,0x416b,{0xb3,0xf7,…}}`, the initializer of C. */
const guidStructure: Spelling = {
  pattern: alone(String.raw`${field(8)}(?:\s*,\s*${field(4)}){2}\s*,\s*\{?\s*${field(2)}(?:\s*,\s*${field(2)}){7}`),
  read(text) {
    const fields = text.match(/(?<=0x)[0-9a-f]+/gi) ?? [];
    return guidToBytes(
      fields
        .map((digits, index) => digits.padStart(fieldWidths[index] ?? 2, '0'))
        .join('')
        .toLowerCase(),
    );
  },
  write(bytes, model) {
    let [rest, index] = [sameCase(model, bytesToGuid(bytes)).replaceAll('-', ''), 0];
    const padded = (model.match(/(?<=0x)[0-9a-f]+/gi) ?? []).every((digits, at) => digits.length === fieldWidths[at]);
    return model.replaceAll(/(?<=0x)[0-9a-f]+/gi, () => {
      const width = fieldWidths[index] ?? 2;
      const digits = rest.slice(0, width);
      rest = rest.slice(width);
      index += 1;
      return padded ? digits : digits.replace(/^0+(?=.)/, '');
    });
  },
};

/** `145, 152, 251, …` */
const decimalNumbers: Spelling = {
  pattern: /(?<![\p{L}\p{N}.])\d{1,3}([ ,;]\s?)\d{1,3}(?:\1\d{1,3}){6,}(?![\p{L}\p{N}])/gu,
  read(text) {
    const numbers = text.match(/\d+/g) ?? [];
    // A zero before a digit is one of hexadecimal digits.
    return numbers.every((number) => Number(number) < 256 && String(Number(number)) === number)
      ? Uint8Array.from(numbers.map(Number))
      : undefined;
  },
  write: (bytes, model) => bytes.join(/^\d+(\D+)/.exec(model)?.[1]),
};

/** `91-98-FB-9E`, `91 98 fb 9e`, `0x91,0x98`: a few pairs only where they are neither a number in groups nor words. */
const hexPairs: Spelling = {
  pattern: alone(String.raw`(?:0x)?[0-9a-f]{2}((?:, |[ :_,;-])(?:0x)?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){2,}`),
  read(text) {
    const digits = digitsOf(text);
    return digits.length >= 16 || (/\d/.test(digits) && /[a-f]/i.test(digits)) ? hexToBytes(digits) : undefined;
  },
  write(bytes, model) {
    const [, prefix = '', between = ''] = /^(0x)?[0-9a-f]{2}((?:, |[ :_,;-])(?:0x)?)/i.exec(model) ?? [];
    return prefix + pairsOf(sameCase(digitsOf(model), bytesToHex(bytes))).join(between);
  },
};

/** `\91\98\fb\9e`, `\x91\x98…`: so many that they are not a path. */
const escapedPairs: Spelling = {
  pattern: /(?:\\x?[0-9a-f]{2}){6,}(?![0-9a-f])/gi,
  read: (text) => hexToBytes(digitsOf(text)),
  write: (bytes, model) =>
    pairsOf(sameCase(model, bytesToHex(bytes)))
      .map((pair) => (/^\\x/.test(model) ? '\\x' : '\\') + pair)
      .join(''),
};

/**
 * `9198fb9eae21…`, `0x9198…`, of thirty-two digits on; `X'9198'` of csvde; the object id in front of a deleted account's UPN.
 */
const hexDigits: Spelling = {
  pattern: new RegExp(
    [
      String.raw`(?<![\p{L}\p{N}])${deletedPrefix}`,
      String.raw`(?:(?<![\p{L}\p{N}])0x)?(?<![0-9a-f])(?:[0-9a-f]{2}){16,}(?![0-9a-f])`,
      String.raw`(?<=(?<![\p{L}\p{N}])X')(?:[0-9a-f]{2})+(?=')`,
    ].join('|'),
    'giu',
  ),
  read: (text) => hexToBytes(text.replace(/^0x/i, '')),
  write: (bytes, model) => (/^0x/i.exec(model)?.[0] ?? '') + sameCase(model.replace(/^0x/i, ''), bytesToHex(bytes)),
};

/** Base64 in the common alphabet or that of addresses (RFC 4648), with or without its padding. */
export const base64: Spelling = {
  pattern: /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{16,}={0,2}(?![A-Za-z0-9+/_=@-])/g,
  read(text) {
    const bytes = ofAnyBase64(text);
    if (bytes === undefined || text.endsWith('=')) return bytes;
    if (sidOfBytes(bytes) !== undefined || printable(bytes) !== undefined) return bytes;
    // A path, words with hyphens and names of accounts have these letters too.
    const isWhole = bytes.length === 16 || (text.length % 4 === 0 && text.length >= 40);
    return mixed(text) && !wordLike(text) && isWhole ? bytes : undefined;
  },
  write(bytes, model) {
    const text = encodeBase64(bytes);
    // A padding that lost a sign is damage, which a reader tells of: it stays.
    return inAlphabetOf(model, model.length % 4 === 0 ? text : withoutPadding(text) + paddingOf(model));
  },
};

/** True for a name like `ConferenceRoomBerlin01`, each word of three letters and more: of random letters, hardly any are. */
const wordLike = (text: string): boolean =>
  /^[A-Za-z_-]+\d*$/.test(text) && !/[A-Z](?![a-z]{2})|(?<![A-Za-z])[a-z]{1,2}(?![a-z])/.test(text);

/** The ways to write bytes that are beyond doubt, those that need the most around them first. */
export const spellings: readonly Spelling[] = [
  guidText,
  guidStructure,
  decimalNumbers,
  hexPairs,
  escapedPairs,
  hexDigits,
];

const entire = (pattern: RegExp, read: Spelling['read'], { write }: Spelling): Omit<Spelling, 'pattern'> => ({
  read: (text) => (pattern.test(text) ? read(text) : undefined),
  write,
});

/** What a whole value may be, however short: a number or a word just as well. */
export const wholeSpellings: readonly Omit<Spelling, 'pattern'>[] = [
  entire(/^[0-9a-f]{2}([ -][0-9a-f]{2})+$/i, (text) => hexToBytes(digitsOf(text)), hexPairs),
  entire(/^\d{1,3}([ ,;]\s?\d{1,3})+$/, decimalNumbers.read, decimalNumbers),
  entire(/^[\w+/-]+={0,2}$/, ofAnyBase64, base64),
];

/** Base64 in the common alphabet without its padding. */
export function plainBase64(text: string): string {
  const common = /[-_]/.test(text) ? text.replaceAll('-', '+').replaceAll('_', '/') : text;
  return withoutPadding(common);
}

/** Base64 of the common alphabet in that of the model: the common one, or that of addresses. */
export function inAlphabetOf(model: string, text: string): string {
  return /[-_]/.test(model) ? text.replaceAll('+', '-').replaceAll('/', '_') : text;
}

export const paddingOf = (text: string): string => /=*$/.exec(text)?.[0] ?? '';
const withoutPadding = (text: string): string => (text.endsWith('=') ? text.replace(/=+$/, '') : text);

/** The bytes of Base64 in any alphabet, with or without padding; undefined for what is none. */
export function ofAnyBase64(text: string): Uint8Array | undefined {
  const plain = plainBase64(text);
  return decodeBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='));
}

/** True for letters of both cases and digits: a word has not all of them. */
export const mixed = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that are one, else undefined. */
export function printable(bytes: Uint8Array): string | undefined {
  // Most bytes that are none have such a sign, and are told from text in no time.
  if (bytes.some((byte) => byte < 9)) return undefined;
  try {
    const text = strictUtf8.decode(bytes);
    return /[^\P{Cc}\t\r\n]|\p{Cn}|\p{Co}/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
