import type { RuleMetadata } from '../domain/rule.js';
import { acceptableLossRules } from '../domain/waiver.js';

const effects = {
  error: 'An error: it blocks the cutover.',
  warning: 'A warning: it is shown and does not block.',
  info: 'Information: it is shown and does not block.',
} as const;

/** What a finding of the rule does to the decision, as a sentence. */
export function effectOf({ category, severity }: RuleMetadata): string {
  return category === 'evidence' ? 'It makes the decision indeterminate (exit code 3).' : effects[severity];
}

/** The documentation page of a rule, in Markdown, made from its metadata alone. */
export function rulePage(rule: RuleMetadata): string {
  const effect = effectOf(rule);
  const accepting = (acceptableLossRules as readonly string[]).includes(rule.id)
    ? '\n## Accepting it\n\nEach loss is accepted by object id under `acceptedLosses` in the waiver file: see [waivers](../waivers.md).\n'
    : '';
  return `# ${rule.id}

<!-- Generated from src/validation/rules by \`npm run generate\`. -->

**${rule.title}.** ${effect}

${rule.help}

## What would happen

${rule.consequence}

## What to do

${rule.remedy}
${accepting}`;
}

/** The index of all rules, in Markdown. */
export function ruleIndex(rules: readonly RuleMetadata[]): string {
  const rows = rules.map(
    ({ id, category, severity, title }) => `| [${id}](${id}.md) | ${category} | ${severity} | ${title} |`,
  );
  return `# Rules

<!-- Generated from src/validation/rules by \`npm run generate\`. -->

| rule | about | severity | says |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
}
