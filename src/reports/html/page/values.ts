import { severities } from '../../../domain/assessment.js';
import { differences, type Piece } from '../../difference.js';
import type { Row } from './data.js';
import { breakable, element } from './dom.js';

/** The sign of a severity, in the color and shape that its surroundings give it. */
export function dot(): HTMLElement {
  return element('span', { class: 'dot', 'aria-hidden': 'true' });
}

/** The name of a finding's severity. */
export function severityOf({ level }: Row): string {
  return severities[level] as string;
}

/** The severity of a finding as a sign and a word. */
export function severityLabel(row: Row): HTMLElement {
  const severity = severityOf(row);
  return element('span', { class: `level ${severity}` }, dot(), severity);
}

/** An identifier and no sentence: shown in letters of one width, where `l` and `I` differ. */
const isIdentifier = (text: string): boolean => text !== '' && !/\s/.test(text);

/** What was found and what was expected, the characters marked in which they differ. */
export function comparedValues(found: string, expected: string): readonly [Node, Node] {
  if (!isIdentifier(found) || !isIdentifier(expected)) return [value(found), value(expected)];
  const [left, right] = differences(found, expected);
  return [marked(left), marked(right)];
}

/** One value: an identifier, or a sentence. */
export function value(text: string): Node {
  if (text === '') return element('span', { class: 'none' }, '–');
  if (isIdentifier(text)) return element('code', {}, text);
  return element('span', {}, breakable(text));
}

function marked(pieces: readonly Piece[]): Node {
  return element('code', {}, ...pieces.map(({ text, same }) => (same ? text : element('mark', {}, text))));
}
