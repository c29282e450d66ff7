// How ConvertTo-Json writes a DateTime and a TimeSpan: differently in Windows PowerShell 5.1 and in PowerShell 7, and
// as another object again where PowerShell has added a property to it (CONNECT-4).
import { jsonObject } from '../json-document.js';

const ticksPerSecond = 10_000_000;

/**
 * The time as ISO 8601 in UTC, or undefined when it is none. The synchronization engine keeps its times in UTC, so a
 * time without a zone is UTC.
 */
export function readDateTime(value: unknown): string | undefined {
  const members = jsonObject(value);
  const text = members === undefined ? value : (members.get('value') ?? members.get('DateTime'));
  return typeof text === 'string' ? readTimeText(text) : undefined;
}

function readTimeText(value: string): string | undefined {
  const milliseconds = /^\/Date\((-?\d{1,16})(?:[+-]\d{4})?\)\/$/.exec(value)?.[1];
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(Z|[+-]\d\d:\d\d)?$/.exec(value);
  if (milliseconds === undefined && iso === null) return undefined;
  const time = new Date(
    milliseconds === undefined ? `${value}${iso?.[1] === undefined ? 'Z' : ''}` : Number(milliseconds),
  );
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

/** The seconds of a TimeSpan: an object with Ticks, or text such as `00:30:00` or `7.00:00:00`; undefined when it is none. */
export function readTimeSpan(value: unknown): number | undefined {
  const ticks = jsonObject(value)?.get('Ticks');
  if (typeof ticks === 'number') return ticks / ticksPerSecond;
  const match = /^(?:(\d+)\.)?(\d{1,2}):(\d\d):(\d\d)(?:\.\d+)?$/.exec(typeof value === 'string' ? value : '');
  if (match === null) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}
