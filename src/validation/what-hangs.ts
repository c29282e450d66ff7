import { counted } from '../domain/counted.js';
import type { EntraObject } from '../domain/objects.js';
import { indexBy } from './index-by.js';
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
  return ({ entraObjectId }) => {
    const id = entraObjectId?.toLowerCase();
    const licensed = new Set(licences.get(id)?.map((licence) => licence.entraObjectId)).size;
    const naming = policies.filter(
      ({ includedGroups, excludedGroups }) => id !== undefined && [...includedGroups, ...excludedGroups].includes(id),
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
