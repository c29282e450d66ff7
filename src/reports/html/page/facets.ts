import { type Severity, severities } from '../../../domain/assessment.js';
import { grouped } from '../../../domain/counted.js';
import { rdnsOfDn } from '../../../domain/distinguished-name.js';
import { isEvidenceRule } from '../../../domain/rule.js';
import { addressOf, type View } from './address.js';
import { type Row, rows, rules, textOf, units } from './data.js';
import { byId, element } from './dom.js';
import { dot } from './values.js';

/** What passes the filters, and how many would with another rule, unit or severity in place of the chosen one. */
export interface Filtered {
  readonly shown: readonly Row[];
  readonly rules: Int32Array;
  readonly units: Int32Array;
  readonly severities: Int32Array;
}

/** Filters the rows, which come in the order in which they are to be shown. */
export function filterRows(ordered: readonly Row[], view: View): Filtered {
  const words = view.search.toLowerCase().split(/\s+/).filter(Boolean).map(searched);
  const chosen = {
    rule: view.rule === '' ? undefined : rules.findIndex(({ id }) => id === view.rule),
    unit: view.unit === '' ? undefined : units.indexOf(view.unit),
    level:
      view.severity === '' || view.severity === blocking ? undefined : severities.indexOf(view.severity as Severity),
  };
  const isMeant = view.severity === blocking ? blocks : () => true;
  const shown: Row[] = [];
  const counts = {
    rules: new Int32Array(rules.length),
    units: new Int32Array(units.length),
    severities: new Int32Array(severities.length),
  };
  for (const row of ordered) {
    if (!words.every((word) => word(row))) continue;
    const rule = chosen.rule === undefined || row.rule === chosen.rule;
    const unit = chosen.unit === undefined || (row.unit === chosen.unit && row.unit >= 0);
    const level = (chosen.level === undefined || row.level === chosen.level) && isMeant(row);
    if (rule && unit && level) shown.push(row);
    if (unit && level) counts.rules[row.rule] = (counts.rules[row.rule] as number) + 1;
    if (rule && level && row.unit >= 0) counts.units[row.unit] = (counts.units[row.unit] as number) + 1;
    if (rule && unit) counts.severities[row.level] = (counts.severities[row.level] as number) + 1;
  }
  return { shown, ...counts };
}

/** The severity in an address that stands for errors that are neither waived nor about the evidence, as `isBlocking` has them. */
const blocking = 'blocking';

function blocks({ level, more, rule }: Row): boolean {
  return severities[level] === 'error' && more.waived === undefined && !isEvidenceRule(rules[rule]?.id ?? '');
}

/** Tells whether a row has the word, in its own text or in the name of its rule or unit. */
function searched(word: string): (row: Row) => boolean {
  const inRule = rules.map(({ id, title }) => `${id}\n${title}`.toLowerCase().includes(word));
  const inUnit = units.map((unit) => `${unit}\n${unitName(unit)}`.toLowerCase().includes(word));
  return (row) => inRule[row.rule] === true || inUnit[row.unit] === true || textOf(row).includes(word);
}

/** Bars shown before "more". */
const mostBars = 8;
/** Bars behind it: beyond that, the search finds a unit. */
const mostBarsOfAll = 200;

const gravest = rules.map(() => severities.length - 1);
for (const { rule, level } of rows) gravest[rule] = Math.min(level, gravest[rule] as number);
const ruleBars = rules.map(({ id, title }, place) => ({
  key: id,
  name: id,
  title,
  className: severities[gravest[place] as number] as string,
}));
const unitNames = namesOfUnits();
const unitBars = units.map((unit) => ({ key: unit, name: unitName(unit), title: unit, className: 'unit' }));

/** Draws the bars by rule and by unit, each a link to the findings behind it; the chosen one leads back. */
export function drawFacets(view: View, filtered: Filtered): void {
  const chips = severities.map((level, place) => {
    const on = view.severity === level;
    const number = filtered.severities[place] as number;
    const href = addressOf({ ...view, severity: on ? '' : level, page: 1 });
    return element(
      'a',
      { href, 'data-key': level, class: `chip ${level}`, 'aria-current': on ? 'true' : undefined },
      dot(),
      `${level} ${grouped(number)}`,
    );
  });
  byId('by-severity').replaceChildren(...chips);
  bars('by-rule', view, 'rule', filtered.rules, ruleBars);
  bars('by-unit', view, 'unit', filtered.units, unitBars);
  byId('facet-rule').hidden = !filtered.rules.some(Boolean) && view.rule === '';
  byId('facet-unit').hidden = !filtered.units.some(Boolean) && view.unit === '';
}

interface Bar {
  readonly key: string;
  readonly name: string;
  readonly title: string;
  readonly className: string;
}

/** The longest first; the chosen one is there though it has none. */
function bars(id: string, view: View, field: 'rule' | 'unit', counts: Int32Array, named: readonly Bar[]): void {
  const chosen = view[field];
  const all = named
    .map((bar, place) => ({ bar, count: counts[place] as number }))
    .filter(({ bar, count }) => count > 0 || bar.key === chosen)
    .sort((a, b) => b.count - a.count || (a.bar.name < b.bar.name ? -1 : 1));
  const most = Math.max(1, all[0]?.count ?? 0);
  const made = all.slice(0, mostBarsOfAll).map(({ bar: { key, name, title, className }, count }) => {
    const href = addressOf({ ...view, [field]: chosen === key ? '' : key, page: 1 });
    const fill = element('span', { class: `fill ${className}`, hidden: count === 0 });
    fill.style.inlineSize = `${(count / most) * 100}%`;
    return element(
      'li',
      {},
      element(
        'a',
        { href, title, 'data-key': key, class: 'facet', 'aria-current': chosen === key ? 'true' : undefined },
        element('span', { class: 'label' }, name),
        element('span', { class: 'track', 'aria-hidden': 'true' }, fill),
        element('span', { class: 'number' }, grouped(count)),
      ),
    );
  });
  const box = byId(id);
  const open = box.querySelector('details')?.open ?? false;
  // To hide a single one behind a line would save nothing.
  const few = all.length === mostBars + 1 ? all.length : mostBars;
  const first = Math.max(few, all.findIndex(({ bar }) => bar.key === chosen) + 1);
  const rest = made.slice(first);
  const beyond = all.length - made.length;
  box.replaceChildren(
    element('ul', {}, ...made.slice(0, first)),
    ...(rest.length === 0
      ? []
      : [
          element(
            'details',
            { open },
            element('summary', {}, `${grouped(all.length - first)} more`),
            element('ul', {}, ...rest),
            ...(beyond > 0 ? [element('p', { class: 'faint' }, `and ${grouped(beyond)} more: search for them`)] : []),
          ),
        ]),
  );
}

/** `Staff / Sales` for `OU=Sales,OU=Staff,DC=corp,DC=example`; with the domain where there are several. */
function namesOfUnits(): ReadonlyMap<string, string> {
  const split = units.map((unit) => {
    const parts = rdnsOfDn(unit);
    const domain = parts
      .filter(({ type }) => type === 'dc')
      .map(({ value }) => value)
      .join('.');
    const path = parts
      .filter(({ type }) => type !== 'dc')
      .map(({ value }) => value)
      .reverse();
    return { unit, domain, path };
  });
  const several = new Set(split.map(({ domain }) => domain.toLowerCase())).size > 1;
  return new Map(
    split.map(({ unit, domain, path }) => [
      unit,
      [...(several || path.length === 0 ? [domain] : []), ...path].join(' / '),
    ]),
  );
}

export function unitName(unit: string): string {
  return unitNames.get(unit) ?? unit;
}
