import { addUser, changeUser, findUserById, type GraphUser, restore, softDelete } from '../graph/state.js';
import { matchPerson } from '../graph/synchronization/matching.js';
import { blankAccount } from '../graph/synchronization/resiliency.js';
import { stableGuid } from '../random.js';
import { timestamp, type World } from '../world.js';
import { propertiesOf, sourceOf } from './service-properties.js';
import { conflictWithOthers, federationChange, identifierChange, type Refusal } from './service-refusals.js';
import type { EntraObject, Pending } from './state.js';
import { first, type Values } from './values.js';

/** What the tenant made of an exported object. */
export type Outcome =
  | { readonly done: 'matched' | 'created' | 'updated' | 'deleted'; readonly cloudAnchor: string }
  | { readonly refused: Refusal };

/** Takes one exported object into the tenant, or refuses it. */
export function receiveUser(world: World, object: EntraObject, { operation, attributes }: Pending): Outcome {
  const { graph } = world.state;
  const user = findUserById(graph, object.cloudAnchor?.slice('User_'.length) ?? '');
  if (operation === 'delete') {
    if (user !== undefined) {
      changeUser(graph, user, { onPremisesSyncEnabled: false });
      softDelete(graph, user, timestamp(world));
    }
    return { done: 'deleted', cloudAnchor: object.cloudAnchor ?? '' };
  }
  const wanted = object.wanted ?? {};
  if (operation === 'add' || user === undefined) return addOrMatch(world, wanted);
  const changes = attributes.map(({ name }) => name);
  const refused =
    (changes.includes('onPremisesObjectIdentifier') && identifierChange(graph, user, wanted)) ||
    (changes.includes('userPrincipalName') && federationChange(graph, user, wanted)) ||
    conflictWithOthers(graph, user, wanted);
  if (refused) return { refused };
  write(world, user, wanted, changes);
  return { done: 'updated', cloudAnchor: `User_${user.id}` };
}

/** Matching is for new objects only: by source anchor, then by UPN and primary address, else the account is created. */
function addOrMatch(world: World, wanted: Values): Outcome {
  const { graph } = world.state;
  const match = matchPerson(graph, sourceOf(wanted));
  if (match.kind === 'refused') return { refused: refusalOfMatch(match.code, match.reason) };
  const known = match.kind === 'create' ? undefined : match.user;
  const refused = conflictWithOthers(graph, known, wanted);
  if (refused) return { refused };
  if (match.kind === 'restored') restore(graph, match.user);
  const user = known ?? create(world, wanted);
  write(world, user, wanted);
  return { done: known === undefined ? 'created' : 'matched', cloudAnchor: `User_${user.id}` };
}

function create(world: World, wanted: Values): GraphUser {
  const { graph } = world.state;
  const sourceAnchor = first(wanted, 'sourceAnchor');
  // The count makes the id new when the same anchor is created again after a deletion.
  const id = stableGuid(`${graph.tenantId}/${sourceAnchor}/${graph.clock.version}`);
  const prefix = first(wanted, 'userPrincipalName').split('@')[0] ?? '';
  return addUser(graph, blankAccount(world, { id, sourceAnchor, prefix }));
}

/** Writes the named attributes; without names all of them: after a match Active Directory is authoritative, so the rest is cleared. */
function write(world: World, user: GraphUser, wanted: Values, names?: readonly string[]): void {
  changeUser(world.state.graph, user, {
    ...propertiesOf(world, user, wanted, names),
    onPremisesSyncEnabled: true,
    onPremisesLastSyncDateTime: timestamp(world),
  });
}

/** The code of a match that the hardening refuses is documented; of the others the names are. */
function refusalOfMatch(name: string, message: string): Refusal {
  return { name, ...(name === 'InvalidHardMatch' && { code: '103' }), message };
}
