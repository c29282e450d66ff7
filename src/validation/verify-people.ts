import { grouped } from '../domain/counted.js';

/** What of a person may change. */
export const personKinds = ['synced', 'anchor', 'locked', 'addresses', 'manager', 'licences', 'groups'] as const;
export type PersonKind = (typeof personKinds)[number];
/**
 * Whose account is not where it was: in the recycle bin, gone from there too, or synchronized and nobody's of before. Of people
 * who were not matched, those in the cloud for instance: lost, or taken over by the synchronization.
 */
export const presenceKinds = ['deleted', 'gone', 'added', 'lost', 'taken'] as const;
export type DifferenceKind = (typeof presenceKinds)[number] | PersonKind;

/** Of a text, the same for the same text and key, and nothing that leads back to it. */
export type KeyedDigest = (text: string) => string;

/** Somebody who had an account before, and what must still be so afterwards; every text is a keyed digest. */
export interface ExpectedPerson {
  /** Of the Entra object id. */
  readonly account: string;
  /** Of the ImmutableIDs that are right: the one there was, or the one that a soft match brings. */
  readonly anchors: readonly string[];
  /** True where the account may still be without one: a soft match that has not been exported yet. */
  readonly mayBeWithout: boolean;
  /** Of the objectGUID in Active Directory, by which the provisioning log names its source. */
  readonly objectGuid?: string | undefined;
  /**
   * Of whether the account is locked, of its licenses, groups, UPN and addresses, of its manager, its anchor and whether it was
   * synchronized; left out where that was not to be read.
   */
  readonly locked?: string | undefined;
  readonly licences?: string | undefined;
  readonly groups?: string | undefined;
  readonly addresses?: string | undefined;
  readonly manager?: string | undefined;
  readonly anchor?: string | undefined;
  readonly synced?: string | undefined;
  /** What was cleared, staged or approved to become another one. */
  readonly expected?: readonly PersonKind[] | undefined;
  /** True where the clearance took it that Entra locks the account, as its on-premises one is. */
  readonly mayBeLocked?: true | undefined;
  /** True for an account that no synchronization should touch: nobody was matched with it. */
  readonly unmatched?: true | undefined;
  /** True where somebody accepted that the account is lost. */
  readonly mayBeLost?: true | undefined;
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
  /** The SKUs, each with the service plans that are off, sorted. */
  readonly licences?: readonly string[];
  /** The ids of the groups that it is a direct member of, sorted. */
  readonly groups?: readonly string[];
  /** Mail and proxyAddresses, sorted. */
  readonly addresses?: readonly string[];
  /** Object id. */
  readonly manager?: string;
  readonly synced?: boolean;
}

/**
 * What is not as it was expected, one sentence a person: everybody who was matched still has the same account with the
 * same anchor, none of them is deleted, and nobody has a provisioning error that was not there before.
 */
export function verifyPeople(baseline: VerificationBaseline, now: Iterable<VerifiedPerson>): string[] {
  const { digest } = baseline;
  const missing = new Map(matchedPeople(baseline).map((person) => [person.account, person]));
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
    const gone = `${nameless(account)} is gone, from the recycle bin too`;
    wrongs.push(`${deleted.get(account) ?? gone}, although the person was in Active Directory`);
  }
  return wrongs.sort();
}

/** Those who were matched by the cleared evidence: they must keep their account. */
export function matchedPeople({ people }: Pick<VerificationBaseline, 'people'>): readonly ExpectedPerson[] {
  return people.filter(({ unmatched }) => !unmatched);
}

/** How a difference is told. */
const told: Readonly<Record<DifferenceKind, string>> = {
  deleted: 'in the recycle bin',
  gone: 'gone, from the recycle bin too',
  added: 'synchronized from a directory, and not matched before the cutover, such as newcomers',
  lost: 'not matched before the cutover, and now in the recycle bin or gone',
  taken: 'taken over by a synchronization, and not matched before the cutover',
  synced: 'synchronized from a directory or no longer',
  anchor: 'another ImmutableID than before the cutover',
  locked: 'locked or unlocked since the cutover',
  addresses: 'another UPN or other addresses than before the cutover',
  manager: 'another manager than before the cutover',
  licences: 'other licenses than before the cutover',
  groups: 'in other groups than before the cutover',
};
/** Of these a verification after a cutover tells: the others are what a cutover does, and are judged by themselves. */
export const verifiedKinds: readonly DifferenceKind[] = [
  ...(['lost', 'taken'] as const),
  ...personKinds.filter((kind) => !/^(synced|anchor)$/.test(kind)),
];

/** Who differs in something from before, those of whom it was cleared, staged or approved apart. */
export interface PersonDifference {
  readonly kind: DifferenceKind;
  readonly expected: readonly string[];
  readonly unexpected: readonly string[];
}

/**
 * Who is no longer as before, by kind, and who was not there. Somebody may have meant it: it is told, and no fault.
 *
 * @param kinds what is compared.
 */
export function differencesSince(
  { digest, people }: VerificationBaseline,
  now: Iterable<VerifiedPerson>,
  kinds: readonly DifferenceKind[] = verifiedKinds,
): PersonDifference[] {
  const before = new Map(people.map((person) => [person.account, person]));
  const missing = new Map(before);
  const found = new Map(kinds.map((kind) => [kind, { expected: [] as string[], unexpected: [] as string[] }]));
  for (const person of now) {
    const account = digest(person.entraObjectId);
    const known = before.get(account);
    missing.delete(account);
    if (known === undefined) {
      if (person.synced && !person.deleted) found.get('added')?.unexpected.push(person.userPrincipalName);
      continue;
    }
    if (person.deleted) {
      const meant = known.mayBeLost ? 'expected' : 'unexpected';
      found.get(known.unmatched ? 'lost' : 'deleted')?.[meant].push(person.userPrincipalName);
      continue;
    }
    const is = stateOf(person, digest);
    if (known.unmatched && person.synced && known.synced !== is.synced) {
      found.get('added')?.unexpected.push(person.userPrincipalName);
      if (known.synced !== undefined) found.get('taken')?.unexpected.push(person.userPrincipalName);
    }
    for (const kind of personKinds) {
      if (known[kind] === undefined || is[kind] === undefined || known[kind] === is[kind]) continue;
      const meant = known.expected?.includes(kind) || (kind === 'locked' && known.mayBeLocked);
      found.get(kind)?.[meant ? 'expected' : 'unexpected'].push(person.userPrincipalName);
    }
  }
  for (const { account, unmatched, mayBeLost } of missing.values())
    found.get(unmatched ? 'lost' : 'gone')?.[mayBeLost ? 'expected' : 'unexpected'].push(nameless(account));
  return [...found].flatMap(([kind, { expected, unexpected }]) =>
    expected.length + unexpected.length > 0
      ? [{ kind, expected: expected.toSorted(), unexpected: unexpected.toSorted() }]
      : [],
  );
}

/** The differences in a sentence each: what nobody had announced first, what was expected apart. */
export function tellDifferences(differences: readonly PersonDifference[]): string[] {
  const lines = (of: 'unexpected' | 'expected', more: string): string[] =>
    differences.flatMap((difference) =>
      difference[of].length > 0 ? [`${told[difference.kind]}${more}: ${few(difference[of])}`] : [],
    );
  return [...lines('unexpected', ''), ...lines('expected', ', as cleared (what else of it changed, nobody compared)')];
}

/** Digests of what may change later; with the object id in them, so that nobody can tell who has the same. */
export function stateOf(
  person: Omit<VerifiedPerson, 'deleted' | 'errors' | 'userPrincipalName'> & { readonly userPrincipalName?: string },
  digest: KeyedDigest,
): Partial<Record<PersonKind, string>> {
  const { entraObjectId, enabled, licences, groups, addresses, manager, synced, immutableId } = person;
  const of = (kind: PersonKind, value: string): string => digest(`${entraObjectId} ${kind} ${value}`);
  const name = person.userPrincipalName?.toLowerCase() ?? '';
  return {
    ...(enabled !== undefined && { locked: digest(enabledKey(entraObjectId, enabled)) }),
    ...(licences !== undefined && { licences: of('licences', licences.join(' ')) }),
    ...(groups !== undefined && { groups: of('groups', groups.join(' ')) }),
    // Read together with the manager, who may be nobody.
    ...(addresses !== undefined && {
      addresses: of('addresses', [name, ...addresses].join(' ')),
      manager: of('manager', manager ?? ''),
    }),
    ...(synced !== undefined && { synced: of('synced', String(synced)), anchor: of('anchor', immutableId ?? '') }),
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

/** Of whom nothing is left that has a name. */
function nameless(account: string): string {
  return `an account of the cutover (digest ${account.slice(0, 12)})`;
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
