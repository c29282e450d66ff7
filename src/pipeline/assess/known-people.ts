import { bytesToGuid, normalizeGuid } from '../../domain/guid.js';
import { decodeGuidAnchor, objectGuidAnchor } from '../../domain/source-anchor.js';
import {
  enabledKey,
  matchedPeople,
  type VerificationBaseline,
  type VerifiedPerson,
} from '../../validation/verify-people.js';

/** Somebody who was matched by the cleared evidence, as far as a log row or an answer is judged by it. */
export interface KnownPerson {
  /** The same for everything that names the same person, and for nobody else. */
  readonly account: string;
  /** True where it is known which object in Active Directory is theirs. */
  readonly hasSource: boolean;
  /** Whether the account could sign in before; left out where that can't be told. */
  readonly wasEnabled?: boolean;
  /** True where the clearance took it that Entra locks the account, as its on-premises one is. */
  readonly mayBeLocked: boolean;
}

/**
 * Finds the person whom identifiers name: an object id of either side, an anchor, or a name that the account has. One of
 * them is enough.
 */
export type KnownPeople = (identifiers: readonly string[]) => KnownPerson | undefined;

/** Somebody who is known by name. */
export interface MatchedPerson {
  readonly entraObjectId: string;
  readonly userPrincipalName: string;
  readonly immutableIds: readonly string[];
}

/**
 * The people of a baseline.
 *
 * @param names of their accounts, as `namesIn` gives them.
 */
export function knownPeople(
  { digest, people }: Pick<VerificationBaseline, 'digest' | 'people'>,
  names: ReadonlyMap<string, string>,
): KnownPeople {
  const byDigest = new Map(
    matchedPeople({ people }).flatMap((person) =>
      [person.account, ...person.anchors, person.objectGuid].map((text) => [text, person] as const),
    ),
  );
  return (identifiers) => {
    for (const identifier of identifiers) {
      const keys = [names.get(identifier.toLowerCase()), ...spellingsOf(identifier).map(digest)];
      const person = keys.map((key) => key !== undefined && byDigest.get(key)).find(Boolean);
      if (!person) continue;
      const is = (enabled: boolean): boolean =>
        identifiers.some((text) => digest(enabledKey(text.toLowerCase(), enabled)) === person.locked);
      const wasEnabled = is(true) ? true : is(false) ? false : undefined;
      const { account, objectGuid } = person;
      return {
        account,
        hasSource: objectGuid !== undefined,
        mayBeLocked: person.mayBeLocked === true,
        ...(wasEnabled !== undefined && { wasEnabled }),
      };
    }
    return undefined;
  };
}

/** People who are known by name instead of by digests. */
export function knownByName(people: readonly MatchedPerson[]): KnownPeople {
  const accounts = people.map(({ entraObjectId }) => entraObjectId.toLowerCase());
  return knownPeople(
    {
      digest: (text) => text,
      people: people.map(({ immutableIds }, index) => ({
        account: accounts[index] ?? '',
        anchors: immutableIds,
        mayBeWithout: false,
      })),
    },
    new Map(people.map(({ userPrincipalName }, index) => [userPrincipalName.toLowerCase(), accounts[index] ?? ''])),
  );
}

/** The names, in lower case, that the people's accounts have now, each with the digest of the account. */
export function namesIn(
  { digest, people }: VerificationBaseline,
  now: Iterable<Pick<VerifiedPerson, 'entraObjectId' | 'userPrincipalName'>>,
): Map<string, string> {
  const accounts = new Set(matchedPeople({ people }).map(({ account }) => account));
  const names = new Map<string, string>();
  for (const { entraObjectId, userPrincipalName } of now) {
    const account = digest(entraObjectId);
    if (accounts.has(account)) names.set(userPrincipalName.toLowerCase(), account);
  }
  return names;
}

/**
 * True where a change locks somebody who could sign in, against what was cleared. Answers repeat the state of accounts that
 * have long been disabled, without their old value: that alone locks nobody.
 *
 * @param person undefined for somebody who was not matched.
 */
export function locksOut(
  change: { readonly from?: boolean; readonly to: boolean } | undefined,
  person: Pick<KnownPerson, 'mayBeLocked' | 'wasEnabled'> | undefined,
): boolean {
  if (change?.to !== false || person?.mayBeLocked) return false;
  return change.from ?? person?.wasEnabled ?? false;
}

/** As it stands (anchors are case-sensitive), in lower case, and the GUID and the anchor that are made of each other. */
function spellingsOf(text: string): string[] {
  const guid = normalizeGuid(text);
  const bytes = decodeGuidAnchor(text);
  return [
    text,
    text.toLowerCase(),
    ...(guid === undefined ? [] : [guid, objectGuidAnchor(guid)]),
    ...(bytes === undefined ? [] : [bytesToGuid(bytes)]),
  ];
}
