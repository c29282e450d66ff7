import { counted, grouped } from '../../domain/counted.js';
import type { PulumiPreview, Review, ReviewVerdict, RuleAndSubject } from '../../domain/review.js';
import { utf8 } from '../../domain/source-anchor.js';
import { escapeMarkdown, markdownCode, shorten } from '../escape.js';
import { outcomesBlock, ruleBlock } from '../markdown.js';
import type { ReportOptions } from '../options.js';
import { groupByRule } from '../rule-groups.js';
import { verdictOf } from '../verdict.js';
import { phaseDiagram } from './phases.js';

/** GitHub's limits: 65,536 characters for a comment, 1 MiB for a job's summary. Counted in bytes, with room to spare. */
export const commentLimit = 65_000;
export const summaryLimit = 1_000_000;

const listed = 25;
const longestLine = 300;

export interface ReviewCommentOptions extends ReportOptions {
  readonly limit: number;
  /** Where the whole report is, for what does not fit. */
  readonly artifact?: string;
}

const verdictWords: Readonly<Record<ReviewVerdict, string>> = {
  passed: 'passed',
  noted: 'not cleared, and no worse than the base branch',
  failed: 'failed',
  undecided: 'undecided: evidence is missing',
};

/** The line by which a later run finds the comment of a stack, to edit it. */
export function commentMarker(stack: string): string {
  return `<!-- entra-cutover review: ${stack.replace(/[^\w.]/g, '_')} -->`;
}

/** The review as GitHub's Markdown: verdict first, then what changed, and as many findings as fit. */
export function renderReviewComment(
  review: Review,
  preview: PulumiPreview | undefined,
  options: ReviewCommentOptions,
): string {
  const { assessment } = review;
  const blocks = [
    verdictBlock(review),
    ...nextBlock(review, preview),
    comparisonBlock(review),
    ...(assessment === undefined ? [] : [`### What the cutover would do\n\n${outcomesBlock(assessment)}`]),
    `### Where the environment is\n\n${phaseDiagram(review.phase.base, review.phase.head)}\n`,
    pulumiBlock(preview),
  ];
  const ending = judgeBlock(review);
  const whole = options.artifact === undefined ? 'the report' : `the artifact ${markdownCode(options.artifact)}`;
  const note = `**Cut to fit:** ${whole} has the rest.\n`;
  let room = options.limit - utf8(ending).length - utf8(note).length - 2;
  const findings = groupByRule(assessment?.findings ?? [], options.ruleMetadata).map((group) =>
    ruleBlock(group, options.findingsPerRule ?? 20),
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

function verdictBlock({ stack, verdict, reasons, assessment, phase }: Review): string {
  const headline = assessment === undefined ? 'REFUSED: nothing was assessed' : verdictOf(assessment).headline;
  const { base, head } = phase;
  const move = base !== undefined && head !== undefined && base !== head ? `, ${base} → ${head}` : '';
  const lines = [
    commentMarker(stack),
    `## ${escapeMarkdown(headline)}`,
    '',
    `Review of ${markdownCode(stack)}${move}: **${verdictWords[verdict]}**.`,
    '',
    ...reasons.slice(0, listed).map((reason) => `- ${escapeMarkdown(shorten(reason.replaceAll('\n', ' '), 1000))}`),
    '',
  ];
  return lines.join('\n');
}

/** What somebody does next: after a move as the phase begins, else as the last update asked. */
function nextBlock({ next, phase }: Review, preview: PulumiPreview | undefined): string[] {
  const [where, words] = split(next ?? preview?.next ?? '');
  if (words === '') return [];
  const when =
    next === undefined ? 'The last update asked for this' : `Once this is merged and phase ${phase.head} has begun`;
  return [`### What to do next\n\n${escapeMarkdown(`${when}: ${where}`)}\n\n${markdownCode(words)}\n`];
}

function split(next: string): readonly [where: string, words: string] {
  const colon = next.indexOf(': ');
  return colon < 0 ? ['', next] : [next.slice(0, colon), shorten(next.slice(colon + 2), 1000)];
}

function comparisonBlock({ comparison }: Review): string {
  if (comparison === undefined)
    return '### Since the base branch\n\nThe base branch has no such environment to compare with.\n';
  const { newErrors, fixedErrors, lostHardMatches } = comparison;
  const lost = lostHardMatches.length;
  const parts = [
    pairsTable('Newly mismatching', newErrors),
    pairsTable('Newly fixed', fixedErrors),
    lost === 0 ? '' : `${counted(lost, 'hard match is', 'hard matches are')} lost.\n`,
  ].filter((part) => part !== '');
  const body = parts.length === 0 ? 'Nobody is better or worse off.\n' : parts.join('\n');
  return `### Since the base branch\n\n${body}`;
}

function pairsTable(title: string, pairs: readonly RuleAndSubject[]): string {
  if (pairs.length === 0) return '';
  const rows = pairs.slice(0, listed).map(({ rule, who }) => `| ${code(who)} | ${code(rule)} |`);
  const more = pairs.length - rows.length;
  const rest = more > 0 ? [`| … and ${grouped(more)} more | |`] : [];
  return [`| ${title} (${grouped(pairs.length)}) | rule |`, '| --- | --- |', ...rows, ...rest, ''].join('\n');
}

function pulumiBlock(preview: PulumiPreview | undefined): string {
  const title = '### What Pulumi would change\n\n';
  if (preview === undefined) return `${title}No preview was run.\n`;
  const { changes, errors } = preview;
  const rows = changes
    .slice(0, listed)
    .map(
      ({ operation, type, name, properties }) =>
        `| ${[operation, type, name, properties.join(', ')].map(code).join(' | ')} |`,
    );
  const more = changes.length - rows.length;
  const table =
    changes.length === 0
      ? ['Nothing.']
      : ['| operation | type | name | properties |', '| --- | --- | --- | --- |', ...rows];
  const refused =
    errors.length === 0 ? [] : ['', '**The preview was refused**, which hides what would come after:', ''];
  return [
    `${title}${table[0]}`,
    ...table.slice(1),
    ...(more > 0 ? [`| … and ${grouped(more)} more | | | |`] : []),
    ...refused,
    ...errors.slice(0, 5).map((error) => `- ${escapeMarkdown(shorten(error.replaceAll(/\s*\n\s*/g, ' '), 1000))}`),
    '',
  ].join('\n');
}

/** What the reader has to know to trust the verdict: by whose rules, of which tree. */
function judgeBlock({ trees, judge, meta, assessment }: Review): string {
  const changed = [
    ...judge.settings.map((setting) => `${code(setting)}`),
    ...judge.files.slice(0, listed).map((path) => `${code(path)}`),
  ];
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
          ...judge.waivers.slice(0, listed).map((waiver) => `- ${escapeMarkdown(shorten(waiver, longestLine))}`),
          '',
        ]),
    `Judged ${escapeMarkdown(meta.at)} by entra\\-cutover ${escapeMarkdown(meta.version)}; reviewed tree ${code(trees.head)}${assessment === undefined ? '' : `, ${code(assessment.digest)}`}.`,
    '',
  ];
  return lines.join('\n');
}

function code(text: string): string {
  return text === '' ? '' : markdownCode(shorten(text, 150));
}
