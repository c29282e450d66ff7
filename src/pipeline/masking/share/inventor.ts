import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { bytesToHex, guidToBytes, swapGuidBytes } from '../../../domain/guid.js';
import { isWellKnownSid, sidToBytes } from '../../../domain/sid.js';
import { publicGuids } from './tested.js';
import { publicWords } from './vocabulary.js';

/** Invented values, the same for the same original in all files of one call. */
export interface Inventor {
  /** A word in place of a word, in its case, the same for every letter case, and a compatibility form in place of one. */
  readonly word: (word: string) => string;
  /** As many digits of the same script; zeros at the start stay. */
  readonly digits: (digits: string) => string;
  /**
   * Sixteen bytes in place of sixteen, so that both byte orders of one GUID stay those of one.
   */
  readonly guidBytes: (bytes: Uint8Array) => Uint8Array;
  /** As many bytes, and of a few never the same for others. */
  readonly bytes: (bytes: Uint8Array) => Uint8Array;
  /** `S-1-5-21-…`: the domain's numbers and the account's, each for itself; `S-1-12-1-…`: that of the GUID; well-known ones stay. */
  readonly sid: (sid: string) => string;
  /** Letters and digits of the same kinds, one by one, whatever the letter case. */
  readonly identifier: (identifier: string) => string;
}

const consonants = [...'bdfghjklmnprstv'];
const vowels = [...'aeiou'];
const alphabet = [...'abcdefghijklmnopqrstuvwxyz'];
const publicBytes: ReadonlySet<string> = new Set(
  publicGuids.flatMap((guid) => {
    const bytes = guidToBytes(guid.replaceAll('-', ''));
    return bytes === undefined ? [] : [bytesToHex(bytes), bytesToHex(swapGuidBytes(bytes))];
  }),
);
const isPublic = (bytes: Uint8Array): boolean => publicBytes.has(bytesToHex(bytes));
/** So few that two could become the same by chance, or what is left of an anchor. */
const fewBytes = 32;
const random = (letters: readonly string[]): string => letters[randomInt(letters.length)] ?? '';

/**
 * @param key random, and forgotten after the files of one call: nobody can try originals against the result.
 * @param originals words and numbers that are asked for: nothing invented is one of them. They are noted here as well.
 * @param fits whether bytes may stand for others.
 */
export function createInventor(
  key: Uint8Array,
  originals: Set<string>,
  fits: (original: Uint8Array, invented: Uint8Array) => boolean = () => true,
): Inventor {
  const hash = (kind: string, text: string): Buffer => createHmac('sha512', key).update(`${kind}\0${text}`).digest();
  const unique = uniqueIn(originals);
  const guidBytes = (bytes: Uint8Array): Uint8Array => {
    if (isPublic(bytes)) return bytes;
    const swapped = swapGuidBytes(bytes);
    const first = bytesToHex(bytes) <= bytesToHex(swapped);
    const original = first ? bytes : swapped;
    for (let attempt = 0; ; attempt += 1) {
      const invented = new Uint8Array(hash(`guid ${attempt}`, bytesToHex(original)).subarray(0, 16));
      const other = swapGuidBytes(invented);
      if (fits(original, invented) && fits(swapGuidBytes(original), other)) return first ? invented : other;
    }
  };
  const digits = (original: string): string => {
    const places = [...original];
    const plain = places.map(digitValue).join('');
    // Excel takes the zeros away, and it is the same number.
    const [zeros = '', number = ''] = /^(0*)(.*)$/.exec(plain)?.slice(1) ?? [];
    const invented = number === '' ? zeros : zeros + unique('digits', number, () => inventDigits(number));
    if (plain === original) return invented;
    const inScript = (place: string, index: number): number =>
      (place.codePointAt(0) ?? 0) - digitValue(place) + Number(invented[index]);
    return String.fromCodePoint(...places.map(inScript));
  };
  const inventFew = (bytes: Uint8Array): Uint8Array => {
    const original = bytesToHex(bytes);
    const invent = (): string => {
      for (let attempt = 0; ; attempt += 1) {
        const invented = randomBytes(bytes.length);
        // Of one or two there may be none that fits.
        if (fits(bytes, invented) || attempt > 9999) return invented.toString('hex');
      }
    };
    return Buffer.from(unique('bytes', original, invent), 'hex');
  };
  return {
    guidBytes,
    digits,
    word(word) {
      const composed = word.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, '').normalize('NFC');
      const folded = composed.normalize('NFKC');
      const plain = folded.toLowerCase();
      const foreign = /\P{ASCII}/u.test(plain);
      const invented = unique('word', plain, (attempt) => inventWord(plain.length, foreign, attempt));
      const isDecomposed = word.normalize('NFC') !== word;
      const spelled =
        folded !== composed ? inWideLetters(invented) : isDecomposed ? invented.normalize('NFD') : invented;
      const hidden = /\p{Default_Ignorable_Code_Point}/u.exec(word)?.[0] ?? '';
      return inCaseOf(word, spelled.slice(0, 2) + hidden + spelled.slice(2));
    },
    bytes(bytes) {
      if (bytes.length <= fewBytes) return inventFew(bytes);
      const seed = hash('bytes', bytesToHex(bytes)).toString('hex');
      const result = new Uint8Array(bytes.length);
      for (let index = 0; index < bytes.length; index += 64) {
        result.set(hash('bytes', `${seed}/${index}`).subarray(0, bytes.length - index), index);
      }
      return result;
    },
    sid(sid) {
      if (isWellKnownSid(sid)) return sid;
      const [start = 'S', revision, authority = '', ...numbers] = sid.split('-');
      const guid = /^S-1-12-1(-\d+){4}$/i.test(sid) ? sidToBytes(sid)?.slice(12) : undefined;
      if (guid !== undefined) {
        const data = new DataView(Uint8Array.from(guidBytes(guid)).buffer);
        return [start, revision, authority, '1', ...[0, 4, 8, 12].map((place) => data.getUint32(place, true))].join(
          '-',
        );
      }
      const isDomain = authority === '5' && numbers[0] === '21';
      const domain = numbers.slice(0, 4).join('-');
      const shown = numbers.map((number, index) => {
        const documented = index === 0 ? Number(authority) < 20 && Number(number) < 100 : isDomain && index >= 4;
        if (documented && Number(number) < 1000) return number;
        const scope = isDomain && index >= 4 ? domain : String(index);
        return unique(`sid ${scope}`, number, () => String(randomInt(100_000_000, 2_000_000_000)));
      });
      return [start, revision, Number(authority) < 20 ? authority : digits(authority), ...shown].join('-');
    },
    identifier(identifier) {
      const value = hash('identifier', identifier.toLowerCase());
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

/** A compatibility form (Unicode, chapter 5.19) of each Latin letter: the same word to whoever folds such forms, another one to whoever does not. */
function inWideLetters(word: string): string {
  return word.replaceAll(/[a-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
}

/** Keeps what was invented for what, so that no two originals become one and nothing becomes an original. */
function uniqueIn(originals: Set<string>) {
  const invented = new Map<string, string>();
  const taken = new Set<string>();
  const denseForms = new Set<string>();
  return (kind: string, original: string, invent: (attempt: number) => string): string => {
    const known = invented.get(`${kind}/${original}`);
    if (known !== undefined) return known;
    originals.add(original);
    // Where most of a form are originals, one may be that of another: none of them tells anything then.
    const form = `${kind}/${original.length}`;
    for (let attempt = 0; ; attempt += 1) {
      const candidate = invent(attempt);
      if (taken.has(`${kind}/${candidate}`)) continue;
      if (attempt > 99) denseForms.add(form);
      if (!denseForms.has(form) && (originals.has(candidate) || publicWords.has(candidate))) continue;
      taken.add(`${kind}/${candidate}`);
      invented.set(`${kind}/${original}`, candidate);
      return candidate;
    }
  };
}

/** The digits of a script stand after one another from its zero on (Unicode, 4.6). */
function digitValue(digit: string): number {
  if (digit.length === 1 && digit <= '9') return Number(digit);
  const code = digit.codePointAt(0) ?? 0;
  let before = 0;
  while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before += 1;
  return before % 10;
}

function inventDigits(model: string): string {
  return [...model].map((_, index) => String(index === 0 ? randomInt(1, 10) : randomInt(10))).join('');
}

/**
 * As many letters, so that what is made of it stays as long; of another script at least six. As a word sounds, until those are
 * taken.
 */
function inventWord(length: number, foreign: boolean, attempt: number): string {
  const [odd, even] = attempt < 9 ? [consonants, vowels] : [alphabet, alphabet];
  const letters = Array.from({ length: foreign ? Math.max(length, 6) : length }, (_, index) =>
    random(index % 2 === 0 ? odd : even),
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
