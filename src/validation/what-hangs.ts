import { counted } from '../domain/counted.js';
import type { EntraObject } from '../domain/objects.js';
import { indexBy } from './index-by.js';
import { groupsAround } from './nested-groups.js';
import type { Population } from './population.js';
import { factsOf } from './service-facts.js';

/** Tells what hangs on a group, as far as the evidence shows it: members, licenses, roles, Conditional Access. */
export function partsThatHang(population: Population): (group: EntraObject) => readonly string[] {
  const access = accessThrough(population);
  return (group) => [
    ...(group.members === undefined ? [] : [counted(group.members.length, 'member')]),
    ...access(group),
  ];
}

/** The same without its members: what they have by it. */
export function accessThrough(population: Population): (group: EntraObject) => readonly string[] {
  const licences = indexBy(factsOf(population, 'licence'), ({ throughGroup }) => throughGroup?.toLowerCase());
  const roles = indexBy(factsOf(population, 'roleHolder'), ({ throughGroup }) => throughGroup?.toLowerCase());
  const policies = factsOf(population, 'accessPolicy');
  const around = groupsAround(policies.length === 0 ? [] : population.entraObjects);
  return (group) => {
    const id = group.entraObjectId?.toLowerCase();
    const licensed = new Set(licences.get(id)?.map((licence) => licence.entraObjectId)).size;
    const own = new Set([id, ...around(group)]);
    const naming = policies.filter(({ includedGroups, excludedGroups }) =>
      [...includedGroups, ...excludedGroups].some((named) => own.has(named)),
    );
    const held = [...new Set(roles.get(id)?.map(({ role }) => role))].sort();
    return [
      ...(licensed === 0 ? [] : [`licenses of ${counted(licensed, 'person', 'people')}`]),
      ...(held.length === 0 ? [] : [`the role ${held.join(', ')}`]),
      ...(naming.length === 0
        ? []
        : [`Conditional Access (${[...new Set(naming.map(({ name }) => name))].sort().join(', ')})`]),
    ];
  };
}
