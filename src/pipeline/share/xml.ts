import type { ShareValue } from './values.js';
import { isKnown, type Role, roleOf } from './words.js';

const tokens = /<!--.*?-->|<\?.*?\?>|<!\[CDATA\[(.*?)\]\]>|<!.*?>|<([^>"']|"[^"]*"|'[^']*')*>|[^<]+/gs;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * XML as Entra Connect writes it, with texts and values of attributes replaced, comments emptied. The text of `<value>` is
 * judged by the attribute around it, any other by its element.
 */
export function shareXml(text: string, share: ShareValue): string {
  const path: { readonly name: string; readonly role: Role }[] = [];
  const around = (): Role => path.at(-1)?.role ?? 'data';
  return text.replaceAll(tokens, (token, cdata?: string) => {
    if (token.startsWith('<!--')) return '<!---->';
    if (token.startsWith('<?')) return token;
    if (cdata !== undefined) return spell(share(cdata, around()));
    if (token.startsWith('<!')) return '';
    if (!token.startsWith('<')) return shareTrimmed(token, around(), share);
    const name = /^<\/?([^\s/>]+)/.exec(token)?.[1] ?? '';
    const shown = isKnown(name) ? name : share(name, 'data').replaceAll(/[^\w.-]/g, '');
    if (token.startsWith('</')) {
      path.pop();
      return `</${shown}>`;
    }
    const attribute = /\sname=["']([^"']*)["']/.exec(token)?.[1];
    const inherits = name === 'value' && attribute === undefined;
    if (!token.endsWith('/>')) path.push({ name, role: inherits ? around() : roleOf(attribute ?? name) });
    const attributes = token
      .slice(1 + name.length)
      .replaceAll(
        /([^\s=]+)(\s*=\s*)(["'])(.*?)\3/gs,
        (_, key: string, equals: string, quote: string, value: string) =>
          `${key}${equals}${quote}${spell(share(decode(value), key === 'name' ? 'word' : roleOf(key)))}${quote}`,
      );
    return `<${shown}${attributes}`;
  });
}

function shareTrimmed(text: string, role: Role, share: ShareValue): string {
  const [, before = '', value = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(text) ?? [];
  return before + spell(share(decode(value), role)) + after;
}

function decode(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name = '') => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return entities[name] ?? whole;
  });
}

function spell(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
