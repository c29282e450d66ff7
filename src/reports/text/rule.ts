import type { Assessment, Finding } from '../../domain/assessment.js';
import { counted } from '../../domain/counted.js';
import type { RuleMetadata } from '../../domain/rule.js';
import { skippedReason } from '../describe.js';
import { findingLines } from './finding.js';
import { palette, wrap } from './layout.js';
import { unreadNotice } from './story.js';

const effects = {
  error: 'An error: it blocks the cutover.',
  warning: 'A warning: it is shown and does not block.',
  info: 'Information: it is shown and does not block.',
} as const;

/** What a finding of the rule does to the decision, as a sentence. */
export function effectOf({ category, severity }: RuleMetadata): string {
  return category === 'evidence' ? 'It makes the decision indeterminate (exit code 3).' : effects[severity];
}

/** What the rule found. */
export function findingsOf(rule: RuleMetadata, { findings }: Assessment): readonly Finding[] {
  return findings.filter((finding) => finding.rule === rule.id);
}

/** A rule for a terminal: what it says, what would happen, what to do; and whom the assessment names, where there is one. */
export function* renderRule(
  rule: RuleMetadata,
  assessment: Assessment | undefined,
  { colour, width }: { readonly colour: boolean; readonly width: number },
): Iterable<string> {
  const colours = palette(colour);
  const paragraph = (text: string) => `${wrap(text, width, 0).join('\n')}\n`;
  const part = (heading: string, text: string) => `\n${colours.heading(heading)}\n${paragraph(text)}`;
  yield `${colours.heading(`${rule.id}: ${rule.title}`)}\n${paragraph(effectOf(rule))}`;
  yield `\n${paragraph(rule.help)}`;
  yield part('What would happen', rule.consequence);
  yield part('What to do', rule.remedy);
  if (assessment === undefined) return;
  const findings = findingsOf(rule, assessment);
  yield `\n${colours.heading(`In this evidence: ${counted(findings.length, 'finding')}`)}\n`;
  const unread = unreadNotice(assessment) ?? skippedReason(rule, assessment);
  if (unread !== undefined) yield `${colours.doubtful(paragraph(unread).trimEnd())}\n`;
  for (const finding of findings) yield `${findingLines(finding, rule.severity, colours, width).join('\n')}\n`;
}
