import type { Finding, Outcome } from '../domain/assessment.js';
import { counted } from '../domain/counted.js';
import { isInContainer } from '../domain/distinguished-name.js';
import { objectTypeOf } from '../validation/connector-subject.js';
import { isOnPrem } from '../validation/identity.js';
import type { Population } from '../validation/population.js';
import type { FindingDraft } from '../validation/rule.js';
import { additions, isTaken } from '../validation/rules/pending-add.js';
import { creationThreshold, deletionThreshold, softMatchThreshold } from '../validation/rules/thresholds.js';

/** Limits by share, besides those by number; a share of few people says nothing, so a minimum population belongs to them. */
interface Percentages {
  /** Percent of the on-premises users. */
  readonly creations?: number;
  readonly softMatches?: number;
  /** Percent of the Entra users. */
  readonly deletions?: number;
  /** Users on that side below which no share is judged. */
  readonly minimumPopulation: number;
}

/** Limits that a run or a stack declares. One that is left out is not judged. */
export interface Thresholds {
  /** Accounts that Entra may create, and how many of them per organizational unit. */
  readonly creations?: { readonly total: number; readonly perOrganizationalUnit: Readonly<Record<string, number>> };
  readonly softMatches?: number;
  /** Staged deletions that nobody accepted. */
  readonly deletions?: number;
  readonly percentages?: Percentages;
}

/**
 * Compares what would happen, by the evidence and by what Entra Connect has staged for others, with the declared limits.
 * Where Entra was not read completely nothing is counted: everybody who was not read would look like a creation, and the
 * decision is indeterminate anyway.
 */
export function judgeThresholds(
  population: Population,
  thresholds: Thresholds,
): { rule: string; draft: FindingDraft }[] {
  if (!population.entraComplete) return [];
  const { creations, softMatches = Number.POSITIVE_INFINITY } = thresholds;
  const toCome = whatIsToCome(population);
  const among = (outcome: Outcome): ToCome[] => toCome.filter((one) => one.outcome === outcome);
  const created = among('onPremOnly');
  const drafts = creations === undefined ? [] : judgeCreations(created, creations);
  const matched = among('softMatch').length;
  if (matched > softMatches) {
    drafts.push({
      rule: softMatchThreshold.id,
      draft: {
        expected: `at most ${counted(softMatches, 'soft match', 'soft matches')}`,
        found: counted(matched, 'soft match', 'soft matches'),
      },
    });
  }
  const { onPremUsers } = population.counts;
  return [
    ...drafts,
    ...judgeShare(creationThreshold.id, 'creations', created.length, onPremUsers, thresholds.percentages),
    ...judgeShare(softMatchThreshold.id, 'softMatches', matched, onPremUsers, thresholds.percentages),
  ];
}

interface ToCome {
  readonly outcome: Outcome;
  readonly distinguishedName: string | undefined;
}

/**
 * Whom Entra would create or match by name. Where Entra Connect has staged an addition, Entra looks for the account by what
 * that one says (CONNECT-19), whatever names the evidence of Active Directory has, and whether it has the person at all.
 */
function whatIsToCome(population: Population): readonly ToCome[] {
  const people = population.identities.filter(isOnPrem);
  const added = additions(population).filter(({ object }) => objectTypeOf(object.objectType) === 'user');
  const users = new Set(added.map(({ join }) => join.user));
  const outcomes = new Map(
    people.filter(({ onPrem }) => users.has(onPrem)).map(({ onPrem, outcome }) => [onPrem, outcome]),
  );
  const judged = added.map(({ object, join }): ToCome => {
    const known = join.user && outcomes.get(join.user);
    const distinguishedName = join.user?.distinguishedName;
    if (join.holder !== undefined) return { outcome: 'hardMatch', distinguishedName };
    if (join.namesakes.some((account) => !isTaken(account))) return { outcome: 'softMatch', distinguishedName };
    if (join.namesakes.length > 0) return { outcome: known ?? 'softMatch', distinguishedName };
    const isNamed = object.userPrincipalName !== undefined || object.primaryAddress !== undefined;
    return { outcome: isNamed || known === undefined ? 'onPremOnly' : known, distinguishedName };
  });
  // Most people are matched already, and there may be a million.
  const others = people.filter(
    ({ outcome, onPrem }) => (outcome === 'onPremOnly' || outcome === 'softMatch') && !users.has(onPrem),
  );
  return [
    ...judged,
    ...others.map(({ outcome, onPrem }) => ({ outcome, distinguishedName: onPrem.distinguishedName })),
  ];
}

const shareWords = {
  creations: ['creation', 'creations'],
  softMatches: ['soft match', 'soft matches'],
  deletions: ['deletion', 'deletions'],
} as const;

function judgeShare(
  rule: string,
  kind: keyof typeof shareWords,
  count: number,
  population: number,
  percentages: Percentages | undefined,
): { rule: string; draft: FindingDraft }[] {
  const limit = percentages?.[kind];
  if (limit === undefined || percentages === undefined || population < percentages.minimumPopulation) return [];
  if (count * 100 <= limit * population) return [];
  const [one, many] = shareWords[kind];
  const draft = {
    expected: `at most ${limit} % ${many}`,
    found: `${counted(count, one, many)} of ${counted(population, 'user')}`,
  };
  return [{ rule, draft }];
}

/** Compares the staged deletions that nobody accepted with the declared limit; it runs after the accepted losses were applied. */
export function judgeDeletions(
  findings: readonly Finding[],
  { deletions, percentages }: Thresholds,
  entraUsers: number,
): { rule: string; draft: FindingDraft }[] {
  const staged = findings.filter(
    ({ rule, acceptance }) => rule === 'pending-delete' && acceptance === undefined,
  ).length;
  const share = judgeShare(deletionThreshold.id, 'deletions', staged, entraUsers, percentages);
  if (deletions === undefined || staged <= deletions) return share;
  return [
    ...share,
    {
      rule: deletionThreshold.id,
      draft: { expected: `at most ${counted(deletions, 'deletion')}`, found: `${counted(staged, 'deletion')} staged` },
    },
  ];
}

/** Each creation counts against the innermost declared OU it lies in; all others against the total that is left over. */
function judgeCreations(
  creations: readonly ToCome[],
  limits: NonNullable<Thresholds['creations']>,
): { rule: string; draft: FindingDraft }[] {
  const units = Object.keys(limits.perOrganizationalUnit).sort((a, b) => b.length - a.length);
  const created = new Map<string | undefined, number>();
  for (const { distinguishedName: name } of creations) {
    const unit = name === undefined ? undefined : units.find((candidate) => isInContainer(name, candidate));
    created.set(unit, (created.get(unit) ?? 0) + 1);
  }
  return [...units.sort(), undefined].flatMap((unit) => {
    const limit = unit === undefined ? limits.total : (limits.perOrganizationalUnit[unit] ?? 0);
    const count = created.get(unit) ?? 0;
    if (count <= limit) return [];
    const where = unit === undefined ? (units.length === 0 ? '' : ' outside the declared OUs') : ` in ${unit}`;
    return [
      {
        rule: creationThreshold.id,
        draft: {
          expected: `at most ${counted(limit, 'creation')}${where}`,
          found: `${counted(count, 'creation')}${where}`,
        },
      },
    ];
  });
}
