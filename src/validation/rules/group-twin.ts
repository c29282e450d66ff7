import { nameKey } from '../../domain/name-key.js';
import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { smtpAddresses } from '../addresses.js';
import type { Identity } from '../identity.js';
import { indexBy } from '../index-by.js';
import type { FindingDraft, Rule } from '../rule.js';
import { about, entraSubject } from '../subject.js';
import { partsThatHang } from '../what-hangs.js';

/** Entra would create a second group next to one of the same name, on which something may hang (ENTRA-17). */
export const groupTwin: Rule = {
  id: 'group-twin',
  category: 'population',
  severity: 'warning',
  title: 'The group would get a twin',
  help: 'A group matches by its address only. Groups that are not mail-enabled match nothing, those that Okta pushed included. Where Active Directory brings a group of the same name and no address of it, Entra creates a second one. Licenses, directory roles, Conditional Access (also by a group that it is a member of) and members of the old one are named as far as the evidence shows them; apps, Teams and sites that name it are not in the evidence.',
  consequence:
    'Everything that depends on the old group stays with it, with its last members: newcomers of the group in Active Directory get none of it, and people who leave keep it.',
  remedy:
    'Before the cutover, decide which of the two stays. Give the new group what depends on the old one (licenses, roles, Conditional Access, apps), keep the old one for a month, then delete it; or leave the group of Active Directory out of the scope.',
  unchecked({ objects, addresses }) {
    // Those of Entra are among the objects only where Active Directory has some too.
    const groups = objects.flatMap(({ entra }) => (isGroup(entra) ? entra : []));
    if (groups.length === 0) return 'the evidence does not have groups of both sides';
    if (groups.some(hasSource) && !showsSids(objects))
      return 'the evidence of Active Directory shows no SID of a group, and groups of Entra have one';
    if (addresses.areKnown) return undefined;
    return objects.some(({ outcome, entra }) => outcome === 'cloudOnly' && isGroup(entra) && !matchesByNothing(entra))
      ? 'groups of Entra are mail-enabled, and the evidence does not have the addresses of both sides, by which they match'
      : undefined;
  },
  find(population) {
    const areSidsShown = showsSids(population.objects);
    const unmatched = population.objects.flatMap(({ outcome, entra }) =>
      outcome === 'cloudOnly' &&
      isGroup(entra) &&
      // Without addresses, or SIDs, nothing tells whether it is the same group.
      (population.addresses.areKnown || matchesByNothing(entra)) &&
      (areSidsShown || !hasSource(entra))
        ? [entra]
        : [],
    );
    if (unmatched.length === 0) return [];
    const byName = indexBy(unmatched, ({ displayName }) => keyOf(displayName));
    const hangs = partsThatHang(population);
    return population.objects.flatMap((identity): FindingDraft[] => {
      if (identity.outcome !== 'onPremOnly' || identity.onPrem.objectType !== 'group') return [];
      const twins = new Set(namesOf(identity.onPrem).flatMap((name) => byName.get(name) ?? []));
      if (twins.size === 0) return [];
      return [
        {
          ...about(identity),
          found: [...twins]
            .map(
              (twin) => `${twin.displayName}: ${hangs(twin).join(', ') || 'what depends on it is not in the evidence'}`,
            )
            .sort()
            .join('; '),
          related: [...twins].map(entraSubject),
        },
      ];
    });
  },
};

function matchesByNothing(group: EntraObject): boolean {
  return group.mailEnabled !== true && smtpAddresses(group).size === 0;
}

/** A group that is managed in the cloud by now, or was synchronized: the SID tells which one of Active Directory it is (ENTRA-18). */
function hasSource({ cloudManaged, onPremisesSecurityIdentifier }: EntraObject): boolean {
  return cloudManaged === true || onPremisesSecurityIdentifier !== undefined;
}

function showsSids(objects: readonly Identity[]): boolean {
  return objects.some((one) => one.side === 'onPrem' && isGroup(one.onPrem) && one.onPrem.objectSid !== undefined);
}

/** What Entra may call the group: displayName, else cn, and what people know it by. */
function namesOf({ name, samAccountName, attributes }: OnPremObject): readonly (string | undefined)[] {
  return [attributes.get('displayname'), attributes.get('cn'), name, samAccountName].map(keyOf);
}

function keyOf(name: string | undefined): string | undefined {
  return (name && nameKey(name).trim()) || undefined;
}

function isGroup<Item extends OnPremObject | EntraObject>(object: Item | undefined): object is Item {
  return object?.objectType === 'group';
}
