import type { Assessment, Decision, Finding, Subject } from '../domain/assessment.js';
import { counted, grouped } from '../domain/counted.js';
import type { EvidenceQuestion } from '../domain/evidence.js';
import { isEvidenceRule } from '../domain/rule.js';
import { type Answers, answersOf } from './answers.js';
import { identityKey, questionList } from './describe.js';
import { shorten } from './escape.js';

/** What a reader has to take away: the same words in every format. */
export interface Verdict {
  /** `partial` is a cleared decision that leaves questions open: nobody may cut over on it. */
  readonly state: Decision | 'partial';
  /** The decision as one word, and what it is about: `BLOCKED` and `: 11 people, named by 4 rules`. */
  readonly word: string;
  /** One line that begins with the word; never a bare "cleared" while a question is open. */
  readonly headline: string;
  /** Further sentences: what is answered, what is open, and the notes. */
  readonly details: readonly string[];
  /** Those of the details that no question is named in: what else is wrong, and what a cutover needs. */
  readonly notes: readonly string[];
  /** The evidence findings that leave the decision open, each with its remedy: how to get what is missing. */
  readonly gaps: readonly Finding[];
  readonly answers: Answers;
}

/** The verdict as one text: the headline, then each sentence of what it leaves open. */
export function verdictText({ headline, details }: Verdict): string {
  return [`${headline}.`, ...details].join(' ');
}

/** True for a finding that keeps the cutover from happening, as opposed to one that leaves the decision open. */
export function isBlocking(finding: Finding): boolean {
  return finding.severity === 'error' && !finding.waived && !isEvidenceRule(finding.rule);
}

/** True for a finding about the evidence that leaves the decision open. */
export function isGap(finding: Finding): boolean {
  return finding.severity === 'error' && !finding.waived && isEvidenceRule(finding.rule);
}

/** What is missing, with the source it is missing from. */
export function gapText(gap: Finding): string {
  const what = gap.found ?? gap.consequence;
  return gap.at === undefined || what.includes(gap.at.origin) ? what : `${gap.at.origin}: ${what}`;
}

/** The verdict in words (contract, "Exit codes": a file assessment says what it did not answer). */
export function verdictOf(assessment: Assessment): Verdict {
  const { decision, scope, openQuestions, cutoverReady } = assessment;
  const gaps = evidenceGaps(assessment);
  const answers = answersOf(assessment, gaps);
  const { withGaps, ways } = answers;
  const open = [
    ...(withGaps.length === 0 ? [] : [`Answered with gaps: ${questionList(withGaps)}.`]),
    ...(openQuestions.length === 0 ? [] : [`Not answered: ${questionList(openQuestions)}.`, ...ways]),
  ];
  const verdict = (
    state: Verdict['state'],
    word: string,
    about: string,
    details: readonly string[],
    notes: readonly string[] = [],
  ): Verdict => ({ state, word, headline: `${word}${about}`, details, notes, gaps, answers });
  if (decision === 'blocked') {
    const missing = gaps.length === 0 ? [] : [`Also ${gapCount(gaps)}: what is listed may not be all.`];
    const about = `: ${blockedWhom(assessment)}${unreadText(assessment)}`;
    return verdict('blocked', 'BLOCKED', about, [...missing, ...open], missing);
  }
  if (decision === 'indeterminate') {
    const why = gaps.length === 0 ? 'the evidence does not allow a decision' : gapCount(gaps);
    return verdict('indeterminate', 'INDETERMINATE', `: ${why}${unreadText(assessment)}`, open);
  }
  if (cutoverReady && openQuestions.length === 0)
    return verdict('cleared', 'CLEARED', ` for the cutover${waivedText(assessment)}: every question is answered`, []);
  const answered = scope.length > mostAnswered ? [`Answered: ${questionList(scope)}.`] : [];
  const about = ` for ${answeredWhat(scope)}${waivedText(assessment)}`;
  const isAnswered = openQuestions.length === 0;
  const note = isAnswered
    ? 'It is not ready for the cutover: see the messages.'
    : 'A cutover needs the open questions answered, too; with cloud sync, those of Entra Connect may stay open.';
  return verdict('partial', 'CLEARED', about, [...answered, ...(isAnswered ? [] : open), note], [note]);
}

/** `, 2 errors waived by ops`: who reads that it is cleared must see by whose word. */
function waivedText({ findings }: Assessment): string {
  const waived = findings.filter((finding) => finding.waived && finding.severity === 'error');
  if (waived.length === 0) return '';
  const owners = [...new Set(waived.flatMap(({ acceptance }) => acceptance?.owner ?? []))].sort();
  const named = owners.slice(0, mostAnswered).map((owner) => shorten(owner, 60));
  const more = owners.length - named.length;
  const by = [...named, ...(more > 0 ? [counted(more, 'other', 'others')] : [])].join(more > 0 ? ', ' : ' and ');
  return `, ${counted(waived.length, 'error')} waived${by === '' ? '' : ` by ${by}`}`;
}

/** As many answered questions, and owners of waivers, as a headline names. */
const mostAnswered = 2;

/** `anchors`, `anchors and ConsistencyGuid`, `anchors and 6 other questions`. */
function answeredWhat(scope: readonly EvidenceQuestion[]): string {
  const [first, ...others] = scope;
  if (first === undefined) return 'nothing';
  if (others.length === 0) return questionList([first]);
  return scope.length <= mostAnswered
    ? `${questionList([first])} and ${questionList(others)}`
    : `${questionList([first])} and ${counted(others.length, 'other question')}`;
}

/** The gaps; where an indeterminate decision has none that count as one, whatever the evidence rules say. */
function evidenceGaps({ decision, findings }: Assessment): readonly Finding[] {
  const gaps = findings.filter(isGap);
  if (gaps.length > 0 || decision !== 'indeterminate') return gaps;
  return findings.filter((finding) => isEvidenceRule(finding.rule));
}

/** How many records of the evidence could not be read. */
export function unreadRecords(evidence: Assessment['evidence']): number {
  return evidence.reduce((sum, { rejected }) => sum + rejected, 0);
}

/** `; 294 of 299 records in users.csv could not be read`, or nothing where all were. What is whole is not counted. */
function unreadText({ evidence }: Assessment): string {
  const torn = evidence.filter(({ rejected }) => rejected > 0);
  const [first] = torn;
  if (first === undefined) return '';
  const unread = unreadRecords(torn);
  const all = unread + torn.reduce((sum, { records }) => sum + records, 0);
  const name = first.origin.split(/[/\\]/).at(-1) || first.origin;
  const where = torn.length === 1 ? shorten(name, 60) : counted(torn.length, 'source');
  return `; ${grouped(unread)} of ${counted(all, 'record')} in ${where} could not be read`;
}

function gapCount(gaps: readonly Finding[]): string {
  return `evidence is missing, incomplete or stale (${counted(gaps.length, 'finding')})`;
}

/** Whom blocking findings name, by type: every identity once. */
export function blockedSubjects(findings: readonly Finding[]): Readonly<Record<Subject['objectType'], Set<string>>> {
  const named = {
    user: new Set<string>(),
    group: new Set<string>(),
    contact: new Set<string>(),
    device: new Set<string>(),
  };
  for (const finding of findings)
    if (finding.subject !== undefined && isBlocking(finding))
      named[finding.subject.objectType].add(identityKey(finding.subject));
  return named;
}

/** `12 people, 1 group and 2 findings about the environment, by 3 rules`: every identity counted once. */
function blockedWhom(assessment: Assessment): string {
  const blocking = assessment.findings.filter(isBlocking);
  if (blocking.length === 0) return 'the decision names no finding, see the messages';
  const named = blockedSubjects(blocking);
  const whole = blocking.filter((finding) => finding.subject === undefined).length;
  const parts = [
    named.user.size > 0 && counted(named.user.size, 'person', 'people'),
    named.group.size > 0 && counted(named.group.size, 'group'),
    named.contact.size > 0 && counted(named.contact.size, 'contact'),
    named.device.size > 0 && counted(named.device.size, 'device'),
    whole > 0 && counted(whole, 'finding about the environment', 'findings about the environment'),
  ].filter((part) => part !== false);
  const rules = new Set(blocking.map((finding) => finding.rule)).size;
  const last = parts.pop();
  const whom = parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
  return `${whom}, named by ${counted(rules, 'rule')}`;
}
