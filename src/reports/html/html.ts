import type { Assessment } from '../../domain/assessment.js';
import { escapeHtml } from '../escape.js';
import type { ReportOptions } from '../options.js';
import { verdictOf } from '../verdict.js';
import { clientScript, clientScriptHash } from './client-script.js';
import { findingsData } from './findings-data.js';
import { organizationalUnit } from './organizational-unit.js';
import { atTheCutover, evidenceSection, sourceAttribute, stagingReview, waiversAndMessages } from './sections.js';
import { style } from './style.js';

/** Units to choose from; beyond that the search box finds them. */
const mostUnits = 500;

/**
 * The report as one self-contained page: no network, one script that the content security policy names by its hash. The
 * findings are data in the page; the script shows a hundred at a time, so that a hundred thousand open quickly.
 */
export function* renderHtml(assessment: Assessment, options: ReportOptions): Iterable<string> {
  const verdict = verdictOf(assessment);
  yield head(verdict.headline);
  yield `<main><h1 class="${verdict.state}">${escapeHtml(verdict.headline)}</h1>\n`;
  for (const detail of verdict.details) yield `<p>${escapeHtml(detail)}</p>\n`;
  yield atTheCutover(assessment);
  yield sourceAttribute(assessment);
  yield stagingReview(assessment, options);
  yield waiversAndMessages(assessment);
  yield findingsTable(assessment);
  yield evidenceSection(assessment);
  yield '</main>\n<script type="application/json" id="findings">';
  yield* findingsData(assessment, options);
  yield `</script>\n<script>${clientScript}</script>\n</body></html>\n`;
}

function head(headline: string): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${clientScriptHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>entra-cutover: ${escapeHtml(headline)}</title><style>${style}</style></head><body>
<a class="skip" href="#findings-heading">To the findings</a>
`;
}

function findingsTable({ findings }: Assessment): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const units = new Set(findings.flatMap(({ subject }) => organizationalUnit(subject?.distinguishedName) ?? []));
  const choices = (values: readonly string[]): string =>
    values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
  const choice = (id: string, label: string, values: readonly string[]): string =>
    `<label>${label}<select id="${id}"><option value="">all</option>${choices(values)}</select></label>`;
  return `<section><h2 id="findings-heading" tabindex="-1">Findings</h2>
<noscript><p>The table needs scripts, which this browser does not run. The same findings are in the other report formats.</p></noscript>
<div class="controls"><label>Search<input id="search" type="search" placeholder="name, OU, anchor"></label>
${choice('rule', 'Rule', rules)}
${choice('severity', 'Severity', ['error', 'warning', 'info'])}
${choice('unit', 'Organizational unit', [...units].sort().slice(0, mostUnits))}</div>
<div id="story" role="region" tabindex="-1" aria-label="One person in full" hidden></div>
<div class="scroll" role="region" tabindex="0" aria-label="Findings"><table><thead><tr><th scope="col">Severity</th><th scope="col">Rule</th><th scope="col">Who</th><th scope="col">Found</th><th scope="col">Diagnosis</th></tr></thead><tbody id="rows"></tbody></table></div>
<p class="pager"><button id="previous" type="button">Previous</button> <span id="count" role="status"></span> <button id="next" type="button">Next</button></p>
</section>
`;
}
