import { objectGuidAnchor } from '../../../domain/source-anchor.js';
import { identityLine } from '../identity-lines.js';

/** The text of a clean pair’s line around its five values. */
export interface LineFormat {
  /** Before the on-premises name, Entra’s name, the GUID, the anchor and the ImmutableID, and after it. */
  readonly texts: readonly Uint8Array[];
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
  const texts: Uint8Array[] = [];
  let rest = line;
  for (const value of [...names, objectGuid, sourceAnchor, sourceAnchor]) {
    const found = rest.indexOf(value);
    if (found < 0) throw new Error(`the identity line has no ${value} where it was expected`);
    texts.push(Buffer.from(rest.slice(0, found)));
    rest = rest.slice(found + value.length);
  }
  texts.push(Buffer.from(rest));
  const fixed = texts.reduce((sum, text) => sum + text.length, 0);
  return { texts, bytesWithoutNames: fixed + objectGuid.length + 2 * sourceAnchor.length };
}
