import type { Assessment } from '../../domain/assessment.js';
import type { EvidenceQuestion } from '../../domain/evidence.js';
import { questionNames } from '../describe.js';
import { escapeHtml } from '../escape.js';
import type { Verdict } from '../verdict.js';
import { prose } from './sections.js';

/** One sign for each verdict, told apart by shape and not by color alone. */
const signs: Readonly<Record<Verdict['state'], string>> = {
  cleared: '<circle class="filled" cx="32" cy="32" r="30"/><path class="cut" d="M19 33l9 9 17-20"/>',
  partial: '<circle class="open" cx="32" cy="32" r="28"/><path d="M20 33l8.500 8.500 16-18.500"/>',
  blocked:
    '<path class="filled" d="M20 2h24l18 18v24L44 62H20L2 44V20z"/><path class="cut" d="M22 22l20 20M42 22L22 42"/>',
  indeterminate:
    '<path class="open" d="M32 4l28 28-28 28L4 32z"/><path d="M25.500 26c0-8 13-8 13 0 0 5-6.500 5-6.500 10.500M32 44v.200"/>',
};

/** The head of the page: the verdict as one sign and one sentence, which environment and when, what is answered. */
export function masthead(assessment: Assessment, { state, word, headline, notes, answers }: Verdict): string {
  const { meta } = assessment;
  const { answered, withGaps, open, ways } = answers;
  const about = headline.slice(word.length);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Environment', meta.stack ?? 'none: files given directly'],
    ['Tenant', meta.tenant ?? 'not named by the evidence'],
    ['Assessed', moment(meta.at)],
    ['Evidence read', readWhen(meta.evidenceReadAt)],
  ];
  const shown = facts.flatMap(([term, text]) =>
    text === undefined ? [] : [`<div><dt>${term}</dt><dd>${escapeHtml(text)}</dd></div>`],
  );
  return `<header class="masthead"><p class="product">entra-cutover – is every person’s account the one that Microsoft Entra would take over?</p>
<div class="verdict ${state}"><svg class="sign" viewBox="0 0 64 64" aria-hidden="true">${signs[state]}</svg>
<div><h1><b>${word}</b>${escapeHtml(about)}</h1>${notes.map((note) => `<p>${escapeHtml(note)}</p>`).join('')}</div></div>
<dl class="facts">${shown.join('')}</dl></header>
<div class="strip"><div>${chips('Answered', 'yes', answered)}${withGaps.length === 0 ? '' : chips('Answered with gaps', 'torn', withGaps)}</div>${chips('Not answered', 'no', open, ways)}</div>
`;
}

function chips(
  title: string,
  className: string,
  questions: readonly EvidenceQuestion[],
  below: readonly string[] = [],
): string {
  const list = questionNames(questions).map((name) => `<li>${escapeHtml(name)}</li>`);
  const content = list.length === 0 ? '<p class="faint">nothing</p>' : `<ul>${list.join('')}</ul>`;
  return `<section class="${className}"><h2>${title}</h2>${content}${below.map((text) => `<p>${prose(text)}</p>`).join('')}</section>`;
}

/** `2026-11-24 03:00 UTC`; what is not such a time stays as it is. */
function moment(time: string): string {
  return time.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC');
}

function readWhen(times: readonly string[]): string | undefined {
  const [first, last] = [times[0], times.at(-1)].map((time) => time && moment(time));
  return first === undefined || first === last ? first : `${first} to ${last}`;
}
