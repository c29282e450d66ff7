import { counted, grouped } from '../../../domain/counted.js';
import { addressOf, everything, type View } from './address.js';
import { type Row, rows, rules } from './data.js';
import { breakable, byId, element } from './dom.js';
import { type Filtered, unitName } from './facets.js';
import { comparedValues, severityLabel } from './values.js';

const pageSize = 100;
/** Rows that are printed: about as many as anybody reads on paper. */
const mostPrinted = 2_000;

/** The columns by which the table sorts, and what each compares. */
const columns: readonly (readonly [id: string, title: string, by: (row: Row) => number | string])[] = [
  ['severity', 'Severity', (row) => row.level],
  ['who', 'Who', (row) => row.person.name.toLowerCase()],
  ['rule', 'Rule', (row) => rules[row.rule]?.id ?? ''],
  ['found', 'Found', (row) => row.found],
  ['expected', 'Expected', (row) => row.expected],
  ['remedy', 'Remedy', (row) => row.remedy],
];

const orders = new Map<string, readonly Row[]>();

/** All rows in the order that the view asks for, the most severe first where it asks for none. */
export function orderedRows({ sort }: View): readonly Row[] {
  const known = orders.get(sort);
  if (known !== undefined) return known;
  const [, , by] = columns.find(([id]) => id === sort.replace(/^-/, '')) ?? (columns[0] as (typeof columns)[number]);
  const made = sortedPlaces(rows.map(by), sort.startsWith('-')).map((place) => rows[place] as Row);
  orders.set(sort, made);
  return made;
}

/** The places of the values in their order; equal ones as they came. It sorts numbers, since there are a hundred thousand. */
function sortedPlaces(values: readonly (number | string)[], down: boolean): number[] {
  const distinct = [...new Set(values)].sort();
  if (down) distinct.reverse();
  const rank = new Map(distinct.map((value, place) => [value, place]));
  const keys = Float64Array.from(values, (value, place) => (rank.get(value) as number) * values.length + place);
  return Array.from(keys.sort(), (key) => key % values.length);
}

/** Draws the page of the table that the view names; for paper, everything up to what one reads. */
export function drawTable(view: View, { shown }: Filtered, printing: boolean): void {
  const pages = Math.max(1, Math.ceil(shown.length / pageSize));
  const page = Math.min(view.page, pages);
  const start = printing ? 0 : (page - 1) * pageSize;
  const drawn = shown.slice(start, printing ? mostPrinted : start + pageSize);
  byId('rows').replaceChildren(...drawn.map(drawRow));
  byId('columns').replaceChildren(...columns.map(([id, title]) => heading(id, title, view)));
  drawFilter(view);
  const range = shown.length === 0 ? '' : `${grouped(start + 1)}–${grouped(start + drawn.length)} of `;
  const all = shown.length === rows.length ? '' : `, of ${grouped(rows.length)} in all`;
  byId('count').textContent = `${range}${counted(shown.length, 'finding')}${all}`;
  const left = shown.length - drawn.length;
  const filter = filterText(view);
  byId('print-note').replaceChildren(
    ...(filter === ''
      ? []
      : [element('span', {}, `Printed with a filter, which the bars and counts have too: ${filter}. `)]),
    left > 0
      ? `Printed: ${grouped(drawn.length)} of ${counted(shown.length, 'finding')}. The CSV and JSON reports have them all; a filter makes the list shorter.`
      : '',
  );
  step('previous', page > 1, addressOf({ ...view, page: page - 1 }));
  step('next', page < pages, addressOf({ ...view, page: page + 1 }));
  byId('pager').hidden = pages === 1;
  byId('table').hidden = shown.length === 0;
  byId('empty').hidden = shown.length > 0;
  byId('empty').replaceChildren(
    ...(rows.length === 0
      ? ['No rule found anything.']
      : [
          `No finding matches ${filterText(view)}. `,
          element('a', { href: addressOf({ ...everything, sort: view.sort }) }, 'Show all findings'),
        ]),
  );
}

/** The filter in words: `search “sales”, rule “anchor-mismatch”`; empty where all findings are shown. */
function filterText({ search, rule, severity, unit }: View): string {
  const parts = { search: search.trim(), rule, severity, unit };
  return Object.entries(parts)
    .filter(([, text]) => text !== '')
    .map(([name, text]) => `${name} “${text}”`)
    .join(', ');
}

/** What the list leaves out, on screen and on paper: its bars and counts are those of the filter. */
function drawFilter(view: View): void {
  const text = filterText(view);
  byId('filter').hidden = text === '';
  byId('filter').replaceChildren(
    'Filter: ',
    element('strong', {}, text),
    ' ',
    element('a', { id: 'reset', class: 'reset', href: addressOf({ ...everything, sort: view.sort }) }, 'Show all'),
  );
}

function step(id: string, possible: boolean, href: string): void {
  const link = byId(id);
  if (possible) link.setAttribute('href', href);
  else link.removeAttribute('href');
}

function heading(id: string, title: string, view: View): HTMLElement {
  const up = view.sort === id || (view.sort === '' && id === 'severity');
  const down = view.sort === `-${id}`;
  const href = addressOf({ ...view, sort: up ? `-${id}` : id, page: 1 });
  const arrow = element('span', { class: 'arrow', 'aria-hidden': 'true' }, up ? ' ↑' : down ? ' ↓' : '');
  return element(
    'th',
    { scope: 'col', class: `column-${id}`, 'aria-sort': up ? 'ascending' : down ? 'descending' : undefined },
    element('a', { href, 'data-key': id }, title, arrow),
  );
}

function drawRow(row: Row): HTMLElement {
  const [found, expected] = comparedValues(row.found, row.expected);
  const { key, name, unit } = row.person;
  const cell = (label: string, ...content: (Node | string)[]) =>
    element('td', { 'data-label': label }, element('div', {}, ...content));
  return element(
    'tr',
    {},
    cell(
      'Severity',
      severityLabel(row),
      ...(row.more.accepted === undefined ? [] : [element('small', {}, row.more.waived ? 'waived' : 'accepted')]),
    ),
    cell(
      'Who',
      element('a', { class: 'who', href: addressOf({ ...everything, person: key }) }, breakable(name)),
      ...(unit === '' ? [] : [element('small', {}, breakable(unitName(unit)))]),
    ),
    cell(
      'Rule',
      element('span', { title: rules[row.rule]?.title }, breakable(rules[row.rule]?.id ?? '')),
      ...(row.more.diagnosis === undefined
        ? []
        : [element('small', {}, breakable(row.more.diagnosis.split(':')[0] as string))]),
    ),
    cell('Found', found),
    cell('Expected', expected),
    cell('Remedy', element('span', { class: 'faint' }, row.remedy)),
  );
}
