import type { Assessment, Finding } from '../../domain/assessment.js';
import { acceptanceText, counted, evidenceKindName, findingSubject, grouped } from '../describe.js';
import { escapeHtml } from '../escape.js';
import { forecast } from '../forecast.js';
import type { ReportOptions } from '../options.js';
import { unitLines } from '../source-attribute.js';

/** Organizational units in the page at most. */
const mostUnits = 500;

/** The histogram of outcomes, each with what the cutover would do to these people. */
export function atTheCutover(assessment: Assessment): string {
  const { onPremUsers, entraUsers } = assessment.counts;
  const most = Math.max(onPremUsers, entraUsers, 1);
  const rows = forecast(assessment).map(
    ({ count, title, atCutover, tone }) =>
      `<tr><th scope="row" class="${count > 0 ? tone : ''}">${escapeHtml(title)}</th><td class="number">${count}</td><td><meter class="${tone}" max="${most}" value="${count}" aria-label="${escapeHtml(title)}: ${count} of ${most}"></meter></td><td>${escapeHtml(atCutover)}</td></tr>`,
  );
  return section(
    'What would happen at the cutover',
    `<p>${onPremUsers} users on premises, ${entraUsers} in Microsoft Entra.</p>
${table(['Outcome', 'People', 'Share', 'They'], rows, 'Outcomes')}`,
  );
}

/** Which attribute explains the ImmutableIDs: the tutorial's "identify the source attribute". */
export function sourceAttribute({ findings, sourceAttribute: detail }: Assessment): string {
  const explained = findings.find(({ rule }) => rule === 'source-attribute');
  if (explained === undefined) return '';
  const found = `${escapeHtml(explained.found ?? '')}.`;
  const units = detail === undefined ? [] : unitLines(detail);
  const rows = units
    .slice(0, mostUnits)
    .map(({ unit, text }) => `<tr><th scope="row">${escapeHtml(unit)}</th><td>${escapeHtml(text)}</td></tr>`);
  const more = units.length - mostUnits;
  const rest = more > 0 ? `<p>${grouped(more)} more organizational units are in the JSON report.</p>` : '';
  const perUnit =
    rows.length === 0
      ? ''
      : `\n${table(['Organizational unit', 'Explained by'], rows, 'ImmutableIDs by organizational unit')}${rest}`;
  return section('Where the ImmutableIDs come from', `<p>${found}</p><p>${prose(explained.remedy)}</p>${perUnit}`);
}

/** What Entra Connect's staging server holds back, rule by rule; left out where nobody gave its exports. */
export function stagingReview({ findings, evidence }: Assessment, { ruleMetadata = [] }: ReportOptions): string {
  const kinds = ['pendingExports', 'disconnectors', 'exportErrors'];
  const sources = evidence.filter(({ kind }) => kinds.includes(kind));
  if (sources.length === 0) return '';
  const staging = ruleMetadata.filter(({ category }) => category === 'staging');
  const rows = staging.map(({ id, title }) => {
    const of = findings.filter(({ rule }) => rule === id);
    const open = of.filter(({ severity, waived }) => severity === 'error' && !waived).length;
    return `<tr><th scope="row">${escapeHtml(id)}</th><td class="number">${of.length}</td><td class="number ${open > 0 ? 'bad' : ''}">${open}</td><td>${escapeHtml(title)}</td></tr>`;
  });
  const read = sources
    .map(({ kind, records }) => `${evidenceKindName(kind as 'pendingExports')}: ${records}`)
    .join(', ');
  return section(
    'Staging review',
    `<p>${escapeHtml(`Objects read: ${read}.`)}</p>\n${table(['Rule', 'Objects', 'Blocking', 'What it means'], rows, 'Staging rules')}`,
  );
}

/** Who answers for what does not block any more, and until when; and whatever waiver was refused. */
export function waiversAndMessages({ findings, messages }: Assessment): string {
  const rows = findings
    .filter(({ waived, acceptance }) => waived || acceptance !== undefined)
    .map(
      (finding: Finding) =>
        `<tr><td>${escapeHtml(finding.rule)}</td><td>${escapeHtml(findingSubject(finding))}</td><td>${escapeHtml(acceptanceText(finding) ?? '')}</td></tr>`,
    );
  const accepted =
    rows.length === 0
      ? ''
      : section(
          'Waivers and accepted losses',
          `<p>${counted(rows.length, 'finding does', 'findings do')} not block, because somebody answers for it.</p>\n${table(['Rule', 'Who', 'Accepted'], rows, 'Waivers and accepted losses')}`,
        );
  const list = messages.map((message) => `<li>${escapeHtml(message)}</li>`).join('');
  return accepted + (messages.length === 0 ? '' : section('To know', `<ul>${list}</ul>`));
}

/** What was read, and the digest of what follows from it. */
export function evidenceSection({ evidence, meta, digest }: Assessment): string {
  const rows = evidence.map(
    ({ kind, origin, records, rejected, sha256 }) =>
      `<tr><td>${escapeHtml(evidenceKindName(kind))}</td><td>${escapeHtml(origin)}</td><td class="number">${records}</td><td class="number">${rejected}</td><td><code>${escapeHtml(sha256)}</code></td></tr>`,
  );
  const made = `Assessed ${escapeHtml(meta.at)} by entra-cutover ${escapeHtml(meta.version)}.`;
  return section(
    'Evidence',
    `${table(['Of', 'From', 'Records', 'Rejected', 'SHA-256'], rows, 'Evidence')}
<p>${made} Digest <code>${escapeHtml(digest)}</code></p>`,
  );
}

/** Words of our own, in which `code` is marked as in Markdown. */
function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function section(heading: string, content: string): string {
  return `<section><h2>${escapeHtml(heading)}</h2>\n${content}\n</section>\n`;
}

/** A table in a box that scrolls sideways on a phone; the box takes the focus so that a keyboard can scroll it. */
function table(columns: readonly string[], rows: readonly string[], label: string): string {
  const heads = columns.map((column) => `<th scope="col">${escapeHtml(column)}</th>`).join('');
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escapeHtml(label)}"><table><thead><tr>${heads}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table></div>`;
}
