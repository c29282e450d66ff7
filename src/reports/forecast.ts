import type { Assessment, Outcome } from '../domain/assessment.js';
import { outcomes } from '../domain/assessment.js';
import { isGap } from './verdict.js';

/** What the cutover would do to the identities of one outcome. */
export interface ForecastLine {
  readonly outcome: Outcome;
  readonly count: number;
  /** The outcome in words. */
  readonly title: string;
  /** What happens to them, as a clause about "they". */
  readonly atCutover: string;
  /** `good`: nothing to do; `note`: read it; `bad`: the cutover would hurt somebody. */
  readonly tone: 'good' | 'note' | 'bad';
  /** True where the other side was not read as a whole: the counterpart may be among what was not read. */
  readonly isUnsure?: true;
}

const meanings: Readonly<Record<Outcome, Pick<ForecastLine, 'title' | 'atCutover' | 'tone'>>> = {
  hardMatch: {
    title: 'Hard match',
    atCutover: 'keep their account: the source anchor equals the ImmutableID',
    tone: 'good',
  },
  softMatch: {
    title: 'Soft match',
    atCutover: 'are joined by UPN or primary address and are given an ImmutableID',
    tone: 'note',
  },
  anchorMismatch: {
    title: 'Anchor mismatch',
    atCutover: 'would not be recognized: export error, or a second account next to the orphaned first',
    tone: 'bad',
  },
  anchorHeldByAnother: {
    title: 'Anchor held by another',
    atCutover: "would be joined to a different person's account",
    tone: 'bad',
  },
  ambiguous: {
    title: 'Ambiguous',
    atCutover: 'could be joined to more than one account, or to the wrong one',
    tone: 'bad',
  },
  onPremOnly: {
    title: 'On-premises only',
    atCutover: 'get a new account, where the sync scope covers them',
    tone: 'note',
  },
  excluded: {
    title: 'Excluded',
    atCutover: 'are left out by the default filters or the configured scope',
    tone: 'note',
  },
  entraOnly: {
    title: 'Entra only',
    atCutover: 'have no source: they stay as they are, and nobody manages them any more',
    tone: 'bad',
  },
  cloudOnly: {
    title: 'Cloud only',
    atCutover: 'are cloud accounts and guests: the cutover does not touch them',
    tone: 'good',
  },
};

/** One line for every outcome, also for those that nobody has: zero is an answer. */
export function forecast(assessment: Assessment): readonly ForecastLine[] {
  const unsure = unsureOutcomes(assessment);
  return outcomes.map((outcome) => ({
    outcome,
    count: assessment.counts.outcomes[outcome],
    ...meanings[outcome],
    ...unsure.get(outcome),
  }));
}

/** People without a counterpart on a side of which something was not read: what happens to them, nobody knows. */
function unsureOutcomes({ evidence, findings }: Assessment): ReadonlyMap<Outcome, Partial<ForecastLine>> {
  const torn = new Set(
    findings.flatMap((one) => (one.rule === 'evidence-incomplete' && isGap(one) ? (one.at?.origin ?? []) : [])),
  );
  const isTorn = (side: 'onPrem' | 'entra'): boolean =>
    evidence.some(({ kind, origin, rejected }) => kind === side && (rejected > 0 || torn.has(origin)));
  const unsure = (side: string): Partial<ForecastLine> => ({
    isUnsure: true,
    tone: 'note',
    atCutover: `have no counterpart in what was read: the ${side} evidence is incomplete`,
  });
  return new Map([
    ...(isTorn('entra') ? [['onPremOnly', unsure('Entra')] as const] : []),
    ...(isTorn('onPrem') ? [['entraOnly', unsure('on-premises')] as const] : []),
  ]);
}
