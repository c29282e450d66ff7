import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Finding, Subject } from '../../src/domain/assessment.js';
import { documentationPage, type RuleMetadata } from '../../src/domain/rule.js';
import { acceptableLossRules } from '../../src/domain/waiver.js';
import { findingLines } from '../../src/reports/text/finding.js';
import { palette } from '../../src/reports/text/layout.js';
import { effectOf } from '../../src/reports/text/rule.js';
import { anchorLines, sourceLines } from '../../src/reports/text/story.js';
import type { Population } from '../../src/validation/population.js';
import { identityStories } from '../../src/validation/story.js';
import { readScenario, scenariosOf, withoutFolders } from './rule-scenarios.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The sections of a rule's page that people write, in their order. */
export const writtenSections: readonly string[] = [
  'How it comes about',
  'See it in your tenant',
  'Repair it',
  'Undo the repair',
  'When it is harmless',
  'Source',
];

/** Between what is made from code, above, and what people write, below. */
const divider = '<!-- End of the generated part. Write below this line. -->\n';

/** Columns of an example. */
const width = 100;

/**
 * The documentation page of a rule: its words and an example out of its scenario, and below them what people wrote, which
 * stays. A new page has the empty sections.
 */
export async function rulePage(rule: RuleMetadata): Promise<string> {
  const accepting = (acceptableLossRules as readonly string[]).includes(rule.id)
    ? '\n## Accepting it\n\nEach loss is accepted by object id under `acceptedLosses` in the waiver file: see [waivers](../waivers.md).\n'
    : '';
  const generated = `# ${rule.id}

<!-- Generated from src/validation/rules and scenarios/rules/${rule.id} by \`npm run generate\`. -->

**${rule.title}.** ${effectOf(rule)}

${rule.help}

## What would happen

${rule.consequence}

## What to do

${rule.remedy}
${accepting}
## Example

${await example(rule)}
`;
  return withWritten(documentationPage(rule.id), generated, writtenSections.map((title) => `\n## ${title}\n`).join(''));
}

/** The index of all rules, and below it what people wrote. */
export function ruleIndex(rules: readonly RuleMetadata[]): string {
  const rows = rules.map(
    ({ id, category, severity, title }) => `| [${id}](${id}.md) | ${category} | ${severity} | ${title} |`,
  );
  const generated = `# Rules

<!-- Generated from src/validation/rules by \`npm run generate\`. -->

| rule | about | severity | says |
| --- | --- | --- | --- |
${rows.join('\n')}
`;
  return withWritten('docs/rules/README.md', generated, '');
}

/** What people wrote on the page, or what they are to begin with. */
function withWritten(path: string, generated: string, blank: string): string {
  const place = join(repository, path);
  const [, written] = existsSync(place) ? readFileSync(place, 'utf8').split(divider) : [];
  return `${generated}\n${divider}${written ?? blank}`;
}

/** One finding of the rule's own scenario, and what the sources hold of the people whom it names, as `explain` tells it. */
async function example(rule: RuleMetadata): Promise<string> {
  const scenario = scenariosOf(rule.id).find(({ expected }) => expected.length > 0);
  if (scenario === undefined) throw new Error(`${rule.id} has no scenario in which it finds anything.`);
  const { population, judge } = await readScenario(scenario);
  const findings = withoutFolders(judge().filter((finding) => finding.rule === rule.id));
  const people = findings.filter(({ subject }) => told(population, subject).length > 0);
  const usual = people.filter(({ severity }) => severity === rule.severity);
  const [finding = people[0] ?? findings[0]] = usual.toSorted((one, other) => details(other) - details(one));
  if (finding === undefined) throw new Error(`${rule.id} finds nothing in ${scenario.name}.`);
  const [person, other] = [finding.subject, finding.related?.[0]].map((subject) => told(population, subject));
  const stories = [...(person ?? []), ...(other?.join() === person?.join() ? [] : (other ?? []))];
  const severity = finding.severity.toUpperCase();
  const lines = [
    ...stories,
    `${severity} ${rule.id}`,
    ...findingLines(finding, finding.severity, palette(false), width),
  ];
  return `\`\`\`text\n${lines.join('\n')}\n\`\`\``;
}

/** How much a finding shows: the others whom it names most of all. */
function details({ related, found }: Finding): number {
  return (related === undefined ? 0 : 2) + (found === undefined ? 0 : 1);
}

/** Both anchors, and what each source holds; nothing for what is not a person of the evidence. */
function told(population: Population, subject: Subject | undefined): readonly string[] {
  const key = subject?.objectGuid ?? subject?.entraObjectId;
  const stories = key === undefined ? [] : withoutFolders(identityStories(population, key));
  // The GUID of somebody may also be the ImmutableID of another's account.
  const story = stories.find(({ subject }) => key === (subject.objectGuid ?? subject.entraObjectId)) ?? stories[0];
  if (story === undefined) return [];
  const blocks = [
    anchorLines(story.anchors, palette(false)),
    ...story.sources.map((source) => sourceLines(source, palette(false), width)),
  ];
  return blocks.flatMap((block) => [...block, '']);
}
