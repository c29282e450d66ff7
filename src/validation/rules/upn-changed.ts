import { domainOfName } from '../account.js';
import { isMatched } from '../identity.js';
import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** The matched person signs in under another name after the cutover. */
export const upnChanged = onPremRule(
  {
    id: 'upn-changed',
    category: 'population',
    severity: 'warning',
    title: 'The UPN would change',
    help: 'The two sides are one person by anchor or address, but their UPNs differ by more than letter case. Okta may map another user name than Entra does. It is an error on a federated domain.',
    consequence: 'Entra would rewrite the sign-in name to the on-premises UPN: the person signs in under a new name.',
    remedy: 'Correct the on-premises UPN, configure another attribute as the UPN, or tell the person beforehand.',
  },
  (identity, { fields, settings, signInName }) => {
    if (!isMatched(identity)) return undefined;
    const here = signInName(identity.onPrem);
    const there = identity.entra.userPrincipalName;
    if (there && !here && isAskedFor(settings.userPrincipalNameAttribute, fields.onPrem)) {
      const breaks = settings.federatedDomains?.has(domainOfName(there));
      return {
        ...about(identity),
        expected: 'a UPN on-premises',
        found: there,
        consequence:
          'On-premises it has no UPN, so Entra Connect makes one of sAMAccountName and the name of the directory’s domain: the person signs in under a new name; on a federated domain the person can’t sign in any more.',
        remedy: 'Write the UPN that Entra has into the on-premises account, and export again.',
        ...(breaks && { severity: 'error' as const, prediction: { signInBreaks: true as const } }),
      };
    }
    if (!here || !there || here.toLowerCase() === there.toLowerCase()) return undefined;
    const federated = [here, there].some((name) => settings.federatedDomains?.has(domainOfName(name)));
    return {
      ...about(identity),
      expected: here,
      found: there,
      ...(federated && {
        severity: 'error' as const,
        prediction: { signInBreaks: true as const },
        consequence:
          'On a federated domain the sign-in name is what the identity provider sends: the person could not sign in any more.',
      }),
    };
  },
);

/** True where the evidence has the column: elsewhere nobody's UPN is known. */
function isAskedFor(attribute = 'userPrincipalName', fields: ReadonlySet<string>): boolean {
  return [...fields].some((field) => field.toLowerCase() === attribute.toLowerCase());
}
