// What the report does in a browser. The address behind `#` says what is shown; everything is drawn from it, and every control
// is a link or writes it. Names from a directory go into the page as text alone.
import { addressOf, everything, type View, viewOf } from './address.js';
import { rows, textOf } from './data.js';
import { byId } from './dom.js';
import { drawFacets, filterRows } from './facets.js';
import { drawPerson } from './person.js';
import { drawTable, orderedRows } from './table.js';

let view: View = viewOf(location.hash) ?? everything;
/** The last list that was shown, to which a person's page leads back. */
let list: View = { ...view, person: '' };
let scrolled = 0;
const title = document.title;
const search = byId<HTMLInputElement>('search');
/** True from when the browser prepares a printout until it has it. */
let printing = false;

function draw(): void {
  const alone = view.person !== '';
  byId('overview').hidden = alone;
  byId('person').hidden = !alone;
  if (alone) {
    drawPerson(view.person, addressOf(list));
    document.title = `${byId('person-name').textContent} – ${title}`;
    return;
  }
  document.title = title;
  if (search.value !== view.search) search.value = view.search;
  const filtered = filterRows(orderedRows(view), view);
  drawFacets(view, filtered);
  drawTable(view, filtered, printing);
}

function go(next: View): void {
  const before = view;
  view = next;
  // What has the focus is drawn again: whatever has the same place takes it again.
  const focused = document.activeElement?.closest('#by-rule, #by-unit, #by-severity, #columns')?.id;
  const key = focused && keyOf(document.activeElement);
  if (before.person === '' && next.person !== '') scrolled = scrollY;
  const isBack = before.person !== '' && addressOf(next) === addressOf(list);
  if (next.person === '') list = next;
  draw();
  if (next.person !== '') {
    byId('person-name').focus();
    scrollTo(0, 0);
  } else if (isBack) {
    scrollTo(0, scrolled);
    const href = addressOf({ ...everything, person: before.person });
    focusOn('#rows a', (link) => link.getAttribute('href') === href);
  } else if (focused) {
    focusOn(`#${focused} a`, (link) => keyOf(link) === key);
  } else if (document.activeElement !== search) {
    showList();
  }
}

/** Leads to the beginning of the list, where a reader and a screen reader go on: another page, another filter, a shared address. */
function showList(): void {
  byId('list').scrollIntoView();
  byId('list').focus({ preventScroll: true });
}

/** What a bar, a severity or a heading stands for, whatever its number and order are now. */
function keyOf(link: Element | null): string | undefined {
  return link?.getAttribute('data-key') ?? undefined;
}

/** Gives the focus to the first such link; where there is none, to the heading of the findings. */
function focusOn(selector: string, isIt: (link: HTMLElement) => boolean): void {
  const link = [...document.querySelectorAll<HTMLElement>(selector)].find(isIt);
  (link ?? byId('findings-heading')).focus({ preventScroll: true });
}

addEventListener('hashchange', () => {
  const next = viewOf(location.hash);
  if (next !== undefined) go(next);
});
search.addEventListener('input', () => {
  const next = { ...view, search: search.value, page: 1 };
  history.replaceState(null, '', addressOf(next));
  go(next);
});
addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && view.person !== '') location.hash = addressOf(list);
  if (event.key === '/' && view.person === '' && !(event.target instanceof HTMLInputElement)) {
    event.preventDefault();
    search.focus();
  }
});
// Whatever is drawn later, such as when the media query changes, comes after the browser has counted the pages.
for (const event of ['beforeprint', 'afterprint'])
  addEventListener(event, () => {
    printing = event === 'beforeprint';
    draw();
  });
// Without scripts they would be there and do nothing.
byId('interactive').hidden = false;
draw();
if (view.person === '' && addressOf(view) !== addressOf(everything)) showList();

/** Makes what is searched while the reader reads, a few thousand rows at a time, so that the first search is quick too. */
function prepare(start: number): void {
  const end = Math.min(rows.length, start + 5_000);
  for (const row of rows.slice(start, end)) textOf(row);
  if (end < rows.length) setTimeout(prepare, 0, end);
}
setTimeout(prepare, 50, 0);
