/** A distinguished name in which nothing is written in more than one way but letter case: no escape, quotation mark, form or blank. */
const plainDn = /^(?![\s\d]|OID\.)(?:[^\\"<,;=\s]|,(?![\s,\d]|OID\.)|=(?![\s#])|\s(?![\s,=]|$))*$/i;
/** The types of Active Directory's names by their numbers, which RFC 4514 allows in their place. */
export const numberedTypes: ReadonlyMap<string, string> = new Map([
  ['2.5.4.3', 'CN'],
  ['2.5.4.11', 'OU'],
  ['0.9.2342.19200300.100.1.25', 'DC'],
]);

/**
 * A distinguished name as it compares: without letter case and blanks around its parts and their `=`, each sign in its composed form, and
 * escaped only where it would separate parts otherwise. `\,`, `\2C`, `\C3\BC` and a value in quotation marks are spellings of what they
 * stand for, and `;` separates parts as `,` does (RFC 4514, RFC 2253). Active Directory puts `<GUID=…>;<SID=…>;` in front (MS-ADTS,
 * LDAP_SERVER_EXTENDED_DN_OID).
 */
export function normalizeDn(distinguishedName: string): string {
  if (plainDn.test(distinguishedName)) return distinguishedName.toLowerCase().normalize('NFC');
  return distinguishedName
    .replace(/^\s*(?:<(?:GUID|SID)=[^>]*>\s*;\s*)+/i, '')
    .replace(/\\.|"((?:\\.|[^"\\])*)"/gs, (written, quoted?: string) =>
      quoted === undefined
        ? written
        : quoted.replace(/\\.|[,;#\s]/gs, (sign) => (sign.length > 1 ? sign : escapeSign(sign))),
    )
    .replace(/(?:\\[0-9a-f]{2})+|\\./gis, (written) => unescapeDn(written).replace(/[\\,;#\s]/g, escapeSign))
    .split(/[,;]/)
    .map((part) => normalizePart(part).replaceAll('\\20', ' ').replaceAll('\\23', '#'))
    .join(',')
    .toLowerCase()
    .normalize('NFC');
}

function normalizePart(part: string): string {
  const at = part.indexOf('=');
  if (at < 0) return part.trim();
  const type = part.slice(0, at).trim();
  return `${numberedTypes.get(type.replace(/^OID\./i, '')) ?? type}=${fromHexadecimal(part.slice(at + 1).trim())}`;
}

/** A value as `#` and the hexadecimal digits of its BER encoding stands for its text (RFC 4514): a short string of any type. */
function fromHexadecimal(value: string): string {
  const [, length = '', bytes = ''] = /^#(?:04|0c|13|14|16)([0-7][0-9a-f])((?:[0-9a-f]{2})*)$/i.exec(value) ?? [];
  if (bytes === '' || Number.parseInt(length, 16) * 2 !== bytes.length) return value;
  return unescapeDn(bytes.replaceAll(/../g, String.raw`\$&`)).replace(/[\\,;]/g, escapeSign);
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
  return `\\${sign.charCodeAt(0).toString(16).padStart(2, '0')}`;
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
