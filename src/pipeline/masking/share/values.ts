import { decodeBase64, encodeBase64 } from '../../../domain/base64.js';
import { numberedTypes } from '../../../domain/distinguished-name.js';
import { bytesToHex, hexToBytes, swapGuidBytes } from '../../../domain/guid.js';
import { sidToBytes } from '../../../domain/sid.js';
import { readConsistencyGuid } from '../../../evidence/values/anchors.js';
import { UnreadableValue } from '../../../evidence/values/unreadable-value.js';
import { excelNumber } from '../../../evidence/values/words.js';
import { syncAccounts } from '../../../validation/sync-accounts.js';
import { type Anchors, inCaseOf, longestAnchor } from './anchors.js';
import { piecesOf, type Token } from './folded.js';
import type { Inventor } from './inventor.js';
import { countWord, type Kind, mayStay } from './members.js';
import { sidOfBytes } from './sid.js';
import { base64, mixed, printable, type Spelling, sameCase, spellings, wholeSpellings } from './spellings.js';
import { nameParts, partsOfKind, textParts } from './tested.js';
import { moveTime } from './times.js';
import {
  isAddressWord,
  isName,
  isOption,
  isPartOfTerm,
  isProse,
  isScheme,
  isStopgap,
  isTerm,
  vendorParts,
} from './vocabulary.js';

/** Tells a shareable value in place of a value. */
export interface Share {
  readonly value: (text: string, kind: Kind) => string;
  /** The name of a member, an element, a column: a vendor's as it stands, any other invented. */
  readonly name: (name: string) => string;
  /** What bytes of the directory become: of a GUID, a SID or a text what it becomes, of anything else as many. */
  readonly bytes: (bytes: Uint8Array) => Uint8Array;
}

type Replace = (text: string) => string;

/** What is replaced as a whole so that it still fits its other spellings; undefined for what only looks so. */
interface Whole {
  readonly pattern: RegExp;
  readonly share: (text: string) => string | undefined;
}

const notInside = (pattern: string): string => String.raw`(?<![\p{L}\p{N}])(?:${pattern})(?![\p{L}\p{N}])`;
const rdn = 'cn|ou|dc|uid|o|l|c|st|street';
/** The same types by their numbers, as far as names are read by them. */
const numberedRdn = [...numberedTypes.keys()].map((number) => number.replaceAll('.', String.raw`\.`)).join('|');
/** What tells the parts of a name, and what Active Directory puts in front of one: `<GUID=…>;<SID=…>;`. */
const typeStart = String.raw`(?<=(?:^|[,+/;\s])\s*`;
const typed = [
  String.raw`${typeStart})(?:(?:${rdn})(?=\s*=)|oid(?=\.\d+(?:\.\d+)*\s*=))`,
  String.raw`${typeStart}(?:oid\.)?)(?:${numberedRdn})(?=\s*=)`,
  '(?<=<)(?:guid|sid)(?==)',
].join('|');

/** The rest of any text: words, numbers and signs that no language has in its sentences. Only punctuation and white space stay. */
const parts = new RegExp(
  [
    String.raw`(?<fixed>${[...vendorParts, ...textParts].join('|')}|(?<![\p{L}\p{N}])X(?=')|${typed})`,
    String.raw`(?<digits>\p{Nd}+)`,
    String.raw`(?<word>[\p{L}\p{M}\p{Default_Ignorable_Code_Point}]+)`,
    String.raw`(?<other>[^\p{L}\p{M}\p{Nd}\p{P}\p{Z}\p{Cc}\p{Cf}\p{Cs}$+<=>^\x60|~]+)`,
  ].join('|'),
  'giu',
);

/** Longer ones are taken in pieces: no expression has to remember millions of letters. */
const longest = 32_768;

/** A few words or one number: no spelling of anything else. */
const bare = /^(?:[^\d%\\:=]{0,15}|\d{1,15})$/;

/** Values by what may stay of them. Whatever is not known to be harmless is invented. */
export function createShare(inventor: Inventor, anchors: Anchors, days: number): Share {
  const value: Share['value'] = (written, kind) => {
    const text = withoutHiddenBlanks(written);
    if (text.length > longest) return longValue(text, kind);
    if (text.trim() === '') return withoutHidden(text);
    if (mayStay(text, kind)) {
      // Somebody may be called so, and an anchor be made of it.
      if (isStopgap(text)) anchors.relate(text.trim());
      return text;
    }
    if (kind === 'time') return moveTime(text, days) ?? anywhere(text);
    if (kind === 'prose') return prose(text);
    if (kind === 'terms') return text.replaceAll(/[^;,{}]+/g, (one) => (mayStay(one, kind) ? one : anywhere(one)));
    if (kind === 'attribute') return name(text);
    const tested = partsOfKind(kind, text);
    if (tested !== undefined) return keeping(tested, text);
    if ((kind === 'term' || kind === 'result') && /^[a-z]+(-[a-z]+)+$/i.test(text))
      return text.replaceAll(/[^-]+/g, (one) => (isPartOfTerm(one) ? one : anywhere(one)));
    return whole(text, kind === 'sourceAnchor' ? 'anchor' : kind);
  };

  /** What was looked for stays, and all around it is somebody's. */
  function keeping(tested: RegExp, text: string): string {
    return between(tested, (part) => part, anywhere)(text);
  }

  function longValue(text: string, kind: Kind): string {
    const whole = decodeBase64(text);
    if (whole !== undefined) return encodeBase64(bytes(whole));
    let shown = '';
    for (let from = 0; from < text.length; ) {
      const blank = text.lastIndexOf(' ', from + longest);
      const cut = from + longest < text.length && blank > from ? blank : from + longest;
      // Not inside a letter of two code units.
      const end = /[\ud800-\udbff]/.test(text[cut - 1] ?? '') ? cut + 1 : cut;
      shown += value(text.slice(from, end), kind);
      from = end;
    }
    return shown;
  }

  /** The whole of a value, or of what bytes say: what the files together know it to be, else what it looks like. */
  function whole(text: string, kind?: Kind): string {
    const core = text.trim();
    if (isStopgap(core)) return text;
    const shared = core.length > longestAnchor ? undefined : (identified(core, kind) ?? padded(core));
    if (shared !== undefined) return text.replace(core, () => shared);
    if (anchors.isText(core)) return inTexts(text);
    return kind === 'bytes' || kind === 'anchor' ? inAnchors(text) : anywhere(text);
  }

  function identified(text: string, kind: Kind | undefined): string | undefined {
    if (kind === 'bytes') learnValue(text);
    if (kind === 'bytes' || kind === 'anchor') anchors.note(text);
    else if (kind !== undefined) anchors.relate(text);
    for (const { read, write } of wholeSpellings) {
      const original = read(text);
      if (original !== undefined && anchors.isKnown(original)) return write(invented(original), text);
    }
    const original = anchors.inOtherCase(text);
    return original === undefined ? undefined : inCaseOf(text, original, invented(original));
  }

  /** Base64 that ends as no other text does, however short: where it can be read it can be read again. */
  function padded(text: string): string | undefined {
    const read = text.endsWith('=') ? decodeBase64(text) : undefined;
    return read && base64.write(invented(read), text);
  }

  /** As the readers of the evidence read it. */
  function learnValue(text: string): void {
    try {
      anchors.learn(decodeBase64(readConsistencyGuid(text)) ?? new Uint8Array());
    } catch (error) {
      if (!(error instanceof UnreadableValue)) throw error;
    }
  }

  const bytes: Share['bytes'] = (original) => {
    if (original.length <= longestAnchor) anchors.learn(original);
    return invented(original);
  };

  function invented(original: Uint8Array): Uint8Array {
    const shared = ofText(original);
    if (shared !== undefined) return shared;
    const sid = sidOfBytes(original);
    if (sid !== undefined) return sidToBytes(inventor.sid(sid)) ?? inventor.bytes(original);
    if (original.length !== 16) return asWord(original) ?? inventor.bytes(original);
    const swapped = ofText(swapGuidBytes(original));
    return swapped?.length === 16 ? swapGuidBytes(swapped) : inventor.guidBytes(original);
  }

  /** Of bytes that say a text, what it becomes; undefined for any others. */
  function ofText(original: Uint8Array): Uint8Array | undefined {
    const text = printable(original);
    const isWords = text !== undefined && original.length !== 16 && /[\p{L}\p{N}]/u.test(text);
    if (text !== undefined && (isWords || isStopgap(text) || anchors.isText(text)))
      return Buffer.from(whole(withoutHiddenBlanks(text)));
    const wide = original.length % 2 === 0 ? Buffer.from(original).toString('utf16le') : '';
    // A connector space has the length before the text.
    const [, length = '', said = ''] = /^([^\0]\0)?([^\0]+)$/.exec(wide) ?? [];
    // Nearly any bytes are letters of some script.
    if (said !== '' && (/^[\x20-\x7e]+$/.test(said) || anchors.isText(said)))
      return Buffer.from(length + whole(withoutHiddenBlanks(said)), 'utf16le');
    return undefined;
  }

  /** Bytes whose Base64 is somebody's name elsewhere: that of the name which stands for it. */
  function asWord(original: Uint8Array): Uint8Array | undefined {
    const text = original.length <= longestAnchor ? encodeBase64(original) : '=';
    return !text.endsWith('=') && anchors.isText(text) ? decodeBase64(words(text)) : undefined;
  }

  const words: Replace = (text) =>
    piecesOf(text, parts)
      .map(({ text: piece, at, tokens: [first, ...more] }) => {
        if (first === undefined) return withoutHidden(piece);
        const invented = (token: Token): string => {
          if (token.kind === 'digits') return inventor.digits(token.text);
          return token.kind === 'word' || token.kind === 'other' ? inventor.word(token.text) : token.text;
        };
        if (more.length > 0) return inventor.form(piece, [first, ...more].map(invented).join(''));
        if (first.kind === 'word' || first.kind === 'other') return inventor.word(piece, lowerAt(text, at, piece));
        if (first.kind === 'digits' && first.text !== piece) return inventor.form(piece, invented(first));
        return first.kind === 'digits' ? invented(first) : withoutHidden(piece);
      })
      .join('');
  /** Signs stay; what nobody sees among them may say anything. */
  const withoutHidden: Replace = (text) => {
    let unseen = text.match(/\p{Default_Ignorable_Code_Point}/gu)?.join('') ?? '';
    return text.replaceAll(/\p{Default_Ignorable_Code_Point}+/gu, () => {
      const shown = inventor.word(unseen);
      unseen = '';
      return shown;
    });
  };

  const ofBase64 = spelled(base64.pattern, base64.read, base64.write, invented);
  const wholes: readonly Whole[] = [
    { pattern: /[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"<>]+/gi, share: address },
    { pattern: /(?<![\w.~%-])[\w.~-]*%[0-9a-f]{2}(?:[\w.~-]|%[0-9a-f]{2})*/gi, share: percent },
    {
      pattern: new RegExp(String.raw`(?:(?<![\p{L}\p{N}])(?:${rdn})\s*=|\([\w.;-]+[~<>:]{0,2}=)[^\\\n]*\\.*`, 'gisu'),
      share: directoryName,
    },
    {
      // An id of Okta, whose first letters say of what.
      pattern:
        /(?<![A-Za-z0-9+/])(?:00[ugop]|0oa|oty|osc|prm|oae)(?=[A-Za-z]*[A-Z\d])[A-Za-z0-9]{17}(?![A-Za-z0-9+/=])/g,
      share: (text) => text.slice(0, 3) + inventor.identifier(text.slice(3)),
    },
    {
      // What Entra Connect calls an object: the letters of its anchor.
      pattern: /(?<=^CN=\{)(?:[0-9a-f]{2})+(?=\}$)/gi,
      share(text) {
        const said = printable(hexToBytes(text) ?? new Uint8Array());
        return said === undefined ? undefined : sameCase(text, bytesToHex(Buffer.from(whole(said, 'anchor'))));
      },
    },
    ...spellings.map(({ pattern, read, write }) => spelled(pattern, read, write, bytes)),
    ofBase64,
    { pattern: new RegExp(notInside(String.raw`S-1-\d+(?:-\d+)+`), 'giu'), share: inventor.sid },
    {
      // Broken Base64.
      pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{16,}={1,2}(?![A-Za-z0-9+/=@])/g,
      share: inventor.identifier,
    },
    {
      // The account that Entra Connect makes for a server; of the server no more is known than its name.
      pattern: new RegExp(String.raw`(?<![\p{L}\p{N}._-])${syncAccounts.connect}(?=@)`, 'giu'),
      share(text) {
        const hex = text.slice(-12);
        const digits = bytesToHex(inventor.bytes(hexToBytes(hex) ?? new Uint8Array()));
        return `${text.slice(0, 5)}${words(text.slice(5, -13))}_${sameCase(hex, digits)}`;
      },
    },
    // As Excel shows a number that is too long for it.
    {
      pattern: new RegExp(notInside(excelNumber.source), 'giu'),
      share: (text) => words(text.slice(0, text.search(/E/i))) + text.slice(text.search(/E/i)),
    },
  ];
  const chained = (all: readonly Whole[]): Replace =>
    all.reduceRight<Replace>((next, { pattern, share }) => between(pattern, share, next), words);
  const inWholes = chained(wholes);
  const inTexts = chained(wholes.filter((one) => one !== ofBase64));
  const inAnchors = chained([
    ...wholes,
    spelled(/^[A-Za-z0-9+/]+={0,2}$/g, decodeBase64, encodeBase64, invented),
    {
      // Any other identifier, and Base64 that lost its end.
      pattern: /(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{16,}(?![A-Za-z0-9+/=@])/g,
      share: (text) => (mixed(text) ? inventor.identifier(text) : undefined),
    },
  ]);
  const beyondNames = chained(wholes.slice(3));
  const anywhere: Replace = (text) => (bare.test(text) ? words(text) : inWholes(text));

  /** `https://host/path?query`: the scheme, and of the path what the vendors call theirs. */
  function address(text: string): string {
    const [, scheme = '', host = '', path = ''] = /^([^:]*):\/\/([^/?#]*)(.*)$/s.exec(text) ?? [];
    const known = path.replaceAll(
      /((?:\$metadata#|[?&]\$(?:select|expand)=)[^&?]*)|[^/?#&=(),']+/g,
      (part, names: string | undefined) =>
        names === undefined
          ? isAddressWord(part)
            ? part
            : anywhere(part)
          : names.replaceAll(/[^/?#&=(),']+/g, (name) => (isAddressWord(name) || isName(name) ? name : anywhere(name))),
    );
    return `${isScheme(scheme) ? scheme : words(scheme)}://${anywhere(host)}${known}`;
  }

  /** What an address has escaped, `%7B…%7D` (RFC 3986). */
  function percent(text: string): string | undefined {
    try {
      const shown = encodeURIComponent(anywhere(decodeURIComponent(text))).replaceAll(
        /[!'()*]/g,
        (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
      );
      return /%[0-9]?[a-f]/.test(text) ? shown.replaceAll(/%../g, (pair) => pair.toLowerCase()) : shown;
    } catch {
      return undefined;
    }
  }

  /**
   * From the first attribute of a distinguished name or a filter on. Escapes (RFC 4514, 4515) of letters are undone before
   * and made again after; those of signs that may not stand bare are signs, and stay.
   */
  function directoryName(text: string): string {
    const plain = text.replaceAll(escapes, unescaped);
    const model = text.match(escapes)?.find((run) => /\\[89a-f]/i.test(run));
    return plain
      .split(escapes)
      .map((piece, index) => {
        if (index % 2 === 1) return isEscapedSign(piece) ? piece : escapedAs(invented(bytesOf(piece)), piece);
        const shown = beyondNames(piece);
        return model === undefined
          ? shown
          : shown.replaceAll(/\P{ASCII}+/gu, (run) => escapedAs(Buffer.from(run), model));
      })
      .join('');
  }
  /** A vendor's sentence; whatever it quotes is somebody's. */
  function prose(text: string): string {
    return text.replaceAll(quoted, (piece, at: number) => {
      if (/^['"“„‘«`[{]/.test(piece)) return anywhere(piece);
      const pattern = /[\p{L}\p{M}]+|[^\p{L}\p{M}]+/gu;
      let pending = '';
      let shown = '';
      for (const { 0: token, index } of piece.matchAll(pattern)) {
        const first = (at === 0 && index === 0) || /[.!?]\s+$/.test(piece.slice(Math.max(0, index - 9), index));
        const alone =
          !/[\p{N}@._/-]$/u.test(piece.slice(Math.max(0, index - 2), index)) &&
          !/^([\p{N}@_/-]|\.\S)/u.test(piece.slice(index + token.length, index + token.length + 3));
        if (alone && isProse(token, first)) {
          shown += anywhere(pending) + token;
          pending = '';
        } else pending += token;
      }
      return shown + anywhere(pending);
    });
  }

  function name(text: string): string {
    if (text.length > longest) return longValue(text, 'data');
    if (isName(text) || isTerm(text)) return text;
    if (!/[\p{L}\p{N}]/u.test(text)) return anywhere(withoutHiddenBlanks(text));
    if (/^[\w-]+(\.[\w-]+)+$/.test(text) && text.split('.').every((part) => isName(part) || isTerm(part))) return text;
    const [attribute = '', ...options] = text.split(';');
    if (options.length === 0) {
      const count = countWord.exec(text)?.[0] ?? '';
      const before = text.slice(0, text.length - count.length);
      return keeping(partsOfKind('title', text) ?? nameParts, before) + count;
    }
    const language = (option: string): string => /^lang-/i.exec(option)?.[0] ?? '';
    return [
      name(attribute),
      ...options.map((option) =>
        isOption(option) ? option : language(option) + words(option.slice(language(option).length)),
      ),
    ].join(';');
  }

  return { value, bytes, name };
}

/** Of many blanks only how many there are, of line ends too: which blanks stand in which order can say a whole text. */
function withoutHiddenBlanks(text: string): string {
  return text.replaceAll(/\s{3,}/g, (run) => {
    const all = run.match(/\r\n|\s/g) ?? [];
    const isEnd = (blank = ''): boolean => /[\r\n]/.test(blank);
    const alike = (same: readonly string[]): string => (same[0] ?? '').repeat(same.length);
    const kinds = [all.filter(isEnd), all.filter((blank) => !isEnd(blank))].map(alike);
    return (isEnd(all[0]) ? kinds : kinds.reverse()).join('');
  });
}

/**
 * A word of a text in small letters as the whole of it has them: of a capital sigma, two may come (Unicode, Final_Sigma). The domain
 * of a distinguished name is the same with points (RFC 2247).
 */
function lowerAt(text: string, at: number, word: string): string {
  if (!word.includes('Σ')) return word.toLowerCase();
  const pointed = (parts: string): string => parts.replaceAll(/\s*,\s*DC=\s*/gi, '.');
  const start = text.slice(0, at);
  const before = pointed(/(?<=(?<![\p{L}\p{N}])DC=\s*)(?:[^,=]*,\s*DC=)*[^,=]*$/iu.exec(start)?.[0] ?? start);
  const whole = before + word + pointed(text.slice(at + word.length));
  return whole.toLowerCase().slice(before.toLowerCase().length, (before + word).toLowerCase().length);
}

function spelled(
  pattern: RegExp,
  read: Spelling['read'],
  write: Spelling['write'],
  share: (bytes: Uint8Array) => Uint8Array,
): Whole {
  return {
    pattern,
    share(text) {
      const original = read(text);
      return original === undefined ? undefined : write(share(original), text);
    },
  };
}

const quoted = /'[^']*'?|"[^"]*"?|[“„][^“”]*[“”]?|‘[^’]*’?|«[^»]*»?|`[^`]*`?|\[[^\]]*\]?|\{[^}]*\}?|[^'"“„‘«`[{]+/g;

/** The text with each match replaced, and everything between them by what comes next. */
function between(pattern: RegExp, share: Whole['share'], next: Replace): Replace {
  return (text) => {
    let [shown, from] = ['', 0];
    for (const { 0: whole, index } of text.matchAll(pattern)) {
      const shared = share(whole);
      if (shared === undefined) continue;
      shown += next(text.slice(from, index)) + shared;
      from = index + whole.length;
    }
    return from < text.length ? shown + next(text.slice(from)) : shown;
  };
}

/** Not what follows an escaped backslash. */
const escapes = /(?<!\\)((?:\\[0-9a-f]{2})+)/gi;
const bytesOf = (run: string): Buffer => Buffer.from(run.replaceAll('\\', ''), 'hex');
const isEscapedSign = (run: string): boolean => /^(\\(00|0a|0d|2[0-9a-f]|3[a-f]|40|5[b-f]|60|7[b-e]))+$/i.test(run);

/** Letters and digits in place of their escapes; the escapes of signs, and of bytes that are not text, stay. */
function unescaped(run: string): string {
  const sign = /[^\P{ASCII}\p{L}\p{N}]/gu;
  return printable(bytesOf(run))?.replaceAll(sign, (bare) => escapedAs(Buffer.from(bare), run)) ?? run;
}

function escapedAs(original: Uint8Array, model: string): string {
  return bytesToHex(original).replaceAll(/../g, (pair) => `\\${/[A-F]/.test(model) ? pair.toUpperCase() : pair}`);
}
