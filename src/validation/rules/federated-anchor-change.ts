import { anchorRemedy } from '../anchor-advice.js';
import { connectorJoiner } from '../connector-subject.js';
import { isMatched } from '../identity.js';
import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { isAssigned, isFederated } from '../service-facts.js';
import { about } from '../subject.js';

export const anchorAttributes: RegExp = /^(sourceanchor|cloudsourceanchor|onpremisesimmutableid|immutableid)$/i;

/** Somebody who signs in through the identity provider would get another ImmutableID (ENTRA-12). */
export const federatedAnchorChange: Rule = {
  id: 'federated-anchor-change',
  category: 'service',
  severity: 'error',
  title: 'The ImmutableID of a federated person would change',
  help: 'On a federated domain the ImmutableID in the sign-in token must equal the one in Entra. A soft match stamps the source anchor, a staged change replaces it; the identity provider goes on sending what its own profile holds.',
  consequence: 'The person could not sign in any more until the identity provider sends the new value.',
  remedy:
    'Keep the anchor: write the present ImmutableID into mS-DS-ConsistencyGuid. If it must change, change it in Okta and in Entra in the same window.',
  find(population) {
    const { identities, oktaUsers } = population;
    const assigned = oktaUsers.filter(isAssigned);
    const byObjectId = indexBy(assigned, ({ entraObjectId }) => entraObjectId?.toLowerCase());
    const byName = indexBy(assigned, ({ userName }) => userName.toLowerCase());
    const stamped = identities.flatMap((identity): FindingDraft[] => {
      if (!isMatched(identity) || identity.outcome !== 'softMatch') return [];
      const { entra } = identity;
      if (!isFederated(entra.userPrincipalName, population)) return [];
      const claims = [
        ...(byObjectId.get(entra.entraObjectId?.toLowerCase()) ?? []),
        ...(byName.get(entra.userPrincipalName?.toLowerCase()) ?? []),
      ];
      // Whom Okta sends the coming anchor of already can sign in afterwards, and only then.
      const wrong = claims.find(({ immutableId }) => immutableId !== identity.sourceAnchor);
      if (claims.length > 0 && wrong === undefined) return [];
      return [
        {
          ...about(identity),
          expected: identity.sourceAnchor,
          found: wrong?.immutableId ?? 'no ImmutableID',
          ...anchorRemedy(population.settings.sourceAnchor),
          prediction: { signInBreaks: true },
        },
      ];
    });
    return [...stamped, ...stagedChanges(population)];
  },
};

function stagedChanges(population: Parameters<Rule['find']>[0]): FindingDraft[] {
  const updates = population.pendingExports.flatMap((object) => {
    const change = object.changes.find(({ name }) => anchorAttributes.test(name));
    return change !== undefined && object.operation === 'update' ? [{ object, change }] : [];
  });
  const { settings } = population;
  const join = connectorJoiner(population);
  return updates.flatMap(({ object, change }): FindingDraft[] => {
    const { subject, holder } = join(object);
    const [from] = change.valuesDeleted;
    const [to] = change.valuesAdded;
    const name = holder?.userPrincipalName ?? object.userPrincipalName;
    // Whose name nobody knows may well be a federated person, where the tenant has any.
    const concerned = name === undefined ? settings.federatedDomains?.size : isFederated(name, population);
    if (to === holder?.immutableId || !concerned) return [];
    return [
      {
        subject,
        at: object.at,
        expected: to,
        found: holder?.immutableId ?? from ?? 'no ImmutableID',
        ...anchorRemedy(settings.sourceAnchor),
        prediction: { signInBreaks: true },
      },
    ];
  });
}
