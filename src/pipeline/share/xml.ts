import { SaxesParser } from 'saxes';
import { type Kind, kindOf } from './members.js';
import { Unparsable } from './unparsable.js';
import type { Share } from './values.js';

interface Element {
  readonly shown: string;
  readonly name: string;
  /** By the element around, where a `value` says nothing itself. */
  readonly kind: Kind;
}

/**
 * XML as Entra Connect writes it, parsed whole and written again. Comments, processing instructions and the difference between
 * text and CDATA are left out; the text of `<value>` is judged by the attribute around it, any other by its element.
 *
 * @throws Unparsable where it is not well-formed, and for a DTD.
 */
export function shareXml(text: string, share: Share): string {
  const parser = new SaxesParser({ xmlns: false });
  const path: Element[] = [];
  let shown = /^\s*<\?xml/.test(text) ? `<?xml version="1.0" encoding="${encodingOf(text)}"?>` : '';
  let gathered = '';
  const flush = (): void => {
    const [, before = '', value = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(gathered) ?? [];
    gathered = '';
    shown += before + spell(share.value(value, path.at(-1)?.kind ?? 'data')) + after;
  };
  parser.on('doctype', () => {
    throw new Unparsable('it has a DTD', parser.line);
  });
  parser.on('error', (error) => {
    throw new Unparsable(
      `it is not well-formed XML (${error.message.replace(/^[\d:]+ /, '').replace(/:.*/s, '')})`,
      parser.line,
    );
  });
  const gather = (piece: string): void => {
    gathered += piece;
  };
  parser.on('text', gather);
  parser.on('cdata', gather);
  parser.on('opentag', ({ name, attributes, isSelfClosing }) => {
    flush();
    const given = attributes.name;
    const around = path.at(-1);
    const inherits = /^(value|dn-value)$/.test(name) && given === undefined && around !== undefined;
    const kind = inherits ? around.kind : kindOf(given ?? name, around?.name);
    const element = { shown: xmlName(name, share), name, kind };
    const shared = Object.entries(attributes).map(([key, value]) => {
      const attributeKind = key === 'name' ? 'attribute' : kindOf(key, name);
      return ` ${xmlName(key, share)}="${spell(share.value(value, attributeKind))}"`;
    });
    shown += `<${element.shown}${shared.join('')}${isSelfClosing ? '/' : ''}>`;
    if (!isSelfClosing) path.push(element);
  });
  parser.on('closetag', ({ isSelfClosing }) => {
    if (isSelfClosing) return;
    flush();
    shown += `</${path.pop()?.shown}>`;
  });
  parser.write(text.trimStart()).close();
  return shown + (/\s*$/.exec(text)?.[0] ?? '');
}

function encodingOf(text: string): string {
  return /^\s*<\?xml[^>]*encoding=["'](utf-16|unicode)["']/i.test(text) ? 'utf-16' : 'utf-8';
}

/** Of what was invented only what a name may have. */
function xmlName(name: string, share: Share): string {
  const shared = share.name(name);
  return shared === name ? name : `x${shared.replaceAll(/[^A-Za-z0-9-]/g, '')}`;
}

function spell(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return escaped.replaceAll('\r', '&#xD;');
}
