import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, it } from 'vitest';
import { renderers } from '../../../src/reports/index.js';
import { ruleRegistry } from '../../../src/validation/rules/index.js';
import { openBrowser } from '../../../workshop/browser/chromium.js';
import { organisation } from '../../validation/organisation.js';
import { assessed } from '../assessed.js';
import { manyFindings } from './data.js';

const browser: Browser | undefined = await openBrowser();
const folder = await mkdtemp(join(tmpdir(), 'report-'));
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** A report of as many findings, each of somebody else, in a thousand units. */
function report(count: number): string {
  const assessment = assessed(organisation().person(1, 'ann'), { findings: manyFindings(count, 1000) });
  return renderers.html(assessment, { colour: false, width: 80, ruleMetadata: ruleRegistry });
}

describe.runIf(browser !== undefined)('a report of 110,000 findings', () => {
  it('draws a hundred rows of them, whatever is searched', async () => {
    const path = join(folder, 'report.html');
    await writeFile(path, report(110_000));
    const page = await (browser as Browser).newPage();
    await page.goto(pathToFileURL(path).href);
    await page.locator('#rows tr').nth(99).waitFor();
    const drawn = (await page.evaluate(searches)) as number[];
    expect(drawn).toEqual([100, 100, 100, 100, 100, 0, 1]);
    await page.close();
  });
});

/** How many rows are drawn for each search. How long one takes is measured by `npm run bench:page`. */
const searches = `['', 'p', 'person9', 'person99', 'unit 7', 'nobody', 'BBBB000000000001'].map((words) => {
  document.getElementById('search').value = words;
  document.getElementById('search').dispatchEvent(new Event('input'));
  return document.querySelectorAll('#rows tr').length;
})`;
