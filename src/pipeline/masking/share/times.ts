const day = 24 * 60 * 60 * 1000;
const ticks = 10_000n;
/** Windows counts from 1601, in units of 100 nanoseconds; a number of before 2000 or after 2100 is not a time of a directory. */
const windowsTime = /^1(2[6-9]|[34]\d|5[0-7])\d{15}$/;

/**
 * The first and the last moment of .NET and of Windows, as they are spelled for a time that never was or never will be; another
 * moment of the same years is somebody's.
 */
const never = new RegExp(
  [
    String.raw`0|9223372036854775807|\/Date\((-62135596800000|-11644473600000|253402300799999)\)\/`,
    String.raw`(0001|1601)-?01-?01([T ]?00:?00(:?00(\.0{1,9})?)?Z?)?|0?1[./]0?1[./](0001|1601)( (00|0|12):00:00( AM)?)?`,
    String.raw`9999-?12-?31([T ]?23:?59:?59(\.9{1,9})?Z?)?|(12\/31|31\.12\.)\/?9999( (23|11):59:59( PM)?)?`,
  ]
    .map((spellings) => `^(?:${spellings})$`)
    .join('|'),
);

/** A time of a known shape moved by whole days, in its own spelling; undefined for anything else. */
export function moveTime(text: string, days: number): string | undefined {
  const word = text.trim();
  if (never.test(word)) return text;
  if (windowsTime.test(word)) return String(BigInt(word) + BigInt(days * day) * ticks);
  const [, open, milliseconds, close] = /^(\/Date\()(-?\d{1,14})((?:[+-]\d{4})?\)\/)$/.exec(word) ?? [];
  if (milliseconds !== undefined) return `${open}${Number(milliseconds) + days * day}${close}`;
  const iso = /^(\d{4})-(\d\d)-(\d\d)((?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?)$/i.exec(word);
  if (iso !== null) return moved(iso, [1, 2, 3], days, (date) => `${date.join('-')}${iso[4]}`);
  const general = /^(\d{4})(\d\d)(\d\d)(\d{6}\.\d{1,3}Z)$/.exec(word);
  if (general !== null) return moved(general, [1, 2, 3], days, (date) => `${date.join('')}${general[4]}`);
  return moveLocal(word, days);
}

/** Of a machine's culture: points put the day first, a slash or a hyphen the month where it can be one. */
function moveLocal(word: string, days: number): string | undefined {
  const match = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4})((?:[ ,]+\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]\.?M\.?)?)?)$/i.exec(
    word,
  );
  if (match === null) return undefined;
  const [, first = '', separator, second = '', , time] = match;
  const dayFirst = separator === '.' || Number(first) > 12;
  const padded = first.startsWith('0') || second.startsWith('0');
  const plain = (part: string): string => (padded ? part : String(Number(part)));
  return moved(match, dayFirst ? [4, 3, 1] : [4, 1, 3], days, ([year = '', month = '', date = '']) => {
    const parts = (dayFirst ? [date, month] : [month, date]).map(plain);
    return `${[...parts, year].join(separator)}${time}`;
  });
}

function moved(
  match: RegExpExecArray,
  places: readonly number[],
  days: number,
  spell: (date: string[]) => string,
): string | undefined {
  const [year = 0, month = 0, date = 0] = places.map((place) => Number(match[place]));
  if (year < 1900 || year > 9000) return undefined;
  const time = Date.UTC(year, month - 1, date);
  if (month < 1 || month > 12 || new Date(time).getUTCDate() !== date) return undefined;
  return spell(new Date(time + days * day).toISOString().slice(0, 10).split('-'));
}
