import { futureTime } from '../../domain/clock.js';
import { UserError } from '../../domain/errors.js';
import type { Evidence, RecordPosition } from '../../domain/evidence.js';

const timeWithZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i;

/** Reads files of one kind, one Evidence per path. */
export type ReadFiles<Item extends { readonly at: RecordPosition }> = (
  paths: readonly string[],
) => Promise<Evidence<Item>[]>;

/**
 * Reads an exported file to be written as an evidence file. `exportedAt` says when it was exported (ISO 8601 with a time
 * zone), because a file's own modification time proves nothing; a file that `collect` wrote has its time already. What could
 * not be read stays in the issues. Throws UserError for a path that cannot be read and for a time that is invalid or in the future:
 * it would count as fresh when it comes.
 */
export async function collectFromFile<Item extends { readonly at: RecordPosition }>(
  read: ReadFiles<Item>,
  path: string,
  exportedAt: string,
  now: Date = new Date(),
): Promise<Evidence<Item>> {
  const time = Date.parse(exportedAt);
  if (!timeWithZone.test(exportedAt) || Number.isNaN(time)) {
    throw new UserError(`“${exportedAt}” is not a time with a time zone; give one like 2026-11-24T08:00:00Z.`);
  }
  if (futureTime(exportedAt, now.toISOString())) {
    throw new UserError(
      `“${exportedAt}” is in the future; give the time at which ${path} was exported, with its time zone.`,
    );
  }
  const [evidence] = await read([path]);
  if (evidence === undefined) throw new Error('one path gives one evidence');
  if (evidence.source.readAt !== undefined)
    throw new UserError(`${path} was written by collect and already says when it was read; use it as it is.`);
  return { ...evidence, source: { ...evidence.source, readAt: new Date(time).toISOString() } };
}
