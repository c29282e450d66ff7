import { SaxesParser } from 'saxes';
import { type Kind, kindOf } from './members.js';
import { Unparsable } from './unparsable.js';
import type { Share } from './values.js';
import { isCliXmlName, isXmlName } from './vocabulary.js';

interface Element {
  readonly shown: string;
  readonly name: string;
  /** By the element around, where a `value` says nothing itself. */
  readonly kind: Kind;
}

/** What elements and attributes of CliXML hold, whatever they are called (MS-PSRP 2.2.5). */
const cliXmlKinds: Readonly<Record<string, Kind>> = {
  DT: 'time',
  TS: 'span',
  T: 'term',
  Version: 'version',
  RefId: 'count',
};

/**
 * XML as Entra Connect and Export-Clixml write it, parsed whole and written again. Comments, processing instructions and the difference between
 * text and CDATA are left out; the text of `<value>` is judged by the attribute around it, any other by its element.
 *
 * @throws Unparsable where it is not well-formed, and for a DTD.
 */
export function shareXml(text: string, share: Share): string {
  const parser = new SaxesParser({ xmlns: false });
  const path: Element[] = [];
  let shown = /^\s*<\?xml/.test(text) ? `<?xml version="1.0" encoding="${encodingOf(text)}"?>` : '';
  let gathered = '';
  /** PowerShell's own format, with escapes of its own for what XML may not hold. */
  let isCliXml = false;
  const shareText = (value: string, kind: Kind): string => {
    const shared = share.value(isCliXml ? withoutEscapes(value) : value, kind);
    return spell(isCliXml ? withEscapes(shared) : shared);
  };
  const shareName = (name: string): string =>
    name
      .split(':')
      .map((part) => (isXmlName(part) || (isCliXml && isCliXmlName(part)) ? part : validName(share.name(part))))
      .join(':');
  const flush = (): void => {
    const value = gathered.trim();
    const start = gathered.indexOf(value);
    shown += gathered.slice(0, start) + shareText(value, path.at(-1)?.kind ?? 'data');
    shown += gathered.slice(start + value.length);
    gathered = '';
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
    if (path.length === 0) isCliXml = name === 'Objs';
    const given = attributes[isCliXml ? 'N' : 'name'];
    const around = path.at(-1);
    const inherits = /^(value|dn-value)$/.test(name) && given === undefined && around !== undefined;
    const known = inherits ? around.kind : kindOf(given ?? name, around?.name);
    const kind = isCliXml && known === 'data' ? (cliXmlKinds[name] ?? known) : known;
    const element = { shown: shareName(name), name, kind };
    const shared = Object.entries(attributes).map(([key, value]) => {
      const ofKey = (isCliXml && cliXmlKinds[key]) || (/^xmlns(:|$)/.test(key) ? 'term' : kindOf(key, name));
      return ` ${shareName(key)}="${shareText(value, value === given ? 'attribute' : ofKey)}"`;
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

/** What was invented may begin or go on as no name may. */
function validName(name: string): string {
  const valid = name.replaceAll(/[^\p{L}\p{M}\p{N}._\u00b7-]/gu, '_');
  return /^[\p{L}_]/u.test(valid) ? valid : `_${valid}`;
}

/** `_x000A_` in CliXML (MS-PSRP 2.2.5.3.2). */
function withoutEscapes(text: string): string {
  return text.replaceAll(/_x([0-9a-f]{4})_/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function withEscapes(text: string): string {
  return text.replaceAll(
    /\p{Cc}|\p{Cs}|_(?=x[0-9a-f]{4}_)/giu,
    (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
  );
}

function spell(text: string): string {
  const escaped = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
  return escaped.replaceAll('\r', '&#xD;');
}
