import { type Identity, isMatched, isOnPrem } from '../identity.js';
import { indexBy } from '../index-by.js';
import { matchIsToCome } from '../match-to-come.js';
import { mayNameObject, namesObject, objectOf } from '../object-identifier.js';
import type { Population } from '../population.js';
import { type FindingDraft, onPremRule, type Rule } from '../rule.js';
import { factsOf } from '../service-facts.js';
import { about, entraSubject, onPremSubject } from '../subject.js';

const joined = {
  severity: 'info' as const,
  consequence: 'Nothing: the account is joined already, and Entra refuses only matches that are still to come.',
  remedy:
    'Nothing to do while the account stays joined. A deletion, or a move out of the scope and back, needs a new match.',
};

/** Entra refuses to hand an account with a privileged role over by hard match (ENTRA-4). */
export const hardMatchBlockedPrivileged: Rule = {
  id: 'hard-match-blocked-privileged',
  category: 'service',
  severity: 'error',
  title: 'A privileged account can’t be taken over by hard match',
  help: 'Since June 2026 Entra refuses to hard match an on-premises user with a cloud account that holds a privileged role or may activate one, also through a group. Accounts that are joined already stay joined: for them the finding is information only.',
  consequence: 'Entra would refuse the match (InvalidHardMatch), and the account would have no on-premises source.',
  remedy:
    'Take the role away for the time of the match, or keep the administrator as a cloud account and leave the on-premises one out of the scope.',
  find: (population) => privileged(population, 'hardMatch', 'InvalidHardMatch'),
};

/** Entra does not soft match privileged accounts (ENTRA-3). */
export const softMatchBlockedPrivileged: Rule = {
  id: 'soft-match-blocked-privileged',
  category: 'service',
  severity: 'error',
  title: 'A privileged account can’t be matched by name',
  help: 'Entra never matches an on-premises user by UPN or address with a cloud account that holds a directory role.',
  consequence: 'Entra would create a quarantined duplicate next to the administrator’s account.',
  remedy:
    'Take the role away for the time of the match, or keep the administrator as a cloud account and leave the on-premises one out of the scope.',
  find: (population) => privileged(population, 'softMatch', 'QuarantinedDuplicate'),
};

function privileged(
  population: Population,
  outcome: 'hardMatch' | 'softMatch',
  refusal: 'InvalidHardMatch' | 'QuarantinedDuplicate',
): FindingDraft[] {
  const roles = indexBy(factsOf(population, 'roleHolder'), ({ entraObjectId }) => entraObjectId.toLowerCase());
  return population.identities.flatMap((identity): FindingDraft[] => {
    if (!isMatched(identity) || identity.outcome !== outcome) return [];
    const held = roles.get(identity.entra.entraObjectId?.toLowerCase()) ?? [];
    if (held.length === 0) return [];
    const found = [...new Set(held.map(({ role, assignment }) => `${role} (${assignment})`))].sort().join(', ');
    const draft = { ...about(identity), found };
    return [matchIsToCome(identity, population) ? { ...draft, prediction: { refusal } } : { ...draft, ...joined }];
  });
}

/** The cloud account is tied to another object of Active Directory (ENTRA-5). */
export const hardMatchBlockedObjectIdentifier: Rule = {
  id: 'hard-match-blocked-object-identifier',
  category: 'service',
  severity: 'error',
  title: 'The account is tied to another on-premises object',
  help: 'onPremisesObjectIdentifier names the on-premises object that the cloud account belongs to. Since July 2026 Entra refuses to match the account with any other object, even if it is synchronized already, unless the tenant allows the update for a time. The rule also names an account that nobody would be matched with although its identifier names somebody in scope: it is probably that person’s, and would be left behind.',
  consequence: 'Entra would refuse the match (InvalidHardMatch), and the account would have no on-premises source.',
  remedy:
    'Find out whose account it is. If it is this person’s, clear the identifier (PATCH /beta/users/{id} with "onPremisesObjectIdentifier": null), or allow the update in the tenant for the time of the cutover.',
  find: (population) => [
    ...population.identities.flatMap((identity) => matchedToAnother(identity, population) ?? []),
    ...leftBehind(population),
  ],
};

function matchedToAnother(identity: Identity, population: Population): FindingDraft | undefined {
  if (!isMatched(identity)) return undefined;
  const identifier = identity.entra.onPremisesObjectIdentifier;
  if (identifier === undefined) return undefined;
  if (population.settings.objectIdentifierUpdateAllowed || mayNameObject(identifier, identity)) return undefined;
  const draft = {
    ...about(identity),
    found: identifier,
    expected: identity.onPrem.objectGuid,
  };
  if (matchIsToCome(identity, population)) return { ...draft, prediction: { refusal: 'InvalidHardMatch' } };
  // To the tool that takes over the account is new, no matter who synchronized it until now.
  return {
    ...draft,
    consequence:
      'The account is synchronized today, but the value can’t change by itself any more: Entra may refuse the take-over, and would refuse the next match (InvalidHardMatch).',
    prediction: { refusal: 'InvalidHardMatch' },
  };
}

/** Accounts to which no match leads, although they name somebody in scope. Entra matches by anchor, UPN and address only. */
function leftBehind({ identities }: Population): FindingDraft[] {
  const people = identities.filter(isOnPrem).filter(({ outcome }) => outcome !== 'excluded');
  const byGuid = indexBy(people, ({ onPrem }) => onPrem.objectGuid);
  return identities.flatMap(({ side, entra }): FindingDraft[] => {
    if (side === 'onPrem') return [];
    const identifier = entra.onPremisesObjectIdentifier;
    const owners = (byGuid.get(objectOf(identifier)) ?? []).filter(
      // Two accounts can't both be the person's: the one that the anchor or a name leads to as well is.
      (person) => !namesObject(person.entra?.onPremisesObjectIdentifier, person),
    );
    const [owner] = owners;
    if (owner === undefined) return [];
    const ends = isMatched(owner)
      ? 'would be matched with another account'
      : 'would not get it: Entra does not match by this identifier';
    return [
      {
        subject: entraSubject(entra),
        at: entra.at,
        related: owners.map(({ onPrem }) => onPremSubject(onPrem)),
        found: identifier,
        consequence: `The account belongs to ${owner.onPrem.userPrincipalName ?? owner.onPrem.objectGuid}, who ${ends}. Its mailbox, licenses and files stay with an account that nobody manages.`,
        remedy:
          // To clear the identifier would only hide whose account it is.
          'Find out whose account it is. If it is that person’s, set its ImmutableID to their source anchor. Leave the identifier as it is; if somebody who knows both decides that the account is not theirs, waive this rule for it.',
      },
    ];
  });
}

/** The tenant refuses the match that the person needs. */
export const matchFeatureBlocked = onPremRule(
  {
    id: 'match-feature-blocked',
    category: 'service',
    severity: 'error',
    title: 'The tenant blocks the match that the person needs',
    help: 'blockSoftMatchEnabled and blockCloudObjectTakeoverThroughHardMatchEnabled must be off while people are still to be matched, and on afterwards.',
    consequence:
      'Entra would refuse the match with a conflict, and the person’s account would have no on-premises source.',
    remedy:
      'Switch the block off for the time of the cutover (Update-MgDirectoryOnPremiseSynchronization), and on again afterwards.',
  },
  (identity, population) => {
    const { softMatchBlocked, hardMatchBlocked } = population.settings;
    if (!matchIsToCome(identity, population)) return undefined;
    const soft = identity.outcome === 'softMatch';
    if (!(soft ? softMatchBlocked : hardMatchBlocked)) return undefined;
    return {
      ...about(identity),
      expected: 'off',
      found: soft ? 'blockSoftMatchEnabled' : 'blockCloudObjectTakeoverThroughHardMatchEnabled',
      prediction: { refusal: soft ? 'InvalidSoftMatch' : 'InvalidHardMatch' },
    };
  },
);
