import type { Assessment } from '../../domain/assessment.js';
import { counted, grouped } from '../../domain/counted.js';
import { explainRule } from '../../domain/rule.js';
import { evidenceKindName, usersText } from '../describe.js';
import { forecast } from '../forecast.js';
import type { ReportOptions } from '../options.js';
import { distinct, groupByRule, type RuleGroup } from '../rule-groups.js';
import { unitLines } from '../source-attribute.js';
import { gapText, type Verdict, verdictOf } from '../verdict.js';
import { findingLines } from './finding.js';
import { type Palette, palette, wrap } from './layout.js';

/**
 * The assessment for a terminal: verdict first, then counts, findings by rule, evidence and messages, and the verdict again,
 * since a terminal shows the end. Lines keep to `options.width` columns unless a single word is longer.
 */
export function* renderText(assessment: Assessment, options: ReportOptions): Iterable<string> {
  const colours = palette(options.colour);
  const width = Math.max(40, options.width);
  const verdict = verdictOf(assessment);
  const sections = [
    verdictLines(verdict, colours, width),
    countLines(assessment, colours, width),
    ...groupByRule(assessment.findings, options.ruleMetadata).map((group) =>
      groupLines(group, options.findingsPerRule ?? 20, colours, width),
    ),
    unitsLines(assessment, colours, width),
    evidenceLines(assessment, colours, width),
    messageLines(assessment, colours, width),
    headlineLines(verdict, colours, width),
  ];
  const present = sections.filter((lines) => lines.length > 0);
  for (const [index, lines] of present.entries()) yield `${index === 0 ? '' : '\n'}${lines.join('\n')}\n`;
}

/** Gaps named next to the verdict; a file with a thousand unreadable rows must not push the counts off the screen. */
const gapsInVerdict = 5;

function verdictLines(verdict: Verdict, colours: Palette, width: number): readonly string[] {
  const shown = verdict.gaps.slice(0, gapsInVerdict);
  const more = verdict.gaps.length - shown.length;
  const gaps = shown.flatMap((gap) => [
    ...wrap(gapText(gap), width, 4, '  -'),
    ...wrap(`To get it: ${gap.remedy}`, width, 4),
  ]);
  return [
    ...headlineLines(verdict, colours, width),
    ...gaps,
    ...(more > 0 ? [`  - and ${grouped(more)} more, below`] : []),
  ];
}

/** The headline in its color, and what it leaves open beneath. */
function headlineLines({ state, headline, details }: Verdict, colours: Palette, width: number): readonly string[] {
  const { good, doubtful, bad } = colours;
  const paint = { cleared: good, partial: good, blocked: bad, indeterminate: doubtful }[state];
  return [...wrap(headline, width, 0).map(paint), ...details.flatMap((detail) => wrap(detail, width, 0))];
}

function countLines(assessment: Assessment, colours: Palette, width: number): readonly string[] {
  const lines = forecast(assessment);
  const digits = Math.max(...lines.map((line) => grouped(line.count).length));
  const longestTitle = Math.max(...lines.map((line) => line.title.length));
  const paint = { good: colours.good, note: colours.doubtful, bad: colours.bad };
  return [
    colours.heading(usersText(assessment.counts)),
    ...lines.flatMap(({ title, count, atCutover, tone }) => {
      const label = `  ${grouped(count).padStart(digits)}  ${title}`;
      if (count === 0) return [colours.faint(label)];
      const [first = '', ...rest] = wrap(atCutover, width, digits + longestTitle + 6, label);
      return [paint[tone](first), ...rest];
    }),
  ];
}

function groupLines(group: RuleGroup, limit: number, colours: Palette, width: number): readonly string[] {
  const { rule, severity, findings, metadata } = group;
  const paint = { error: colours.bad, warning: colours.doubtful, info: colours.heading }[severity];
  const waived = findings.filter((finding) => finding.waived).length;
  // The line of each of them says how severe it is.
  const milder = findings.filter((finding) => finding.severity !== severity).length;
  const less = milder === 0 ? '' : `, ${grouped(milder)} of them less severe`;
  const count = grouped(findings.length) + less + (waived === 0 ? '' : `, ${grouped(waived)} waived`);
  const title = metadata === undefined ? '' : `: ${metadata.title}`;
  const shown = findings.slice(0, limit);
  const more = findings.length - shown.length;
  return [
    ...wrap(`${severity.toUpperCase()} ${rule}${title} (${count})`, width, 0).map(paint),
    ...shown.flatMap((finding) => findingLines(finding, severity, colours, width)),
    ...(more > 0 ? [colours.faint(`  and ${grouped(more)} more: --format json`)] : []),
    ...distinct(shown, (finding) => finding.consequence).flatMap((text) => wrap(text, width, 6, '  =>')),
    ...distinct(shown, (finding) => finding.remedy).flatMap((text) => wrap(text, width, 6, '  do')),
    ...wrap(`see ${explainRule(rule)}`, width, 2).map(colours.faint),
  ];
}

/** Organizational units named at most: an organization may have thousands. */
const mostUnits = 20;

function unitsLines({ sourceAttribute }: Assessment, colours: Palette, width: number): readonly string[] {
  const lines = sourceAttribute === undefined ? [] : unitLines(sourceAttribute);
  if (lines.length === 0) return [];
  const more = lines.length - mostUnits;
  return [
    colours.heading('Where the ImmutableIDs come from'),
    ...lines.slice(0, mostUnits).flatMap(({ unit, text }) => wrap(`${unit}: ${text}`, width, 4, '  -')),
    ...(more > 0 ? [colours.faint(`  and ${grouped(more)} more: --format json`)] : []),
  ];
}

function evidenceLines({ evidence, meta, digest }: Assessment, colours: Palette, width: number): readonly string[] {
  const sources = evidence.flatMap((source) => {
    const skipped = source.skipped > 0 ? `, ${grouped(source.skipped)} skipped` : '';
    const rejected = source.rejected > 0 ? `, ${grouped(source.rejected)} REJECTED` : '';
    const counts = `${counted(source.records, 'record')}${rejected}${skipped}`;
    return [
      ...wrap(`${source.origin} (${evidenceKindName(source.kind)})`, width, 2),
      ...wrap(`${counts}; sha256 ${source.sha256.slice(0, 16)}…`, width, 4),
    ];
  });
  const stack = meta.stack === undefined ? '' : `, stack ${meta.stack}`;
  return [
    colours.heading('Evidence'),
    ...(sources.length === 0 ? ['  none was read'] : sources),
    ...wrap(`Assessed ${meta.at} by ${meta.tool} ${meta.version}${stack}; ${digest}`, width, 2).map(colours.faint),
  ];
}

function messageLines({ messages }: Assessment, colours: Palette, width: number): readonly string[] {
  if (messages.length === 0) return [];
  return [colours.heading('Messages'), ...messages.flatMap((message) => wrap(message, width, 4, '  -'))];
}
