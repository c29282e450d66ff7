import type { PendingExport } from '../../domain/connect.js';
import type { EntraObject } from '../../domain/objects.js';
import { isGuest } from '../account.js';
import { anchorRemedy } from '../anchor-advice.js';
import { type ConnectorJoin, connectorJoiner } from '../connector-subject.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { entraSubject } from '../subject.js';

/**
 * A staged addition says only that nothing in the connector space is joined: the service may still match it. So each is
 * compared with the cloud (CONNECT-19): an equal ImmutableID is a hard match to come and no finding.
 */
export const pendingAdd: Rule = {
  id: 'pending-add',
  category: 'staging',
  severity: 'warning',
  title: 'A creation is staged',
  help: 'The staging server would create this object in Entra. That is right for somebody whom Okta did not synchronize.',
  consequence: 'A new account appears in Entra.',
  remedy: 'Check that the person is new. Leave accounts that should not be in the cloud out of the scope.',
  find: (population) =>
    additions(population).flatMap(({ object, join }): FindingDraft[] => {
      if (join.holder !== undefined) return [];
      if (join.namesakes.length === 0) return [{ subject: join.subject, at: object.at }];
      if (join.namesakes.some(isTaken)) return [];
      return [
        {
          subject: join.subject,
          at: object.at,
          related: join.namesakes.map(entraSubject),
          consequence:
            'Entra would match it by name with the account that has the UPN or primary address (soft match).',
          remedy: 'Check that it is the same person, and set the ImmutableID to the source anchor before the cutover.',
        },
      ];
    }),
};

/** A staged addition of somebody who is in the cloud already, under another anchor. */
export const pendingAddOfExisting: Rule = {
  id: 'pending-add-of-existing',
  category: 'staging',
  severity: 'error',
  title: 'A creation is staged for somebody who has an account',
  help: 'The staging server would create this object although an Entra account with its UPN or primary SMTP address exists and carries another ImmutableID: the anchors do not match.',
  consequence: 'Entra would refuse the export with a conflict, or create a second account for the person.',
  remedy:
    'Repair the anchor: write the ImmutableID’s bytes into mS-DS-ConsistencyGuid, or correct the ImmutableID, then run a delta synchronization and export again.',
  find: (population) =>
    additions(population).flatMap(({ object, join }): FindingDraft[] => {
      const holders = join.namesakes.filter(isTaken);
      if (join.holder !== undefined || holders.length === 0) return [];
      const { sourceAnchor } = object;
      const found = holders[0]?.immutableId;
      return [
        {
          subject: join.subject,
          at: object.at,
          related: holders.map(entraSubject),
          expected: sourceAnchor,
          found,
          ...anchorRemedy(population.settings.sourceAnchor),
        },
      ];
    }),
};

/** Every staged addition, and who stands behind it. */
export function additions(population: Population): { object: PendingExport; join: ConnectorJoin }[] {
  const join = connectorJoiner(population);
  return population.pendingExports
    .filter(({ operation }) => operation === 'add')
    .map((object) => ({ object, join: join(object) }));
}

/** An account with another ImmutableID, or a guest, can’t be matched softly. */
export function isTaken(account: EntraObject): boolean {
  return account.immutableId !== undefined || isGuest(account);
}
