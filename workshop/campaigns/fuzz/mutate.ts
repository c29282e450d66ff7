/** Numbers from a seed (mulberry32): the same seed gives the same inputs on every machine. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

type Random = ReturnType<typeof createRandom>;

/** What formats trip over: delimiters, escapes, limits of numbers, names of JavaScript's own, letters of other scripts. */
const tokens = [
  '"',
  '""',
  ',',
  ';',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '\0',
  ' ',
  ':',
  '::',
  ': ',
  '<',
  '>',
  '&',
  '&amp;',
  '&#0;',
  '<!--',
  ']]>',
  '<![CDATA[',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  '{',
  '}',
  '[',
  ']',
  '\\',
  '\\u0000',
  '\\ud800',
  'null',
  'true',
  '-1',
  '1e999',
  '99999999999999999999',
  '__proto__',
  'constructor',
  'toString',
  '=',
  '==',
  '+',
  '/',
  '-',
  "'",
  "X'",
  'System.Byte[]',
  '#TYPE x',
  '\ufeff',
  'é',
  'İ',
  'ß',
  '\u202e',
  '\u2028',
  '😀',
  '\u0301',
  '*',
  '&a',
  '%',
  '!!js/function',
  '- - -',
  '? ',
  '| ',
  '@odata.nextLink',
  '$ref',
] as const;

/** What a service or a program may write in place of a JSON value, `toString` that is not a function among it. */
export const hostileValues = [
  '{"toString":null,"valueOf":null}',
  '[{"toString":null}]',
  '[["a"]]',
  '{}',
  '[]',
  'null',
  '""',
  '-1',
  'true',
] as const;

/** The places of the JSON values of a text that hold no others. */
export function valuePlaces(text: string): readonly { readonly start: number; readonly end: number }[] {
  return [...text.matchAll(/(?<=[:,[]\s*)(?:"(?:[^"\\]|\\.)*"(?!\s*:)|-?\d+(?:\.\d+)?|true|false|null)/g)].map(
    ({ 0: value, index }) => ({ start: index, end: index + value.length }),
  );
}

/** A text that came from the seeds by one to six changes: cut, repeated, spliced, bytes changed, tokens put in. */
export function mutate(seeds: readonly string[], random: Random): string {
  let text = seeds[random(seeds.length)] ?? '';
  for (let change = random(6); change >= 0; change -= 1) text = changed(text, seeds, random);
  return text;
}

const longest = 20_000;

function changed(text: string, seeds: readonly string[], random: Random): string {
  const place = random(text.length + 1);
  const length = random(Math.min(40, text.length - place + 1));
  const [before, after] = [text.slice(0, place), text.slice(place)];
  switch (random(10)) {
    case 0:
      return before;
    case 1:
      return after;
    case 2:
      return before + text.slice(place + length);
    case 3:
      return text.length > longest ? before : before + text.slice(place, place + length).repeat(1 + random(20)) + after;
    case 4:
      return before + String.fromCharCode(random(0x10000)) + text.slice(place + 1);
    case 5:
      return before + String.fromCharCode(random(128)) + text.slice(place + 1);
    case 6: {
      const other = seeds[random(seeds.length)] ?? '';
      return text.length > longest ? before : before + other.slice(random(other.length + 1));
    }
    case 7: {
      const places = text.length > longest ? [] : valuePlaces(text);
      if (places.length === 0) return text;
      const { start, end } = places[random(places.length)] ?? { start: 0, end: 0 };
      return text.slice(0, start) + (hostileValues[random(hostileValues.length)] ?? '') + text.slice(end);
    }
    default:
      return before + (tokens[random(tokens.length)] ?? '') + (random(2) === 0 ? after : text.slice(place + length));
  }
}
