import type { Assessment, Finding } from '../../domain/assessment.js';
import { documentationPage } from '../../domain/rule.js';
import { acceptanceText, evidenceKindName, findingSubject, positionText, subjectName } from '../describe.js';
import { escapeHtml, escapeJsonForScript } from '../escape.js';
import { forecast } from '../forecast.js';
import type { ReportOptions } from '../options.js';
import { verdictOf } from '../verdict.js';
import { clientScript, clientScriptHash } from './client-script.js';
import { style } from './style.js';

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
  yield messages(assessment);
  yield controls(assessment);
  yield evidence(assessment);
  yield '</main>\n<script type="application/json" id="findings">[';
  const titles = new Map((options.ruleMetadata ?? []).map(({ id, title }) => [id, title]));
  for (const [index, finding] of assessment.findings.entries()) {
    const row = JSON.stringify(rowOf(finding, titles.get(finding.rule) ?? finding.rule));
    yield `${index === 0 ? '' : ',\n'}${escapeJsonForScript(row)}`;
  }
  yield `]</script>\n<script>${clientScript}</script>\n</body></html>\n`;
}

function head(headline: string): string {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${clientScriptHash}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>entra-cutover: ${escapeHtml(headline)}</title><style>${style}</style></head><body>
`;
}

function atTheCutover(assessment: Assessment): string {
  const { onPremUsers, entraUsers } = assessment.counts;
  const most = Math.max(onPremUsers, entraUsers, 1);
  const rows = forecast(assessment).map(
    ({ count, title, atCutover, tone }) =>
      `<tr><th scope="row" class="${count > 0 ? tone : ''}">${escapeHtml(title)}</th><td class="number">${count}</td><td><meter max="${most}" value="${count}" aria-label="${escapeHtml(title)}: ${count} of ${most}"></meter></td><td>${escapeHtml(atCutover)}</td></tr>`,
  );
  return `<h2>What would happen at the cutover</h2>
<p>${onPremUsers} users on premises, ${entraUsers} in Microsoft Entra.</p>
<div class="scroll"><table><thead><tr><th scope="col">Outcome</th><th scope="col">People</th><th scope="col">Share</th><th scope="col">They</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>
`;
}

function sourceAttribute({ findings }: Assessment): string {
  const explained = findings.find(({ rule }) => rule === 'source-attribute');
  if (explained === undefined) return '';
  return `<h2>Where the ImmutableIDs come from</h2><p>${escapeHtml(explained.found ?? '')}.</p><p>${escapeHtml(explained.remedy)}</p>\n`;
}

function messages(assessment: Assessment): string {
  if (assessment.messages.length === 0) return '';
  return `<h2>To know</h2><ul>${assessment.messages.map((message) => `<li>${escapeHtml(message)}</li>`).join('')}</ul>\n`;
}

function controls({ findings }: Assessment): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort();
  const choices = (values: readonly string[]): string =>
    values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
  return `<h2 id="findings-heading">Findings</h2>
<noscript><p>The table needs scripts, which this browser does not run. The same findings are in the other report formats.</p></noscript>
<div class="controls"><label>Search<input id="search" type="search" placeholder="name, OU, anchor"></label>
<label>Rule<select id="rule"><option value="">all</option>${choices(rules)}</select></label>
<label>Severity<select id="severity"><option value="">all</option>${choices(['error', 'warning', 'info'])}</select></label></div>
<section id="story" tabindex="-1" aria-live="polite" aria-label="One finding in full" hidden></section>
<div class="scroll"><table aria-labelledby="findings-heading"><thead><tr><th scope="col">Severity</th><th scope="col">Rule</th><th scope="col">Who</th><th scope="col">Found</th><th scope="col">Diagnosis</th></tr></thead><tbody id="rows"></tbody></table></div>
<p class="pager"><button id="previous" type="button">Previous</button> <span id="count" role="status"></span> <button id="next" type="button">Next</button></p>
`;
}

function evidence({ evidence: sources, meta, digest }: Assessment): string {
  const rows = sources.map(
    ({ kind, origin, records, rejected, sha256 }) =>
      `<tr><td>${escapeHtml(evidenceKindName(kind))}</td><td>${escapeHtml(origin)}</td><td class="number">${records}</td><td class="number">${rejected}</td><td><code>${escapeHtml(sha256)}</code></td></tr>`,
  );
  return `<h2>Evidence</h2>
<div class="scroll"><table><thead><tr><th scope="col">Of</th><th scope="col">From</th><th scope="col">Records</th><th scope="col">Rejected</th><th scope="col">SHA-256</th></tr></thead><tbody>${rows.join('\n')}</tbody></table></div>
<p>Assessed ${escapeHtml(meta.at)} by entra-cutover ${escapeHtml(meta.version)}. Digest <code>${escapeHtml(digest)}</code></p>
`;
}

/** What the table shows of a finding, and its full story as pairs of name and value. */
function rowOf(finding: Finding, title: string): object {
  const { rule, severity, waived, subject, related, diagnosis, expected, found, consequence, remedy, at } = finding;
  const details: [string, string | undefined][] = [
    ['Severity', waived ? `${severity}, waived` : severity],
    ['Accepted', acceptanceText(finding)],
    ['Found', found],
    ['Expected', expected],
    ['Diagnosis', diagnosis],
    ['What would happen', consequence],
    ['What to do', remedy],
    ...Object.entries(subject ?? {}).map(([name, value]): [string, string] => [name, String(value)]),
    ['Related', related?.map(subjectName).join('; ')],
    ['Read at', at && positionText(at)],
    ['Documentation', documentationPage(rule)],
  ];
  return {
    rule,
    severity,
    title,
    who: findingSubject(finding),
    found,
    diagnosis,
    details: details.filter(([, value]) => value !== undefined),
  };
}
