import type { Assessment, Finding } from '../../domain/assessment.js';
import { grouped } from '../../domain/counted.js';
import { bytesToGuid } from '../../domain/guid.js';
import { decodeGuidAnchor } from '../../domain/source-anchor.js';
import type { IdentityStory, StorySource } from '../../validation/story.js';
import { identityKey, positionText, subjectName } from '../describe.js';
import { differences } from '../difference.js';
import { escapeTerminal, shorten } from '../escape.js';
import { forecast } from '../forecast.js';
import { gapText, isGap } from '../verdict.js';
import { findingLines } from './finding.js';
import { type Palette, palette, wrap } from './layout.js';

/** One identity across all sources, with the findings about it. */
export interface ToldStory extends IdentityStory {
  readonly findings: readonly Finding[];
}

const keyNames: Readonly<Record<NonNullable<IdentityStory['matchedBy']>, string>> = {
  anchor: 'the source anchor',
  sid: 'SID',
  userPrincipalName: 'UPN',
  primaryAddress: 'primary address',
  address: 'an address',
  accountName: 'account name',
  deviceId: 'device id',
};

/** The findings of the assessment that name the identity, or that name it among the others involved. */
export function findingsAbout({ subject }: IdentityStory, { findings }: Assessment): readonly Finding[] {
  const keys = new Set([subject.objectGuid, subject.entraObjectId, identityKey(subject)].filter(Boolean));
  return findings.filter(({ subject: whom, related = [] }) =>
    [...(whom ? [whom] : []), ...related].some(
      ({ objectGuid, entraObjectId }) => keys.has(objectGuid) || keys.has(entraObjectId),
    ),
  );
}

/**
 * The story for a terminal: what the cutover would do, what each source holds, which rules fire and what to do. Hostile
 * characters are neutralized as in every text report.
 */
export function* renderStory(
  story: ToldStory,
  assessment: Assessment,
  options: { readonly colour: boolean; readonly width: number },
): Iterable<string> {
  const colours = palette(options.colour);
  const { width } = options;
  const line = forecast(assessment).find(({ outcome }) => outcome === story.outcome);
  const paint = { good: colours.good, note: colours.doubtful, bad: colours.bad }[line?.tone ?? 'note'];
  const matched = story.matchedBy === undefined ? '' : `, found by ${keyNames[story.matchedBy]}`;
  const outcome = line?.title ?? story.outcome;
  yield `${paint(wrap(`${subjectName(story.subject)}: ${outcome}${matched}`, width, 0).join('\n'))}\n`;
  const unread = unreadNotice(assessment);
  if (unread !== undefined)
    yield `${colours.doubtful(wrap(`${unread} What follows is based on the rest.`, width, 0).join('\n'))}\n`;
  yield `${wrap(`At the cutover such people ${line?.atCutover ?? ''}.`, width, 0).join('\n')}\n`;
  yield `\n${anchorLines(story.anchors, colours).join('\n')}\n`;
  for (const source of story.sources) yield `\n${sourceLines(source, colours, width).join('\n')}\n`;
  if (story.findings.length === 0) yield '\nNo rule has anything to say about this identity.\n';
  for (const finding of story.findings) yield `\n${findingText(finding, colours, width).join('\n')}\n`;
}

/** What was not read, or undefined. It comes before what else is said of a person: it may be what decides. */
export function unreadNotice({ findings }: Assessment): string | undefined {
  const gaps = findings.filter(isGap);
  const [first] = gaps;
  if (first === undefined) return undefined;
  const more = gaps.length === 1 ? '' : ` (and ${grouped(gaps.length - 1)} more: see assess)`;
  return `Not everything was read: ${gapText(first).replace(/\.$/, '')}${more}.`;
}

/** Both anchors under each other with the GUIDs that they stand for, and a mark below each character that differs. */
export function anchorLines(
  { expected, found, unknown }: IdentityStory['anchors'],
  colours: Palette,
): readonly string[] {
  const shown = (anchor: string | undefined, which: typeof unknown): string =>
    anchor === undefined
      ? which === unknown
        ? '(unknown: not everything was read)'
        : '(none)'
      : escapeTerminal(shorten(anchor, 300));
  const [will, has] = [shown(expected, 'expected'), shown(found, 'found')];
  const isPair = expected !== undefined && found !== undefined;
  const [left, right] = differences(will, has);
  const width = Math.max(will.length, has.length);
  const row = (label: string, anchor: string | undefined, text: string): string =>
    `  ${label.padEnd(labelWidth)}${text.padEnd(width)}  ${guidText(anchor)}`.trimEnd();
  const marks = [left, right].map((pieces) =>
    pieces.map(({ text, same }) => (same ? ' ' : '^').repeat(Array.from(text).length)).join(''),
  );
  const below = (place: number): readonly string[] =>
    isPair && marks[place]?.trim() ? [`  ${' '.repeat(labelWidth)}${colours.bad(marks[place].trimEnd())}`] : [];
  return [
    colours.heading(`Anchors${isPair && expected === found ? ': the same' : ''}`),
    row('Entra will compute', expected, will),
    ...(marks[0] === marks[1] ? [] : below(0)),
    row('Entra has', found, has),
    ...below(1),
  ];
}

const labelWidth = 20;

function guidText(anchor: string | undefined): string {
  if (anchor === undefined) return '';
  const bytes = decodeGuidAnchor(anchor);
  return bytes === undefined ? 'not the Base64 of a GUID' : `GUID ${bytesToGuid(bytes)}`;
}

/** What one source holds of the identity, attribute by attribute. */
export function sourceLines(
  { system, at, attributes }: StorySource,
  colours: Palette,
  width: number,
): readonly string[] {
  const longest = Math.min(32, Math.max(...attributes.map(([name]) => name.length)));
  return [
    ...wrap(`${system} (${positionText(at)})`, width, 0).map(colours.heading),
    ...attributes.flatMap(([name, value]) =>
      wrap(shorten(value, 300), width, longest + 4, `  ${shorten(name, longest)}`),
    ),
  ];
}

function findingText(finding: Finding, colours: Palette, width: number): readonly string[] {
  const { severity, rule, waived, consequence, remedy } = finding;
  const paint = { error: colours.bad, warning: colours.doubtful, info: colours.heading }[severity];
  return [
    ...wrap(`${severity.toUpperCase()} ${rule}${waived ? ' (waived)' : ''}`, width, 0).map(paint),
    ...findingLines(finding, severity, colours, width),
    ...wrap(consequence, width, 6, '  =>'),
    ...wrap(remedy, width, 6, '  do'),
  ];
}
