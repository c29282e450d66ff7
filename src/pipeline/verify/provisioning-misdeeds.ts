import type { ProvisioningLogRow } from '../../connectors/graph/provisioning-log.js';
import { type KnownPeople, knownByName, locksOut, type MatchedPerson } from '../assess/known-people.js';

/** What else than people a job provisions. A word that is not among them may stand for a person. */
const otherTypes = new Set(['group', 'contact', 'orgcontact', 'device', 'computer']);

/**
 * What a job did and should not have, one sentence a row: it may create nobody who was matched, lock nobody whom the
 * clearance did not take to be locked, write nobody into another's account, and delete nobody (any create for an expected in-place user is an alarm). A created
 * account that the log gives to nobody is one of these too: it may be anybody's second one; a new group or contact is nobody's.
 *
 * @param people those who were matched; left out where nobody knows them any more, and creations tell nothing.
 */
export function misdeedsIn(
  rows: readonly ProvisioningLogRow[],
  people: KnownPeople | readonly MatchedPerson[] | undefined,
): string[] {
  const known = typeof people === 'object' ? knownByName(people) : people;
  return rows.flatMap((row) => misdeed(row, known) ?? []);
}

function misdeed(row: ProvisioningLogRow, people: KnownPeople | undefined): string | undefined {
  const { action, deeds, status } = row;
  if (deeds.has('delete') || deeds.has('stagedDelete'))
    return `${row.person}: Entra would delete the ${otherTypeOf(row) ?? 'account'} (${action}, ${status})`;
  const person = people?.(row.identifiers);
  if (deeds.has('create')) {
    if (people === undefined) return undefined;
    const created = `${row.person}: Entra ${status === 'success' ? 'created' : 'tried to create'} an account (${status})`;
    if (person !== undefined) return `${created} instead of taking over the one that is there`;
    return otherTypeOf(row) !== undefined || isNewcomer(row)
      ? undefined
      : `${created}, and the provisioning log does not say for whom (row ${row.id})`;
  }
  if (deeds.size === 0) return undefined;
  if (people !== undefined && writesAcross(row, people)) {
    return `${row.person}: Entra wrote the object ${row.sourceId ?? row.person} of Active Directory into the account ${row.targetId}, which is not its own (${action}, ${status})`;
  }
  const locks = deeds.has('disable') ? person?.mayBeLocked !== true : locksOut(row.signIn, person);
  return locks ? `${row.person}: Entra would lock the account (${action}, ${status})` : undefined;
}

/**
 * True where one person's object went into an account that is not theirs, or nobody's object into the account of somebody who
 * was matched with another. Ids go first: a name may have become another's in the same cycle.
 */
function writesAcross({ source, sourceId, targetId }: ProvisioningLogRow, people: KnownPeople): boolean {
  if (targetId === undefined) return false;
  const target = people([targetId]);
  const from = source.map((text) => people([text])).find((person) => person !== undefined);
  if (from !== undefined) return from.account !== target?.account;
  return sourceId !== undefined && target?.hasSource === true;
}

/** True where the row names both an object of Active Directory and its owner: without one of them, it may be anybody's second account. */
function isNewcomer({ sourceId, identifiers }: ProvisioningLogRow): boolean {
  return sourceId !== undefined && identifiers.some((text) => text.includes('@'));
}

/** What a row is about that is not a person; undefined where it is, or where it does not say or contradicts itself. */
function otherTypeOf({ objectTypes }: ProvisioningLogRow): string | undefined {
  return objectTypes.every((type) => otherTypes.has(type)) ? objectTypes[0] : undefined;
}
