import { writeSync } from 'node:fs';
import type { IdentityLine } from '../../domain/assessment.js';
import { byText } from '../../domain/by-text.js';
import type { Identity } from '../../validation/identity.js';

/** One line per identity, sorted by on-premises UPN, then Entra's, then the ids. */
export function identityLines(identities: readonly Identity[]): IdentityLine[] {
  const lines = identities.map(identityLine).map((line) => ({ line, key: sortKey(line) }));
  lines.sort((a, b) => byText(a.key, b.key));
  return lines.map(({ line }) => line);
}

/** What stands in the line of one identity. */
export function identityLine(identity: Identity): IdentityLine {
  const onPrem = identity.side === 'onPrem' ? identity.onPrem : undefined;
  const { entra, outcome } = identity;
  const anchor = identity.side === 'onPrem' ? identity.sourceAnchor : undefined;
  // Filled in property by property, as in validation/subject.ts: there may be a million.
  const line: { -readonly [Key in keyof IdentityLine]: IdentityLine[Key] } = { outcome };
  if (onPrem?.userPrincipalName !== undefined) line.userPrincipalName = onPrem.userPrincipalName;
  if (entra?.userPrincipalName !== undefined) line.entraUserPrincipalName = entra.userPrincipalName;
  if (onPrem?.objectGuid !== undefined) line.objectGuid = onPrem.objectGuid;
  if (entra?.entraObjectId !== undefined) line.entraObjectId = entra.entraObjectId;
  if (anchor !== undefined) line.sourceAnchor = anchor;
  if (entra?.immutableId !== undefined) line.immutableId = entra.immutableId;
  return line;
}

function sortKey({
  userPrincipalName,
  entraUserPrincipalName,
  objectGuid,
  entraObjectId,
  immutableId,
}: IdentityLine): string {
  const names = `${userPrincipalName?.toLowerCase() ?? last}\0${entraUserPrincipalName?.toLowerCase() ?? last}`;
  return `${names}\0${objectGuid ?? last}\0${entraObjectId ?? last}\0${immutableId ?? last}`;
}

/** Sorts behind every name. */
const last = '\uffff';

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
