import { counted } from '../../domain/counted.js';
import type { LdifEntry } from '../../evidence/ldif/convert.js';
import { UnreadableValue } from '../../evidence/values/unreadable-value.js';
import { ldifValue, listOf, type ParsedEntry, parseRange, type ValueRange } from './parse.js';
import type { DirectorySession } from './session.js';

/** Against a server that never comes to an end: a million members at 1,500 a part. */
const mostParts = 1000;

/**
 * The entry's values with those completed of which the server sent only the first part (more than 1,500 members). Throws
 * UnreadableValue when a part is missing: half a group's members would look like a loss of the others.
 */
export async function completeRanges(session: DirectorySession, entry: ParsedEntry): Promise<LdifEntry> {
  if (entry.ranges.length === 0) return entry.values;
  const values = new Map(entry.values);
  for (const first of entry.ranges) {
    const name = first.attribute;
    if (first.start !== 0 || values.has(name.toLowerCase()))
      throw new UnreadableValue(`The server sent parts of ${name} that do not fit together.`);
    const all = [...first.values];
    let { next } = first;
    for (let part = 1; next !== undefined; part += 1) {
      const range =
        next === all.length && part < mostParts
          ? await readRange(session, entry.distinguishedName, name, next)
          : undefined;
      if (range === undefined)
        throw new UnreadableValue(`Only ${counted(all.length, 'value')} of ${name} could be read, and there are more.`);
      for (const value of range.values) all.push(value);
      next = range.next;
    }
    values.set(
      name.toLowerCase(),
      all.map((value) => ldifValue(name, value)),
    );
  }
  return values;
}

async function readRange(
  session: DirectorySession,
  distinguishedName: string,
  attribute: string,
  start: number,
): Promise<ValueRange | undefined> {
  const entry = await session.get(distinguishedName, [`${attribute};range=${start}-*`]);
  const ranges = Object.entries(entry ?? {}).flatMap(([name, found]) => {
    const range = parseRange(name, listOf(found));
    const isNext = range?.start === start && range.attribute.toLowerCase() === attribute.toLowerCase();
    return isNext && range.values.length > 0 ? [range] : [];
  });
  return ranges[0];
}
