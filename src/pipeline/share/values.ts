import { decodeConnectorDn, encodeConnectorDn } from '../../domain/connector-dn.js';
import { bytesToHex, hexToBytes, normalizeGuid } from '../../domain/guid.js';
import { base64Of, bytesOfSid, type Pseudonyms, sidOfBytes } from './pseudonyms.js';
import { isKnown, knownSuffixes, proseWords, type Role, topLevelDomains } from './words.js';

/** Tells a shareable value in place of a value. */
export type ShareValue = (text: string, role: Role) => string;

const shapes = [
  /^(true|false|null)$/i,
  /^0x[0-9a-f]{1,8}$/i,
  // Times and durations: ISO 8601, Windows' own, generalized time, .NET's.
  /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?$/,
  /^\d{1,4}[./]\d{1,2}[./]\d{1,4},? \d{1,2}:\d\d(:\d\d(\.\d+)?)?( [AP]M)?$/,
  /^\d{14}\.\d+Z$/,
  /^\/Date\(-?\d+([+-]\d{4})?\)\/$/,
  /^-?(\d+\.)?\d\d:\d\d:\d\d(\.\d+)?$/,
  /^P(T?\d+[YMWDHS])+$/,
];

/** Of any string: URL, address, GUID, SID, Okta id, 32 hexadecimal digits, Base64, host; else single words and digits. */
const parts =
  /(?<url>https?:\/\/[^\s"'<>]+)|(?<guid>\{?\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b\}?)|(?<sid>\bS-1-5-21(?:-\d+){3,4}\b)|(?<okta>\b(?:00[a-z]|0[a-z]{2}|oae|prm)[A-Za-z0-9]{17}\b)|(?<host>(?<![\w@-])[\w-]+(?:\.[\w-]+)*\.(?:onmicrosoft|okta|oktapreview|okta-emea|microsoft)\.com\b)|(?<hex>\b[0-9a-f]{32}\b)|(?<base64>(?<![A-Za-z0-9+/=])(?:[A-Za-z0-9+/]{4}){3,}(?:[A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)(?![A-Za-z0-9+/=]))|(?<word>(?:[A-Za-z0-9]|(?![\p{P}\s])\P{ASCII})+)/giu;

/** Values without their context: see Role. Anything that is not known to be a vendor's is replaced. */
export function createShareValue(pseudonyms: Pseudonyms): ShareValue {
  const share: ShareValue = (text, role) => {
    if (text.trim() === '' || shapes.some((shape) => shape.test(text))) return text;
    if (role === 'word' && (isKnown(text) || /^\d{1,4}$/.test(text))) return text;
    if (role === 'number' && /^-?\d+$/.test(text)) return text;
    const [, template, job = ''] = /^(AD2AAD\w+|AAD2AD\w+)\.(.+)$/.exec(text) ?? [];
    if (template !== undefined && isKnown(template)) return `${template}.${anywhere(job)}`;
    const dn = shareDn(text);
    if (dn !== undefined) return dn;
    if (role !== 'prose') return anywhere(text);
    // Whatever a sentence quotes is somebody's.
    return text.replaceAll(/(')(.*)(')|[^']+/gs, (whole, open?: string, quoted = '', close = '') =>
      open === undefined ? anywhere(whole, proseWords) : `${open}${anywhere(quoted)}${close}`,
    );
  };

  function anywhere(text: string, kept?: ReadonlySet<string>): string {
    return text.replaceAll(parts, (whole, ...rest) => {
      const { url, guid, sid, okta, host, hex, base64 } = rest.at(-1) as Readonly<Record<string, string | undefined>>;
      if (url !== undefined) return shareUrl(url);
      if (guid !== undefined && normalizeGuid(guid) !== undefined) return pseudonyms.guid(guid);
      if (guid !== undefined) return pseudonyms.identifier(guid);
      if (sid !== undefined) return pseudonyms.sid(sid);
      if (okta !== undefined) return okta.slice(0, 3) + pseudonyms.identifier(okta.slice(3));
      if (host !== undefined) return shareHost(host);
      if (hex !== undefined) return shareHex(hex);
      const bytes = base64 === undefined ? undefined : base64Of(base64);
      if (bytes !== undefined) return shareBytes(bytes);
      if (base64 !== undefined && /[+/=]/.test(base64)) return shareWords(base64, kept);
      return shareWord(whole, kept, text);
    });
  }

  function shareWords(text: string, kept?: ReadonlySet<string>): string {
    return text.replaceAll(/[A-Za-z0-9]+/g, (word) => shareWord(word, kept, text));
  }

  function shareWord(word: string, kept: ReadonlySet<string> | undefined, text: string): string {
    const lower = word.toLowerCase();
    if (kept?.has(lower)) return word;
    if (/^\d+$/.test(word)) return pseudonyms.digits(word);
    if (topLevelDomains.has(lower) && new RegExp(`[\\w-]\\.${word}(?![\\w.-])`).test(text)) return 'example';
    return pseudonyms.word(word);
  }

  function shareHex(hex: string): string {
    const invented = bytesToHex(pseudonyms.guidBytes(hexToBytes(hex) ?? new Uint8Array(16)));
    return hex === hex.toLowerCase() ? invented : invented.toUpperCase();
  }

  /** Of sixteen bytes a GUID's; of text what the text becomes; of a SID or anything else as many bytes. */
  function shareBytes(bytes: Uint8Array): string {
    if (bytes.length === 16) return Buffer.from(pseudonyms.guidBytes(bytes)).toString('base64');
    const sid = sidOfBytes(bytes);
    if (sid !== undefined) return bytesOfSid(pseudonyms.sid(sid)).toString('base64');
    const text = Buffer.from(bytes).toString('latin1');
    if (/^[\x20-\x7e]+$/.test(text)) return Buffer.from(share(text, 'data'), 'latin1').toString('base64');
    return Buffer.from(pseudonyms.bytes(bytes)).toString('base64');
  }

  function shareUrl(url: string): string {
    const [, scheme = '', host = '', rest = ''] = /^(https?:\/\/)([^/?#]*)(.*)$/is.exec(url) ?? [];
    const path = rest.replaceAll(/[^/?#&=.,$()']+/g, (part) =>
      isKnown(part) || /^(v1|v1\.0|beta|0)$/.test(part) ? part : share(decodeUri(part), 'data'),
    );
    return `${scheme}${shareHost(host)}${path}`;
  }

  function shareHost(host: string): string {
    const suffix = knownSuffixes.find(
      (known) => host.toLowerCase() === known || host.toLowerCase().endsWith(`.${known}`),
    );
    if (suffix === undefined) return anywhere(host);
    const start = host.slice(0, host.length - suffix.length).replace(/\.$/, '');
    return start === '' ? host : `${anywhere(start)}.${suffix}`;
  }

  /** A distinguished name keeps its attribute types; in the Entra connector space it is the anchor in hexadecimal. */
  function shareDn(text: string): string | undefined {
    const anchor = decodeConnectorDn(text);
    if (anchor !== undefined) {
      const dn = encodeConnectorDn(share(anchor, 'data'));
      return text === text.toUpperCase() ? dn : dn.toLowerCase().replace(/^cn/, text.slice(0, 2));
    }
    const pairs = text.split(/(?<!\\),/);
    if (!pairs.every((pair) => /^\s*(cn|ou|dc|uid|o|l|c|st|street)=/i.test(pair))) return undefined;
    return pairs
      .map((pair, index) => {
        const [type = '', ...value] = pair.split('=');
        const name = value.join('=').replaceAll(/\\([0-9a-f]{2})/gi, ' ');
        const last = index === pairs.length - 1 && topLevelDomains.has(name.toLowerCase());
        return `${type}=${last ? 'example' : anywhere(name)}`;
      })
      .join(',');
  }

  return (text, role) => {
    const [, prefix = '', rest = text] = /^((?:smtp|sip|x500|x400):)(.*)$/is.exec(text) ?? [];
    return prefix + keepSuffix(rest, (start) => share(start, role));
  };
}

/** `name@tenant.onmicrosoft.com`: whose suffix it is tells nothing of anybody. */
function keepSuffix(text: string, share: (start: string) => string): string {
  const suffix = /^[^\s@/]+@[^\s@/]+$/.test(text)
    ? knownSuffixes.find((known) => text.toLowerCase().endsWith(`.${known}`))
    : undefined;
  return suffix === undefined ? share(text) : share(text.slice(0, -suffix.length - 1)) + text.slice(-suffix.length - 1);
}

function decodeUri(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
