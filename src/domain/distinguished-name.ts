/** The types of Active Directory's names by their numbers, which RFC 4514 allows in their place. */
export const numberedTypes: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
]);

/** A type and its value, which may be in quotation marks (RFC 4514, RFC 2253): a pattern that needs no flags. */
export const namePart: string = String.raw`\s*(?:[A-Za-z][A-Za-z0-9-]*|(?:[Oo][Ii][Dd]\.)?\d+(?:\.\d+)+)\s*=[ \t\r\n]*(?:"(?:\\[\s\S]|[^"\\])*"\s*|(?![" \t\r\n])(?:\\[\s\S]|[^\\,;])+)`;
/** What Active Directory puts in front of a name (MS-ADTS, LDAP_SERVER_EXTENDED_DN_OID). */
const inFront = /^\s*(?:<(?:GUID|SID)=[^>]*>\s*;\s*)+/i;
const wholeName = new RegExp(`^${namePart}(?:[,;]${namePart})*$`);

/** True for a text that has the form of a distinguished name. */
export function isDistinguishedName(text: string): boolean {
  return wholeName.test(text.replace(inFront, ''));
}

/** A distinguished name in which nothing is written in more than one way but letter case. */
const plainDn = /^(?:[a-z][a-z0-9-]*=(?!#)[^\\"<>,;+\s\u037e]+(?: +[^\\"<>,;+\s\u037e]+)*(?:,|$))+$/i;
/** A value in quotation marks, or an escape outside of them. */
const quotedOrEscaped = /\\.|"((?:\\.|[^"\\])*)"/gs;
/** An escaped sign, or the bytes of one in UTF-8: what stands next to it does not decide what it is. */
const escaped =
  /\\(?:[0-7][0-9a-f]|[cd][0-9a-f]\\[89ab][0-9a-f]|e[0-9a-f](?:\\[89ab][0-9a-f]){2}|f[0-7](?:\\[89ab][0-9a-f]){3}|[0-9a-f]{2}|.)/gis;
/** What would mean something else in a value, or at its edges, if it stood there as it is. U+037E is another way to write `;`. */
const special = /[\\,;+"<>#\u037e \t\n\v\f\r]/g;

/**
 * A distinguished name as it compares: without letter case and blanks around its parts and their `=`, each sign in its composed form, and
 * in hexadecimal where it would mean something else otherwise. `\,`, `\2C`, `\C3\BC` and a value in quotation marks are spellings of what
 * they stand for, `;` separates parts as `,` does (RFC 4514, RFC 2253), and what Active Directory puts in front says nothing. The result
 * is a distinguished name too, whose commas all separate parts.
 */
export function normalizeDn(distinguishedName: string): string {
  if (plainDn.test(distinguishedName)) return distinguishedName.toLowerCase().normalize('NFC');
  return distinguishedName
    .replace(inFront, '')
    .replace(quotedOrEscaped, (written, quoted?: string) =>
      quoted === undefined
        ? written
        : quoted.replace(/\\.|[^\\]/gs, (sign) => (sign.length > 1 ? sign : sign.replace(special, escapeSign))),
    )
    .replace(escaped, spell)
    .split(/[,;]/)
    .map(normalizePart)
    .join(',')
    .toLowerCase()
    .normalize('NFC');
}

/**
 * A distinguished name as Active Directory itself writes it, but in lower case: `\,` and not `\2C`. For what is kept or sent; two of them
 * compare by their normal form.
 */
export function spellDn(distinguishedName: string): string {
  return normalizeDn(distinguishedName).replace(/\\(?:2[023bc]|3[bce]|5c)/g, (written) => `\\${unescapeDn(written)}`);
}

function normalizePart(part: string): string {
  const at = part.indexOf('=');
  if (at < 0) return part.trim();
  const type = part.slice(0, at).trim();
  const value = fromHexadecimal(trimmed(part.slice(at + 1)));
  const escaped = value.replace(/^#|[+"<>\u037e\t\n\v\f\r]/g, escapeSign);
  const plain = escaped.includes('\\2') ? escaped.replace(/(?!^)\\(?:20(?!$)|23)/g, unescapeDn) : escaped;
  return `${numberedTypes.get(type.replace(/^OID\./i, '')) ?? type}=${plain}`;
}

/** Without the blanks around it, but with others that look like one: those are part of a name. */
function trimmed(text: string): string {
  return text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');
}

/** A value as `#` and the hexadecimal digits of its BER encoding stands for its text (RFC 4514): a short string of any type. */
function fromHexadecimal(value: string): string {
  const [, length = '', bytes = ''] = /^#(?:04|0c|13|14|16)([0-7][0-9a-f])((?:[0-9a-f]{2})*)$/i.exec(value) ?? [];
  if (bytes === '' || Number.parseInt(length, 16) * 2 !== bytes.length) return value;
  return bytes.replaceAll(/../g, String.raw`\$&`).replace(escaped, spell);
}

/** An escape in its normal form: what it stands for, or as hexadecimal digits where that would mean something else. */
function spell(written: string): string {
  const text = unescapeDn(written);
  return text === written ? written : text.replace(special, escapeSign);
}

/** What an escape stands for: the bytes of UTF-8 in hexadecimal, or the sign itself. What is neither stays as it is written. */
function unescapeDn(written: string): string {
  if (!/^\\[0-9a-f]{2}/i.test(written)) return written.slice(1);
  try {
    return decodeURIComponent(written.replaceAll('\\', '%'));
  } catch {
    return written;
  }
}

function escapeSign(sign: string): string {
  const code = sign.normalize('NFC').charCodeAt(0);
  return code < 0x80 ? `\\${code.toString(16).padStart(2, '0')}` : sign;
}

/** The container of a distinguished name as it is written there: what follows the object's own part. Undefined where nothing does. */
export function containerOfDn(distinguishedName: string): string | undefined {
  const name = distinguishedName.replace(inFront, '');
  return trimmed(name.slice(rdnOfDn(distinguishedName).length + 1)) || undefined;
}

/** The first part of a distinguished name as it is written: the object’s own name (`CN=Ann`). */
export function rdnOfDn(distinguishedName: string): string {
  return /^(?:\\.|"(?:\\.|[^"\\])*"|[^,;])*/s.exec(distinguishedName.replace(inFront, ''))?.[0] ?? '';
}

/** The parts of a distinguished name as readers see them: each type in lower case, each value without what it was escaped by. */
export function rdnsOfDn(distinguishedName: string): readonly { readonly type: string; readonly value: string }[] {
  const parts: { type: string; value: string }[] = [];
  for (let rest: string | undefined = distinguishedName; rest; rest = containerOfDn(rest)) {
    const rdn = rdnOfDn(rest);
    const at = rdn.indexOf('=');
    const value = trimmed(rdn.slice(at + 1)).replace(/^"(.*)"$/s, '$1');
    parts.push({ type: rdn.slice(0, Math.max(0, at)).trim().toLowerCase(), value: value.replace(escaped, unescapeDn) });
  }
  return parts;
}

/** The DNS domain that a distinguished name ends in (`DC=corp,DC=example` → `corp.example`), in lower case. */
export function domainOfDistinguishedName(distinguishedName: string | undefined): string | undefined {
  const parts = distinguishedName === undefined ? [] : normalizeDn(distinguishedName).split(',');
  const labels = parts.filter((part) => part.startsWith('dc=')).map((part) => part.slice(3));
  return labels.length > 0 ? labels.join('.') : undefined;
}

/** True when the distinguished name lies in the container (or is it). DNs compare without letter case. */
export function isInContainer(distinguishedName: string, container: string): boolean {
  const name = normalizeDn(distinguishedName);
  const base = normalizeDn(container);
  return name === base || name.endsWith(`,${base}`);
}
