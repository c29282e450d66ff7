import { guidBytes, sourceAnchorOf } from '../../anchors.js';
import type { DirectoryUser } from '../../directory.js';
import { type GraphState, type GraphUser, initialDomain, isPrivileged, verifiedDomainOf } from '../state.js';
import { featureOf } from '../tenant.js';

/** What Entra does with one person of the directory (ENTRA-1). */
export type Match =
  | { readonly kind: 'joined' | 'hard' | 'soft' | 'restored'; readonly user: GraphUser }
  | { readonly kind: 'create' }
  | { readonly kind: 'refused'; readonly code: string; readonly reason: string; readonly user: GraphUser };

/**
 * Finds the cloud account that the person's anchor leads to (hard match), else the one that UPN or primary address lead to
 * and that has no ImmutableID yet (soft match), else says that a new one is created: the duplicate, when the person was
 * there under another anchor. The hardening of July 2026 and the tenant's block flags refuse a match.
 */
export function matchPerson(graph: GraphState, person: DirectoryUser): Match {
  const anchor = sourceAnchorOf(person);
  const holder = graph.users.find(({ onPremisesImmutableId }) => onPremisesImmutableId === anchor);
  if (holder !== undefined) {
    // A synced account with this anchor is this person's already: nothing is taken over, the hardening does not apply.
    if (holder.onPremisesSyncEnabled) return { kind: 'joined', user: holder };
    return refuseTakeover(graph, person, holder) ?? { kind: 'hard', user: holder };
  }
  const deleted = graph.deletedUsers.find(({ onPremisesImmutableId }) => onPremisesImmutableId === anchor);
  if (deleted !== undefined) return refuseTakeover(graph, person, deleted) ?? { kind: 'restored', user: deleted };
  const namesake = findNamesake(graph, person);
  if (namesake === undefined || namesake.onPremisesImmutableId !== null) return { kind: 'create' };
  return refuseSoftMatch(graph, namesake) ?? { kind: 'soft', user: namesake };
}

/** The UPN that the person gets: their own, or one under the initial domain when the suffix is not verified (ENTRA-13). */
export function cloudName(graph: GraphState, person: DirectoryUser): string {
  if (verifiedDomainOf(graph, person.userPrincipalName) !== undefined) return person.userPrincipalName;
  const [prefix] = (person.mail || person.userPrincipalName || person.samAccountName).split('@');
  return `${prefix}@${initialDomain(graph)}`;
}

/** The primary SMTP address in lower case, or ''. */
export function primaryAddress(account: {
  readonly proxyAddresses: readonly string[];
  readonly mail: string | null;
}): string {
  const primary = account.proxyAddresses.find((address) => address.startsWith('SMTP:'));
  return (primary?.slice('SMTP:'.length) ?? account.mail ?? '').toLowerCase();
}

/** onPremisesObjectIdentifier of the person: Base64 of the objectGUID's bytes, whatever the anchor is. */
export function objectIdentifierOf(person: DirectoryUser): string {
  return guidBytes(person.objectGuid).toString('base64');
}

function findNamesake(graph: GraphState, person: DirectoryUser): GraphUser | undefined {
  const members = graph.users.filter(({ userType }) => userType !== 'Guest');
  const name = cloudName(graph, person).toLowerCase();
  const address = primaryAddress(person);
  return (
    members.find((user) => user.userPrincipalName.toLowerCase() === name) ??
    members.find((user) => address !== '' && primaryAddress(user) === address)
  );
}

function refuseTakeover(graph: GraphState, person: DirectoryUser, user: GraphUser): Match | undefined {
  const refused = (code: string, reason: string): Match => ({ kind: 'refused', code, reason, user });
  const hardened = 'Hard match operation blocked due to security hardening.';
  if (featureOf(graph.onPremisesSynchronization, 'blockCloudObjectTakeoverThroughHardMatchEnabled')) {
    return refused(
      'InvalidHardMatch',
      'Hard match is blocked in the tenant (blockCloudObjectTakeoverThroughHardMatchEnabled).',
    );
  }
  if (isPrivileged(graph, user.id))
    return refused('InvalidHardMatch', `${hardened} The account holds or may activate a directory role.`);
  const identifier = user.onPremisesObjectIdentifier;
  const bypass = featureOf(graph.onPremisesSynchronization, 'allowOnPremUpdateOfOnPremisesObjectIdentifierEnabled');
  if (identifier !== null && identifier !== objectIdentifierOf(person) && !bypass) {
    return refused('InvalidHardMatch', `${hardened} Review OnPremisesObjectIdentifier mapping.`);
  }
  return undefined;
}

function refuseSoftMatch(graph: GraphState, user: GraphUser): Match | undefined {
  if (featureOf(graph.onPremisesSynchronization, 'blockSoftMatchEnabled')) {
    return {
      kind: 'refused',
      code: 'InvalidSoftMatch',
      reason: 'Soft match is blocked in the tenant (blockSoftMatchEnabled).',
      user,
    };
  }
  if (isPrivileged(graph, user.id)) {
    return {
      kind: 'refused',
      code: 'ExistingAdminRoleConflict',
      reason: 'The account with this name holds a directory role.',
      user,
    };
  }
  return undefined;
}
