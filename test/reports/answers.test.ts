import { describe, expect, it } from 'vitest';
import type { Assessment, Finding } from '../../src/domain/assessment.js';
import { type EvidenceKind, evidenceQuestions } from '../../src/domain/evidence.js';
import { renderers } from '../../src/reports/index.js';
import { verdictOf } from '../../src/reports/verdict.js';
import { organisation } from '../validation/organisation.js';
import { assessed } from './assessed.js';

const source = (kind: EvidenceKind, rejected = 0) =>
  ({ kind, origin: `${kind}.csv`, sha256: 'ab', records: 3, rejected, skipped: 0 }) as const;
const gap = {
  rule: 'evidence-stale',
  severity: 'error',
  waived: false,
  consequence: 'c',
  remedy: 'r',
  at: { origin: 'entra.csv', line: 1 },
} as Finding;
const judged = (change: Partial<Assessment>): Assessment =>
  assessed(organisation().person(1, 'ann'), {
    decision: 'indeterminate',
    scope: ['anchors', 'consistencyGuid', 'okta'],
    openQuestions: ['addresses', 'pendingExports', 'exportErrors', 'syncStatus'],
    evidence: [source('onPrem'), source('entra'), source('pendingExports'), source('okta')],
    findings: [],
    ...change,
  });
/** The strip of the page, as text. */
const strip = (assessment: Assessment): string =>
  /<div class="strip">(.*)<\/div>\n/
    .exec(renderers.html(assessment, { colour: false, width: 80 }))?.[1]
    ?.replace(/<[^>]+>/g, '|')
    .replace(/\|+/g, '|') ?? '';

describe('what is answered', () => {
  it('leaves out, and says so, what something of the evidence is missing for', () => {
    expect(verdictOf(judged({})).answers).toMatchObject({ withGaps: [] });
    expect(strip(judged({}))).toMatch(/^\|Answered\|anchors\|ConsistencyGuid\|Okta\|Not answered\|addresses\|/);
    const unread = judged({ evidence: [source('onPrem', 7), source('entra'), source('okta')] });
    expect(verdictOf(unread).answers).toMatchObject({ answered: ['okta'], withGaps: ['anchors', 'consistencyGuid'] });
    const stale = judged({ findings: [gap] });
    expect(verdictOf(stale).details).toContain('Answered with gaps: anchors.');
    expect(strip(stale)).toMatch(/^\|Answered\|ConsistencyGuid\|Okta\|Answered with gaps\|anchors\|Not answered\|/);
  });

  it.each(['text', 'markdown', 'html'] as const)('is said the same in %s, with how to get the rest', (format) => {
    const text = renderers[format](judged({}), { colour: false, width: 2_000 }).replace(/<\/?(code|wbr)>|`/g, '');
    expect(text).toContain('Read, but no answer without the sync status of the server: pending exports.');
    expect(text).toContain(
      'To answer them: read every field with entra-cutover collect on-prem and entra-cutover collect entra; give files of the Entra Connect server with --export-errors, --sync-status.',
    );
    expect(text).not.toMatch(/>(Looked|Not looked) at</);
  });

  it('names commands instead of flags where a stack names the files', () => {
    const meta = { ...judged({}).meta, stack: 'prod' };
    const { ways } = verdictOf(judged({ meta, openQuestions: ['exportErrors', 'okta'], evidence: [] })).answers;
    expect(ways).toEqual([
      'To answer them: add export-errors of the Entra Connect server with `entra-cutover collect connect`; read Okta with `entra-cutover collect okta`.',
    ]);
  });

  it.each(evidenceQuestions)('names a way for each question of which nothing was read: %s', (question) => {
    expect(verdictOf(judged({ openQuestions: [question], evidence: [] })).answers.ways).toHaveLength(1);
  });
});
