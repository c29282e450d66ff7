import { type KnownPeople, locksOut } from '../../pipeline/assess/known-people.js';
import { isUnchanged, type PilotAnswer } from './pilot-answer.js';

export interface PilotPerson {
  readonly distinguishedName: string;
  readonly name: string;
  /** The account that is there already: a creation would be the duplicate. Left out for a newcomer. */
  readonly entraObjectId?: string;
}

/**
 * What is wrong with an answer, in one sentence; undefined where it is what was to be expected.
 *
 * @param accounts of the cleared evidence, by object id in lower case: none of them may become a newcomer's. Another is our
 *   own creation, of a run that was interrupted.
 * @param known those who were matched, with what their accounts were before.
 */
export function judgeAnswer(
  { name, entraObjectId }: PilotPerson,
  answer: PilotAnswer,
  accounts: ReadonlyMap<string, string>,
  known: KnownPeople,
): string | undefined {
  const { result, action, deeds, reason, sourceId, targetId, signIn } = answer;
  const did = `Entra answered ${result}, ${action}${reason === '' ? '' : ` (${reason.slice(0, 300)})`}`;
  const creates = deeds.has('create');
  if (creates && entraObjectId !== undefined) {
    return `Pilot: Entra created a second account for ${name}, whose own was to be taken over. ${did}.`;
  }
  const person = known([targetId, entraObjectId].filter((id) => id !== undefined));
  const locks = deeds.has('disable') ? person?.mayBeLocked !== true : !creates && locksOut(signIn, person);
  if (locks || deeds.has('delete') || deeds.has('stagedDelete')) {
    return `Pilot: Entra would lock or delete ${name}. ${did}.`;
  }
  if (!answer.consistent) {
    return `Pilot: ${name} was not provisioned: the answer contradicts itself. ${did}.`;
  }
  const source = known(sourceId === undefined ? [] : [sourceId]);
  if (source !== undefined && source.account !== known(entraObjectId === undefined ? [] : [entraObjectId])?.account) {
    return `Pilot: Entra took the object ${sourceId} of Active Directory for ${name}, which is somebody else’s. ${did}.`;
  }
  const unchanged = isUnchanged(answer);
  if (!/^success$/i.test(result) && !unchanged) return `Pilot: ${name} was not provisioned. ${did}.`;
  if (targetId === undefined) {
    // Where nothing was written to the person's own account, or a new one was made, none need be named.
    if (entraObjectId === undefined ? creates : unchanged) return undefined;
    return `Pilot: the answer does not say which account was written for ${name}. ${did}.`;
  }
  if (entraObjectId === undefined) {
    const holder = accounts.get(targetId);
    if (holder === undefined) return undefined;
    return `Pilot: Entra took the account ${targetId} (${holder}) for ${name}, who has none in the cleared evidence. ${did}.`;
  }
  return targetId === entraObjectId.toLowerCase()
    ? undefined
    : `Pilot: Entra took the account ${targetId} for ${name}, whose own is ${entraObjectId}. ${did}.`;
}
