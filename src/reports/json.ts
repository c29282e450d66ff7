import type { Assessment, Finding, Outcome, SourceAttribute, Subject } from '../domain/assessment.js';
import { outcomes } from '../domain/assessment.js';
import { escapeJsonControls } from './escape.js';
import { verdictOf, verdictText } from './verdict.js';

/** An assessment as it is written: what every other report says of it in words stands next to the fields. */
export interface AssessmentReport extends Assessment {
  /** The decision in the words of every report, with what it leaves open. For people: a script goes by `decision` and `openQuestions`. */
  readonly verdict: string;
}

/**
 * The assessment as canonical JSON: the contract's field order whatever the objects' own, two spaces, unknown fields
 * left out, one newline at the end. Equal assessments give equal bytes. In pieces of one finding each.
 */
export function* renderJson(assessment: Assessment): Iterable<string> {
  const { findings, messages } = assessment;
  const opening = indent(headFields(assessment), '').slice(0, -'\n}'.length);
  yield `${opening},\n  "findings": [`;
  let separator = '\n    ';
  for (const finding of findings) {
    yield separator + indent(findingFields(finding), '    ');
    separator = ',\n    ';
  }
  yield findings.length === 0 ? ']' : '\n  ]';
  if (assessment.sourceAttribute !== undefined) {
    yield `,\n  "sourceAttribute": ${indent(sourceAttributeFields(assessment.sourceAttribute), '  ')}`;
  }
  if (assessment.unchecked !== undefined) yield `,\n  "unchecked": ${indent(assessment.unchecked, '  ')}`;
  yield `,\n  "messages": ${indent(messages, '  ')}\n}\n`;
}

function indent(value: unknown, margin: string): string {
  return escapeJsonControls(JSON.stringify(value, undefined, 2)).replaceAll('\n', `\n${margin}`);
}

/** The assessment's fields before `findings`. */
function headFields(assessment: Assessment) {
  const { meta, counts } = assessment;
  return {
    schemaVersion: assessment.schemaVersion,
    meta: {
      tool: meta.tool,
      version: meta.version,
      at: meta.at,
      evidenceReadAt: meta.evidenceReadAt,
      stack: meta.stack,
      tenant: meta.tenant,
    },
    decision: assessment.decision,
    verdict: verdictText(verdictOf(assessment)),
    scope: assessment.scope,
    cutoverReady: assessment.cutoverReady,
    openQuestions: assessment.openQuestions,
    digest: assessment.digest,
    evidence: assessment.evidence.map(({ kind, origin, sha256, records, rejected, skipped }) => {
      return { kind, origin, sha256, records, rejected, skipped };
    }),
    counts: {
      onPremUsers: counts.onPremUsers,
      entraUsers: counts.entraUsers,
      outcomes: Object.fromEntries(outcomes.map((outcome): [Outcome, number] => [outcome, counts.outcomes[outcome]])),
    },
  };
}

function findingFields(finding: Finding) {
  const { at, acceptance } = finding;
  return {
    rule: finding.rule,
    severity: finding.severity,
    waived: finding.waived,
    subject: finding.subject && subjectFields(finding.subject),
    related: finding.related?.map(subjectFields),
    diagnosis: finding.diagnosis,
    expected: finding.expected,
    found: finding.found,
    consequence: finding.consequence,
    remedy: finding.remedy,
    at: at && { origin: at.origin, line: at.line },
    prediction: finding.prediction && {
      refusal: finding.prediction.refusal,
      signInBreaks: finding.prediction.signInBreaks,
    },
    acceptance: acceptance && { reason: acceptance.reason, owner: acceptance.owner, expires: acceptance.expires },
  };
}

function sourceAttributeFields({ people, explained, unexplained, organizationalUnits, exceptions }: SourceAttribute) {
  return {
    people,
    explained: explained.map(({ source, people: count }) => ({ source, people: count })),
    unexplained,
    organizationalUnits: organizationalUnits.map(({ distinguishedName, people: count, best }) => ({
      distinguishedName,
      people: count,
      best: best && { source: best.source, people: best.people },
    })),
    exceptions: exceptions.map(subjectFields),
  };
}

function subjectFields(subject: Subject) {
  return {
    objectType: subject.objectType,
    userPrincipalName: subject.userPrincipalName,
    name: subject.name,
    objectGuid: subject.objectGuid,
    entraObjectId: subject.entraObjectId,
    sourceAnchor: subject.sourceAnchor,
    sourceAnchorFrom: subject.sourceAnchorFrom,
    immutableId: subject.immutableId,
    distinguishedName: subject.distinguishedName,
  };
}
