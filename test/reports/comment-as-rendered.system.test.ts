import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/domain/assessment.js';
import type { PulumiPreview, Review } from '../../src/domain/review.js';
import { commentLimit, renderers, renderReviewComment } from '../../src/reports/index.js';
import { ruleRegistry } from '../../src/validation/rules/index.js';
import { openBrowser } from '../../workshop/browser/chromium.js';
import { available, cmarkGfm } from '../../workshop/directory-servers/packages.js';
import { commentPage, renderedHtml } from '../../workshop/github/rendered.js';
import { anchor, organisation } from '../validation/organisation.js';
import { refused } from './assessed.js';

const options = {
  colour: false,
  width: 80,
  ruleMetadata: ruleRegistry,
  limit: commentLimit,
  artifact: 'review-prod-tree',
  artifactPage: 'https://github.example/corp/identity/actions/runs/7#artifacts',
  rulePages: 'https://github.example/corp/identity/blob/main/docs/rules',
};

/** As many people whose anchors are wrong, each with a name that means something in Markdown. */
function reviewOf(people: number): Review & { readonly assessment: Assessment } {
  const org = organisation().person(1, 'ann');
  for (let number = 2; number < 2 + people; number += 1)
    org.person(number, `p_${number}_*x*~y~$1$`, { entra: { immutableId: anchor(number + 100_000) } });
  const review = refused(org, {
    reasons: Array.from(
      { length: 9 },
      (_, number) => `${number} new errors: p_2_*x*~y~$1$ (anchor-mismatch) - see #1.`,
    ),
    judge: { settings: ['cutover:thresholds'], files: ['src/gate/decide.ts'], waivers: ['anchor-mismatch for bob@x'] },
  });
  const newErrors = review.assessment.findings
    .filter(({ severity }) => severity === 'error')
    .map(({ rule, subject }) => ({ rule, key: '', who: subject?.userPrincipalName ?? '' }));
  return { ...review, comparison: { newErrors, fixedErrors: [], newWaived: [], lostHardMatches: ['x'] } };
}

const preview: PulumiPreview = {
  changes: [{ operation: 'update', type: 'a:b:C', name: 'okta', properties: ['provisioning'] }],
  errors: Array.from(
    { length: 7 },
    (_, number) => `resource 'gate' has a problem (${number}): p_2_*x*~y~@x - mismatch`,
  ),
};

/** What a reader sees: without tags, and with entities as the characters that they stand for. */
function visibleText(html: string): string {
  return html
    .replace(/<!--.*?-->|<[^>]+>/gs, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&');
}

const browser: Browser | undefined = await openBrowser();
afterAll(() => browser?.close());

describe.runIf(available(cmarkGfm))('a pull request comment as GitHub renders it', () => {
  it.each([
    ['of a review', (review: Review & { assessment: Assessment }) => renderReviewComment(review, preview, options)],
    ['of an assessment', ({ assessment }: { assessment: Assessment }) => renderers.markdown(assessment, options)],
  ])('%s has no stray escape, and every name is to the letter', (_what, render) => {
    const text = visibleText(renderedHtml(render(reviewOf(3))));
    expect(text).not.toMatch(/\\[^u]|&#?\w+;/);
    expect(text).toContain('p_2_*x*~y~$1$@corp.example');
    expect(text).toContain('anchor-mismatch: The ImmutableID is not the source anchor (3)');
  });

  it('links the pages of the rules and the artifact', () => {
    const links = [...renderedHtml(renderReviewComment(reviewOf(2), preview, options)).matchAll(/href="([^"]+)"/g)];
    expect(new Set(links.map(([, href]) => href))).toEqual(
      new Set([
        options.artifactPage,
        `${options.rulePages}/anchor-mismatch.md`,
        `${options.rulePages}/source-attribute.md`,
      ]),
    );
  });

  it.runIf(browser !== undefined)(
    'begins its details on the first screen, with thousands wrong and much to say',
    async () => {
      const page = await (browser as Browser).newPage({ viewport: { width: 900, height: 900 } });
      await page.setContent(commentPage(renderReviewComment(reviewOf(2000), preview, options)));
      const top = (await page.locator('details').first().boundingBox())?.y;
      expect(top).toBeGreaterThan(200);
      expect(top).toBeLessThan(900);
      expect(await page.locator('details[open]').count()).toBe(0);
      await page.close();
    },
  );
});
