import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { grouped } from '../../src/domain/counted.js';
import { escapeHtml } from '../../src/reports/escape.js';
import { openBrowser } from '../browser/chromium.js';
import { personAt } from './organisation.js';

// npm run bench:page [-- --people N]: opens a report in which everybody has a finding and searches in it, side by side with
// a page that shows the same findings as one plain table, and ends with one line of figures.

const repository = fileURLToPath(new URL('../..', import.meta.url));
const flag = process.argv.indexOf('--people');
const people = flag < 0 ? 110_000 : Number(process.argv[flag + 1]);
/** As many as the plain table can show. */
const few = Math.ceil(people / 10);

/** Seconds until the first hundred rows are there, and until the slowest search is drawn. */
interface PageTimes {
  readonly open: number;
  readonly search: number;
}

/** From a letter in the search to the table that is laid out, in milliseconds. */
const searches = `['s', 'sm', 'smith', 'emea', 'olivia.smith', 'nobody', 'BBBB0000001'].map((words) => {
  const before = performance.now();
  document.getElementById('search').value = words;
  document.getElementById('search').dispatchEvent(new Event('input'));
  document.body.offsetHeight;
  return performance.now() - before;
})`;

/** The best of three: whatever else the machine does is not what is measured. */
async function timesOf(browser: Browser, path: string): Promise<PageTimes> {
  const opened: number[] = [];
  const searched: number[][] = [];
  for (let round = 0; round < 3; round += 1) {
    const page = await browser.newPage();
    page.setDefaultTimeout(300_000);
    const before = performance.now();
    await page.goto(pathToFileURL(path).href);
    await page.locator('#rows tr').nth(99).waitFor();
    opened.push(performance.now() - before);
    await page.waitForTimeout(2_000);
    searched.push((await page.evaluate(searches)) as number[]);
    await page.close();
  }
  const best = (searched[0] ?? []).map((_, place) => Math.min(...searched.map((round) => round[place] ?? 0)));
  return { open: Math.min(...opened) / 1000, search: Math.max(...best) / 1000 };
}

/** Everybody's ImmutableID is that of somebody whom Active Directory does not know. */
function writeExports(folder: string, count: number): void {
  const rows = (anchorOf: (index: number) => string): string => {
    const lines = ['UserPrincipalName,Name,objectGUID,ImmutableID'];
    for (let index = 0; index < count; index += 1) {
      const { userPrincipalName, name, objectGuid } = personAt(index);
      lines.push([userPrincipalName, name, objectGuid, anchorOf(index)].join(','));
    }
    return `${lines.join('\n')}\n`;
  };
  writeFileSync(
    join(folder, 'on-prem.csv'),
    rows((index) => personAt(index).anchor),
  );
  writeFileSync(
    join(folder, 'entra.csv'),
    rows((index) => personAt(-1 - index).anchor),
  );
}

function writeReport(folder: string, format: 'html' | 'csv'): string {
  const output = join(folder, `report.${format}`);
  const files = ['--on-prem', join(folder, 'on-prem.csv'), '--entra', join(folder, 'entra.csv')];
  const words = [join(repository, 'dist/cli/main.js'), 'assess', ...files, '--format', format, '--output', output];
  const { status } = spawnSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  // That is what blocked ends with.
  if (status !== 2) throw new Error(`The assessment ended with ${status}; expected 2.`);
  return output;
}

/** All findings of the CSV report in one table, whose rows are hidden by what they say. */
function writePlainTable(folder: string, csv: string): string {
  const lines = readFileSync(csv, 'utf8').trimEnd().split('\n').slice(1);
  const rows = lines.map(
    (line) =>
      `<tr>${line
        .split(',')
        .map((cell) => `<td>${escapeHtml(cell)}</td>`)
        .join('')}</tr>`,
  );
  const path = join(folder, 'plain.html');
  writeFileSync(
    path,
    `<!doctype html><meta charset="utf-8"><title>Findings</title><style>table { table-layout: fixed; width: 100% } td { overflow: hidden; white-space: nowrap }</style><input id="search"><table id="rows">${rows.join('\n')}</table>
<script>document.getElementById('search').addEventListener('input', ({ target }) => {
  const words = target.value.toLowerCase();
  for (const row of document.querySelectorAll('#rows tr')) row.hidden = !row.textContent.toLowerCase().includes(words);
});</script>`,
  );
  return path;
}

const browser = await openBrowser();
if (browser === undefined) process.exit(1);
const folder = mkdtempSync(join(tmpdir(), 'bench-page-'));
try {
  const measured = async (what: string, count: number, path: string): Promise<PageTimes & { readonly row: string }> => {
    const times = await timesOf(browser, path);
    const size = (statSync(path).size / 1e6).toFixed(1);
    const row = `| ${what} | ${grouped(count)} | ${size} MB | ${times.open.toFixed(2)} | ${times.search.toFixed(3)} |`;
    return { ...times, row };
  };
  writeExports(folder, few);
  const small = await measured('HTML report', few, writeReport(folder, 'html'));
  const plain = await measured('plain table', few, writePlainTable(folder, writeReport(folder, 'csv')));
  writeExports(folder, people);
  const whole = await measured('HTML report', people, writeReport(folder, 'html'));
  const page = [
    '# Opening a report',
    '',
    `People with a finding each, in Chromium ${browser.version().split('.')[0]} on ${cpus().length} cores; written by \`npm run bench:page\`. The plain table has the same`,
    'findings as rows of one table, and its search hides rows: with more of them it opens in minutes. Opened is the time until a hundred rows',
    'are there, a search from a letter to the table that is laid out: the best of three, of seven searches the slowest.',
    '',
    '| page | findings | size | opened, s | slowest search, s |',
    '| --- | --- | --- | --- | --- |',
    ...[small, plain, whole].map(({ row }) => row),
    '',
  ].join('\n');
  writeFileSync(join(repository, 'docs/benchmarks-page.md'), page);
  process.stdout.write(
    `page: ${few} findings, opened in ${small.open.toFixed(2)} s (plain table ${plain.open.toFixed(2)} s), slowest search ${small.search.toFixed(3)} s (${plain.search.toFixed(3)} s); ${people} findings: ${whole.open.toFixed(2)} s and ${whole.search.toFixed(3)} s\n`,
  );
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
