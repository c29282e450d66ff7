import { jsonObject } from '../../evidence/json-document.js';
import type { GraphClient } from './client.js';

/** Which Entra Connect server exported to the tenant last, and when something was synchronized last (ISO 8601, UTC). */
export interface LastExport {
  readonly machineName: string;
  readonly synchronizedAt: string;
}

/**
 * Reads who exported to the tenant last (GRAPH-10). Undefined where Graph shows no server or no time, or beta does not answer:
 * it proves nothing then, and nothing else rests on it.
 */
export async function readLastExport(client: GraphClient): Promise<LastExport | undefined> {
  const [synchronization, organization] = await client.batch(
    ['/directory/onPremisesSynchronization', '/organization?$select=id,onPremisesLastSyncDateTime'],
    'beta',
  );
  const inside = (answer: typeof synchronization, ...names: readonly string[]): unknown => {
    const list = answer !== undefined && 'body' in answer ? jsonObject(answer.body)?.get('value') : undefined;
    return names.reduce(
      (value: unknown, name) => jsonObject(value)?.get(name),
      Array.isArray(list) ? list[0] : undefined,
    );
  };
  const machineName = inside(synchronization, 'configuration', 'currentExportData', 'clientMachineName');
  const synchronizedAt = inside(organization, 'onPremisesLastSyncDateTime');
  if (typeof machineName !== 'string' || typeof synchronizedAt !== 'string') return undefined;
  return { machineName, synchronizedAt };
}
