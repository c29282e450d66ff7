import { sourceAnchorOf } from '../../anchors.js';
import { type DirectoryUser, domainOf } from '../../directory.js';
import { stableGuid } from '../../random.js';
import { timestamp, type World } from '../../world.js';
import { addUser, changeUser, type GraphUser, restore } from '../state.js';
import { cloudName, type Match, objectIdentifierOf } from './matching.js';
import { blankAccount, withoutConflicts } from './resiliency.js';

export interface ModifiedProperty {
  readonly displayName: string;
  readonly oldValue: string | null;
  readonly newValue: string | null;
}

/** What was done for one person: the entry of the provisioning log. */
export interface Export {
  readonly action: 'create' | 'update' | 'other';
  readonly status: 'success' | 'failure' | 'skipped';
  readonly user: GraphUser;
  readonly modified: readonly ModifiedProperty[];
  readonly error?: { readonly code: string; readonly reason: string };
}

/** Carries out what the matching found. A join makes the directory authoritative: what it lacks is cleared (ENTRA-7). */
export function exportPerson(world: World, person: DirectoryUser, match: Match): Export {
  const { graph } = world.state;
  if (match.kind === 'refused') {
    const { user, code, reason } = match;
    return { action: 'other', status: 'failure', user, modified: [], error: { code, reason } };
  }
  if (match.kind === 'create') {
    const user = createUser(world, person);
    return { action: 'create', status: 'success', user, modified: shownChanges({}, user) };
  }
  if (match.kind === 'restored') restore(graph, match.user);
  const wanted = valuesFor(world, person, match.user);
  const equal = Object.entries(wanted).every(([name, value]) => shown(value) === shown(Reflect.get(match.user, name)));
  if (equal) return { action: 'other', status: 'skipped', user: match.user, modified: [] };
  const modified = shownChanges(match.user, wanted);
  changeUser(graph, match.user, { ...wanted, onPremisesLastSyncDateTime: timestamp(world) });
  return { action: 'update', status: 'success', user: match.user, modified };
}

function createUser(world: World, person: DirectoryUser): GraphUser {
  const { graph } = world.state;
  const sourceAnchor = sourceAnchorOf(person);
  // The count makes the id new when the same anchor is created again after a deletion.
  const id = stableGuid(`${graph.tenantId}/${sourceAnchor}/${graph.clock.version}`);
  const prefix = (person.userPrincipalName || person.samAccountName).split('@')[0] ?? '';
  const blank = blankAccount(world, { id, sourceAnchor, prefix });
  const user = addUser(graph, { ...blank, mailNickname: person.samAccountName });
  changeUser(graph, user, { ...valuesFor(world, person, user), onPremisesLastSyncDateTime: timestamp(world) });
  return user;
}

/** What the account should hold. A UPN or address that another account has is quarantined, not exported (ENTRA-14). */
function valuesFor(world: World, person: DirectoryUser, user: GraphUser): Partial<GraphUser> {
  const { mail, proxyAddresses } = person;
  const names = withoutConflicts(world, user, {
    userPrincipalName: cloudName(world.state.graph, person),
    mail: mail || null,
    proxyAddresses: proxyAddresses.length > 0 || mail === '' ? proxyAddresses : [`SMTP:${mail}`],
  });
  return {
    ...names,
    displayName: person.name,
    accountEnabled: person.enabled,
    onPremisesImmutableId: sourceAnchorOf(person),
    onPremisesSyncEnabled: true,
    onPremisesSecurityIdentifier: person.objectSid || null,
    onPremisesSamAccountName: person.samAccountName || null,
    onPremisesDomainName: domainOf(person.distinguishedName) || null,
    onPremisesDistinguishedName: person.distinguishedName || null,
    onPremisesUserPrincipalName: person.userPrincipalName || null,
    onPremisesObjectIdentifier: objectIdentifierOf(person),
  };
}

/** Properties as cloud sync spells them; the anchor and what Entra keeps for itself are in none of its samples. */
const propertyNames: Readonly<Record<string, string>> = {
  accountEnabled: 'AccountEnabled',
  displayName: 'DisplayName',
  mail: 'Mail',
  onPremisesDistinguishedName: 'OnPremisesDistinguishedName',
  onPremisesDomainName: 'DnsDomainName',
  onPremisesSamAccountName: 'OnPremisesSamAccountName',
  onPremisesUserPrincipalName: 'OnPremisesUserPrincipalName',
  proxyAddresses: 'ProxyAddresses',
  userPrincipalName: 'UserPrincipalName',
};

function shownChanges(before: object, after: object): ModifiedProperty[] {
  return Object.entries(propertyNames)
    .map(([name, displayName]) => ({
      displayName,
      oldValue: shown(Reflect.get(before, name)),
      newValue: shown(Reflect.get(after, name)),
    }))
    .filter(({ oldValue, newValue }) => oldValue !== newValue);
}

/** A value as text; several are abbreviated to the first and the last with their number, so nobody can read them as values. */
export function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (!Array.isArray(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  if (value.length < 2 || value.some((item) => typeof item !== 'string')) return value.map(String).join('');
  return `${value[0]}  ... ${value.at(-1)} (${value.length})`;
}
