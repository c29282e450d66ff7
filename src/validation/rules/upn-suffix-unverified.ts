import { domainOfName } from '../account.js';
import { onPremRule, type Rule } from '../rule.js';
import { isFederated } from '../service-facts.js';
import { about } from '../subject.js';

/** The on-premises UPN ends in a domain that the tenant has not verified (ENTRA-13). */
export const upnSuffixUnverified: Rule = {
  unchecked: ({ settings }) =>
    settings.verifiedDomains === undefined ? 'no verified domain is known (--verified-domain NAME)' : undefined,
  ...onPremRule(
    {
      id: 'upn-suffix-unverified',
      category: 'population',
      severity: 'error',
      title: 'The domain of the UPN is not verified in the tenant',
      help: 'Entra replaces a UPN of an unverified domain by a name under the tenant’s initial domain (…onmicrosoft.com). A warning for a person without an account in Entra.',
      consequence: 'The account would be renamed to a name under onmicrosoft.com: sign-in changes.',
      remedy: 'Verify the domain in the tenant, or change the on-premises UPN suffix to a verified one.',
    },
    (identity, population) => {
      const { settings, signInName } = population;
      const name = signInName(identity.onPrem);
      const matched = ['hardMatch', 'softMatch', 'anchorMismatch', 'anchorHeldByAnother', 'ambiguous'].includes(
        identity.outcome,
      );
      if (!name || settings.verifiedDomains === undefined || identity.outcome === 'excluded') return undefined;
      if (settings.verifiedDomains.has(domainOfName(name))) return undefined;
      const draft = {
        ...about(identity),
        found: domainOfName(name),
        expected: [...settings.verifiedDomains].sort().join(', '),
      };
      if (matched) {
        const breaks = isFederated(identity.entra?.userPrincipalName, population);
        return { ...draft, ...(breaks && { prediction: { signInBreaks: true as const } }) };
      }
      return {
        ...draft,
        severity: 'warning' as const,
        consequence: 'The new account would get a name under onmicrosoft.com.',
      };
    },
  ),
};
