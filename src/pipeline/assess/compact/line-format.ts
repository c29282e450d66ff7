import { objectGuidAnchor } from '../../../domain/source-anchor.js';
import { identityLine } from '../identity-lines.js';

export const lineValues = { onPremName: 0, entraName: 1, objectGuid: 2, entraObjectId: 3, anchor: 4 } as const;

/** The text of a clean pair’s line around its values. */
export interface LineFormat {
  /** Of `lineValues`. */
  readonly values: readonly number[];
  /** Before each value, and behind the last. */
  readonly texts: readonly Uint8Array[];
  /** Bytes of a line without the two names. */
  readonly bytesWithoutNames: number;
}

/** The format, taken from the line that the object path makes of such a pair: the two can’t drift apart. */
export function cleanLineFormat(withObjectId: boolean): LineFormat {
  const at = { origin: '', line: 1 };
  const objectGuid = '01234567-89ab-cdef-0123-456789abcdef';
  const entraObjectId = 'fedcba98-7654-3210-fedc-ba9876543210';
  const sourceAnchor = objectGuidAnchor(objectGuid);
  const line = `${JSON.stringify(
    identityLine({
      side: 'onPrem',
      outcome: 'hardMatch',
      onPrem: { objectType: 'user', at, objectGuid, userPrincipalName: '<on-prem>', attributes: new Map() },
      entra: {
        objectType: 'user',
        at,
        userPrincipalName: '<entra>',
        immutableId: sourceAnchor,
        ...(withObjectId && { entraObjectId }),
      },
      sourceAnchor,
      others: [],
    }),
  )}\n`;
  const values: readonly (readonly [number, string])[] = [
    [lineValues.onPremName, '<on-prem>'],
    [lineValues.entraName, '<entra>'],
    [lineValues.objectGuid, objectGuid],
    ...(withObjectId ? ([[lineValues.entraObjectId, entraObjectId]] as const) : []),
    [lineValues.anchor, sourceAnchor],
    [lineValues.anchor, sourceAnchor],
  ];
  const texts: Uint8Array[] = [];
  let rest = line;
  for (const [, value] of values) {
    const found = rest.indexOf(value);
    if (found < 0) throw new Error(`the identity line has no ${value} where it was expected`);
    texts.push(new Uint8Array(Buffer.from(rest.slice(0, found))));
    rest = rest.slice(found + value.length);
  }
  texts.push(new Uint8Array(Buffer.from(rest)));
  return { values: values.map(([name]) => name), texts, bytesWithoutNames: line.length - '<on-prem><entra>'.length };
}
