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
    const all = [...first.values];
    let { next } = first;
    for (let part = 1; next !== undefined; part += 1) {
      const range =
        part < mostParts ? await readRange(session, entry.distinguishedName, first.attribute, next) : undefined;
      if (range === undefined || (range.next !== undefined && range.next <= next)) {
        throw new UnreadableValue(
          `Only ${counted(all.length, 'value')} of ${first.attribute} could be read, and there are more.`,
        );
      }
      all.push(...range.values);
      next = range.next;
    }
    const name = first.attribute;
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
