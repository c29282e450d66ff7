import type { Assessment } from '../../domain/assessment.js';
import { escapeHtml } from '../escape.js';
import type { ReportOptions } from '../options.js';
import { verdictOf } from '../verdict.js';
import { findingsData } from './findings-data.js';
import { masthead } from './masthead.js';
import { script, scriptHash, style, styleHash } from './page-assets.js';
import {
  evidenceSection,
  gapsBox,
  outcomesSection,
  sourceAttribute,
  stagingReview,
  waiversAndMessages,
} from './sections.js';

/**
 * The report as one self-contained page: no network, and one style and one script that the content security policy names by
 * their hashes. The findings are data in the page; the script shows a hundred at a time, so that a hundred thousand open
 * quickly. Source of both: src/reports/html/page.
 */
export function* renderHtml(assessment: Assessment, options: ReportOptions): Iterable<string> {
  const verdict = verdictOf(assessment);
  yield head(assessment, verdict.headline);
  yield '<main>\n<div id="overview">\n';
  yield masthead(assessment, verdict);
  yield gapsBox(assessment, verdict);
  yield outcomesSection(assessment, verdict);
  yield findingsSection;
  yield sourceAttribute(assessment, verdict);
  yield stagingReview(assessment, options);
  yield waiversAndMessages(assessment);
  yield evidenceSection(assessment);
  yield '</div>\n<article id="person" hidden></article>\n</main>\n<script type="application/json" id="findings">';
  yield* findingsData(assessment, options);
  yield `</script>\n<script>${script}</script>\n</body></html>\n`;
}

function head({ meta }: Assessment, headline: string): string {
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; script-src 'sha256-${scriptHash}'; base-uri 'none'; form-action 'none'`;
  const where = meta.stack === undefined ? '' : ` – ${escapeHtml(meta.stack)}`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(headline)}${where} – entra-cutover</title><style>${style}</style></head><body>
<a class="skip" href="#findings-heading">To the findings</a>
`;
}

/** The frame that the script fills. */
const findingsSection = `<section><h2 id="findings-heading" tabindex="-1">Findings</h2>
<noscript><p>The list of findings needs scripts, which this browser does not run. To read it, let this file run scripts, or open another report format.</p></noscript>
<div id="interactive" hidden><div class="controls"><input id="search" type="search" aria-label="Search the findings" placeholder="Search name, unit, anchor, object id, diagnosis">
<div id="by-severity" role="group" aria-label="By severity"></div></div>
<p class="print" id="print-note"></p>
<div class="facets"><div id="facet-rule"><h3>By rule</h3><div id="by-rule"></div></div>
<div id="facet-unit"><h3>By organizational unit</h3><div id="by-unit"></div></div></div>
<div id="list" tabindex="-1" role="group" aria-label="List of findings"><p class="filter" id="filter" hidden></p>
<p class="count" id="count" role="status"></p>
<table id="table" class="findings stacked"><caption hidden>Findings</caption><thead><tr id="columns"></tr></thead><tbody id="rows"></tbody></table>
<p class="empty" id="empty" hidden></p>
<p class="pager" id="pager"><a id="previous">← Previous</a><a id="next">Next →</a></p></div></div>
</section>
`;
