import type { Assessment } from '../../domain/assessment.js';
import { placedWords, whileHeld, withoutExport } from '../../domain/connect-next.js';
import { counted, grouped } from '../../domain/counted.js';
import type { PulumiPreview, Review, ReviewVerdict, RuleAndSubject } from '../../domain/review.js';
import { utf8 } from '../../domain/source-anchor.js';
import { usersText } from '../describe.js';
import { escapeMarkdown, markdownCode, markdownProse, shorten } from '../escape.js';
import { forecast } from '../forecast.js';
import { outcomesBlock, ruleBlock } from '../markdown.js';
import type { ReportOptions } from '../options.js';
import { groupByRule } from '../rule-groups.js';
import { type Verdict, verdictOf } from '../verdict.js';
import { phaseDiagram } from './phases.js';

/** GitHub's limits: 65,536 characters for a comment, 1 MiB for a job's summary. Counted in bytes, with room to spare. */
export const commentLimit = 65_000;
export const summaryLimit = 1_000_000;

const listed = 25;
const longestLine = 300;

/** What stands above the details, so that they begin on the first screen. */
const listedAbove = 5;

export interface ReviewCommentOptions extends ReportOptions {
  readonly limit: number;
  /** The artifact that has the whole report, for what does not fit. */
  readonly artifact?: string;
  /** The page of the run that has the artifact. */
  readonly artifactPage?: string;
}

const signs: Readonly<Record<Verdict['state'], string>> = {
  cleared: '✅',
  partial: '✅',
  blocked: '⛔',
  indeterminate: '🟡',
};

const verdictWords: Readonly<Record<ReviewVerdict, string>> = {
  passed: 'passed',
  noted: 'not cleared, and no worse than the base branch',
  failed: 'failed',
  undecided: 'undecided: something is missing',
};

/** The line by which a later run finds the comment of a stack, to edit it. */
export function commentMarker(stack: string): string {
  return `<!-- entra-cutover review: ${stack.replace(/[^\w.]/g, '_')} -->`;
}

/** The review as GitHub's Markdown: verdict and what changed on the first screen, then details to open, as many as fit. */
export function renderReviewComment(
  review: Review,
  preview: PulumiPreview | undefined,
  options: ReviewCommentOptions,
): string {
  const { assessment, phase } = review;
  const blocks = [
    verdictBlock(review, options),
    ...nextBlock(review, preview),
    summaryBlock(review, preview),
    ...comparisonDetails(review),
    ...(assessment === undefined ? [] : [details('What the cutover would do', outcomesBlock(assessment))]),
    ...pulumiDetails(preview),
    details('Where the environment is', `${phaseDiagram(phase.base, phase.head)}\n`),
  ];
  const ending = judgeBlock(review);
  const note = `**Cut to fit:** ${wholeReport(options)} has the rest.\n`;
  let room = options.limit - utf8(ending).length - utf8(note).length - 2;
  const findings = groupByRule(assessment?.findings ?? [], options.ruleMetadata).map((group) =>
    ruleBlock(group, options),
  );
  const kept: string[] = [];
  let cut = false;
  for (const block of [...blocks, ...findings]) {
    const size = utf8(block).length + 1;
    if (size > room) cut = true;
    else {
      kept.push(block);
      room -= size;
    }
  }
  return [...kept, ...(cut ? [note] : []), ending].join('\n');
}

function wholeReport({ artifact, artifactPage }: ReviewCommentOptions): string {
  if (artifact === undefined) return 'the report';
  const name = markdownCode(artifact);
  return `the artifact ${artifactPage === undefined ? name : `[${name}](${artifactPage})`}`;
}

/** Something to open; the title is ours. */
function details(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n</details>\n`;
}

function verdictBlock(
  { stack, verdict, reasons, assessment, phase, judge }: Review,
  options: ReviewCommentOptions,
): string {
  const { state, headline, notes } =
    assessment === undefined
      ? { state: 'blocked' as const, headline: 'REFUSED: nothing was assessed', notes: [] }
      : verdictOf(assessment);
  const { base, head } = phase;
  const move = base !== undefined && head !== undefined && base !== head ? `, ${base} → ${head}` : '';
  const where = options.artifact === undefined ? '' : ` The whole report is in ${wholeReport(options)}.`;
  const more = reasons.length - listedAbove;
  const rejudges = judge.settings.length + judge.files.length + judge.waivers.length > 0;
  const shown = [
    ...reasons
      .slice(0, listedAbove)
      .map((reason) => `- ${markdownProse(shorten(reason.replaceAll('\n', ' '), longestLine))}`),
    ...(more > 0 ? [`- … and ${grouped(more)} more`] : []),
  ];
  const blocks = [
    `${commentMarker(stack)}\n## ${signs[state]} ${escapeMarkdown(headline)}`,
    ...(notes.length === 0 ? [] : [escapeMarkdown(notes.join(' '))]),
    `Review of ${markdownCode(stack)}${move}: **${verdictWords[verdict]}**.${where}`,
    ...(shown.length === 0 ? [] : [shown.join('\n')]),
    ...(rejudges ? ['**This proposal changes how it is judged**: the end of this comment says what.'] : []),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/**
 * What somebody does next: what a refused preview demands, after a move as the phase begins, else as the last update asked. Nothing
 * that lets a server export, while there is a hold or where the next update would be refused.
 */
function nextBlock(review: Review, preview: PulumiPreview | undefined): string[] {
  const { next, phase } = review;
  const demanded = preview !== undefined && preview.errors.length > 0 ? preview.demanded : undefined;
  const { where, words } = placedWords(demanded ?? next ?? askedNow(review, preview) ?? '');
  if (words === '') return [];
  const asked =
    next === undefined ? 'The last update asked for this' : `Once this is merged and phase ${phase.head} has begun`;
  const when = demanded === undefined ? asked : 'The preview was refused, so this is first';
  return [`### What to do next\n\n${markdownProse(`${when}: ${where}`)}\n\n${markdownCode(shorten(words, 1000))}\n`];
}

function askedNow({ held, stack, verdict }: Review, preview: PulumiPreview | undefined): string | undefined {
  if (preview?.next === undefined) return undefined;
  const asked = { waitingFor: [], next: preview.next };
  if (held) return whileHeld(asked, ['cutover:hold is set'], stack, true).next;
  const isRefused = preview.errors.length > 0 || verdict === 'failed' || verdict === 'undecided';
  return isRefused ? withoutExport(asked, '', '').next : preview.next;
}

/** What changed and what would change, a line each. */
function summaryBlock(review: Review, preview: PulumiPreview | undefined): string {
  const { assessment } = review;
  const people = assessment === undefined ? [] : [`**At the cutover:** ${outcomesLine(assessment)}`];
  return `${[`**Since the base branch:** ${comparisonLine(review)}`, ...people, pulumiLine(preview)].join('\n\n')}\n`;
}

function comparisonLine({ comparison, assessment }: Review): string {
  if (comparison === undefined) return 'nobody was compared, since the base branch has no such environment.';
  const { onPremUsers = 0, entraUsers = 0 } = assessment?.counts ?? {};
  const { newErrors, fixedErrors, lostHardMatches } = comparison;
  const changes = [
    newErrors.length > 0 && counted(newErrors.length, 'new error'),
    fixedErrors.length > 0 && `${counted(fixedErrors.length, 'error')} fixed`,
    lostHardMatches.length > 0 && `${counted(lostHardMatches.length, 'hard match', 'hard matches')} lost`,
  ].filter((change) => change !== false);
  if (changes.length > 0) return `${changes.join(', ')}.`;
  if (onPremUsers === 0 || entraUsers === 0) return 'nobody was compared, since the evidence has nobody on one side.';
  return `no error is new or fixed and no hard match is lost, of ${counted(onPremUsers, 'user')} on premises.`;
}

function outcomesLine(assessment: Assessment): string {
  const parts = forecast(assessment)
    .filter(({ count }) => count > 0)
    .map(({ title, count }) => `${title.toLowerCase()} ${grouped(count)}`);
  return `${usersText(assessment.counts)}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
}

function pulumiLine(preview: PulumiPreview | undefined): string {
  if (preview === undefined) return '**Pulumi:** no preview was run.';
  const { changes, errors } = preview;
  if (errors.length > 0) {
    const shown = errors.slice(0, 2).map((error) => `- ${markdownProse(shorten(oneLine(error), longestLine))}`);
    const more = errors.length - shown.length;
    const rest = more > 0 ? [`- … and ${counted(more, 'more error')}`] : [];
    return ['**Pulumi refused the preview**, which hides what would come after:', '', ...shown, ...rest].join('\n');
  }
  return `**Pulumi** would change ${changes.length === 0 ? 'nothing' : counted(changes.length, 'resource')}.`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

function comparisonDetails({ comparison }: Review): readonly string[] {
  if (comparison === undefined) return [];
  const { newErrors, fixedErrors } = comparison;
  const tables = [pairsTable('Newly mismatching', newErrors), pairsTable('Newly fixed', fixedErrors)];
  const shown = tables.filter((table) => table !== '');
  return shown.length === 0 ? [] : [details('Who is worse or better off than on the base branch', shown.join('\n'))];
}

function pairsTable(title: string, pairs: readonly RuleAndSubject[]): string {
  if (pairs.length === 0) return '';
  const rows = pairs.slice(0, listed).map(({ rule, who }) => `| ${code(who)} | ${code(rule)} |`);
  const more = pairs.length - rows.length;
  const rest = more > 0 ? [`| … and ${grouped(more)} more | |`] : [];
  return [`| ${title} (${grouped(pairs.length)}) | rule |`, '| --- | --- |', ...rows, ...rest, ''].join('\n');
}

function pulumiDetails(preview: PulumiPreview | undefined): readonly string[] {
  if (preview === undefined || preview.changes.length + preview.errors.length === 0) return [];
  const { changes, errors } = preview;
  const rows = changes
    .slice(0, listed)
    .map(
      ({ operation, type, name, properties }) =>
        `| ${[operation, type, name, properties.join(', ')].map(code).join(' | ')} |`,
    );
  const more = changes.length - rows.length;
  const table =
    changes.length === 0 ? [] : ['| operation | type | name | properties |', '| --- | --- | --- | --- |', ...rows];
  const content = [
    ...table,
    ...(more > 0 ? [`| … and ${grouped(more)} more | | | |`] : []),
    '',
    ...errors.slice(0, listed).map((error) => `- ${markdownProse(shorten(oneLine(error), 1000))}`),
    '',
  ];
  return [details('What Pulumi would change', content.join('\n').trimStart())];
}

/** What the reader has to know to trust the verdict: by whose rules, of which tree. */
function judgeBlock({ trees, judge, meta, assessment }: Review): string {
  const changed = [...judge.settings.map(code), ...judge.files.slice(0, listed).map(code)];
  const more = judge.files.length - listed;
  const lines = [
    ...(changed.length === 0
      ? []
      : [
          `**This proposal changes how it is judged** (${changed.join(', ')}${more > 0 ? ` and ${counted(more, 'more file')}` : ''}). It was judged by the base branch’s; its own count once they are merged.`,
          '',
        ]),
    ...(judge.waivers.length === 0
      ? []
      : [
          '**It adds waivers**, which count once they are merged:',
          '',
          ...judge.waivers.slice(0, listed).map((waiver) => `- ${markdownProse(shorten(waiver, longestLine))}`),
          '',
        ]),
    `Judged ${escapeMarkdown(meta.at)} by entra-cutover ${escapeMarkdown(meta.version)}; reviewed tree ${code(trees.head)}${assessment === undefined ? '' : `, ${code(assessment.digest)}`}.`,
    '',
  ];
  return lines.join('\n');
}

function code(text: string): string {
  return text === '' ? '' : markdownCode(shorten(text, 150));
}
