import type { IdentityLine } from '../domain/assessment.js';
import type { Identity } from '../validation/identity.js';

/** One line per identity, sorted by on-premises UPN, then Entra's, then the ids. */
export function identityLines(identities: readonly Identity[]): IdentityLine[] {
  const lines = identities.map(identityLine).map((line) => ({ line, key: sortKey(line) }));
  lines.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return lines.map(({ line }) => line);
}

function identityLine(identity: Identity): IdentityLine {
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
