import { decodeBase64, encodeBase64 } from '../../../domain/base64.js';
import { foldedLength } from '../../../evidence/ldif/read.js';
import { remarkOf, soughtIn } from '../../../evidence/ldif/searches.js';
import { kindOf } from './members.js';
import { printable } from './spellings.js';
import { Unparsable } from './unparsable.js';
import type { Share } from './values.js';

const attributeLine = /^([A-Za-z0-9][A-Za-z0-9.;=*-]*):([:<]?)( *)(.*)$/s;

/**
 * LDIF: unfolded, each value replaced by its attribute, folded again as wide as it was. Of comments those stay that say how far a search came.
 *
 * @throws Unparsable for a line that is none of LDIF.
 */
export function shareLdif(text: string, share: Share): string {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? '\n';
  const lines = text.split(/\r?\n/);
  const folded = lines.filter((_, index) => lines[index + 1]?.startsWith(' '));
  const width = folded.reduce((widest, line) => Math.max(widest, line.length), 0);
  const shown: string[] = [];
  const sought: string[] = [];
  let isEntry = false;
  for (let index = 0; index < lines.length; index += 1) {
    const line = index + 1;
    let whole = lines[index] ?? '';
    while (lines[index + 1]?.startsWith(' ')) {
      index += 1;
      whole += lines[index]?.slice(1) ?? '';
    }
    if (whole.startsWith('#')) {
      const comment = whole.slice(1).trim();
      const remark = shareSought(comment, sought) ?? shareRemark(comment);
      if (remark !== undefined) shown.push(`# ${remark}`);
      continue;
    }
    isEntry = whole !== '' && (isEntry || /^dn:/i.test(whole));
    const shared = whole === '' || whole === '-' ? whole : shareLine(whole, line, isEntry, share);
    const isLast = lines.slice(index + 1).every((after) => after === '');
    const pieces = isLast ? foldLast(shared, lines[index] ?? '', width) : fold(shared, width);
    shown.push(pieces.join(`${lineEnd} `));
  }
  return shown.join(lineEnd);
}

/** Which of the searches a page is of, by their numbers in the file: where and what they look for is not shown. */
function shareSought(comment: string, known: string[]): string | undefined {
  const found = soughtIn(comment);
  if (found === undefined) return undefined;
  if (!known.includes(found.told)) known.push(found.told);
  return `${found.what}${known.indexOf(found.told) + 1}`;
}

/** What ldapsearch says of its search; undefined for any other line. Where the server would go on is its own affair. */
function shareRemark(line: string): string | undefined {
  const found = remarkOf(line);
  if (found?.remark !== 'cookie') return found && line;
  return `pagedresults: cookie=${found.told && 'AAAA'}`;
}

function shareLine(text: string, line: number, isEntry: boolean, share: Share): string {
  const match = attributeLine.exec(text);
  if (match === null) throw new Unparsable('this line is not “attribute: value” and does not continue one', line);
  const [, name = '', sign = '', gap = '', written = ''] = match;
  const [attribute = ''] = name.split(';');
  const shownName = share.name(name);
  const remark = shareRemark(text);
  if (remark !== undefined) return remark;
  const shared = sign === ':' ? decodeBase64(written.trim()) : written;
  if (shared === undefined)
    throw new Unparsable(`the Base64 of ${JSON.stringify(share.name(attribute))} is broken`, line);
  const value = shareValue(attribute, typeof shared === 'string' ? Buffer.from(shared) : shared, isEntry, share);
  const letters = Buffer.from(value).toString('latin1');
  const plain = sign !== ':' && /^[\x21-\x39\x3b\x3d-\x7e][\x20-\x7e]*$|^$/.test(letters);
  return plain ? `${shownName}:${sign}${gap}${letters}` : `${shownName}::${gap || ' '}${encodeBase64(value)}`;
}

/** Bytes that happen to be printable stand as they are (RFC 2849): letters of an attribute of bytes are not a spelling of others. */
function shareValue(attribute: string, value: Uint8Array, isEntry: boolean, share: Share): Uint8Array {
  // In a change the value is the name of what is changed (RFC 2849).
  const named = /^(add|delete|replace)$/i.test(attribute) ? 'attribute' : kindOf(attribute);
  // Of what stands in LDIF, ldapsearch alone counts: its searches, outside of entries.
  const isSearch = !isEntry && /^search$/i.test(attribute);
  const kind = isSearch ? 'count' : named === 'count' ? 'data' : named;
  const text = kind === 'bytes' ? undefined : printable(value);
  return text === undefined ? share.bytes(value) : Buffer.from(share.value(text, kind));
}

function fold(text: string, width: number): string[] {
  if (width < 2) return [text];
  const pieces = [text.slice(0, width)];
  for (let from = width; from < text.length; from += width - 1) pieces.push(text.slice(from, from + width - 1));
  return pieces;
}

/** A file that ends where a line would be folded may have lost the rest of it: it ends so again, or ends so no more than before. */
function foldLast(text: string, original: string, width: number): string[] {
  if (original.length >= foldedLength)
    return [text.replace(/^[^:]*:[:<]?/, (start) => start.padEnd(start.length + foldedLength - text.length))];
  return fold(text, text.length < foldedLength ? width : foldedLength - 1);
}
