import type { Finding, Severity } from '../domain/assessment.js';
import { byText } from '../domain/by-text.js';
import type { RuleMetadata } from '../domain/rule.js';
import { isBlocking } from './verdict.js';

/** The findings of one rule, the blocking ones first. */
export interface RuleGroup {
  readonly rule: string;
  /** The gravest severity among the findings. */
  readonly severity: Severity;
  readonly findings: readonly Finding[];
  readonly metadata?: RuleMetadata;
}

const gravity: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** The findings by rule: rules that block first, then by severity and name; inside a rule in the assessment's order. */
export function groupByRule(
  findings: readonly Finding[],
  metadata: readonly RuleMetadata[] = [],
): readonly RuleGroup[] {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const sameRule = byRule.get(finding.rule);
    if (sameRule === undefined) byRule.set(finding.rule, [finding]);
    else sameRule.push(finding);
  }
  const known = new Map(metadata.map((rule) => [rule.id, rule]));
  const groups = Array.from(byRule, ([rule, unsorted]): RuleGroup => {
    const sorted = unsorted.toSorted((left, right) => rank(left) - rank(right));
    const about = known.get(rule);
    const severity = gravest(sorted);
    return { rule, severity, findings: sorted, ...(about === undefined ? {} : { metadata: about }) };
  });
  return groups.toSorted((left, right) => groupRank(left) - groupRank(right) || byText(left.rule, right.rule));
}

/** The texts that the findings share, each once, in the order of their first use. */
export function distinct(findings: readonly Finding[], text: (finding: Finding) => string): readonly string[] {
  return [...new Set(findings.map(text))];
}

function gravest(findings: readonly Finding[]): Severity {
  const found = new Set(findings.map((finding) => finding.severity));
  return found.has('error') ? 'error' : found.has('warning') ? 'warning' : 'info';
}

function rank(finding: Finding): number {
  return gravity[finding.severity] * 2 + (finding.waived ? 1 : 0);
}

function groupRank(group: RuleGroup): number {
  return group.findings.some(isBlocking) ? -1 : gravity[group.severity];
}
