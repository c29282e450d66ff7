import { normalizeGuid } from '../../domain/guid.js';
import { decodeGuidAnchor } from '../../domain/source-anchor.js';
import { isBooleanWord } from '../values/flags.js';
import type { LastCell } from './read.js';

/** Properties whose end may be missing without any effect on a decision, or with none but a refusal. */
const immaterial = new Set(['name', 'displayName', 'attributes']);

/**
 * True when a file's very last cell, which no line break ends, may be the stump of a longer one. A file is commonly
 * written without the last line break, and just as commonly broken off while it is copied, so the value itself has to
 * show that it is whole:
 * - a closed quote, a GUID, True or False, an ImmutableID of 16 bytes: whole by their form;
 * - an address or UPN: whole when its domain occurs in another row, since a cut one would have lost its end;
 * - an empty cell: whole when the column holds no value in any row (the tutorial's own empty ImmutableID column);
 * - an ImmutableID that is text: whole where the rows above have such texts (a stump never equals the anchor: it blocks);
 * - a display name or a further attribute: not told apart, and not material.
 * `role` is the property (`attributes` for others), `before` the records of the rows above.
 */
export function mayHoldCutText(role: string, cell: LastCell, before: readonly object[]): boolean {
  if (cell.quoted) return false;
  const others = before.map((record): unknown => Reflect.get(record, role)).filter((value) => value !== undefined);
  if (cell.text === '') return others.length > 0 || (role !== 'immutableIdClaim' && role !== 'attributes');
  if (immaterial.has(role)) return false;
  switch (role) {
    case 'immutableId':
    case 'immutableIdClaim':
      return decodeGuidAnchor(cell.text) === undefined && !isTextColumn(others);
    case 'objectGuid':
    case 'entraObjectId':
    case 'consistencyGuid':
      return decodeGuidAnchor(cell.text) === undefined && normalizeGuid(cell.text) === undefined;
    case 'userPrincipalName':
    case 'mail':
      return !others.some((value) => domainOf(String(value)) === domainOf(cell.text));
    case 'enabled':
    case 'accountEnabled':
    case 'blockCredential':
    case 'synced':
      return !isBooleanWord(cell.text);
    case 'userType':
      return !/^(member|guest)$/i.test(cell.text.trim());
    default:
      return true;
  }
}

/** True when the values above are there and none of them is a GUID's anchor: the source anchor is then a text. */
function isTextColumn(values: readonly unknown[]): boolean {
  return values.length > 0 && values.every((value) => decodeGuidAnchor(String(value)) === undefined);
}

function domainOf(address: string): string {
  return address
    .slice(address.lastIndexOf('@') + 1)
    .trim()
    .toLowerCase();
}
