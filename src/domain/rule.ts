import type { Severity } from './assessment.js';
import type { EvidenceQuestion } from './evidence.js';

export type RuleCategory = 'anchors' | 'population' | 'service' | 'staging' | 'configuration' | 'evidence';

/** What is known of a rule before anybody breaks it: documentation, SARIF, legends and reports come from here. */
export interface RuleMetadata {
  /** Kebab-case and stable: scripts and waivers name it. */
  readonly id: string;
  readonly category: RuleCategory;
  /** The usual severity; a finding may be milder or more serious where the contract says so. */
  readonly severity: Severity;
  /** A few words, without a full stop. */
  readonly title: string;
  /** One paragraph: what the rule looks at and why it matters. */
  readonly help: string;
  /** What happens to the person when the cutover goes ahead anyway. */
  readonly consequence: string;
  readonly remedy: string;
  /** Questions of the evidence without which the rule's silence says nothing; left out where there are none. */
  readonly needs?: readonly EvidenceQuestion[];
}

/** Path of the rule's documentation page, relative to the repository and the package. */
export function documentationPage(rule: string): string {
  return `docs/rules/${rule}.md`;
}

/** What tells everything about a rule wherever the tool is: a project that uses it does not have the pages. */
export function explainRule(rule: string): string {
  return `entra-cutover explain ${rule}`;
}

/**
 * True for the rules about evidence itself (`evidence-missing`, `evidence-stale`, …), which make a decision
 * indeterminate instead of blocking it (contract, "Rule identifiers").
 */
export function isEvidenceRule(rule: string): boolean {
  return rule.startsWith('evidence-');
}
