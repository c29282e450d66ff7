import type { Assessment, Finding } from '../domain/assessment.js';
import { counted, grouped } from '../domain/counted.js';
import { explainRule, type RuleMetadata } from '../domain/rule.js';
import { acceptanceText, findingSubject, positionText, skippedReason } from './describe.js';
import { escapeXml, shorten } from './escape.js';
import type { ReportOptions } from './options.js';
import { distinct, groupByRule, type RuleGroup } from './rule-groups.js';
import { isBlocking, isGap, verdictOf } from './verdict.js';

/** CI servers keep a failure's text in memory for every build: beyond this many lines the count says enough. */
const linesPerRule = 1_000;

/** One rule's test case. */
interface TestCase {
  readonly rule: string;
  readonly category: string;
  readonly result: 'passed' | 'failure' | 'error' | 'skipped';
  /** The failure in one line. */
  readonly message: string;
  readonly lines: readonly string[];
}

/**
 * The assessment as JUnit XML in the shape that Jenkins, GitLab and Azure DevOps read: one test case a rule. A rule that
 * blocks is a failure; one whose question the evidence leaves open is skipped; gaps in the evidence are an error, which is JUnit's word for a test that could not be carried
 * out. A decision that is not cleared and names no such rule gets a test case of its own, so that the run is never
 * green. Without rule metadata only the rules with findings are named.
 */
export function* renderJunit(assessment: Assessment, options: ReportOptions): Iterable<string> {
  const { headline, details } = verdictOf(assessment);
  const cases = testCases(assessment, options, headline);
  const count = (result: TestCase['result']): number => cases.filter((testCase) => testCase.result === result).length;
  const totals = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}"`;
  const timestamp = escapeXml(assessment.meta.at.replace(/(\.\d+)?Z$/, ''));
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="entra-cutover" ${totals}>\n`;
  yield `  <testsuite name="entra-cutover assess" ${totals} skipped="${count('skipped')}" time="0" timestamp="${timestamp}">\n`;
  yield properties(assessment);
  for (const testCase of cases) yield testCaseElement(testCase);
  yield `    <system-out>${text([headline, ...details, ...assessment.messages])}</system-out>\n`;
  yield '  </testsuite>\n</testsuites>\n';
}

function testCases(assessment: Assessment, options: ReportOptions, headline: string): readonly TestCase[] {
  const { ruleMetadata = [] } = options;
  const groups = groupByRule(assessment.findings, ruleMetadata);
  const found = groups.map(groupCase);
  const named = new Set(groups.map(({ rule }) => rule));
  const kept = ruleMetadata.filter(({ id }) => !named.has(id)).map((rule) => withoutFindings(rule, assessment));
  if (assessment.decision === 'cleared' || found.some(({ result }) => result !== 'passed')) return [...found, ...kept];
  const { messages } = assessment;
  return [
    { rule: 'decision', category: 'decision', result: 'error', message: headline, lines: messages },
    ...found,
    ...kept,
  ];
}

/** A rule that found nothing has passed only where the evidence answers what it asks. */
function withoutFindings(rule: RuleMetadata, assessment: Assessment): TestCase {
  const reason = skippedReason(rule, assessment);
  const result = reason === undefined ? 'passed' : 'skipped';
  return { rule: rule.id, category: rule.category, result, message: reason ?? '', lines: [] };
}

function groupCase({ rule, findings, metadata }: RuleGroup): TestCase {
  const result = findings.some(isBlocking) ? 'failure' : findings.some(isGap) ? 'error' : 'passed';
  const shown = findings.slice(0, linesPerRule);
  const more = findings.length - shown.length;
  const title = metadata === undefined ? '' : `${metadata.title}: `;
  return {
    rule,
    category: metadata?.category ?? 'rules',
    result,
    message: title + counted(findings.length, 'finding'),
    lines: [
      ...shown.map(findingLine),
      ...(more > 0 ? [`and ${grouped(more)} more: see the JSON report`] : []),
      ...distinct(shown, ({ remedy }) => remedy).slice(0, 10),
      `See ${explainRule(rule)}`,
    ],
  };
}

function findingLine(finding: Finding): string {
  const { diagnosis, found, expected, at } = finding;
  const parts = [
    diagnosis,
    found === undefined ? undefined : `found ${shorten(found, 300)}`,
    expected === undefined ? undefined : `expected ${shorten(expected, 300)}`,
    acceptanceText(finding),
    at === undefined ? undefined : `at ${positionText(at)}`,
  ];
  return `${findingSubject(finding)}: ${parts.filter((part) => part !== undefined).join('; ') || finding.consequence}`;
}

function properties({ decision, digest, cutoverReady, meta }: Assessment): string {
  const values = { decision, cutoverReady: String(cutoverReady), digest, version: meta.version };
  const lines = Object.entries(values).map(
    ([name, value]) => `      <property name="${name}" value="${escapeXml(value)}"/>\n`,
  );
  return `    <properties>\n${lines.join('')}    </properties>\n`;
}

function testCaseElement({ rule, category, result, message, lines }: TestCase): string {
  const opening = `    <testcase name="${escapeXml(rule)}" classname="entra-cutover.${escapeXml(category)}" time="0"`;
  if (result === 'passed' && lines.length === 0) return `${opening}/>\n`;
  if (result === 'skipped') return `${opening}>\n      <skipped message="${escapeXml(message)}"/>\n    </testcase>\n`;
  const body =
    result === 'passed'
      ? `<system-out>${text(lines)}</system-out>`
      : `<${result} message="${escapeXml(message)}" type="${escapeXml(rule)}">${text(lines)}</${result}>`;
  return `${opening}>\n      ${body}\n    </testcase>\n`;
}

function text(lines: readonly string[]): string {
  return lines.map(escapeXml).join('\n');
}
