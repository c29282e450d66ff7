import { objectGuidAnchor } from '../../domain/source-anchor.js';
import { identityLine } from '../identity-lines.js';

/** The text of a clean pair’s line around its five values, in the order of the values. */
export interface LineFormat {
  /** Before the on-premises name, Entra’s name, the GUID, the anchor and the ImmutableID. */
  readonly before: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  readonly after: Uint8Array;
  /** Bytes of a line without the two names. */
  readonly bytesWithoutNames: number;
}

/** The format, taken from the line that the object path makes of such a pair: the two can’t drift apart. */
export function cleanLineFormat(): LineFormat {
  const at = { origin: '', line: 1 };
  const objectGuid = '01234567-89ab-cdef-0123-456789abcdef';
  const sourceAnchor = objectGuidAnchor(objectGuid);
  const names = ['<on-prem>', '<entra>'] as const;
  const line = `${JSON.stringify(
    identityLine({
      side: 'onPrem',
      outcome: 'hardMatch',
      onPrem: { objectType: 'user', at, objectGuid, userPrincipalName: names[0], attributes: new Map() },
      entra: { objectType: 'user', at, userPrincipalName: names[1], immutableId: sourceAnchor },
      sourceAnchor,
      others: [],
    }),
  )}\n`;
  const parts: Uint8Array[] = [];
  let rest = line;
  for (const value of [...names, objectGuid, sourceAnchor, sourceAnchor]) {
    const found = rest.indexOf(value);
    if (found < 0) throw new Error(`the identity line has no ${value} where it was expected`);
    parts.push(Buffer.from(rest.slice(0, found)));
    rest = rest.slice(found + value.length);
  }
  const after = Buffer.from(rest);
  const [a, b, c, d, e] = parts;
  if (!a || !b || !c || !d || !e) throw new Error('the identity line has fewer values than expected');
  const fixed = [...parts, after].reduce((sum, part) => sum + part.length, 0);
  return { before: [a, b, c, d, e], after, bytesWithoutNames: fixed + objectGuid.length + 2 * sourceAnchor.length };
}
