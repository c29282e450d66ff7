import { UserError } from '../../domain/errors.js';
import type { Evidence } from '../../domain/evidence.js';
import type { OnPremObject } from '../../domain/objects.js';
import type { EntraRecord } from '../../domain/service.js';
import { readEntraFiles, readOnPremFiles } from '../files.js';

const timeWithZone = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/i;

/**
 * Reads an exported file to be written as an evidence file. `exportedAt` says when it was exported (ISO 8601 with a time
 * zone), because a file's own modification time proves nothing. What could not be read stays in the issues. Throws
 * UserError for a path that cannot be read and for a time that is none.
 */
export async function collectFromFile(
  kind: 'onPrem',
  path: string,
  exportedAt: string,
): Promise<Evidence<OnPremObject>>;
export async function collectFromFile(kind: 'entra', path: string, exportedAt: string): Promise<Evidence<EntraRecord>>;
export async function collectFromFile(
  kind: 'onPrem' | 'entra',
  path: string,
  exportedAt: string,
): Promise<Evidence<OnPremObject> | Evidence<EntraRecord>> {
  const time = Date.parse(exportedAt);
  if (!timeWithZone.test(exportedAt) || Number.isNaN(time)) {
    throw new UserError(`“${exportedAt}” is no time with a time zone; give one like 2026-11-24T08:00:00Z.`);
  }
  const readAt = new Date(time).toISOString();
  return kind === 'onPrem' ? dated(await readOnPremFiles([path]), readAt) : dated(await readEntraFiles([path]), readAt);
}

function dated<Item>([evidence]: readonly Evidence<Item>[], readAt: string): Evidence<Item> {
  if (evidence === undefined) throw new Error('one path gives one evidence');
  return { ...evidence, source: { ...evidence.source, readAt } };
}
