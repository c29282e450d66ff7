import type { Outcome } from '../../../../src/domain/assessment.js';

export interface Person {
  readonly name: string | undefined;
  readonly anchor: string;
}
export interface Account {
  readonly name: string | undefined;
  readonly immutableId: string | undefined;
  readonly synced: boolean;
}

/**
 * The outcomes by the words of the contract, for evidence that has only anchors and UPNs. It compares everybody with
 * everybody and shares nothing with the product, so that a mistake is not made twice.
 */
export function outcomesByContract(people: readonly Person[], accounts: readonly Account[]): Record<Outcome, number> {
  const same = (a: string | undefined, b: string | undefined): boolean =>
    a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
  const holdersOf = (person: Person): Account[] => accounts.filter(({ immutableId }) => immutableId === person.anchor);
  const namesakesOf = (person: Person): Account[] => accounts.filter(({ name }) => same(name, person.name));

  const byAnchor = (person: Person): Outcome | undefined => {
    const holders = holdersOf(person);
    const namesakes = namesakesOf(person);
    if (people.some((other) => other !== person && other.anchor === person.anchor)) return 'ambiguous';
    if (holders.length > 1 || namesakes.length > 1) return 'ambiguous';
    const [holder] = holders;
    if (holder === undefined) return undefined;
    const mineIsElsewhere = namesakes.some((account) => account !== holder);
    const itsIsElsewhere =
      !same(holder.name, person.name) && people.some((other) => other !== person && same(other.name, holder.name));
    return mineIsElsewhere || itsIsElsewhere ? 'anchorHeldByAnother' : 'hardMatch';
  };
  const outcomeOf = (person: Person): Outcome => {
    const decided = byAnchor(person);
    if (decided !== undefined) return decided;
    const [account] = namesakesOf(person);
    if (account === undefined) return 'onPremOnly';
    const owned = people.some((other) => byAnchor(other) === 'hardMatch' && holdersOf(other)[0] === account);
    const wanted = people.some(
      (other) => other !== person && byAnchor(other) === undefined && namesakesOf(other)[0] === account,
    );
    const shared =
      account.immutableId !== undefined &&
      accounts.some((other) => other !== account && other.immutableId === account.immutableId);
    if (owned || wanted || shared) return 'ambiguous';
    return account.immutableId === undefined ? 'softMatch' : 'anchorMismatch';
  };

  const counts: Record<Outcome, number> = {
    hardMatch: 0,
    softMatch: 0,
    anchorMismatch: 0,
    anchorHeldByAnother: 0,
    ambiguous: 0,
    onPremOnly: 0,
    excluded: 0,
    entraOnly: 0,
    cloudOnly: 0,
  };
  for (const person of people) counts[outcomeOf(person)] += 1;
  for (const account of accounts) {
    if (people.some((person) => holdersOf(person).includes(account) || namesakesOf(person).includes(account))) continue;
    counts[account.synced || account.immutableId !== undefined ? 'entraOnly' : 'cloudOnly'] += 1;
  }
  return counts;
}
