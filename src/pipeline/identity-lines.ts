import { writeSync } from 'node:fs';
import type { IdentityLine } from '../domain/assessment.js';
import type { Identity } from '../validation/identity.js';

/** One line per identity, sorted by on-premises UPN, then Entra's, then the ids. */
export function identityLines(identities: readonly Identity[]): IdentityLine[] {
  const lines = identities.map(identityLine).map((line) => ({ line, key: sortKey(line) }));
  lines.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return lines.map(({ line }) => line);
}

/** What stands in the line of one identity. */
export function identityLine(identity: Identity): IdentityLine {
  const onPrem = identity.side === 'onPrem' ? identity.onPrem : undefined;
  const { entra, outcome } = identity;
  const anchor = identity.side === 'onPrem' ? identity.sourceAnchor : undefined;
  return {
    outcome,
    ...(onPrem?.userPrincipalName !== undefined && { userPrincipalName: onPrem.userPrincipalName }),
    ...(entra?.userPrincipalName !== undefined && { entraUserPrincipalName: entra.userPrincipalName }),
    ...(onPrem?.objectGuid !== undefined && { objectGuid: onPrem.objectGuid }),
    ...(entra?.entraObjectId !== undefined && { entraObjectId: entra.entraObjectId }),
    ...(anchor !== undefined && { sourceAnchor: anchor }),
    ...(entra?.immutableId !== undefined && { immutableId: entra.immutableId }),
  };
}

function sortKey(line: IdentityLine): string {
  const parts = [
    line.userPrincipalName?.toLowerCase(),
    line.entraUserPrincipalName?.toLowerCase(),
    line.objectGuid,
    line.entraObjectId,
    line.immutableId,
  ];
  return parts.map((part) => part ?? '\uffff').join('\u0000');
}

/** Writes lines that are sorted already, one JSON object each, into an open file from its start. */
export function writeIdentityLines(descriptor: number, lines: readonly IdentityLine[]): void {
  let position = 0;
  let text = '';
  const flush = (): void => {
    const data = Buffer.from(text);
    for (let done = 0; done < data.length; )
      done += writeSync(descriptor, data, done, data.length - done, position + done);
    position += data.length;
    text = '';
  };
  for (const line of lines) {
    text += `${JSON.stringify(line)}\n`;
    if (text.length > 1 << 20) flush();
  }
  flush();
}
