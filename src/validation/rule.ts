import type { Finding } from '../domain/assessment.js';
import type { RuleMetadata } from '../domain/rule.js';
import type { Identity, OnPremIdentity } from './identity.js';
import type { Population } from './population.js';

type Said = Omit<Finding, 'rule' | 'waived' | 'acceptance'>;

/**
 * What a rule adds to its metadata for one finding: whom, where, and where the general words do not fit. What is undefined
 * the gate leaves out.
 */
export type FindingDraft = { readonly [Field in keyof Said]?: Said[Field] | undefined } & {
  /** Why nobody may accept this loss; left out where somebody may. */
  readonly unacceptable?: string;
  /** The attributes that would go, for waivers that name attributes. */
  readonly attributes?: readonly string[];
};

/** A rule: its metadata, and a pure look at the whole population. */
export interface Rule extends RuleMetadata {
  /** Why the rule can't look, where that is not one of the questions of evidence; undefined where it can. */
  unchecked?(population: Population): string | undefined;
  find(population: Population): readonly FindingDraft[];
}

/** `people`: users only. `all`: groups, contacts and devices too. */
type Coverage = 'people' | 'all';

/** A rule that looks at one identity at a time. */
export function identityRule(
  metadata: RuleMetadata,
  find: (identity: Identity, population: Population) => FindingDraft | undefined,
  coverage: Coverage = 'people',
): Rule {
  return {
    ...metadata,
    find: (population) =>
      (coverage === 'all' ? [...population.identities, ...population.objects] : population.identities)
        .map((identity) => find(identity, population))
        .filter((draft) => draft !== undefined),
  };
}

/** A rule that looks at one on-premises object at a time. */
export function onPremRule(
  metadata: RuleMetadata,
  find: (identity: OnPremIdentity, population: Population) => FindingDraft | undefined,
  coverage: Coverage = 'people',
): Rule {
  return identityRule(
    metadata,
    (identity, population) => (identity.side === 'onPrem' ? find(identity, population) : undefined),
    coverage,
  );
}
