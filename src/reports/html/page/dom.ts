import { escapeControls } from '../../escape.js';

type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/**
 * An element with attributes (`true`: without a value; `undefined` and `false`: left out) and content, which is never markup. What is
 * invisible or turns the reading direction round is written out: the data of the page keep it, so that a search finds it.
 */
export function element(
  name: string,
  attributes: Attributes = {},
  ...content: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined && value !== false)
      made.setAttribute(key, value === true ? '' : escapeControls(String(value)));
  made.append(...content.map((part) => (typeof part === 'string' ? escapeControls(part) : part)));
  return made;
}

/** The element of the page with this id: the page and its script are made together, so it is there. */
export function byId<Type extends HTMLElement = HTMLElement>(id: string): Type {
  return document.getElementById(id) as Type;
}

/** A name or an address that may break behind `@`, a dot, a comma, a hyphen and a slash, and nowhere inside a word. */
export function breakable(text: string): DocumentFragment {
  const made = document.createDocumentFragment();
  for (const part of escapeControls(text).split(/(?<=[@.,/_-])(?=\S)/u)) {
    if (made.hasChildNodes()) made.append(document.createElement('wbr'));
    made.append(part);
  }
  return made;
}
