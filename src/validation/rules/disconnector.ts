import { type ConnectorJoin, connectorJoiner } from '../connector-subject.js';
import { onPremIdentities } from '../identity.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { waitsForWave } from '../wave.js';

const notJoined: FindingDraft = {
  severity: 'error',
  consequence:
    'The anchors agree, and still Entra Connect has not joined the account to its on-premises source: something on the server leaves the source out. After the cutover nobody manages the account.',
  remedy:
    'Look for the on-premises object in the connector space of its forest on the staging server: a container, a filter or a rule leaves it out, or an error keeps it back. Then run a full synchronization and export again.',
};

/** A synced cloud object that Entra Connect has not joined to anything on-premises. */
export const disconnector: Rule = {
  id: 'disconnector',
  category: 'staging',
  severity: 'warning',
  title: 'Entra Connect does not own a synced cloud object',
  help: 'The object was imported from Entra and is joined to nothing in Active Directory: exactly what a wrong anchor leaves behind. It is an error where the anchors agree and the on-premises object is in scope: then the server contradicts the evidence.',
  consequence: 'Entra Connect will neither update nor delete it: the account keeps its last state and drifts away.',
  remedy:
    'Find its on-premises source: repair the anchor, bring it into the scope, or decide that it becomes a cloud account.',
  find(population) {
    const join = connectorJoiner(population);
    const matched = matchedObjects(population);
    return population.disconnectors.flatMap((object): FindingDraft[] => {
      const joined = join(object);
      const fits = isMatched(joined, matched);
      // The server joins nobody whose container it does not take yet.
      if (fits && joined.user !== undefined && waitsForWave(joined.user, population.settings.wave)) return [];
      return [{ subject: joined.subject, at: object.at, found: object.sourceAnchor, ...(fits && notJoined) }];
    });
  },
};

/** Both sides of everybody and everything whose anchors agree. */
function matchedObjects(population: Population): ReadonlySet<unknown> {
  return new Set(
    onPremIdentities(population).flatMap(({ outcome, onPrem, entra }) =>
      outcome === 'hardMatch' ? [onPrem, entra] : [],
    ),
  );
}

/** A name in Entra is one account’s: it tells who is meant where neither the anchor nor the object id does. */
function isMatched({ user, holder, namesakes }: ConnectorJoin, matched: ReadonlySet<unknown>): boolean {
  const known = [user, holder].filter((side) => side !== undefined);
  return (known.length > 0 ? known : namesakes).some((side) => matched.has(side));
}
