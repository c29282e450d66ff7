import { type Kind, kindOf } from './members.js';
import { Unparsable } from './unparsable.js';
import type { Share } from './values.js';

const tokensWith = (bytes: number): RegExp =>
  new RegExp(String.raw`(?<bytes>\[\s*\d{1,3}(?:\s*,\s*\d{1,3}){${bytes - 1},65536}\s*\])|${tokens.source}`, 'suy');
const tokens =
  /(?<space>[ \t\r\n]+)|(?<string>")|(?<colon>:)|(?<number>-?\d[\d.eE+-]*)|(?<word>true|false|null)|(?<open>[[{])|(?<close>[\]}])|(?<comma>,)/;
/** A few numbers are bytes only where the member says so. */
const [anyTokens, bytesTokens] = [tokensWith(8), tokensWith(1)];

/**
 * JSON, one document or several after one another, with each name, string and number judged by its member, and white space
 * and order as they stand. A string that is JSON itself, as Graph has them, is treated as that.
 *
 * @throws Unparsable where something else stands.
 */
export function shareJson(text: string, share: Share): string {
  /** The members around, and the one whose value is awaited; what each object around says that it is called. */
  const around: string[] = [];
  const called: string[] = [];
  let [member, depth, start, position, shown] = ['', 0, 0, 0, ''];
  // In a list of settings the value is that of the name next to it.
  const kind = (): Kind => {
    const named = /^value$/i.test(member) ? kindOf(called.at(-1) ?? '') : 'data';
    return named === 'data' ? kindOf(member, around.findLast((name) => name !== '') ?? '') : named;
  };
  while (position < text.length) {
    const next = kind() === 'bytes' ? bytesTokens : anyTokens;
    next.lastIndex = position;
    const found = next.exec(text);
    const token = found?.groups ?? {};
    const whole = token.string === undefined ? (found?.[0] ?? '') : stringAt(text, position);
    const number = token.number;
    if (found === null || (depth === 0 && token.space === undefined && token.open === undefined))
      throw new Unparsable('this is not JSON', lineAt(text, position));
    if (token.string !== undefined) {
      const string = parsed(whole, text, position);
      const isName = text[afterSpace(text, position + whole.length)] === ':';
      if (isName) member = string;
      else if (/^name$/i.test(member) && called.length > 0) called[called.length - 1] = string;
      shown += JSON.stringify(isName ? share.name(string) : shareString(string, kind(), share));
    } else if (number !== undefined) shown += shareNumber(number, kind(), share);
    else if (token.bytes !== undefined) shown += shareBytes(token.bytes, share);
    else shown += whole;
    if (token.open !== undefined) {
      if (depth === 0) start = position;
      depth += 1;
      around.push(whole === '{' ? member : '');
      called.push('');
      if (whole === '{') member = '';
    }
    position += whole.length;
    if (token.close === undefined) continue;
    depth -= 1;
    const outer = around.pop() ?? '';
    called.pop();
    if (whole === '}') member = outer;
    if (depth === 0) {
      parsed(text.slice(start, position), text, start);
      member = '';
    }
  }
  if (depth > 0) throw new Unparsable('the JSON ends before it is closed', lineAt(text, text.length));
  return shown;
}

/** Step by step: an expression would have to remember every letter of a string of millions. */
function stringAt(text: string, start: number): string {
  let end = start + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
  return text.slice(start, end + 1);
}

function afterSpace(text: string, start: number): number {
  let end = start;
  while (' \t\r\n'.includes(text[end] ?? 'x')) end += 1;
  return end;
}

function shareString(value: string, kind: Kind, share: Share): string {
  const trimmed = value.trim();
  if (/^([[{].*[\]}]|".*")$/s.test(trimmed)) {
    try {
      if (!trimmed.startsWith('"')) return shareJson(value, share);
      const said = JSON.stringify(shareString(JSON.parse(trimmed) as string, kind, share));
      return value.replace(trimmed, () => said);
    } catch {
      // Looks like JSON only.
    }
  }
  return share.value(value, kind);
}

/** A number that is not known stays one of as many digits. */
function shareNumber(number: string, kind: Kind, share: Share): string {
  const shared = share.value(number, kind);
  if (shared === number || /^-?(0|[1-9]\d*)(\.\d+)?$/.test(shared)) return shared;
  return number.replaceAll(/\d+/g, (digits) => share.value(digits, 'data'));
}

function shareBytes(list: string, share: Share): string {
  const numbers = (list.match(/\d+/g) ?? []).map(Number);
  const shared = numbers.every((number) => number < 256)
    ? [...share.bytes(Uint8Array.from(numbers))]
    : numbers.map((number) => Number(share.value(String(number), 'data')));
  // Text may become shorter or longer than it was.
  const places = list.match(/\d+|\D+/g) ?? [];
  if (shared.length !== numbers.length) return `[${shared.join(',')}]`;
  return places.map((place) => (/\d/.test(place) ? shared.shift() : place)).join('');
}

function parsed(document: string, text: string, position: number): string {
  try {
    return JSON.parse(document) as string;
  } catch {
    throw new Unparsable('this is not well-formed JSON', lineAt(text, position));
  }
}

function lineAt(text: string, position: number): number {
  return text.slice(0, position).split('\n').length;
}
