import { decodeBase64 } from '../../../domain/base64.js';
import { counted } from '../../../domain/counted.js';
import { bytesToGuid } from '../../../domain/guid.js';
import { addressOf, everything } from './address.js';
import { type Person, peopleOf, personOf, type Row, rows, rules, textOf } from './data.js';
import { breakable, byId, element } from './dom.js';
import { comparedValues, severityLabel, severityOf, value } from './values.js';

/**
 * Draws one person in full: both anchors next to each other, then the findings about the person in order, the most severe first.
 * Where the address means several people, or nobody whom a finding is about, it says so. Each page says which report it is of.
 */
export function drawPerson(address: string, back: string): void {
  const [person, ...others] = peopleOf(address);
  byId('person').replaceChildren(
    reportHead(),
    element('p', { class: 'back' }, element('a', { href: back, id: 'back' }, '← All findings')),
    ...(person === undefined
      ? unknown(address)
      : others.length > 0
        ? choice(address, [person, ...others])
        : story(person)),
    ...[...document.querySelectorAll('#overview footer')].map((footer) => footer.cloneNode(true)),
  );
}

/** The verdict, environment, tenant and time of the report, as its first page has them. */
function reportHead(): HTMLElement {
  const copied = (selector: string): Node[] =>
    [...document.querySelectorAll(`#overview ${selector}`)].map((node) => node.cloneNode(true));
  const verdict = document.querySelector('#overview .verdict');
  return element(
    'header',
    { class: 'about-report' },
    element(
      'p',
      { class: verdict?.className },
      ...copied('.verdict > svg'),
      element(
        'span',
        {},
        ...[...(document.querySelector('#overview h1')?.childNodes ?? [])].map((node) => node.cloneNode(true)),
      ),
    ),
    ...copied('.facts'),
  );
}

function heading(...content: (Node | string)[]): HTMLElement {
  return element('h1', { id: 'person-name', tabindex: -1 }, ...content);
}

function story(person: Person): readonly Node[] {
  const ordered = person.rows.toSorted((a, b) => a.level - b.level);
  return [
    heading(breakable(person.name)),
    ...(person.unit === '' ? [] : [element('p', { class: 'faint' }, breakable(person.unit))]),
    ...(person.key === 'whole' ? [] : [anchors(person), facts(person)]),
    element('h2', {}, `${counted(ordered.length, 'finding')}${ordered.length === 1 ? '' : ', the most severe first'}`),
    element('ol', { class: 'story' }, ...ordered.map(told)),
  ];
}

/** The same name or UPN may stand in both directories without being one person: the reader chooses. */
function choice(address: string, found: readonly Person[]): readonly Node[] {
  return [
    heading(breakable(address)),
    element('p', {}, 'The findings have several of this name:'),
    element(
      'ul',
      {},
      ...found.map(({ name, key, unit, rows: about }) =>
        element(
          'li',
          {},
          linked(name, key),
          ` – ${[unit, key, counted(about.length, 'finding')].filter(Boolean).join(' – ')}`,
        ),
      ),
    ),
  ];
}

/** A report holds findings, not everybody: of somebody who is in none it knows nothing, and so it denies nothing. */
function unknown(address: string): readonly Node[] {
  const wanted = address.toLowerCase();
  const mentions = rows.filter((row) => textOf(row).includes(wanted)).length;
  return [
    heading(breakable(address)),
    element(
      'p',
      {},
      'None of the findings is about a person, group or device of exactly that name, UPN, id or anchor.',
    ),
    ...(mentions === 0
      ? []
      : [
          element(
            'p',
            {},
            element(
              'a',
              { href: addressOf({ ...everything, search: address }) },
              `Show ${counted(mentions, 'finding')} with that text`,
            ),
          ),
        ]),
    element(
      'p',
      {},
      'A report lists findings, not everybody who was looked at. So this does not say that the person is in the evidence, or would keep the account. To learn that, run ',
      element('code', {}, 'entra-cutover explain'),
      ' with the UPN and the same evidence.',
    ),
  ];
}

/**
 * The source anchor that the person has on premises, or that Entra Connect names, and the ImmutableID of the account in Entra. Equal
 * ones prove nothing where Entra Connect alone names the anchor: it may have it from the account.
 */
function anchors({ facts: [, , , , , , , read, immutableId, , connectorAnchor] }: Person): HTMLElement {
  const sourceAnchor = connectorAnchor || read;
  if (sourceAnchor === '' && immutableId === '')
    return element('p', { class: 'faint' }, 'The findings name no anchor.');
  const [left, right] =
    sourceAnchor === '' || immutableId === ''
      ? [value(sourceAnchor), value(immutableId)]
      : comparedValues(sourceAnchor, immutableId);
  const equal = sourceAnchor === immutableId;
  const isOneOnly = sourceAnchor === '' || immutableId === '';
  const sign = isOneOnly || (equal && read === '') ? '?' : equal ? '=' : '≠';
  const meaning = isOneOnly
    ? 'the findings name one of them only'
    : sign === '?'
      ? 'no on-premises evidence to compare'
      : equal
        ? 'is the same as'
        : 'is not the same as';
  return element(
    'div',
    { class: `anchors ${sign === '≠' ? 'differ' : sign === '?' ? 'unsure' : ''}` },
    side('Source anchor', connectorAnchor === '' ? 'on premises' : 'in Entra Connect', sourceAnchor, left),
    element('span', { class: 'sign', role: 'img', 'aria-label': meaning }, sign),
    side('ImmutableID', 'in Microsoft Entra', immutableId, right),
  );
}

function side(name: string, where: string, text: string, shown: Node): HTMLElement {
  const bytes = decodeBase64(text);
  const guid = bytes?.length === 16 ? bytesToGuid(bytes) : undefined;
  return element(
    'div',
    { class: 'side' },
    element('h2', {}, name, ' ', element('small', {}, where)),
    element('p', { class: 'anchor' }, shown),
    element(
      'p',
      { class: 'faint' },
      text === '' ? 'Not known.' : guid === undefined ? 'Not the Base64 of a GUID.' : 'GUID ',
      ...(guid === undefined ? [] : [element('code', {}, guid)]),
    ),
  );
}

function facts({
  facts: [, , , objectType, name, objectGuid, entraObjectId, sourceAnchor, , userPrincipalName, connectorAnchor],
}: Person): HTMLElement {
  const known = [
    ['User principal name', userPrincipalName],
    ['Name', name],
    ['Object type', objectType === 'user' ? '' : objectType],
    ['objectGUID', objectGuid],
    ['Source anchor on premises', connectorAnchor === '' ? '' : sourceAnchor],
    ['Entra object id', entraObjectId],
  ].filter(([, text]) => text !== '');
  return list(known.map(([term, text]) => [term as string, value(text as string)]));
}

function told(row: Row): HTMLElement {
  const { id = '', title = '', help = '' } = rules[row.rule] ?? {};
  const { diagnosis, accepted, forecast, related, at } = row.more;
  const [found, expected] = comparedValues(row.found, row.expected);
  const text = (of: string | undefined): (Node | string)[] => (of === undefined ? [] : [of]);
  const entries: [string, ...(Node | string)[]][] = [
    ['Found', ...(row.found === '' ? [] : [found])],
    ['Expected', ...(row.expected === '' ? [] : [expected])],
    ['Diagnosis', ...text(diagnosis)],
    ['At the cutover', row.consequence, ...(forecast === undefined ? [] : [` ${forecast}.`])],
    ['What to do', element('strong', {}, row.remedy)],
    ['Accepted', ...text(accepted)],
    ['With', ...(related ?? []).flatMap(([name, key], place) => [...(place > 0 ? ['; '] : []), linked(name, key)])],
    ['Read at', ...(at === undefined ? [] : [value(at)])],
    ['About the rule', ...text(help || undefined)],
  ];
  return element(
    'li',
    { class: severityOf(row) },
    element('h3', {}, severityLabel(row), ' ', element('a', { href: addressOf({ ...everything, rule: id }) }, id)),
    element('p', { class: 'title' }, title),
    list(entries.filter(([, ...content]) => content.length > 0)),
  );
}

function linked(name: string, key: string): Node {
  return personOf(key) === undefined
    ? element('span', {}, breakable(name))
    : element('a', { href: addressOf({ ...everything, person: key }) }, breakable(name));
}

function list(entries: readonly (readonly [string, ...(Node | string)[]])[]): HTMLElement {
  return element(
    'dl',
    {},
    ...entries.flatMap(([term, ...content]) => [element('dt', {}, term), element('dd', {}, ...content)]),
  );
}
