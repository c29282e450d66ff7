import type { Assessment, Finding, Subject } from '../../src/domain/assessment.js';
import type { RuleMetadata } from '../../src/domain/rule.js';
import type { ReportOptions } from '../../src/reports/index.js';

// One organisation for every report's tests: small enough to read, with one of everything a report has to show.

export const ruleMetadata: readonly RuleMetadata[] = [
  {
    id: 'anchor-mismatch',
    category: 'anchors',
    severity: 'error',
    title: 'The ImmutableID is not the source anchor',
    help: 'Compares the anchor that Entra will compute with the ImmutableID that the account has.',
    consequence: 'A second account, or an export error.',
    remedy: 'Correct the ImmutableID.',
  },
  {
    id: 'on-prem-only',
    category: 'population',
    severity: 'warning',
    title: 'No Entra account',
    help: 'Names the users that Entra would create.',
    consequence: 'A new account is created.',
    remedy: 'Check that the person should have one.',
  },
  {
    id: 'evidence-missing',
    category: 'evidence',
    severity: 'error',
    title: 'Evidence is missing',
    help: 'Names what the decision needs and was not given.',
    consequence: 'Nobody may call this cleared.',
    remedy: 'Collect it.',
  },
];

export const options: ReportOptions = { colour: false, width: 80, ruleMetadata };

export const jdoe: Subject = {
  objectType: 'user',
  userPrincipalName: 'jdoe@corp.example',
  objectGuid: '00112233-4455-6677-8899-aabbccddeeff',
  entraObjectId: '7d3f0e0a-6b0c-4d77-9f55-0c5a8f2b9f10',
  sourceAnchor: 'MyIRAFVEd2aImaq7zN3u/w==',
  immutableId: 'ABEiM0RVZneImaq7zN3u/w==',
};

/** A blocking anchor-mismatch of the person, at the line. */
export function mismatch(subject: Subject = jdoe, line = 42): Finding {
  return {
    rule: 'anchor-mismatch',
    severity: 'error',
    waived: false,
    subject,
    related: [{ objectType: 'user', userPrincipalName: 'twin@corp.example' }],
    diagnosis: 'byte-order-swapped',
    expected: subject.sourceAnchor ?? 'none',
    found: subject.immutableId ?? 'none',
    consequence: 'Entra would not recognise the account and create a second one.',
    remedy: 'Set the ImmutableID to the expected value while the domain is managed.',
    at: { origin: 'OnPremIDs.csv', line },
  };
}

export const onPremOnly: Finding = {
  rule: 'on-prem-only',
  severity: 'warning',
  waived: true,
  subject: { objectType: 'user', userPrincipalName: 'new@corp.example' },
  consequence: 'Entra creates a new account.',
  remedy: 'Check that the person should have one.',
  acceptance: { reason: 'joins in January', owner: 'hr@corp.example', expires: '2027-01-31' },
};

export const sourceAttribute: Finding = {
  rule: 'source-attribute',
  severity: 'info',
  waived: false,
  found: 'objectGUID explains 1,999 of 2,000 ImmutableIDs (99.95 %).',
  consequence: 'The anchors come from objectGUID.',
  remedy: 'Nothing to do.',
};

export const evidenceMissing: Finding = {
  rule: 'evidence-missing',
  severity: 'error',
  waived: false,
  found: 'No pending exports were given.',
  consequence: 'What the staging server would export is unknown.',
  remedy: 'Run csexport on the staging server and pass the file with --pending-exports.',
};

/** A blocked assessment; what the test is about is overridden. */
export function assessment(overrides: Partial<Assessment> = {}): Assessment {
  return {
    schemaVersion: 1,
    meta: {
      tool: 'entra-cutover',
      version: '0.1.0',
      at: '2026-11-24T08:00:00Z',
      evidenceReadAt: ['2026-11-24T07:00:00Z'],
      stack: 'staging',
    },
    decision: 'blocked',
    scope: ['anchors'],
    cutoverReady: false,
    openQuestions: ['pendingExports', 'okta'],
    digest: `sha256:${'ab'.repeat(32)}`,
    evidence: [
      { kind: 'onPrem', origin: 'OnPremIDs.csv', sha256: 'c0ffee00'.repeat(8), records: 2000, rejected: 0, skipped: 3 },
      {
        kind: 'entra',
        origin: 'AzureADSyncedIDS.csv',
        sha256: 'deadbeef'.repeat(8),
        records: 1999,
        rejected: 1,
        skipped: 0,
      },
    ],
    counts: {
      onPremUsers: 2000,
      entraUsers: 1999,
      outcomes: {
        hardMatch: 1990,
        softMatch: 5,
        anchorMismatch: 1,
        anchorHeldByAnother: 0,
        ambiguous: 0,
        onPremOnly: 2,
        excluded: 2,
        entraOnly: 0,
        cloudOnly: 3,
      },
    },
    findings: [mismatch(), onPremOnly, sourceAttribute],
    messages: ['The waiver of old@corp.example expired on 2026-10-01 and waives nothing.'],
    ...overrides,
  };
}

/** A user name that attacks every target at once. */
export const hostile =
  "=cmd|' /C calc'!A0<script>alert(1)</script>\"'`|[x](javascript:1)@everyone ]]>&amp;\u001b[2J\u009b31m\u202egnp.exe\u2028\r\n::error::owned\u0000%0A";
