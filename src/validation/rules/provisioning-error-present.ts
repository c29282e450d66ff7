import { identityRule, type Rule } from '../rule.js';
import { about } from '../subject.js';

/** Entra quarantined a value of the account before the cutover (ENTRA-14). */
export const provisioningErrorPresent: Rule = {
  unchecked: ({ fields }) =>
    fields.entra.has('provisioningErrors')
      ? undefined
      : 'the Entra evidence does not show onPremisesProvisioningErrors',
  ...identityRule(
    {
      id: 'provisioning-error-present',
      category: 'service',
      severity: 'warning',
      title: 'Entra keeps back a value of the account already',
      help: 'onPremisesProvisioningErrors lists values that Entra quarantined because another object has them. The export that brought them was reported as a success.',
      consequence:
        'The value stays away from the account, and after the cutover nobody can tell an old conflict from a new one.',
      remedy: 'Take the value from the other object before the cutover; Entra tries again every hour.',
    },
    (identity) => {
      const errors = identity.entra?.provisioningErrors ?? [];
      if (errors.length === 0) return undefined;
      const found = errors.map(({ category, property, value }) =>
        property === undefined ? category : `${category} of ${property}${value === undefined ? '' : ` ${value}`}`,
      );
      return { ...about(identity), found: found.sort().join('; '), prediction: { refusal: 'QuarantinedDuplicate' } };
    },
    'all',
  ),
};
