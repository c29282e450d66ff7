import type { Assessment, Finding, Severity } from '../../domain/assessment.js';
import { documentationPage } from '../../domain/rule.js';
import { acceptanceText, findingSubject, identityKey, positionText, predictionText, subjectName } from '../describe.js';
import { escapeJsonForScript } from '../escape.js';
import type { ReportOptions } from '../options.js';
import { organizationalUnit } from './organizational-unit.js';

const severities: readonly Severity[] = ['error', 'warning', 'info'];

/** What a detail is about; a row names it by its place here. */
const names = [
  'Severity',
  'Accepted',
  'Found',
  'Expected',
  'Diagnosis',
  'Forecast',
  'What would happen',
  'What to do',
  'Related',
  'Read at',
  'Documentation',
  'userPrincipalName',
  'name',
  'objectGuid',
  'entraObjectId',
  'sourceAnchor',
  'immutableId',
  'distinguishedName',
  'objectType',
] as const;

/** Gives every distinct text a number, in the order in which they come. */
class Interned {
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get texts(): readonly string[] {
    return [...this.#numbers.keys()];
  }
}

/**
 * The findings as JSON for the page's script: `rows` are arrays, and what many of them share (rules, people, units, the
 * words of a rule) stands once and is named by number, so that a hundred thousand findings are a page one can open. Person 0
 * is the whole. Details are pairs: the place of the name, then the text or the number of a shared one.
 */
export function* findingsData({ findings }: Assessment, options: ReportOptions): Iterable<string> {
  const titles = new Map((options.ruleMetadata ?? []).map(({ id, title }) => [id, title]));
  const tables = { rules: new Interned(), units: new Interned(), texts: new Interned(), people: new Interned() };
  tables.people.numberOf('');
  const people = ['the whole'];
  yield '{"rows":[';
  for (const [index, finding] of findings.entries()) {
    const row = rowOf(finding, tables);
    people[personOf(finding, tables.people)] ??= findingSubject(finding);
    yield `${index === 0 ? '' : ',\n'}${escapeJsonForScript(JSON.stringify(row))}`;
  }
  const rules = tables.rules.texts.map((id) => ({ id, title: titles.get(id) ?? id }));
  const rest = JSON.stringify({
    severities,
    names,
    people,
    rules,
    units: tables.units.texts,
    texts: tables.texts.texts,
  });
  yield `],${escapeJsonForScript(rest).slice(1)}`;
}

type Tables = { readonly [Name in 'rules' | 'units' | 'texts' | 'people']: Interned };

function personOf({ subject }: Finding, people: Interned): number {
  return subject === undefined ? 0 : people.numberOf(`${subject.objectType} ${identityKey(subject)}`);
}

function rowOf(finding: Finding, { rules, units, texts, people }: Tables): unknown[] {
  const { rule, severity, waived, subject, related, diagnosis, expected, found, consequence, remedy, at } = finding;
  const unit = organizationalUnit(subject?.distinguishedName);
  const own: Readonly<Record<string, string | number | undefined>> = {
    Severity: waived ? `${severity}, waived` : severity,
    Accepted: acceptanceText(finding),
    Found: found,
    Expected: expected,
    Diagnosis: diagnosis,
    Forecast: predictionText(finding),
    'What would happen': texts.numberOf(consequence),
    'What to do': texts.numberOf(remedy),
    ...subject,
    Related: related?.map(subjectName).join('; '),
    'Read at': at && positionText(at),
    Documentation: texts.numberOf(documentationPage(rule)),
  };
  return [
    rules.numberOf(rule),
    severities.indexOf(severity),
    personOf(finding, people),
    unit === undefined ? -1 : units.numberOf(unit),
    found ?? '',
    diagnosis ?? '',
    names.flatMap((name, place) => (own[name] === undefined ? [] : [place, own[name]])),
  ];
}
