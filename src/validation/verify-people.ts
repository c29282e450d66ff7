import { grouped } from '../domain/counted.js';

/** Of a text, the same for the same text and key, and nothing that leads back to it. */
export type KeyedDigest = (text: string) => string;

/** Somebody who was matched by the cleared evidence, and what must still be so afterwards; every text is a keyed digest. */
export interface ExpectedPerson {
  /** Of the Entra object id. */
  readonly account: string;
  /** Of the ImmutableIDs that are right: the one there was, or the one that a soft match brings. */
  readonly anchors: readonly string[];
  /** True where the account may still be without one: a soft match that has not been exported yet. */
  readonly mayBeWithout: boolean;
  /** Of the objectGUID in Active Directory, by which the provisioning log names its source. */
  readonly objectGuid?: string | undefined;
  /** Of whether the account is locked, of its licences and its groups; left out where that was not to be read. */
  readonly locked?: string | undefined;
  readonly licences?: string | undefined;
  readonly groups?: string | undefined;
  /** True where the clearance took it that Entra locks the account, as its on-premises one is. */
  readonly mayBeLocked?: true | undefined;
}

/** The people and the errors of the moment before Entra was switched on. It names nobody. */
export interface VerificationBaseline {
  readonly digest: KeyedDigest;
  readonly people: readonly ExpectedPerson[];
  /** Digests of `object id error` of every provisioning error that there was. */
  readonly errors: ReadonlySet<string>;
}

/** One account as it is now. */
export interface VerifiedPerson {
  readonly entraObjectId: string;
  readonly userPrincipalName: string;
  readonly immutableId?: string;
  readonly deleted: boolean;
  readonly errors: readonly string[];
  readonly enabled?: boolean;
  /** The SKUs, sorted. */
  readonly licences?: readonly string[];
  /** The ids of the groups that it is a direct member of, sorted. */
  readonly groups?: readonly string[];
}

/**
 * What is not as it was expected, one sentence a person: everybody who was matched still has the same account with the
 * same anchor, none of them is deleted, and nobody has a provisioning error that was not there before.
 */
export function verifyPeople(baseline: VerificationBaseline, now: Iterable<VerifiedPerson>): string[] {
  const { digest } = baseline;
  const missing = new Map(baseline.people.map((person) => [person.account, person]));
  const wrongs: string[] = [];
  const deleted = new Map<string, string>();
  for (const person of now) {
    const account = digest(person.entraObjectId);
    if (person.deleted) {
      deleted.set(
        account,
        `${person.userPrincipalName}: the account ${person.entraObjectId} was moved to the recycle bin`,
      );
      continue;
    }
    const expected = missing.get(account);
    missing.delete(account);
    if (expected !== undefined) wrongs.push(...anchorProblem(expected, person, digest));
    for (const error of person.errors) {
      if (baseline.errors.has(digest(errorKey(person.entraObjectId, error)))) continue;
      wrongs.push(`${person.userPrincipalName}: Entra reports a new provisioning error (${error})`);
    }
  }
  for (const { account } of missing.values()) {
    const gone = `an account of the cutover (digest ${account.slice(0, 12)}) is gone, from the recycle bin too`;
    wrongs.push(`${deleted.get(account) ?? gone}, although the person was in Active Directory`);
  }
  return wrongs.sort();
}

/** What may change later, and how it is told. */
const changes = [
  ['locked', 'locked or unlocked since the cutover'],
  ['licences', 'other licences than before the cutover'],
  ['groups', 'in other groups than before the cutover'],
] as const;

/**
 * Who is locked or unlocked, has other licences or is in other groups, since then. Somebody may have meant it: it is told, and
 * no fault.
 */
export function changedSince({ digest, people }: VerificationBaseline, now: Iterable<VerifiedPerson>): string[] {
  const before = new Map(people.map((person) => [person.account, person]));
  const names = changes.map((): string[] => []);
  for (const person of now) {
    const known = before.get(digest(person.entraObjectId));
    if (known === undefined || person.deleted) continue;
    const is = stateOf(person, digest);
    for (const [index, [what]] of changes.entries()) {
      if (known[what] !== undefined && is[what] !== undefined && known[what] !== is[what])
        names[index]?.push(person.userPrincipalName);
    }
  }
  return changes.flatMap(([, text], index) => {
    const changed = names[index] ?? [];
    return changed.length > 0 ? [`${text}: ${few(changed)}`] : [];
  });
}

/** Digests of what may change later; with the object id in them, so that nobody can tell who has the same. */
export function stateOf(
  {
    entraObjectId,
    enabled,
    licences,
    groups,
  }: Pick<VerifiedPerson, 'entraObjectId' | 'enabled' | 'licences' | 'groups'>,
  digest: KeyedDigest,
): Pick<ExpectedPerson, 'locked' | 'licences' | 'groups'> {
  return {
    ...(enabled !== undefined && { locked: digest(enabledKey(entraObjectId, enabled)) }),
    ...(licences !== undefined && { licences: digest(`${entraObjectId} licences ${licences.join(' ')}`) }),
    ...(groups !== undefined && { groups: digest(`${entraObjectId} groups ${groups.join(' ')}`) }),
  };
}

/** How it is remembered whether an account could sign in. */
export function enabledKey(entraObjectId: string, enabled: boolean): string {
  return `${entraObjectId} enabled ${enabled}`;
}

/** How a provisioning error is remembered. */
export function errorKey(entraObjectId: string, error: string): string {
  return `${entraObjectId} ${error}`;
}

function anchorProblem(
  expected: ExpectedPerson,
  { immutableId, userPrincipalName }: VerifiedPerson,
  digest: KeyedDigest,
): string[] {
  if (immutableId === undefined ? expected.mayBeWithout : expected.anchors.includes(digest(immutableId))) return [];
  return [
    `${userPrincipalName}: the ImmutableID is ${immutableId ?? 'empty'}, expected the one of the cleared evidence`,
  ];
}

const named = 20;

function few(names: readonly string[]): string {
  const more = names.length - named;
  const shown = names.toSorted().slice(0, named).join(', ');
  return more > 0 ? `${shown} and ${grouped(more)} more` : shown;
}
