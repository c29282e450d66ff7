import type { EntraObject, OnPremObject } from '../../domain/objects.js';
import { smtpAddresses } from '../addresses.js';
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
  help: 'A group of Entra that is not mail-enabled matches by nothing, and neither do those that Okta pushed. Where Active Directory brings a group of the same name, Entra creates a second one. Licenses, directory roles and members of the old one are named as far as the evidence shows them; Conditional Access, apps, Teams and sites that name it are not in the evidence.',
  consequence:
    'Everything that depends on the old group stays with it, with its last members: newcomers of the group in Active Directory get nothing of it, and people who leave keep it.',
  remedy:
    'Before the cutover, decide which of the two stays. Give the new group what depends on the old one (licenses, roles, Conditional Access, apps), then delete the old one; or leave the group of Active Directory out of the scope.',
  unchecked: ({ objects }) =>
    objects.some((one) => one.side === 'onPrem' && isGroup(one.onPrem)) && objects.some(({ entra }) => isGroup(entra))
      ? undefined
      : 'the evidence does not have groups of both sides',
  find(population) {
    const unmatchable = population.objects.flatMap((identity) =>
      identity.outcome === 'cloudOnly' && matchesByNothing(identity.entra) ? [identity.entra] : [],
    );
    if (unmatchable.length === 0) return [];
    const byName = indexBy(unmatchable, ({ displayName }) => nameKey(displayName));
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

function matchesByNothing(object: EntraObject): boolean {
  return object.objectType === 'group' && object.mailEnabled !== true && smtpAddresses(object).size === 0;
}

/** What Entra may call the group: displayName, else cn, and what people know it by. */
function namesOf({ name, samAccountName, attributes }: OnPremObject): readonly (string | undefined)[] {
  return [attributes.get('displayname'), attributes.get('cn'), name, samAccountName].map(nameKey);
}

function nameKey(name: string | undefined): string | undefined {
  return name?.trim().normalize('NFC').toLowerCase() || undefined;
}

function isGroup(object: OnPremObject | EntraObject | undefined): boolean {
  return object?.objectType === 'group';
}
