import { createHmac, randomInt } from 'node:crypto';
import { decodeBase64, encodeBase64 } from '../../domain/base64.js';
import { bytesToGuid, bytesToHex, guidToBytes, normalizeGuid, swapGuidBytes } from '../../domain/guid.js';
import { bytesToSid } from '../../sources/values/anchors.js';
import { publicWords } from './vocabulary.js';

/** Invented values, the same for the same original in all files of one call. */
export interface Inventor {
  /** A word in place of a word, in its case, the same for every letter case and compatibility form. */
  readonly word: (word: string) => string;
  /** As many digits; a zero at the start stays one. */
  readonly digits: (digits: string) => string;
  /** Sixteen bytes in place of sixteen, so that both byte orders of one GUID stay those of one. */
  readonly guidBytes: (bytes: Uint8Array) => Uint8Array;
  /** A GUID in its own spelling: braces, letter case. */
  readonly guid: (guid: string) => string;
  /** As many bytes. */
  readonly bytes: (bytes: Uint8Array) => Uint8Array;
  /** `S-1-5-21-…`: the domain's numbers and the account's, each for itself; well-known ones stay. */
  readonly sid: (sid: string) => string;
  /** Letters and digits of the same kinds, one by one. */
  readonly identifier: (identifier: string) => string;
}

const consonants = [...'bdfghjklmnprstv'];
const vowels = [...'aeiou'];
const random = (letters: readonly string[]): string => letters[randomInt(letters.length)] ?? '';

/**
 * @param key random, and forgotten after the files of one call: nobody can try originals against the result.
 * @param originals words and numbers that are asked for: nothing invented is one of them. They are noted here as well.
 */
export function createInventor(key: Uint8Array, originals: Set<string>): Inventor {
  const hash = (kind: string, text: string): Buffer => createHmac('sha512', key).update(`${kind}\0${text}`).digest();
  const unique = uniqueIn(originals);
  const guidBytes = (bytes: Uint8Array): Uint8Array => {
    const swapped = swapGuidBytes(bytes);
    const first = bytesToHex(bytes) <= bytesToHex(swapped);
    const invented = new Uint8Array(hash('guid', bytesToHex(first ? bytes : swapped)).subarray(0, 16));
    return first ? invented : swapGuidBytes(invented);
  };
  return {
    guidBytes,
    digits: (digits) => unique('digits', digits, () => inventDigits(digits)),
    word(word) {
      const plain = word
        .replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '')
        .normalize('NFKC')
        .toLowerCase();
      const foreign = /\P{ASCII}/u.test(plain);
      const invented = unique('word', plain, (attempt) => inventWord(plain.length + Math.floor(attempt / 9), foreign));
      const spelled = word.normalize('NFC') === word ? invented : invented.normalize('NFD');
      const hidden = /\p{Default_Ignorable_Code_Point}/u.exec(word)?.[0] ?? '';
      return inCaseOf(word, spelled.slice(0, 2) + hidden + spelled.slice(2));
    },
    guid(guid) {
      const text = bytesToGuid(guidBytes(guidToBytes(normalizeGuid(guid) ?? '')));
      const cased = /[A-F]/.test(guid) ? text.toUpperCase() : text;
      return guid.startsWith('{') ? `{${cased}}` : cased;
    },
    bytes(bytes) {
      const result = new Uint8Array(bytes.length);
      for (let index = 0; index < bytes.length; index += 64) {
        result.set(hash('bytes', `${bytesToHex(bytes)}/${index}`).subarray(0, bytes.length - index), index);
      }
      return result;
    },
    sid(sid) {
      const [start, ...numbers] = [sid.slice(0, 'S-1-5-21'.length), ...sid.slice('S-1-5-21-'.length).split('-')];
      const domain = numbers.slice(0, 3).join('-');
      const shown = numbers.map((number, index) =>
        index >= 3 && Number(number) < 1000
          ? number
          : unique(`sid ${index < 3 ? index : domain}`, number, () => String(randomInt(100_000_000, 2_000_000_000))),
      );
      return [start, ...shown].join('-');
    },
    identifier(identifier) {
      const value = hash('identifier', identifier);
      return [...identifier]
        .map((letter, index) => {
          const byte = value[index % value.length] ?? 0;
          if (/\d/.test(letter)) return String(byte % 10);
          if (!/[a-z]/i.test(letter)) return letter;
          return String.fromCharCode((letter === letter.toUpperCase() ? 65 : 97) + (byte % 26));
        })
        .join('');
    },
  };
}

/** Keeps what was invented for what, so that no two originals become one and nothing becomes an original. */
function uniqueIn(originals: Set<string>) {
  const invented = new Map<string, string>();
  const taken = new Set<string>();
  return (kind: string, original: string, invent: (attempt: number) => string): string => {
    const known = invented.get(`${kind}/${original}`);
    if (known !== undefined) return known;
    originals.add(original);
    for (let attempt = 0; ; attempt += 1) {
      const candidate = invent(attempt);
      if (taken.has(`${kind}/${candidate}`)) continue;
      // Where most numbers of a form are originals, one may be that of another: none of them tells anything then.
      const dense = /^\d+$/.test(candidate) && attempt > 99;
      if (!dense && (originals.has(candidate) || publicWords.has(candidate))) continue;
      taken.add(`${kind}/${candidate}`);
      invented.set(`${kind}/${original}`, candidate);
      return candidate;
    }
  };
}

function inventDigits(model: string): string {
  return [...model]
    .map((digit, index) => (index === 0 ? (digit === '0' ? '0' : String(randomInt(1, 10))) : String(randomInt(10))))
    .join('');
}

/** At least six letters, so that a large directory has enough of them. */
function inventWord(length: number, foreign: boolean): string {
  const letters = Array.from({ length: Math.min(Math.max(length, 6), 20) }, (_, index) =>
    random(index % 2 === 0 ? consonants : vowels),
  );
  return foreign ? `${letters.slice(1).join('')}ö` : letters.join('');
}

/** Letter by letter; what is longer than the model goes on small, or large where all of it is. */
function inCaseOf(model: string, word: string): string {
  if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) return word.toUpperCase();
  return [...word]
    .map((letter, index) => {
      const same = model[index] ?? '';
      return same !== same.toLowerCase() ? letter.toUpperCase() : letter;
    })
    .join('');
}

/** The bytes of a Base64 text that is spelt as encoders spell it, and long enough not to be a word; else undefined. */
export function base64Of(text: string): Uint8Array | undefined {
  if (text.length < 16 || text.length % 4 !== 0 || !/[\d+/=]/.test(text)) return undefined;
  const bytes = decodeBase64(text);
  return bytes !== undefined && encodeBase64(bytes) === text ? bytes : undefined;
}

/** The SID of an account of a domain, of its bytes; undefined for anything else. */
export function sidOfBytes(bytes: Uint8Array): string | undefined {
  const sid = bytesToSid(bytes);
  return sid !== undefined && /^S-1-5-21(-\d+){3,4}$/.test(sid) ? sid : undefined;
}

/** The bytes of such a SID. */
export function bytesOfSid(sid: string): Buffer {
  const numbers = sid.slice('S-1-5-21-'.length).split('-').map(Number);
  const data = Buffer.alloc(12 + 4 * numbers.length);
  data.set(Buffer.from(`010${numbers.length + 1}00000000000515000000`, 'hex'));
  for (const [index, number] of numbers.entries()) data.writeUInt32LE(number, 12 + 4 * index);
  return data;
}
