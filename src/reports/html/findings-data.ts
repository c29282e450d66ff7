import { type Assessment, type Finding, type Subject, severities } from '../../domain/assessment.js';
import { containerOfDn } from '../../domain/distinguished-name.js';
import {
  acceptanceText,
  diagnosisMeaning,
  findingSubject,
  identityKey,
  positionText,
  predictionText,
  subjectName,
} from '../describe.js';
import { escapeJsonForScript } from '../escape.js';
import type { ReportOptions } from '../options.js';

/** What a finding has besides the columns of the table; fields that it lacks are left out. */
export interface PageRowMore {
  readonly diagnosis?: string;
  readonly accepted?: string;
  readonly waived?: 1;
  readonly forecast?: string;
  /** Name and key of each. */
  readonly related?: readonly (readonly [name: string, key: string])[];
  readonly at?: string;
}

/** A finding; numbers are places in the tables of `PageData`. An array, since a page has a hundred thousand of them. */
export type PageRow = readonly [
  rule: number,
  severity: number,
  person: number,
  found: string,
  expected: string,
  consequence: number,
  remedy: number,
  more: PageRowMore | 0,
];

/** Somebody whom findings are about: name, key of the address, unit (-1: none), then facts, '' where none is known. */
export type PagePerson = readonly [
  name: string,
  key: string,
  unit: number,
  objectType: string,
  ownName: string,
  objectGuid: string,
  entraObjectId: string,
  sourceAnchor: string,
  immutableId: string,
  userPrincipalName: string,
  /** The source anchor that Entra Connect alone names; `sourceAnchor` is one that an on-premises object has. */
  connectorAnchor: string,
];

/** What the page's script reads: what many findings share stands once. Person 0 is the environment. */
export interface PageData {
  readonly rows: readonly PageRow[];
  readonly rules: readonly { readonly id: string; readonly title: string; readonly help: string }[];
  readonly units: readonly string[];
  readonly texts: readonly string[];
  readonly people: readonly PagePerson[];
}

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

/** The environment, and what findings of one person know of him between them. */
class People {
  readonly #numbers = new Interned();
  readonly people: PagePerson[] = [['the environment', 'whole', -1, '', '', '', '', '', '', '', '']];
  readonly units: Interned;

  constructor(units: Interned) {
    this.units = units;
    this.#numbers.numberOf('');
  }

  numberOf(finding: Finding): number {
    const { subject } = finding;
    if (subject === undefined) return 0;
    const number = this.#numbers.numberOf(`${subject.objectType} ${identityKey(subject)}`);
    const told = this.#tell(finding, subject);
    const known = this.people[number];
    this.people[number] =
      known === undefined ? told : (known.map((value, place) => known[place] || told[place] || value) as never);
    return number;
  }

  #tell(finding: Finding, subject: Subject): PagePerson {
    const unit = containerOfDn(subject.distinguishedName ?? '');
    const { name = '', objectGuid = '', entraObjectId = '', sourceAnchor = '', immutableId = '' } = subject;
    const key = identityKey(subject);
    const isNamedByConnect = subject.sourceAnchorFrom === 'connectorSpace';
    return [
      findingSubject(finding),
      key,
      unit === undefined ? -1 : this.units.numberOf(unit),
      subject.objectType,
      name,
      objectGuid,
      entraObjectId,
      isNamedByConnect ? '' : sourceAnchor,
      immutableId,
      subject.userPrincipalName ?? '',
      isNamedByConnect ? sourceAnchor : '',
    ];
  }
}

/** The findings as JSON (`PageData`) for the page's script, in pieces. */
export function* findingsData({ findings }: Assessment, options: ReportOptions): Iterable<string> {
  const known = new Map((options.ruleMetadata ?? []).map((rule) => [rule.id, rule]));
  const [rules, texts, units] = [new Interned(), new Interned(), new Interned()];
  const people = new People(units);
  yield '{"rows":[';
  for (const [index, finding] of findings.entries()) {
    const { rule, severity, found = '', expected = '', consequence, remedy } = finding;
    const row: PageRow = [
      rules.numberOf(rule),
      severities.indexOf(severity),
      people.numberOf(finding),
      found,
      expected,
      texts.numberOf(consequence),
      texts.numberOf(remedy),
      moreOf(finding),
    ];
    yield `${index === 0 ? '' : ',\n'}${escapeJsonForScript(JSON.stringify(row))}`;
  }
  const rest: Omit<PageData, 'rows'> = {
    rules: rules.texts.map((id) => ({ id, title: known.get(id)?.title ?? id, help: known.get(id)?.help ?? '' })),
    units: units.texts,
    texts: texts.texts,
    people: people.people,
  };
  yield `],${escapeJsonForScript(JSON.stringify(rest)).slice(1)}`;
}

function moreOf(finding: Finding): PageRowMore | 0 {
  const { diagnosis, waived, related, at } = finding;
  const [accepted, forecast] = [acceptanceText(finding), predictionText(finding)];
  const more: PageRowMore = {
    ...(diagnosis !== undefined && { diagnosis: `${diagnosis}: ${diagnosisMeaning(diagnosis)}` }),
    ...(accepted !== undefined && { accepted }),
    ...(waived && { waived: 1 }),
    ...(forecast !== undefined && { forecast }),
    ...(related?.length && { related: related.map((each) => [subjectName(each), identityKey(each)] as const) }),
    ...(at !== undefined && { at: positionText(at) }),
  };
  return Object.keys(more).length === 0 ? 0 : more;
}
