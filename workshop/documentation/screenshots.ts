// Takes the pictures of docs/ from a report of the scenario (`npx tsx workshop/documentation/screenshots.ts`): a browser of the
// system is used.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openBrowser } from '../browser/chromium.js';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const pictures = join(repository, 'docs/images');
const folder = mkdtempSync(join(tmpdir(), 'screenshots-'));
const report = join(folder, 'report.html');
const scenario = 'scenarios/mismatching-organisation';
const files = ['--on-prem', `${scenario}/OnPremIDs.csv`, '--entra', `${scenario}/AzureADSyncedIDS.csv`];
try {
  execFileSync(process.execPath, ['dist/cli/main.js', 'assess', ...files, '--output', report], { cwd: repository });
} catch (error) {
  // Exit code 2: the scenario blocks, as it should.
  if ((error as { status?: number }).status !== 2) throw error;
}
mkdirSync(pictures, { recursive: true });
const browser = await openBrowser();
if (browser === undefined) process.exit(1);
const page = await browser.newPage({ viewport: { width: 1100, height: 900 } });
await page.goto(pathToFileURL(report).href);
await page.screenshot({ path: join(pictures, 'report.png') });
await page.emulateMedia({ colorScheme: 'dark' });
await page.selectOption('#severity', 'error');
await page.locator('#rows button', { hasText: 'ingrid.halvorsen' }).click();
await page.locator('#story').scrollIntoViewIfNeeded();
await page.screenshot({ path: join(pictures, 'report-person.png') });
await browser.close();
rmSync(folder, { recursive: true });
