import type { AnchorSource, SourceAttribute } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import { containerOfDn, spellDn } from '../domain/distinguished-name.js';
import type { AnchorExplanation } from './explain-anchors.js';
import type { OnPremIdentity } from './identity.js';
import type { Population } from './population.js';
import { subjectOf } from './subject.js';

/** People named as exceptions at most: beyond that, the histogram says enough. */
const namedPeople = 100;

/** The histogram in detail: the best explanation of each OU, and whom the best of all does not explain. */
export function detailSourceAttribute(
  { people, explained, unexplained, sources: sourcesOf }: AnchorExplanation,
  { identities, cleanPairs }: Pick<Population, 'identities' | 'cleanPairs'>,
): SourceAttribute {
  const best = explained[0]?.source;
  const units = new Map(
    [...cleanPairs.units].map(([container, { people: pairs, explained: sources }]) => [
      container,
      { people: pairs, sources: new Map(sources) },
    ]),
  );
  const exceptions: OnPremIdentity[] = [];
  for (const [index, sources] of sourcesOf.entries()) {
    const identity = identities[index];
    if (sources === undefined || identity?.side !== 'onPrem') continue;
    if (best === undefined || !sources.includes(best)) exceptions.push(identity);
    const container = containerOf(identity);
    if (container === undefined) continue;
    const unit = units.get(container) ?? { people: 0, sources: new Map<string, number>() };
    unit.people += 1;
    for (const source of sources) unit.sources.set(source, (unit.sources.get(source) ?? 0) + 1);
    units.set(container, unit);
  }
  const named = exceptions.map((identity) => ({ identity, name: nameOf(identity) }));
  named.sort((a, b) => byText(a.name, b.name));
  return {
    people,
    explained,
    unexplained,
    organizationalUnits: [...units]
      .map(([distinguishedName, unit]) => ({ distinguishedName, people: unit.people, ...bestOf(unit.sources) }))
      .sort((a, b) => byText(a.distinguishedName, b.distinguishedName)),
    exceptions: named.slice(0, namedPeople).map(({ identity }) => subjectOf(identity)),
  };
}

/** What exceptions are sorted by: their subject’s name, else its id. */
function nameOf({ onPrem, entra }: OnPremIdentity): string {
  return (onPrem.userPrincipalName ?? entra?.userPrincipalName)?.toLowerCase() ?? onPrem.objectGuid ?? '';
}

function bestOf(sources: ReadonlyMap<string, number>): { readonly best?: AnchorSource } {
  const sorted = [...sources].sort(([a, left], [b, right]) => right - left || byText(a, b));
  const [first] = sorted;
  return first === undefined ? {} : { best: { source: first[0], people: first[1] } };
}

/** The container of the account, in one spelling. */
function containerOf({ onPrem: { distinguishedName = '' } }: OnPremIdentity): string | undefined {
  const container = containerOfDn(distinguishedName);
  return container && spellDn(container);
}
