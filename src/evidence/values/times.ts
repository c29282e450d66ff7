import { quoted, UnreadableValue } from './unreadable-value.js';

const iso = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/i;
const localDate = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})([ ,]+\d{1,2}[:.]\d\d([:.]\d\d)?( ?[AP]\.?M\.?)?)?$/i;
const powerShell = /^\/Date\((-?\d{1,16})([+-]\d{4})?\)\/$/;
/** Before this nobody was deleted from Entra: .NET writes the year 1 for “no time”. */
const earliest = Date.UTC(2000, 0, 1);
/** A clock may go wrong by so much, and a local time is up to a day off. */
const tolerance = 26 * 60 * 60 * 1000;

/** When an object was deleted that a delta of Graph tells to lie in the recycle bin, without saying since when. */
export const unknownDeletionTime = 'unknown';

/**
 * The time at which an object was deleted, as it is written (ISO 8601, PowerShell's `/Date(…)/`, or a date of the machine's
 * culture); undefined for an empty one. Throws UnreadableValue for what is not a time and for one in the future: an object that
 * is not deleted must not pass for one that is, since nobody looks at what lies in the recycle bin.
 */
export function readDeletionTime(text: string | undefined): string | undefined {
  const word = text?.trim();
  if (!word) return undefined;
  const time = timeOf(word);
  if (time !== undefined && time >= earliest && time <= Date.now() + tolerance) return word;
  const found = time === undefined || time < earliest ? 'is not a time' : 'is in the future';
  throw new UnreadableValue(
    `deletedDateTime ${quoted(word)} ${found}, so nothing says whether the object is deleted. Export it again.`,
  );
}

/** Milliseconds since 1970, the earlier of two where the order of day and month is not told. */
function timeOf(text: string): number | undefined {
  const milliseconds = powerShell.exec(text)?.[1];
  if (milliseconds !== undefined) return Number(milliseconds);
  if (iso.test(text)) return known(Date.parse(text));
  const [, first, second, year] = localDate.exec(text)?.map(Number) ?? [];
  if (first === undefined || second === undefined || year === undefined) return undefined;
  const readings = [dayOf(year, first, second), dayOf(year, second, first)].filter((time) => time !== undefined);
  return readings.length === 0 ? undefined : Math.min(...readings);
}

function dayOf(year: number, month: number, day: number): number | undefined {
  const time = Date.UTC(year, month - 1, day);
  return month >= 1 && month <= 12 && new Date(time).getUTCDate() === day ? time : undefined;
}

function known(time: number): number | undefined {
  return Number.isNaN(time) ? undefined : time;
}
