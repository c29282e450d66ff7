/** Somebody who was matched by the cleared evidence, and what must still be so afterwards. */
export interface ExpectedPerson {
  readonly entraObjectId: string;
  readonly userPrincipalName: string;
  /** The ImmutableIDs that are right: the one there was, or the one that a soft match brings. */
  readonly immutableIds: readonly string[];
  /** True where the account may still be without one: a soft match that has not been exported yet. */
  readonly mayBeWithout: boolean;
}

/** The people and the errors of the moment before Entra was switched on. */
export interface VerificationBaseline {
  readonly people: readonly ExpectedPerson[];
  /** `object id error` of every provisioning error that there was. */
  readonly errors: ReadonlySet<string>;
}

/** One account as it is now. */
export interface VerifiedPerson {
  readonly entraObjectId: string;
  readonly userPrincipalName: string;
  readonly immutableId?: string;
  readonly deleted: boolean;
  readonly errors: readonly string[];
}

/**
 * What is not as it was expected, one sentence a person: everybody who was matched still has the same account with the
 * same anchor, none of them is deleted, and nobody has a provisioning error that was not there before (issue 6, item 6).
 */
export function verifyPeople(baseline: VerificationBaseline, now: Iterable<VerifiedPerson>): string[] {
  const missing = new Map(baseline.people.map((person) => [person.entraObjectId, person]));
  const wrongs: string[] = [];
  const deleted = new Set<string>();
  for (const person of now) {
    if (person.deleted) {
      deleted.add(person.entraObjectId);
      continue;
    }
    const expected = missing.get(person.entraObjectId);
    missing.delete(person.entraObjectId);
    if (expected !== undefined) wrongs.push(...anchorProblem(expected, person));
    for (const error of person.errors) {
      if (baseline.errors.has(errorKey(person.entraObjectId, error))) continue;
      wrongs.push(`${person.userPrincipalName}: Entra reports a new provisioning error (${error})`);
    }
  }
  for (const { entraObjectId, userPrincipalName } of missing.values()) {
    const how = deleted.has(entraObjectId) ? 'was moved to the recycle bin' : 'is gone';
    wrongs.push(
      `${userPrincipalName}: the account ${entraObjectId} ${how}, although the person is in Active Directory`,
    );
  }
  return wrongs.sort();
}

/** How a provisioning error is remembered. */
export function errorKey(entraObjectId: string, error: string): string {
  return `${entraObjectId} ${error}`;
}

function anchorProblem(expected: ExpectedPerson, { immutableId, userPrincipalName }: VerifiedPerson): string[] {
  if (immutableId === undefined ? expected.mayBeWithout : expected.immutableIds.includes(immutableId)) return [];
  return [
    `${userPrincipalName}: the ImmutableID is ${immutableId ?? 'empty'}, expected ${expected.immutableIds.join(' or ')}`,
  ];
}
