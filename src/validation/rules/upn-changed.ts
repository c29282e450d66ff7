import { domainOfName } from '../account.js';
import { onPremRule } from '../rule.js';
import { about } from '../subject.js';

/** The matched person signs in under another name after the cutover. */
export const upnChanged = onPremRule(
  {
    id: 'upn-changed',
    category: 'population',
    severity: 'warning',
    title: 'The UPN would change',
    help: 'The two sides are one person by anchor or address, but their UPNs differ by more than letter case. Okta may map another user name than Entra does.',
    consequence: 'Entra would rewrite the sign-in name to the on-premises UPN: the person signs in under a new name.',
    remedy: 'Correct the on-premises UPN, configure another attribute as the UPN, or tell the person beforehand.',
  },
  (identity, { settings, signInName }) => {
    const here = signInName(identity.onPrem);
    const there = identity.entra?.userPrincipalName;
    if (identity.outcome !== 'hardMatch' && identity.outcome !== 'softMatch') return undefined;
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
