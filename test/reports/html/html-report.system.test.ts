import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Assessment, Finding } from '../../../src/domain/assessment.js';
import { renderers } from '../../../src/reports/index.js';
import { ruleRegistry } from '../../../src/validation/rules/index.js';
import { openBrowser } from '../../../workshop/browser/chromium.js';
import { organisation } from '../../validation/organisation.js';

const hostile = '<img src=x onerror="window.hacked=1">"\'</script><script>window.hacked=1</script>';
const meta = { tool: 'entra-cutover' as const, version: '1.0.0', at: '2026-11-24T03:00:00.000Z', evidenceReadAt: [] };

function assessment(findings?: readonly Finding[]): Assessment {
  const { identities: _, ...judged } = organisation()
    .person(1, 'ann')
    .person(2, 'bob', {
      onPrem: {
        name: hostile,
        distinguishedName: 'CN=Bob\\, B,OU=Sales,DC=corp,DC=example',
        mail: 'bob@corp.example',
        enabled: true,
      },
      entra: { immutableId: 'bob@corp.example', accountEnabled: false },
    })
    .person(3, hostile, { entra: { immutableId: 'x' } })
    .entra(4, 'orphan')
    .judge();
  const evidence = [
    { kind: 'onPrem' as const, origin: 'OnPremIDs.csv', sha256: 'ab', records: 3, rejected: 0, skipped: 0 },
    { kind: 'pendingExports' as const, origin: hostile, sha256: 'cd', records: 2, rejected: 0, skipped: 0 },
  ];
  return { schemaVersion: 1, meta, digest: 'sha256:0', evidence, ...judged, findings: findings ?? judged.findings };
}

/** As many findings as asked for, of people in a hundred units. */
function many(count: number): Assessment {
  return assessment(
    Array.from({ length: count }, (_, index) => ({
      rule: index % 3 === 0 ? 'anchor-mismatch' : 'upn-changed',
      severity: index % 3 === 0 ? ('error' as const) : ('warning' as const),
      waived: false,
      subject: {
        objectType: 'user' as const,
        userPrincipalName: `person${index}@corp.example`,
        objectGuid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        distinguishedName: `CN=Person ${index},OU=Unit ${index % 100},DC=corp,DC=example`,
      },
      found: `found ${index}`,
      consequence: 'They would lose their mail.',
      remedy: 'Correct the anchor.',
    })),
  );
}

const folder = await mkdtemp(join(tmpdir(), 'report '));
const browser: Browser | undefined = await openBrowser();

describe.runIf(browser !== undefined)('the HTML report in Chromium', () => {
  let page: Page;
  const problems: string[] = [];
  const requests: string[] = [];

  async function open(content: Assessment): Promise<void> {
    const path = join(folder, 'report ü.html');
    await writeFile(path, renderers.html(content, { colour: false, width: 80, ruleMetadata: ruleRegistry }));
    await page.goto(pathToFileURL(path).href);
  }

  beforeAll(async () => {
    page = await (browser as Browser).newPage({ viewport: { width: 1200, height: 900 } });
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') problems.push(message.text());
    });
    page.on('request', (request) => requests.push(request.url()));
  });

  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows the verdict, what would happen, the staging review, the findings and the evidence', async () => {
    await open(assessment());
    expect(await page.textContent('h1')).toContain('BLOCKED');
    const headings = await page.locator('h2').allTextContents();
    expect(headings).toEqual(
      expect.arrayContaining(['What would happen at the cutover', 'Staging review', 'Findings', 'Evidence']),
    );
    expect(await page.locator('#rows tr').count()).toBe(assessment().findings.length);
  });

  it('runs nothing out of a name, loads nothing and says nothing on the console', async () => {
    await open(assessment());
    await page.locator('#rows button').nth(2).click();
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.locator('img').count()).toBe(0);
    expect(requests.every((url) => url.startsWith('file:'))).toBe(true);
    expect(problems).toEqual([]);
  });

  it('tells one person’s full story: every rule that names them, and the way back', async () => {
    await open(assessment());
    const who = 'bob@corp.example';
    const rules = assessment()
      .findings.filter(({ subject }) => subject?.userPrincipalName === who)
      .map(({ rule }) => rule);
    expect(rules.length).toBeGreaterThan(1);
    const button = page.locator('#rows button', { hasText: who }).first();
    await button.click();
    const told = await page.locator('#story h4').allTextContents();
    expect(told.map((text) => text.split(/[ :]+/)[1])).toEqual(rules);
    await page.keyboard.press('Escape');
    expect(await page.locator('#story').isHidden()).toBe(true);
    expect(await page.evaluate('document.activeElement.textContent')).toBe(who);
  });

  it('searches and filters by rule, severity and unit', async () => {
    await open(many(1000));
    const count = () => page.textContent('#count');
    await page.fill('#search', 'person77@');
    expect(await count()).toMatch(/^1 of 1000/);
    await page.fill('#search', '');
    await page.selectOption('#unit', 'OU=Unit 7,DC=corp,DC=example');
    expect(await count()).toMatch(/^10 of 1000/);
    await page.selectOption('#severity', 'error');
    expect(await count()).toMatch(/^(3|4) of 1000/);
    await page.selectOption('#rule', 'upn-changed');
    expect(await count()).toMatch(/^0 of 1000/);
  });

  it('opens, searches and pages a hundred thousand findings', async () => {
    await open(many(100_000));
    expect(await page.locator('#rows tr').count()).toBe(100);
    await page.click('#next');
    expect(await page.textContent('#count')).toBe('100000 of 100000 findings, page 2 of 1000');
    await page.fill('#search', 'person99999@');
    expect(await page.textContent('#count')).toMatch(/^1 of 100000/);
  });

  it.each(['light', 'dark'] as const)('has no accessibility defect that axe knows (%s)', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    await open(assessment());
    await page.locator('#rows button').first().click();
    // The page's own policy forbids a second script, so axe comes in through the debugger instead of a tag.
    const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
    const session = await page.context().newCDPSession(page);
    const { readFile } = await import('node:fs/promises');
    await session.send('Runtime.evaluate', { expression: await readFile(axe, 'utf8') });
    const result = await session.send('Runtime.evaluate', {
      expression:
        'axe.run().then(({ violations }) => JSON.stringify(violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html }) => html).join(" "))))',
      awaitPromise: true,
      returnByValue: true,
    });
    expect(JSON.parse(result.result.value as string)).toEqual([]);
  });

  it('fits a phone and a sheet of paper', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    await open(assessment());
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.controls').isHidden()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.setViewportSize({ width: 1200, height: 900 });
  });

  it('can be used with the keyboard alone', async () => {
    await open(assessment());
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('findings-heading');
  });
});
