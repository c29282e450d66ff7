import { counted } from '../domain/counted.js';
import { isPlain, lookAlikeKey } from '../domain/name-key.js';
import type { EntraObject, OnPremObject } from '../domain/objects.js';
import { smtpAddresses, withUpn } from '../validation/addresses.js';
import { onPremIdentities } from '../validation/identity.js';
import { indexBy } from '../validation/index-by.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { asStaged } from '../validation/staged.js';

/** A UPN or address of an object, in lower case. */
interface Spelling {
  readonly text: string;
  readonly bearer: OnPremObject | EntraObject;
}

/** Names told one by one at most. */
const mostNamed = 20;

/**
 * UPNs and addresses of different objects that look alike and are written differently: composed and decomposed letters, other widths,
 * blanks, characters that nobody sees. Whether Entra takes them for one name is not documented, so they are neither the same nor
 * different here. A pair that differs in its own name is told by the rules about names and addresses.
 */
export function judgeLookAlikes(population: Population): { rule: string; draft: FindingDraft }[] {
  const staged = asStaged(population);
  const odd = new Set<string>();
  for (const { text } of spellingsOf(staged)) if (!isPlain(text)) odd.add(lookAlikeKey(text));
  if (odd.size === 0) return [];
  const spellings = [...spellingsOf(staged)].filter(({ text }) => odd.has(lookAlikeKey(text)));
  const pairOf = pairsOf(staged);
  const alike = [...indexBy(spellings, ({ text }) => lookAlikeKey(text)).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const other = group.find(({ text, bearer }) => text !== first.text && pairOf(bearer) !== pairOf(first.bearer));
    return other ? [[first, other] as const] : [];
  });
  const told = alike.slice(0, mostNamed).map(([one, other]) => ({
    found: `${shown(one)} and ${shown(other)} look alike and are written differently`,
    expected: 'one spelling of one name',
    consequence:
      'Nobody knows whether Entra takes them for one name: it may match the wrong account, or keep the name back from one of them.',
    remedy:
      'Retype the name where it is wrong, if possible in plain letters without blanks, and export both sides again.',
    at: other.bearer.at,
  }));
  const more = alike.length - told.length;
  return [
    ...told,
    ...(more > 0
      ? [
          {
            found: `${counted(more, 'more pair of names looks alike and is', 'more pairs of names look alike and are')} written differently`,
          },
        ]
      : []),
  ].map((draft) => ({ rule: 'evidence-incomplete', draft }));
}

function* spellingsOf(population: Population): Iterable<Spelling> {
  const { inScope, inScopeObjects, entraUsers, entraObjects, addresses, signInName } = population;
  for (const bearer of [...inScope, ...inScopeObjects])
    for (const text of withUpn(signInName(bearer), addresses.allOf(bearer))) yield { text, bearer };
  for (const bearer of [...entraUsers, ...entraObjects])
    for (const text of withUpn(bearer.userPrincipalName, smtpAddresses(bearer))) yield { text, bearer };
}

/** What stands for both sides of somebody: the on-premises object, where there is a pair. */
function pairsOf(population: Population): (bearer: Spelling['bearer']) => unknown {
  const sources = new Map<unknown, OnPremObject>();
  for (const { onPrem, entra } of onPremIdentities(population)) sources.set(entra, onPrem);
  return (bearer) => sources.get(bearer) ?? bearer;
}

/** The name with each character that may be taken for another one written out, and whose it is. */
function shown({ text, bearer }: Spelling): string {
  const visible = text.replace(/[^!-~]/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
  const side = 'attributes' in bearer ? 'on-premises' : 'Entra';
  return `${visible} (${side} ${bearer.objectType}, ${bearer.at.origin}, line ${bearer.at.line})`;
}
