import type { Assessment, Finding, Severity } from '../domain/assessment.js';
import { counted } from '../domain/counted.js';
import type { RecordPosition } from '../domain/evidence.js';
import { explainRule, type RuleMetadata } from '../domain/rule.js';
import { diagnosisMeaning, findingSubject, identityKey, skippedReason } from './describe.js';
import { escapeControls, escapeJsonControls, shorten } from './escape.js';
import type { ReportOptions } from './options.js';
import { groupByRule } from './rule-groups.js';
import { verdictOf } from './verdict.js';

/** GitHub refuses a run with more results ("SARIF support for code scanning", limits). */
const resultLimit = 25_000;

const levels = { error: 'error', warning: 'warning', info: 'note' } as const satisfies Record<Severity, string>;

/**
 * The assessment as SARIF 2.1.0: the rules from their metadata, one result a finding with the evidence file and line,
 * and a fingerprint that does not move when lines do. Beyond GitHub's 25,000 results the most severe stay, and a
 * notification says how many are left out. One result a piece.
 */
export function* renderSarif(assessment: Assessment, options: ReportOptions): Iterable<string> {
  const groups = groupByRule(assessment.findings, options.ruleMetadata);
  const known = options.ruleMetadata ?? [];
  const unknown = groups.map(({ rule }) => rule).filter((rule) => !known.some(({ id }) => id === rule));
  const ruleIndex = new Map([...known.map(({ id }) => id), ...unknown].map((id, index) => [id, index]));
  const findings = groups.flatMap((group) => group.findings);
  const found = new Set(groups.map((group) => group.rule));
  const silent = known.filter(({ id }) => !found.has(id));
  // GitHub shows no result without a place: what is about the whole points to the first evidence file.
  const whole = { origin: assessment.evidence[0]?.origin ?? 'evidence', line: 1 };
  const opening = json({
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: driver(assessment, [...known.map(rule), ...unknown.map((id) => ({ id }))]) },
        columnKind: 'utf16CodeUnits',
        automationDetails: { id: `entra-cutover/${assessment.meta.stack ?? 'files'}/` },
        invocations: [invocation(assessment, findings.length - resultLimit, silent)],
        properties: { decision: assessment.decision, digest: assessment.digest },
      },
    ],
  });
  const ending = '}]}';
  yield `${opening.slice(0, -ending.length)},"results":[\n`;
  for (const [index, finding] of findings.slice(0, resultLimit).entries()) {
    yield (index === 0 ? '' : ',\n') + json(result(finding, ruleIndex.get(finding.rule) ?? -1, whole));
  }
  yield `\n]${ending}\n`;
}

function json(value: unknown): string {
  return escapeJsonControls(JSON.stringify(value));
}

function driver({ meta }: Assessment, rules: readonly object[]) {
  return { name: 'entra-cutover', semanticVersion: meta.version, rules };
}

function rule({ id, category, severity, title, help, remedy, consequence }: RuleMetadata) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: help },
    help: { text: `${consequence} ${remedy} See ${explainRule(id)}.` },
    defaultConfiguration: { level: levels[severity] },
    properties: { category, tags: [category] },
  };
}

function invocation(assessment: Assessment, left: number, silent: readonly RuleMetadata[]) {
  const { headline, details } = verdictOf(assessment);
  const notes = [
    headline,
    ...details,
    ...assessment.messages,
    ...(left > 0
      ? [`${counted(left, 'finding is', 'findings are')} left out here: the JSON report has them all.`]
      : []),
  ];
  return {
    // The tool worked, whatever it decided; SARIF keeps the verdict on the data apart from this.
    executionSuccessful: true,
    toolExecutionNotifications: [
      ...notes.map((note) => ({ level: 'note', message: { text: escapeControls(note) } })),
      ...silent.flatMap((rule) => {
        const reason = skippedReason(rule, assessment);
        if (reason === undefined) return [];
        return [{ level: 'note', message: { text: `${rule.id}: ${reason}` }, associatedRule: { id: rule.id } }];
      }),
    ],
  };
}

function result(finding: Finding, ruleIndex: number, whole: RecordPosition) {
  const { rule: ruleId, severity, at = whole, subject, waived, acceptance } = finding;
  return {
    ruleId,
    ruleIndex,
    level: levels[severity],
    message: { text: message(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: artifactUri(at.origin) },
          region: { startLine: Math.max(1, at.line) },
        },
        logicalLocations: subject && [{ name: escapeControls(findingSubject(finding)), kind: 'identity' }],
      },
    ],
    partialFingerprints: { 'identityAndRule/v1': fingerprint(finding) },
    suppressions: waived
      ? [{ kind: 'external', status: 'accepted', justification: escapeControls(acceptance?.reason ?? 'waived') }]
      : undefined,
  };
}

/** Plain text: SARIF viewers read `[text](link)` and `{0}` in a message as links and placeholders, so both are escaped. */
function message(finding: Finding): string {
  const { found, expected, diagnosis, consequence, remedy } = finding;
  const sentences = [
    found === undefined ? undefined : `found ${shorten(found, 300)}`,
    expected === undefined ? undefined : `expected ${shorten(expected, 300)}`,
    diagnosis === undefined ? undefined : diagnosisMeaning(diagnosis),
  ].filter((sentence) => sentence !== undefined);
  const facts = sentences.length === 0 ? '' : ` ${sentences.join(', ').replace(/\.$/, '')}.`;
  const text = `${findingSubject(finding)}:${facts} ${consequence} ${remedy}`;
  return escapeControls(text)
    .replace(/[\\[\]]/g, '\\$&')
    .replaceAll('{', '{{')
    .replaceAll('}', '}}');
}

/** The same finding in the next run: by rule and identity, never by line. */
function fingerprint({ rule: ruleId, subject, at, found }: Finding): string {
  const about = subject === undefined ? [at?.origin ?? '', found ?? ''] : [subject.objectType, identityKey(subject)];
  return shorten(escapeControls([ruleId, ...about].join('/')), 300);
}

/** A path as a relative URI reference (RFC 3986), drive letters and back slashes included; an endpoint as it is. */
function artifactUri(origin: string): string {
  // encodeURIComponent throws on half a surrogate pair.
  const text = origin.replace(/\p{Cs}/gu, '\ufffd');
  if (/^https?:\/\//.test(text)) return encodeURI(text);
  const path = text.replaceAll('\\', '/');
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  if (/^[a-z]:\//i.test(path)) return `file:///${encoded}`;
  return path.startsWith('/') ? `file://${encoded}` : encoded;
}
