import type { PageData, PagePerson, PageRowMore } from '../findings-data.js';

/** Somebody whom findings are about. */
export interface Person {
  readonly name: string;
  readonly key: string;
  readonly unit: string;
  readonly facts: PagePerson;
  readonly rows: Row[];
}

/** A finding as the page works with it. */
export interface Row {
  /** Place in `rules`, in `severities` and in `units` (-1: none). */
  readonly rule: number;
  readonly level: number;
  readonly unit: number;
  readonly person: Person;
  readonly found: string;
  readonly expected: string;
  readonly consequence: string;
  readonly remedy: string;
  readonly more: PageRowMore;
  /** What is searched of the row alone, in lower case; made when it is first needed. */
  text?: string;
}

const nothing: PageRowMore = {};

const data = JSON.parse(document.getElementById('findings')?.textContent ?? '') as PageData;

export const { rules, units } = data;

export const people: readonly Person[] = data.people.map((facts) => ({
  name: facts[0],
  key: facts[1],
  unit: data.units[facts[2]] ?? '',
  facts,
  rows: [],
}));

export const rows: readonly Row[] = data.rows.map(
  ([rule, level, person, found, expected, consequence, remedy, more]) => {
    const whom = people[person] as Person;
    const row: Row = {
      rule,
      level,
      unit: whom.facts[2],
      person: whom,
      found,
      expected,
      consequence: data.texts[consequence] as string,
      remedy: data.texts[remedy] as string,
      more: more === 0 ? nothing : more,
    };
    whom.rows.push(row);
    return row;
  },
);

/** What a search looks through, besides the names of the rule and of the unit, which many rows share. */
export function textOf(row: Row): string {
  if (row.text === undefined) {
    const { facts, name } = row.person;
    const { diagnosis, accepted, related } = row.more;
    const others = related?.map(([other]) => other) ?? [];
    const own = new Set([name, ...facts.slice(4), row.found, row.expected, diagnosis, accepted, ...others]);
    row.text = [...own].join('\n').toLowerCase();
  }
  return row.text;
}

const named = people.filter(({ rows: about }) => about.length > 0);
const byKey = new Map(named.map((person) => [person.key, person]));

/** The person whom the page's own addresses call so, or undefined where no finding is about such a one. */
export function personOf(key: string): Person | undefined {
  return byKey.get(key);
}

/** Whom an address that somebody typed may mean: by the key, else everybody with that name, UPN, id or anchor. */
export function peopleOf(address: string): readonly Person[] {
  const person = personOf(address);
  if (person !== undefined) return [person];
  const wanted = address.trim().toLowerCase();
  return named.filter(({ name, key, facts }) =>
    [name, key, ...facts.slice(4)].some((text) => String(text).toLowerCase() === wanted),
  );
}
