import type { EntraRefusal } from '../../domain/assessment.js';
import { sidsDiffer } from '../account.js';
import type { Ambiguity } from '../identity.js';
import { onPremRule } from '../rule.js';
import { about, subjectOfObject } from '../subject.js';

const reasons: Readonly<Partial<Record<Ambiguity, string>>> = {
  'several-candidates': 'The person’s SID, UPN, primary address or account name lead to different Entra accounts.',
  'candidate-of-several': 'Several on-premises people lead to the same Entra account.',
  'candidate-taken':
    'The Entra account that this person’s name or address leads to belongs, by its anchor, to somebody else.',
  'guest-only': 'Only a guest account has the person’s name or address; Entra does not match guests.',
};

/** What Entra would answer where it does not simply take one of them. */
const refusals: Readonly<Partial<Record<Ambiguity, EntraRefusal>>> = {
  'candidate-taken': 'InvalidSoftMatch',
  'guest-only': 'QuarantinedDuplicate',
};

/** Nobody can tell which account is the person’s: it is refused instead of guessed. */
export const ambiguousIdentity = onPremRule(
  {
    id: 'ambiguous-identity',
    category: 'population',
    severity: 'error',
    title: 'Several accounts could be the person’s',
    help: 'The keys of one person lead to different accounts, or several people to one. What is ambiguous is refused: a guess would hand somebody’s account to somebody else.',
    consequence: 'Entra would match one of them by chance, or refuse the person with a conflict.',
    remedy:
      'Decide by evidence (SID, employee number, mailbox) which account is the person’s, and correct the UPN, address or anchor of the others.',
  },
  (identity) => {
    const { ambiguity, outcome, onPrem, entra } = identity;
    const reason = ambiguity && reasons[ambiguity];
    if (reason !== undefined) {
      return {
        ...about(identity),
        consequence: `${reason} Entra would match by chance, or refuse the person with a conflict.`,
        related: identity.others.map(subjectOfObject),
        ...(ambiguity && refusals[ambiguity] && { prediction: { refusal: refusals[ambiguity] } }),
      };
    }
    if (outcome !== 'softMatch' || !sidsDiffer(onPrem, entra?.onPremisesSecurityIdentifier)) return undefined;
    return {
      ...about(identity),
      expected: onPrem.objectSid,
      found: entra?.onPremisesSecurityIdentifier,
      consequence:
        'The name agrees but the SIDs differ: the name may have been given to another person, and Entra would hand the account to the wrong one.',
    };
  },
  'all',
);
