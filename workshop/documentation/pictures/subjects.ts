// What the pictures of docs/ show, as pages and as text to compare.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Assessment } from '../../../src/domain/assessment.js';
import { commentLimit, renderReviewComment } from '../../../src/reports/index.js';
import { ruleRegistry } from '../../../src/validation/rules/index.js';
import { commentPage } from '../../github/rendered.js';
import { reportsOf, type State, states } from './report-states.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));

export type Subject = State | 'comment' | 'demo';
export const subjects: readonly Subject[] = [...states, 'comment', 'demo'];

/** People of the large organization where only what is shown is compared. */
const fewPeople = 200;

/** Writes what the subject's pictures show into the folder; returns the page, and a hash that changes with what is shown. */
export function subjectIn(subject: Subject, folder: string): { readonly page: string; readonly hash: string } {
  const own = join(folder, subject);
  mkdirSync(own, { recursive: true });
  const page = join(own, 'page.html');
  if (subject === 'comment') {
    const text = commentOf(JSON.parse(readFileSync(reportsOf('blocked', own).json, 'utf8')) as Assessment);
    writeFileSync(page, commentPage(text));
    return { page, hash: hashOf(text) };
  }
  if (subject === 'demo') {
    const text = transcript();
    writeFileSync(page, terminalPage(text));
    return { page, hash: hashOf(text) };
  }
  const { html } = reportsOf(subject, own, fewPeople);
  return { page: html, hash: hashOf(readFileSync(html, 'utf8')) };
}

/** SHA-256 of a text without what no picture is about: moments, versions, and what a rule says about itself. */
function hashOf(text: string): string {
  const steady = text
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( UTC|Z)/g, 'TIME')
    .replace(/entra-cutover \d+\.\d+\.\d+/g, 'VERSION')
    .replace(/"help":"(?:[^"\\]|\\.)*"/g, 'HELP');
  return createHash('sha256').update(steady).digest('hex');
}

/** The comment on a pull request that would begin the cutover with the people of the tutorial as they are. */
function commentOf(assessment: Assessment): string {
  const errors = assessment.findings.filter(({ severity }) => severity === 'error');
  const newErrors = errors.map(({ rule, subject }) => ({ rule, key: '', who: subject?.userPrincipalName ?? '' }));
  const preview = {
    changes: [],
    errors: errors.slice(0, 3).map(({ rule, subject }) => {
      return `entra-cutover:index:AnchorGate resource 'anchor-gate' has a problem: ${subject?.userPrincipalName}: ${rule}`;
    }),
  };
  return renderReviewComment(
    {
      schemaVersion: 1,
      meta: assessment.meta,
      stack: 'staging',
      trees: { base: 'a'.repeat(40), head: '5d41402abc4b2a76b9719d911017c592f3a1b7de' },
      phase: { base: 'stage', head: 'cutover' },
      verdict: 'failed',
      reasons: ['Phase cutover switches provisioning and needs a cleared assessment; it is blocked.'],
      comparison: { newErrors: [], fixedErrors: [], newWaived: [], lostHardMatches: [] },
      assessment,
      standing: { decision: 'blocked', digest: '', errors: newErrors, waived: [], hardMatches: [] },
      judge: { settings: [], files: [], waivers: [] },
    },
    preview,
    {
      colour: false,
      width: 80,
      ruleMetadata: ruleRegistry,
      limit: commentLimit,
      artifact: 'review-staging-5d41402abc4b',
      artifactPage: 'https://github.com/corp/identity/actions/runs/7#artifacts',
      rulePages: 'https://github.com/corp/identity/blob/main/docs/rules',
    },
  );
}

/** What the demo printed when its page was written. */
function transcript(): string {
  const page = readFileSync(join(repository, 'docs', 'demo.md'), 'utf8');
  return /transcript:begin -->\n```text\n(.*?)```/s.exec(page)?.[1] ?? '';
}

function terminalPage(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const painted = escaped
    .replace(/^(== .*)$/gm, '<b>$1</b>')
    .replace(/^( *✓.*)$/gm, '<i class="good">$1</i>')
    .replace(/^( *(?:BLOCKED|ERROR)\b.*)$/gm, '<i class="bad">$1</i>');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>npm run demo</title><style>
body { background: #14171b; color: #d7dbe0; margin: 0; padding: 16px 20px; } pre { font: 13px/1.45 "DejaVu Sans Mono", Menlo, Consolas, monospace; margin: 0; }
b { color: #fff; } i { font-style: normal; } .good { color: #74d39b; } .bad { color: #ff8f85; }</style></head>
<body><pre><b>$ npm run demo</b>\n${painted}</pre></body></html>`;
}
