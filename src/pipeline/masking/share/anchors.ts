import { decodeBase64, encodeBase64 } from '../../../domain/base64.js';
import { utf8 } from '../../../domain/source-anchor.js';
import { inAlphabetOf, ofAnyBase64, paddingOf, plainBase64 } from './spellings.js';

/**
 * What all files together say of the values that tell who somebody is. One value stands as bytes in one file, as their Base64 in
 * another and as a text in a third, and no column or form alone says which of them a text is: `1500` is a staff number, and the
 * Base64 of three bytes. So the files are read for it first: once for `note` and `learn`, once more for `relate`.
 */
export interface Anchors {
  /** A text that stands where an anchor belongs, in whatever way it is written. */
  readonly note: (text: string) => void;
  /** Bytes that are beyond doubt: their Base64 is that of these bytes wherever it stands. */
  readonly learn: (bytes: Uint8Array) => void;
  /** A text that stands anywhere else. Where an anchor is it, or is its Base64, it is a text there too. */
  readonly relate: (text: string) => void;
  readonly isText: (text: string) => boolean;
  readonly isKnown: (bytes: Uint8Array) => boolean;
  /** The known bytes whose Base64 the text is but for the letter case. */
  readonly inOtherCase: (text: string) => Uint8Array | undefined;
  /** True where each text that stands for the original can be read as far as before once it stands for what was invented. */
  readonly fits: (original: Uint8Array, invented: Uint8Array) => boolean;
}

/** Longer ones are not anchors. */
export const longestAnchor = 400;

export function createAnchors(): Anchors {
  const texts = new Set<string>();
  const known = new Map<string, Uint8Array>();
  /** Texts of anchors that only their letter case tells apart: the first of them, and all where there are several. */
  const noted = new Map<string, string>();
  /** Numbers among them, without the zeros that Excel takes away. */
  const numbers = new Set<string>();
  const cases = new Map<string, Set<string>>();
  const note = (text: string): void => {
    const plain = plainBase64(text);
    const key = plain.toLowerCase();
    const first = noted.get(key);
    if (/^\d+$/.test(text)) numbers.add(withoutZeros(text));
    if (first === undefined) noted.set(key, plain);
    else if (first !== plain) cases.set(key, (cases.get(key) ?? new Set([first])).add(plain));
  };
  const knownAs = (text: string): Uint8Array | undefined => known.get(plainBase64(text).toLowerCase());
  const know = (base64: string, bytes: Uint8Array): void => {
    note(base64);
    known.set(plainBase64(base64).toLowerCase(), bytes);
  };
  return {
    note,
    learn: (bytes) => know(encodeBase64(bytes), bytes),
    relate(text) {
      const isNoted = (form: string): boolean => noted.has(plainBase64(form).toLowerCase());
      if (isNoted(text)) texts.add(text.toLowerCase());
      if (numbers.has(withoutZeros(text))) texts.add(withoutZeros(text));
      // A sign of padding is in no other text.
      const read = isNoted(text) && text.endsWith('=') ? decodeBase64(text) : undefined;
      if (read !== undefined && knownAs(text) === undefined) know(text, read);
      for (const bytes of [utf8(text), Buffer.from(text, 'utf16le')]) {
        const base64 = encodeBase64(bytes);
        if (!isNoted(base64)) continue;
        texts.add(text.toLowerCase());
        if (knownAs(base64) === undefined) know(base64, bytes);
      }
    },
    isText: (text) => texts.has(text.toLowerCase()) || texts.has(withoutZeros(text)),
    isKnown(bytes) {
      const base64 = encodeBase64(bytes);
      const found = knownAs(base64);
      return found !== undefined && encodeBase64(found) === base64;
    },
    inOtherCase(text) {
      const found = knownAs(text);
      return found !== undefined && plainBase64(encodeBase64(found)) !== plainBase64(text) ? found : undefined;
    },
    fits(original, invented) {
      const [before, after] = [original, invented].map((bytes) => plainBase64(encodeBase64(bytes))) as [string, string];
      if (/[+/]/.test(before) !== /[+/]/.test(after)) return false;
      for (const text of cases.get(before.toLowerCase()) ?? []) {
        const shared = withCaseOf(text, before, after);
        const changes = [...text].filter((letter, index) => letter !== before[index]).length;
        const kept = [...shared].filter((letter, index) => letter !== after[index]).length;
        if (kept !== changes || isCanonical(shared) !== isCanonical(text)) return false;
      }
      return true;
    },
  };
}

/**
 * The text, Base64 of the original but for the letter case, made one of what was invented: in the same places in the other case, in its
 * alphabet, with its padding.
 */
export function inCaseOf(text: string, original: Uint8Array, invented: Uint8Array): string {
  const shared = withCaseOf(
    plainBase64(text),
    plainBase64(encodeBase64(original)),
    plainBase64(encodeBase64(invented)),
  );
  return inAlphabetOf(text, shared + paddingOf(text));
}

const withoutZeros = (number: string): string => number.replace(/^0+(?=\d)/, '');

/** The letters of `after`, each in the other case where that of `text` differs from `before`. */
function withCaseOf(text: string, before: string, after: string): string {
  const shared = [...after].map((letter, index) => (text[index] === before[index] ? letter : otherCase(letter)));
  const isChanged = shared.some((letter, index) => letter !== after[index]);
  return (isChanged || text === before ? shared : [...after].map(otherCase)).join('');
}

const otherCase = (letter: string): string =>
  letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();

const isCanonical = (plain: string): boolean => ofAnyBase64(plain) !== undefined;
