import type { EntraRefusal, Prediction } from '../domain/assessment.js';
import type { OnPremIdentity } from './identity.js';

/** Entra's answer when the person it finds by the key carries another ImmutableID (ENTRA-2); none for keys it ignores. */
const refusals: Readonly<Partial<Record<string, EntraRefusal>>> = {
  userPrincipalName: 'InvalidSoftMatch',
  primaryAddress: 'InvalidSoftMatch',
  sid: 'AttributeValueMustBeUnique',
};

/** What Entra would answer to somebody whose account carries another ImmutableID: the part of a finding that says so. */
export function refusalOf({ matchedBy, onPrem, entra }: OnPremIdentity): { readonly prediction?: Prediction } {
  const sameName = onPrem.userPrincipalName?.toLowerCase() === entra?.userPrincipalName?.toLowerCase();
  const refusal = refusals[sameName && onPrem.userPrincipalName ? 'userPrincipalName' : (matchedBy ?? '')];
  return refusal === undefined ? {} : { prediction: { refusal } };
}
