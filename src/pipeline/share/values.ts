import { encodeBase64 } from '../../domain/base64.js';
import { decodeConnectorDn, encodeConnectorDn } from '../../domain/connector-dn.js';
import { bytesToHex, hexToBytes } from '../../domain/guid.js';
import { base64Of, bytesOfSid, type Inventor, sidOfBytes } from './inventor.js';
import { type Kind, mayStay } from './members.js';
import { moveTime } from './times.js';
import { addressTypes, fixedParts, fixedStarts, isName, isProse, isTerm } from './vocabulary.js';

/** Tells a shareable value in place of a value. */
export interface Share {
  readonly value: (text: string, kind: Kind) => string;
  /** The name of a member, an element, a column: a vendor's as it stands, any other invented. */
  readonly name: (name: string) => string;
  /** Bytes: of a GUID, a SID or a text what it becomes, of anything else as many. */
  readonly bytes: (bytes: Uint8Array) => Uint8Array;
}

const notInside = (pattern: string): string => String.raw`(?<![\p{L}\p{N}])(?:${pattern})(?![\p{L}\p{N}])`;
const word = String.raw`(?:\p{L}|\p{M}|\p{Default_Ignorable_Code_Point})+`;

/**
 * Of any text: what is replaced as a whole so that it still fits its other spellings. The rest is words and numbers, of
 * which none stays; only punctuation and white space do.
 */
const parts = new RegExp(
  [
    String.raw`(?<fixed>${fixedParts.map((part) => notInside(part.replaceAll('.', String.raw`\.`))).join('|')}|^(?:${fixedStarts.join('|')})|(?:^|(?<=[;|,+\s{]))(?:${addressTypes.join('|')}):|(?<=\\0A|\n)CNF(?=:)|(?<=(?:^|[,/;\s])\s*)(?:cn|ou|dc|uid|o|l|c|st|street)(?==)|S-1-5-(?:10|11|18|19|20|32-5\d\d)(?![\d-]))`,
    String.raw`(?<url>[a-z][a-z0-9+.-]*:\/\/[^\s"'<>]+)`,
    String.raw`(?<guid>\{?(?<![\p{L}\p{N}])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![\p{L}\p{N}])\}?)`,
    `(?<sid>${notInside(String.raw`S-1-5-21(?:-\d+){3,4}`)})`,
    `(?<okta>${notInside('(?:00[a-z]|0[a-z]{2}|oae|prm)[A-Za-z0-9]{17}')})`,
    String.raw`(?<escaped>(?:\\[0-9a-f]{2})+)`,
    `(?<hex>${notInside('(?:[0-9a-f]{2}){16,}')})`,
    '(?<base64>(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{16,}={0,2}(?![A-Za-z0-9+/=]))',
    '(?<digits>[0-9]+)',
    `(?<word>${word})`,
    String.raw`(?<other>[^\p{P}\p{Z}\p{Cc}\p{Cf}$+<=>^\x60|~])`,
  ].join('|'),
  'giu',
);
const separatedBytes = /^[0-9a-f]{2}([ :-])(?:[0-9a-f]{2}\1){2,}[0-9a-f]{2}$/i;
const decimalBytes = /^\d{1,3}(?:([ ,;]\s?)\d{1,3}){7,}$/;

/** Values by what may stay of them. Whatever is not known to be harmless is invented. */
export function createShare(inventor: Inventor, days: number): Share {
  const value: Share['value'] = (text, kind) => {
    if (text.trim() === '' || mayStay(text, kind)) return text;
    if (kind === 'time') return moveTime(text, days) ?? anywhere(text);
    if (kind === 'prose') return prose(text);
    if (/^(term|attribute)$/.test(kind) && /[;,]/.test(text)) return listed(text, kind);
    return wholly(text) ?? anywhere(text);
  };

  /** Values that are one thing from start to end. */
  function wholly(text: string): string | undefined {
    const [, template, job = ''] = /^(AD2AAD[A-Za-z]+|AAD2AD[A-Za-z]+)\.(.+)$/.exec(text) ?? [];
    if (template !== undefined && mayStay(template, 'term')) return `${template}.${anywhere(job)}`;
    const anchor = decodeConnectorDn(text);
    if (anchor !== undefined) {
      const dn = encodeConnectorDn(value(anchor, 'bytes'));
      return text === text.toUpperCase() ? dn : dn.toLowerCase().replace(/^cn/, text.slice(0, 2));
    }
    const quoted = /^(X')((?:[0-9a-f]{2})+)(')$/i.exec(text);
    if (quoted !== null) return `X'${sameCase(quoted[2] ?? '', bytesToHex(hexadecimal(quoted[2] ?? '')))}'`;
    const separator = separatedBytes.exec(text)?.[1];
    if (separator !== undefined) {
      const hex = bytesToHex(hexadecimal(text.replaceAll(separator, '')));
      return sameCase(text, (hex.match(/../g) ?? []).join(separator));
    }
    const gap = decimalBytes.exec(text)?.[1];
    if (gap !== undefined) {
      const numbers = text.split(/[ ,;]\s?/).map(Number);
      if (numbers.every((number) => number < 256)) return bytes(Uint8Array.from(numbers)).join(gap);
    }
    // Without padding, or in the alphabet of addresses.
    if (/^[A-Za-z0-9_-]{21}[AQgw]$/.test(text) && mixed(text)) {
      const plain = text.replaceAll('-', '+').replaceAll('_', '/');
      const shared = base64(`${plain}==`)?.slice(0, 22);
      return plain === text ? shared : shared?.replaceAll('+', '-').replaceAll('/', '_');
    }
    if (/^\d[.,]\d+E\+\d{2,3}$/i.test(text)) return text.replaceAll(/^\d[.,]\d+/g, (digits) => anywhere(digits));
    return undefined;
  }

  function hexadecimal(hex: string): Uint8Array {
    return bytes(hexToBytes(hex) ?? new Uint8Array());
  }

  function anywhere(text: string): string {
    return text.replaceAll(parts, (whole, ...rest) => {
      const part = rest.at(-1) as Readonly<Record<string, string | undefined>>;
      if (part.fixed !== undefined) return whole;
      if (part.url !== undefined) return url(whole);
      if (part.guid !== undefined) return guid(whole);
      if (part.sid !== undefined) return inventor.sid(whole);
      if (part.okta !== undefined) return whole.slice(0, 3) + inventor.identifier(whole.slice(3));
      if (part.escaped !== undefined) return escaped(whole);
      if (part.hex !== undefined) return sameCase(whole, bytesToHex(hexadecimal(whole)));
      if (part.base64 !== undefined) return base64(whole) ?? words(whole);
      if (part.digits !== undefined) return inventor.digits(whole);
      return part.other === undefined ? inventor.word(whole) : '☆';
    });
  }

  function guid(text: string): string {
    const [, open = '', inner = '', close = ''] = /^(\{?)([^{}]*)(\}?)$/.exec(text) ?? [];
    return open + inventor.guid(inner) + close;
  }

  function words(text: string): string {
    return text.replaceAll(/\d+|\p{L}+/gu, (one) => (/\d/.test(one) ? inventor.digits(one) : inventor.word(one)));
  }

  /** Undefined for a word that happens to have Base64's letters only; what is broken stays as broken. */
  function base64(text: string): string | undefined {
    const decoded = base64Of(text);
    if (decoded !== undefined) return encodeBase64(bytes(decoded));
    return mixed(text) || /[+=]/.test(text) ? inventor.identifier(text) : undefined;
  }

  function bytes(original: Uint8Array): Uint8Array {
    if (original.length === 16) return inventor.guidBytes(original);
    const sid = sidOfBytes(original);
    if (sid !== undefined) return bytesOfSid(inventor.sid(sid));
    const text = printable(original);
    if (text !== undefined) return Buffer.from(value(text, 'data'));
    const wide = original.length % 2 === 0 ? Buffer.from(original).toString('utf16le') : '';
    if (/^[\x20-\x7e]+$/.test(wide)) return Buffer.from(value(wide, 'data'), 'utf16le');
    return inventor.bytes(original);
  }

  /** LDAP's escapes: of punctuation that a name or a filter may not hold bare, which stays, or of bytes (RFC 4514, 4515). */
  function escaped(text: string): string {
    const pairs = text.replaceAll('\\', '');
    if (/^(0a|0d|2[0238-9a-cf]|3[b-e]|5c){1,3}$/i.test(pairs)) return text;
    return bytesToHex(hexadecimal(pairs)).replaceAll(/../g, (pair) => `\\${sameCase(text, pair)}`);
  }

  function url(text: string): string {
    const [, scheme = '', host = '', rest = ''] = /^([a-z]+:\/\/)?([^/?#]*)(.*)$/is.exec(text) ?? [];
    const path = rest.replaceAll(/[^/?#&=.,$()';@!*:]+/g, (part) => {
      const decoded = decodeUri(part);
      if (isName(decoded) || isTerm(decoded) || /^(v1|0|beta|api|default)$/i.test(decoded)) return part;
      const shared = value(decoded, 'data');
      return decoded === part ? shared.replaceAll('%', '%25') : encodeURIComponent(shared);
    });
    const known = /^(https?|ldaps?|file|urn):\/\/$/i.test(scheme) ? scheme : anywhere(scheme);
    return known + anywhere(decodeUri(host)) + path;
  }

  /** A vendor's sentence; whatever it quotes is somebody's. */
  function prose(text: string): string {
    return text.replaceAll(/'[^']*'?|"[^"]*"?|[^'"]+/g, (piece, at: number) => {
      if (/^['"]/.test(piece)) return anywhere(piece);
      const pattern = /[\p{L}\p{M}]+|[^\p{L}\p{M}]+/gu;
      let pending = '';
      let shown = '';
      for (const { 0: token, index } of piece.matchAll(pattern)) {
        const first = (at === 0 && index === 0) || /[.!?:]\s+$/.test(piece.slice(0, index));
        const alone =
          !/[\p{N}@._/-]$/u.test(piece.slice(0, index)) &&
          !/^([\p{N}@_/-]|\.\S)/u.test(piece.slice(index + token.length));
        if (alone && isProse(token, first)) {
          shown += anywhere(pending) + token;
          pending = '';
        } else pending += token;
      }
      return shown + anywhere(pending);
    });
  }

  function listed(text: string, kind: Kind): string {
    return text.replaceAll(/[^;,]+/g, (one) => (mayStay(one, kind) ? one : (wholly(one) ?? anywhere(one))));
  }

  return {
    value,
    bytes,
    name: (name) => (isName(name) || isTerm(name) || !/[\p{L}\p{N}]/u.test(name) ? name : anywhere(name)),
  };
}

const mixed = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text) && /\d/.test(text);
const sameCase = (model: string, hex: string): string => (/[A-F]/.test(model) ? hex.toUpperCase() : hex.toLowerCase());

/** The text of bytes that are one, else undefined. */
export function printable(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[^\P{Cc}\t\r\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
