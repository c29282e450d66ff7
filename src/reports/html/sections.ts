import type { Assessment, Finding } from '../../domain/assessment.js';
import { counted, grouped } from '../../domain/counted.js';
import { acceptanceText, evidenceKindName, findingSubject, usersText } from '../describe.js';
import { escapeHtml } from '../escape.js';
import { type ForecastLine, forecast } from '../forecast.js';
import type { ReportOptions } from '../options.js';
import { unitLines } from '../source-attribute.js';
import { blockedSubjects, gapText, isBlocking, isGap, unreadRecords, type Verdict } from '../verdict.js';

/** Organizational units in the page at most. */
const mostUnits = 500;
/** Gaps before "more": a file with a thousand unreadable rows must not push the rest off the page. */
const mostGaps = 5;
const mostGapsOfAll = 200;
/** The least width of a part of the bar, in percent: one person among a hundred thousand is to be seen. */
const leastWidth = 0.6;

/** What is missing, each with how to get it; left out where nothing is. */
export function gapsBox({ evidence }: Assessment, { gaps }: Verdict): string {
  if (gaps.length === 0) return '';
  const items = gaps
    .slice(0, mostGapsOfAll)
    .map((gap) => `<li>${breakable(gapText(gap))}<br>${prose(`To get it: ${gap.remedy}`)}</li>`);
  const rest = items.slice(mostGaps);
  const beyond = gaps.length - mostGapsOfAll;
  const note = beyond > 0 ? `<p>${counted(beyond, 'more is', 'more are')} among the findings.</p>` : '';
  const more =
    rest.length === 0
      ? ''
      : `<details><summary>${grouped(gaps.length - mostGaps)} more</summary><ul>${rest.join('')}</ul>${note}</details>`;
  const unread = unreadRecords(evidence);
  const title = `The evidence is incomplete${unread === 0 ? '' : `: ${counted(unread, 'record')} could not be read`}`;
  return `<section class="gap"><h2>${title}</h2><p>What follows is based on the rest. It may look better or worse than it is.</p><ul>${items.slice(0, mostGaps).join('')}</ul>${more}</section>
`;
}

/** The outcomes as one bar and its key, each with what the cutover would do to these people. */
export function outcomesSection(assessment: Assessment, { state, word }: Pick<Verdict, 'state' | 'word'>): string {
  const { counts } = assessment;
  const lines = forecast(assessment);
  const unread = unreadPeople(assessment, lines);
  const parts = [
    ...lines,
    { outcome: 'unread' as const, count: unread.further, title: 'Not read', atCutover: 'nobody knows' },
  ].filter(({ count }) => count > 0);
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  const nobody = lines.filter(({ count }) => count === 0).map(({ title }) => title.toLowerCase());
  const label = parts.map(({ title, count }) => `${title} ${grouped(count)}`).join(', ');
  const blocking = assessment.findings.filter(isBlocking);
  const blocked = blockedSubjects(blocking).user.size;
  const rows = parts.map((part) => outcomeRow(part, all));
  if (blocked > 0) rows.push(errorRow(blocked, all, blocking.length));
  const errors = blocked === 0 ? '' : errorBar(blocked, all);
  const sentence =
    state === 'blocked'
      ? `<p class="bad"><strong>${word}.</strong> The bar shows which account each person would get. An error blocks whatever the account.</p>\n`
      : '';
  return section(
    'What would happen at the cutover',
    `${sentence}<p>${usersText(counts)}.${unreadText(unread)}</p>
${parts.length === 0 ? '' : `${stack(parts, all, label)}${errors}\n${table(['Outcome', 'People', 'Share', 'At the cutover they'], rows, 'outcomes')}`}
${nobody.length === 0 ? '' : `<p class="faint">${unread.all === 0 ? 'Nobody' : 'Nobody of those who were read'}: ${escapeHtml(nobody.join(', '))}.</p>`}`,
  );
}

/** Records of the two directories that could not be read, and how many of them are certainly of people not counted elsewhere. */
interface Unread {
  readonly all: number;
  readonly further: number;
}

/**
 * An unread record may be the counterpart of somebody who has none in what was read. Only those beyond that number are further people:
 * the others would count twice.
 */
function unreadPeople({ evidence }: Pick<Assessment, 'evidence'>, lines: readonly ForecastLine[]): Unread {
  const sides = [
    ['onPrem', 'entraOnly'],
    ['entra', 'onPremOnly'],
  ] as const;
  const numbers = sides.map(([side, outcome]) => {
    const all = unreadRecords(evidence.filter(({ kind }) => kind === side));
    return { all, further: Math.max(0, all - (lines.find((line) => line.outcome === outcome)?.count ?? 0)) };
  });
  return {
    all: numbers.reduce((sum, { all }) => sum + all, 0),
    further: numbers.reduce((sum, { further }) => sum + further, 0),
  };
}

function unreadText({ all, further }: Unread): string {
  if (all === 0) return '';
  const twice = all - further;
  const which = twice < all ? `Up to ${grouped(twice)} of them` : all === 1 ? 'It' : 'They';
  const same = twice === 0 ? '' : ` ${which} may belong to people without a counterpart, who are counted once.`;
  return ` ${counted(all, 'record')} could not be read.${same}`;
}

/** Whom errors name, across the outcomes: under the bar, and in red, since a hard match may lose an address. */
function errorBar(blocked: number, all: number): string {
  const width = Math.min(100, Math.max(leastWidth, (blocked / Math.max(1, all)) * 100));
  return `<svg class="stack errors" role="img" aria-label="With an error ${grouped(blocked)}"><rect width="${width.toFixed(3)}%" height="100%"/></svg>`;
}

function errorRow(blocked: number, all: number, findings: number): string {
  const key = '<svg class="key errors" aria-hidden="true"><rect width="100%" height="100%"/></svg>';
  return `<tr class="bad"><th scope="row">${key}With an error</th>${cell('People', grouped(blocked), 'number')}${cell('Share', share(blocked, all), 'number')}${cell('They', `are among those above, and block the cutover: <a href="#severity=blocking">see ${counted(findings, 'blocking finding')}</a>`, 'bad')}</tr>`;
}

/** People of one outcome, or records that nobody could read. */
interface OutcomePart extends Omit<ForecastLine, 'outcome' | 'tone'> {
  readonly outcome: ForecastLine['outcome'] | 'unread';
}

/** Stripes where it is not known whether somebody has the outcome. */
function fillOf({ outcome, isUnsure }: OutcomePart): string {
  return isUnsure ? 'unread' : outcome;
}

function outcomeRow(part: OutcomePart, all: number): string {
  const { count, title, atCutover } = part;
  const key = `<svg class="key" aria-hidden="true"><rect class="${fillOf(part)}" width="100%" height="100%"/></svg>`;
  return `<tr><th scope="row">${key}${escapeHtml(title)}</th>${cell('People', grouped(count), 'number')}${cell('Share', share(count, all), 'number')}${cell('They', escapeHtml(atCutover))}</tr>`;
}

function share(count: number, all: number): string {
  const percent = (count / Math.max(1, all)) * 100;
  return percent > 0 && percent < 0.1 ? '&lt; 0.1 %' : `${percent.toFixed(1)} %`;
}

/** Parts next to each other, in percent so that no stretching bends the stripes, as wide as they are many; the narrowest a little wider, so that they can be seen. */
function stack(parts: readonly OutcomePart[], all: number, label: string): string {
  const wide = parts.map(({ count }) => Math.max(leastWidth, (count / Math.max(1, all)) * 100));
  const scale =
    100 /
    Math.max(
      1,
      wide.reduce((sum, width) => sum + width, 0),
    );
  let x = 0;
  const rects = parts.map((part, place) => {
    const { count, title } = part;
    const width = (wide[place] ?? 0) * scale;
    const rect = `<rect class="${fillOf(part)}" x="${x.toFixed(3)}%" width="${width.toFixed(3)}%" height="100%"><title>${escapeHtml(title)}: ${grouped(count)}</title></rect>`;
    x += width;
    return rect;
  });
  return `<svg class="stack" role="img" aria-label="${escapeHtml(label)}">${hatch}${rects.join('')}</svg>`;
}

/** Stripes: what they fill was not read. */
const hatch =
  '<defs><pattern id="hatch" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8"/><path d="M0 0v8"/></pattern></defs>';

/** Which attribute explains the ImmutableIDs: the tutorial's "identify the source attribute". */
export function sourceAttribute(
  { findings, sourceAttribute: detail, evidence }: Assessment,
  { gaps }: Pick<Verdict, 'gaps'>,
): string {
  const explained = findings.find(({ rule }) => rule === 'source-attribute');
  if (explained === undefined) return '';
  const picture =
    detail === undefined
      ? `<p>${escapeHtml(explained.found ?? '')}.</p>`
      : histogram(detail, gaps.length > 0, unreadPeople({ evidence }, []).all);
  const units = detail === undefined ? [] : unitLines(detail);
  const rows = units
    .slice(0, mostUnits)
    .map(
      ({ unit, text }) => `<tr><th scope="row">${escapeHtml(unit)}</th>${cell('Explained by', escapeHtml(text))}</tr>`,
    );
  const more = units.length - mostUnits;
  const rest =
    more > 0
      ? `<p>${counted(more, 'more organizational unit is', 'more organizational units are')} in the JSON report.</p>`
      : '';
  const perUnit =
    rows.length === 0
      ? ''
      : `<details><summary>${counted(units.length, 'organizational unit')}, one by one</summary>${table(['Organizational unit', 'Explained by'], rows, 'units')}${rest}</details>`;
  return section('Where the ImmutableIDs come from', `${picture}<p>${prose(explained.remedy)}</p>${perUnit}`);
}

/**
 * One bar an attribute. Two attributes may have the same value for a person, who is then counted in both bars. Where evidence is
 * incomplete, stripes fill what each bar leaves: nobody knows how far it would go.
 */
function histogram(
  { people, explained, unexplained }: NonNullable<Assessment['sourceAttribute']>,
  isIncomplete: boolean,
  unread: number,
): string {
  const rest = isIncomplete ? '<rect class="unread" width="100%" height="100%"/>' : '';
  const bars = [...explained, { source: 'none of them', people: unexplained }];
  const sum = bars.reduce((total, bar) => total + bar.people, 0);
  const rows = bars.map(({ source, people: count }, place) => {
    const none = place === bars.length - 1;
    const width = ((count / Math.max(1, people)) * 100).toFixed(2);
    return `<tr><th scope="row">${none ? escapeHtml(source) : `<code>${escapeHtml(source)}</code>`}</th><td class="picture"><svg class="bar" aria-hidden="true">${rest}<rect class="${none ? 'anchorMismatch' : 'explained'}" width="${width}%" height="100%"/></svg></td>${cell('People', grouped(count), 'number')}${cell('Share', share(count, people), 'number')}</tr>`;
  });
  const overlap =
    sum > people
      ? `<p>The bars overlap: where two attributes of a person have the same value, that person is counted in both. So they add up to ${grouped(sum)}, and there are ${counted(people, 'ImmutableID')}.</p>`
      : `<p>Nobody is counted twice: the bars add up to the ${counted(people, 'ImmutableID')}.</p>`;
  const missing = unread === 0 ? 'The evidence is incomplete' : `${counted(unread, 'record')} could not be read`;
  const note = isIncomplete ? `<p class="note">${missing}: a striped bar may be longer than it is here.</p>` : '';
  return `<p>The attribute whose value is the ImmutableID, of people who are in both directories.</p>${note}${table(['Attribute', '', 'People', 'Share'], rows, 'histogram')}${overlap}`;
}

/** What Entra Connect's staging server holds back, rule by rule; left out where nobody gave its exports. */
export function stagingReview({ findings, evidence }: Assessment, { ruleMetadata = [] }: ReportOptions): string {
  const kinds = ['pendingExports', 'disconnectors', 'exportErrors'];
  const sources = evidence.filter(({ kind }) => kinds.includes(kind));
  if (sources.length === 0) return '';
  const staging = ruleMetadata.filter(({ category }) => category === 'staging');
  const rows = staging.map(({ id, title }) => {
    const of = findings.filter(({ rule }) => rule === id);
    const open = of.filter(isBlocking).length;
    return `<tr><th scope="row">${of.length === 0 ? escapeHtml(id) : `<a href="#rule=${escapeHtml(id)}">${escapeHtml(id)}</a>`}</th>${cell('Objects', grouped(of.length), 'number')}${cell('Blocking', grouped(open), `number ${open > 0 ? 'bad' : ''}`)}${cell('Means', escapeHtml(title))}</tr>`;
  });
  const read = sources.map(({ kind, records }) => `${evidenceKindName(kind)}: ${grouped(records)}`).join(', ');
  return section(
    'Staging review',
    `<p>${escapeHtml(`Objects read: ${read}.`)}</p>\n${table(['Rule', 'Objects', 'Blocking', 'What it means'], rows)}`,
  );
}

/** Who answers for what does not block any more, and until when; and whatever waiver was refused. */
export function waiversAndMessages({ findings, messages }: Assessment): string {
  const rows = findings
    .filter(({ waived, acceptance }) => waived || acceptance !== undefined)
    .map(
      (finding: Finding) =>
        `<tr>${cell('Rule', escapeHtml(finding.rule))}${cell('Who', escapeHtml(findingSubject(finding)))}${cell('Accepted', escapeHtml(acceptanceText(finding) ?? ''))}</tr>`,
    );
  const accepted =
    rows.length === 0
      ? ''
      : section(
          'Waivers and accepted losses',
          `<p>${counted(rows.length, 'finding does', 'findings do')} not block, because somebody answers for ${rows.length === 1 ? 'it' : 'them'}.</p>\n${table(['Rule', 'Who', 'Accepted'], rows)}`,
        );
  const list = messages.map((message) => `<li>${prose(message)}</li>`).join('');
  return accepted + (messages.length === 0 ? '' : section('To know', `<ul>${list}</ul>`));
}

/** What was read and what of it was not, and the digest of what follows from it. */
export function evidenceSection({ evidence, findings, meta, digest }: Assessment): string {
  const incomplete = new Set(findings.filter(isGap).map(({ at }) => at?.origin));
  const rows = evidence.map(({ kind, origin, records, rejected, sha256 }) => {
    const whole = rejected === 0 && !incomplete.has(origin);
    const state = whole ? 'whole' : rejected === 0 ? 'incomplete' : `${grouped(rejected)} not read`;
    return `<tr><th scope="row">${escapeHtml(evidenceKindName(kind))}</th>${cell('From', breakable(origin))}${cell('Records', grouped(records), 'number')}${cell('State', state, whole ? '' : 'note')}${cell('SHA-256', `<code>${escapeHtml(sha256)}</code>`)}</tr>`;
  });
  return `${section('Evidence', rows.length === 0 ? '<p>None was read.</p>' : table(['Of', 'From', 'Records', 'State', 'SHA-256'], rows, 'evidence'))}<footer><p>Assessed ${escapeHtml(meta.at)} by entra-cutover ${escapeHtml(meta.version)}. Equal evidence gives the digest <code>${escapeHtml(digest)}</code>.</p></footer>
`;
}

/** Text that may break behind a slash or a backslash: paths are longer than a phone is wide. */
function breakable(text: string): string {
  return escapeHtml(text).replace(/[/\\](?=\S)/g, '$&<wbr>');
}

/** Words of our own, in which `code` is marked as in Markdown. */
export function prose(text: string): string {
  return breakable(text).replace(/`([^`]+)`/g, '<code>$1</code>');
}

function section(heading: string, content: string): string {
  return `<section><h2>${escapeHtml(heading)}</h2>\n${content}\n</section>\n`;
}

/** A cell with its column's name, which stands before it on a phone; the content is HTML. */
function cell(label: string, content: string, className = ''): string {
  return `<td data-label="${label}"${className === '' ? '' : ` class="${className}"`}><div>${content}</div></td>`;
}

/** A table that a phone shows as blocks. */
function table(columns: readonly string[], rows: readonly string[], className = ''): string {
  // A column of pictures has no name.
  const heads = columns.map((column) => (column === '' ? '<td></td>' : `<th scope="col">${escapeHtml(column)}</th>`));
  return `<table class="stacked ${className}"><thead><tr>${heads.join('')}</tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}
