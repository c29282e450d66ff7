/** An account of the simulated tenant, as far as a rehearsal tells about it. */
interface Account {
  readonly id: string;
  readonly userPrincipalName: string;
  readonly onPremisesImmutableId: string | null;
  readonly [property: string]: unknown;
}

/** What happened to one account. */
export interface Story {
  readonly userPrincipalName: string;
  readonly entraObjectId: string;
  readonly outcome: 'unchanged' | 'changed' | 'created' | 'deleted' | 'anchorChanged';
  /** Names of the properties that changed. */
  readonly changed: readonly string[];
}

const unimportant = new Set(['version', 'onPremisesLastSyncDateTime', 'onPremisesObjectIdentifier']);

/** Compares two snapshots of the stand-ins, account by account, sorted by name. */
export function storiesBetween(before: string, after: string): Story[] {
  const [olds, news] = [accountsOf(before), accountsOf(after)];
  const ids = [...new Set([...olds.keys(), ...news.keys()])];
  return ids
    .map((id) => storyOf(id, olds.get(id), news.get(id)))
    .sort((a, b) => (a.userPrincipalName < b.userPrincipalName ? -1 : 1));
}

function storyOf(entraObjectId: string, before: Account | undefined, after: Account | undefined): Story {
  const { userPrincipalName = entraObjectId } = before ?? after ?? {};
  const told = { userPrincipalName, entraObjectId, changed: [] };
  if (before === undefined) return { ...told, outcome: 'created' };
  if (after === undefined) return { ...told, outcome: 'deleted' };
  const changed = Object.keys(after).filter(
    (name) => !unimportant.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  if (before.onPremisesImmutableId !== null && changed.includes('onPremisesImmutableId'))
    return { ...told, outcome: 'anchorChanged', changed };
  return { ...told, outcome: changed.length === 0 ? 'unchanged' : 'changed', changed };
}

function accountsOf(snapshot: string): Map<string, Account> {
  const { graph } = JSON.parse(snapshot) as { graph: { users: Account[] } };
  return new Map(graph.users.map((user) => [user.id, user]));
}
