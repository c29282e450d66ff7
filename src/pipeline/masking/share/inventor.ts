import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { bytesToHex, guidToBytes, swapGuidBytes } from '../../../domain/guid.js';
import { nameKey } from '../../../domain/name-key.js';
import { isWellKnownSid, sidToBytes } from '../../../domain/sid.js';
import { publicGuids } from './tested.js';
import { publicWords } from './vocabulary.js';

/** Invented values, the same for the same original in all files of one call. */
export interface Inventor {
  /**
   * A word in place of a word, in its case, the same for every letter case. Two that `nameKey` takes for one name stay two spellings of
   * one, composed or not as they are, and each letter takes as many bytes as before.
   *
   * @param lower the word in small letters as those around make them.
   */
  readonly word: (word: string, lower?: string) => string;
  /** What was invented for the folded text, in the form of the text and in its case: one to anyone who folds. */
  readonly form: (text: string, folded: string) => string;
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
const tenDigits = [...'0123456789'];
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
  /** As earlier inventions met them: what is invented has to fit all spellings of a name. */
  const written = new Map<string, string>();
  for (const original of originals)
    if (original.normalize('NFKC') !== original.normalize('NFC')) written.set(nameKey(original), original);
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
    const invented =
      number === ''
        ? zeros
        : zeros + unique('digits', number, (attempt) => inventDigits(number, written.get(number), attempt));
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
  const form = (model: string, plain: string): string =>
    unique('form', model, (attempt) => inFormOf(model, plain, attempt));
  return {
    guidBytes,
    digits,
    form: (text, folded) => inCaseOf(text, form(text.toLowerCase().normalize('NFC'), folded.toLowerCase())),
    word(word, lower = word.toLowerCase()) {
      const key = nameKey(word);
      const composed = lower.normalize('NFC');
      // What nobody sees stands for nothing.
      let spelled = key === '' ? '' : unique('word', key, (attempt) => inventWord(key, written.get(key), attempt));
      if (composed !== key) spelled = form(composed, spelled);
      if (lower !== composed) {
        const whole = spelled;
        spelled = unique('spelling', lower, (attempt) => decomposedAs(lower, composed, whole, attempt));
      }
      return inCaseOf(word, spelled);
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
        return unique(`sid ${scope}`, number, () => inventNumber(number));
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

/** Nobody sees it, and it is not part of a name. */
const joiner = '\u2060';
/** What nobody sees, by the bytes that it takes: which it is and where it stands can say a whole text. */
const hiddenOf: Readonly<Record<number, string>> = { 2: '\u00ad', 3: joiner, 4: '\u00ad\u00ad' };
const hidden = /\p{Default_Ignorable_Code_Point}/u;

/**
 * Another spelling of the invented word, one to anyone who folds compatibility forms (Unicode, chapter 5.19) and hides what nobody sees: each
 * of its letters in such a form where the model has it so, and as many bytes that nobody sees, where the model has its first.
 */
function inFormOf(model: string, word: string, attempt: number): string {
  const letters = [...word];
  const all = [...model];
  const unseen = all.filter((sign) => hidden.test(sign)).map((sign) => hiddenOf[Buffer.byteLength(sign)] ?? joiner);
  const shown = all.map((sign) => {
    if (hidden.test(sign)) return unseen.splice(0).join('');
    const folded = sign.normalize('NFKC');
    const own = letters.splice(0, [...folded].length).join('');
    return folded === sign ? own : inSignsOf(sign, own);
  });
  const aligned = shown.concat(letters).join('');
  return aligned + joiner.repeat(aligned === word ? attempt + 1 : attempt);
}

/** In a sign that takes as many bytes where there is one, else in wide ones. */
function inSignsOf(sign: string, word: string): string {
  const bytes = Buffer.byteLength(sign);
  const wide = word.replaceAll(/[!-~]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0));
  if (wide !== word && Buffer.byteLength(wide) === bytes) return wide;
  return signsLike(sign).get(word) ?? wide;
}

type Signs = ReadonlyMap<string, string>;
const noSigns: Signs = new Map();

/** By what they fold to, signs of the same kind that take as many bytes and fold to as many letters or digits of as many bytes. */
function signsLike(sign: string): Signs {
  signs ??= compatibilitySigns();
  const alike = signs.get(shapeOf(sign)) ?? noSigns;
  // Of one or two, nothing would be invented.
  return alike.size < 3 ? noSigns : alike;
}

let signs: ReadonlyMap<string, Signs> | undefined;

function compatibilitySigns(): ReadonlyMap<string, Signs> {
  const found = new Map<string, Map<string, string>>();
  for (let code = 0xa0; code < 0x1f000; code += 1) {
    const sign = String.fromCodePoint(code);
    const isSmall = sign.toLowerCase() === sign && sign.toUpperCase().toLowerCase() === sign;
    if (!isSmall || sign.normalize('NFKC') === sign.normalize('NFC')) continue;
    const shape = shapeOf(sign);
    const alike = found.get(shape) ?? new Map<string, string>();
    found.set(shape, alike.set(nameKey(sign), sign));
  }
  return found;
}

function shapeOf(sign: string): string {
  const plain = nameKey(sign);
  // Letters of Hangul that stand next to one another become one.
  const kind = /^(?!.*\p{Script=Hangul})\p{L}+$/u.test(plain) ? 'letters' : /^\d+$/.test(plain) ? 'digits' : sign;
  const hasCase = sign.toUpperCase() !== sign.toLowerCase();
  return [
    kind,
    /\p{L}/u.test(sign),
    /\p{N}/u.test(sign),
    hasCase,
    Buffer.byteLength(sign),
    [...plain].length,
    Buffer.byteLength(plain),
  ].join('/');
}

/** Where somebody writes a word with signs of compatibility: what those may fold to that take as many bytes. */
function placesIn(model: string): ReadonlyMap<number, readonly string[]> {
  const places = new Map<number, readonly string[]>();
  let at = 0;
  for (const sign of model) {
    if (hidden.test(sign)) continue;
    const folded = sign.normalize('NFKC');
    const alike = folded === sign ? noSigns : signsLike(sign);
    if (alike.size > 0) places.set(at, [...alike.keys()]);
    at += [...folded].length;
  }
  return places;
}

/** Another spelling of the form with the same letters: apart from their marks where those of the model are. */
function decomposedAs(model: string, composed: string, form: string, attempt: number): string {
  let rest = model;
  const apart = [...composed].map((letter) => {
    const isWhole = rest.startsWith(letter);
    rest = rest.slice((isWhole ? letter : letter.normalize('NFD')).length);
    return !isWhole;
  });
  const letters = [...form];
  const places = letters.flatMap((letter, index) => (letter.normalize('NFD') === letter ? [] : [index]));
  const isApart = (index: number): boolean =>
    attempt === 0 ? apart[index] === true : ((attempt >> places.indexOf(index)) & 1) === 1;
  const shown = letters
    .map((letter, index) => (places.includes(index) && isApart(index) ? letter.normalize('NFD') : letter))
    .join('');
  return shown === form || attempt >= 2 ** places.length ? form + joiner.repeat(attempt + 1) : shown;
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

function inventDigits(model: string, written = '', attempt = 0): string {
  const places = attempt < fewAttempts ? placesIn(written) : undefined;
  return spellingOf([...model], (_, index) => {
    const any = places?.get(index) ?? tenDigits;
    return index === 0 ? any.filter((digits) => !digits.startsWith('0')) : any;
  });
}

/** One of 32 bits, with as many digits. */
function inventNumber(model: string): string {
  const least = model.length === 1 ? 0 : 10 ** (model.length - 1);
  const beyond = Math.min(10 ** model.length, 2 ** 32);
  return least < beyond ? String(randomInt(least, beyond)) : inventDigits(model);
}

/** One by one what `choicesAt` says, which may stand for several. */
function spellingOf(model: readonly string[], choicesAt: (letter: string, index: number) => readonly string[]): string {
  const shown: string[] = [];
  while (shown.length < model.length) shown.push(...random(choicesAt(model[shown.length] ?? '', shown.length)));
  return shown.join('');
}

const lettersFrom = (first: number, last: number, bytes: number): string[] =>
  Array.from({ length: last - first }, (_, index) => String.fromCodePoint(first + index)).filter(
    (letter) =>
      /\p{Ll}/u.test(letter) &&
      letter.normalize('NFD') !== letter &&
      letter.normalize('NFKC') === letter &&
      letter.toUpperCase().toLowerCase() === letter &&
      Buffer.byteLength(letter.toUpperCase()) === bytes,
  );
/** Small letters by the bytes that each takes (UTF-8), from two on with marks that can be taken apart, but for those of Deseret. */
const lettersOf: Readonly<Record<number, readonly string[]>> = {
  2: lettersFrom(0xe0, 0x250, 2),
  3: lettersFrom(0x1e00, 0x1f00, 3),
  4: Array.from({ length: 40 }, (_, index) => String.fromCodePoint(0x10428 + index)),
};
/** So often tried before what is nice, or as long in every spelling, is given up. */
const fewAttempts = 9;
/** So often tried that nearly all of this length are taken. */
const manyAttempts = 50;

/**
 * As many letters of as many bytes, so that what is made of it stays as long; more only where there are too few of them. As a word sounds,
 * until those are taken.
 *
 * @param written the same word in signs of compatibility, where somebody writes it so.
 */
function inventWord(model: string, written = '', attempt = 0): string {
  const isFirst = attempt < fewAttempts;
  const [odd, even] = isFirst ? [consonants, vowels] : [alphabet, alphabet];
  const places = isFirst ? placesIn(written) : undefined;
  // Of short plain words there are few, and people have all of them: the last ones are found late.
  const enough = /\P{ASCII}/u.test(model) ? manyAttempts : Math.max(manyAttempts, 20 * alphabet.length ** model.length);
  const letters = [...(model + 'e'.repeat(Math.floor(attempt / enough)))];
  return spellingOf(letters, (letter, index) => {
    const bytes = letter < '\u0080' ? 1 : Buffer.byteLength(letter);
    return places?.get(index) ?? lettersOf[bytes] ?? (index % 2 === 0 ? odd : even);
  });
}

/** Letter by letter; what is longer than the model goes on small, or large where all of it is. */
function inCaseOf(model: string, word: string): string {
  if (model === model.toLowerCase()) return word;
  if (model.length > 1 && model === model.toUpperCase() && model !== model.toLowerCase()) return word.toUpperCase();
  const letters = [...model];
  return [...word]
    .map((letter, index) => {
      const same = letters[index] ?? '';
      return same !== same.toLowerCase() ? letter.toUpperCase() : letter;
    })
    .join('');
}
