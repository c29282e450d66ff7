import type { Assessment, Finding } from '../domain/assessment.js';
import { counted, grouped } from '../domain/counted.js';
import { explainRule } from '../domain/rule.js';
import { utf8 } from '../domain/source-anchor.js';
import {
  acceptanceText,
  evidenceKindName,
  findingSubject,
  positionText,
  predictionText,
  usersText,
} from './describe.js';
import { escapeHtml, escapeMarkdown, markdownCode, markdownProse, shorten } from './escape.js';
import { forecast } from './forecast.js';
import type { ReportOptions } from './options.js';
import { distinct, groupByRule, type RuleGroup } from './rule-groups.js';
import { unitLines } from './source-attribute.js';
import { gapText, verdictOf } from './verdict.js';

/** GitHub's limit for a comment is 65,536 characters; counted in bytes, with room for the note about what was cut. */
const sizeLimit = 65_000;

/** Longest value in a table cell: an address fits, a hostile attribute does not. */
const cellLimit = 150;

/** Items of a list (gaps, messages, remedies) before "and N more". */
const listLimit = 10;

/**
 * The assessment as a pull-request comment in GitHub's Markdown, never above GitHub's size: the verdict, the outcomes and
 * as many rules as fit, the most severe first. Its first line is a marker by which a later run finds and replaces it.
 */
export function* renderMarkdown(assessment: Assessment, options: ReportOptions): Iterable<string> {
  const groups = groupByRule(assessment.findings, options.ruleMetadata);
  const frame = [
    verdictBlock(assessment),
    outcomesBlock(assessment) + unitsBlock(assessment),
    evidenceBlock(assessment),
  ];
  const blocks = groups.map((group) => ({ group, text: ruleBlock(group, options) }));
  let room = sizeLimit - frame.reduce((sum, text) => sum + utf8(text).length, 0);
  const kept: string[] = [];
  const cut: RuleGroup[] = [];
  for (const { group, text } of blocks) {
    const size = utf8(text).length;
    if (size > room) cut.push(group);
    else {
      kept.push(text);
      room -= size;
    }
  }
  const [verdict = '', counts = '', evidence = ''] = frame;
  yield [verdict, counts, ...kept, ...(cut.length === 0 ? [] : [cutNote(cut)]), evidence].join('\n');
}

function verdictBlock(assessment: Assessment): string {
  const { headline, details, gaps } = verdictOf(assessment);
  const { stack } = assessment.meta;
  const lines = [
    `<!-- entra-cutover report: ${(stack ?? 'files').replace(/[^\w.]/g, '_')} -->`,
    `## ${escapeMarkdown(headline)}`,
    '',
    ...details.map((detail) => `${markdownProse(detail)}\n`),
    ...bullets(
      gaps.map((gap) => {
        const [missing, remedy] = [sentence(shorten(gapText(gap), 400)), shorten(gap.remedy, 400)].map(markdownProse);
        return `${missing} To get it: ${remedy}`;
      }),
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** The outcomes in numbers: what the cutover would do. */
export function outcomesBlock(assessment: Assessment): string {
  const rows = forecast(assessment)
    .filter(({ count }) => count > 0)
    .map(({ title, count, atCutover }) => `| ${title} | ${grouped(count)} | ${escapeMarkdown(atCutover)} |`);
  return `${usersText(assessment.counts)}.\n\n| outcome | people | at the cutover they |\n| --- | ---: | --- |\n${rows.join('\n')}\n`;
}

/** Which attribute explains the ImmutableIDs of each organizational unit; left out where the anchor explains them all. */
function unitsBlock({ sourceAttribute }: Assessment): string {
  const lines = sourceAttribute === undefined ? [] : unitLines(sourceAttribute);
  if (lines.length === 0) return '';
  const rows = lines.slice(0, listLimit).map(({ unit, text }) => `| ${cell(unit)} | ${escapeMarkdown(text)} |`);
  const more = lines.length - listLimit;
  const rest = more > 0 ? `\n… and ${grouped(more)} more: see the JSON or HTML report.\n` : '';
  return `\n| organizational unit | where its ImmutableIDs come from |\n| --- | --- |\n${rows.join('\n')}\n${rest}`;
}

/** One rule's findings as a foldable table, as many as the options say. */
export function ruleBlock(
  { rule, severity, findings, metadata }: RuleGroup,
  { findingsPerRule: limit = 20, rulePages }: ReportOptions,
): string {
  const shown = findings.slice(0, limit);
  const more = findings.length - shown.length;
  // Inside of an HTML tag Markdown's escapes are text.
  const title = metadata === undefined ? '' : `: ${escapeHtml(metadata.title)}`;
  const page =
    rulePages === undefined
      ? markdownCode(explainRule(rule))
      : `[${escapeMarkdown(rule)}](${rulePages}/${encodeURIComponent(rule)}.md)`;
  const foretold = shown.some(({ prediction }) => prediction !== undefined);
  return [
    `<details><summary>${severity} <b>${escapeHtml(rule)}</b>${title} (${grouped(findings.length)})</summary>`,
    '',
    `| who | found | expected | diagnosis |${foretold ? ' forecast |' : ''} where |`,
    `| --- | --- | --- | --- |${foretold ? ' --- |' : ''} --- |`,
    ...shown.map((finding) => findingRow(finding, foretold)),
    '',
    ...(more > 0 ? [`… and ${grouped(more)} more: see the JSON or HTML report.`, ''] : []),
    ...bullets(distinct(shown, ({ consequence }) => shorten(consequence, 500)).map(markdownProse)),
    ...bullets(distinct(shown, ({ remedy }) => shorten(`Remedy: ${remedy}`, 500)).map(markdownProse)),
    '',
    `See ${page}.`,
    '',
    '</details>',
    '',
  ].join('\n');
}

function findingRow(finding: Finding, foretold: boolean): string {
  const accepted = acceptanceText(finding);
  const who =
    cell(findingSubject(finding)) +
    (accepted === undefined ? '' : ` (${escapeMarkdown(shorten(accepted, cellLimit))})`);
  const { found, expected, diagnosis, at } = finding;
  const cells = [found, expected, diagnosis].map(cell);
  const forecastCell = foretold ? [escapeMarkdown(predictionText(finding) ?? '')] : [];
  return `| ${[who, ...cells, ...forecastCell, cell(at && positionText(at))].join(' | ')} |`;
}

function cell(value: string | undefined): string {
  return value === undefined ? '' : markdownCode(shorten(value, cellLimit));
}

function evidenceBlock({ evidence, messages, meta, digest }: Assessment): string {
  const rows = evidence.map(({ kind, origin, sha256, records, rejected, skipped }) => {
    const counts = [records, rejected, skipped].map(grouped).join(' | ');
    return `| ${evidenceKindName(kind)} | ${cell(origin)} | ${counts} | ${cell(sha256.slice(0, 16))} |`;
  });
  const table = [
    '| evidence | from | records | rejected | skipped | SHA-256 |',
    '| --- | --- | ---: | ---: | ---: | --- |',
    ...rows,
  ];
  const assessed = `Assessed ${meta.at} by entra-cutover ${meta.version}; ${digest}`;
  return [
    ...table,
    '',
    ...bullets(messages.map((message) => markdownProse(shorten(message, 400)))),
    '',
    escapeMarkdown(assessed),
    '',
  ].join('\n');
}

/** A list, of texts that are Markdown already. */
function bullets(texts: readonly string[]): readonly string[] {
  const more = texts.length - listLimit;
  const shown = texts.slice(0, listLimit).map((text) => `- ${text}`);
  return more > 0 ? [...shown, `- … and ${grouped(more)} more`] : shown;
}

/** The text with a full stop, where it has no end of its own. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

function cutNote(groups: readonly RuleGroup[]): string {
  const findings = groups.reduce((sum, group) => sum + group.findings.length, 0);
  const names = groups.slice(0, listLimit).map(({ rule }) => markdownCode(shorten(rule, 60)));
  const which = `${names.join(', ')}${groups.length > listLimit ? ', …' : ''}`;
  return `**Cut to fit into a comment:** ${counted(findings, 'finding')} of ${which}. The JSON and HTML reports have them all.\n`;
}
