import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { enableCommand } from '../../src/domain/connect-commands.js';
import type { PulumiPreview, Review } from '../../src/domain/review.js';
import { compareStandings, standingOf } from '../../src/gate/compare.js';
import {
  commentLimit,
  maskAssessment,
  maskReview,
  renderers,
  renderReviewComment,
  reportFormats,
  summaryLimit,
} from '../../src/reports/index.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { anchor, organisation } from '../validation/organisation.js';
import { assessed, refused } from './assessed.js';

const hostile = '</details>|<img src=x onerror=alert(1)> [x](javascript:1) @everyone #1 ``` \u202e';
const digest = (text: string) => createHmac('sha256', 'tenant').update(text).digest('hex').slice(0, 8);
const render = { colour: false, width: 80, ruleMetadata: ruleRegistry, artifact: 'review-prod-tree' };

function reviewOf(people: number, name = 'bob'): Review {
  const before = organisation().person(1, 'ann').person(2, name);
  const after = organisation().person(1, 'ann');
  for (let number = 2; number < 2 + people; number += 1)
    after.person(number, number === 2 ? name : `p${number}`, { entra: { immutableId: anchor(number + 100_000) } });
  const review = refused(after, {
    reasons: [`1 new error: ${name}@corp.example (anchor-mismatch).`],
    judge: {
      settings: ['cutover:thresholds'],
      files: ['src/gate/decide.ts'],
      waivers: ['anchor-mismatch for bob@corp.example, until 2099-01-01, answered for by eve@corp.example: trust me'],
    },
  });
  const key = (text: string) => text;
  const standing = standingOf(review.assessment, [], key);
  const comparison = compareStandings(standingOf(assessed(before), [], key), standing);
  return { ...review, comparison, standing };
}

const preview: PulumiPreview = {
  changes: [
    {
      operation: 'update',
      type: 'entra-cutover:index:OktaProvisioning',
      name: 'okta-0oa1',
      properties: ['provisioning'],
    },
  ],
  errors: ["resource 'anchor-gate' has a problem: bob@corp.example: anchor-mismatch"],
};

describe('the comment on a pull request', () => {
  it('says the verdict first, then what changed, what would happen, and by whom it was judged', () => {
    expect(renderReviewComment(reviewOf(1), preview, { ...render, limit: commentLimit })).toMatchSnapshot();
  });

  it('says also that evidence is missing where it blocks, and that nothing changed', () => {
    const { assessment, ...review } = reviewOf(1);
    const [finding] = assessment?.findings ?? [];
    if (assessment === undefined || finding === undefined) throw new Error('no finding');
    const { subject: _, ...others } = finding;
    const gap = { ...others, rule: 'evidence-incomplete', found: 'cut off' };
    const same = { newErrors: [], fixedErrors: [], newWaived: [], lostHardMatches: [] };
    const torn = { ...review, comparison: same, assessment: { ...assessment, findings: [finding, gap] } };
    const comment = renderReviewComment(torn, preview, { ...render, limit: commentLimit });
    expect(comment).toMatch(
      /BLOCKED.*\n\nAlso evidence is missing, incomplete or stale \(1 finding\): what is listed may/,
    );
    expect(comment).toContain('no error is new or fixed and no hard match is lost, of 2 users on premises.');
    expect(renderReviewComment(reviewOf(1), preview, { ...render, limit: commentLimit })).not.toContain(
      'Also evidence',
    );
  });

  it('says what to do next with the words for the server: after a move as its phase begins, else as the last update asked', () => {
    const asked = 'On SYNC1, in Windows PowerShell as an administrator: Stop-It; Set-It -On $false';
    const shown = (review: Review, next?: string) =>
      renderReviewComment(review, next === undefined ? preview : { ...preview, next }, {
        ...render,
        limit: commentLimit,
      });
    const words = `On SYNC1, in Windows PowerShell as an administrator\n\n\`Stop-It; Set-It -On $false\`\n`;
    expect(shown(reviewOf(1))).not.toContain('What to do next');
    expect(shown(reviewOf(1), asked)).toContain(`### What to do next\n\nThe last update asked for this: ${words}`);
    const moves = shown({ ...reviewOf(1), next: asked }, 'On SYNC1: something else');
    expect(moves).toContain(`### What to do next\n\nOnce this is merged and phase cutover has begun: ${words}`);
    expect(moves).not.toContain('something else');
    const demanding = { ...preview, next: asked, demanded: 'Here: entra-cutover assess --stack prod' };
    const refused = renderReviewComment({ ...reviewOf(1), next: asked }, demanding, { ...render, limit: commentLimit });
    expect(refused).toContain(
      '### What to do next\n\nThe preview was refused, so this is first: Here\n\n`entra-cutover assess --stack prod`\n',
    );
    expect(refused).not.toContain('Stop-It');
  });

  it('asks nobody to let a server export while there is a hold, or where the next update would be refused', () => {
    const next = `On SYNC1, in Windows PowerShell as an administrator: ${enableCommand}`;
    const shown = (review: Review, errors: readonly string[] = []) =>
      renderReviewComment(review, { ...preview, errors, next }, { ...render, limit: commentLimit });
    const fine = { ...reviewOf(1), verdict: 'passed' as const };
    expect(shown(fine)).toContain(enableCommand);
    const held = shown({ ...fine, held: true });
    expect(held).not.toContain(enableCommand);
    expect(held).toContain('cutover:hold: false');
    for (const refused of [shown(fine, ['refused']), shown({ ...fine, verdict: 'undecided' })])
      expect(refused).not.toContain('What to do next');
  });

  it('as the job’s summary', () => {
    expect(renderReviewComment(reviewOf(3), undefined, { ...render, limit: summaryLimit })).toMatchSnapshot();
  });

  it('masks everybody where the stack says so, and stays readable', () => {
    const comment = renderReviewComment(maskReview(reviewOf(1), digest), undefined, { ...render, limit: commentLimit });
    expect(comment).not.toMatch(/bob|eve@/);
    expect(comment).toMatchSnapshot();
  });

  it('stays below GitHub’s limit for thousands of people, and says where the rest is', () => {
    const comment = renderReviewComment(reviewOf(800), preview, {
      ...render,
      limit: commentLimit,
      findingsPerRule: 1000,
    });
    expect(Buffer.byteLength(comment)).toBeLessThan(65_536);
    expect(comment).toContain('Cut to fit');
    expect(comment).toContain('review-prod-tree');
    expect(comment).toContain('(800)');
  });

  it('a hostile name stays text', () => {
    const comment = renderReviewComment(reviewOf(1, hostile), preview, { ...render, limit: commentLimit });
    // Outside of code spans nothing of it may begin markup, a mention or a reference.
    const prose = comment.replaceAll(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
    expect(prose).not.toMatch(/<img|(?<!\\)\[x\]\(javascript|(?<![&\w])@everyone|(?<!\\)#1\b/);
    expect(comment).not.toContain('\u202e');
  });
});

describe('masking', () => {
  const { assessment } = reviewOf(2);

  it.each(reportFormats)('%s: names nobody, keeps the object ids, and one person is one mask', (format) => {
    if (assessment === undefined) throw new Error('assessed');
    const text = renderers[format](assessment, { ...render, maskPeople: digest });
    expect(text).not.toContain('bob');
    expect(text).toContain(digest('bob@corp.example'));
    expect(text).not.toContain('p3@corp.example');
  });

  it('masks names inside sentences and distinguished names too', () => {
    if (assessment === undefined) throw new Error('assessed');
    const [finding] = assessment.findings;
    if (finding === undefined) throw new Error('a finding');
    const subject = {
      objectType: 'user' as const,
      name: 'Jane Doe',
      distinguishedName: 'CN=Jane Doe,OU=Staff,DC=corp',
    };
    const found = 'Jane Doe <jane@corp.example> (CN=Jane Doe,OU=Staff,DC=corp)';
    const masked = maskAssessment({ ...assessment, findings: [{ ...finding, subject, found }] }, digest);
    expect(JSON.stringify(masked)).not.toMatch(/Jane|jane|Doe/);
    expect(masked.findings[0]?.subject?.distinguishedName).toMatch(/^CN=J\*\*\*~[0-9a-f]{8},OU=Staff,DC=corp$/);
  });
});
