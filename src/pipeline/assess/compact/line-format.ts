import { objectGuidAnchor } from '../../../domain/source-anchor.js';
import { identityLine } from '../identity-lines.js';

export type LineValue = 'onPremName' | 'entraName' | 'objectGuid' | 'entraObjectId' | 'anchor';

/** The text of a clean pair’s line around its values. */
export interface LineFormat {
  readonly values: readonly LineValue[];
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
  const values: readonly (readonly [LineValue, string])[] = [
    ['onPremName', '<on-prem>'],
    ['entraName', '<entra>'],
    ['objectGuid', objectGuid],
    ...(withObjectId ? ([['entraObjectId', entraObjectId]] as const) : []),
    ['anchor', sourceAnchor],
    ['anchor', sourceAnchor],
  ];
  const texts: Uint8Array[] = [];
  let rest = line;
  for (const [, value] of values) {
    const found = rest.indexOf(value);
    if (found < 0) throw new Error(`the identity line has no ${value} where it was expected`);
    texts.push(Buffer.from(rest.slice(0, found)));
    rest = rest.slice(found + value.length);
  }
  texts.push(Buffer.from(rest));
  return { values: values.map(([name]) => name), texts, bytesWithoutNames: line.length - '<on-prem><entra>'.length };
}
