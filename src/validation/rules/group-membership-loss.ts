import type { Subject } from '../../domain/assessment.js';
import { unnamedValues } from '../../domain/connect.js';
import { deletionOf, isMembership } from '../attribute-change.js';
import { connectorJoiner } from '../connector-subject.js';
import type { Identity } from '../identity.js';
import type { Population } from '../population.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, entraSubject } from '../subject.js';

/** Somebody is a member of a group in Entra and not of the on-premises group that takes it over. */
export const groupMembershipLoss: Rule = {
  id: 'group-membership-loss',
  category: 'population',
  severity: 'error',
  title: 'The person would lose a group membership',
  help: 'After the cutover the members of a synchronized group are those of Active Directory. Direct members (people, groups, contacts) are compared, where both sides show them, and members whom Entra Connect has staged to remove are named.',
  consequence: 'The person loses what depends on the group: access, licenses, mail to the list.',
  remedy: 'Make the person a member of the on-premises group before the cutover.',
  find(population) {
    const lost = new Map<unknown, Loss>();
    const add = (who: unknown, { groups, ...draft }: Loss): void => {
      const known = lost.get(who);
      const ids = new Set(known?.groups.map(({ entraObjectId }) => entraObjectId?.toLowerCase()));
      const others = groups.filter(({ entraObjectId: id }) => id === undefined || !ids.has(id.toLowerCase()));
      lost.set(who, known === undefined ? { ...draft, groups } : { ...known, groups: [...known.groups, ...others] });
    };
    for (const [who, loss] of compared(population)) add(who, loss);
    for (const [who, loss] of staged(population)) add(who, loss);
    return [...lost.values()].map(
      ({ groups, found, ...draft }): FindingDraft => ({
        ...draft,
        found:
          found ??
          groups
            .map(({ name, entraObjectId }) => name ?? entraObjectId ?? '')
            .sort()
            .join(', '),
        related: groups,
      }),
    );
  },
};

/** Who loses membership of which groups. */
interface Loss extends Pick<FindingDraft, 'subject' | 'at' | 'found'> {
  readonly groups: readonly Subject[];
}

/** Members of a group in Entra who are none of the on-premises group, by identity. */
function* compared({ memberships, fields }: Population): Iterable<[Identity, Loss]> {
  if (!fields.onPrem.has('members') || !fields.entra.has('members')) return;
  for (const { identity, group } of memberships.lost)
    yield [identity, { ...about(identity), groups: [entraSubject(group)] }];
}

/** Members whom Entra Connect would take out of a group: the references are connector DNs (CONNECT-16). By identity, where there is one. */
function* staged(population: Population): Iterable<[unknown, Loss]> {
  const join = connectorJoiner(population);
  const removals = population.pendingExports.flatMap((object) =>
    object.operation === 'update'
      ? object.changes
          .filter((change) => isMembership(object, change))
          .map((change) => ({ object, lost: deletionOf(change) }))
      : [],
  );
  if (removals.length === 0) return;
  const identityOf = new Map<unknown, Identity>(
    [...population.identities, ...population.objects].flatMap((identity) =>
      [identity.entra, identity.side === 'onPrem' ? identity.onPrem : undefined]
        .filter((side) => side !== undefined)
        .map((side) => [side, identity] as const),
    ),
  );
  for (const { object, lost } of removals) {
    const { at } = object;
    const group = join(object).subject;
    // A file may count members without their names: then the group is all that is known.
    for (const member of lost?.values ?? [])
      if (unnamedValues.test(member)) yield [object, { subject: group, at, found: `member: ${member}`, groups: [] }];
      else {
        const { subject, user, holder } = join({ at, objectType: 'user', csObjectDn: member });
        const identity = identityOf.get(user) ?? identityOf.get(holder);
        yield [
          identity ?? member,
          identity ? { ...about(identity), groups: [group] } : { subject, at, groups: [group] },
        ];
      }
    // All of them, and the file does not say who they are.
    if (lost?.values.length === 0) yield [object, { subject: group, at, found: lost.name, groups: [] }];
  }
}
