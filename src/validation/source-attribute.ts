import type { AnchorSource, SourceAttribute, Subject } from '../domain/assessment.js';
import { type AnchorExplanation, anchorSources } from './explain-anchors.js';
import type { OnPremIdentity } from './identity.js';
import type { Population } from './population.js';
import { subjectOf } from './subject.js';

/** People named as exceptions at most: beyond that, the histogram says enough. */
const namedPeople = 100;

/** The histogram in detail: the best explanation of each OU, and whom the best of all does not explain. */
export function detailSourceAttribute(
  { people, explained, unexplained }: AnchorExplanation,
  { identities }: Pick<Population, 'identities'>,
): SourceAttribute {
  const best = explained[0]?.source;
  const units = new Map<string, { people: number; sources: Map<string, number> }>();
  const exceptions: Subject[] = [];
  for (const identity of identities) {
    const immutableId = identity.entra?.immutableId;
    if (identity.side !== 'onPrem' || identity.outcome === 'excluded' || immutableId === undefined) continue;
    const sources = anchorSources(immutableId, identity.onPrem);
    if (best === undefined || !sources.has(best)) exceptions.push(subjectOf(identity));
    const container = containerOf(identity);
    if (container === undefined) continue;
    const unit = units.get(container) ?? { people: 0, sources: new Map<string, number>() };
    unit.people += 1;
    for (const source of sources) unit.sources.set(source, (unit.sources.get(source) ?? 0) + 1);
    units.set(container, unit);
  }
  const byName = (subject: Subject): string => subject.userPrincipalName?.toLowerCase() ?? subject.objectGuid ?? '';
  return {
    people,
    explained,
    unexplained,
    organizationalUnits: [...units]
      .map(([distinguishedName, unit]) => ({ distinguishedName, people: unit.people, ...bestOf(unit.sources) }))
      .sort((a, b) => (a.distinguishedName < b.distinguishedName ? -1 : 1)),
    exceptions: exceptions.sort((a, b) => (byName(a) < byName(b) ? -1 : 1)).slice(0, namedPeople),
  };
}

function bestOf(sources: ReadonlyMap<string, number>): { readonly best?: AnchorSource } {
  const sorted = [...sources].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
  const [first] = sorted;
  return first === undefined ? {} : { best: { source: first[0], people: first[1] } };
}

/** The container of the account in lower case, as DNs compare: everything after its first unescaped comma. */
function containerOf({ onPrem }: OnPremIdentity): string | undefined {
  return /(?<!\\),\s*(.+)$/.exec(onPrem.distinguishedName ?? '')?.[1]?.toLowerCase();
}
