import { createHmac } from 'node:crypto';
import { decodeBase64, encodeBase64 } from '../../domain/base64.js';
import { bytesToGuid, bytesToHex, guidToBytes, normalizeGuid, swapGuidBytes } from '../../domain/guid.js';

/** Invented values, the same for the same original as long as the key is the same. */
export interface Pseudonyms {
  /** A word in place of a word, in its case; letters of other scripts than ASCII stay a sign of that. */
  readonly word: (word: string) => string;
  /** As many digits. */
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

const syllables = ['ba', 'ce', 'di', 'fo', 'gu', 'ha', 'je', 'ki', 'lo', 'mu', 'na', 'pe', 'ri', 'so', 'tu', 'va'];

/** @param key random, and forgotten after the files of one call: nobody can try originals against the result. */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  const hash = (kind: string, text: string): Buffer => createHmac('sha512', key).update(`${kind}\0${text}`).digest();
  const digits = (text: string): string =>
    [...text].map((_, index) => String((hash('digits', `${text}/${index}`)[0] ?? 0) % 10)).join('');
  const guidBytes = (bytes: Uint8Array): Uint8Array => {
    const swapped = swapGuidBytes(bytes);
    const first = bytesToHex(bytes) <= bytesToHex(swapped);
    const invented = new Uint8Array(hash('guid', bytesToHex(first ? bytes : swapped)).subarray(0, 16));
    return first ? invented : swapGuidBytes(invented);
  };
  return {
    digits,
    guidBytes,
    word(word) {
      const value = hash('word', word.toLowerCase());
      const letters = [...value.subarray(6, 11)].map((byte) => syllables[byte % syllables.length]).join('');
      const foreign = /\P{ASCII}/u.test(word) ? 'ö' : '';
      return inCaseOf(word, `${letters}${foreign}${value.readUInt16BE(4) % 1000}`);
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
      return [start, ...numbers.map((number, index) => sidNumber(hash, domain, number, index))].join('-');
    },
    identifier(identifier) {
      const value = hash('identifier', identifier);
      return [...identifier]
        .map((letter, index) => {
          const byte = value[index % value.length] ?? 0;
          if (/\d/.test(letter)) return String(byte % 10);
          return String.fromCharCode((letter === letter.toUpperCase() ? 65 : 97) + (byte % 26));
        })
        .join('');
    },
  };
}

type Hash = (kind: string, text: string) => Buffer;

/** Accounts below 1000 are the same in each domain: 500 is its administrator. */
function sidNumber(hash: Hash, domain: string, number: string, index: number): string {
  if (index >= 3 && Number(number) < 1000) return number;
  return String(1000 + (hash('sid', `${index < 3 ? '' : domain}/${index}/${number}`).readUInt32BE() % 2_000_000_000));
}

function inCaseOf(model: string, word: string): string {
  if (model === model.toLowerCase()) return word;
  if (model === model.toUpperCase() && model.length > 1) return word.toUpperCase();
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** The bytes of a Base64 text that is spelt as encoders spell it, and long enough not to be a word; else undefined. */
export function base64Of(text: string): Uint8Array | undefined {
  if (text.length < 16 || text.length % 4 !== 0 || !/[\d+/=]/.test(text)) return undefined;
  const bytes = decodeBase64(text);
  return bytes !== undefined && encodeBase64(bytes) === text ? bytes : undefined;
}

/** The text of a SID's bytes as Active Directory keeps them, for an account of a domain; undefined for anything else. */
export function sidOfBytes(bytes: Uint8Array): string | undefined {
  const data = Buffer.from(bytes);
  if (data.length < 24 || data.length > 28 || data.toString('hex', 0, 12).slice(4) !== '00000000000515000000')
    return undefined;
  const numbers = Array.from({ length: (data.length - 12) / 4 }, (_, index) => data.readUInt32LE(12 + 4 * index));
  return `S-1-5-21-${numbers.join('-')}`;
}

/** The bytes of such a SID. */
export function bytesOfSid(sid: string): Buffer {
  const numbers = sid.slice('S-1-5-21-'.length).split('-').map(Number);
  const data = Buffer.alloc(12 + 4 * numbers.length);
  data.set(Buffer.from(`010${numbers.length + 1}00000000000515000000`, 'hex'));
  for (const [index, number] of numbers.entries()) data.writeUInt32LE(number, 12 + 4 * index);
  return data;
}
